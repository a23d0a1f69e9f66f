"""Moving an instance to another version of its flow: as a whole or not at all, with a reason for each token.

A token has a place in the other version when the node it maps to is of the same type in the same scope (the way to it
from the scope's steps maps, too). Steps of people and waits may also become another type: they are begun anew there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from engines.flow import ladder, moves, repeat
from engines.flow.commands import running
from engines.flow.durations import after
from engines.flow.events import Migrate, Refused
from engines.flow.program import Program
from engines.flow.refusals import refused
from engines.flow.state import State, Token
from engines.flow.step import Step

Verdict = Literal["as_is", "anew", "impossible"]
_TYPES: Mapping[str, frozenset[str]] = {
    "approval": frozenset({"approval"}),
    "fill": frozenset({"fill"}),
    "people": frozenset({"approval", "fill", "cc", "notify", "assign"}),
    "nobody": frozenset({"approval", "fill", "assign"}),
    "resubmit": frozenset({"start"}),
    "time": frozenset({"wait"}),
    "date": frozenset({"wait"}),
    "condition": frozenset({"wait"}),
    "message": frozenset({"wait"}),
    "called": frozenset({"http", "script", "analyse"}),
    "children": frozenset({"call"}),
    "scope": frozenset({"subprocess"}),
    "join": frozenset({"branch"}),
}
_ANEW = frozenset({"approval", "fill", "nobody", "time", "date", "condition", "message"})
"""Phases that may be begun anew at a node of another type: nothing is under way outside."""
_WAITING = frozenset({"approval", "fill", "wait"})
_REASONS = {
    "missing": ("新版本中没有对应的步骤。", "There is no such step in the other version."),
    "scope": ("对应的步骤在另一个子过程中。", "The step stands in another sub-process there."),
    "type": ("对应的步骤类型不同,无法继续。", "The step is of another type there and can't go on."),
    "edge": ("汇合处没有对应的连线。", "The join has no such incoming edge there."),
    "start": ("新版本的子过程没有开始。", "The sub-process has no start there."),
}


@dataclass(frozen=True, slots=True)
class TokenMove:
    """What would become of a token: `as_is`, begun `anew`, or `impossible` with the reason in both languages."""

    token: str
    node: str
    to: str
    verdict: Verdict
    code: str = ""

    @property
    def reason(self) -> dict[str, str] | None:
        if not self.code:
            return None
        zh, en = _REASONS[self.code]
        return {"zh-CN": zh, "en": en}


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """What a migration would do with an instance."""

    moves: tuple[TokenMove, ...]

    @property
    def status(self) -> Literal["as_is", "mapping", "cannot"]:
        """`as_is`: nothing to do; `mapping`: some node has no place of its own name; `cannot`: it has, but can't go
        on there."""
        bad = [move for move in self.moves if move.verdict == "impossible"]
        if not bad:
            return "as_is"
        return "mapping" if all(move.code == "missing" for move in bad) else "cannot"

    @property
    def possible(self) -> bool:
        return self.status == "as_is"


def migration_report(
    old_program: Program, new_program: Program, state: State, mapping: Mapping[str, str] | None = None
) -> MigrationReport:
    """What would become of each token of an instance. `mapping`: old node id → new node id, same id when left out."""
    plan = _plan(new_program, state, mapping or {})
    return MigrationReport(tuple(_same_type(old_program, move) for move in plan))


def _same_type(old_program: Program, move: TokenMove) -> TokenMove:
    """A report knows the old node, so it names it even when the state alone could not tell."""
    return (
        move if move.node in old_program.nodes else TokenMove(move.token, move.node, move.to, "impossible", "missing")
    )


def _plan(program: Program, state: State, mapping: Mapping[str, str]) -> Iterator[TokenMove]:
    for name, token in state.tokens.items():
        to = mapping.get(token.node, token.node)
        verdict, code = _place(program, state, token, to, mapping)
        yield TokenMove(name, token.node, to, verdict, code)


def _place(program: Program, state: State, token: Token, to: str, mapping: Mapping[str, str]) -> tuple[Verdict, str]:
    target = program.nodes.get(to)
    if target is None:
        return "impossible", "missing"
    inner = repeat.is_inner(state, token)
    parent = _parent(state, token)
    if target.parent != mapping.get(parent, parent):
        return "impossible", "scope"
    repeated = inner or token.phase == "repeat"
    if repeated != (target.each is not None):
        return ("anew", "") if token.phase in _ANEW and not inner else ("impossible", "type")
    phase = token.data["was"] if token.phase == "failed" else token.phase
    if phase == "join":
        source, mark, number = token.came.partition("#")
        fits = target.joins and f"{mapping.get(source, source)}{mark}{number}" in target.ins
        return ("as_is", "") if fits else ("impossible", "edge")
    if target.model.type in _TYPES.get(phase, frozenset({target.model.type})):
        if phase == "scope" and to not in program.starts:
            return "impossible", "start"
        return ("as_is", "") if _same_wait(target.model, phase) else ("anew", "")
    if phase in _ANEW and token.phase != "failed" and target.model.type in _WAITING:
        return "anew", ""
    return "impossible", "type"


def _same_wait(model: Any, phase: str) -> bool:
    key = {"time": "duration", "date": "until", "condition": "when", "message": "message"}.get(phase)
    return key is None or getattr(model, key, None) is not None


def _parent(state: State, token: Token) -> str:
    """The node whose scope a token stands in (a repeated step stands in its own scopes)."""
    scope = token.scope
    while scope and state.scopes[scope].node == token.node:
        scope = state.tokens[state.scopes[scope].owner].scope
    return state.scopes[scope].node if scope else ""


def migrate(step: Step, event: Migrate) -> None:
    """The instance goes on under `step.program`. Raises `cannot_migrate` with the reasons when it can't."""
    running(step)
    plan = list(_plan(step.program, step.state, event.mapping))
    bad = [move for move in plan if move.verdict == "impossible"]
    if bad:
        raise _cannot(bad)
    nodes = {old: new for old, new in event.mapping.items() if old != new}
    by = {"by": event.by} if event.by else {}
    step.fact("migrated", version=event.version, nodes=nodes, **by)
    for move in plan:
        token = step.state.tokens.get(move.token)
        if token is None:
            continue
        if move.verdict == "anew":
            moves.drop(step, move.token, "migrated")
            moves.enter(step, move.to, token.scope, like=token)
        else:
            _retime(step, move.token)


