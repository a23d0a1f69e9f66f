"""Every order of every command, for up to three approvers, against an independent idea of what approvals are.

The two are walked through together, state by state: whenever the engine and the oracle (terms that are rewritten) are
both in a pair of states seen before, everything that can follow has been compared already, so all orders are covered
without playing each one from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

import pytest

from engines.flow.approval.round import Config
from engines.flow.events import Refused
from tests.engines.flow.approval import oracle
from tests.engines.flow.approval.oracle import NO, YES, Term
from tests.engines.flow.approval.table import Table

OUTSIDERS = ("x", "y", "z")
"""Who can be brought in; two at once only while all three are outside."""


class Quick(Table):
    """Without the checks of JSON, which the other tests do."""

    thorough = False


class Play(NamedTuple):
    """One command, as both sides understand it. `used`: how many outsiders come in; `cost`: of the budget."""

    name: str
    engine: Callable[[Table], object]
    oracle: Callable[[Term], Term]
    used: int = 0
    cost: int = 0


def _plays_of(person: str, fresh: tuple[str, ...], budget: int) -> Iterator[Play]:
    yield Play(f"{person} yes", lambda t: t.yes(person), lambda o: oracle.say(o, person, True))
    yield Play(f"{person} no", lambda t: t.no(person), lambda o: oracle.say(o, person, False))
    if not budget or not fresh:
        return
    one = fresh[0]
    yield Play(
        f"{person} transfers", lambda t: t.transfer(person, one), lambda o: oracle.transfer(o, person, one), 1, 1
    )
    yield Play(
        f"{person} delegates", lambda t: t.delegate(person, one), lambda o: oracle.delegate(o, person, one), 1, 1
    )
    for place in ("before", "after"):
        yield _adding(person, (one,), place, "all")
        for mode in ("any", "all", "sequential"):
            if len(fresh) == len(OUTSIDERS) > 2:
                yield _adding(person, fresh[:2], place, mode)


def _adding(person: str, people: tuple[str, ...], place: str, mode: str) -> Play:
    return Play(
        f"{person} adds {len(people)} {place} {mode}",
        lambda t: t.add(person, people, place, mode),
        lambda o: oracle.add(o, person, people, place, mode),
        len(people),
        1,
    )


def _removing(by: str, whom: str) -> Play:
    return Play(f"{by} removes {whom}", lambda t: t.remove(by, whom), lambda o: oracle.remove(o, whom))


def _legal(term: Term, fresh: tuple[str, ...], budget: int) -> Iterator[Play]:
    for person in sorted(oracle.asked(term)):
        yield from _plays_of(person, fresh, budget)
    for by, whom in sorted(oracle.removable(term)):
        yield _removing(by, whom)


def _agree(table: Table, term: Term, trail: tuple[str, ...]) -> None:
    expected = {YES: "approved", NO: "rejected"}.get(term)
    assert table.outcome == expected, trail
    assert table.waits_for == oracle.asked(term), trail
    assert expected is None or not [seat for seat in table.round if seat.status == "open"], trail


def _refused(command: Callable[..., object], *arguments: str) -> bool:
    try:
        command(*arguments)
    except Refused:
        return True
    return False


def _illegal_is_refused(table: Table, term: Term, people: tuple[str, ...], trail: tuple[str, ...]) -> None:
    """Nobody but those who are asked can say anything, and nobody else can take anybody off."""
    before, history = table.round, len(table.history)
    may_remove = oracle.removable(term)
    seated = {seat.person for seat in before}
    for person in people:
        if person in seated and person not in table.waits_for:
            assert _refused(table.yes, person), trail
            assert _refused(table.no, person), trail
        for whom in seated:
            assert (person, whom) in may_remove or _refused(table.remove, person, whom), trail
    assert (table.round, len(table.history)) == (before, history), trail


def _states(table: Table) -> object:
    """The round without the names of its tasks."""
    place = {seat.task: str(at) for at, seat in enumerate(table.round)}
    return tuple(
        (seat.person, seat.status, seat.waiting, seat.place, place.get(seat.of or ""), seat.mode, seat.added_by)
        for seat in table.round
    )


def walk(people: tuple[str, ...], config: Config, budget: int, outsiders: tuple[str, ...] = OUTSIDERS) -> int:
    """Compare everything that can happen; the number of different commands that were compared."""
    first = oracle.tidy(oracle.start(config.mode, people, config.ratio, dict(config.weights)))
    opened = Quick(people, config)
    todo: list[tuple[Table, Term, tuple[str, ...], int, tuple[str, ...]]] = [(opened, first, outsiders, budget, ())]
    seen: set[object] = set()
    compared = 0
    while todo:
        table, term, fresh, left, trail = todo.pop()
        _agree(table, term, trail)
        key = (_states(table), term, fresh, left)
        if key in seen:
            continue
        seen.add(key)
        _illegal_is_refused(table, term, people + outsiders[: len(outsiders) - len(fresh)], trail)
        for play in _legal(term, fresh, left):
            after = table.copy()
            play.engine(after)
            compared += 1
            todo.append((after, play.oracle(term), fresh[play.used :], left - play.cost, (*trail, play.name)))
    return compared


CONFIGS = {
    "any": Config(mode="any"),
    "all": Config(mode="all"),
    "sequential": Config(mode="sequential"),
    "half": Config(mode="ratio", ratio=Fraction(1, 2)),
    "two-thirds": Config(mode="ratio", ratio=Fraction(2, 3)),
    "weights": Config(mode="ratio", ratio=Fraction(3, 5), weights={"a": 3, "b": 1, "c": 1}),
}


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
@pytest.mark.parametrize(
    ("people", "budget", "outsiders"),
    [(("a",), 2, OUTSIDERS), (("a", "b"), 2, OUTSIDERS[:2]), (("a", "b", "c"), 1, OUTSIDERS[:1])],
    ids=["1", "2", "3"],
)
def test_R80_every_order_of_commands_ends_as_the_truth_table_says(
    people: tuple[str, ...], budget: int, outsiders: tuple[str, ...], config: Config
) -> None:
    assert walk(people, config, budget, outsiders) > 100


@pytest.mark.parametrize("plays", ["transfer", "delegate", "before", "after", "remove"])
def test_the_walk_really_plays_every_command(plays: str) -> None:
    term = oracle.add(oracle.tidy(oracle.start("all", ("a", "b"), Fraction(1), {})), "a", ("x",), "before", "all")
    assert any(plays in play.name for play in _legal(term, ("y", "z"), 1))
