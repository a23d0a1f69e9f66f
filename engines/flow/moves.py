"""How tokens move: leaving a step, choosing edges, entering the next, dying at an end, being dropped.

`leave` is what behaviours call. Tokens that have come somewhere wait on the step's agenda; `advance` works it off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from engines.flow import effects, repeat
from engines.flow.state import ROOT, Token
from engines.flow.step import Step, StepFailed
from engines.formula import ErrorValue

if TYPE_CHECKING:
    from engines.flow.program import CompiledEdge, CompiledNode


MAX_HOPS = 5_000
_BAD = frozenset({"rejected", "failed"})


def leave(
    step: Step,
    name: str,
    outcome: str | None,
    *,
    by: str | None = None,
    deciders: Sequence[str] | None = None,
    chosen: Sequence[str] = (),
    records: Sequence[str] = (),
    count: int | None = None,
    decision: bool = False,
) -> None:
    """The step of a token is done with `outcome`. `by` decided it (of all `deciders`), and may have `chosen` who is
    next; `records` it made or found (`count` of them); a `decision` is what the flow's result follows."""
    release(step, name)
    token = step.state.tokens[name]
    data: dict[str, Any] = {"token": name, "node": token.node, "outcome": outcome}
    hops = _hops(step)
    if hops != step.state.hops:
        data["hops"] = hops
    if token.scope:
        data["scope"] = token.scope
    if by is not None:
        data["by"] = by
    if deciders is not None:
        data["deciders"] = list(deciders)
    if chosen:
        data["chosen"] = list(chosen)
    if records:
        data["records"] = list(records if token.node in step.program.keeps else records[:1])
    if records or count:
        data["count"] = count if count is not None else len(records)
    if decision:
        data["decision"] = outcome
    step.fact("left", **data)
    if token.race:
        withdraw_rivals(step, name, token)
    go_on(step, name)


def _hops(step: Step) -> int:
    """How many steps were left in a row without anything from outside: a loop of reading and writing must not run for
    ever inside one transaction."""
    if not step.synchronous:
        return 0
    if step.state.hops >= MAX_HOPS:
        raise StepFailed(
            "too_many_steps",
            "流程连续执行的步骤过多。",
            "Too many steps in a row without ever waiting.",
        )
    return step.state.hops + 1


def go_on(step: Step, name: str) -> None:
    """The token stands at the door of its step: on to the next."""
    token = step.state.tokens[name]
    if repeat.is_inner(step.state, token):
        scope = token.scope
        step.fact("dropped", token=name, node=token.node, why="done")
        close_scope(step, scope, token.outcome)
        return
    if token.back and token.outcome not in _BAD:
        _enter_back(step, name, token)
        return
    node = step.node(token)
    try:
        edges = choose(step, name, node)
    except StepFailed as failure:
        fail(step, name, failure.code, failure.detail)
        return
    if edges:
        move(step, name, edges)
    elif token.outcome == "rejected":
        finish(step, "rejected")
    else:
        fail(step, name, "no_edge", {
            "zh-CN": "没有可走的连线。", "en": "No edge can be taken from here.",
        })  # fmt: skip


def pass_on(step: Step, name: str) -> None:
    """A branch: on with the outcome the token came with."""
    token = step.state.tokens[name]
    node = step.node(token)
    mode = node.model.mode if node.model.type == "branch" else "exclusive"
    edges = node.out if mode == "parallel" else choose(step, name, node, several=mode == "inclusive")
    if edges:
        move(step, name, edges, passing=True)
    else:
        raise StepFailed("no_edge", "没有可走的分支。", "No branch can be taken from here.")


