"""Reminders on a record, for oneself or for people who may see it: rows that say when, never timers in memory.

A reminder stands at an instant, or some days before or after a date field, at a time of the day in the zone of who
made it. When the date changes, the row's next time changes in the same transaction; a new date after it has rung rings
again. Each ringing has a key with its time: any number of schedulers, or one that died half-way, tell everybody once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Row, bindparam, delete, insert, select, update

from dougong.apps.problems import app_not_found
from dougong.audit.service import record as record_audit
from dougong.identity.directory import existing_people, names_of_people
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Conflict, FieldError, Invalid, NotFound, Problem, say
from dougong.kit.fixed import Fixed
from dougong.kit.ids import is_id, new_id
from dougong.kit.types import Id, iso_instant
from dougong.messaging import service as messaging
from dougong.messaging.service import Message
from dougong.records.around.models import record_reminder
from dougong.records.around.schemas import ReminderBody
from dougong.records.history import visible_fields
from dougong.records.people import addressees, as_person, sees, title_of
from dougong.records.system import system_work
from dougong.records.work import RecordEvent, Work
from engines.form.definition import Form
from engines.form.labels import label_text

MOST = 100
"""Reminders of one record."""
_DATED = frozenset(("date", "datetime"))
_r = record_reminder.c
_RELATIVE = Fixed(select(record_reminder).where(_r.record_id == bindparam("record", type_=Id()), _r.field.is_not(None)))
_log = structlog.get_logger(__name__)


def dated_fields(form: Form) -> frozenset[str]:
    """Fields a reminder can go by: dates and instants, stored or computed."""
    return frozenset(
        field.key for field in form.fields if field.type in _DATED or getattr(field, "as_", None) in _DATED
    )


def listing(work: Work, form_key: str, record_id: str) -> list[dict[str, Any]]:
    """Those that the caller has made or gets, the next one first."""
    statement = select(record_reminder).where(*_here(work, form_key, record_id)).order_by(_r.created_at, _r.id)
    me = work.actor.person_id
    rows = [row for row in work.tx.execute(statement) if row.by == me or me in row.people]
    rows.sort(key=lambda row: (row.next_at is None, row.next_at or row.created_at))
    names = names_of_people(work.tx, {person for row in rows for person in (row.by, *row.people)})
    readable = visible_fields(work, form_key, record_id)
    return [_document(work, form_key, row, names, readable) for row in rows]


def add(work: Work, form_key: str, record_id: str, body: ReminderBody) -> str:
    """A new reminder. → its id"""
    tx, me = work.tx, work.actor.person_id
    people = list(dict.fromkeys(body.people)) or [me]
    if existing_people(tx, people) < set(people):
        raise _wrong("people", "member_unknown", "所选人员不存在。", "There is no such person.")
    for person in people:
        theirs = work if person == me else as_person(work, person)
        if theirs is None or not sees(theirs, form_key, record_id):
            name = names_of_people(tx, [person]).get(person, "?")
            zh, en = (
                f"{name} 无权查看此数据，不能提醒。",
                f"{name} may not see this record and can't be reminded of it.",
            )
            raise _wrong("people", "reminder_not_allowed", zh, en)
    if len(tx.execute(select(_r.id).where(*_here(work, form_key, record_id)).limit(MOST)).all()) >= MOST:
        raise Conflict(say("这条数据的提醒太多了。", "This record has too many reminders."), "too_many_reminders")
    if body.field is not None:
        _check_field(work, form_key, record_id, body)
    values: dict[str, Any] = {
        "id": new_id(),
        "app": work.app.key,
        "form": form_key,
        "record_id": record_id,
        "by": me,
        "people": people,
        "note": body.note,
        "at": body.at,
        "field": body.field,
        "days": body.days,
        "time": body.time,
        "timezone": work.actor.timezone,
        "next_at": None,
        "created_at": tx.now,
    }
    stored = work.repository(form_key).get(record_id)
    due = _due(values, stored.values if stored is not None else {})
    if body.field is None and (due is None or due <= tx.now):
        raise _wrong("at", "in_the_past", "提醒时间已过。", "That time is over.")
    tx.execute(insert(record_reminder).values(**values | {"next_at": due if due and due > tx.now else None}))
    record_audit(tx, work.actor, "reminder.create", f"{work.app.key}/{form_key}/{record_id}", app=work.app.key)
    found: str = values["id"]
    return found


def remove(work: Work, form_key: str, record_id: str, reminder_id: str) -> None:
    """Who made it takes it back; who only gets it is left out of it."""
    here = _here(work, form_key, record_id)
    row = (
        work.tx.execute(select(record_reminder).where(*here, _r.id == reminder_id)).first()
        if is_id(reminder_id)
        else None
    )
    me = work.actor.person_id
    if row is None or (row.by != me and me not in row.people):
        raise NotFound(say("提醒不存在。", "There is no such reminder."), "reminder_not_found")
    left = [person for person in row.people if person != me]
    if row.by == me or not left:
        work.tx.execute(delete(record_reminder).where(_r.id == reminder_id))
    else:
        work.tx.execute(update(record_reminder).where(_r.id == reminder_id).values(people=left))
    record_audit(work.tx, work.actor, "reminder.delete", f"{work.app.key}/{form_key}/{record_id}", app=work.app.key)


def follow_dates(work: Work, events: Sequence[RecordEvent]) -> None:
    """A date has changed, or a record came back: its reminders are due at another time."""
    for event in events:
        if event.new is None or event.op == "create":
            continue
        moved = event.changed & dated_fields(work.app.forms[event.form])
        if not moved and event.op != "restore":
            continue
        for found in _RELATIVE.rows(work.tx, {"record": event.record_id}):
            row = dict(zip(record_reminder.c.keys(), found, strict=True))
            if event.op == "restore" or row["field"] in moved:
                due = _due(row, event.new)
                following = due if due is not None and due > work.tx.now else None
                work.tx.execute(update(record_reminder).where(_r.id == row["id"]).values(next_at=following))


def is_due(tx: Transaction) -> bool:
    return tx.execute(select(_r.id).where(_r.next_at <= tx.now).limit(1)).first() is not None


def ring_due(database: Database) -> int:
    """Tells of everything that has come due. → how many reminders rang"""
    with database.snapshot() as tx:
        waiting = tx.execute(select(_r.id).where(_r.next_at <= tx.now).order_by(_r.next_at)).scalars().all()
    rang = 0
    for reminder_id in waiting:
        try:
            with database.transaction() as tx:
                rang += _ring(tx, reminder_id)
        except Exception:
            # one reminder must not keep the others waiting; it stays due
            _log.exception("reminder_failed", reminder=reminder_id)
    return rang


def _ring(tx: Transaction, reminder_id: str) -> bool:
    """One reminder, under its row's lock."""
    locked = select(record_reminder).where(_r.id == reminder_id, _r.next_at <= tx.now).with_for_update(skip_locked=True)
    row = tx.execute(locked).first()
    if row is None:
        return False
    tx.execute(update(record_reminder).where(_r.id == reminder_id).values(next_at=None, told_at=tx.now))
    try:
        work = system_work(tx, row.app)
    except Problem as problem:
        if problem.code != app_not_found(row.app).code:
            raise
        # the app lies in the bin: looked at again tomorrow
        tx.execute(update(record_reminder).where(_r.id == reminder_id).values(next_at=tx.now + timedelta(days=1)))
        return False
    if row.form not in work.app.forms:
        return False
    told = 0
    for person in row.people:
        theirs = as_person(work, person)
        if theirs is None or not sees(theirs, row.form, row.record_id):
            continue
        title = title_of(theirs, row.form, row.record_id)
        heading = say(f"提醒：{title['zh-CN']}", f"Reminder: {title['en']}")
        note = say(row.note or "你设置的提醒时间到了。", row.note or "It is the time you asked for.")
        link = {"app": row.app, "form": row.form, "record": row.record_id}
        by = row.by if row.by != person else None
        key = f"remind:{row.id}:{iso_instant(row.next_at)}"
        message = Message(key, "remind", heading, note, link, by)
        told += messaging.notify(tx, addressees(tx, [person], "remind"), message)
    return told > 0


