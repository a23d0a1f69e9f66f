"""An amount in one currency."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from engines.form.fields._decimals import DecimalField, DecimalType, digits
from engines.form.fields.base import PLAIN, Reading
from engines.form.labels import sentence

SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "KRW": "₩", "RUB": "₽", "THB": "฿"}


class MoneyField(DecimalField):
    """金额 / Money."""

    type: Literal["money"]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CNY"
    decimals: Annotated[int, Field(ge=0, le=10)] = 2


class MoneyType(DecimalType[MoneyField]):
    """Behaviour of `money`: a number; the currency belongs to the field, not to the value."""

    key = "money"
    model = MoneyField
    label = sentence("金额", "Money")
    icon = "currency"
    group = "number"
    widget = "money"

    def units(self, field: MoneyField) -> tuple[str, ...]:
        return (field.currency,)

    def format(self, field: MoneyField, value: Decimal | None, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        if value is None:
            return ""
        symbol = SYMBOLS.get(field.currency, f"{field.currency} ")
        sign = "-" if value < 0 else ""
        return f"{sign}{symbol}{digits(abs(value), field.decimals, thousands=True)}"
