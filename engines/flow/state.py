"""Where an instance stands: its current tokens, tasks, timers, scopes, and what later steps may ask about earlier ones.

Nothing here grows with history: a step that is gone leaves at most one line (`memory.Done`) in the scope it stood in.
The state is changed by `facts.apply` only, so that it always equals the fold of the facts. Everything inside is
JSON already (values through `pack`), which keeps `to_json` cheap and small.

Ids: `t7` tokens (a new one whenever a node is entered, so answers and timers of an earlier visit find nobody), `k8`
tasks, `s9` scopes, all from the one counter `seq`. Timers are `t7.<purpose>`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engines.flow.memory import Done, Memory, lift_rows

STATE_VERSION = 3
ROOT = ""
"""The id of the scope that is the flow itself."""


@dataclass(slots=True)
class Token:
    """One place where the instance is. `phase` says what it waits for (see `step.Phase`), `data` belongs to the
    behaviour of its node; both are never changed in place.

    `outcome`, `by`, `chosen` come from the step just left. `came` is the edge taken (only where paths join), `race`
    the event branch whose first step wins, `back` the step to go straight to afterwards (after a return)."""

    node: str
    phase: str = ""
    data: Any = None
    scope: str = ROOT
    came: str = ""
    outcome: str | None = None
    by: str | None = None
    chosen: tuple[str, ...] = ()
    race: str = ""
    back: str = ""

    def to_json(self) -> list[Any]:
        """A short list; what is as usual at its end is left out."""
        row: list[Any] = [
            self.node, self.phase, self.data, self.scope, self.came, self.outcome, self.by, list(self.chosen),
            self.race, self.back,
        ]  # fmt: skip
        while len(row) > 1 and row[-1] in ("", None, []):
            row.pop()
        return row

    @classmethod
    def from_json(cls, row: list[Any]) -> Token:
        token = cls(*row)
        token.chosen = tuple(token.chosen)
        return token

    def having(self, **changes: Any) -> Token:
        """A copy with changes."""
        copy = Token(
            self.node, self.phase, self.data, self.scope, self.came, self.outcome, self.by, self.chosen, self.race,
            self.back,
        )  # fmt: skip
        for name, value in changes.items():
            setattr(copy, name, value)
        return copy


@dataclass(slots=True)
class Task:
    """An open task. `token` is empty for those that nobody waits for (CC, to-dos)."""

    token: str
    person: str
    kind: str
    waiting: bool = False

    def to_json(self) -> list[Any]:
        row: list[Any] = [self.token, self.person, self.kind]
        return [*row, True] if self.waiting else row


@dataclass(slots=True)
class Scope:
    """One run of a sub-process or of a repeated step: `owner` is the token that waits for it, `item` (packed) the
    element it is about, `index` its number from 0, `decision` the last decision or named result in it."""

    node: str
    owner: str
    index: int = 0
    item: Any = None
    decision: str | None = None
    steps: Memory = field(default_factory=Memory)

    def to_json(self) -> list[Any]:
        row: list[Any] = [self.node, self.owner, self.index, self.item, self.decision, self.steps.text]
        while len(row) > 2 and not row[-1]:
            row.pop()
        return row

    @classmethod
    def from_json(cls, row: list[Any]) -> Scope:
        usual: list[Any] = [None, None, 0, None, None, ""]
        node, owner, index, item, decision, steps = [*row, *usual[len(row) :]]
        return cls(node, owner, index, item, decision, Memory(steps))


@dataclass(slots=True)
class State:
    """See the module. `steps` are those of the flow itself, `decision` the last outcome of an approval, `decided`
    whether anybody but the initiator has decided anything yet, `undos` (task → how to take it back) those decisions
    behind which nothing has happened, `timers` when each is due (None: of a document of version 2, which didn't know),
    `hops` the steps left in a row within one transaction, `result` how the instance
    ended (None while it runs)."""

    seq: int = 0
    initiator: str | None = None
    started_at: str = ""
    version: int = 0
    tokens: dict[str, Token] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    timers: dict[str, str | None] = field(default_factory=dict)
    steps: Memory = field(default_factory=Memory)
    variables: dict[str, Any] = field(default_factory=dict)
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    undos: dict[str, dict[str, Any]] = field(default_factory=dict)
    decision: str | None = None
    decided: bool = False
    hops: int = 0
    result: str | None = None
    graves: dict[str, Token | Scope] = field(default_factory=dict, compare=False, repr=False)
    """Tokens and scopes that went in the step just done, not stored: effects of that step may still ask what they
    saw."""

    @property
    def running(self) -> bool:
        """Started and not ended."""
        return self.result is None and bool(self.started_at)

    @property
    def failed(self) -> dict[str, Token]:
        """The tokens whose step has failed and waits for an operator."""
        return {key: token for key, token in self.tokens.items() if token.phase == "failed"}

    def fork(self) -> State:
        """A copy whose changes don't show here. Cheap: entries are shared, because facts replace and never change
        them."""
        return State(
            self.seq, self.initiator, self.started_at, self.version, self.tokens.copy(), self.scopes.copy(),
            self.tasks.copy(), self.timers.copy(), self.steps, self.variables, self.chosen, self.undos.copy(),
            self.decision, self.decided, self.hops, self.result,
        )  # fmt: skip

    def steps_of(self, scope: str) -> Memory:
        """What the steps of one scope have left behind."""
        return self.scope(scope).steps if scope else self.steps

    def token(self, name: str) -> Token:
        """A token, also one that went in the step just done. KeyError for any other."""
        found = self.tokens.get(name) or self.graves[name]
        assert isinstance(found, Token)
        return found

    def scope(self, name: str) -> Scope:
        """A scope, also one that was closed in the step just done. KeyError for any other."""
        found = self.scopes.get(name) or self.graves[name]
        assert isinstance(found, Scope)
        return found

    def steps_around(self, scope: str) -> Iterator[tuple[str, Done]]:
        """What steps have left behind in a scope and in those around it."""
        while scope:
            yield from self.scope(scope).steps.items()
            scope = self.token(self.scope(scope).owner).scope
        yield from self.steps.items()

    def done(self, node: str, scope: str) -> Done | None:
        """What a step has left behind, as seen from a scope: its own first, then those around it."""
        while True:
            found = self.steps_of(scope).get(node)
            if found is not None or not scope:
                return found
            scope = self.token(self.scope(scope).owner).scope

    def to_json(self) -> dict[str, Any]:
        """The versioned document to store; empty parts are left out."""
        data: dict[str, Any] = {"v": STATE_VERSION, "seq": self.seq, "at": self.started_at}
        parts: dict[str, Any] = {
            "by": self.initiator,
            "version": self.version,
            "tokens": {key: token.to_json() for key, token in self.tokens.items()},
            "scopes": {key: scope.to_json() for key, scope in self.scopes.items()},
            "tasks": {key: task.to_json() for key, task in self.tasks.items() if task.kind != "approval"},
            "timers": dict(self.timers),
            "steps": self.steps.text,
            "vars": self.variables,
            "chosen": {key: list(people) for key, people in self.chosen.items()},
            "undos": self.undos,
            "decision": self.decision,
            "decided": self.decided,
            "hops": self.hops,
            "result": self.result,
        }
        data.update((key, value) for key, value in parts.items() if value)
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> State:
        """The state of a stored document, lifted to the current version."""
        data = upgrade(data)
        return cls(
            seq=data["seq"],
            initiator=data.get("by"),
            started_at=data["at"],
            version=data.get("version", 0),
            tokens={key: Token.from_json(row) for key, row in data.get("tokens", {}).items()},
            scopes={key: Scope.from_json(row) for key, row in data.get("scopes", {}).items()},
            tasks={key: Task(*row) for key, row in data.get("tasks", {}).items()} | _seated(data.get("tokens", {})),
            timers=dict(data.get("timers", {})),
            steps=Memory(data.get("steps", "")),
            variables=dict(data.get("vars", {})),
            chosen={key: tuple(people) for key, people in data.get("chosen", {}).items()},
            undos=dict(data.get("undos", {})),
            decision=data.get("decision"),
            decided=data.get("decided", False),
            hops=data.get("hops", 0),
            result=data.get("result"),
        )


def _seated(tokens: Mapping[str, list[Any]]) -> dict[str, Task]:
    """The tasks of approvals: they stand in the rounds already, so the document doesn't repeat them."""
    return {
        seat["task"]: Task(token, seat["person"], "approval", seat.get("waiting", False))
        for token, row in tokens.items()
        if len(row) > 2 and row[1] == "approval"
        for seat in row[2]["round"]
        if seat.get("status", "open") == "open"
    }


def _lift_timers(old: dict[str, Any]) -> dict[str, Any]:
    """Version 2 → 3: version 2 knew the names of timers only, not when they are due."""
    timers = old.get("timers")
    return {**old, "v": 3, **({"timers": dict.fromkeys(timers)} if timers else {})}


UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: lift_rows, 2: _lift_timers}
"""version → function that lifts a document of it to the next version."""


def upgrade(data: Mapping[str, Any]) -> dict[str, Any]:
    """A stored document as the current version has it. Raises ValueError for one from a newer product."""
    document = dict(data)
    while document["v"] != STATE_VERSION:
        lift = UPGRADES.get(document["v"])
        if lift is None:
            raise ValueError(f"a flow state of version {document['v']} cannot be read")
        document = lift(document)
    return document


# values ----------------------------------------------------------------------------------------------


def pack(value: Any) -> Any:
    """A canonical value (see docs/formula.md) as JSON: texts and booleans as they are, the rest tagged."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | Decimal):
        return {"n": str(value)}
    if isinstance(value, float):
        return {"n": repr(value)}
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, list | tuple):
        return [pack(item) for item in value]
    raise TypeError(f"not a value of the formula language: {value!r}")


def unpack(data: Any) -> Any:
    """The canonical value of `pack`'s JSON."""
    if isinstance(data, dict):
        ((kind, text),) = data.items()
        return _READ[kind](text)
    return [unpack(item) for item in data] if isinstance(data, list) else data


_READ: dict[str, Callable[[str], Any]] = {
    "n": Decimal,
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
}
