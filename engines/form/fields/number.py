"""A number of at most 15 significant digits, as in Excel."""

from typing import Annotated, Literal

from pydantic import Field

from engines.form.fields.base import FieldModel, FieldType, LabelText, Number
from engines.form.storage import Column, Storage


class NumberField(FieldModel):
    """数字 / Number."""

    type: Literal["number"]
    decimals: Annotated[int, Field(ge=0, le=10)] = 0
    min: Number | None = None
    max: Number | None = None
    unit: LabelText | None = None
    thousands: bool = False


class NumberType(FieldType[NumberField]):
    """Behaviour of `number`."""

    key = "number"
    model = NumberField
    label = {"zh-CN": "数字", "en": "Number"}  # noqa: RUF012
    icon = "hash"
    group = "number"
    widget = "number"

    def storage(self, field: NumberField) -> Storage:
        return Column("number")
