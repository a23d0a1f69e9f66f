"""The job that lets go of what is older than it is kept."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from dougong.kit.config import Settings
from dougong.kit.failpoint import failpoint
from dougong.kit.jobs import JobContext, job
from dougong.kit.retention import KINDS, Kept
from dougong.operations.retention import service

RUN = "retention.run"
LONGEST = 60.0
"""Seconds for one kind in one run; what is left waits for the next hour, so that no kind keeps the others waiting."""
_BREATH = 0.1
"""Seconds between two batches at most: writers that wait for SQLite look ten times a second."""


@job("retention.run", attempts=3, every=timedelta(hours=1), kept=timedelta(days=7))
def run(context: JobContext) -> dict[str, Any]:
    """→ `{kind: how many went}`. The sweeper's one worker enqueues it; each batch is a transaction of its own that
    fails when another run has taken over."""
    gone: dict[str, int] = dict(context.checkpoint or {})
    with context.database.snapshot() as tx:
        periods = service.periods(tx, context.resource(Settings))
    for key, kind in KINDS.items():
        days = periods[key]
        if days is not None:
            _forget(context, kind, timedelta(days=days), gone)
    return {key: number for key, number in gone.items() if number}


def _forget(context: JobContext, kind: Kept, span: timedelta, gone: dict[str, int]) -> None:
    until, more = time.monotonic() + LONGEST, True
    while more and time.monotonic() < until:
        began = time.monotonic()
        with context.database.transaction() as tx:
            number, more = kind.forget(tx, tx.now - span, kind.batch)
            done = {**gone, kind.key: gone.get(kind.key, 0) + number}
            service.note_run(tx, kind.key, number)
            context.save(tx, done, done=sum(done.values()))
        gone |= done
        if number:
            failpoint("retention.after_batch")
        context.progress(sum(gone.values()))
        if more:
            time.sleep(min(_BREATH, time.monotonic() - began))
