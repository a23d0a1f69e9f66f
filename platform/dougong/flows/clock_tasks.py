"""Jobs of the designing half: the clock's triggers, and stays of records that were there before their flow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dougong.flows import clock, stays
from dougong.flows.publishing import SEED
from dougong.kit.db import Transaction
from dougong.kit.jobs import JobContext, job

_BATCH = 500
SOON = timedelta(hours=1)


def _something_is_due(tx: Transaction) -> bool:
    return stays.is_due(tx) or clock.is_due(tx)


@job("flows.clock", attempts=1, every=timedelta(seconds=10), when=_something_is_due, kept=SOON)
def run_clock(context: JobContext) -> dict[str, Any]:
    """Stays that have lasted long enough, dates and schedules that have come; any number of schedulers may do it."""
    return {"stays": stays.fire_due(context.database), "times": clock.fire_due(context.database)}


@job(SEED)
def seed_stays(context: JobContext) -> dict[str, Any]:
    """args `{flow}`: notes since when the records there are have been as they are, batch by batch."""
    last = (context.checkpoint or {}).get("last")
    done = (context.checkpoint or {}).get("done", 0)
    while True:
        with context.database.transaction() as tx:
            last = stays.seed(tx, context.args["flow"], last, _BATCH)
            done += 1
            context.save(tx, {"last": last, "done": done})
        if last is None:
            return {"batches": done}
        context.progress(done)
