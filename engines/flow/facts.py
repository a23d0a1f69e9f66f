"""What has happened in an instance: the rows of its history, and the only way its state changes.

A fact is a kind and a JSON object. `fold(facts) == state` holds after every step (tested). Common keys: `token`,
`node`, `task`, `by` (person; absent: the system), `person`, `comment`. Kinds that only tell and change nothing are
those of `TELLING`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from engines.flow.approval.round import Round, change_from_json
from engines.flow.approval.round import fold as fold_round
from engines.flow.memory import Done
from engines.flow.state import Scope, State, Task, Token

Data = dict[str, Any]


@dataclass(slots=True)
class Fact:
    """One row of history."""

    kind: str
    data: Data

    def to_json(self) -> Data:
        """`{"kind": "moved", "token": "t7", …}`."""
        return {"kind": self.kind, **self.data}

    @classmethod
    def from_json(cls, row: Data) -> Fact:
        return cls(row["kind"], {key: value for key, value in row.items() if key != "kind"})


TELLING = frozenset(
    {
        *("returned", "resubmitted", "transferred", "delegated", "signers_added", "signer_removed", "taken_back"),
        *("withdrawn", "urged", "commented", "copied", "read", "handed_over", "retried", "skipped", "jumped"),
        *("cancelled", "received", "child_ended", "boundary", "sla", "until_failed", "analysed"),
    }
)


def apply(state: State, fact: Fact) -> None:
    """Change the state by one fact. Values inside the state are replaced, never altered, so copies stay as they
    are."""
    change = _APPLY.get(fact.kind)
    if change is not None:
        change(state, fact.data)
    elif fact.kind not in TELLING:
        raise ValueError(f"unknown kind of fact: {fact.kind}")


def fold(facts: Iterable[Fact], state: State | None = None) -> State:
    """The state that a history makes."""
    current = state.fork() if state is not None else State()
    for fact in facts:
        apply(current, fact)
    return current


def _seen(state: State, name: str) -> None:
    number = int(name[1:])
    if number > state.seq:
        state.seq = number


# life ------------------------------------------------------------------------------------------------


def _started(state: State, data: Data) -> None:
    state.started_at = data["at"]
    state.initiator = data.get("by")
    state.chosen = {node: tuple(people) for node, people in data.get("chosen", {}).items()}
    state.variables = data.get("variables", {})


def _ended(state: State, data: Data) -> None:
    state.result = data["result"]
    state.undos = {}


def _variables(state: State, data: Data) -> None:
    state.variables = state.variables | data["values"]


def _migrated(state: State, data: Data) -> None:
    nodes: dict[str, str] = data["nodes"]
    state.version = data["version"]
    for key, token in state.tokens.items():
        state.tokens[key] = token.having(
            node=nodes.get(token.node, token.node),
            came=_came(token.came, nodes),
            back=nodes.get(token.back, token.back),
        )
    for key, scope in state.scopes.items():
        state.scopes[key] = Scope(
            nodes.get(scope.node, scope.node), scope.owner, scope.index, scope.item, scope.decision,
            scope.steps.renamed(nodes),
        )  # fmt: skip
    state.steps = state.steps.renamed(nodes)
    state.chosen = _renamed(state.chosen, nodes)
    state.undos = {}


def _renamed(rows: dict[str, Any], nodes: dict[str, str]) -> dict[str, Any]:
    return {nodes.get(key, key): value for key, value in rows.items()}


def _came(came: str, nodes: dict[str, str]) -> str:
    source, mark, number = came.partition("#")
    return f"{nodes.get(source, source)}{mark}{number}"


# tokens ----------------------------------------------------------------------------------------------


def _entered(state: State, data: Data) -> None:
    _seen(state, data["token"])
    state.tokens[data["token"]] = Token(
        data["node"], data.get("phase", ""), data.get("data"), data.get("scope", ""), data.get("came", ""),
        data.get("outcome"), data.get("by"), tuple(data.get("chosen", ())), data.get("race", ""), data.get("back", ""),
    )  # fmt: skip


def _left(state: State, data: Data) -> None:
    """The step is done; its token stands at its door."""
    token = state.graves[data["token"]] = state.tokens[data["token"]]
    outcome, by = data["outcome"], data.get("by")
    state.tokens[data["token"]] = Token(
        token.node, "leaving", None, token.scope, token.came, outcome, by, tuple(data.get("chosen", ())), token.race,
        token.back,
    )  # fmt: skip
    _note(state, token.scope, token.node, Done(
        outcome, tuple(data.get("deciders", (by,) if by else ())), tuple(data.get("records", ())), data.get("count", 0)
    ))  # fmt: skip
    if "hops" in data:
        state.hops = data["hops"]
    if "decision" in data:
        _decide(state, token.scope, data["decision"])


def _note(state: State, scope: str, node: str, done: Done) -> None:
    if not scope:
        state.steps = state.steps.noting(node, done)
        return
    old = state.scopes[scope]
    steps = old.steps.noting(node, done)
    state.scopes[scope] = Scope(old.node, old.owner, old.index, old.item, old.decision, steps)


def _decide(state: State, scope: str, decision: str | None) -> None:
    state.decision = decision
    if scope:
        old = state.scopes[scope]
        state.scopes[scope] = Scope(old.node, old.owner, old.index, old.item, decision, old.steps)


def _moved(state: State, data: Data) -> None:
    """One token becomes one at each next step. Behind a branch, a decision can still be taken back."""
    old = state.tokens.pop(data["token"])
    state.graves.setdefault(data["token"], old)
    race = data.get("race", "")
    for name, node, came in data["to"]:
        _seen(state, name)
        state.tokens[name] = Token(
            node, "", None, old.scope, came, old.outcome, old.by, old.chosen, race, ""
        )  # fmt: skip
    if state.undos:
        _follow(state, data["token"], [name for name, _, _ in data["to"]] if data.get("passing") else [])


def _joined(state: State, data: Data) -> None:
    for name in data["with"]:
        state.graves.setdefault(name, state.tokens.pop(name))
        _follow(state, name, [])
    last = state.tokens[data["token"]]
    state.tokens[data["token"]] = last.having(phase="", came="")
    _follow(state, data["token"], [])


def _gone(state: State, data: Data) -> None:
    token = state.tokens.pop(data["token"])
    state.graves.setdefault(data["token"], token)
    _follow(state, data["token"], [])
    if data.get("result"):
        _decide(state, token.scope, data["result"])


def _waiting(state: State, data: Data) -> None:
    name = data["token"]
    phase = data["phase"]
    old = state.tokens[name]
    tasks = phase in TASK_PHASES
    state.tokens[name] = Token(
        old.node, phase, data.get("data"), old.scope, old.came, old.outcome, None if tasks else old.by,
        () if tasks else old.chosen, old.race, old.back,
    )  # fmt: skip
    if state.undos and phase in OUTSIDE_PHASES:
        _follow(state, name, [])


TASK_PHASES = frozenset({"approval", "fill"})
OUTSIDE_PHASES = frozenset({"called", "children", "writing"})
"""Phases in which something has been sent or written: no decision before it can be taken back."""


def _follow(state: State, name: str, heirs: list[str]) -> None:
    """Decisions that led to this token: their way goes on with its heirs, or can't be taken back any more."""
    for task, undo in list(state.undos.items()):
        if name in undo["tokens"]:
            if heirs:
                tokens = [*(t for t in undo["tokens"] if t != name), *heirs]
                state.undos[task] = {**undo, "tokens": tokens}
            else:
                del state.undos[task]


