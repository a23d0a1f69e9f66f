"""An amount in one currency."""

from typing import Annotated, Literal

from pydantic import Field

from engines.form.fields.base import FieldModel, FieldType, Number
from engines.form.storage import Column, Storage


class MoneyField(FieldModel):
    """金额 / Money."""

    type: Literal["money"]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CNY"
    decimals: Annotated[int, Field(ge=0, le=10)] = 2
    min: Number | None = None
    max: Number | None = None


class MoneyType(FieldType[MoneyField]):
    """Behaviour of `money`."""

    key = "money"
    model = MoneyField
    label = {"zh-CN": "金额", "en": "Money"}  # noqa: RUF012
    icon = "currency"
    group = "number"
    widget = "money"

    def storage(self, field: MoneyField) -> Storage:
        return Column("number")
