"""Several choices of a list."""

from typing import Annotated, Literal

from pydantic import Field

from engines.form.fields.base import FieldModel, FieldType, Options
from engines.form.storage import Column, Storage


class MultiSelectField(FieldModel):
    """下拉多选 / Multi-select."""

    type: Literal["multi_select"]
    options: Options = ()
    display: Literal["dropdown", "checkbox"] = "dropdown"
    max_count: Annotated[int, Field(ge=1, le=2_000)] | None = None


class MultiSelectType(FieldType[MultiSelectField]):
    """Behaviour of `multi_select`."""

    key = "multi_select"
    model = MultiSelectField
    label = {"zh-CN": "下拉多选", "en": "Multi-select"}  # noqa: RUF012
    icon = "tags"
    group = "choice"
    widget = "multi_select"

    def storage(self, field: MultiSelectField) -> Storage:
        return Column("json")
