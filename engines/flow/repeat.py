"""Repeated steps (multi-instance): one scope per element, all at once or one after another.

The token that came waits in phase `repeat` and remembers `{"total", "done", "approved", "last"}`, and `items` when
they come one after another. Inside each scope a token of its own does the step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from engines.flow.scope import counts
from engines.flow.state import State, Token, pack
from engines.flow.step import Step, StepFailed

MAX_ITEMS = 10_000
MAX_SCOPES = 1_000
"""Scopes stand in the state, so there are fewer of them than there are children of a call."""
_BAD = frozenset({"rejected", "withdrawn", "cancelled"})


def is_inner(state: State, token: Token) -> bool:
    """The token does one element of a repeated step."""
    return bool(token.scope) and state.scopes[token.scope].node == token.node


def items(step: Step, name: str, limit: int = MAX_ITEMS) -> list[Any]:
    """The elements of `each.over`: a list, or the numbers 1 … n. Raises StepFailed when there are too many."""
    value = step.value(name, "each.over")
    if value is None:
        return []
    if isinstance(value, Decimal):
        if value < 0 or value > limit:
            raise StepFailed("too_many", f"次数应在 0 到 {limit} 之间。", f"It must be 0 to {limit} times.")
        return [Decimal(number) for number in range(1, int(value) + 1)]
    found = list(value) if isinstance(value, list | tuple) else [value]
    if len(found) > limit:
        raise StepFailed("too_many", f"元素超过 {limit} 个。", f"There are more than {limit} elements.")
    return found


def begin(step: Step, name: str) -> bool:
    """A token has come to a repeated step. False when there is nothing to repeat."""
    token = step.state.tokens[name]
    each = step.node(token).each
    assert each is not None
    found = items(step, name, MAX_SCOPES)
    data: dict[str, Any] = {"total": len(found), "done": 0, "approved": 0}
    if each.mode == "sequential":
        data["items"] = [pack(item) for item in found[1:]]
    step.wait(name, "repeat", data)
    for index, item in enumerate(found[:1] if each.mode == "sequential" else found):
        _open(step, name, index, pack(item))
    return bool(found)


def _open(step: Step, owner: str, index: int, item: Any) -> None:
    """One more element begins."""
    token = step.state.tokens[owner]
    scope, inner = step.new_id("s"), step.new_id("t")
    step.fact("opened", scope=scope, node=token.node, owner=owner, index=index, item=item)
    known = {"outcome": token.outcome, "by": token.by, "chosen": list(token.chosen) or None}
    step.fact("entered", token=inner, node=token.node, scope=scope, **{k: v for k, v in known.items() if v is not None})
    step.agenda.append(inner)


def counted(data: Mapping[str, Any], result: str | None) -> dict[str, Any]:
    """What a repetition remembers after one more element is done."""
    good = 0 if result in _BAD else 1
    return {**data, "done": data["done"] + 1, "approved": data["approved"] + good, "last": result}


def instance_done(step: Step, owner: str, result: str | None) -> bool:
    """One element is done; True when the repetition is over."""
    token = step.state.tokens[owner]
    data = counted(token.data, result)
    rest: Sequence[Any] = data.get("items", ())
    over = data["done"] == data["total"] or until(step, owner, data)
    if rest and not over:
        data["items"] = rest[1:]
    if over and data["done"] < data["total"]:
        data["stopped"] = True
    step.wait(owner, "repeat", data)
    if rest and not over:
        _open(step, owner, data["done"], rest[0])
    return over


def until(step: Step, owner: str, data: Mapping[str, Any]) -> bool:
    """Whether `each.until` holds now. One that gives an error stops nothing; the history tells."""
    node = step.node(step.state.tokens[owner])
    if "each.until" not in node.formulas:
        return False
    try:
        return step.value(owner, "each.until", {"item": None, "index": data["done"], **counts(data)}) is True
    except StepFailed as failure:
        step.fact("until_failed", token=owner, node=node.id, code=failure.code)
        return False


def outcome(step: Step, owner: str) -> str:
    """How a repetition has ended: stopped early, as the element that stopped it; else rejected when any element was;
    else as the elements did."""
    data = step.state.tokens[owner].data
    possible = step.node(step.state.tokens[owner]).outcomes
    if data.get("stopped"):
        return str(data["last"])
    if data["approved"] < data["done"]:
        return "rejected"
    return str(data.get("last") or possible[0])


def inside(state: State, token: Token, owner: str) -> bool:
    """Whether a token stands in a scope that `owner` waits for, however deep."""
    scope = token.scope
    while scope:
        holder = state.scopes[scope].owner
        if holder == owner:
            return True
        scope = state.tokens[holder].scope
    return False
