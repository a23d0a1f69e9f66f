"""Writes what the pipeline decided: rows, history and the change log, and says what changed."""

from __future__ import annotations

from collections.abc import Sequence, Set
from contextlib import AbstractContextManager, nullcontext

from sqlalchemy.exc import IntegrityError

from dougong.records import attachments, changes, encrypted, unique
from dougong.records.deletion import release_links
from dougong.records.repository import Stored
from dougong.records.work import Item, RecordEvent, Work


def write(work: Work, form_key: str, items: Sequence[Item], *, atomic: bool) -> list[RecordEvent]:
    """Persists all living items of one form. Returns an event for each record that really changed."""
    created = [item for item in items if item.alive and item.op == "create"]
    _insert(work, form_key, created, atomic=atomic)
    for item in items:
        if item.alive and item.op == "update":
            _update(work, form_key, item)
        elif item.alive and item.op in ("delete", "restore"):
            _mark(work, form_key, item)
    for item in items:
        if item.alive and item.new is not None and item.outcome is not None:
            attachments.claim(work, form_key, item.new, item.outcome.changed)
    encrypted.keep(work, form_key, [item for item in items if item.alive])
    events = [event for item in items if item.alive and (event := _event(work, form_key, item))]
    log = (_as_change(work, form_key, event) for event in events)
    changes.log(work.tx, log, by=work.actor.person_id or None, door=work.door, batch=work.batch)
    return events


def _insert(work: Work, form_key: str, items: Sequence[Item], *, atomic: bool) -> None:
    if not items:
        return
    for item in items:
        item.new = _new_record(work, item)
    repository = work.repository(form_key)
    try:
        with _savepoint(work, form_key):
            repository.insert([item.new for item in items if item.new])
    except IntegrityError as error:
        # Somebody else's commit took a unique value after our check: look again, then write the others.
        unique.check(work, form_key, items)
        if not any(item.problem for item in items):
            raise
        living = [item for item in items if item.alive]
        if living and not atomic:
            repository.insert([item.new for item in living if item.new])
        elif atomic:
            bad = next(item for item in items if item.problem)
            assert bad.problem is not None
            raise bad.problem from error


def _savepoint(work: Work, form_key: str, changed: Set[str] | None = None) -> AbstractContextManager[object]:
    """Where a unique index may still say no, what follows must be able to go on; elsewhere nothing needs it.
    `changed` None: all fields are written."""
    sets = unique.SETS.of(work.app.tables, form_key)
    if any(changed is None or not changed.isdisjoint(each.fields) for each in sets):
        return work.tx.connection.begin_nested()
    return nullcontext()


def _new_record(work: Work, item: Item) -> Stored:
    assert item.outcome is not None and item.record_id is not None
    system = {
        "owner": item.outcome.owner,
        "created_at": item.created_at or work.tx.now,
        "created_by": work.actor.person_id or None,
        "updated_at": work.tx.now,
        "updated_by": work.actor.person_id or None,
        "version": 1,
        "deleted_at": None,
        "errors": item.outcome.errors or None,
    }
    return Stored(item.record_id, 1, item.outcome.values, system)


def _update(work: Work, form_key: str, item: Item) -> None:
    assert item.old is not None and item.outcome is not None
    system = dict(item.old.system) | {"errors": item.outcome.errors or None, "owner": item.outcome.owner}
    if not item.outcome.changed and system == item.old.system:
        item.new = item.old
        return
    record = Stored(item.old.id, item.old.version, item.outcome.values, system)
    try:
        with _savepoint(work, form_key, item.outcome.changed):
            item.new = work.repository(form_key).update(
                record, item.outcome.changed, updated_at=work.tx.now, updated_by=work.actor.person_id or None
            )
    except IntegrityError:
        unique.check(work, form_key, [item])
        if item.problem is None:
            raise


def _mark(work: Work, form_key: str, item: Item) -> None:
    assert item.old is not None
    if item.op == "delete":
        item.problem = release_links(work, form_key, item.old)
        if item.problem:
            return
    deleted_at = work.tx.now if item.op == "delete" else None
    item.new = work.repository(form_key).mark(item.old, deleted_at=deleted_at, by=work.actor.person_id or None)


def _event(work: Work, form_key: str, item: Item) -> RecordEvent | None:
    if item.new is None or (item.old is not None and item.new.version == item.old.version):
        return None
    before = item.old.values if item.old and item.op != "restore" else None
    after = item.new.values if item.op != "delete" else None
    changed = item.outcome.changed if item.outcome else frozenset()
    old_system = item.old.system if item.old else None
    return RecordEvent(
        work.app.key,
        form_key,
        item.new.id,
        item.op,
        before,
        after,
        frozenset(changed),
        item.new.version,
        old_system,
        item.new.system,
    )


def _as_change(work: Work, form_key: str, event: RecordEvent) -> changes.Change:
    if event.op not in ("create", "update"):
        return changes.Change(event.app, form_key, event.record_id, event.op, event.version)
    changed = event.changed if event.op == "update" else None
    pairs = changes.pairs(work.app.forms[form_key], event.old, event.new, changed)
    was, now = event.old_system or {}, event.system or {}
    if event.op == "update" and was.get(changes.OWNER) != now.get(changes.OWNER):
        pairs[changes.OWNER] = (was.get(changes.OWNER), now.get(changes.OWNER))
    return changes.Change(event.app, form_key, event.record_id, event.op, event.version, pairs)
