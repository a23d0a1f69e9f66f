"""Several words, suggested or new."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from engines.form.fields._choices import SEPARATORS, ChoiceField, names, option_problems, retired, search_words
from engines.form.fields._texts import cell_text, too_long
from engines.form.fields.base import PLAIN, FieldType, Reading, ValueProblem, wrong_kind
from engines.form.labels import Sentence, sentence
from engines.form.storage import Column, Storage
from engines.form.text import clean_line, fold
from engines.formula.types import TEXT, Type, list_of

MAX_TAGS = 100
_LONGEST = 100


class TagsField(ChoiceField):
    """标签 / Tags. `options` are suggestions with names and colours; other words are welcome too."""

    open: ClassVar[bool] = True

    type: Literal["tags"]
    max_count: Annotated[int, Field(ge=1, le=MAX_TAGS)] | None = None


class TagsType(FieldType[TagsField]):
    """Behaviour of `tags`: a set in the order in which it was written; a word that differs from another only in
    case or width is that other one."""

    key = "tags"
    model = TagsField
    label = sentence("标签", "Tags")
    icon = "tags"
    group = "choice"
    widget = "tags"
    sortable = False
    searchable = True

    def storage(self, field: TagsField) -> Storage:
        return Column("json")

    def formula_type(self, field: TagsField) -> Type:
        return list_of(TEXT)

    def schema(self, field: TagsField) -> dict[str, Any]:
        item = {"type": "string", "minLength": 1, "maxLength": _LONGEST}
        return {"type": "array", "items": item, "maxItems": field.max_count or MAX_TAGS}

    def read(self, field: TagsField, raw: Any) -> list[str] | None:
        if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
            raise wrong_kind("文字的列表", "a list of texts")
        return _distinct(field, raw)

    def guess(self, field: TagsField, raw: Any, locale: str, reading: Reading) -> list[str] | None:
        words: list[str] = []
        for cell in raw if isinstance(raw, list) else [raw]:
            text = cell_text(cell, reading)
            words += [text] if fold(text) in field.by_word else SEPARATORS.split(text)
        return _distinct(field, words)

    def coerce(self, field: TagsField, value: Any, reading: Reading = PLAIN) -> list[str] | None:
        return self.guess(field, value, "zh-CN", reading)

    def check(self, field: TagsField, value: list[str], old: Any = None) -> list[ValueProblem]:
        before = old if isinstance(old, list) else []
        options = [field.by_value.get(item) for item in value if item not in before]
        found = [retired(option) for option in options if option is not None and option.retired]
        most = field.max_count or MAX_TAGS
        if len(value) > most:
            found.append(ValueProblem("max_count", f"最多 {most} 个标签", f"at most {most} tags", {"max": most}))
        return found

    def format(self, field: TagsField, value: list[str] | None, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        return ", ".join(names(field, value or [], locale))

    def search_text(self, field: TagsField, value: list[str] | None, reading: Reading = PLAIN) -> str:
        return search_words(field, value or [])

    def sort_key(self, field: TagsField, value: list[str]) -> list[str]:
        return [fold(name) for name in names(field, value, "zh-CN")]

    def equal(self, a: Any, b: Any) -> bool:
        return set(a or ()) == set(b or ())

    def problems(self, field: TagsField) -> list[tuple[str, Sentence]]:
        return option_problems(field)

    def example(self, field: TagsField) -> list[str]:
        return [option.value for option in field.options if not option.retired][:1] or ["重要"]


def _distinct(field: TagsField, words: Sequence[str]) -> list[str] | None:
    """Clean words, each once; a suggestion's name stands for its value."""
    found: dict[str, str] = {}
    for raw in words:
        word = clean_line(raw)
        if raw not in field.by_value and fold(word) not in field.by_word:
            if SEPARATORS.search(word):
                raise ValueProblem("tag_separator", "标签中不能有逗号、分号等分隔符", "a tag can't contain , ; or |")
            if len(word) > _LONGEST:
                raise too_long(_LONGEST, len(word))
        value = raw if raw in field.by_value else field.by_word.get(fold(word), word)
        if value:
            found.setdefault(fold(value), value)
    return list(found.values()) or None
