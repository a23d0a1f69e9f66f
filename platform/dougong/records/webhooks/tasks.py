"""Jobs of webhooks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.jobs import JobContext, job
from dougong.kit.outbound import outbound
from dougong.records.webhooks import collecting, sending
from dougong.records.webhooks.models import webhook_delivery

KEPT = timedelta(days=30)


def is_due(tx: Transaction) -> bool:
    """Something new to tell, or a call that waits for its time."""
    return collecting.has_news(tx) or sending.is_due(tx)


@job("records.webhooks", attempts=1, when=is_due, kept=timedelta(hours=1))
def run_webhooks(context: JobContext) -> dict[str, Any]:
    """What is new becomes deliveries, and those leave until none is due."""
    made = collecting.collect(context.database)
    out, sent = outbound(context.resource(Settings)), 0
    while not context.is_stopping() and (number := sending.send_due(context.database, out)):
        sent += number
    return {"made": made, "sent": sent}


@job("records.forget_deliveries", attempts=1, every=timedelta(hours=24))
def forget_deliveries(context: JobContext) -> dict[str, Any]:
    """Drops what was sent, or given up, a month ago."""
    c = webhook_delivery.c
    with context.database.transaction() as tx:
        old = delete(webhook_delivery).where(c.state != "pending", c.created_at < tx.now - KEPT)
        return {"deleted": tx.execute(old).rowcount}
