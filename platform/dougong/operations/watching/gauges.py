"""Numbers of the whole installation for Prometheus: asked of the database when somebody collects, at most every few
seconds. Each web process tells the same ones; take the maximum of them, never the sum."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping

import structlog
from prometheus_client.core import GaugeMetricFamily, Metric

from dougong.kit import presence
from dougong.kit.db import Database
from dougong.operations.watching.counts import Counts, count

EVERY = 5.0
"""Seconds for which an answer is kept."""
_log = structlog.get_logger(__name__)


class Installation:
    """A collector; while the database is away it tells nothing but that."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._known: list[Metric] = []
        self._at = float("-inf")

    def collect(self) -> Iterator[Metric]:
        with self._lock:
            if time.monotonic() - self._at >= EVERY:
                self._known, self._at = self._asked(), time.monotonic()
            yield from self._known

    def _asked(self) -> list[Metric]:
        up = GaugeMetricFamily("dougong_database_up", "1 while the database answers")
        try:
            with self._database.snapshot() as tx:
                counts = count(tx)
                living = Counter(each["kind"] for each in presence.seen(tx) if not each["silent"])
        except Exception:  # a collector must hear of everything else all the same
            _log.warning("gauges_not_asked", exc_info=True)
            up.add_metric((), 0)
            return [up]
        up.add_metric((), 1)
        return [up, *_metrics(counts), _by("dougong_processes", "Processes that are heard of", "kind", living)]


def _metrics(counts: Counts) -> Iterator[Metric]:
    states = {"queued": counts.queued, "running": counts.running, "failed": counts.failed}
    yield _by("dougong_jobs", "Background jobs; failed: within a week", "state", states)
    late = GaugeMetricFamily("dougong_jobs_late", "Jobs that should have begun five minutes ago")
    late.add_metric((), counts.late)
    yield late
    oldest = GaugeMetricFamily("dougong_job_late_seconds", "For how long the oldest of them has been due")
    oldest.add_metric((), counts.oldest)
    yield oldest
    yield _by("dougong_webhook_deliveries", "Deliveries of webhooks that did not arrive", "state", counts.deliveries)
    yield _by("dougong_flow_outbox", "What flows have still to send", "state", counts.outbox)


def _by(name: str, text: str, label: str, numbers: Mapping[str, int]) -> Metric:
    found = GaugeMetricFamily(name, text, labels=[label])
    for key, number in sorted(numbers.items()):
        found.add_metric((key,), number)
    return found