def choose(step: Step, name: str, node: CompiledNode, *, several: bool = False) -> Sequence[CompiledEdge]:
    """The first edge whose condition holds (all of them, when `several`), else the default, else none."""
    env = None
    default: CompiledEdge | None = None
    taken: list[CompiledEdge] = []
    for edge in node.out:
        if edge.default:
            default = edge
            continue
        if edge.when is not None:
            env = env or step.env(name)
            holds = edge.when(env)
            if isinstance(holds, ErrorValue):
                raise StepFailed(
                    "formula", f"连线的条件结果是 {holds.code}。", f"The condition of an edge gives {holds.code}."
                )
            if holds is not True:
                continue
        elif edge.good_only and step.state.tokens[name].outcome in _BAD:
            continue
        taken.append(edge)
        if not several:
            break
    return taken or ((default,) if default is not None else ())


def move(step: Step, name: str, edges: Sequence[CompiledEdge], *, passing: bool = False, race: str = "") -> None:
    """The token goes over these edges."""
    to = [[step.new_id("t"), edge.target, edge.came] for edge in edges]
    data: dict[str, Any] = {"token": name, "node": edges[0].source, "to": to, "edges": [edge.index for edge in edges]}
    if passing:
        data["passing"] = True
    if race:
        data["race"] = race
    step.fact("moved", **data)
    step.agenda.extend(row[0] for row in to)


def enter(step: Step, node: str, scope: str = ROOT, *, like: Token | None = None, **more: Any) -> str:
    """A new token at a node; `like` another it keeps what that one knew of the step before."""
    name = step.new_id("t")
    data: dict[str, Any] = {"token": name, "node": node}
    if scope:
        data["scope"] = scope
    if like is not None:
        known = {"outcome": like.outcome, "by": like.by, "chosen": list(like.chosen) or None}
        data |= {key: value for key, value in known.items() if value is not None}
    step.fact("entered", **data, **more)
    step.agenda.append(name)
    return name


def _enter_back(step: Step, name: str, token: Token) -> None:
    """After a return that goes straight back: not over the edges, but to who returned it."""
    step.fact("dropped", token=name, node=token.node, why="straight")
    enter(step, token.back, token.scope, like=token)


def withdraw_rivals(step: Step, name: str, winner: Token) -> None:
    """The first of an event branch has happened: the others are withdrawn."""
    for other, token in list(step.state.tokens.items()):
        if other != name and token.race == winner.race and token.scope == winner.scope:
            drop(step, other, "race")


def leads_on(step: Step, name: str, node: CompiledNode, outcome: str) -> bool:
    """Whether some edge would be taken if the step ended like that."""
    here = step.state.tokens[name]
    step.state.tokens[name] = here.having(outcome=outcome)
    try:
        return bool(choose(step, name, node))
    finally:
        step.state.tokens[name] = here


# ends ------------------------------------------------------------------------------------------------


def die(step: Step, name: str, result: str | None) -> None:
    """A token has come to an end; the last one of its scope ends the scope."""
    token = step.state.tokens[name]
    step.fact("died", token=name, node=token.node, **({"result": result} if result else {}))
    settle_scope(step, token.scope)


def settle_scope(step: Step, scope: str) -> None:
    """Ends a scope in which no token is left."""
    if any(token.scope == scope for token in step.state.tokens.values()):
        return
    if scope:
        if scope in step.state.scopes:
            close_scope(step, scope, step.state.scopes[scope].decision or "done")
    elif step.state.result is None:
        finish(step, step.state.decision or "done")


def terminate(step: Step, name: str, result: str | None) -> None:
    """The whole scope of a token ends at once."""
    token = step.state.tokens[name]
    step.fact("died", token=name, node=token.node, **({"result": result} if result else {}))
    for other in [key for key, one in step.state.tokens.items() if one.scope == token.scope]:
        drop(step, other, "terminated")
    settle_scope(step, token.scope)


def close_scope(step: Step, scope: str, outcome: str | None) -> None:
    """A scope is done: whoever waits for it goes on."""
    run = step.state.scopes[scope]
    step.fact("closed", scope=scope, node=run.node, owner=run.owner)
    try:
        if step.node(step.state.tokens[run.owner]).each is None:
            leave(step, run.owner, outcome)
        elif repeat.instance_done(step, run.owner, outcome):
            close_repeat(step, run.owner)
    except StepFailed as failure:  # the one inside has gone well; who waited for it fails
        if run.owner not in step.state.tokens:
            raise
        fail(step, run.owner, failure.code, failure.detail)


