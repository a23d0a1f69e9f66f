"""A small platform in memory for tests of the flow engine: it answers what the engine asks at once, keeps tasks, timers
and the outbox, and checks after every step that the state equals its history, through JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from engines.flow import effects, events
from engines.flow.advance import Advance, advance
from engines.flow.assignees import MemberField, Person
from engines.flow.definition import Flow
from engines.flow.env import World
from engines.flow.facts import Fact, fold
from engines.flow.program import Program, compile_flow
from engines.flow.state import State
from engines.formula import DictEnv, DictScope

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shanghai
FIELDS: dict[str, Any] = {
    "amount": "number", "stage": "text", "vip": "boolean", "due": "date", "owner": "person", "name": "text",
    "people": {"list": "text"}, "user": "person", "old.stage": "text",
}  # fmt: skip


def person(name: str) -> str:
    """A person's id that can be read: person("ann")."""
    return f"00000000-0000-0000-0000-{name.encode().hex()[:12].rjust(12, '0')}"


def to(*names: str) -> list[dict[str, str]]:
    """Assignees: these people."""
    return [{"person": person(name)} for name in names]


def flow_of(nodes: Iterable[Mapping[str, Any]], edges: Iterable[Any], **more: Any) -> Flow:
    """A flow from short forms: an edge is ("a", "b"), ("a", "b", "amount > 5") or ("a", "b", "default")."""
    rows = []
    for source, target, *when in edges:
        row: dict[str, Any] = {"from": source, "to": target}
        if when:
            row |= {"default": True} if when[0] == "default" else {"when": when[0]}
        rows.append(row)
    data: dict[str, Any] = {"key": "test", "form": "deal", "trigger": {"on": "create"}, "nodes": list(nodes)}
    return Flow.model_validate({**data, "edges": rows, **more})


def line(*nodes: Mapping[str, Any], **more: Any) -> Flow:
    """A flow in which these nodes come one after another."""
    ids = ["start", *(node["id"] for node in nodes), "end"]
    whole = [{"id": "start", "type": "start"}, *nodes, {"id": "end", "type": "end"}]
    return flow_of(whole, list(pairwise(ids)), **more)


def compiled(flow: Flow) -> Program:
    return compile_flow(flow, DictScope(FIELDS))


