"""What can happen to an instance: the input of `advance`. Plain frozen values; ids are the caller's.

Three families. *Life*: Start, TimerFired, MessageArrived, RecordChanged, ChildDone. *Answers* to effects that the flow
waits for: Resolved, Written, Found, Called, Failed. *Commands* of people: Approve … HandOver, and of operators: Retry …
A command that does not apply (the task is closed, the verb is not allowed, the person is not its holder) raises
`Refused` with a code; it never changes anything. `by` is always a person id, None for the system itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Values = Mapping[str, Any]


class Refused(Exception):
    """A command that cannot be done now. `code` is stable (`task_closed`, `not_yours`, `verb_not_allowed`,
    `no_such_task`, `comment_required`, `no_such_step`, `not_running`, …), `detail` a sentence in both languages."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = {"zh-CN": zh, "en": en}


@dataclass(frozen=True, slots=True)
class Start:
    """The instance begins. `initiator` is who caused it (None: the clock). `chosen`: node id → people the initiator
    picked."""

    initiator: str | None
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    variables: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A timer set by `SetTimer` has come due. Firing twice is harmless."""

    timer: str


@dataclass(frozen=True, slots=True)
class MessageArrived:
    """A message for the wait nodes and boundaries that name it."""

    message: str
    payload: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordChanged:
    """The triggering record has changed: conditions that are waited for are looked at again."""


@dataclass(frozen=True, slots=True)
class ChildDone:
    """A child flow of a call step has ended."""

    token: str
    child: str
    result: str


# answers ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Resolved:
    """Who the assignees of a step are, in order, without doubles and without inactive people; substitutes already in
    place (`standing_in`: substitute → the person replaced)."""

    token: str
    people: tuple[str, ...]
    request: str = ""
    standing_in: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """Records of a create, update or assign step are written: their ids."""

    token: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of the records a find step found, and its figures: key of a measure → value."""

    token: str
    records: tuple[str, ...]
    figures: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """The elements a repeated step runs over (ids, texts or numbers)."""

    token: str
    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """An HTTP call or a script has succeeded; `values` go into declared variables."""

    token: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failed:
    """An effect of the step has failed for good (its retries are used up), or the write was refused. `unknown`: it
    may have happened (a timeout after the request was sent)."""

    token: str
    code: str
    detail: Mapping[str, str]
    unknown: bool = False


# commands of people ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decide:
    """Approve or reject a task of an approval; submit a fill task; finish an assign to-do (`verb` done)."""

    task: str
    by: str
    verb: Literal["approve", "reject", "submit", "done"]
    comment: str = ""
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Return:
    """Back to an earlier step (`to`; `start` is the initiator's form). `resubmit`: through every step again, or
    straight back to who returned it. Only tokens inside the scope of the target are cancelled."""

    task: str
    by: str
    to: str
    resubmit: Literal["step_by_step", "straight"] = "step_by_step"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Resubmit:
    """The person to whom it was returned sends it on."""

    task: str
    by: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """The task becomes another person's; the giver is out. `delegate`: it comes back to the giver after the other's
    word. `operator`: `by` is not the holder but somebody who may do this for them."""

    task: str
    by: str
    to: str
    delegate: bool = False
    comment: str = ""
    operator: bool = False


@dataclass(frozen=True, slots=True)
class AddSigners:
    """More people sign before (my decision waits for theirs) or after me (mine counts, then theirs). `mode` among
    them."""

    task: str
    by: str
    people: tuple[str, ...]
    place: Literal["before", "after"]
    mode: Literal["any", "all", "sequential"] = "all"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class RemoveSigner:
    """A signer that was added (by the same person, or by an `operator`) is taken off, undecided only."""

    task: str
    by: str
    comment: str = ""
    operator: bool = False


@dataclass(frozen=True, slots=True)
class TakeBack:
    """My decision is undone, while nothing behind it was decided, sent or written."""

    task: str
    by: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The initiator takes the whole instance back (as the flow's `withdraw` allows)."""

    by: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Urge:
    """Reminds the open assignees; `task` None: all open tasks."""

    by: str
    task: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A word that moves nothing."""

    by: str
    text: str
    task: str | None = None


@dataclass(frozen=True, slots=True)
class CopyTo:
    """More people are shown the record (抄送). `node`: the step that the sender does, whose view of the record the
    copies give too; None: they give none."""

    by: str
    people: tuple[str, ...]
    comment: str = ""
    node: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A CC was read (已阅)."""

    task: str
    by: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """All open tasks of a person become another's (离职转办)."""

    person: str
    to: str
    by: str | None = None


# commands of operators -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Retry:
    """A failed step is tried again."""

    token: str
    by: str


@dataclass(frozen=True, slots=True)
class Skip:
    """A failed or waiting step is passed over as if it had ended with `outcome`."""

    token: str
    by: str
    outcome: str = "done"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Jump:
    """A token is moved to another node of the same scope; what it had open is cancelled."""

    token: str
    to: str
    by: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Cancel:
    """The instance is ended by an operator."""

    by: str | None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Migrate:
    """The instance goes on under another version: `mapping` old node id → new node id (same id when left out). The
    `program` given to `advance` is already the new one. Refused as a whole when a token has no place there."""

    mapping: Mapping[str, str]
    version: int
    by: str | None = None


Event: TypeAlias = (
    Start | TimerFired | MessageArrived | RecordChanged | ChildDone
    | Resolved | Written | Found | Listed | Called | Failed
    | Decide | Return | Resubmit | Transfer | AddSigners | RemoveSigner | TakeBack | Withdraw | Urge | Comment | CopyTo
    | Read | HandOver | Retry | Skip | Jump | Cancel | Migrate
)  # fmt: skip