def close_repeat(step: Step, name: str) -> None:
    """A repetition has come to its end: what still runs in it is dropped."""
    drop_scopes(step, name, "until")
    outcome = repeat.outcome(step, name)
    leave(step, name, outcome, decision=outcome in ("approved", "rejected"))


def finish(step: Step, result: str) -> None:
    """The instance is over."""
    for name in list(step.state.tokens):
        if name in step.state.tokens:
            drop(step, name, "ended")
    step.fact("ended", result=result)
    step.agenda.clear()
    flow = step.program.flow
    if step.program.gate:
        step.effect(effects.ReleaseGate(result in ("approved", "done")))
    if flow.notify_initiator and step.state.initiator is not None and result in ("approved", "rejected"):
        step.tell([step.state.initiator], result)
    step.effect(effects.EndInstance(result))


# dropping --------------------------------------------------------------------------------------------


def release(step: Step, name: str) -> None:
    """Closes the tasks and timers of a token."""
    state = step.state
    if state.tasks:
        for key, _ in step.tasks_of(name):
            step.close_task(key, "cancelled")
    if state.timers:
        prefix = f"{name}."
        for timer in [timer for timer in state.timers if timer.startswith(prefix)]:
            step.cancel_timer(timer)


def drop(step: Step, name: str, why: str) -> None:
    """A token is withdrawn with everything it has open, inside and outside."""
    token = step.state.tokens.get(name)
    if token is None:
        return
    drop_scopes(step, name, why)
    step.node(token).behaviour.withdraw(step, name)
    release(step, name)
    step.fact("dropped", token=name, node=token.node, why=why)


def drop_scopes(step: Step, name: str, why: str) -> None:
    """Withdraws every scope that a token waits for."""
    for scope in [key for key, run in step.state.scopes.items() if run.owner == name]:
        for inner in [key for key, token in step.state.tokens.items() if token.scope == scope]:
            drop(step, inner, why)
        step.fact("closed", scope=scope, node=step.state.scopes[scope].node, owner=name)


def drop_all(step: Step, names: Iterable[str], why: str) -> None:
    """Withdraws several tokens (some may stand inside others)."""
    for name in list(names):
        drop(step, name, why)


# failing ---------------------------------------------------------------------------------------------


def fail(step: Step, name: str, code: str, detail: Any, *, unknown: bool = False) -> None:
    """The step can't go on. An error boundary on it, or around it, catches that; else it waits for an operator."""
    caught = _error_boundary(step, name)
    if caught is not None:
        host, boundary = caught
        interrupt(step, host, boundary, "error")
        return
    token = step.state.tokens[name]
    release(step, name)
    data = {"code": code, "detail": dict(detail), "was": token.phase, "had": token.data}
    if unknown:
        data["unknown"] = True
    step.fact("failed", token=name, node=token.node, phase="failed", data=data)


def _error_boundary(step: Step, name: str) -> tuple[str, str] | None:
    current: str | None = name
    while current is not None:
        token = step.state.tokens[current]
        if not repeat.is_inner(step.state, token):
            for boundary in step.node(token).boundaries:
                model = step.program.nodes[boundary].model
                if model.type == "boundary" and model.catch == "error":
                    return current, boundary
        current = step.state.scopes[token.scope].owner if token.scope else None
    return None


def interrupt(step: Step, name: str, boundary: str, why: str) -> None:
    """A boundary event: the step is withdrawn and the flow goes on from the boundary."""
    token = step.state.tokens[name]
    step.fact("boundary", token=name, node=token.node, boundary=boundary, catch=why)
    if token.race:
        withdraw_rivals(step, name, token)
    drop(step, name, "boundary")
    enter(step, boundary, token.scope, like=token)
