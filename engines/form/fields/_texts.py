"""What the text-like types share. A class of a type overrides `accept` (clean and verify one text)."""

from abc import abstractmethod
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

import re2

from engines.form.fields.base import PLAIN, FieldModel, FieldType, Reading, ValueProblem, wrong_kind
from engines.form.storage import Column, Storage
from engines.form.text import clean_line, fold
from engines.formula.types import TEXT, Type
from engines.formula.values import to_text

F = TypeVar("F", bound=FieldModel)


class TextLike(FieldType[F]):
    """A type whose canonical value is a str that is never empty."""

    searchable = True
    limit: ClassVar[int] = 255

    @abstractmethod
    def accept(self, field: F, text: str) -> str | None:
        """The canonical text (None: nothing is left); raises `ValueProblem`."""

    def max_length(self, field: F) -> int:
        return self.limit

    def storage(self, field: F) -> Storage:
        return Column("text")

    def formula_type(self, field: F) -> Type:
        return TEXT

    def schema(self, field: F) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.max_length(field)}

    def read(self, field: F, raw: Any) -> str | None:
        if not isinstance(raw, str):
            raise wrong_kind("文本", "a text")
        return self.accept(field, raw)

    def guess(self, field: F, raw: Any, locale: str, reading: Reading) -> str | None:
        return self.accept(field, cell_text(raw, reading))

    def coerce(self, field: F, value: Any, reading: Reading = PLAIN) -> str | None:
        return self.accept(field, cell_text(value, reading))

    def check(self, field: F, value: str, old: Any = None) -> list[ValueProblem]:
        limit = self.max_length(field)
        return [too_long(limit, len(value))] if len(value) > limit else []

    def sort_key(self, field: F, value: str) -> str:
        return fold(value)


def too_long(limit: int, length: int) -> ValueProblem:
    """More characters than the field takes."""
    return ValueProblem(
        "max_length",
        f"最多 {limit} 个字符，现在有 {length} 个",
        f"at most {limit} characters, there are {length}",
        {"max": limit, "length": length},
    )


def cell_text(raw: Any, reading: Reading) -> str:
    """A cell as text: 3.0 is "3", a midnight datetime only its day, True is 是."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, int | float):
        raw = Decimal(repr(raw))
    if isinstance(raw, datetime):
        if raw.tzinfo is None:  # a workbook's own wall-clock time
            text = raw.replace(microsecond=0).isoformat(sep=" ")
            return text.removesuffix(" 00:00:00")
        return to_text(raw.astimezone(UTC), reading.tz)
    if isinstance(raw, Decimal | date):
        return to_text(raw, reading.tz)
    if isinstance(raw, list):
        return "、".join(cell_text(item, reading) for item in raw)
    raise wrong_kind("文本", "a text")


PatternError: type[Exception] = re2.error


@lru_cache(maxsize=1_024)
def compiled(pattern: str) -> Any:
    """A RE2 pattern; raises `PatternError`. Linear time on any input, unlike `re`."""
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)


def line(text: str) -> str | None:
    """One clean line, or None."""
    return clean_line(text) or None
