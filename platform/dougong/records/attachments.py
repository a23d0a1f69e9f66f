"""Files that records hold: an upload belongs to who made it until a record claims it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.access.tables import Catalog
from dougong.files import service as files
from dougong.records.repository import Stored
from dougong.records.statements import PerForm
from dougong.records.work import Item, Work
from engines.form.fields import FieldModel, type_of
from engines.form.fields._files import FileField
from engines.form.inner import placed_rows
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
        field_problem(place.field, place.path, wrong, work.app.forms[form_key].within(place.subform))
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

    subform: str | None
    field: FileField
    path: Path
    entries: list[Entry]

    @property
    def name(self) -> str:
        return f"{self.subform}.{self.field.key}" if self.subform else self.field.key


def _places(work: Work, form_key: str, values: Any, changed: set[str]) -> Iterator[_Place]:
    for subform, field in _HOLDERS.of(work.app.tables, form_key):
        names = subform.split(".") if subform else [field.key]
        if names[0] not in changed or not values.get(names[0]):
            continue
        holders = placed_rows(values, names) if subform else [((), values)]
        for path, holder in holders:
            if holder.get(field.key):
                yield _Place(subform, field, (*path, field.key), holder[field.key])


def _holders(catalog: Catalog, form_key: str) -> tuple[tuple[str | None, FileField], ...]:
    """The fields that hold files, with the subform they are columns of."""
    form = catalog.form(form_key)
    owners: list[tuple[str | None, Sequence[FieldModel]]] = [(None, form.fields)]
    owners += [(path, subform.fields) for path, subform in form.subforms.items()]
    return tuple((path, field) for path, fields in owners for field in fields if isinstance(field, FileField))


_HOLDERS = PerForm(_holders)
