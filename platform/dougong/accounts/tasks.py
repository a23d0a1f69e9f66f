"""Jobs of the room of accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dougong.accounts import post
from dougong.kit.config import Settings
from dougong.kit.errors import Conflict
from dougong.kit.jobs import JobContext, job
from dougong.kit.outbound import CallFailed
from dougong.messaging.channels import Channels
from dougong.messaging.channels.base import Outgoing

TRIES = 6


@job("accounts.letter", attempts=TRIES, kept=timedelta(days=1))
def send_letter(context: JobContext) -> dict[str, Any]:
    """args `{kind, person, email, by}`. Written once; sent at least once, with the same Message-ID at every try."""
    settings = context.resource(Settings)
    if context.checkpoint is None:
        with context.database.transaction() as tx:
            letter_id = post.write(tx, settings, context.args)
            context.save(tx, {"letter": letter_id})
    else:
        letter_id = context.checkpoint["letter"]
    if letter_id is None:
        return {"sent": False}
    with context.database.snapshot() as tx:
        out = post.envelope(tx, settings, letter_id)
    if out is None:
        return {"sent": False}
    message = Outgoing(key=f"letter/{out.id}", title=out.title, text=out.text, link=out.link, to=(out.address,))
    try:
        context.resource(Channels).of("mail").send(message, {}, {}, context.database.clock())
    except CallFailed as failed:
        with context.database.transaction() as tx:
            post.not_sent(tx, letter_id, failed.reason, last=not failed.again or context.attempt >= TRIES)
        if failed.again:
            raise
        raise Conflict(failed.reason, "mail_refused") from failed
    with context.database.transaction() as tx:
        post.sent(tx, letter_id)
    return {"sent": True}


@job("accounts.forget_old", every=timedelta(hours=6))
def forget_old(context: JobContext) -> dict[str, Any]:
    """Takes out links that have ended."""
    with context.database.transaction() as tx:
        return {"closed": post.close_links(tx)}
