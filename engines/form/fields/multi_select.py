"""Several choices of a list."""

from typing import Annotated, Any, Literal

from pydantic import Field

from engines.form.fields._choices import SEPARATORS, ChoiceField, names, option_problems, retired, search_words, unknown
from engines.form.fields._texts import cell_text
from engines.form.fields.base import PLAIN, FieldType, Reading, ValueProblem, wrong_kind
from engines.form.labels import Sentence, sentence
from engines.form.storage import Column, Storage
from engines.form.text import fold
from engines.formula.types import TEXT, Type, list_of


class MultiSelectField(ChoiceField):
    """下拉多选 / Multi-select."""

    type: Literal["multi_select"]
    display: Literal["dropdown", "checkbox"] = "dropdown"
    max_count: Annotated[int, Field(ge=1, le=2_000)] | None = None


class MultiSelectType(FieldType[MultiSelectField]):
    """Behaviour of `multi_select`: a set, kept in the order of the options."""

    key = "multi_select"
    model = MultiSelectField
    label = sentence("下拉多选", "Multi-select")
    icon = "tags"
    group = "choice"
    widget = "multi_select"
    sortable = False
    searchable = True

    def storage(self, field: MultiSelectField) -> Storage:
        return Column("json")

    def formula_type(self, field: MultiSelectField) -> Type:
        return list_of(TEXT)

    def schema(self, field: MultiSelectField) -> dict[str, Any]:
        values = list(field.by_value)
        item = {"type": "string", "enum": values} if values else {"type": "string"}
        return {"type": "array", "items": item, "uniqueItems": True}

    def read(self, field: MultiSelectField, raw: Any) -> list[str]:
        if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
            raise wrong_kind("选项值的列表", "a list of options' values")
        for item in raw:
            if item not in field.by_value:
                raise unknown(field, item)
        return ordered(field, raw)

    def guess(self, field: MultiSelectField, raw: Any, locale: str, reading: Reading) -> list[str] | None:
        """A cell that is the label of one option counts as that, even with a comma in it."""
        values: list[str] = []
        cells = raw if isinstance(raw, list) else [raw]
        for cell in cells:
            text = cell_text(cell, reading)
            whole = field.by_word.get(fold(text))
            pieces = [text] if whole else [piece for piece in SEPARATORS.split(text) if piece.strip()]
            for piece in pieces:
                value = piece if piece in field.by_value else field.by_word.get(fold(piece))
                if value is None:
                    raise unknown(field, piece.strip())
                values.append(value)
        return ordered(field, values) or None

    def coerce(self, field: MultiSelectField, value: Any, reading: Reading = PLAIN) -> list[str]:
        return self.read(field, [value] if isinstance(value, str) else value)

    def check(self, field: MultiSelectField, value: list[str], old: Any = None) -> list[ValueProblem]:
        before = old if isinstance(old, list) else []
        found = []
        for item in value:
            option = field.by_value.get(item)
            if item not in before and (option is None or option.retired):
                found.append(unknown(field, item) if option is None else retired(option))
        if field.max_count is not None and len(value) > field.max_count:
            count = field.max_count
            found.append(ValueProblem("max_count", f"最多选 {count} 项", f"at most {count} choices", {"max": count}))
        return found

    def format(
        self,
        field: MultiSelectField,
        value: list[str] | None,
        locale: str = "zh-CN",
        reading: Reading = PLAIN,
    ) -> str:
        return ", ".join(names(field, value or [], locale))

    def search_text(self, field: MultiSelectField, value: list[str] | None, reading: Reading = PLAIN) -> str:
        return search_words(field, value or [])

    def sort_key(self, field: MultiSelectField, value: list[str]) -> list[int]:
        return [field.rank.get(item, len(field.rank)) for item in value]

    def equal(self, a: Any, b: Any) -> bool:
        return set(a or ()) == set(b or ())

    def problems(self, field: MultiSelectField) -> list[tuple[str, Sentence]]:
        return option_problems(field)

    def example(self, field: MultiSelectField) -> list[str] | None:
        return [option.value for option in field.options if not option.retired][:1] or None


def ordered(field: MultiSelectField, values: list[str]) -> list[str]:
    """Without repetitions, in the order of the options."""
    return sorted(set(values), key=lambda value: field.rank.get(value, len(field.rank)))
