"""Standing in for people who are away, and handing over what a leaver still had to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import delete, insert, or_, select

from dougong.audit.service import record as audit
from dougong.flows import people
from dougong.flows.models import flow_substitute, flow_task
from dougong.flows.store import execute
from dougong.flows.timeline import Document, Names
from dougong.kit import jobs
from dougong.kit.db import Transaction
from dougong.kit.errors import FieldError, Invalid, Problem, say
from dougong.kit.ids import new_id
from dougong.kit.jobs import JobContext, job
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from engines.flow.events import HandOver, Refused

HAND_OVER = "flows.hand_over"
MOST = 50
_s, _t = flow_substitute.c, flow_task.c


@dataclass(frozen=True)
class Absence:
    """From when until when somebody is away, and who stands in (None: nobody)."""

    substitute: str | None
    from_at: datetime
    until_at: datetime | None = None
    note: str | None = None


def of(tx: Transaction, person: str) -> Document:
    """`{items, standing_in_for}`: a person's own absences, and for whom they stand in now."""
    mine = select(flow_substitute).where(_s.person == person).order_by(_s.from_at, _s.id)
    rows = tx.execute(mine).all()
    lasting = (_s.from_at <= tx.now, or_(_s.until_at.is_(None), _s.until_at > tx.now))
    others = tx.execute(select(flow_substitute).where(_s.substitute == person, *lasting)).all()
    names = Names(tx, [row.substitute for row in rows] + [row.person for row in others])
    return {
        "items": [
            {
                "id": row.id,
                "substitute": names.who(row.substitute),
                "from_at": iso_instant(row.from_at),
                "until_at": iso_instant(row.until_at) if row.until_at else None,
                "note": row.note,
            }
            for row in rows
        ],
        "standing_in_for": [
            {"person": names.who(row.person), "until_at": iso_instant(row.until_at) if row.until_at else None}
            for row in others
        ],
    }


def replace(tx: Transaction, actor: Actor, person: str, absences: Sequence[Absence]) -> Document:
    """Makes a person's absences exactly these; those that are over may be left out."""
    _check(tx, person, absences)
    tx.execute(delete(flow_substitute).where(_s.person == person))
    rows = [
        {
            "id": new_id(),
            "person": person,
            "substitute": each.substitute,
            "from_at": each.from_at,
            "until_at": each.until_at,
            "note": each.note,
            "created_at": tx.now,
            "created_by": actor.person_id,
        }
        for each in absences
    ]
    if rows:
        tx.execute(insert(flow_substitute), rows)
    detail = {"substitutes": [each.substitute for each in absences]}
    audit(tx, actor, "person.substitute", f"person:{person}", detail)
    return of(tx, person)


def _check(tx: Transaction, person: str, absences: Sequence[Absence]) -> None:
    for each in absences:
        if each.until_at is not None and each.until_at <= each.from_at:
            raise _wrong("until_at", "结束应晚于开始。", "The end must be later than the start.")
        if each.substitute == person:
            raise _wrong("substitute", "不能由自己代理。", "Nobody stands in for themselves.")
        if each.substitute is not None and not people.active(tx, [each.substitute]):
            raise _wrong("substitute", "代理人不存在或已停用。", "The stand-in does not exist or is not active.")
    spans = sorted(absences, key=lambda each: each.from_at)
    for earlier, later in pairwise(spans):
        if earlier.until_at is None or earlier.until_at > later.from_at:
            raise _wrong("from_at", "时间段不能重叠。", "The times must not overlap.")


def _wrong(field: str, zh: str, en: str) -> Invalid:
    return Invalid(say(zh, en), "invalid_substitute", [FieldError(field, "invalid", say(zh, en))])


def hand_over(tx: Transaction, actor: Actor, person: str, to: str, app: str | None) -> str:
    """Gives all open tasks of a person to another one, as a job. → its id"""
    if person == to or not people.active(tx, [to]):
        raise Invalid(say("接手人不存在或已停用。", "Who takes over must be another active person."), "people_unknown")
    audit(tx, actor, "person.hand_over", f"person:{person}", {"to": to, "app": app})
    made = jobs.enqueue(tx, HAND_OVER, {"person": person, "to": to, "app": app}, owner_id=actor.person_id)
    assert made is not None
    return made


@job(HAND_OVER)
def run_hand_over(context: JobContext) -> dict[str, Any]:
    """args `{person, to, app?}`: instance after instance, each a transaction of its own; a restart finds the rest."""
    person, to, app = context.args["person"], context.args["to"], context.args["app"]
    done, left, refused = 0, 0, set[str]()
    while True:
        with context.database.transaction() as tx:
            found = _next(tx, person, app, refused)
            if found is None:
                break
            tasks = _count(tx, person, found)
            try:
                with tx.connection.begin_nested():
                    execute(tx, found, HandOver(person, to, context.owner_id))
                done, left = done + 1, left + tasks - _count(tx, person, found)
            except (Refused, Problem):
                pass
            refused.add(found)
        context.progress(done)
    return {"instances": done, "tasks": left}


def _next(tx: Transaction, person: str, app: str | None, seen: set[str]) -> str | None:
    where = [_t.person == person, _t.status == "open", _t.kind != "cc"]
    where += [_t.app == app] if app is not None else []
    rows = tx.execute(select(_t.instance_id).where(*where).distinct().order_by(_t.instance_id)).scalars()
    return next((each for each in rows if each not in seen), None)


def _count(tx: Transaction, person: str, instance_id: str) -> int:
    where = (_t.person == person, _t.instance_id == instance_id, _t.status == "open", _t.kind != "cc")
    return len(tx.execute(select(_t.id).where(*where)).all())