def _due(row: Any, values: Any) -> datetime | None:
    """When a reminder rings, for these values of its record; None: its date is empty."""
    if row["field"] is None:
        found: datetime | None = row["at"]
        return found
    base = values.get(row["field"])
    zone = ZoneInfo(row["timezone"])
    if isinstance(base, datetime) and row["time"] is None:
        return base + timedelta(days=row["days"])
    if isinstance(base, datetime):
        base = base.astimezone(zone).date()
    if not isinstance(base, date):
        return None
    clock = time.fromisoformat(row["time"] or "09:00")
    return datetime.combine(base + timedelta(days=row["days"]), clock, zone).astimezone(UTC)


def _check_field(work: Work, form_key: str, record_id: str, body: ReminderBody) -> None:
    readable = visible_fields(work, form_key, record_id)
    if body.field not in readable or body.field not in dated_fields(work.app.forms[form_key]):
        raise _wrong("field", "not_a_date", "请选择一个日期字段。", "Choose a date field.")


def _here(work: Work, form_key: str, record_id: str) -> Iterable[Any]:
    return (_r.record_id == record_id, _r.app == work.app.key, _r.form == form_key)


def _document(work: Work, form_key: str, row: Row[Any], names: Any, readable: Collection[str]) -> dict[str, Any]:
    field = work.app.forms[form_key].by_key.get(row.field) if row.field in readable else None
    language = work.access.principal.locale
    # when it rings, and how far that is from the date, tells the date: not to who may not read it
    told = row.field is None or field is not None
    return {
        "id": row.id,
        "by": {"id": row.by, "name": names.get(row.by)},
        "people": [{"id": person, "name": names.get(person)} for person in row.people],
        "note": row.note,
        "at": iso_instant(row.at) if row.at else None,
        "field": {"key": row.field, "label": label_text(field.label, language) or row.field} if field else None,
        "days": row.days if told else 0,
        "time": row.time if told else None,
        "next_at": iso_instant(row.next_at) if row.next_at and told else None,
        "told_at": iso_instant(row.told_at) if row.told_at else None,
        "mine": row.by == work.actor.person_id,
    }


def _wrong(field: str, code: str, zh: str, en: str) -> Invalid:
    message = say(zh, en)
    return Invalid(message, code, errors=[FieldError(field, code, message)])
