"""Whether a record is locked, and changing that. Asked in the one write pipeline, so no door is without it.

What was said by hand counts before the form's condition: a record that was unlocked stays open until it is
locked again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, insert, select

from dougong.audit.service import record as record_audit
from dougong.identity.directory import names_of_people
from dougong.kit.errors import Conflict, Text, in_language, say
from dougong.kit.ids import new_id
from dougong.kit.types import iso_instant
from dougong.records import guard
from dougong.records.locking.models import record_lock
from dougong.records.problems import record_not_found
from dougong.records.repository import Stored, chunks
from dougong.records.work import Item, Work
from engines.form.environment import RecordEnv
from engines.form.labels import LANGS, label_text
from engines.form.rules import Lock

_c = record_lock.c
BY_HAND = say("此数据已被锁定。", "This record is locked.")
BY_CONDITION = say("此数据已满足锁定条件，不能再修改。", "This record is locked by a rule of its form.")


@dataclass(frozen=True)
class Locked:
    """Why a record is locked; `row`: what somebody has said by hand, None for the form's condition."""

    reason: Text
    row: Row[Any] | None


def refuse(work: Work, form_key: str, items: Sequence[Item]) -> None:
    """Gives the items of locked records their problem; flows pass where the form lets them."""
    lock = work.app.forms[form_key].lock
    if lock is None or (lock.flows and work.door == "flow"):
        return
    changing = [item for item in items if item.alive and item.op in ("update", "delete") and item.old is not None]
    said = _said(work, [item.record_id or "" for item in changing])
    for item in changing:
        if item.old is not None and (found := _locked(work, form_key, lock, item.old, said)):
            item.problem = _problem(found)


def state(work: Work, form_key: str, record_id: str) -> dict[str, Any]:
    """`{"locked": {reason, note, by, at} | None, "lock": whether this person may lock or unlock it}`."""
    lock = work.app.forms[form_key].lock
    stored = work.repository(form_key).get(record_id)
    if lock is None or stored is None:
        return {"locked": None, "lock": False}
    said = _said(work, [record_id])
    found = _locked(work, form_key, lock, stored, said)
    able = found is not None or lock.manual or record_id in said
    may = able and guard.covers(work, form_key, "lock", record_id)
    return {"locked": None if found is None else _told(work, found), "lock": may}


def put(work: Work, form_key: str, record_id: str, *, locked: bool, note: str) -> None:
    """Locks or unlocks one record under the right `lock`; saying what holds already changes nothing."""
    if not guard.covers(work, form_key, "lock", record_id):
        raise guard.refusal(work, form_key, "lock", record_id)
    lock = work.app.forms[form_key].lock
    stored = work.repository(form_key).get(record_id, lock=True)
    if stored is None or stored.deleted:
        raise record_not_found()
    said = _said(work, [record_id])
    if lock is None or (locked and not lock.manual and record_id not in said):
        raise Conflict(
            say("此表单的数据不能手动锁定。", "Records of this form can't be locked by hand."), "not_lockable"
        )
    if (_locked(work, form_key, lock, stored, said) is not None) == locked:
        return
    values = {"app": work.app.key, "form": form_key, "record_id": record_id, "locked": locked, "note": note}
    values |= {"id": new_id(), "by": work.actor.person_id, "at": work.tx.now}
    work.tx.execute(insert(record_lock).values(**values))
    act = "record.lock" if locked else "record.unlock"
    record_audit(work.tx, work.actor, act, f"{work.app.key}/{form_key}/{record_id}", {"note": note}, app=work.app.key)


def past(work: Work, form_key: str, record_id: str, until: datetime | None, most: int) -> list[dict[str, Any]]:
    """Lines of a record's activity, newest first."""
    here = [_c.record_id == record_id, _c.app == work.app.key, _c.form == form_key]
    if until is not None:
        here.append(_c.at < until)
    rows = work.tx.execute(select(record_lock).where(*here).order_by(_c.id.desc()).limit(most)).all()
    names = names_of_people(work.tx, {row.by for row in rows})
    return [
        {
            "id": row.id,
            "at": iso_instant(row.at),
            "by": {"id": row.by, "name": names.get(row.by)},
            "locked": row.locked,
            "note": row.note,
        }
        for row in rows
    ]


def _said(work: Work, ids: Sequence[str]) -> dict[str, Row[Any]]:
    """The last word of people on each record."""
    found: dict[str, Row[Any]] = {}
    for chunk in chunks(sorted(set(ids))):
        for row in work.tx.execute(select(record_lock).where(_c.record_id.in_(chunk)).order_by(_c.id)):
            found[row.record_id] = row
    return found


def _locked(work: Work, form_key: str, lock: Lock, stored: Stored, said: Mapping[str, Row[Any]]) -> Locked | None:
    row = said.get(stored.id)
    if row is not None:
        return Locked(BY_HAND, row) if row.locked else None
    compiled = work.app.compiled[form_key]
    if compiled.lock is None:
        return None
    tz = ZoneInfo(work.access.principal.tz)
    before = {**stored.values, **stored.system}
    env = RecordEnv(compiled.readers, before, {}, work.user, _nothing, work.tx.now, tz, compiled.calendar)
    if compiled.lock.run(env) is not True:
        return None
    words = {language: label_text(lock.message, language) or BY_CONDITION[language] for language in LANGS}
    return Locked(say(words["zh-CN"], words["en"]), None)


def _nothing(_form: str, _record_id: str) -> None:
    """Conditions of locks follow no links."""


def _told(work: Work, found: Locked) -> dict[str, Any]:
    row = found.row
    name = names_of_people(work.tx, [row.by]).get(row.by) if row is not None else None
    return {
        "reason": in_language(found.reason, work.access.principal.locale),
        "note": row.note if row is not None else "",
        "by": {"id": row.by, "name": name} if row is not None else None,
        "at": iso_instant(row.at) if row is not None else None,
    }


def _problem(found: Locked) -> Conflict:
    note = f"（{found.row.note}）" if found.row is not None and found.row.note else ""
    plain = f" ({found.row.note})" if note and found.row is not None else ""
    return Conflict(say(f"{found.reason['zh-CN']}{note}", f"{found.reason['en']}{plain}"), "record_locked")
