"""Rows of a sheet that are repeated or taken out, and what this does to everything that names rows. Pure.

References follow as they do when somebody inserts rows in Excel: what stands below moves down; in a repeated row a
reference to its own row stays in its own row; from outside, a reference to a repeated row means all its copies
(`SUM(C5)` becomes `SUM(C5:C9)`); one to a row that is gone is `#REF!`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LAST_ROW = 1_048_576
MOST_PARTS = 250
"""References that one of a row in a block of several rows may become: what a function takes."""
GONE = "#REF!"
_CELL = r"\$?[A-Z]{1,3}\$?[1-9]\d{0,6}"
_LINE = r"\$?[1-9]\d{0,6}"
_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'
    rf"|(?<![\w.$:!\]])(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
    rf"(?:(?P<from>{_CELL})(?::(?P<to>{_CELL}))?|(?P<top>{_LINE}):(?P<bottom>{_LINE}))(?![\w(!.])"
    r"|'(?:[^']|'')*'|\[[^\[\]]*\]"
)
_PARTS = re.compile(r"(\$?)([A-Z]*)(\$?)(\d+)")
_COLUMNS = 16_384


@dataclass(frozen=True)
class Repeat:
    """Rows `start` to `end`, `times` over; 0 takes them out."""

    start: int
    end: int
    times: int

    @property
    def height(self) -> int:
        return self.end - self.start + 1


@dataclass(frozen=True)
class Here:
    """Where a formula stands: on which sheet, in which copy of which rows (None: in none that are repeated)."""

    sheet: str
    repeat: Repeat | None = None
    copy: int = 0


class Rows:
    """Where the rows of one sheet come to stand. `repeats` don't overlap, and are in order."""

    def __init__(self, repeats: Sequence[Repeat] = ()) -> None:
        self.repeats = list(repeats)
        self._starts = [each.start for each in repeats]
        self._shifts = [0]
        for each in repeats:
            self._shifts.append(self._shifts[-1] + (each.times - 1) * each.height)

    def repeat(self, row: int) -> Repeat | None:
        """The repeat that the row belongs to."""
        at = bisect_right(self._starts, row) - 1
        return self.repeats[at] if at >= 0 and row <= self.repeats[at].end else None

    def at(self, row: int, copy: int = 0) -> int:
        """Where a row (its copy of this number) stands now."""
        found = self.repeat(row)
        place = bisect_right(self._starts, row)
        if found is None:
            return row + self._shifts[place]
        return row + self._shifts[place - 1] + copy * found.height

    def span(self, first: int, last: int) -> tuple[int, int] | None:
        """Where rows `first` to `last` stand now, all their copies; None when they are gone."""
        head, tail = self.repeat(first), self.repeat(last)
        start = self.at(head.end + 1) if head is not None and head.times == 0 else self.at(first)
        if tail is not None and tail.times == 0:
            end = self.at(tail.start) - 1
        else:
            end = self.at(last, tail.times - 1 if tail is not None else 0)
        return (start, end) if start <= end else None

    def area(self, text: str) -> str | None:
        """A reference without a sheet (`B5`, `B5:C6`) as it is now; None when it is gone."""
        first, _, last = text.partition(":")
        if _PARTS.fullmatch(first) is None or (last and _PARTS.fullmatch(last) is None):
            return text  # whole columns
        rows = self.span(_row(first), _row(last or first))
        if rows is None:
            return None
        alone = not last and rows[0] == rows[1]
        return _on(first, rows[0]) if alone else f"{_on(first, rows[0])}:{_on(last or first, rows[1])}"

    def areas(self, text: str) -> str:
        """References with blanks between them."""
        return " ".join(area for each in text.split() if (area := self.area(each)) is not None)


def translate(formula: str, here: Here | None, rows_of: Mapping[str, Rows]) -> str:
    """A formula with its references where their rows are now. `rows_of`: by the names of the sheets."""

    def moved(found: re.Match[str]) -> str:
        first, last = found["from"] or found["top"], found["to"] or found["bottom"]
        if first is None:
            return found[0]
        prefix = found["sheet"] or ""
        sheet = prefix[:-1].strip("'").replace("''", "'") if prefix else here.sheet if here is not None else ""
        rows = rows_of.get(sheet)
        if rows is None:
            return found[0]
        mine = here if here is not None and here.sheet == sheet else None
        return _moved(rows, prefix, first, last, mine)

    return _TOKEN.sub(moved, formula)


def _moved(rows: Rows, prefix: str, first: str, last: str | None, here: Here | None) -> str:
    one, other = rows.repeat(_row(first)), rows.repeat(_row(last or first))
    if here is not None and here.repeat is not None and one == here.repeat == other:
        ends = [_on(each, rows.at(_row(each), here.copy)) for each in (first, last) if each]
        return prefix + ":".join(ends)
    if last is None and one is not None and one.times > 1 and one.height > 1:
        if one.times > MOST_PARTS:
            return GONE
        return ",".join(prefix + _on(first, rows.at(_row(first), copy)) for copy in range(one.times))
    span = rows.span(_row(first), _row(last or first))
    if span is None:
        return GONE
    if last is None and span[0] == span[1]:
        return prefix + _on(first, span[0])
    return f"{prefix}{_on(first, span[0])}:{_on(last or first, span[1])}"


def shifted(formula: str, down: int, right: int) -> str:
    """A formula as it reads `down` rows and `right` columns from where it was written."""

    def moved(found: re.Match[str]) -> str:
        first, last = found["from"] or found["top"], found["to"] or found["bottom"]
        if first is None:
            return found[0]
        ends = [_aside(each, down, right) for each in (first, last) if each]
        return GONE if GONE in ends else (found["sheet"] or "") + ":".join(ends)

    return _TOKEN.sub(moved, formula)


def _aside(reference: str, down: int, right: int) -> str:
    fixed, letters, held, digits = _split(reference)
    row = int(digits) + (0 if held or (fixed and not letters) else down)
    column = column_of(letters) + (0 if fixed else right) if letters else 1
    if not (1 <= row <= LAST_ROW and 1 <= column <= _COLUMNS):
        return GONE
    return f"{fixed}{letters_of(column) if letters else ''}{held}{row}"


def column_of(letters: str) -> int:
    """A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def letters_of(column: int) -> str:
    """1 is A."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def letters_and_rows(area: str) -> tuple[str, int, str, int]:
    """Column and row of the first and the last cell of `B5:C6`."""
    first, _, last = area.partition(":")
    head, tail = _split(first), _split(last or first)
    return head[1], int(head[3]), tail[1], int(tail[3])


def _split(reference: str) -> tuple[str, str, str, str]:
    found = _PARTS.fullmatch(reference)
    assert found is not None
    return found[1], found[2], found[3], found[4]


def _row(reference: str) -> int:
    return int(_split(reference)[3])


def _on(reference: str, row: int) -> str:
    fixed, letters, held, _ = _split(reference)
    return f"{fixed}{letters}{held}{row}"
