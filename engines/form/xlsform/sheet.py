"""Lines of an XLSForm's sheets: cells by column name, texts by language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_LANGUAGE = re.compile(r"^(?P<column>[\w]+)\s*::?\s*(?P<language>.+)$")
_CHINESE = re.compile(r"中文|汉语|漢語|chinese|\bzh\b", re.IGNORECASE)
MOST_TEXT = 500
"""Characters of a label."""
_TEXTS = ("label", "hint", "constraint_message")
_ENGLISH = re.compile(r"english|英文|英语|\ben\b", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """`number`: of the row in the sheet, from 1. `cells`: by column name as it stands there, without empty ones."""

    number: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        return self.cells.get(column, "")


def lines_of(rows: Sequence[Sequence[Any]]) -> list[Line]:
    """The lines below the header; empty ones are left out."""
    if not rows:
        return []
    names = [_told(cell) for cell in rows[0]]
    found = []
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: text for name, cell in zip(names, row, strict=False) if name and (text := _told(cell))}
        if cells:
            found.append(Line(number, cells))
    return found


def labelled(line: Line, column: str, most: int = MOST_TEXT) -> Any:
    """The text of a column, in both languages where it has them; `most` characters of it."""
    by_language: dict[str, str] = {}
    others = [line.text(column)]
    for name, text in line.cells.items():
        match = _LANGUAGE.match(name)
        if match is None or match["column"] != column:
            continue
        if _CHINESE.search(match["language"]):
            by_language.setdefault("zh-CN", text[:most])
        elif _ENGLISH.search(match["language"]):
            by_language.setdefault("en", text[:most])
        else:
            others.append(text)
    plain = next((text[:most] for text in others if text), "")
    if not by_language:
        return plain
    first = by_language.get("zh-CN") or plain or by_language["en"]
    return {"zh-CN": first, "en": by_language.get("en") or plain or first}


def too_long(line: Line) -> bool:
    """Whether a text of the line is longer than a label can be."""
    return any(len(text) > MOST_TEXT and _column(name) in _TEXTS for name, text in line.cells.items())


def unread(lines: Sequence[Line]) -> list[str]:
    """Columns of texts in languages that `labelled` does not look at: neither Chinese nor English, with others beside
    them."""
    names = dict.fromkeys(name for line in lines for name in line.cells if _column(name) in _TEXTS)
    foreign = [name for name in names if name not in _TEXTS and not _CHINESE.search(name) and not _ENGLISH.search(name)]
    heard = {_column(name) for name in names if name not in foreign}
    lost = []
    for name in foreign:
        lost += [name] if _column(name) in heard else []
        heard.add(_column(name))
    return lost


def _column(name: str) -> str:
    match = _LANGUAGE.match(name)
    return name if match is None else match["column"]


def says_yes(text: str) -> bool:
    return text.lower() in ("yes", "true", "true()", "1", "是")


def _told(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
