"""What `advance` asks the outside to do. One `match` in the platform performs them, in order, in the same transaction.

*Asked back at once* (the platform answers with an event before it commits): Resolve, ListItems, Write, Find,
MakeAddress.
*Rows of the platform*: OpenTask, ChangeTask, CloseTask, PauseTasks, SetTimer, CancelTimer, EndInstance, ReleaseGate.
*Outbox* (leave after the commit, at least once, with `key` as their idempotency key): Send, CallHttp, RunScript,
StartChild, CancelChild, SendMessage. Of these CallHttp, RunScript and StartChild are answered later by events.
*A job of its own* (in batches, each a transaction): Analyse, answered later.

Ids (`token`, `task`, `timer`, `key`) are short texts, unique inside the instance; outside, instance id + id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

from engines.flow.assignees import Assignee
from engines.flow.parts import RowsSetting, Setting

Texts = Mapping[str, str]
TaskKind = Literal["approval", "fill", "cc", "todo", "resubmit"]
TaskStatus = Literal["approved", "rejected", "submitted", "returned", "transferred", "done", "read", "cancelled"]


@dataclass(frozen=True, slots=True)
class Resolve:
    """Find the people behind `assignees`; answer `Resolved(token, …, request)`. `previous` is who decided before,
    `chosen` whom people picked, `deciders` node id → who decided it."""

    token: str
    node: str
    assignees: tuple[Assignee, ...]
    request: str = ""
    initiator: str | None = None
    previous: str | None = None
    chosen: tuple[str, ...] = ()
    deciders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListItems:
    """Evaluate the list of a repeated step that needs the database; answer `Listed`."""

    token: str
    node: str


@dataclass(frozen=True, slots=True)
class Write:
    """Write records through the pipeline; answer `Written` or `Failed`. `values` are evaluated by the engine when
    they can be (`settings` is empty then), else by the platform per record. `records` None: create; `form` None: the
    triggering record (`records` is empty then); else these records, or those of `form` that satisfy `where`."""

    token: str
    node: str
    form: str | None
    app: str | None
    settings: tuple[Setting, ...]
    values: Mapping[str, Any]
    records: tuple[str, ...] | None
    where: str | None = None
    delete: bool = False
    limit: int = 1_000
    item: Any = None
    index: int = 0
    rows: tuple[RowsSetting, ...] = ()
    """Line items, worked out by the platform for each record."""


@dataclass(frozen=True, slots=True)
class Find:
    """Find records; answer `Found`."""

    token: str
    node: str


@dataclass(frozen=True, slots=True)
class MakeAddress:
    """Sign `values` into an address of the public link that the step names; answer `Called` with it as the step's
    variable, or `Failed`. `until`: when the address ends; `page`: what it leads on to."""

    token: str
    node: str
    values: Mapping[str, Any]
    until: datetime
    page: str | None = None


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A to-do for `person`. `standing_in` is whom they replace, `of` the task it comes from (delegation, added
    signer)."""

    task: str
    token: str
    node: str
    person: str
    kind: TaskKind
    standing_in: str | None = None
    of: str | None = None
    waiting: bool = False
    """Not their turn yet (sequential, waits for signers before): shown, not counted."""
    item: Any = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeTask:
    """The task's turn has come (`waiting` False), it has to wait again, or it has gone to another person."""

    task: str
    waiting: bool | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class CloseTask:
    """The task is over. `by` None: the system (an SLA, a decision of others)."""

    task: str
    status: TaskStatus
    by: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class PauseTasks:
    """The countdown of the token's open tasks stands still, or (`paused` False) goes on. Tasks that open while it
    stands still are to be shown so, too (`ladder.is_paused`)."""

    token: str
    paused: bool


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Send `TimerFired(timer)` at `due`. `deadline`: people are shown a countdown to it."""

    timer: str
    due: datetime
    token: str | None = None
    deadline: bool = False


@dataclass(frozen=True, slots=True)
class CancelTimer:
    timer: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A message of the product itself to people: `what` is one of `task`, `reminder`, `escalated`, `urged`, `returned`,
    `approved`, `rejected`, `withdrawn`, `cc`, `comment`, `failed`; the platform has the words."""

    key: str
    people: tuple[str, ...]
    what: str
    token: str | None = None
    task: str | None = None
    by: str | None = None
    comment: str = ""
    text: Texts | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """A notify step's message: templates are filled in by the platform from the node and the record."""

    key: str
    token: str
    node: str
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallHttp:
    """Answer `Called` or `Failed`, later. `key` is the Idempotency-Key of every try. After an operator's Retry there is
    a new key; when nobody knows whether the call before had an effect, `same_as` is its key and is sent instead."""

    key: str
    token: str
    node: str
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class RunScript:
    """Answer `Called` or `Failed`, later."""

    key: str
    token: str
    node: str
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Analyse:
    """Count and write what an analyse step asks for; answer `Called` (`why`: nothing was written, and the reason) or
    `Failed`, later."""

    key: str
    token: str
    node: str


@dataclass(frozen=True, slots=True)
class StartChild:
    """Start the flow of a call step; answer `ChildDone(token, child=key)` when `wait`."""

    key: str
    token: str
    node: str
    item: Any = None
    record: str | None = None
    wait: bool = True


@dataclass(frozen=True, slots=True)
class CancelChild:
    """The call step was withdrawn: the child `key` is cancelled."""

    key: str
    token: str


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Deliver a message to other instances and triggers."""

    key: str
    token: str
    node: str
    message: str
    record: str | None = None


@dataclass(frozen=True, slots=True)
class ReleaseGate:
    """The held change goes through (`pass_` True) or is dropped."""

    pass_: bool


@dataclass(frozen=True, slots=True)
class EndInstance:
    """The instance is over: `approved`, `rejected`, `done`, `withdrawn`, `cancelled`."""

    result: str


Effect: TypeAlias = (
    Resolve | ListItems | Write | Find | MakeAddress | OpenTask | ChangeTask | CloseTask | PauseTasks | SetTimer
    | CancelTimer | Notice | Send | CallHttp | RunScript | Analyse | StartChild | CancelChild | SendMessage
    | ReleaseGate | EndInstance
)  # fmt: skip
