"""A value computed from other fields; no door may write it."""

from typing import Annotated, Literal

from pydantic import Field

from engines.form.fields.base import FieldModel, FieldType, LabelText
from engines.form.rules import FormulaText
from engines.form.storage import Column, ColumnKind, Storage

FormulaKind = Literal["text", "number", "money", "percent", "boolean", "date", "datetime"]
KINDS: dict[FormulaKind, ColumnKind] = {
    "text": "text",
    "number": "number",
    "money": "number",
    "percent": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
}


class FormulaField(FieldModel):
    """公式 / Formula."""

    type: Literal["formula"]
    formula: FormulaText
    as_: FormulaKind = Field(default="number", alias="as")
    decimals: Annotated[int, Field(ge=0, le=10)] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CNY"
    unit: LabelText | None = None
    thousands: bool = False


class FormulaType(FieldType[FormulaField]):
    """Behaviour of `formula`."""

    key = "formula"
    model = FormulaField
    label = {"zh-CN": "公式", "en": "Formula"}  # noqa: RUF012
    icon = "function"
    group = "advanced"
    widget = "formula"
    computed = True

    def storage(self, field: FormulaField) -> Storage:
        return Column(KINDS[field.as_])
