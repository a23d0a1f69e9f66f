"""Scheduled exports: who sees, makes, changes and deletes which. They are their owner's; the app's designers see all of
a form and may delete them, and never get their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from dougong.apps.rights import can_design, open_app
from dougong.audit.service import record as record_audit
from dougong.files import service as files
from dougong.identity.directory import existing_people, names_of_people
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, FieldError, Invalid, NotAllowed, NotFound, in_language, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.types import iso_instant
from dougong.records.problems import operation_not_granted
from dougong.records.scheduled import clock
from dougong.records.scheduled.asking import STOPPED, columns_of_view
from dougong.records.scheduled.models import scheduled_export, scheduled_export_run
from dougong.records.scheduled.schemas import SETTINGS, ScheduleBody, ScheduleChange
from dougong.records.work import Work

MOST = 50
SHOWN_RUNS = 100
Document = dict[str, Any]
_e, _r = scheduled_export.c, scheduled_export_run.c


def listing(work: Work, form_key: str, language: str) -> list[Document]:
    """One's own, and for designers those of others too, oldest first, each with its last run."""
    tx = work.tx
    of_form = [_e.app == work.app.key, _e.form == form_key]
    if not _designs(work):
        of_form.append(_e.owner_id == work.actor.person_id)
    rows = tx.execute(select(scheduled_export).where(*of_form).order_by(_e.id)).all()
    return _documents(work, rows, language)


def one(work: Work, form_key: str, export_id: str, language: str) -> Document:
    return _documents(work, [find(work, form_key, export_id)], language)[0]


def find(work: Work, form_key: str, export_id: str) -> Row[Any]:
    """The row; 404 for what is not there or not theirs to see."""
    here = (_e.id == export_id, _e.app == work.app.key, _e.form == form_key)
    row = work.tx.execute(select(scheduled_export).where(*here)).first() if is_id(export_id) else None
    if row is None or (row.owner_id != work.actor.person_id and not _designs(work)):
        raise NotFound(say("定时导出不存在。", "There is no such scheduled export."), "scheduled_export_not_found")
    return row


def create(work: Work, form_key: str, body: ScheduleBody, timezone: str) -> str:
    """A new one, of whoever makes it. → its id"""
    tx, export_id = work.tx, new_id()
    _must_fit(work, form_key, body, timezone)
    own = select(func.count()).where(_e.owner_id == work.actor.person_id)
    if int(tx.execute(own).scalar_one()) >= MOST:
        raise Conflict(
            say(f"每人最多 {MOST} 个定时导出。", f"At most {MOST} scheduled exports per person."), "too_many_exports"
        )
    values = _columns(tx, body, timezone) | {"version": 1, "created_at": tx.now}
    values |= {"id": export_id, "app": work.app.key, "form": form_key, "owner_id": work.actor.person_id}
    tx.execute(insert(scheduled_export).values(**values))
    _note(work, form_key, "create", export_id)
    return export_id


def change(work: Work, form_key: str, export_id: str, body: ScheduleChange, timezone: str, language: str) -> None:
    """Replaces it; only its owner can. Switched on again it forgets why it was stopped."""
    row = find(work, form_key, export_id)
    _must_own(work, row)
    _must_fit(work, form_key, body, timezone)
    values = _columns(work.tx, body, timezone)
    if row.active and body.active and row.cron == body.cron:
        del values["next_at"]  # a time that has just come due is not skipped
    same = (_e.id == export_id, _e.version == body.version)
    if work.tx.execute(update(scheduled_export).where(*same).values(**values, version=body.version + 1)).rowcount == 0:
        raise Conflict(
            say("此定时导出已被修改，请刷新后重试。", "Somebody changed this scheduled export; reload and try again."),
            "version_conflict",
            extra={"current": one(work, form_key, export_id, language)},
        )
    _note(work, form_key, "update", export_id)


def remove(work: Work, form_key: str, export_id: str) -> None:
    """With its runs and their files."""
    find(work, form_key, export_id)
    forget(work.tx, (_e.id == export_id,))
    _note(work, form_key, "delete", export_id)


def run_now(work: Work, form_key: str, export_id: str) -> str:
    """Beside its times. → the run"""
    row = find(work, form_key, export_id)
    _must_own(work, row)
    _may_export(work, form_key)
    waiting = select(_r.id).where(_r.export_id == export_id, _r.state == "waiting")
    if work.tx.execute(waiting.limit(1)).first() is not None:
        raise Conflict(say("上一次导出还在进行。", "The last run has not ended yet."), "export_running")
    _note(work, form_key, "run", export_id)
    return clock.start(work.tx, export_id, work.tx.now, by_hand=True)


