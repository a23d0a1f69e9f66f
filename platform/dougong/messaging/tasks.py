"""Jobs of the messaging room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, say
from dougong.kit.jobs import JobContext, job
from dougong.kit.outbound import CallFailed
from dougong.kit.retention import Forgotten, drop_some, kept
from dougong.messaging.channels import Channels
from dougong.messaging.channels.base import Outgoing
from dougong.messaging.models import notification
from dougong.messaging.service import MAIL_JOB


@job(MAIL_JOB, attempts=8)
def send_mail(context: JobContext) -> dict[str, Any]:
    """args `{to, key, title, text, link}`. At least once, with the same Message-ID at every try."""
    args, settings = context.args, context.resource(Settings)
    message = Outgoing(
        key=args["key"],
        title=args["title"],
        text=args["text"],
        link=address_of(settings.public_url, args.get("link") or {}),
        to=(args["to"],),
    )
    try:
        context.resource(Channels).of("mail").send(message, {}, {}, context.database.clock())
    except CallFailed as failed:
        if failed.again:
            raise
        raise Conflict(failed.reason, "mail_refused") from failed
    return {"sent": args["to"]}


def address_of(public_url: str, link: dict[str, Any]) -> str | None:
    """The page a message leads to; None while the operator hasn't said under which address people come."""
    if not public_url or not link:
        return None
    base = public_url.rstrip("/")
    if link.get("task"):
        return f"{base}/tasks/{link['task']}"
    if link.get("app") and link.get("draft"):
        return f"{base}/apps/{link['app']}/drafts/{link['draft']}"
    if link.get("app") and link.get("dashboard"):
        return f"{base}/apps/{link['app']}/dashboards/{link['dashboard']}"
    if link.get("app") and link.get("form") and link.get("record"):
        return f"{base}/apps/{link['app']}/forms/{link['form']}/records/{link['record']}"
    if link.get("app") and link.get("form"):
        return f"{base}/apps/{link['app']}/forms/{link['form']}"
    return f"{base}/flow-instances/{link['instance']}" if link.get("instance") else base


@kept(
    "messages",
    days=400,
    least=30,
    label=say("通知", "Notifications"),
    text=say("铃铛下的消息，读过与未读的。", "Messages under the bell, read or not."),
)
def forget_messages(tx: Transaction, before: datetime, most: int) -> Forgotten:
    """Messages of people."""
    return drop_some(tx, notification, most, notification.c.created_at < before)
