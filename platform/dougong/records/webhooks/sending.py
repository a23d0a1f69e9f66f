"""Deliveries leave: signed, outside any transaction, tried again after pauses that double, given up after eight tries.

At least once: a process that dies between the call and the note about it leaves a claim that runs out; the call is made
again under the same `webhook-id`. Calls of one webhook are made one after the other, oldest first; one that waits for
another try doesn't hold up those behind it, so receivers go by the record's `version`, not by arrival.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import func, select, update

from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Text, say, stored
from dougong.kit.failpoint import failpoint
from dougong.kit.jobs import database_now
from dougong.kit.outbound import CallFailed, Outbound
from dougong.kit.spans import continued
from dougong.kit.types import dump_json
from dougong.kit.vault import Unreadable
from dougong.messaging.signing import signed_headers
from dougong.records.webhooks import sealing
from dougong.records.webhooks.collecting import pause
from dougong.records.webhooks.models import record_webhook, webhook_delivery

TRIES = 8
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
GIVEN_UP_IN_A_ROW = 20
"""So many deliveries given up, one after the other, pause the webhook: nobody listens."""
TIMEOUT = 15.0
_MARGIN = timedelta(seconds=10)
_BATCH = 100
_LINE = 50
_LINE_SECONDS = 30.0
"""Of one webhook in one round: one that has many to send, or that answers slowly, doesn't keep the others waiting."""
_AT_ONCE = 8
_GONE = 410
_w, _d = record_webhook.c, webhook_delivery.c


@dataclass(frozen=True)
class Outcome:
    """How one try ended."""

    ok: bool
    status: int | None = None
    error: Text | None = None
    again: bool = False


def is_due(tx: Transaction) -> bool:
    due = select(_d.id).where(_d.state == "pending", _d.next_at <= database_now(tx)).limit(1)
    return tx.execute(due).first() is not None


def send_due(database: Database, out: Outbound) -> int:
    """Makes the calls that are due. → how many were tried. Any number of workers may do it at once."""
    with database.snapshot() as tx:
        place = func.row_number().over(partition_by=_d.webhook_id, order_by=_d.id).label("place")
        due = (
            select(_d.webhook_id, _d.id, place).where(_d.state == "pending", _d.next_at <= database_now(tx)).subquery()
        )
        first = select(due).where(due.c.place <= _LINE).order_by(due.c.place, due.c.id).limit(_BATCH)
        found = tx.execute(first).all()
    ordered = sorted(found, key=lambda row: (row.webhook_id, row.id))
    lines = [[row.id for row in line] for _, line in groupby(ordered, key=lambda row: row.webhook_id)]
    if not lines:
        return 0
    with ThreadPoolExecutor(_AT_ONCE, "webhook-calls") as pool:
        return sum(pool.map(lambda line: _send_line(database, out, line), lines))


def call(out: Outbound, url: str, headers: dict[str, str], body: bytes) -> Outcome:
    """One try. Never raises for what the other side does."""
    try:
        answer = out.call(
            "POST", url, headers={"Content-Type": "application/json", **headers}, body=body, timeout=TIMEOUT
        )
    except CallFailed as failed:
        return Outcome(False, None, failed.reason, failed.again)
    if answer.ok:
        return Outcome(True, answer.status)
    detail = say(f"对方返回状态 {answer.status}。", f"Answered with status {answer.status}.")
    return Outcome(False, answer.status, detail, answer.status != _GONE)


def test(database: Database, out: Outbound, app: str, row: Any) -> Outcome:
    """A signed call with nothing in it, now."""
    with database.snapshot() as tx:
        data = {"app": app, "form": row.form, "events": []}
        body = dump_json({"type": "webhook.test", "timestamp": tx.now, "data": data}).encode()
        headers = _signed(tx, row, f"test-{row.id}", body)
    return call(out, row.url, headers, body)


def _send_line(database: Database, out: Outbound, line: Sequence[str]) -> int:
    until, number = time.monotonic() + _LINE_SECONDS, 0
    for each in line:
        number += _send(database, out, each)
        if time.monotonic() > until:
            break
    return number


def _send(database: Database, out: Outbound, delivery_id: str) -> int:
    with database.transaction() as tx:
        claimed = _claim(tx, delivery_id)
    if claimed is None:
        return 0
    row, attempts, headers, failed = claimed
    failpoint("webhooks.claimed")
    with continued("webhook", {"dougong.delivery": delivery_id}, parent=row.trace) as seen:
        outcome = failed or call(out, row.url, headers, row.body.encode())
        failpoint("webhooks.sent")
        if seen is not None:
            seen.failed = not outcome.ok
        with database.transaction() as tx:
            _settle(tx, row, attempts, outcome)
    return 1


def _claim(tx: Transaction, delivery_id: str) -> tuple[Any, int, dict[str, str], Outcome | None] | None:
    """The delivery, ours for as long as the call may take; None when somebody else has it."""
    joined = webhook_delivery.join(record_webhook, _d.webhook_id == _w.id)
    found = (
        select(_d.id.label("delivery"), _d.body, _d.attempts, _d.trace, *(_w[name] for name in _SIGNING))
        .select_from(joined)
        .where(_d.id == delivery_id, _d.state == "pending", _d.next_at <= database_now(tx))
    )
    row = tx.execute(found.with_for_update(of=webhook_delivery, skip_locked=True)).first()
    if row is None:
        return None
    values = {"attempts": row.attempts + 1, "next_at": database_now(tx) + timedelta(seconds=TIMEOUT) + _MARGIN}
    tx.execute(update(webhook_delivery).where(_d.id == delivery_id).values(**values))
    try:
        headers = _signed(tx, row, delivery_id, row.body.encode())
    except Unreadable as unreadable:
        return row, row.attempts + 1, {}, Outcome(False, None, unreadable.detail, again=True)
    return row, row.attempts + 1, headers, None


def _signed(tx: Transaction, row: Any, message_id: str, body: bytes) -> dict[str, str]:
    secret, *also = sealing.open_all(tx, row)
    return signed_headers(secret, message_id, tx.now, body, also)


_SIGNING = ("id", "url", "secret", "old_secret", "old_until", "failures")


def _settle(tx: Transaction, row: Any, attempts: int, outcome: Outcome) -> None:
    """Writes how it ended; nothing when somebody else has taken it over meanwhile."""
    told = None if outcome.error is None else stored(outcome.error)
    values: dict[str, Any] = {"status": outcome.status, "error": told}
    over = outcome.ok or not outcome.again or attempts >= TRIES
    if over:
        values |= {"state": "sent" if outcome.ok else "failed", "done_at": tx.now}
    else:
        values["next_at"] = database_now(tx) + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempts - 1))
    mine = (_d.id == row.delivery, _d.state == "pending", _d.attempts == attempts)
    if not tx.execute(update(webhook_delivery).where(*mine).values(**values)).rowcount or not over:
        return
    failures = 0 if outcome.ok else row.failures + 1
    if failures != row.failures:
        tx.execute(update(record_webhook).where(_w.id == row.id).values(failures=failures))
    if outcome.status == _GONE or failures >= GIVEN_UP_IN_A_ROW:
        pause(tx, row.id, "gone" if outcome.status == _GONE else "failing")
