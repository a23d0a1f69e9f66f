"""The names a formula sees inside a flow: the record's own, and over them `outcome`, `steps.…`, `flow.…`, `each.…`.

| name | meaning |
|---|---|
| `outcome` | how the step just left ended |
| `steps.<node>.outcome`, `.by` | how an earlier step ended, who decided |
| `steps.<node>.id`, `.ids`, `.count` | the first record it made or found, all of them, how many |
| `flow.<variable>`, `flow.initiator`, `flow.started_at` | what the flow itself keeps |
| `flow.record.<field>` | the triggering record, inside conditions on other records |
| `each.item`, `each.index` (from 1), `each.done`, `each.total`, `each.approved` | inside repeated steps |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engines.calendar import WorkCalendar
from engines.flow.env import World
from engines.flow.state import State, unpack
from engines.formula import BOOLEAN, DATE, DATETIME, NUMBER, PERSON, TEXT, Ref, Scope, Type, list_of

if TYPE_CHECKING:
    from engines.flow.definition import Flow
    from engines.flow.program import Program

Path = tuple[str, ...]
OWN_NAMES = frozenset({"outcome", "steps", "flow", "each"})
VARIABLE_TYPES: Mapping[str, Type] = {
    "text": TEXT, "number": NUMBER, "boolean": BOOLEAN, "date": DATE, "datetime": DATETIME, "person": PERSON,
    "list": list_of(TEXT),
}  # fmt: skip


class FlowScope:
    """The names in a formula of a flow, over those of its record (`base`).

    `outcomes`: what `outcome` can be where the formula stands (None: anything). `item`: the type of `each.item`, None
    outside repeated steps. `steps`: the outcomes of the steps there are. `record`: where `flow.record.…` leads."""

    def __init__(
        self,
        flow: Flow,
        base: Scope,
        steps: Mapping[str, tuple[str, ...]],
        *,
        outcomes: tuple[str, ...] | None = None,
        item: Type | None = None,
        record: Scope | None = None,
    ) -> None:
        self.base = base
        self.steps = steps
        self.outcomes = outcomes
        self.item = item
        self.record = record
        self.variables = {variable.key: VARIABLE_TYPES[variable.type] for variable in flow.variables}

    def resolve(self, path: Path) -> Ref | None:
        """What the path means, or None."""
        head, rest = path[0], path[1:]
        if head == "outcome":
            return None if rest else Ref(TEXT, options=self.outcomes)
        if head == "steps":
            return self._step(rest)
        if head == "flow":
            return self._flow(rest)
        if head == "each":
            return self._each(rest)
        return self.base.resolve(path)

    def _step(self, path: Path) -> Ref | None:
        if len(path) != 2 or path[0] not in self.steps:
            return None
        if path[1] == "outcome":
            return Ref(TEXT, options=self.steps[path[0]] or None)
        kinds = {"id": TEXT, "ids": list_of(TEXT), "count": NUMBER, "by": PERSON}
        return Ref(kinds[path[1]]) if path[1] in kinds else None

    def _flow(self, path: Path) -> Ref | None:
        if len(path) > 1 and path[0] == "record" and self.record is not None:
            return self.record.resolve(path[1:])
        if len(path) != 1:
            return None
        kind = {"initiator": PERSON, "started_at": DATETIME}.get(path[0]) or self.variables.get(path[0])
        return None if kind is None else Ref(kind)

    def _each(self, path: Path) -> Ref | None:
        if self.item is None or len(path) != 1:
            return None
        if path[0] == "item":
            return Ref(self.item)
        return Ref(NUMBER) if path[0] in ("index", "done", "total", "approved") else None

    def names(self) -> Iterable[str]:
        """Dotted paths for completion and for «did you mean»."""
        yield "outcome"
        for node in self.steps:
            yield from (f"steps.{node}.{name}" for name in ("outcome", "id", "ids", "count", "by"))
        yield from ("flow.initiator", "flow.started_at", *(f"flow.{key}" for key in self.variables))
        if self.item is not None:
            yield from (f"each.{name}" for name in ("item", "index", "done", "total", "approved"))
        yield from self.base.names()


class FlowEnv:
    """The values behind a FlowScope for one token of an instance. Read while the state stands still."""

    __slots__ = ("each", "now", "program", "state", "token", "world")

    def __init__(
        self,
        program: Program,
        state: State,
        token: str,
        now: datetime,
        world: World,
        each: Mapping[str, Any] | None = None,
    ) -> None:
        self.program = program
        self.state = state
        self.token = token
        self.now = now
        self.world = world
        self.each = each

    @property
    def today(self) -> date:
        return self.now.astimezone(self.world.tz).date()

    @property
    def tz(self) -> tzinfo:
        return self.world.tz

    @property
    def calendar(self) -> WorkCalendar:
        return self.world.calendar

    def get(self, path: Path) -> Any:
        """The value of a path."""
        head = path[0]
        if head == "outcome":
            return self.state.token(self.token).outcome
        if head == "steps":
            return self._step(path[1], path[2])
        if head == "flow":
            return self._flow(path)
        if head == "each":
            return self._each(path[1])
        record = self.world.record
        if record is not None:
            return record.get(path)
        return self.state.initiator if path == ("user",) else None

    def _step(self, node: str, name: str) -> Any:
        done = self.state.done(node, self.state.token(self.token).scope)
        if done is None:
            return Decimal(0) if name == "count" else None
        match name:
            case "outcome":
                return done.outcome
            case "id":
                return done.records[0] if done.records else None
            case "ids":
                return list(done.records) or None
            case "count":
                return Decimal(done.count)
            case _:
                return done.by[0] if done.by else None

    def _flow(self, path: Path) -> Any:
        match path[1]:
            case "initiator":
                return self.state.initiator
            case "started_at":
                return datetime.fromisoformat(self.state.started_at)
            case "record":
                return self.world.record.get(path[2:]) if self.world.record is not None else None
            case key:
                return unpack(self.state.variables.get(key))

    def _each(self, name: str) -> Any:
        each = self.each if self.each is not None else each_of(self.program, self.state, self.token)
        value = each.get(name)
        return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def each_of(program: Program, state: State, token: str) -> dict[str, Any]:
    """The element of the innermost repeated step around a token, and how far the repetition has come."""
    scope = state.token(token).scope
    while scope:
        run = state.scope(scope)
        owner = state.token(run.owner)
        if program.nodes[run.node].each is not None:
            return {"item": unpack(run.item), "index": run.index + 1, **counts(owner.data)}
        scope = owner.scope
    return {}


def counts(data: Mapping[str, Any]) -> dict[str, int]:
    """How far a repetition has come, from what its token remembers."""
    return {"done": data["done"], "total": data["total"], "approved": data["approved"]}
