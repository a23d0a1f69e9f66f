"""What one write needs to know, and what it leaves behind: the caller, the app, the door, the events."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from dougong.access.compiler import Access
from dougong.access.grants import Grant
from dougong.apps.catalog import AppCatalog
from dougong.kit.db import Transaction
from dougong.kit.errors import Problem, Text
from dougong.kit.web import Actor
from dougong.records.repository import Repository, Stored
from engines.form.outcome import Outcome

Door = Literal["ui", "api", "bulk", "import", "system", "flow", "undo", "revert", "merge", "public"]
Op = Literal["create", "update", "delete", "restore"]


@dataclass(frozen=True)
class RecordEvent:
    """A record has changed, in this very transaction. `changed` are the keys of fields that differ."""

    app: str
    form: str
    record_id: str
    op: Literal["create", "update", "delete", "restore", "recompute"]
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    changed: frozenset[str]
    version: int
    old_system: Mapping[str, Any] | None = None
    """System columns (owner, created_at …) before and after, where the writer had them at hand."""
    system: Mapping[str, Any] | None = None


Listener = Callable[["Work", Sequence[RecordEvent]], None]
"""Called inside the transaction; `dougong.reactions` binds flows and reports here."""


@dataclass(frozen=True)
class Listeners:
    """The listeners of a process, as a resource of its jobs."""

    all: tuple[Listener, ...] = ()


@dataclass
class Work:
    """One transaction's writing in one app."""

    tx: Transaction
    app: AppCatalog
    actor: Actor
    access: Access
    door: Door
    listeners: Sequence[Listener] = ()
    parsed: bool = False
    """Values come as canonical ones (a flow's own), not as an API sends them."""
    batch: str | None = None
    """What these changes are done together under, so that they can be undone together."""
    uploader: str | None = None
    """Whose uploads may be put into records, when it isn't a person: a visitor of a public link."""
    promised: frozenset[str] = frozenset()
    """Ids of linked records that a rehearsal would have made: they count as being there."""

    later: list[RecordEvent] | None = None
    """A list: what changed waits in it for `refresh_dependents`, which is called once for many batches, and nobody
    listens. Only for data that come with an app."""

    def repository(self, form_key: str) -> Repository:
        return Repository(self.tx, self.app.tables, form_key)

    @property
    def user(self) -> Mapping[str, Any]:
        """What formulas see as `user`."""
        return self.access.principal.user_values()

    def publish(self, events: Sequence[RecordEvent]) -> None:
        """Tells whoever listens; inside the transaction, so that nothing is lost after the commit."""
        if events:
            for listener in self.listeners:
                listener(self, events)


@dataclass
class Item:
    """One record on its way through the pipeline. Once `problem` is set no later step touches it."""

    index: int
    op: Op
    values: Mapping[str, Any] = field(default_factory=dict)
    record_id: str | None = None
    expected_version: int | None = None
    old: Stored | None = None
    outcome: Outcome | None = None
    new: Stored | None = None
    grants: Sequence[Grant] = ()
    sent: frozenset[str] = frozenset()
    series: dict[str, str] = field(default_factory=dict)
    created_at: datetime | None = None
    problem: Problem | None = None
    warnings: Sequence[Any] = ()
    refill: frozenset[str] = frozenset()
    """Links (`product`, `lines.product`) that fill their fields again from their records."""
    taken: Mapping[str, Any] = field(default_factory=dict)
    """Canonical values that come back as a link had filled them: where a snapshot is undone."""
    held: Mapping[str, Any] | None = None
    """The change waits for a flow (what its answer tells of it); nothing of it is written now."""

    @property
    def alive(self) -> bool:
        return self.problem is None

    @property
    def before(self) -> Mapping[str, Any] | None:
        """What the engine takes as `old`: values and system columns together."""
        return None if self.old is None else {**self.old.values, **self.old.system}


@dataclass
class Reverted:
    """What came of it. `kept`: field keys that stay as they are, and why."""

    item: Item | None = None
    restored: tuple[str, ...] = ()
    kept: dict[str, Text] = field(default_factory=dict)
