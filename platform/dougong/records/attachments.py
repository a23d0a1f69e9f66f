"""Files that records hold: an upload belongs to who made it until a record claims it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dougong.access.tables import Catalog
from dougong.files import service as files
from dougong.records.repository import Stored
from dougong.records.statements import PerForm
from dougong.records.work import Item, Work
from engines.form.fields import type_of
from engines.form.fields._files import FileField
from engines.form.fields.subform import SubformField
from engines.form.outcome import field_problem
from engines.form.problems import FieldProblem, Path

Entry = dict[str, Any]


def settle(work: Work, form_key: str, item: Item) -> list[FieldProblem]:
    """Replaces what a caller says of a file (name, size, type) by what the file is, and says which files their fields
    don't take: only now that is known."""
    assert item.outcome is not None
    found = list(_places(work, form_key, item.outcome.values, item.outcome.changed))
    if not found:
        return []
    known = files.facts_of(work.tx, [entry["id"] for place in found for entry in place.entries])
    for place in found:
        place.entries[:] = [known[entry["id"]].document() for entry in place.entries if entry["id"] in known]
    old = item.old.values if item.old else {}
    before = [entry for place in _places(work, form_key, old, item.outcome.changed) for entry in place.entries]
    return [
        field_problem(place.field, place.path, wrong, place.subform)
        for place in found
        for wrong in type_of(place.field).check(place.field, place.entries, before)
    ]


def claim(work: Work, form_key: str, record: Stored, changed: set[str]) -> None:
    """Binds attached files to their record: from now on they are read under its rights."""
    for place in _places(work, form_key, record.values, changed):
        ids = [entry["id"] for entry in place.entries]
        files.claim(work.tx, ids, work.app.key, form_key, record.id, place.name)


@dataclass(frozen=True)
class _Place:
    """Where files stand in a record."""

    subform: SubformField | None
    field: FileField
    path: Path
    entries: list[Entry]

    @property
    def name(self) -> str:
        return f"{self.subform.key}.{self.field.key}" if self.subform else self.field.key


def _places(work: Work, form_key: str, values: Any, changed: set[str]) -> Iterator[_Place]:
    for subform, field in _HOLDERS.of(work.app.tables, form_key):
        key = subform.key if subform else field.key
        value = values.get(key)
        if key not in changed or not value:
            continue
        if subform is None:
            yield _Place(None, field, (key,), value)
        else:
            for index, row in enumerate(value):
                if row.get(field.key):
                    yield _Place(subform, field, (key, index, field.key), row[field.key])


def _holders(catalog: Catalog, form_key: str) -> tuple[tuple[SubformField | None, FileField], ...]:
    """The fields that hold files, with the subform they are columns of."""
    found: list[tuple[SubformField | None, FileField]] = []
    for field in catalog.form(form_key).fields:
        if isinstance(field, FileField):
            found.append((None, field))
        elif isinstance(field, SubformField):
            found += [(field, column) for column in field.fields if isinstance(column, FileField)]
    return tuple(found)


_HOLDERS = PerForm(_holders)