def _undoable(state: State, data: Data) -> None:
    state.undos[data["task"]] = {key: value for key, value in data.items() if key not in ("task", "by")}


def _opened(state: State, data: Data) -> None:
    _seen(state, data["scope"])
    state.scopes[data["scope"]] = Scope(data["node"], data["owner"], data.get("index", 0), data.get("item"))


def _closed(state: State, data: Data) -> None:
    state.graves[data["scope"]] = state.scopes.pop(data["scope"])


def _undecided(state: State, data: Data) -> None:
    """A decision was taken back: what was decided before holds again."""
    _decide(state, state.tokens[data["token"]].scope, data.get("decision"))


def _forgotten(state: State, data: Data) -> None:
    """Steps that are to be done anew."""
    scope = data.get("scope", "")
    kept = state.steps_of(scope).without(set(data["nodes"]))
    if not scope:
        state.steps = kept
        return
    old = state.scopes[scope]
    state.scopes[scope] = Scope(old.node, old.owner, old.index, old.item, old.decision, kept)


# tasks and timers ------------------------------------------------------------------------------------


def _task_opened(state: State, data: Data) -> None:
    _seen(state, data["task"])
    state.tasks[data["task"]] = Task(
        data.get("token", ""), data["person"], data["task_kind"], data.get("waiting", False)
    )


def _task_changed(state: State, data: Data) -> None:
    old = state.tasks[data["task"]]
    state.tasks[data["task"]] = Task(
        old.token, data.get("person", old.person), old.kind, data.get("waiting", old.waiting)
    )


def _task_closed(state: State, data: Data) -> None:
    del state.tasks[data["task"]]


def _decided(state: State, data: Data) -> None:
    by = data.get("by")
    if by:
        state.decided = state.decided or (by != state.initiator and data["verb"] != "done")
        if state.undos and "token" in data:
            _follow(state, data["token"], [])


def _round(state: State, data: Data) -> None:
    """An approval's seats have changed."""
    token = state.tokens[data["token"]]
    seats = fold_round(map(change_from_json, data["changes"]), Round.from_json(token.data["round"]))
    state.tokens[data["token"]] = token.having(data={**token.data, "round": seats.to_json()})


def _timer_set(state: State, data: Data) -> None:
    state.timers[data["timer"]] = data["due"]


def _timer_gone(state: State, data: Data) -> None:
    del state.timers[data["timer"]]


def _sla_paused(state: State, data: Data) -> None:
    token = state.tokens[data["token"]]
    paused = {"at": data["at"], "due": data["due"]}
    state.tokens[data["token"]] = token.having(data={**(token.data or {}), "paused": paused})


def _sla_resumed(state: State, data: Data) -> None:
    token = state.tokens[data["token"]]
    rest = {key: value for key, value in token.data.items() if key != "paused"}
    state.tokens[data["token"]] = token.having(data=rest or None)


def _notified(state: State, data: Data) -> None:
    _seen(state, data["key"])


_APPLY: dict[str, Callable[[State, Data], None]] = {
    "started": _started, "ended": _ended, "variables": _variables, "migrated": _migrated,
    "entered": _entered, "left": _left, "moved": _moved, "joined": _joined, "died": _gone, "dropped": _gone,
    "waiting": _waiting, "failed": _waiting, "undoable": _undoable, "undecided": _undecided,
    "opened": _opened, "closed": _closed, "forgotten": _forgotten, "decided": _decided, "round": _round,
    "task_opened": _task_opened, "task_changed": _task_changed, "task_closed": _task_closed,
    "timer_set": _timer_set, "timer_gone": _timer_gone, "notified": _notified,
    "sla_paused": _sla_paused, "sla_resumed": _sla_resumed,
}  # fmt: skip
