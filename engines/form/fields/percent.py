"""A share, stored as a fraction (0.25 is 25 %), as in Excel."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from engines.form.fields._decimals import DecimalField, DecimalType, digits, exact, written_number
from engines.form.fields.base import PLAIN, Reading
from engines.form.labels import sentence

_HUNDRED = Decimal(100)


class PercentField(DecimalField):
    """百分比 / Percent. `min` and `max` are fractions; `decimals` are those of the percent figure."""

    type: Literal["percent"]
    decimals: Annotated[int, Field(ge=0, le=8)] = 2


class PercentType(DecimalType[PercentField]):
    """Behaviour of `percent`. A text without % follows Excel's «automatic percent entry»: 25 means 25 %,
    0.25 means 25 %; a number object from a workbook is always a fraction."""

    key = "percent"
    model = PercentField
    label = sentence("百分比", "Percent")
    icon = "percent"
    group = "number"
    widget = "percent"

    def places(self, field: PercentField) -> int:
        return field.decimals + 2

    def guess(self, field: PercentField, raw: Any, locale: str, reading: Reading) -> Decimal:
        if not isinstance(raw, str):
            return self.rounded(field, exact(raw))
        value = written_number(raw)
        bare = "%" not in raw and "％" not in raw
        return self.rounded(field, value / _HUNDRED if bare and abs(value) >= 1 else value)

    def format(
        self, field: PercentField, value: Decimal | None, locale: str = "zh-CN", reading: Reading = PLAIN
    ) -> str:
        return "" if value is None else f"{digits(value * _HUNDRED, field.decimals, thousands=False)}%"

    def example(self, field: PercentField) -> Decimal:
        low = field.min if field.min is not None else min(field.max or Decimal(0), Decimal(0))
        value = Decimal("0.25") if field.max is None or field.max >= Decimal("0.25") else field.max
        return max(value, low)
