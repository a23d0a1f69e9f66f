"""Text of several lines."""

from typing import Annotated, Literal

from pydantic import Field

from engines.form.fields.base import FieldModel, FieldType
from engines.form.storage import Column, Storage


class LongTextField(FieldModel):
    """多行文本 / Multi-line."""

    type: Literal["long_text"]
    max_length: Annotated[int, Field(ge=1, le=100_000)] = 5_000
    rows: Annotated[int, Field(ge=1, le=40)] | None = None  # height of the box in the form


class LongTextType(FieldType[LongTextField]):
    """Behaviour of `long_text`."""

    key = "long_text"
    model = LongTextField
    label = {"zh-CN": "多行文本", "en": "Multi-line"}  # noqa: RUF012
    icon = "align-left"
    group = "text"
    widget = "long_text"

    def storage(self, field: LongTextField) -> Storage:
        return Column("text")
