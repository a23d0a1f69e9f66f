"""The statements of a step, built once: reading an instance under its lock, and writing what a step has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Insert, Select, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dougong.apps.catalog import holding
from dougong.flows.models import (
    flow_command,
    flow_fact,
    flow_instance,
    flow_outbox,
    flow_start,
    flow_task,
    flow_timer,
    flow_version,
)
from dougong.kit.db import Transaction
from dougong.kit.fixed import Fixed
from dougong.kit.many import Inserting
from dougong.kit.types import Id

Row = dict[str, Any]
_i, _t, _m, _o = flow_instance.c, flow_task.c, flow_timer.c, flow_outbox.c
INSTANCE_COLUMNS = tuple(column.name for column in flow_instance.c)
_HERE = bindparam("instance", type_=Id())


def _by_id(dialect: str) -> Select[Any]:
    # a subquery and no join: when a migration was waited for, the row read again is of a version that the join had not
    # seen, and would be gone; so `published_at` may be missing
    v = flow_version.c
    published = select(v.published_at).where(v.flow_id == _i.flow_id, v.n == _i.version).scalar_subquery()
    columns = [*flow_instance.c, published.label("published_at")]
    if dialect == "postgresql":  # worked out before the row is locked: in the order in which a publish takes them
        columns.append(holding(_i.app).label("held"))
    # NO KEY UPDATE: rows that name the instance (facts, outbox) may be added by others while a step holds it
    return select(*columns).where(_i.id == _HERE).with_for_update(of=flow_instance, key_share=True)


_LOCK = Fixed(_by_id)


def lock_instance(tx: Transaction, instance_id: str) -> Row | None:
    """The instance, held until the transaction ends, and with it the tables of its app (as `app_catalog` does with
    `hold`); None when there is none. `published_at` of its version comes along, or None."""
    found = _LOCK.first(tx, {"instance": instance_id})
    return None if found is None else dict(zip((*INSTANCE_COLUMNS, "published_at"), found, strict=False))


def _unless_there(table: Any) -> Callable[[str], Insert]:
    def build(dialect: str) -> Insert:
        made: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
        statement: Insert = made.on_conflict_do_nothing()
        return statement

    return build


_COMMAND = Fixed(_unless_there(flow_command), keys=("instance_id", "key", "at"))
_START = Fixed(_unless_there(flow_start), keys=("key", "instance_id", "at"))


def first_time(tx: Transaction, instance_id: str, key: str) -> bool:
    """False when a command of this key has been carried out on the instance already."""
    return _COMMAND.run(tx, {"instance_id": instance_id, "key": key, "at": tx.now}) == 1


def first_start(tx: Transaction, key: str, instance_id: str | None) -> bool:
    """False when something of this key has started an instance already (or was refused by the loop guard)."""
    return _START.run(tx, {"key": key, "instance_id": instance_id, "at": tx.now}) == 1


_INSERT_INSTANCE = Fixed(insert(flow_instance), keys=INSTANCE_COLUMNS)
_CHANGING = ("state", "seq", "failed", "watches", "status", "result", "ended_at", "version", "title")
_UPDATE_INSTANCE = Fixed(update(flow_instance).where(_i.id == _HERE), keys=_CHANGING)
_INSERT_FACT = Inserting(lambda _dialect: insert(flow_fact), [column.name for column in flow_fact.c])
_INSERT_TASK = Inserting(lambda _dialect: insert(flow_task), [column.name for column in flow_task.c])
_INSERT_OUTBOX = Inserting(_unless_there(flow_outbox), [column.name for column in flow_outbox.c])
_TASK_HERE = (_t.instance_id == _HERE, _t.task == bindparam("task_id"))
_CLOSE_TASK = Fixed(
    update(flow_task).where(*_TASK_HERE),
    keys=("status", "waiting", "closed_at", "closed_by", "comment"),
)
_TURN_TASK = Fixed(update(flow_task).where(*_TASK_HERE), keys=("waiting",))
_GIVE_TASK = Fixed(update(flow_task).where(*_TASK_HERE), keys=("person",))
_DUE_TASKS = Fixed(
    update(flow_task).where(_t.instance_id == _HERE, _t.token == bindparam("token_id"), _t.status == "open"),
    keys=("due_at",),
)
_PAUSE_TASKS = Fixed(
    update(flow_task).where(_t.instance_id == _HERE, _t.token == bindparam("token_id"), _t.status == "open"),
    keys=("paused",),
)
_DELETE_TIMER = Fixed(delete(flow_timer).where(_m.instance_id == _HERE, _m.timer == bindparam("timer_id")))
_DELETE_TIMERS = Fixed(delete(flow_timer).where(_m.instance_id == _HERE))
_TIMER_COLUMNS = tuple(column.name for column in flow_timer.c)


def _upsert_timer(dialect: str) -> Insert:
    made: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(flow_timer)
    values = {name: made.excluded[name] for name in ("token", "due_at", "deadline")}
    statement: Insert = made.on_conflict_do_update(index_elements=["instance_id", "timer"], set_=values)
    return statement


_SET_TIMER = Inserting(_upsert_timer, _TIMER_COLUMNS)
_CANCEL_OUTBOX = Fixed(
    update(flow_outbox)
    .where(_o.instance_id == _HERE, _o.token == bindparam("token_id"), _o.state == "pending")
    .where((_o.kind == "http") | (_o.kind == "script")),
    keys=("state", "done_at"),
)


def insert_instance(tx: Transaction, row: Mapping[str, Any]) -> None:
    """A new instance."""
    _INSERT_INSTANCE.run(tx, row)


def update_instance(tx: Transaction, instance_id: str, values: Mapping[str, Any]) -> None:
    """Writes what a step changes of the instance: all of `_CHANGING`."""
    _UPDATE_INSTANCE.run(tx, {**values, "instance": instance_id})


def insert_facts(tx: Transaction, rows: Sequence[Row]) -> None:
    """Rows of history."""
    _INSERT_FACT.run(tx, rows)


def insert_tasks(tx: Transaction, rows: Sequence[Row]) -> None:
    """New to-dos."""
    _INSERT_TASK.run(tx, rows)


def insert_outbox(tx: Transaction, rows: Sequence[Row]) -> None:
    """What leaves after the commit; a key that is there already stays as it is."""
    _INSERT_OUTBOX.run(tx, rows)


def close_tasks(tx: Transaction, instance_id: str, closed: Mapping[str, Row]) -> None:
    """To-dos that are over: their ids inside the instance, and how."""
    _CLOSE_TASK.run_many(tx, [{**how, "instance": instance_id, "task_id": task} for task, how in closed.items()])


def change_task(tx: Transaction, instance_id: str, task: str, waiting: bool | None, person: str | None) -> None:
    """Its turn has come or gone, or it is another person's."""
    if waiting is not None:
        _TURN_TASK.run(tx, {"waiting": waiting, "instance": instance_id, "task_id": task})
    if person is not None:
        _GIVE_TASK.run(tx, {"person": person, "instance": instance_id, "task_id": task})


