"""Stored computed fields stay right when the records they read through links change.

The compiler of forms says which computed fields read which field of which form over which links (`ForeignRef`). From
the records that changed we walk those links backwards, compute the records found again, and go on from what changed
there, until nothing more changes. It happens in the transaction of the change, whatever door it came through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from dougong.kit.among import among
from dougong.records import changes
from dougong.records.computed import recompute
from dougong.records.problems import endless_dependence
from dougong.records.relations import linked_from, relations_changed
from dougong.records.repository import chunks
from dougong.records.work import RecordEvent, Work
from engines.form.compile import ForeignRef
from engines.form.scope import Hop, relation_of

_ROUNDS = 32  # longer chains than any app has forms; a cycle across forms is refused when it is saved

Changed = Mapping[str, Mapping[str, frozenset[str] | None]]
"""form → record id → changed fields; None: all of them (deleted, restored)."""


def refresh_dependents(work: Work, events: Sequence[RecordEvent]) -> list[RecordEvent]:
    """Computes everything again that read what `events` changed. Returns the events of the records that changed."""
    made: list[RecordEvent] = []
    relations = _relations(work)
    current = _changed(events, relations)
    # what a restored record reads may have changed while it lay in the bin
    restored = {form: {e.record_id for e in events if e.op == "restore" and e.form == form} for form in current}
    for _ in range(_ROUNDS):
        affected = _affected(work, current)
        for form_key, ids in restored.items():
            if ids:
                affected[form_key] = affected.get(form_key, set()) | ids
        restored = {}
        if not affected:
            return made
        fresh: list[RecordEvent] = []
        for form_key in sorted(affected):
            for chunk in chunks(sorted(affected[form_key])):
                fresh += recompute(work, form_key, chunk)
        changes.log(
            work.tx, (_as_change(work, event) for event in fresh), by=work.actor.person_id or None, door="system"
        )
        made += fresh
        current = _changed(fresh, relations)
    raise endless_dependence()


def _relations(work: Work) -> Mapping[str, set[str]]:
    """form → its link fields that some computed field reads backwards."""
    found: dict[str, set[str]] = {}
    for compiled in work.app.compiled.values():
        for form_key, link in compiled.relations:
            found.setdefault(form_key, set()).add(link)
    return found


def _changed(events: Sequence[RecordEvent], relations: Mapping[str, set[str]]) -> Changed:
    found: dict[str, dict[str, frozenset[str] | None]] = defaultdict(dict)
    for event in events:
        if event.op in ("update", "recompute"):
            found[event.form][event.record_id] = event.changed
        elif event.op in ("delete", "restore"):
            found[event.form][event.record_id] = None
        for relation, targets in relations_changed(event, relations.get(event.form, ())).items():
            found[relation].update(dict.fromkeys(targets, None))
    return found


def _affected(work: Work, changed: Changed) -> dict[str, set[str]]:
    """The records that have to be computed again, by form."""
    found: dict[str, set[str]] = defaultdict(set)
    for form_key, ref in _references(work, changed):
        ids = [record_id for record_id, fields in changed[ref.form].items() if fields is None or ref.field in fields]
        if ids:
            found[form_key] |= _linking(work, form_key, ref.hops, ids)
    return {form_key: ids for form_key, ids in found.items() if ids}


def _references(work: Work, changed: Changed) -> Iterator[tuple[str, ForeignRef]]:
    seen: set[tuple[str, Any]] = set()
    for form_key, compiled in work.app.compiled.items():
        for refs in compiled.foreign_depends.values():
            for ref in refs:
                way = (form_key, (ref.hops, ref.form, ref.field))
                if ref.form in changed and way not in seen:
                    seen.add(way)
                    yield form_key, ref


def _linking(work: Work, form_key: str, hops: Sequence[Hop], ids: Sequence[str]) -> set[str]:
    """The live records of `form_key` from which `hops` lead to one of `ids`."""
    reached = set(ids)
    for index in reversed(range(len(hops))):
        source = hops[index - 1].form if index else form_key
        if relation_of(hops[index].form) is not None:
            continue  # a record's own relation goes by the record's id
        found: set[str] = set()
        for chunk in chunks(sorted(reached)):
            relation = relation_of(source)
            if relation is not None:
                found |= linked_from(work, *relation, chunk)
            else:
                found |= set(work.tx.execute(_step_back(work, source, hops[index], chunk)).scalars())
        reached = found
    return reached


def _step_back(work: Work, source: str, hop: Hop, ids: Sequence[str]) -> Select[Any]:
    path = hop.via.split(".")
    tables = work.app.tables
    one_each = [(one,) for one in ids]
    if hop.many:
        pairs = tables.links(source, *path)
        return select(pairs.c.record_id).where(among(work.tx, [pairs.c.target_id], one_each))
    if len(path) > 1:
        child = tables.child(source, ".".join(path[:-1]))
        return select(child.c.record_id).where(among(work.tx, [child.c[path[-1]]], one_each))
    table = tables.table(source)
    return select(table.c.id).where(among(work.tx, [table.c[path[0]]], one_each), table.c.deleted_at.is_(None))


def _as_change(work: Work, event: RecordEvent) -> changes.Change:
    assert event.new is not None
    pairs = changes.pairs(work.app.forms[event.form], event.old, event.new, event.changed)
    return changes.Change(event.app, event.form, event.record_id, "recompute", event.version, pairs)
