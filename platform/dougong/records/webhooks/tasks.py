"""Jobs of webhooks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import say
from dougong.kit.jobs import JobContext, job
from dougong.kit.outbound import outbound
from dougong.kit.retention import Forgotten, drop_some, kept
from dougong.records.webhooks import collecting, sending
from dougong.records.webhooks.models import webhook_delivery


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


@kept(
    "deliveries",
    days=30,
    least=7,
    label=say("Webhook 投递", "Webhook deliveries"),
    text=say(
        "已送达或已放弃的；未送达的一直保留。", "Those that arrived or were given up; what is still to be sent stays."
    ),
)
def forget_deliveries(tx: Transaction, before: datetime, most: int) -> Forgotten:
    """What was sent, or given up."""
    c = webhook_delivery.c
    return drop_some(tx, webhook_delivery, most, c.state != "pending", c.created_at < before)