def _cannot(bad: list[TokenMove]) -> Refused:
    first = refused("cannot_migrate")
    zh = "".join(f"「{move.node}」:{_REASONS[move.code][0]}" for move in bad)
    en = " ".join(f"«{move.node}»: {_REASONS[move.code][1]}" for move in bad)
    return Refused(first.code, f"{first.detail['zh-CN']}{zh}", f"{first.detail['en']} {en}")


def _retime(step: Step, name: str) -> None:
    """Timers that have no rung or boundary any more are cancelled; those that are new begin now."""
    token = step.state.tokens[name]
    node = step.node(token)
    boundaries = () if repeat.is_inner(step.state, token) else node.boundaries
    wanted = {f"b.{boundary}" for boundary in boundaries}
    sla = getattr(node.model, "sla", ()) if token.phase in ("approval", "fill") else ()
    wanted |= {f"s{index}" for index in range(len(sla))}
    running_now = {timer.removeprefix(f"{name}.") for timer in step.state.timers if timer.startswith(f"{name}.")}
    for purpose in sorted(running_now):
        if purpose[:1] in "bs" and _rung(purpose) not in wanted:
            step.cancel_timer(f"{name}.{purpose}")
    if token.phase == "failed":
        return
    paused = ladder.is_paused(token)
    known = {_rung(purpose) for purpose in running_now}
    for boundary in boundaries:
        model = step.program.nodes[boundary].model
        if f"b.{boundary}" not in known and model.type == "boundary" and model.after is not None:
            step.set_timer(name, f"b.{boundary}", after(step.now, model.after, step.world))
    if sla and not paused and not known & {f"s{index}" for index in range(len(sla))}:
        ladder.begin(step, name)
    elif paused or (sla and ladder.can_pause(node)):
        ladder.look(step, name)


def _rung(purpose: str) -> str:
    """`b.late.2` → `b.late`, `s0.1` → `s0`."""
    parts = purpose.split(".")
    return ".".join(parts[:2]) if parts[0] == "b" else parts[0]
