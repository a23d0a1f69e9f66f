"""The outbox leaves: rows that wait are delivered, at least once, always with the same key.

*Inside* (children, messages between instances, «your record has changed»): the row and what it causes are one
transaction, so these happen exactly once. *Outside* (HTTP calls, scripts, messages to robots): the row is claimed for
as long as the call may take, the call is made without any transaction, and its outcome is written together with the
step it leads to. A worker that dies in between leaves a claim that runs out; then it is tried again with the same key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import and_, select, update

from dougong.flows import inside, outside
from dougong.flows.models import flow_outbox
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Problem
from dougong.kit.failpoint import failpoint
from dougong.kit.jobs import AT_ONCE, database_now
from dougong.kit.spans import Span, continued
from engines.flow.events import Refused

BATCH = 50
CALLS_AT_ONCE = 8
"""A slow system must not hold up the others."""
MARGIN = timedelta(seconds=5)
_INSIDE = tuple(inside.DELIVER)
_AGAIN = timedelta(seconds=20)
_MOST_TRIES = 50
_log = structlog.get_logger(__name__)
_c = flow_outbox.c
Row = Mapping[str, Any]


def is_due(tx: Transaction) -> bool:
    """True when something waits to leave."""
    statement = select(_c.id).where(_c.state == "pending", _c.next_at <= database_now(tx)).limit(1)
    return tx.execute(statement).first() is not None


def deliver_due(
    database: Database, resources: Mapping[type, Any], *, is_stopping: Callable[[], bool] = lambda: False
) -> int:
    """Delivers what is due, until nothing is. → how many rows it dealt with. Any number of workers may do this at
    once."""
    dealt, before = 0, -1
    while not is_stopping() and dealt > before:  # a round without success: others are at it
        ids, before = _due(database), dealt
        calls = [row_id for row_id, kind in ids if kind not in _INSIDE]
        with ThreadPoolExecutor(CALLS_AT_ONCE, "flow-calls") as pool:
            sending = [pool.submit(_outside, database, row_id, resources) for row_id in calls]
            for row_id, kind in ids:
                if kind in _INSIDE and not is_stopping():
                    dealt += _inside(database, row_id)
            dealt += sum(each.result() for each in sending)
    return dealt


def _due(database: Database) -> list[tuple[str, str]]:
    with database.snapshot() as tx:
        statement = select(_c.id, _c.kind).where(_c.state == "pending", _c.next_at <= database_now(tx))
        return [(row.id, row.kind) for row in tx.execute(statement.order_by(_c.next_at, _c.id).limit(BATCH))]


def _locked(tx: Transaction, row_id: str) -> Row | None:
    """The row, ours until the transaction ends; None when it has left or somebody has it."""
    statement = select(flow_outbox).where(_c.id == row_id, _c.state == "pending", _c.next_at <= database_now(tx))
    found = tx.execute(statement.with_for_update(skip_locked=True)).first()
    return None if found is None else dict(found._mapping)


def _inside(database: Database, row_id: str) -> int:
    try:
        with database.transaction() as tx:
            found = tx.execute(select(flow_outbox).where(_c.id == row_id)).first()
            if found is None:
                return 0
            # whom it reaches is locked before the row: the same order as a step that cancels its own rows
            deliver = inside.DELIVER[found.kind](tx, dict(found._mapping))
            row = _locked(tx, row_id)
            if row is None:
                return 0
            failpoint("flows.relay_inside")
            with _traced(row):
                deliver()
            tx.execute(update(flow_outbox).where(_c.id == row_id).values(state="sent", done_at=tx.now))
        return 1
    except Exception as error:  # one row that can't be delivered must not hold up the others
        _log.exception("outbox_row_failed", row=row_id)
        _postpone(database, row_id, _AGAIN, f"{type(error).__name__}: {error}"[:2_000])
    return 0


def _postpone(database: Database, row_id: str, wait: timedelta, error: str) -> None:
    with database.transaction() as tx:
        values = {"next_at": database_now(tx) + wait, "attempts": _c.attempts + 1, "last_error": error}
        pending = and_(_c.id == row_id, _c.state == "pending")
        tx.execute(update(flow_outbox).where(pending).values(**values))
        spent = and_(_c.id == row_id, _c.state == "pending", _c.attempts >= _MOST_TRIES)
        tx.execute(update(flow_outbox).where(spent).values(state="failed", done_at=tx.now))


def _outside(database: Database, row_id: str, resources: Mapping[type, Any]) -> int:
    row = _claim(database, row_id)
    if row is None:
        return 0
    failpoint("flows.relay_claimed")
    with _traced(row) as seen:
        outcome = outside.send(database, row, resources)
        failpoint("flows.relay_sent")
        if seen is not None:
            seen.failed = not outcome.ok
        try:
            with database.transaction() as tx:
                outside.settle(tx, row, outcome)
        except (Problem, Refused) as error:
            _log.warning("outbox_answer_refused", row=row_id, error=str(error))
            with database.transaction() as tx:
                outside.note(tx, row, outcome)
    return 1


def _traced(row: Row) -> AbstractContextManager[Span | None]:
    """The delivery belongs to the trace of the step that has posted it, not to the job that happens to make it."""
    told = {"dougong.flow_instance": row["instance_id"], "dougong.outbox": row["id"]}
    return continued(f"deliver {row['kind']}", told, parent=row["trace"])


def _claim(database: Database, row_id: str) -> Row | None:
    """Takes the row for as long as its call may last. What was claimed before and never settled may have happened."""
    with database.transaction() as tx:
        row = _locked(tx, row_id)
        if row is None:
            return None
        span = timedelta(seconds=float(row["body"].get("timeout", 20))) + MARGIN
        values = {"next_at": database_now(tx) + span, "attempts": row["attempts"] + 1}
        tx.execute(update(flow_outbox).where(_c.id == row_id).values(**values))
        return {**row, **values}


def settle_by_hand(tx: Transaction, row: Row, *, sent: bool) -> None:
    """An operator knows whether an unknown call has happened."""
    state = "sent" if sent else "failed"
    tx.execute(update(flow_outbox).where(_c.id == row["id"]).values(state=state, done_at=tx.now))


def send_again(tx: Transaction, row: Row) -> None:
    """An operator has a message sent again, with the same key."""
    values = {"state": "pending", "next_at": AT_ONCE, "attempts": 0, "done_at": None}
    tx.execute(update(flow_outbox).where(_c.id == row["id"], _c.state.in_(("failed", "unknown"))).values(**values))
