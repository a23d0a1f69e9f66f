"""What other rooms read of an app: its published forms, compiled, with tables and grants. Cached per process.

The cache is keyed by the app's `stamp`, a number every publish and every change of grants raises in its own
transaction. A hit costs one indexed row (`STAMP`); any number of web processes stay correct without messages.
What follows from the definitions alone (compiled forms, tables) is kept by their content, so a change of roles or
flows builds nothing anew, and statements that were compiled for the tables stay.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, literal, select

from dougong.access.grants import Grant, GrantSet
from dougong.access.tables import Catalog, build_tables
from dougong.apps import repository
from dougong.apps.compiling import form_set
from dougong.apps.models import app
from dougong.apps.modules import NOTHING, Closed, closed_by
from dougong.apps.problems import app_not_found
from dougong.kit.db import Transaction
from dougong.kit.fixed import Fixed, Kept
from dougong.kit.types import dump_json, load_json
from engines.form.compile import CompiledForm
from engines.form.definition import Form, load_form
from engines.form.targets import aim_lookups

STAMP = select(app.c.id, app.c.stamp, app.c.label).where(app.c.key == bindparam("app_key"), app.c.deleted_at.is_(None))
"""The query behind a hit; a lean read path may put it into its own statement and call `CACHE.peek`."""

_STAMP = Fixed(STAMP)
_HOLD = Fixed(select(func.pg_advisory_xact_lock_shared(func.hashtext(bindparam("name")))))
_HELD = "apps.held"
_MOST_APPS = 256
_SCRATCH = "apps.catalog"


class Stamp(NamedTuple):
    """One row of `STAMP`."""

    id: str
    stamp: int
    label: Any


@dataclass(frozen=True)
class AppCatalog:
    """One app as published at one moment. Immutable, shared between threads."""

    app_id: str
    key: str
    stamp: int
    label: Any
    forms: Mapping[str, Form]
    versions: Mapping[str, int]
    compiled: Mapping[str, CompiledForm]
    tables: Catalog
    grants: GrantSet
    closed: Closed = NOTHING
    """What belongs to modules that are switched off."""


class CatalogCache:
    """The catalogs of one process by app id (ids differ between databases); the longest unchanged go first."""

    def __init__(self, most: int = _MOST_APPS) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._found: OrderedDict[str, AppCatalog] = OrderedDict()

    def peek(self, app_id: str, stamp: int) -> AppCatalog | None:
        """The catalog at exactly this stamp, if this process has it."""
        found = self._found.get(app_id)  # one dict look-up: atomic, no lock on the hot path
        return found if found is not None and found.stamp == stamp else None

    def put(self, catalog: AppCatalog) -> AppCatalog:
        """→ the one that stays: several threads may have read the same at once, and what is worked out of a catalog is
        kept by the object."""
        with self._lock:
            before = self._found.get(catalog.app_id)
            if before is not None and before.stamp == catalog.stamp:
                return before
            self._found[catalog.app_id] = catalog
            self._found.move_to_end(catalog.app_id)
            while len(self._found) > self._most:
                self._found.popitem(last=False)
            return catalog

    def clear(self) -> None:
        """For a process that goes on with another database in which the same ids may stand (a copy)."""
        with self._lock:
            self._found.clear()


CACHE = CatalogCache()


def app_catalog(tx: Transaction, app_key: str, *, hold: bool = False) -> AppCatalog:
    """The app as it is published now. NotFound for an unknown app and for one in the bin.

    `hold`: no publish changes the app's tables until this transaction ends (PostgreSQL: a shared lock, taken before
    the stamp is read; SQLite's one writer needs none). For transactions that write records.
    """
    if hold and tx.dialect == "postgresql":
        held: set[str] = tx.scratch.setdefault(_HELD, set())
        if app_key not in held:
            _HOLD.later(tx, {"name": f"dougong.schema:{app_key}"})
            held.add(app_key)
    row = _stamp(tx, app_key)
    if repository.is_changed(tx, row.id):
        return _own_catalog(tx, app_key, row)
    found = CACHE.peek(row.id, row.stamp)
    while found is None:
        built = load_catalog(tx, app_key, row)
        # read committed: a publish may have come between our statements; then what we read is a mix
        row, before = _stamp(tx, app_key), row
        if row.stamp == before.stamp:
            found = CACHE.put(built)
    return found


def _own_catalog(tx: Transaction, app_key: str, row: Stamp) -> AppCatalog:
    """For the transaction that changes the app. Never shared: if it rolls back, its stamp will mean something else."""
    mine: dict[tuple[str, int], AppCatalog] = tx.scratch.setdefault(_SCRATCH, {})
    key = (row.id, row.stamp)
    if key not in mine:
        mine[key] = load_catalog(tx, app_key, row)
    return mine[key]


def holding(app_key: ColumnElement[str]) -> ColumnElement[Any]:
    """What `hold` asks of PostgreSQL, as part of a statement that reads the app's key; the catalog is read by a later
    one."""
    return func.pg_advisory_xact_lock_shared(func.hashtext(literal("dougong.schema:").concat(app_key)))


def lock_schema(tx: Transaction, app_key: str) -> None:
    """Waits for writers that hold the app's tables, then keeps new ones out until the transaction ends."""
    if tx.dialect == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"dougong.schema:{app_key}"))))


@dataclass(frozen=True)
class _Built:
    """What an app's definitions mean."""

    forms: Mapping[str, Form]
    compiled: Mapping[str, CompiledForm]
    tables: Catalog


_BUILT: Kept[_Built] = Kept(32)


def load_catalog(tx: Transaction, app_key: str, row: Stamp) -> AppCatalog:
    """Reads everything, and compiles what this process has not yet: some 10 ms for an app of 10 forms."""
    definitions = repository.forms.published_texts(tx, row.id)
    closed = closed_by(tx.execute(select(app.c.modules).where(app.c.id == row.id)).scalar())
    built = _BUILT.once(_digest(app_key, definitions), lambda: _build(app_key, definitions))
    return AppCatalog(
        app_id=row.id,
        key=app_key,
        stamp=row.stamp,
        label=row.label,
        forms=built.forms,
        versions={key: version for key, version, _definition in definitions},
        compiled=built.compiled,
        tables=built.tables,
        grants=GrantSet(load_grants(repository.list_grants(tx, [row.id])[row.id]), closed.forms),
        closed=closed,
    )


def _digest(app_key: str, definitions: Sequence[tuple[str, int, str]]) -> bytes:
    content = [app_key, [[key, text] for key, _version, text in definitions]]
    return hashlib.sha256(dump_json(content).encode()).digest()


def _build(app_key: str, definitions: Sequence[tuple[str, int, str]]) -> _Built:
    forms = {key: load_form(load_json(text)) for key, _version, text in definitions}
    aim_lookups(forms)
    found = form_set(forms)
    return _Built(found.forms, found.all(), build_tables(app_key, found.forms))


def as_if(catalog: AppCatalog, forms: Mapping[str, Form]) -> AppCatalog:
    """The app as it would be with these forms: for looking at what speaks of them, never for reading records."""
    return replace(catalog, forms=dict(forms), tables=build_tables(catalog.key, forms))


def load_grants(documents: list[dict[str, Any]]) -> tuple[Grant, ...]:
    """Grants from their stored documents."""
    return tuple(Grant.model_validate(document) for document in documents)


def _stamp(tx: Transaction, app_key: str) -> Stamp:
    row = _STAMP.first(tx, {"app_key": app_key})
    if row is None:
        raise app_not_found(app_key)
    return Stamp(*row)
