"""Yes or no."""

from decimal import Decimal
from typing import Any, Literal

from engines.form.fields.base import PLAIN, FieldModel, FieldType, Reading, ValueProblem, wrong_kind
from engines.form.labels import sentence
from engines.form.storage import Column, Storage
from engines.form.text import fold
from engines.formula.types import BOOLEAN, Type

_YES = frozenset(["是", "对", "有", "真", "已", "y", "yes", "true", "t", "1", "on", "✓", "√", "✔", "☑", "x"]) - {"x"}
_NO = frozenset(["否", "错", "无", "假", "未", "不", "没有", "n", "no", "false", "f", "0", "off", "×", "✗", "✘", "☐"])


class BooleanField(FieldModel):
    """是否 / Yes / no."""

    type: Literal["boolean"]


class BooleanType(FieldType[BooleanField]):
    """Behaviour of `boolean`: yes, no or not answered (null)."""

    key = "boolean"
    model = BooleanField
    label = sentence("是否", "Yes / no")
    icon = "check-square"
    group = "choice"
    widget = "boolean"

    def storage(self, field: BooleanField) -> Storage:
        return Column("boolean")

    def formula_type(self, field: BooleanField) -> Type:
        return BOOLEAN

    def schema(self, field: BooleanField) -> dict[str, Any]:
        return {"type": "boolean"}

    def read(self, field: BooleanField, raw: Any) -> bool:
        if not isinstance(raw, bool):
            raise wrong_kind("是或否（true / false）", "true or false")
        return raw

    def guess(self, field: BooleanField, raw: Any, locale: str, reading: Reading) -> bool:
        if isinstance(raw, bool):
            return raw
        word = fold(raw) if isinstance(raw, str) else raw
        if word in _YES or (isinstance(word, int | float | Decimal) and word == 1):
            return True
        if word in _NO or (isinstance(word, int | float | Decimal) and word == 0):
            return False
        raise ValueProblem(
            "boolean_invalid", f"“{str(raw)[:40]}”不是“是”或“否”", f"“{str(raw)[:40]}” is neither yes nor no"
        )

    def format(self, field: BooleanField, value: bool | None, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        if value is None:
            return ""
        return ("是" if value else "否") if locale == "zh-CN" else ("Yes" if value else "No")

    def search_text(self, field: BooleanField, value: Any, reading: Reading = PLAIN) -> str:
        return ""

    def example(self, field: BooleanField) -> bool:
        return True
