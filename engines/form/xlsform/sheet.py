"""Lines of an XLSForm's sheets: cells by column name, texts by language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_LANGUAGE = re.compile(r"^(?P<column>[\w]+)\s*::?\s*(?P<language>.+)$")
_CHINESE = re.compile(r"中文|汉语|漢語|chinese|\bzh\b", re.IGNORECASE)
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


def labelled(line: Line, column: str) -> Any:
    """The text of a column, in both languages where it has them."""
    by_language: dict[str, str] = {}
    others = [line.text(column)]
    for name, text in line.cells.items():
        match = _LANGUAGE.match(name)
        if match is None or match["column"] != column:
            continue
        if _CHINESE.search(match["language"]):
            by_language.setdefault("zh-CN", text[:200])
        elif _ENGLISH.search(match["language"]):
            by_language.setdefault("en", text[:200])
        else:
            others.append(text)
    plain = next((text[:200] for text in others if text), "")
    if not by_language:
        return plain
    first = by_language.get("zh-CN") or plain or by_language["en"]
    return {"zh-CN": first, "en": by_language.get("en") or plain or first}


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