def set_timers(tx: Transaction, rows: Sequence[Row]) -> None:
    """Sets timers, or sets them anew."""
    _SET_TIMER.run(tx, rows)


def delete_timer(tx: Transaction, instance_id: str, timer: str) -> bool:
    """False when there was none: it has fired or was cancelled."""
    return _DELETE_TIMER.run(tx, {"instance": instance_id, "timer_id": timer}) == 1


def delete_timers(tx: Transaction, instance_id: str) -> None:
    """All timers of an instance that has ended."""
    _DELETE_TIMERS.run(tx, {"instance": instance_id})


def set_due(tx: Transaction, instance_id: str, token: str, due_at: Any) -> None:
    """The countdown of the open tasks of a token."""
    _DUE_TASKS.run(tx, {"instance": instance_id, "token_id": token, "due_at": due_at})


def set_paused(tx: Transaction, instance_id: str, token: str, paused: bool) -> None:
    """The countdown of the open tasks of a token stands still, or goes on."""
    _PAUSE_TASKS.run(tx, {"instance": instance_id, "token_id": token, "paused": paused})


def cancel_calls(tx: Transaction, instance_id: str, token: str) -> None:
    """Calls of a step that was withdrawn, as far as they haven't left."""
    values = {"state": "cancelled", "done_at": tx.now, "instance": instance_id, "token_id": token}
    _CANCEL_OUTBOX.run(tx, values)
