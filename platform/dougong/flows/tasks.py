"""Jobs of the running half: the outbox leaves, timers fire, old dedupe keys go.

The periodic ones are the sweeper: a broker that lost everything, a worker that died, a wake-up that was never sent cost
seconds, because the rows are still there and the next round finds them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from dougong.flows import relay, timers
from dougong.flows.models import flow_command, flow_instance, flow_outbox, flow_start
from dougong.flows.store import RELAY
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.jobs import JobContext, job

COMMANDS_KEPT = timedelta(days=30)
FORGET_BATCH = 5_000
STARTS_KEPT = timedelta(days=400)
"""Longer than a year: a birthday's flow must not start twice for the same birthday."""
SOON = timedelta(hours=1)


@job(RELAY, attempts=1, kept=SOON)
def deliver(context: JobContext) -> dict[str, Any]:
    """A step has put something into the outbox."""
    return {"delivered": relay.deliver_due(context.database, context.resources, is_stopping=context.is_stopping)}


def _something_waits(tx: Transaction) -> bool:
    return relay.is_due(tx) or timers.is_due(tx)


@job("flows.sweep", attempts=1, when=_something_waits, kept=SOON)
def sweep(context: JobContext) -> dict[str, Any]:
    """Whatever is due, whoever should have done it."""
    fired = timers.fire_due(context.database, is_stopping=context.is_stopping)
    delivered = relay.deliver_due(context.database, context.resources, is_stopping=context.is_stopping)
    return {"fired": fired, "delivered": delivered}


@job("flows.forget_old", every=timedelta(hours=24))
def forget_old(context: JobContext) -> dict[str, Any]:
    """Drops dedupe keys that nobody can send again, and what instances that ended long ago have sent: texts and answers
    with data of people in them. What nobody settled yet stays."""
    kept = timedelta(days=context.resource(Settings).keep_outbox_days)
    letters = _forget_sent(context, kept)
    with context.database.transaction() as tx:
        commands = tx.execute(delete(flow_command).where(flow_command.c.at < tx.now - COMMANDS_KEPT)).rowcount
        starts = tx.execute(delete(flow_start).where(flow_start.c.at < tx.now - STARTS_KEPT)).rowcount
    return {"commands": commands, "starts": starts, "outbox": letters}


def _forget_sent(context: JobContext, kept: timedelta) -> int:
    i, o = flow_instance.c, flow_outbox.c
    gone = 0
    while not context.is_stopping():
        with context.database.transaction() as tx:
            over = i.ended_at < tx.now - kept
            settled = o.state.in_(("sent", "cancelled"))
            old = select(o.id).join(flow_instance, i.id == o.instance_id).where(i.status == "ended", over, settled)
            dropped = tx.execute(delete(flow_outbox).where(o.id.in_(old.limit(FORGET_BATCH)))).rowcount
        gone += dropped
        if dropped < FORGET_BATCH:
            break
    return gone
