"""One choice of a list; the option's value is stored, its label is shown."""

from typing import Any, Literal

from engines.form.fields._choices import ChoiceField, option_problems, retired, unknown
from engines.form.fields._texts import cell_text
from engines.form.fields.base import PLAIN, FieldType, Reading, ValueProblem, wrong_kind
from engines.form.labels import Sentence, sentence
from engines.form.storage import Column, Storage
from engines.form.text import fold
from engines.formula.types import TEXT, Type


class SelectField(ChoiceField):
    """下拉单选 / Select."""

    type: Literal["select"]
    display: Literal["dropdown", "radio"] = "dropdown"


class SelectType(FieldType[SelectField]):
    """Behaviour of `select`."""

    key = "select"
    model = SelectField
    label = sentence("下拉单选", "Select")
    icon = "chevron-down"
    group = "choice"
    widget = "select"
    searchable = True

    def storage(self, field: SelectField) -> Storage:
        return Column("text")

    def formula_type(self, field: SelectField) -> Type:
        return TEXT

    def schema(self, field: SelectField) -> dict[str, Any]:
        values = list(field.by_value)
        return {"type": "string", "enum": values} if values else {"type": "string"}

    def read(self, field: SelectField, raw: Any) -> str:
        if not isinstance(raw, str):
            raise wrong_kind("一个选项的值", "an option's value")
        if raw not in field.by_value:
            raise unknown(field, raw)
        return raw

    def guess(self, field: SelectField, raw: Any, locale: str, reading: Reading) -> str:
        text = cell_text(raw, reading)
        value = text if text in field.by_value else field.by_word.get(fold(text))
        if value is None:
            raise unknown(field, text)
        return value

    def check(self, field: SelectField, value: str, old: Any = None) -> list[ValueProblem]:
        option = field.by_value.get(value)
        if option is None:
            return [] if value == old else [unknown(field, value)]
        return [retired(option)] if option.retired and value != old else []

    def format(self, field: SelectField, value: str | None, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        option = None if value is None else field.by_value.get(value)
        return option.name(locale) if option else value or ""

    def sort_key(self, field: SelectField, value: str) -> int:
        return field.rank.get(value, len(field.rank))

    def search_text(self, field: SelectField, value: str | None, reading: Reading = PLAIN) -> str:
        option = None if value is None else field.by_value.get(value)
        names = dict.fromkeys((option.name("zh-CN"), option.name("en"))) if option else [value or ""]
        return " ".join(names)

    def problems(self, field: SelectField) -> list[tuple[str, Sentence]]:
        return option_problems(field)

    def example(self, field: SelectField) -> str | None:
        return next((option.value for option in field.options if not option.retired), None)
