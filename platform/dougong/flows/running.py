"""One instance in the middle of a step: what it holds in memory until the step is written.

`Running` is made by `dougong.flows.store`, used by `dougong.flows.perform` and by hooks, and lives inside one
transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dougong.flows import rows
from dougong.flows.hooks import hooks
from dougong.flows.programs import Loaded
from dougong.flows.world import InstanceEnv, InstanceWorld
from dougong.kit.db import Transaction
from dougong.kit.ids import new_id
from dougong.kit.jobs import AT_ONCE
from dougong.kit.spans import traceparent
from engines.flow.env import World
from engines.flow.facts import Fact
from engines.flow.nodes import AnyNode
from engines.flow.scope import FlowEnv
from engines.flow.state import State

Row = dict[str, Any]


@dataclass(frozen=True)
class Cause:
    """Why a record is being written or a flow started: the instance behind it, and how long the chain already is."""

    instance_id: str
    root_id: str
    depth: int


_CAUSE = "flows.cause"


def cause_of(tx: Transaction) -> Cause | None:
    """The instance whose step this transaction is carrying out right now; None for what people and jobs do."""
    found: Cause | None = tx.scratch.get(_CAUSE)
    return found


@dataclass
class Running:
    """The instance (`row`: the columns of `flow_instance`), its version, its state now, and what is still to be
    written."""

    tx: Transaction
    row: Mapping[str, Any]
    loaded: Loaded
    state: State
    facts: list[Fact] = field(default_factory=list)
    opened: dict[str, Row] = field(default_factory=dict)
    timers: dict[str, Row | None] = field(default_factory=dict)
    """Timers set (row) and cancelled (None) in this step."""
    paused: dict[str, bool] = field(default_factory=dict)
    """Tokens whose countdown was stopped (True) or set going again (False) in this step."""
    posted: list[Row] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    """People whose lists of tasks have changed."""
    result: str | None = None
    holders: Mapping[str, str] = field(init=False)
    """The open to-dos there were before this step, and whose."""
    closed: dict[str, Row] = field(default_factory=dict)
    """To-dos of earlier steps that this one closes, and how."""
    stored: bool = True
    """The instance has its row; one that begins gets it with all that its first step makes of it."""
    _env: InstanceEnv | None = None

    def __post_init__(self) -> None:
        self.holders = {name: task.person for name, task in self.state.tasks.items()}

    @property
    def id(self) -> str:
        """The instance's id."""
        found: str = self.row["id"]
        return found

    @property
    def app(self) -> str:
        """The key of the flow's app."""
        found: str = self.row["app"]
        return found

    def node(self, node_id: str) -> AnyNode | None:
        """The node of this id in the instance's version."""
        return self.loaded.node(node_id)

    @property
    def record(self) -> InstanceEnv:
        """The record's values as they are now; `forget_record` after each write."""
        if self._env is None:
            self._env = InstanceEnv(
                self.tx,
                self.loaded.app,
                self.row["form"],
                self.row["record_id"],
                initiator=self.row["initiator"],
                before=self.row["before"],
                gate=self.id if self.row["gate"] else None,
                working=lambda: hooks.calendar(self.tx, self.app, self.loaded.flow.calendar),
            )
        return self._env

    def stand(self) -> None:
        """Before others look at what is there (flows that a record's change starts, whoever counts open to-dos): the
        instance has its row, and what it has closed is closed."""
        if not self.stored:
            self.write_row({})
        self.write_closed()

    def write_row(self, values: Mapping[str, Any]) -> None:
        """What a step changes of the instance."""
        if self.stored:
            rows.update_instance(self.tx, self.id, values)
        else:
            rows.insert_instance(self.tx, {**self.row, **values})
            self.stored = True

    def write_closed(self) -> None:
        """The to-dos that were closed."""
        if self.closed:
            rows.close_tasks(self.tx, self.id, self.closed)
            self.closed = {}

    def forget_record(self) -> None:
        """A record was written: what is read next is read anew."""
        self._env = None

    @property
    def world(self) -> World:
        """What `advance` may know now."""
        return InstanceWorld(self.record)

    def env(self, token: str) -> FlowEnv:
        """What formulas and templates of a token's node see."""
        return FlowEnv(self.loaded.program, self.state, token, self.tx.now, self.world)

    def post(
        self,
        kind: str,
        key: str,
        body: Mapping[str, Any],
        *,
        token: str | None = None,
        node: str | None = None,
        wait: timedelta = timedelta(0),
    ) -> None:
        """Puts a row into the outbox; it leaves after the commit, at least once, always with this key."""
        next_at = self.tx.now + wait if wait else AT_ONCE
        self.posted.append(outbox_row(self.id, kind, key, body, self.tx.now, token=token, node=node, next_at=next_at))

    def caused(self) -> Cause:
        """This instance as the cause of what its step does."""
        return Cause(self.id, self.row["root_id"], self.row["depth"])


def outbox_row(
    instance_id: str,
    kind: str,
    key: str,
    body: Mapping[str, Any],
    now: datetime,
    *,
    token: str | None = None,
    node: str | None = None,
    next_at: datetime | None = None,
) -> Row:
    """A row of `flow_outbox` that waits to be sent."""
    return {
        "id": new_id(),
        "instance_id": instance_id,
        "key": key,
        "kind": kind,
        "token": token,
        "node": node,
        "body": dict(body),
        "state": "pending",
        "attempts": 0,
        "next_at": next_at or AT_ONCE,
        "last_error": None,
        "answer": None,
        "created_at": now,
        "done_at": None,
        "trace": traceparent(),
    }


@contextmanager
def causing(tx: Transaction, cause: Cause | None) -> Iterator[None]:
    """Marks what happens inside as caused by an instance; nests."""
    before = tx.scratch.get(_CAUSE)
    tx.scratch[_CAUSE] = cause
    try:
        yield
    finally:
        tx.scratch[_CAUSE] = before
