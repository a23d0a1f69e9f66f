"""Asking for the people of a step: rule tables are decided here, everything else is found by the platform."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engines.flow import effects
from engines.flow.assignees import Assignee, Chosen, LeastLoaded, Person, RoundRobin, RuleTable, SameAs
from engines.flow.step import Step, StepFailed

AGAIN = "again"
"""The request for those who did the step before (after a return)."""
FALLBACK = "fallback"
"""The request made when nobody was found: the node's fallback, or the flow's administrators. Without any (`assignees`
is empty), the platform answers with who may design the app."""
LADDER = "sla."
"""Requests of the SLA ladder begin like this."""


def ask(step: Step, token: str, assignees: Iterable[Assignee], request: str = "") -> None:
    """Have people found; the answer is `resolved` of the node's behaviour (or the ladder's)."""
    found = tuple(_decided(step, token, assignees))
    state = step.state
    here = state.tokens[token]
    chosen = state.chosen.get(here.node, ())
    if any(isinstance(one, Chosen) and one.chosen_by == "previous" for one in found):
        chosen = here.chosen
    deciders = {}
    for one in found:
        if isinstance(one, SameAs):
            done = state.done(one.same_as, here.scope)
            deciders[one.same_as] = done.by if done is not None else ()
    step.effect(effects.Resolve(token, here.node, found, request, state.initiator, here.by, chosen, deciders))


def again(step: Step, token: str, people: Iterable[str]) -> None:
    """Ask those who did it before, as far as they are still there."""
    ask(step, token, [Person.model_construct(person=person) for person in people], AGAIN)


def _decided(step: Step, token: str, assignees: Iterable[Assignee]) -> Iterator[Assignee]:
    """The assignees with rule tables replaced by the row that holds."""
    for assignee in assignees:
        match assignee:
            case RuleTable():
                yield from _row(step, token, assignee)
            case RoundRobin(round_robin=pool):
                yield assignee.model_copy(update={"round_robin": tuple(_decided(step, token, pool))})
            case LeastLoaded(least_loaded=pool):
                yield assignee.model_copy(update={"least_loaded": tuple(_decided(step, token, pool))})
            case _:
                yield assignee


def _row(step: Step, token: str, table: RuleTable) -> Iterator[Assignee]:
    for row in table.table:
        if step.value(token, f"table:{row.when}") is True:
            yield from _decided(step, token, row.assignees)
            return
    yield from _decided(step, token, table.otherwise)


def nobody(step: Step, token: str, *, waiting: bool) -> None:
    """Nobody is there to ask. Fails, or (`waiting`) is looked at again when the record changes or an operator says
    so."""
    zh, en = "没有找到处理人。", "Nobody was found to do this."
    if waiting:
        step.wait(token, "nobody")
    else:
        raise StepFailed("nobody", zh, en)
