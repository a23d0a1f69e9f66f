"""A share, stored as a fraction (0.25 is 25 %), as in Excel."""

from typing import Annotated, Literal

from pydantic import Field

from engines.form.fields.base import FieldModel, FieldType, Number
from engines.form.storage import Column, Storage


class PercentField(FieldModel):
    """百分比 / Percent."""

    type: Literal["percent"]
    decimals: Annotated[int, Field(ge=0, le=10)] = 2  # of the percent figure: 12.34 %
    # min and max are fractions
    min: Number | None = None
    max: Number | None = None


class PercentType(FieldType[PercentField]):
    """Behaviour of `percent`."""

    key = "percent"
    model = PercentField
    label = {"zh-CN": "百分比", "en": "Percent"}  # noqa: RUF012
    icon = "percent"
    group = "number"
    widget = "percent"

    def storage(self, field: PercentField) -> Storage:
        return Column("number")
