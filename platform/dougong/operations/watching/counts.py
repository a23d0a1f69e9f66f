"""How much waits, fails or hangs: the same numbers for the page, for `dougong doctor` and for Prometheus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, func, select

from dougong.accounts.models import letter
from dougong.flows.models import flow_outbox
from dougong.kit.db import Transaction
from dougong.kit.jobs import AT_ONCE, database_now
from dougong.kit.jobs_model import job
from dougong.records.webhooks.models import webhook_delivery

LATE = timedelta(minutes=5)
"""What should have begun so long ago is stuck."""
RECENT = timedelta(days=7)
_j, _o, _d, _l = job.c, flow_outbox.c, webhook_delivery.c, letter.c


@dataclass(frozen=True)
class Counts:
    """`late`: queued, due for longer than `LATE`; `oldest`: for how many seconds the oldest has been due. `failed` jobs
    and letters: of the last week. Of deliveries and of what flows send: by state."""

    queued: int
    running: int
    late: int
    oldest: float
    failed: int
    deliveries: Mapping[str, int]
    outbox: Mapping[str, int]
    letters: int

    @property
    def stuck(self) -> bool:
        """Something needs a person."""
        return bool(self.late or self.failed or self.outbox.get("unknown") or self.outbox.get("failed"))


def count(tx: Transaction) -> Counts:
    """As it is now; each question is answered by an index."""
    now = database_now(tx)
    states = _by_state(tx, job, ("queued", "running"))
    failed = select(func.count()).where(_j.state == "failed", _j.finished_at > now - RECENT)
    letters = select(func.count()).where(_l.state == "failed", _l.created_at > now - RECENT)
    overdue = (_j.state == "queued", due_since() < now - LATE)
    late = tx.execute(select(func.count().label("number"), func.min(due_since()).label("oldest")).where(*overdue)).one()
    return Counts(
        states.get("queued", 0),
        states.get("running", 0),
        late.number,
        _seconds(now, late.oldest),
        tx.execute(failed).scalar_one(),
        _by_state(tx, webhook_delivery, ("pending", "failed")),
        _by_state(tx, flow_outbox, ("pending", "unknown", "failed")),
        tx.execute(letters).scalar_one(),
    )


def due_since() -> Any:
    """Since when a queued job could have begun: one that waits for nothing, since it was made."""
    return func.coalesce(func.nullif(_j.run_after, AT_ONCE), _j.created_at, type_=_j.run_after.type)


def _seconds(now: datetime, since: datetime | None) -> float:
    return 0.0 if since is None else (now - since).total_seconds()


def _by_state(tx: Transaction, table: Table, states: tuple[str, ...]) -> dict[str, int]:
    c = table.c
    number = func.count().label("number")
    rows = tx.execute(select(c.state, number).where(c.state.in_(states)).group_by(c.state))
    return {row.state: row.number for row in rows}
