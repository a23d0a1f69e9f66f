"""Options put in an order."""

import re
from typing import Any, Literal

from engines.form.fields._choices import SEPARATORS, ChoiceField, names, option_problems, search_words, unknown
from engines.form.fields._texts import cell_text
from engines.form.fields.base import PLAIN, FieldType, Reading, ValueProblem, wrong_kind
from engines.form.labels import Sentence, sentence
from engines.form.storage import Column, Storage
from engines.form.text import fold
from engines.formula.types import TEXT, Type, list_of

_ARROWS = re.compile(r"\s*(?:->|[>＞→])\s*")
_NUMBER = re.compile(r"^\s*\d+\s*[.、)．）:：]\s*")


class RankingField(ChoiceField):
    """排序 / Ranking. `partial`: it is enough to put some of the options in order."""

    type: Literal["ranking"]
    partial: bool = False


class RankingType(FieldType[RankingField]):
    """Behaviour of `ranking`: the options' values, the first is the best."""

    key = "ranking"
    model = RankingField
    label = sentence("排序", "Ranking")
    icon = "list-ordered"
    group = "choice"
    widget = "ranking"
    sortable = False
    searchable = True

    def storage(self, field: RankingField) -> Storage:
        return Column("json")

    def formula_type(self, field: RankingField) -> Type:
        return list_of(TEXT)

    def schema(self, field: RankingField) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "enum": list(field.by_value)}, "uniqueItems": True}

    def read(self, field: RankingField, raw: Any) -> list[str]:
        if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
            raise wrong_kind("选项值的列表", "a list of options' values")
        for item in raw:
            if item not in field.by_value:
                raise unknown(field, item)
        if len(set(raw)) < len(raw):
            raise ValueProblem("ranked_twice", "同一选项出现了两次", "an option stands twice")
        return list(raw)

    def guess(self, field: RankingField, raw: Any, locale: str, reading: Reading) -> list[str]:
        values: list[str] = []
        for cell in raw if isinstance(raw, list) else [raw]:
            text = cell_text(cell, reading)
            split = _ARROWS if _ARROWS.search(text) else SEPARATORS
            for piece in [text] if fold(text) in field.by_word else split.split(text):
                name = piece if fold(piece) in field.by_word else _NUMBER.sub("", piece)
                if name.strip():
                    values.append(_value(field, name))
        return self.read(field, values)

    def coerce(self, field: RankingField, value: Any, reading: Reading = PLAIN) -> list[str]:
        return self.read(field, [value] if isinstance(value, str) else value)

    def check(self, field: RankingField, value: list[str], old: Any = None) -> list[ValueProblem]:
        missing = [one.name() for one in field.options if not one.retired and one.value not in value]
        if field.partial or not missing or value == old:
            return []
        count = len(missing)
        return [ValueProblem("ranking_incomplete", f"还有 {count} 项没有排序", f"{count} options have no place yet")]

    def format(
        self, field: RankingField, value: list[str] | None, locale: str = "zh-CN", reading: Reading = PLAIN
    ) -> str:
        return " > ".join(names(field, value or [], locale))

    def search_text(self, field: RankingField, value: list[str] | None, reading: Reading = PLAIN) -> str:
        return search_words(field, value or [])

    def problems(self, field: RankingField) -> list[tuple[str, Sentence]]:
        return option_problems(field)

    def example(self, field: RankingField) -> list[str] | None:
        return [option.value for option in field.options if not option.retired] or None


def _value(field: RankingField, name: str) -> str:
    value = name if name in field.by_value else field.by_word.get(fold(name))
    if value is None:
        raise unknown(field, name.strip())
    return value