@dataclass
class Run:
    """One instance in its small world. `record` is the triggering record; `lists` answers Find; `absent` are people who
    are never found."""

    program: Program
    record: dict[str, Any] = field(default_factory=dict)
    found: tuple[str, ...] = ()
    absent: frozenset[str] = frozenset()
    now: datetime = NOW
    resolve: Callable[[effects.Resolve], tuple[str, ...]] | None = None
    refuse_writes: str = ""
    state: State = field(default_factory=State)
    facts: list[Fact] = field(default_factory=list)
    effects: list[effects.Effect] = field(default_factory=list)
    tasks: dict[str, effects.OpenTask] = field(default_factory=dict)
    timers: dict[str, effects.SetTimer] = field(default_factory=dict)
    outbox: list[Any] = field(default_factory=list)
    writes: list[effects.Write] = field(default_factory=list)
    notices: list[effects.Notice] = field(default_factory=list)
    closed: dict[str, effects.CloseTask] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)
    """Tokens whose tasks count nothing down."""
    result: str | None = None
    released: bool | None = None
    checked: bool = True
    kept: Callable[[Any], None] | None = None
    """Called with each row of the outbox when it is written."""
    _ids: int = 0

    @classmethod
    def of(cls, flow: Flow, **more: Any) -> Run:
        return cls(compiled(flow), **more)

    @property
    def world(self) -> World:
        return World(record=DictEnv(self.record, self.now))

    def send(self, event: events.Event) -> Advance:
        """One event, and everything the engine asks back because of it."""
        first: Advance | None = None
        waiting = [event]
        while waiting:
            done = self._step(waiting.pop(0))
            first = first or done
            waiting += [answer for effect in done.effects if (answer := self._perform(effect)) is not None]
        assert first is not None
        return first

    def _step(self, event: events.Event) -> Advance:
        before = self.state.to_json() if self.checked else None
        done = advance(self.program, self.state, event, now=self.now, world=self.world)
        if self.checked:
            assert self.state.to_json() == before, "advance changed the state it was given"
            rows = json.loads(json.dumps([fact.to_json() for fact in done.facts]))
            assert fold(map(Fact.from_json, rows), self.state) == done.state
            assert State.from_json(json.loads(json.dumps(done.state.to_json()))) == done.state
        self.state = done.state
        self.facts += done.facts
        self.effects += done.effects
        return done

    def replayed(self) -> State:
        """The state that the whole history makes, read from JSON."""
        return fold(Fact.from_json(json.loads(json.dumps(fact.to_json()))) for fact in self.facts)

    def _perform(self, effect: effects.Effect) -> events.Event | None:
        match effect:
            case effects.Resolve():
                people = self.resolve(effect) if self.resolve is not None else self._people(effect)
                return events.Resolved(effect.token, tuple(p for p in people if p not in self.absent), effect.request)
            case effects.Write():
                if self.refuse_writes:
                    return events.Failed(effect.token, self.refuse_writes, {"zh-CN": "不行", "en": "no"})
                self.writes.append(effect)
                self._ids += 1
                return events.Written(effect.token, effect.records or (f"r{self._ids}",))
            case effects.Find():
                return events.Found(effect.token, self.found)
            case effects.EndInstance(result):
                assert self.result is None
                self.result = result
            case effects.ReleaseGate(pass_):
                assert self.released is None
                self.released = pass_
            case _:
                self._keep(effect)
        return None

    def _keep(self, effect: effects.Effect) -> None:
        """Rows of tasks and timers must fit what is there; the rest goes to the outbox."""
        match effect:
            case effects.OpenTask():
                assert effect.task not in self.tasks
                self.tasks[effect.task] = effect
            case effects.ChangeTask(task, _, _):
                assert task in self.tasks
            case effects.CloseTask(task):
                del self.tasks[task]
                self.closed[task] = effect
            case effects.SetTimer(timer):
                assert timer not in self.timers
                self.timers[timer] = effect
            case effects.CancelTimer(timer):
                del self.timers[timer]
            case effects.PauseTasks(token, paused):
                assert (token in self.paused) != paused
                (self.paused.add if paused else self.paused.discard)(token)
            case effects.Notice():
                self.notices.append(effect)
            case _:
                self.outbox.append(effect)
                if self.kept is not None:
                    self.kept(effect)

    def _people(self, effect: effects.Resolve) -> tuple[str, ...]:
        people: list[str] = []
        for one in effect.assignees:
            if isinstance(one, Person):
                people.append(one.person)
            elif isinstance(one, MemberField) and one.field == "initiator" and effect.initiator:
                people.append(effect.initiator)
            elif isinstance(one, MemberField) and self.record.get(one.field):
                people.append(self.record[one.field])
            else:
                people += [*effect.chosen, *(p for by in effect.deciders.values() for p in by)]
        return tuple(dict.fromkeys(people))

    # what tests do -----------------------------------------------------------------------------------

    def start(self, by: str | None = "ivy", **more: Any) -> Run:
        self.send(events.Start(person(by) if by else None, **more))
        return self

    def task(self, who: str, node: str | None = None) -> str:
        """The open task of a person, whose turn it is."""
        for name, task in self.state.tasks.items():
            if task.person == person(who) and (node is None or self.tasks[name].node == node):
                return name
        raise AssertionError(f"{who} has no task{f' at {node}' if node else ''}: {self.open()}")

    def open(self) -> dict[str, str]:
        """Open tasks: person's id → node."""
        return {task.person: self.tasks[name].node for name, task in self.state.tasks.items()}

    def decide(self, who: str, verb: Any = "approve", node: str | None = None, **more: Any) -> Run:
        self.send(events.Decide(self.task(who, node), person(who), verb, **more))
        return self

    def approve(self, who: str, node: str | None = None, **more: Any) -> Run:
        return self.decide(who, "approve", node, **more)

    def reject(self, who: str, node: str | None = None) -> Run:
        return self.decide(who, "reject", node, comment="no")

    def submit(self, who: str, node: str | None = None, **more: Any) -> Run:
        return self.decide(who, "submit", node, **more)

    def fire(self, *, within: timedelta = timedelta(days=400)) -> str:
        """The next timer comes due; the clock is moved to it."""
        name, timer = min(self.timers.items(), key=lambda item: (item[1].due, item[0]))
        assert timer.due - self.now <= within
        self.now = max(self.now, timer.due)
        del self.timers[name]
        self.send(events.TimerFired(name))
        return name

    def change(self, **values: Any) -> Run:
        self.record |= values
        self.send(events.RecordChanged())
        return self

    def at(self) -> list[str]:
        """Where the tokens stand, sorted."""
        return sorted(token.node for token in self.state.tokens.values())

    def token(self, node: str) -> str:
        """The one token at a node."""
        (name,) = [name for name, token in self.state.tokens.items() if token.node == node]
        return name

    def path(self) -> list[str]:
        """The nodes that were left, in order."""
        return [fact.data["node"] for fact in self.facts if fact.kind == "left"]


def number(value: int | str) -> Decimal:
    return Decimal(value)
