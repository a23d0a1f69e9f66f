"""What select and multi_select share: a list of options."""

from collections.abc import Mapping
from functools import cached_property

from pydantic import ConfigDict

from engines.form.fields.base import FieldModel, Option, Options, ValueProblem
from engines.form.labels import LANGS, Sentence
from engines.form.text import fold

_NAMED = 12  # options a refusal lists by name


class ChoiceField(FieldModel):
    """A field with options."""

    model_config = ConfigDict(ignored_types=(cached_property,))
    options: Options = ()

    @cached_property
    def by_value(self) -> Mapping[str, Option]:
        return {option.value: option for option in self.options}

    @cached_property
    def by_word(self) -> Mapping[str, str]:
        """Folded value or label → value; what names two options names none, a value wins over a label."""
        words: dict[str, str | None] = {}
        for option in self.options:
            for word in {fold(option.name(lang)) for lang in LANGS}:
                words[word] = option.value if words.get(word, option.value) == option.value else None
        values = {fold(option.value): option.value for option in self.options}
        return {word: value for word, value in words.items() if value is not None} | values

    @cached_property
    def rank(self) -> Mapping[str, int]:
        return {option.value: index for index, option in enumerate(self.options)}


def unknown(field: ChoiceField, raw: object) -> ValueProblem:
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
    if not field.options:
        return [("options", {"zh-CN": "没有选项。", "en": "There are no options."})]
    if len(field.by_value) < len(field.options):
        return [("options", {"zh-CN": "选项的值重复。", "en": "Two options have the same value."})]
    return []
