"""The mail of a run: the file while it is small, and in any case the address at which it lies. It is asked once more
whether it may go; every try has the same Message-ID."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Row, update

from dougong.files import service as files
from dougong.files.store import FileStore
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import Text, in_language, say
from dougong.kit.jobs import JobContext
from dougong.kit.outbound import CallFailed
from dougong.kit.web import Actor
from dougong.messaging.channels import Channels
from dougong.messaging.channels.base import Attachment, Outgoing
from dougong.records.people import actor_of
from dougong.records.scheduled import links
from dougong.records.scheduled.asking import may_still
from dougong.records.scheduled.models import scheduled_export_run

TRIES = 8
MOST_ATTACHED = 10 * 1024 * 1024
"""Bytes; mail servers refuse much more."""
_GONE = say("文件已过期，或负责人已失去权限，未发送。", "The file has expired, or its owner lost the right: not sent.")
_NOT_SENT = say("邮件发送失败，文件已保留。", "The mail could not be sent; the file was kept.")
_TOO_LARGE = say(
    "文件超过 10 MB，且未设置访问地址（DOUGONG_PUBLIC_URL），未发送邮件。",
    "The file is larger than 10 MB and DOUGONG_PUBLIC_URL is not set: no mail was sent.",
)
_r = scheduled_export_run.c
_log = structlog.get_logger(__name__)


def send(context: JobContext) -> dict[str, Any]:
    """args `{run, person}`."""
    settings = context.resource(Settings)
    with context.database.snapshot(consistent=True) as tx:
        found = links.of_run(tx, context.args["run"])
        person = actor_of(tx, context.args["person"])
        message = None
        if found is not None and person is not None and may_still(tx, found[1]):
            message = _message(tx, *found, person, settings, context.resource(FileStore))
    if message is None:
        return _end(context, _GONE)
    if not message.attachments and message.link is None:
        return _end(context, _TOO_LARGE)
    try:
        context.resource(Channels).of("mail").send(message, {}, {}, context.database.clock())
    except CallFailed as failed:
        if failed.again and context.attempt < TRIES:
            raise
        return _end(context, failed.reason)
    except Exception:
        if context.attempt < TRIES:
            raise
        _log.exception("scheduled_mail_failed", run=context.args["run"])
        return _end(context, _NOT_SENT)
    return _end(context, None)


def _message(
    tx: Transaction, row: Row[Any], export: Row[Any], person: Actor, settings: Settings, store: FileStore
) -> Outgoing:
    facts = files.get(tx, row.file_id)
    attached: tuple[Attachment, ...] = ()
    if facts.size <= MOST_ATTACHED:
        attached = (Attachment(facts.name, facts.type, b"".join(store.read(facts.path))),)
    until = row.expires_at.astimezone(ZoneInfo(settings.timezone)).strftime("%Y-%m-%d %H:%M")
    text = say(
        f"{export.label}：{row.records} 条数据。下载地址有效至 {until}。",
        f"{export.label}: {row.records} records. The address works until {until}.",
    )
    return Outgoing(
        key=f"scheduled-export/{row.id}/{person.person_id}",
        title=export.label,
        text=in_language(text, person.locale),
        link=links.address(settings.public_url, row),
        to=(person.email,),
        attachments=attached,
    )


def _end(context: JobContext, reason: Text | None) -> dict[str, Any]:
    with context.database.transaction() as tx:
        values: dict[str, Any] = {"mails": _r.mails + 1} if reason is None else {"reason": dict(reason)}
        tx.execute(update(scheduled_export_run).where(_r.id == context.args["run"]).values(**values))
        result = {"sent": reason is None}
        context.finish(tx, result)
    return result
