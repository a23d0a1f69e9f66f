"""Timers come due: each is one command on its instance, in the transaction that takes its row away.

Due timers are claimed together with their instances (`FOR UPDATE … SKIP LOCKED`), some at a time in one transaction and
each in a savepoint of its own: one that fails is put off and holds up nobody. A timer takes effect once because its row
is deleted with its effect. What came due while nothing ran fires late, once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Row, select, update
from sqlalchemy.exc import OperationalError

from dougong.flows import rows
from dougong.flows.models import flow_instance, flow_timer
from dougong.flows.store import execute
from dougong.kit.db import Database, Transaction
from dougong.kit.failpoint import failpoint
from engines.flow.events import Refused, TimerFired

AT_ONCE = 25
"""Timers per transaction: one commit for all of them; their instances stay locked for some ten milliseconds."""
PUT_OFF = timedelta(minutes=1)
SOON = timedelta(seconds=2)
_log = structlog.get_logger(__name__)
_t, _i = flow_timer.c, flow_instance.c


def is_due(tx: Transaction) -> bool:
    """True when some timer has come due."""
    return tx.execute(select(_t.timer).where(_t.due_at <= tx.now).limit(1)).first() is not None


def fire_due(database: Database, *, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Fires what is due until nothing is. → how many. Any number of workers may do this at once."""
    fired = 0
    while not is_stopping():
        with database.transaction() as tx:
            due = _claim(tx)
            for timer in due:
                fired += _fire(tx, timer)
            failpoint("flows.timers_fired")
        if len(due) < AT_ONCE:
            break
    return fired


def _claim(tx: Transaction) -> list[Row[Any]]:
    """Due timers whose instances nobody else is working on; the instances are ours until the transaction ends."""
    joined = flow_timer.join(flow_instance, _i.id == _t.instance_id)
    statement = select(_t.instance_id, _t.timer).select_from(joined).where(_t.due_at <= tx.now)
    statement = statement.order_by(_t.due_at, _t.instance_id).limit(AT_ONCE)
    return list(tx.execute(statement.with_for_update(of=flow_instance, key_share=True, skip_locked=True)))


def _fire(tx: Transaction, timer: Row[Any]) -> int:
    try:
        with tx.connection.begin_nested():
            if not rows.delete_timer(tx, timer.instance_id, timer.timer):
                return 0  # an earlier one of this batch has cancelled it
            execute(tx, timer.instance_id, TimerFired(timer.timer))
        return 1
    except Refused:
        with tx.connection.begin_nested():
            rows.delete_timer(tx, timer.instance_id, timer.timer)
    except OperationalError as error:  # a deadlock, a lock that took too long: soon again
        _log.warning("timer_waits", instance=timer.instance_id, error=str(error))
        _put_off(tx, timer, SOON)
    except Exception:  # a broken flow must not keep everybody else's timers from firing
        _log.exception("timer_failed", instance=timer.instance_id, timer=timer.timer)
        _put_off(tx, timer, PUT_OFF)
    return 0


def _put_off(tx: Transaction, timer: Row[Any], wait: timedelta) -> None:
    here = (_t.instance_id == timer.instance_id, _t.timer == timer.timer)
    tx.execute(update(flow_timer).where(*here).values(due_at=tx.now + wait))
