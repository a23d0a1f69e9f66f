"""Rows of a sheet as values of a form's fields, read the way people write them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import select

from dougong.identity.models import department, person
from dougong.kit.errors import FieldError, Text
from dougong.records.importing.problem_rows import number_of
from dougong.records.importing.sheets import Structured, unpacked
from dougong.records.repository import chunks
from dougong.records.work import Work
from engines.form.definition import Form
from engines.form.fields import FieldModel, type_of
from engines.form.fields._ids import SEPARATORS, IdField
from engines.form.fields.base import Reading
from engines.form.fields.link import LinkField
from engines.form.problems import ValueProblem

_QUOTED = ("=", "+", "-", "@", "\t", "\r")
_AMBIGUOUS = "\0"


@dataclass
class SheetRow:
    """One row: its number in the sheet, raw cells by field key, values that could be read, errors of those not.

    `origin`: its number in the first file of the import, by which a mended row is known (None: it has no such number).
    `done`: why nothing is to be done about it: it is in already, or what it says is there.
    `brought`: by field, the stored files that its cells name.
    """

    number: int
    cells: dict[str, Any]
    origin: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)
    done: Literal["in", "there"] | None = None
    brought: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def read_rows(path: Path, columns: Mapping[int, str], act: str = "", row_key: int | None = None) -> Iterator[SheetRow]:
    """The rows that `sheets.extract` wrote, cells under the keys of their fields. `row_key`: the column by which a
    mended file of the import `act` names its rows."""
    with path.open("rb") as lines:
        for line in lines:
            number, *cells = orjson.loads(line)
            width = len(cells)  # lines of a csv file may end early
            row = {key: _read(cells[index]) if index < width else None for index, key in columns.items()}
            origin = number
            if row_key is not None:
                origin = number_of(act, cells[row_key] if row_key < len(cells) else None)
            yield SheetRow(number, row, origin)


def _read(cell: Any) -> Any:
    """Exports put an apostrophe before text that a spreadsheet would take for a formula; here it comes off again."""
    if isinstance(cell, str):
        return cell[1:] if cell.startswith("'") and cell[1:2] in _QUOTED else cell
    return unpacked(cell)


def parse_rows(form: Form, rows: Sequence[SheetRow], names: Names, tz: str, locale: str, *, json: bool = False) -> None:
    """Fills in `values` and `errors` of each row. `json`: values of the API are taken as such, others as texts."""
    reading = Reading(tz=ZoneInfo(tz), find=names.find)
    fields = {key: form.by_key[key] for row in rows[:1] for key in row.cells}
    for row in rows:
        for own in fields.values():
            if own.key in row.brought:
                row.values[own.key] = row.brought[own.key] or None
            elif not (json and _as_api_value(row, own)):
                read_cell(row, own, locale, reading, names)


def _as_api_value(row: SheetRow, own: FieldModel) -> bool:
    """Takes a cell of a JSON file as the API would; links and people come by name like everywhere."""
    cell = row.cells.get(own.key)
    if isinstance(own, IdField):
        return False
    try:
        row.values[own.key] = type_of(own).from_json(own, cell.value if isinstance(cell, Structured) else cell)
    except ValueProblem:
        return False
    return True


def read_cell(row: SheetRow, own: FieldModel, locale: str, reading: Reading, names: Names) -> None:
    """One cell of a row: its value, or what is wrong with it."""
    cell = row.cells.get(own.key)
    if cell is None:
        row.values[own.key] = None
        return
    try:
        read = str(cell) if isinstance(cell, Structured) else cell
        row.values[own.key] = type_of(own).parse(own, read, locale, reading)
    except ValueProblem as wrong:
        title, told = own.names, names.reason(own, cell) or wrong.message
        message = {"zh-CN": f"{title['zh-CN']}：{told['zh-CN']}", "en": f"{title['en']}: {told['en']}"}
        row.errors.append(FieldError(own.key, wrong.code, message))


@dataclass
class Names:
    """Ids by name for a batch: people by name or e-mail, departments by name, linked records by title or by the field
    `by` names, all of them only as far as the caller may see them. A name that fits several finds nothing."""

    by: Mapping[str, str] = field(default_factory=dict)
    found: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    refused: dict[str, dict[str, Text]] = field(default_factory=lambda: defaultdict(dict))

    def find(self, own: FieldModel, name: str) -> str | None:
        """The id that a name stands for in the field."""
        known = self.found[self.kind(own)].get(name.strip())
        return None if known == _AMBIGUOUS else known

    def reason(self, own: FieldModel, cell: Any) -> Text | None:
        """Why a linked record that the cell names could not be made."""
        refused = self.refused.get(self.kind(own), {})
        return next((refused[name] for name in names_in(own, cell) if name in refused), None) if refused else None

    def kind(self, own: FieldModel) -> str:
        """Fields of one kind look their names up in the same place."""
        if not isinstance(own, LinkField):
            return own.type
        return f"form:{own.form}:{self.by.get(own.key, '')}"

    def missing(self, own: FieldModel, rows: Sequence[SheetRow]) -> list[str]:
        """Names in the field's cells that nothing has, in the order of the rows."""
        known = self.found[self.kind(own)]
        named = (name for row in rows if not row.done for name in names_in(own, row.cells.get(own.key)))
        return [name for name in dict.fromkeys(named) if name not in known]


def names_for(work: Work, form: Form, rows: Sequence[SheetRow], by: Mapping[str, str] | None = None) -> Names:
    """What the cells of a batch name."""
    names = Names(by or {})
    wanted: dict[str, set[str]] = defaultdict(set)
    for own in form.fields:
        if isinstance(own, IdField):
            for row in rows:
                wanted[names.kind(own)].update(names_in(own, row.cells.get(own.key)))
    for kind, texts in wanted.items():
        if texts:
            names.found[kind] = _look_up(work, kind, sorted(texts))
    return names


def names_in(own: FieldModel, cell: Any) -> Iterator[str]:
    """The names that a cell of the field holds: one, or several where it takes several."""
    text = "" if cell is None else str(cell).strip()
    if getattr(own, "many", False):
        yield from (part.strip() for part in SEPARATORS.split(text) if part.strip())
    elif text:
        yield text


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
        _, target, by = kind.split(":")
        if work.access.may(target, "read"):
            for row in work.tx.execute(work.access.by_titles(target, texts, by or None)):
                yield row.title, row.id
