"""Work that nobody asked for in person: computed values after a publish, values that change with the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from dougong.access.compiler import Access
from dougong.access.grants import Principal
from dougong.apps.catalog import app_catalog
from dougong.kit.db import Transaction
from dougong.kit.web import Actor
from dougong.records import changes
from dougong.records.computed import recompute
from dougong.records.foreign import refresh_dependents
from dougong.records.repository import chunks
from dougong.records.work import Listener, Work

SYSTEM = Actor(
    person_id="",
    name="Dougong",
    email="",
    is_admin=False,
    department_id=None,
    locale="zh-CN",
    timezone="Asia/Shanghai",
    door="system",
)
"""Nobody: has no grants, may change nothing by itself. Computing what a form defines needs no right."""


def system_work(tx: Transaction, app_key: str, *, listeners: Sequence[Listener] = ()) -> Work:
    """A unit of work without a person."""
    catalog = app_catalog(tx, app_key, hold=True)
    access = Access(catalog.tables, (), Principal(person_id=None), tx.now)
    return Work(tx, catalog, SYSTEM, access, "system", listeners)


def live_ids(tx: Transaction, work: Work, form_key: str, after: str | None, limit: int) -> list[str]:
    """Ids of live records in their order, for batches that continue where the last one ended."""
    table = work.app.tables.table(form_key)
    statement = select(table.c.id).where(table.c.deleted_at.is_(None)).order_by(table.c.id).limit(limit)
    if after is not None:
        statement = statement.where(table.c.id > after)
    return list(tx.execute(statement).scalars())


def recompute_batch(work: Work, form_key: str, ids: Sequence[str]) -> int:
    """Computes these records again, and what depends on them in other forms. → how many changed"""
    changed = 0
    for chunk in chunks(ids):
        events = recompute(work, form_key, chunk)
        log = (
            changes.Change(
                event.app,
                event.form,
                event.record_id,
                "recompute",
                event.version,
                changes.pairs(work.app.forms[event.form], event.old, event.new, event.changed),
            )
            for event in events
        )
        changes.log(work.tx, log, by=None, door="system")
        events += refresh_dependents(work, events)
        work.publish(events)
        changed += len(events)
    return changed


def volatile_forms(work: Work) -> Iterator[str]:
    """Forms with stored values that change by themselves (TODAY, NOW)."""
    return (key for key, compiled in work.app.compiled.items() if compiled.volatile)
