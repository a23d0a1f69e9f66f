"""Jobs of the running half: the outbox leaves, timers fire.

The periodic ones are the sweeper: a broker that lost everything, a worker that died, a wake-up that was never sent cost
seconds, because the rows are still there and the next round finds them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dougong.flows import relay, timers
from dougong.flows.store import RELAY
from dougong.kit.db import Transaction
from dougong.kit.jobs import JobContext, job

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
