"""Rows of a sheet as values of a form's fields, read the way people write them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from dougong.identity.models import department, person
from dougong.kit.errors import FieldError
from dougong.records.importing.sheets import unpacked
from dougong.records.repository import chunks
from dougong.records.work import Work
from engines.form.definition import Form
from engines.form.fields import FieldModel, type_of
from engines.form.fields.base import Reading
from engines.form.fields.link import LinkField
from engines.form.problems import ValueProblem

_QUOTED = ("=", "+", "-", "@", "\t", "\r")
_AMBIGUOUS = "\0"


@dataclass
class SheetRow:
    """One row: its number in the sheet, raw cells by field key, values that could be read, errors of those not."""

    number: int
    cells: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)


def read_rows(path: Path, columns: Mapping[int, str]) -> Iterator[SheetRow]:
    """The rows that `sheets.extract` wrote, cells under the keys of their fields."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            number, *cells = json.loads(line)
            row = {key: unpacked(cells[index]) for index, key in columns.items() if index < len(cells)}
            yield SheetRow(number, {key: _unquoted(cell) for key, cell in row.items()})


def _unquoted(cell: Any) -> Any:
    """Exports put an apostrophe before text that a spreadsheet would take for a formula; here it comes off again."""
    if isinstance(cell, str) and cell.startswith("'") and cell[1:2] in _QUOTED:
        return cell[1:]
    return cell


def parse_rows(form: Form, rows: Sequence[SheetRow], names: Names, tz: str, locale: str) -> None:
    """Fills in `values` and `errors` of each row."""
    reading = Reading(tz=ZoneInfo(tz), find=names)
    fields = {key: form.by_key[key] for row in rows[:1] for key in row.cells}
    for row in rows:
        for own in fields.values():
            read_cell(row, own, locale, reading)


def read_cell(row: SheetRow, own: FieldModel, locale: str, reading: Reading) -> None:
    """One cell of a row: its value, or what is wrong with it."""
    try:
        row.values[own.key] = type_of(own).parse(own, row.cells.get(own.key), locale, reading)
    except ValueProblem as wrong:
        title = own.names
        message = {
            "zh-CN": f"{title['zh-CN']}：{wrong.message['zh-CN']}",
            "en": f"{title['en']}: {wrong.message['en']}",
        }
        row.errors.append(FieldError(own.key, wrong.code, message))


Names = Callable[[FieldModel, str], str | None]


def names_for(work: Work, form: Form, rows: Sequence[SheetRow]) -> Names:
    """Finds ids by name for a batch: people by name or e-mail, departments by name, linked records by title or id,
    all of them only as far as the caller may see them. A name that fits several finds nothing."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for own in form.fields:
        if own.type in ("link", "member", "department"):
            for row in rows:
                wanted[_kind(own)] |= set(_names_in(row.cells.get(own.key)))
    found = {kind: _look_up(work, kind, sorted(texts)) for kind, texts in wanted.items() if texts}

    def find(own: FieldModel, name: str) -> str | None:
        known = found.get(_kind(own), {}).get(name.strip())
        return None if known == _AMBIGUOUS else known

    return find


def _kind(own: FieldModel) -> str:
    return f"form:{own.form}" if isinstance(own, LinkField) else own.type


def _names_in(cell: Any) -> Iterator[str]:
    if cell is None:
        return
    text = str(cell).strip()
    yield text
    for separator in (",", "，", "、", ";", "；", "\n"):
        if separator in text:
            yield from (part.strip() for part in text.split(separator) if part.strip())


def _look_up(work: Work, kind: str, texts: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for chunk in chunks(texts):
        for name, record_id in _pairs(work, kind, chunk):
            found[name] = _AMBIGUOUS if found.get(name, record_id) != record_id else record_id
    return found


def _pairs(work: Work, kind: str, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    if kind == "member":
        rows = select(person.c.id, person.c.name, person.c.email).where(
            person.c.name.in_(texts) | person.c.email.in_([text.lower() for text in texts]), person.c.active
        )
        for row in work.tx.execute(rows):
            yield row.name, row.id
            yield row.email, row.id
    elif kind == "department":
        for row in work.tx.execute(select(department.c.id, department.c.name).where(department.c.name.in_(texts))):
            yield row.name, row.id
    else:
        target = kind.removeprefix("form:")
        if work.access.may(target, "read"):
            for row in work.tx.execute(work.access.by_titles(target, texts)):
                yield row.title, row.id
