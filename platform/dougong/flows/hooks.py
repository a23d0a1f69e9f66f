"""What the running half of this room asks of the designing half, and of the doors. Bound once by `dougong.reactions`.

Everything is called inside the transaction of the step (`run.tx`), but `deliverers`, which are called by the relay
outside any transaction. Unbound hooks do nothing: a flow without messages still runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from dougong.kit.db import Database, Transaction
from dougong.kit.web import Actor
from dougong.records.work import Listener
from engines.calendar import DEFAULT_CALENDAR, WorkCalendar
from engines.flow.effects import Notice, Send

if TYPE_CHECKING:
    from dougong.flows.running import Running


@dataclass(frozen=True)
class Delivery:
    """One row of the outbox on its way out. `key` is the same at every try (`<instance>:<key>`)."""

    id: str
    key: str
    instance_id: str
    body: Mapping[str, Any]
    resources: Mapping[type, Any]
    now: datetime
    database: Database


Deliverer = Callable[[Delivery], Mapping[str, Any] | None]
"""Sends; raises `dougong.kit.outbound.CallFailed` when it could not (`again`, `unknown`)."""


@dataclass(frozen=True)
class Message:
    """A message that a flow sends: to the instances on `record_id`, and to flows whose trigger waits for it."""

    app: str
    message: str
    record_id: str | None
    payload: Mapping[str, Any]
    sender: str
    """The instance it comes from."""
    key: str
    """The same at every try: part of the dedupe key of what it starts."""


Working = tuple[WorkCalendar, tzinfo]
"""A working calendar and the zone in which its hours, and the flow's days, are meant."""


def _office_days(_tx: Transaction, _app: str, _key: str | None) -> Working:
    return DEFAULT_CALENDAR, ZoneInfo("Asia/Shanghai")


def _nothing_held(_tx: Transaction, _instance: str, _actor: Actor, _language: str) -> list[dict[str, Any]]:
    return []


@dataclass
class FlowHooks:
    """`notice`: the product's own messages. `send`: a notify step; it may put rows into the outbox by
    `run.post("send", key, body, token=…, node=…)`, which `deliverers["send"]` sends later. `release`: the gate's change
    goes through (True) or is dropped. `message`: starts what waits for a message. `ended`: an instance is over.
    `calendar`: `(tx, app, key of the flow's calendar)` → the calendar and its zone; no key: the organisation's.
    `listeners`: who reacts to changes of records that flows make. `held`: `(tx, instance, reader, language)` → the
    fields of the change that a gate holds, as `{field, label, before, after}`."""

    notice: Callable[[Running, Notice], None] | None = None
    send: Callable[[Running, Send], None] | None = None
    release: Callable[[Running, bool], None] | None = None
    message: Callable[[Transaction, Message], None] | None = None
    ended: Callable[[Running, str], None] | None = None
    calendar: Callable[[Transaction, str, str | None], Working] = _office_days
    listeners: Sequence[Listener] = ()
    held: Callable[[Transaction, str, Actor, str], list[dict[str, Any]]] = _nothing_held
    deliverers: dict[str, Deliverer] = field(default_factory=dict)


hooks = FlowHooks()
"""The one of this process."""
