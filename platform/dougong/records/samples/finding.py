"""Which demo records can go: those nobody has changed, and that nothing of people's own needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Select, and_, exists, select

from dougong.apps import marks
from dougong.records.around.models import record_comment
from dougong.records.deletion import linking_columns, linking_fields
from dougong.records.forgetting import mark
from dougong.records.models import change_log
from dougong.records.work import Work

Reason = Literal["changed", "needed"]
Ref = tuple[str, str]
"""(form key, record id)"""
_BY_ITSELF = ("system", "flow")
"""Doors that aren't people: what a flow did with a demo record is nobody's work."""


@dataclass
class Samples:
    """The demo records that are there: which can go, in the order of their forms, and why others stay."""

    going: dict[str, list[str]] = field(default_factory=dict)
    staying: dict[Ref, Reason] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(len(ids) for ids in self.going.values()) + len(self.staying)


def find(work: Work, *, changed_too: bool) -> Samples:
    """`changed_too`: what somebody has changed goes as well, unless somebody's own records need it."""
    there = _there(work)
    refs = {(form, record_id) for form, ids in there.items() for record_id in ids}
    staying: dict[Ref, Reason] = {} if changed_too else dict.fromkeys(_changed(work, there), "changed")
    _add_needed(work, there, refs, staying)
    going = {form: [each for each in ids if (form, each) not in staying] for form, ids in there.items()}
    return Samples({form: going[form] for form in _order(work) if going.get(form)}, staying)


def _there(work: Work) -> dict[str, list[str]]:
    """The live demo records of each form."""
    found = {}
    for form in marks.forms_of(work.tx, work.app.app_id):
        if form in work.app.forms:
            table = work.app.tables.table(form)
            mine = marks.ids_of(work.app.app_id, "record", form)
            live = select(table.c.id).where(table.c.deleted_at.is_(None), table.c.id.in_(mine))
            found[form] = list(work.tx.execute(live.order_by(table.c.id)).scalars())
    return found


def _changed(work: Work, there: Mapping[str, list[str]]) -> Iterator[Ref]:
    """What people have edited, brought back from the bin, or commented."""
    c, t = change_log.c, record_comment.c
    for form, ids in there.items():
        mine = marks.ids_of(work.app.app_id, "record", form)
        edited = select(c.record_id).where(
            c.record_id.in_(mine), c.app == work.app.key, c.form == form, c.op != "create", c.op != "recompute"
        )
        said = select(t.record_id).where(
            t.record_id.in_(mine), t.app == work.app.key, t.form == form, t.deleted_at.is_(None)
        )
        touched: set[str] = set()
        questions = [edited.where(c.door.not_in(_BY_ITSELF)), said]
        if mark(work.tx) is not None:
            questions.append(_unknown(work, form, mine))
        for question in questions:
            touched |= set(work.tx.execute(question).scalars())
        yield from ((form, each) for each in ids if each in touched)


def _unknown(work: Work, form: str, mine: Any) -> Select[tuple[str]]:
    """Whose history no longer reaches back to its beginning: somebody may have changed it."""
    table, c = work.app.tables.table(form), change_log.c
    begun = exists().where(c.record_id == table.c.id, c.app == work.app.key, c.form == form, c.op == "create")
    return select(table.c.id).where(table.c.id.in_(mine), table.c.version > 1, ~begun)


def _add_needed(work: Work, there: Mapping[str, list[str]], refs: set[Ref], staying: dict[Ref, Reason]) -> None:
    """What is linked from records that stay, one after the other."""
    needed: dict[Ref, set[Ref]] = defaultdict(set)
    waiting = list(staying)
    for target in there:
        for form, pairs in _links_to(work, target):
            linked: Sequence[Any] = work.tx.execute(pairs).all()
            for source, named in linked:
                if (target, named) not in refs:
                    continue
                if (form, source) in refs:
                    needed[form, source].add((target, named))
                elif (target, named) not in staying:
                    staying[target, named] = "needed"
                    waiting.append((target, named))
    while waiting:
        for ref in needed.get(waiting.pop(), ()):
            if ref not in staying:
                staying[ref] = "needed"
                waiting.append(ref)


def _links_to(work: Work, target: str) -> Iterator[tuple[str, Select[tuple[str, str]]]]:
    """(form, its live records with what they link to in `target`), for each link and column there is."""
    tables = work.app.tables
    for form, link in linking_fields(work, target):
        table = tables.table(form)
        live = table.c.deleted_at.is_(None)
        if link.many:
            pairs = tables.links(form, link.key)
            joined = pairs.join(table, table.c.id == pairs.c.record_id)
            yield form, select(pairs.c.record_id, pairs.c.target_id).select_from(joined).where(live)
        else:
            named = table.c[link.key]
            yield form, select(table.c.id, named).where(live, named.is_not(None))
    for form, path, column in linking_columns(work, target):
        table, rows = tables.table(form), tables.child(form, path)
        named = rows.c[column.key]
        joined = rows.join(table, table.c.id == rows.c.record_id)
        held = and_(table.c.deleted_at.is_(None), named.is_not(None))
        yield form, select(table.c.id, named).select_from(joined).where(held)


def _order(work: Work) -> list[str]:
    """Forms that link to others before those: a link that says «restrict» must not stand in the way."""
    targets = {
        form: {source for source, _link in linking_fields(work, form)}
        | {source for source, _path, _column in linking_columns(work, form)}
        for form in work.app.forms
    }
    ordered: list[str] = []
    waiting = list(work.app.forms)
    while waiting:
        free = [form for form in waiting if not (targets[form] - {form}) & set(waiting)] or waiting[:1]
        ordered += free
        waiting = [form for form in waiting if form not in free]
    return ordered