def runs(work: Work, form_key: str, export_id: str, language: str) -> list[Document]:
    """The latest runs, newest first; files for the owner only."""
    export = find(work, form_key, export_id)
    latest = select(scheduled_export_run).where(_r.export_id == export_id).order_by(_r.due_at.desc(), _r.id.desc())
    own = export.owner_id == work.actor.person_id
    return [_run(row, language, own=own) for row in work.tx.execute(latest.limit(SHOWN_RUNS))]


def forget(tx: Transaction, which: Sequence[Any]) -> None:
    """Drops scheduled exports, their runs and their files."""
    gone = select(_e.id).where(*which)
    kept = select(_r.file_id).where(_r.export_id.in_(gone), _r.file_id.is_not(None))
    files.let_go(tx, tx.execute(kept).scalars().all())
    tx.execute(delete(scheduled_export).where(*which))


def forget_form(tx: Transaction, app_key: str, form_key: str) -> None:
    """The form is gone for good."""
    forget(tx, (_e.app == app_key, _e.form == form_key))


def _must_fit(work: Work, form_key: str, body: ScheduleBody, timezone: str) -> None:
    _may_export(work, form_key)
    clock.checked(body.cron, timezone, work.tx.now)
    columns_of_view(work.tx, work.actor.person_id, work.app, form_key, body.view)
    strangers = set(body.to) - existing_people(work.tx, body.to)
    if strangers:
        sentence = say("收件人不存在或已停用。", "Somebody it is sent to isn't there or has left.")
        raise Invalid(sentence, "unknown_receiver", [FieldError("to", "unknown_receiver", sentence)])


def _may_export(work: Work, form_key: str) -> None:
    """It runs with its owner's grants, so a narrower token can't make one."""
    if not (work.access.may(form_key, "export") and work.actor.token_allows("export", work.app.key)):
        raise operation_not_granted("export")


def _must_own(work: Work, row: Row[Any]) -> None:
    if row.owner_id != work.actor.person_id:
        raise NotAllowed(
            say("只有负责人可以修改或运行它。", "Only its owner changes or runs it."), "not_your_scheduled_export"
        )


def _columns(tx: Transaction, body: ScheduleBody, timezone: str) -> Document:
    document = body.model_dump(mode="json")
    return {
        "label": body.label,
        "cron": body.cron,
        "settings": {name: document[name] for name in SETTINGS},
        "active": body.active,
        "stopped": None,
        "next_at": clock.next_time(body.cron, timezone, tx.now) if body.active else None,
        "updated_at": tx.now,
    }


def _documents(work: Work, rows: Sequence[Row[Any]], language: str) -> list[Document]:
    last = _last_runs(work.tx, [row.id for row in rows])
    receivers = {each for row in rows for each in row.settings["to"]}
    names = names_of_people(work.tx, {row.owner_id for row in rows} | receivers)
    found = []
    for row in rows:
        own = row.owner_id == work.actor.person_id
        run = last.get(row.id)
        settings = row.settings | {"to": [{"id": each, "name": names.get(each)} for each in row.settings["to"]]}
        found.append(
            {
                "id": row.id,
                "label": row.label,
                **settings,
                "cron": row.cron,
                "active": row.active,
                "stopped": None if row.stopped is None else in_language(STOPPED[row.stopped], language),
                "next_at": None if row.next_at is None else iso_instant(row.next_at),
                "mine": own,
                "owner": {"id": row.owner_id, "name": names.get(row.owner_id)},
                "last": None if run is None else _run(run, language, own=own),
                "version": row.version,
            }
        )
    return found


def _last_runs(tx: Transaction, export_ids: Sequence[str]) -> Mapping[str, Row[Any]]:
    numbered = func.row_number().over(partition_by=_r.export_id, order_by=(_r.due_at.desc(), _r.id.desc()))
    ranked = select(scheduled_export_run, numbered.label("place")).where(_r.export_id.in_(export_ids)).subquery()
    return {row.export_id: row for row in tx.execute(select(ranked).where(ranked.c.place == 1))}


def _run(row: Row[Any], language: str, *, own: bool) -> Document:
    return {
        "id": row.id,
        "due_at": iso_instant(row.due_at),
        "by_hand": row.by_hand,
        "state": row.state,
        "reason": in_language(row.reason, language) if row.reason else None,
        "name": row.name,
        "size": row.size,
        "records": row.records,
        "mails": row.mails,
        "file": row.file_id if own else None,
        "expires_at": None if row.expires_at is None else iso_instant(row.expires_at),
        "ended_at": None if row.ended_at is None else iso_instant(row.ended_at),
    }


def _designs(work: Work) -> bool:
    return can_design(work.tx, work.actor, open_app(work.tx, work.actor, work.app.key))


def _note(work: Work, form_key: str, what: str, export_id: str) -> None:
    target = f"{work.app.key}/{form_key}/scheduled-export/{export_id}"
    record_audit(work.tx, work.actor, f"scheduled_export.{what}", target, app=work.app.key)
