"""What fields of named values share: select, multi_select, tags and ranking (`ChoiceField`: a list of options),
matrix (`Choices`: its values follow from rows and columns)."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from pydantic import ConfigDict

from engines.form.fields.base import FieldModel, Option, Options, ValueProblem
from engines.form.labels import LANGS, Sentence
from engines.form.text import fold

_NAMED = 12  # options a refusal lists by name
SEPARATORS = re.compile(r"[,，;；、|\n]+")


class Choices(FieldModel):
    """A field whose values have names. `open`: values beyond the named ones are allowed."""

    model_config = ConfigDict(ignored_types=(cached_property,))
    open: ClassVar[bool] = False

    @property
    def choices(self) -> Sequence[Option]:
        """The named values, in their order."""
        raise NotImplementedError

    @cached_property
    def by_value(self) -> Mapping[str, Option]:
        return {option.value: option for option in self.choices}

    @cached_property
    def by_word(self) -> Mapping[str, str]:
        """Folded value or label → value; what names two options names none, a value wins over a label."""
        words: dict[str, str | None] = {}
        for option in self.choices:
            for word in {fold(option.name(lang)) for lang in LANGS}:
                words[word] = option.value if words.get(word, option.value) == option.value else None
        values = {fold(option.value): option.value for option in self.choices}
        return {word: value for word, value in words.items() if value is not None} | values

    @cached_property
    def rank(self) -> Mapping[str, int]:
        return {option.value: index for index, option in enumerate(self.choices)}


class ChoiceField(Choices):
    """A field with options."""

    options: Options = ()

    @property
    def choices(self) -> Sequence[Option]:
        return self.options


def unknown(field: Choices, raw: object) -> ValueProblem:
    """An option that isn't there; the sentence names those that are."""
    living = [option for option in field.by_value.values() if not option.retired]
    shown = living[:_NAMED]
    more_zh, more_en = (" 等", ", …") if len(living) > _NAMED else ("", "")
    zh = "、".join(option.name("zh-CN") for option in shown) + more_zh
    en = ", ".join(f"{option.value} ({option.name('en')})" for option in shown) + more_en
    text = str(raw)[:40]
    return ValueProblem(
        "option_unknown",
        f"没有选项“{text}”，可选：{zh or '无'}",
        f"no option “{text}”; allowed: {en or 'none'}",
        {"value": text, "allowed": [option.value for option in living[:100]]},
    )


def retired(option: Option) -> ValueProblem:
    """An option that may only stay where it already is."""
    return ValueProblem(
        "option_retired",
        f"选项“{option.name('zh-CN')}”已停用",
        f"the option “{option.name('en')}” is retired",
        {"value": option.value},
    )


def option_problems(field: ChoiceField) -> list[tuple[str, Sentence]]:
    """Two options with the same value, or none at all."""
    if not field.options and not field.open:
        return [("options", {"zh-CN": "没有选项。", "en": "There are no options."})]
    if len(field.by_value) < len(field.options):
        return [("options", {"zh-CN": "选项的值重复。", "en": "Two options have the same value."})]
    return []


def names(field: Choices, values: Sequence[str], locale: str) -> list[str]:
    """What a person calls the values; a value without a name is its own."""
    options = [(value, field.by_value.get(value)) for value in values]
    return [option.name(locale) if option else value for value, option in options]


def search_words(field: Choices, values: Sequence[str]) -> str:
    """The names in both languages, each once."""
    return " ".join(dict.fromkeys(name for lang in LANGS for name in names(field, values, lang)))
