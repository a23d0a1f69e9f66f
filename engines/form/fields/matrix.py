"""Questions in rows that share their answers in columns (Likert scales, grids of ticks, marks per row).

A value is a list of `row:column` pairs, kept like several choices: so each pair is a choice of its own for filters,
conditions and reports (`'speed:good' in survey`), and no further kind of storage is needed.
Source: R. Likert, A Technique for the Measurement of Attitudes (1932), for agreement on a scale per statement.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import groupby
from typing import Annotated, Any, Literal

from pydantic import Field

from engines.form.fields._choices import Choices, names, search_words, unknown
from engines.form.fields._texts import cell_text
from engines.form.fields.base import PLAIN, FieldType, Option, Reading, ValueProblem, wrong_kind
from engines.form.labels import LANGS, Label, Sentence, sentence
from engines.form.storage import Column, Storage
from engines.form.text import fold
from engines.formula.types import TEXT, Type, list_of

_MARK = ":"
Side = Annotated[tuple[Option, ...], Field(max_length=50)]
Mark = Annotated[int, Field(ge=0, le=10)]


class MatrixField(Choices):
    """矩阵 / Matrix. `answer`: one column per row, several, or a mark from `min` to `max` (then there are no
    `columns`). `all_rows`: whoever answers must answer every row."""

    type: Literal["matrix"]
    rows: Side = ()
    columns: Side = ()
    answer: Literal["single", "several", "number"] = "single"
    min: Mark = 1
    max: Mark = 5
    low_label: Label | None = None
    high_label: Label | None = None
    all_rows: bool = False

    @cached_property
    def answers(self) -> Sequence[Option]:
        """What can be answered in a row."""
        if self.answer != "number":
            return self.columns
        return tuple(Option(value=str(mark), label=str(mark)) for mark in range(self.min, self.max + 1))

    @cached_property
    def pairs(self) -> Sequence[Option]:
        return tuple(_pair(row, column) for row in self.rows for column in self.answers)

    @property
    def choices(self) -> Sequence[Option]:
        return self.pairs


class MatrixType(FieldType[MatrixField]):
    """Behaviour of `matrix`."""

    key = "matrix"
    model = MatrixField
    label = sentence("矩阵", "Matrix")
    icon = "grid-3x3"
    group = "choice"
    widget = "matrix"
    sortable = False
    searchable = True

    def storage(self, field: MatrixField) -> Storage:
        return Column("json")

    def formula_type(self, field: MatrixField) -> Type:
        return list_of(TEXT)

    def schema(self, field: MatrixField) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "enum": list(field.by_value)}, "uniqueItems": True}

    def read(self, field: MatrixField, raw: Any) -> list[str]:
        if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
            raise wrong_kind("“行:列”的列表", "a list of “row:column”")
        for item in raw:
            if item not in field.by_value:
                raise unknown(field, item)
        return _ordered(field, raw)

    def guess(self, field: MatrixField, raw: Any, locale: str, reading: Reading) -> list[str]:
        """The pairs that are named in the cell; nothing but separators may be left."""
        text = _close(fold(cell_text(raw, reading)))
        words = {_close(word): value for word, value in field.by_word.items()}
        found: list[str] = []
        for word in sorted(words, key=len, reverse=True):
            if word in text:
                found.append(words[word])
                text = text.replace(word, " ")
        if text.strip(" ,;、|.") or not found:
            raise unknown(field, text.strip() or cell_text(raw, reading))
        return _ordered(field, found)

    def coerce(self, field: MatrixField, value: Any, reading: Reading = PLAIN) -> list[str]:
        return self.read(field, [value] if isinstance(value, str) else value)

    def check(self, field: MatrixField, value: list[str], old: Any = None) -> list[ValueProblem]:
        answered = [row_of(pair) for pair in value]
        if field.answer != "several" and len(set(answered)) < len(answered):
            return [ValueProblem("row_twice", "每行只能选一项", "one answer a row")]
        missing = [row for row in field.rows if not row.retired and row.value not in answered]
        if not field.all_rows or not missing or value == old:
            return []
        zh, en = missing[0].name("zh-CN"), missing[0].name("en")
        return [
            ValueProblem("row_missing", f"“{zh}”还没有回答", f"“{en}” has no answer yet", {"row": missing[0].value})
        ]

    def format(
        self, field: MatrixField, value: list[str] | None, locale: str = "zh-CN", reading: Reading = PLAIN
    ) -> str:
        return "; ".join(names(field, value or [], locale))

    def search_text(self, field: MatrixField, value: list[str] | None, reading: Reading = PLAIN) -> str:
        return search_words(field, value or [])

    def equal(self, a: Any, b: Any) -> bool:
        return set(a or ()) == set(b or ())

    def problems(self, field: MatrixField) -> list[tuple[str, Sentence]]:
        found: list[tuple[str, Sentence]] = []
        sides = [("rows", field.rows)] + ([("columns", field.columns)] if field.answer != "number" else [])
        for name, options in sides:
            values = [option.value for option in options]
            if not values:
                found.append((name, sentence("行和列都不能为空。", "A matrix needs rows and columns.")))
            elif len(set(values)) < len(values) or any(_MARK in value for value in values):
                message = sentence("值重复，或含有冒号。", "Values repeat, or have a colon in them.")
                found.append((name, message))
        if field.answer == "number" and field.max <= field.min:
            found.append(("max", sentence("最高分必须大于最低分。", "The highest mark must be above the lowest.")))
        return found

    def example(self, field: MatrixField) -> list[str] | None:
        by_row = groupby(field.pairs, key=lambda option: row_of(option.value))
        return [next(pairs).value for _row, pairs in by_row] or None


def row_of(pair: str) -> str:
    """The row of a `row:column` pair."""
    return pair.partition(_MARK)[0]


def _close(text: str) -> str:
    """Without blanks around colons."""
    return re.sub(r"\s*:\s*", _MARK, text)


def _pair(row: Option, column: Option) -> Option:
    label: Label = {lang: f"{row.name(lang)}{_MARK} {column.name(lang)}" for lang in LANGS}
    retired = row.retired or column.retired
    return Option.model_construct(
        value=f"{row.value}{_MARK}{column.value}", label=label, color=column.color, retired=retired
    )


def _ordered(field: MatrixField, values: Sequence[str]) -> list[str]:
    return sorted(set(values), key=lambda value: field.rank[value])
