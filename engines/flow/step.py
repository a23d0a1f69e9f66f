"""What the behaviour of a node works with while one event is dealt with: it records facts, asks for effects, reads
values. The only mutable object of the engine; it lives inside one call of `advance`.

`fact` changes the state and the history together. How tokens move stands in `moves`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engines.flow import effects
from engines.flow.env import World
from engines.flow.facts import Fact, apply
from engines.flow.refusals import refused
from engines.flow.scope import FlowEnv
from engines.flow.state import State, Task, Token
from engines.formula import ErrorValue

if TYPE_CHECKING:
    from engines.flow.program import CompiledNode, Program


class StepFailed(Exception):
    """A step can't do its work (a formula gives an error, a list is too long): it fails and waits for an operator,
    unless an error boundary catches it."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = {"zh-CN": zh, "en": en}


class Step:
    """One call of `advance`. `agenda` holds the tokens that have come to a node and not been looked at yet."""

    __slots__ = ("_seq", "agenda", "effects", "facts", "now", "program", "state", "synchronous", "world")

    def __init__(self, program: Program, state: State, now: datetime, world: World) -> None:
        self.program = program
        self.state = state
        self.now = now
        self.world = world
        self.facts: list[Fact] = []
        self.effects: list[effects.Effect] = []
        self.agenda: deque[str] = deque()
        self.synchronous = False
        """The event is an answer within a transaction."""
        self._seq = state.seq

    # facts and effects -------------------------------------------------------------------------------

    def fact(self, kind: str, **data: Any) -> None:
        """Something has happened: into the history and into the state."""
        fact = Fact(kind, data)
        self.facts.append(fact)
        apply(self.state, fact)

    def effect(self, effect: effects.Effect) -> None:
        """The outside shall do something."""
        self.effects.append(effect)

    def new_id(self, prefix: str) -> str:
        """The next id (`t7`); the fact that uses it counts it in the state."""
        self._seq += 1
        return f"{prefix}{self._seq}"

    def task_id(self) -> str:
        """The next id of a task."""
        return self.new_id("k")

    # reading -----------------------------------------------------------------------------------------

    def node(self, token: Token) -> CompiledNode:
        """The node a token stands at."""
        return self.program.nodes[token.node]

    def token(self, name: str) -> Token | None:
        """A token of that name, if there still is one."""
        return self.state.tokens.get(name)

    def env(self, token: str, each: Mapping[str, Any] | None = None) -> FlowEnv:
        """What a formula of the token's node sees. `each` overrides the element of a repeated step."""
        return FlowEnv(self.program, self.state, token, self.now, self.world, each)

    def value(self, token: str, key: str, each: Mapping[str, Any] | None = None) -> Any:
        """The value of a formula of the token's node. Raises StepFailed when it is an error."""
        node = self.node(self.state.tokens[token])
        value = node.formulas[key](self.env(token, each))
        if isinstance(value, ErrorValue):
            raise StepFailed(
                "formula", f"公式「{key}」的结果是 {value.code}。", f"The formula «{key}» gives {value.code}."
            )
        return value

    def tasks_of(self, token: str) -> list[tuple[str, Task]]:
        """The open tasks of a token."""
        return [(key, task) for key, task in self.state.tasks.items() if task.token == token]

    def task(self, name: str) -> Task:
        """An open task. Refused: `task_closed` when it was one of this instance, else `no_such_task`."""
        task = self.state.tasks.get(name)
        if task is None:
            known = name[:1] == "k" and name[1:].isdigit() and int(name[1:]) <= self.state.seq
            raise refused("task_closed" if known else "no_such_task")
        return task

    def task_for(self, name: str, by: str | None) -> Task:
        """An open task that `by` holds and whose turn has come."""
        task = self.task(name)
        if task.person != by:
            raise refused("not_yours")
        if task.waiting:
            raise refused("not_your_turn")
        return task

    # waiting -----------------------------------------------------------------------------------------

    def wait(self, token: str, phase: str, data: Any = None) -> None:
        """The token waits for something; `data` is what its behaviour remembers (JSON)."""
        old = self.state.tokens[token]
        self.fact("waiting", token=token, node=old.node, phase=phase, **({} if data is None else {"data": data}))

    def set_timer(self, token: str, purpose: str, due: datetime, *, deadline: bool = False) -> None:
        """Ask to be woken at `due`: `timer(purpose)` of the node's behaviour is called then."""
        name = f"{token}.{purpose}"
        self.fact("timer_set", timer=name, token=token, node=self.state.tokens[token].node, due=due.isoformat())
        self.effect(effects.SetTimer(name, due, token, deadline))

    def cancel_timer(self, name: str) -> None:
        """The timer is not wanted any more."""
        self.fact("timer_gone", timer=name)
        self.effect(effects.CancelTimer(name))

    # tasks -------------------------------------------------------------------------------------------

    def open_task(
        self,
        token: str,
        person: str,
        kind: effects.TaskKind,
        *,
        task: str | None = None,
        held: bool = True,
        waiting: bool = False,
        of: str | None = None,
        standing_in: str | None = None,
        item: Any = None,
        record: str | None = None,
    ) -> str:
        """A to-do for a person. `held`: the token waits for it (else it may outlive the token: CC, to-dos)."""
        name = task or self.task_id()
        node = self.state.tokens[token].node
        data: dict[str, Any] = {"task": name, "node": node, "person": person, "task_kind": kind}
        if held:
            data["token"] = token
        more = {"waiting": waiting or None, "of": of, "standing_in": standing_in}
        self.fact("task_opened", **data, **{key: value for key, value in more.items() if value is not None})
        self.effect(effects.OpenTask(name, token, node, person, kind, standing_in, of, waiting, item, record))
        return name

    def change_task(self, task: str, *, waiting: bool | None = None, person: str | None = None) -> None:
        """Their turn has come, they have to wait again, or the task is another person's now."""
        changes = {"waiting": waiting, "person": person}
        self.fact("task_changed", task=task, **{key: value for key, value in changes.items() if value is not None})
        self.effect(effects.ChangeTask(task, waiting, person))

    def close_task(self, task: str, status: effects.TaskStatus, by: str | None = None, comment: str = "") -> None:
        """The task is over."""
        data: dict[str, Any] = {"task": task, "status": status}
        if by is not None:
            data["by"] = by
        if comment:
            data["comment"] = comment
        self.fact("task_closed", **data)
        self.effect(effects.CloseTask(task, status, by, comment))

    def tell(
        self,
        people: Iterable[str],
        what: str,
        *,
        token: str | None = None,
        task: str | None = None,
        by: str | None = None,
        comment: str = "",
        text: Mapping[str, str] | None = None,
    ) -> None:
        """A message of the product to people (nothing when there is nobody)."""
        told = tuple(dict.fromkeys(people))
        if not told:
            return
        key = self.new_id("n")
        self.fact("notified", key=key, people=list(told), what=what)
        self.effect(effects.Notice(key, told, what, token, task, by, comment, text))
