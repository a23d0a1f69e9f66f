"""A number of at most 15 significant digits, as in Excel."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from engines.form.fields._decimals import DecimalField, DecimalType, digits
from engines.form.fields.base import PLAIN, Reading
from engines.form.labels import Label, label_text, sentence


class NumberField(DecimalField):
    """数字 / Number. `trim`: without the zeros at the end of its decimals."""

    type: Literal["number"]
    decimals: Annotated[int, Field(ge=0, le=10)] = 0
    unit: Label | None = None
    thousands: bool = False
    trim: bool = False


class NumberType(DecimalType[NumberField]):
    """Behaviour of `number`."""

    key = "number"
    model = NumberField
    label = sentence("数字", "Number")
    icon = "hash"
    group = "number"
    widget = "number"

    def units(self, field: NumberField) -> tuple[str, ...]:
        return (label_text(field.unit, "zh-CN"), label_text(field.unit, "en"))

    def format(self, field: NumberField, value: Decimal | None, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        if value is None:
            return ""
        unit = label_text(field.unit, locale)
        text = digits(value, 0 if field.trim else field.decimals, field.thousands)
        return f"{text} {unit}" if unit else text
