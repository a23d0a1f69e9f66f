"""Commands of operators: retry or skip a step, jump to another, cancel the instance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engines.flow import events, moves, repeat
from engines.flow.commands import running
from engines.flow.refusals import refused
from engines.flow.state import Token
from engines.flow.step import Step, StepFailed


def _token(step: Step, name: str) -> Token:
    running(step)
    token = step.state.tokens.get(name)
    if token is None:
        raise refused("no_such_token")
    return token


def _retry(step: Step, event: events.Retry) -> None:
    """Again from where it failed: choosing the edge, or the whole step under a new name, so that late answers to the
    old one find nobody."""
    token = _token(step, event.token)
    if token.phase not in ("failed", "nobody"):
        raise refused("not_failed")
    step.fact("retried", token=event.token, node=token.node, by=event.by)
    failure = token.data if token.phase == "failed" else {"was": "nobody"}
    if failure["was"] == "leaving":
        step.wait(event.token, "leaving")
        moves.go_on(step, event.token)
    elif step.node(token).behaviour.passing:
        step.wait(event.token, "", failure.get("had"))
        _pass(step, event.token)
    else:
        more = _remembered(event.token, failure)
        moves.drop(step, event.token, "retried")
        if token.race:
            more["race"] = token.race
        if token.back:
            more["back"] = token.back
        moves.enter(step, token.node, token.scope, like=token, **more)


def _remembered(name: str, failure: dict[str, Any]) -> dict[str, Any]:
    """What the next try should know: whom to ask, and the key of a call that may have happened."""
    had = failure.get("had") or {}
    if failure.get("unknown"):
        return {"data": {"same_as": had.get("same_as", f"{name}.call")}}
    return {"data": {"ask": had["ask"]}} if "ask" in had else {}


def _pass(step: Step, name: str) -> None:
    try:
        moves.pass_on(step, name)
    except StepFailed as failure:
        moves.fail(step, name, failure.code, failure.detail)


def _skip(step: Step, event: events.Skip) -> None:
    token = _token(step, event.token)
    node = step.node(token)
    if node.behaviour.passing and token.phase != "join":
        raise refused("no_such_step")
    outcome = event.outcome if event.outcome in node.outcomes or not node.outcomes else node.outcomes[0]
    step.fact("skipped", token=event.token, node=node.id, by=event.by, outcome=outcome, comment=event.comment)
    if token.phase == "join":
        step.fact("joined", token=event.token, node=node.id, **{"with": []})
        _pass(step, event.token)
        return
    moves.drop_scopes(step, event.token, "skipped")
    node.behaviour.withdraw(step, event.token)
    moves.leave(step, event.token, outcome, decision=outcome in ("approved", "rejected"))


def _jump(step: Step, event: events.Jump) -> None:
    """To another node of the same scope. At a join it takes the place of an edge that is still missing."""
    token = _token(step, event.token)
    target = step.program.nodes.get(event.to)
    if target is None or target.model.type == "boundary" or repeat.is_inner(step.state, token):
        raise refused("no_such_step")
    if target.parent != step.node(token).parent:
        raise refused("no_such_step")
    step.fact("jumped", token=event.token, node=token.node, to=event.to, by=event.by, comment=event.comment)
    moves.drop(step, event.token, "jumped")
    more: dict[str, Any] = {}
    if target.joins:
        there = {
            other.came for other in step.state.tokens.values()
            if other.node == event.to and other.scope == token.scope and other.phase == "join"
        }  # fmt: skip
        more["came"] = min(target.ins - there or target.ins)
    moves.enter(step, event.to, token.scope, like=token, **more)


def _cancel(step: Step, event: events.Cancel) -> None:
    running(step)
    step.fact("cancelled", comment=event.comment, **({"by": event.by} if event.by else {}))
    moves.finish(step, "cancelled")


HANDLERS: dict[type[Any], Callable[[Step, Any], None]] = {
    events.Retry: _retry, events.Skip: _skip, events.Jump: _jump, events.Cancel: _cancel,
}  # fmt: skip
