"""One mail of a delivery: asked once more whether it may go, sent, noted; tried again when the server was away.

The message has the same Message-ID at every try, so a mail server drops what it has taken already. Between rendering
and sending (quiet hours, a server that is down) rights may change: then the files are thrown away and made anew.
"""

from __future__ import annotations

from typing import Any

import structlog
from sqlalchemy import Row, delete, exists, select, update

from dougong.apps.catalog import app_catalog
from dougong.kit import jobs
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import Text, in_language, say
from dougong.kit.jobs import JobContext
from dougong.kit.outbound import CallFailed
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from dougong.messaging.channels import Channels
from dougong.messaging.channels.base import Attachment, Outgoing
from dougong.messaging.tasks import address_of
from dougong.reports import receivers, schedules
from dougong.reports.delivering import delivery_of
from dougong.reports.exporting.content import text_of, title_of
from dougong.reports.models import dashboard_file, dashboard_rendering, dashboard_sending
from engines.report.definition import Dashboard, Delivery

TRIES = 8
_GONE = say("收件人已离职、失去权限，或推送已停止。", "The receiver left or lost access, or the delivery has ended.")
_NOT_SENT = say("发送失败，已记录。", "Sending failed; it has been noted.")
_s, _f = dashboard_sending.c, dashboard_file.c
_log = structlog.get_logger(__name__)


def send(context: JobContext) -> dict[str, Any]:
    """args `{sending}`."""
    with context.database.snapshot(consistent=True) as tx:
        row = tx.execute(select(dashboard_sending).where(_s.id == context.args["sending"])).first()
        if row is None or row.state != "waiting":
            return {"state": None if row is None else row.state}
        found = _may_go(tx, row)
        if isinstance(found, tuple):
            message = _message(tx, row, *found, context.resource(Settings))
    if not isinstance(found, tuple):
        return _anew(context, row) if found else _end(context, row, "dropped", _GONE)
    try:
        context.resource(Channels).of("mail").send(message, {}, {}, context.database.clock())
    except CallFailed as failed:
        if failed.again and context.attempt < TRIES:
            raise
        return _end(context, row, "failed", failed.reason)
    except Exception:
        if context.attempt < TRIES:
            raise
        _log.exception("delivery_not_sent", sending=row.id)
        return _end(context, row, "failed", _NOT_SENT)
    return _end(context, row, "sent", None)


def _may_go(tx: Transaction, row: Row[Any]) -> tuple[Actor, str, Dashboard, Delivery] | bool:
    """What to send; False: nothing to this person any more; True: with other rights now, so it must be made anew."""
    actor = receivers.actor_of(tx, row.person_id)
    live = schedules.live(tx, row.dashboard_id)
    if actor is None or live is None or not receivers.may_open(tx, actor, live[0].app):
        return False
    delivery = delivery_of(live[1], row.delivery)
    if delivery is None:
        return False
    rights, _access = receivers.rights_of(tx, actor, app_catalog(tx, live[0].app), live[1])
    return True if rights != row.rights else (actor, live[0].app, live[1], delivery)


def _message(
    tx: Transaction, row: Row[Any], actor: Actor, app: str, dashboard: Dashboard, delivery: Delivery, settings: Settings
) -> Outgoing:
    language = "en" if actor.locale == "en" else "zh-CN"
    title = text_of(delivery.label, language) or title_of(dashboard, language)
    files = tx.execute(select(dashboard_file).where(_f.rendering_id == row.rendering_id).order_by(_f.position)).all()
    board = title_of(dashboard, language)
    text = say(f"仪表盘“{board}”，按你的权限统计。", f"The dashboard “{board}”, computed with your rights.")
    if files:
        text = {lang: f"{each}\n{_ATTACHED[lang]}" for lang, each in text.items()}
    return Outgoing(
        key=f"dashboard-delivery/{row.dashboard_id}/{row.delivery}/{iso_instant(row.due_at)}/{row.person_id}",
        title=title,
        text=in_language(text, language),
        link=address_of(settings.public_url, {"app": app, "dashboard": dashboard.key}),
        to=(actor.email,),
        attachments=tuple(Attachment(each.name, each.type, each.content) for each in files),
    )


_ATTACHED = {"zh-CN": "文件见附件。", "en": "The files are attached."}


def _end(context: JobContext, row: Row[Any], state: str, reason: Text | None) -> dict[str, Any]:
    """Notes how it ended, in the transaction that ends the job; files nobody waits for any more go."""
    result = {"state": state}
    with context.database.transaction() as tx:
        values: dict[str, Any] = {"state": state, "reason": dict(reason) if reason else None}
        tx.execute(
            update(dashboard_sending)
            .where(_s.id == row.id, _s.state == "waiting")
            .values(**values, sent_at=tx.now if state == "sent" else None)
        )
        _forget(tx, row.rendering_id)
        context.finish(tx, result)
    return result


def _anew(context: JobContext, row: Row[Any]) -> dict[str, Any]:
    """The person's rights are others now: their sending is taken back and the delivery made again for them."""
    result = {"state": "again"}
    with context.database.transaction() as tx:
        if tx.execute(delete(dashboard_sending).where(_s.id == row.id, _s.state == "waiting")).rowcount:
            at = iso_instant(row.due_at)
            args = {"dashboard": row.dashboard_id, "delivery": row.delivery, "at": at, "only": row.person_id}
            jobs.enqueue(tx, schedules.DELIVER_JOB, args)
        _forget(tx, row.rendering_id)
        context.finish(tx, result)
    return result


def _forget(tx: Transaction, rendering: str | None) -> None:
    """Drops a rendering unless a mail is still to carry it. Two last mails at once: the daily tidying does it."""
    waiting = exists(select(_s.id).where(_s.rendering_id == rendering, _s.state == "waiting"))
    tx.execute(delete(dashboard_rendering).where(dashboard_rendering.c.id == rendering, ~waiting))
