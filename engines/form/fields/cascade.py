"""A choice of a tree. The value is the path of the chosen option's values: `zhejiang/hangzhou`."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from engines.form.fields._choices import ChoiceField, retired, unknown
from engines.form.fields._texts import cell_text
from engines.form.fields.base import PLAIN, FieldType, Option, Reading, ValueProblem, wrong_kind
from engines.form.labels import LANGS, Sentence, sentence
from engines.form.storage import Column, Storage
from engines.form.text import fold
from engines.formula.types import TEXT, Type

MAX_DEPTH = 6
MAX_OPTIONS = 5_000
_STEPS = re.compile(r"\s*[/／>›→|\\]\s*|\s+-\s+")


class Branch(Option):
    """One option with those below it; its value is unique beside its neighbours and holds no slash."""

    value: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^/]+$")]
    children: Annotated[tuple["Branch", ...], Field(max_length=2_000)] = ()


class CascadeField(ChoiceField):
    """级联选择 / Cascade. `any_level`: an option that has others below it may be chosen too."""

    type: Literal["cascade"]
    options: Annotated[tuple[Branch, ...], Field(max_length=2_000)] = ()
    any_level: bool = False

    @cached_property
    def chains(self) -> Mapping[str, tuple[Branch, ...]]:
        """Path → the options along it, in the order of the tree."""
        return {"/".join(one.value for one in chain): chain for chain in _walk(self.options, ())}

    @cached_property
    def by_value(self) -> Mapping[str, Option]:
        """Path → an option that is called by all names along it, so that whoever names choices names paths."""
        return {
            path: Option(
                value=path[:100],
                label={lang: _called(chain, lang) for lang in LANGS},
                color=chain[-1].color,
                retired=any(one.retired for one in chain),
            )
            for path, chain in self.chains.items()
        }

    @cached_property
    def by_word(self) -> Mapping[str, str]:
        """Folded path of names or values, or an end of it that only one path has → path."""
        words: dict[str, str | None] = {}
        for path, chain in self.chains.items():
            if self.any_level or not chain[-1].children:
                for word in _words(chain):
                    words[word] = path if words.get(word, path) == path else None
        whole = {
            _folded([one.name(lang) for one in chain]): path for path, chain in self.chains.items() for lang in LANGS
        }
        values = {_folded(path.split("/")): path for path in self.chains}
        return {word: path for word, path in words.items() if path is not None} | whole | values

    @cached_property
    def rank(self) -> Mapping[str, int]:
        return {path: place for place, path in enumerate(self.chains)}


class CascadeType(FieldType[CascadeField]):
    """Behaviour of `cascade`. Everything below an option begins with its path and a slash."""

    key = "cascade"
    model = CascadeField
    label = sentence("级联选择", "Cascade")
    icon = "list-tree"
    group = "choice"
    widget = "cascade"
    searchable = True

    def storage(self, field: CascadeField) -> Storage:
        return Column("text")

    def formula_type(self, field: CascadeField) -> Type:
        return TEXT

    def schema(self, field: CascadeField) -> dict[str, Any]:
        values = [path for path, chain in field.chains.items() if field.any_level or not chain[-1].children]
        short = {"enum": values} if 0 < len(values) <= 500 else {}
        return {"type": "string", "description": "the option's path, values joined by /", **short}

    def read(self, field: CascadeField, raw: Any) -> str:
        if isinstance(raw, list) and all(isinstance(step, str) for step in raw):
            raw = "/".join(raw)
        if not isinstance(raw, str):
            raise wrong_kind("一个选项的路径", "the path of an option")
        if raw not in field.chains:
            raise unknown(field, raw)
        return raw

    def guess(self, field: CascadeField, raw: Any, locale: str, reading: Reading) -> str:
        text = "/".join(raw) if isinstance(raw, list) else cell_text(raw, reading)
        path = text if text in field.chains else field.by_word.get(_folded(_STEPS.split(text)))
        if path is None:
            raise unknown(field, text)
        return path

    def check(self, field: CascadeField, value: str, old: Any = None) -> list[ValueProblem]:
        if value == old:
            return []
        chain = field.chains.get(value)
        if chain is None:
            return [unknown(field, value)]
        if chain[-1].children and not field.any_level:
            name = {lang: chain[-1].name(lang) for lang in LANGS}
            zh, en = f"请选到“{name['zh-CN']}”的下一级", f"choose something below “{name['en']}”"
            return [ValueProblem("not_a_leaf", zh, en, {"value": value})]
        return [retired(one) for one in chain if one.retired][:1]

    def format(self, field: CascadeField, value: str | None, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        chain = field.chains.get(value or "")
        return _called(chain, locale) if chain else value or ""

    def sort_key(self, field: CascadeField, value: str) -> int:
        return field.rank.get(value, len(field.rank))

    def search_text(self, field: CascadeField, value: str | None, reading: Reading = PLAIN) -> str:
        chain = field.chains.get(value or "")
        names = (one.name(lang) for one in chain or () for lang in LANGS)
        return " ".join(dict.fromkeys(names)) if chain else value or ""

    def problems(self, field: CascadeField) -> list[tuple[str, Sentence]]:
        if not field.options:
            return [("options", {"zh-CN": "没有选项。", "en": "There are no options."})]
        chains = list(_walk(field.options, ()))
        if len(field.chains) < len(chains):
            return [("options", {"zh-CN": "同一级选项的值重复。", "en": "Two neighbours have the same value."})]
        if len(chains) > MAX_OPTIONS or max(map(len, chains)) > MAX_DEPTH:
            zh, en = (
                f"最多 {MAX_DEPTH} 级、{MAX_OPTIONS} 个选项。",
                f"At most {MAX_DEPTH} levels, {MAX_OPTIONS} options.",
            )
            return [("options", {"zh-CN": zh, "en": en})]
        return []

    def example(self, field: CascadeField) -> str | None:
        living = (path for path, chain in field.chains.items() if not chain[-1].children)
        return next((path for path in living if not field.by_value[path].retired), None)


def _walk(options: tuple[Branch, ...], above: tuple[Branch, ...]) -> Iterator[tuple[Branch, ...]]:
    for one in options:
        chain = (*above, one)
        yield chain
        yield from _walk(one.children, chain)


def _called(chain: tuple[Branch, ...], lang: str) -> str:
    return "/".join(one.name(lang) for one in chain)


def _folded(steps: list[str]) -> str:
    return "/".join(fold(step) for step in steps if step.strip())


def _words(chain: tuple[Branch, ...]) -> set[str]:
    """Ends of the path by their names: `浙江/杭州/西湖`, `杭州/西湖`, `西湖`."""
    names = [[one.name(lang) for one in chain] for lang in LANGS]
    return {_folded(steps[start:]) for steps in names for start in range(len(chain))}
