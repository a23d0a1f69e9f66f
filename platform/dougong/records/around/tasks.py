"""Jobs of what stands around records."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dougong.kit.jobs import JobContext, job
from dougong.records.around import digest, reminders

_SOON = timedelta(hours=1)


@job("records.remind", attempts=1, every=timedelta(seconds=10), when=reminders.is_due, kept=_SOON)
def ring_reminders(context: JobContext) -> dict[str, Any]:
    """Reminders that have come due; any number of schedulers may do it."""
    return {"rang": reminders.ring_due(context.database)}


@job("records.tell_followers", attempts=1, every=digest.EVERY, kept=_SOON)
def tell_followers(context: JobContext) -> dict[str, Any]:
    """What has happened to followed records since the last time."""
    with context.database.snapshot() as tx:
        due = digest.is_due(tx)
    return {"messages": digest.tell_followers(context.database) if due else 0}
