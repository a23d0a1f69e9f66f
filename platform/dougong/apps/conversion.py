"""What a change of type does to values: converted one by one by the field types, counted before it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import cache, partial
from typing import Any

from sqlalchemy import select

from dougong.access.tables import Catalog
from dougong.apps.values import Pair, owner_table
from dougong.identity.models import department, person
from dougong.kit.db import Transaction
from engines.form.convert import convert
from engines.form.fields import FieldModel, type_of
from engines.form.fields.base import Reading
from engines.form.fields.link import LinkField

SAMPLES = 20


@dataclass(frozen=True, slots=True)
class Converted:
    """`value` in the new field (None: it can't be one); `fate` of the old value."""

    value: Any
    fate: str  # kept | changed | lost


Converter = Callable[[Any], Converted]


@dataclass
class Counts:
    """What a conversion would do to all values there are. Every lost value is counted, the first are shown."""

    kept: int = 0
    changed: int = 0
    lost: int = 0
    samples: list[dict[str, Any]] = field(default_factory=list)
    restored: int | None = None
    """Of a change that is taken back: how many come back exactly as they were; these count as kept too. None: it isn't
    one."""

    def add(self, told: Told) -> None:
        setattr(self, told.fate, getattr(self, told.fate) + 1)
        if told.fate != "kept" and len(self.samples) < SAMPLES:
            self.samples.append({"id": told.row, "before": told.before(), "after": told.after()})

    def document(self) -> dict[str, Any]:
        found = {"kept": self.kept, "changed": self.changed, "lost": self.lost, "samples": self.samples}
        return found if self.restored is None else {**found, "restored": self.restored}


@dataclass(frozen=True, slots=True)
class Told:
    """What would become of one value; the texts are made for those that are shown."""

    row: str
    fate: str
    before: Callable[[], str]
    after: Callable[[], str | None]


def fates(pairs: Iterable[Pair], old: FieldModel, new: FieldModel, reading: Reading, language: str) -> Iterator[Told]:
    """Converts values without writing any: 10 k take some 50 ms."""
    convert, before, after = converter(old, new, reading), type_of(old), type_of(new)
    for row, value in pairs:
        result = convert(value)
        shown = partial(after.format, new, result.value, language, reading)
        yield Told(
            row,
            result.fate,
            partial(before.format, old, value, language, reading),
            shown if result.value is not None else _nothing,
        )


def _nothing() -> None:
    return None


def reading_for(tx: Transaction, catalog: Catalog, timezone: tzinfo) -> Reading:
    """Names of people, departments and linked records, as conversions between them and text need; each read once."""
    names = _Names(tx, catalog)
    return Reading(tz=timezone, title=names.title, find=names.find)


class _Names:
    def __init__(self, tx: Transaction, catalog: Catalog) -> None:
        self._tx = tx
        self._catalog = catalog
        self._of = cache(self._load)

    def title(self, own: FieldModel, row_id: str) -> str | None:
        return self._of(self._kind(own))[0].get(row_id)

    def find(self, own: FieldModel, name: str) -> str | None:
        return self._of(self._kind(own))[1].get(name.strip())

    def _kind(self, own: FieldModel) -> str:
        return f"form:{own.form}" if isinstance(own, LinkField) else own.type

    def _load(self, kind: str) -> tuple[dict[str, str], dict[str, str]]:
        """Titles by id, and ids by title where a title stands for one record only."""
        rows = self._rows(kind)
        titles = {row_id: str(name) for row_id, name in rows if name is not None}
        seen: dict[str, str | None] = {}
        for row_id, name in titles.items():
            seen[name] = None if name in seen else row_id
        return titles, {name: row_id for name, row_id in seen.items() if row_id is not None}

    def _rows(self, kind: str) -> Sequence[Any]:
        if kind == "member":
            return self._tx.execute(select(person.c.id, person.c.name)).all()
        if kind == "department":
            return self._tx.execute(select(department.c.id, department.c.name)).all()
        form_key = kind.removeprefix("form:")
        form = self._catalog.forms.get(form_key)
        named = form.title_field() if form else None
        if form is None or named is None:
            return []
        table = owner_table(self._catalog, form_key, (named.key,))
        live = select(table.c.id, table.c[named.key]).where(table.c.deleted_at.is_(None))
        return self._tx.execute(live).all() if named.key in table.c else []


def converter(old: FieldModel, new: FieldModel, reading: Reading) -> Converter:
    """A function from a value of the old field to what the new one makes of it."""

    def convert_one(value: Any) -> Converted:
        return Converted(*convert(old, new, value, reading))

    return convert_one
