"""One run of a scheduled export: asked, written, kept or sent, noted.

The file is stored first and kept in the transaction that notes the run as done, together with the jobs of its mails: a
worker that is killed in between leaves bytes that are swept, and the next try makes the run whole, once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Row, select, update

from dougong.audit.service import record as record_audit
from dougong.files import service as files
from dougong.identity.directory import existing_people
from dougong.kit import jobs
from dougong.kit.db import Transaction
from dougong.kit.errors import Problem, Text, say
from dougong.kit.jobs import Cancelled, Interrupted, JobContext, LostClaim
from dougong.kit.public_link import new_token
from dougong.messaging.service import MAIL, Message, notify
from dougong.records.exporting.tasks import Made, make_file
from dougong.records.people import addressees
from dougong.records.scheduled.asking import STOPPED, Asked, Stop, asked
from dougong.records.scheduled.models import scheduled_export, scheduled_export_run

MAIL_JOB = "records.scheduled_mail"
TRIES = 4
_BROKEN = say("生成文件失败，已记录。", "The file could not be made; it has been noted.")
NO_MAIL_SERVER = say("未设置邮件服务器，文件已保留。", "No mail server is set up; the file was kept.")
_e, _r = scheduled_export.c, scheduled_export_run.c
_log = structlog.get_logger(__name__)


def run(context: JobContext) -> dict[str, Any]:
    """args `{run}`."""
    with context.database.snapshot() as tx:
        found = _find(tx, context.args["run"])
    if found is None:
        return {"state": None}
    row, export = found
    try:
        with context.database.snapshot(consistent=True) as tx:
            ready = asked(tx, export)
        if isinstance(ready, str):
            return _stop(context, row, export, ready)
        made = make_file(
            context, ready.caller, ready.wish, export.label, ready.language, ready.actor.person_id, kept=False
        )
    except (Cancelled, Interrupted, LostClaim):
        raise
    except Problem as problem:  # trying again would find it again
        return _failed(context, row, export, problem.detail)
    except Exception:
        if context.attempt < TRIES:
            raise
        _log.exception("scheduled_export_failed", export=export.id)
        return _failed(context, row, export, _BROKEN)
    return _done(context, row, export, ready, made)


def _find(tx: Transaction, run_id: str) -> tuple[Row[Any], Row[Any]] | None:
    """A run that waits, and its export."""
    row = tx.execute(select(scheduled_export_run).where(_r.id == run_id, _r.state == "waiting")).first()
    if row is None:
        return None
    return row, tx.execute(select(scheduled_export).where(_e.id == row.export_id)).one()


def _done(context: JobContext, row: Row[Any], export: Row[Any], ready: Asked, made: Made) -> dict[str, Any]:
    mails = export.settings["how"] == "mail"
    result = {"state": "done", "records": made.records}
    with context.database.transaction() as tx:
        values = {
            "file_id": made.file.id,
            "name": made.file.name,
            "size": made.file.size,
            "records": made.records,
            "secret": new_token(),
            "expires_at": tx.now + timedelta(days=export.settings["keep_days"]),
            "reason": dict(NO_MAIL_SERVER) if mails and not MAIL.on else None,
        }
        if _end(tx, row, "done", values):
            files.keep(tx, made.file.id)
            if mails and MAIL.on:
                for person in sorted({export.owner_id, *existing_people(tx, export.settings["to"])}):
                    jobs.enqueue(tx, MAIL_JOB, {"run": row.id, "person": person})
            target = f"{export.app}/{export.form}"
            detail = {"scheduled": export.id, "records": made.records, "files": made.files}
            record_audit(tx, ready.actor, "record.export", target, detail, app=export.app)
        context.finish(tx, result)
    return result


def _failed(context: JobContext, row: Row[Any], export: Row[Any], reason: Text) -> dict[str, Any]:
    with context.database.transaction() as tx:
        if _end(tx, row, "failed", {"reason": dict(reason)}):
            tell(tx, export, row, say("定时导出失败", "A scheduled export failed"), reason)
        context.finish(tx, {"state": "failed"})
    return {"state": "failed"}


def _stop(context: JobContext, row: Row[Any], export: Row[Any], why: Stop) -> dict[str, Any]:
    """It does not go on by itself: whoever owns it switches it on again, once what was missing is back."""
    with context.database.transaction() as tx:
        if _end(tx, row, "stopped", {"reason": dict(STOPPED[why])}):
            values = {"active": False, "stopped": why, "next_at": None, "version": _e.version + 1}
            tx.execute(update(scheduled_export).where(_e.id == export.id).values(**values))
            target = f"{export.app}/{export.form}/scheduled-export/{export.id}"
            record_audit(tx, None, "scheduled_export.stop", target, {"why": why}, app=export.app)
            tell(tx, export, row, say("定时导出已停止", "A scheduled export was stopped"), STOPPED[why])
        context.finish(tx, {"state": "stopped"})
    return {"state": "stopped"}


def _end(tx: Transaction, row: Row[Any], state: str, values: dict[str, Any]) -> bool:
    """Notes how a run ended; False when it is gone, or has ended already."""
    waiting = (_r.id == row.id, _r.state == "waiting")
    ended = tx.execute(update(scheduled_export_run).where(*waiting).values(state=state, ended_at=tx.now, **values))
    return bool(ended.rowcount)


def tell(tx: Transaction, export: Row[Any], row: Row[Any], title: Text, reason: Text) -> None:
    """The owner, unless they have left."""
    text = say(f"{export.label}：{reason['zh-CN']}", f"{export.label}: {reason['en']}")
    link = {"app": export.app, "form": export.form}
    message = Message(f"scheduled-export/{row.id}", "export", title, text, link)
    notify(tx, addressees(tx, [export.owner_id], "export"), message)
