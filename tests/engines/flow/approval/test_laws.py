"""What holds after any commands whatsoever, in rounds of any shape (Hypothesis)."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import count
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engines.flow.approval.round import Config, Round, fold, open_round, settled
from engines.flow.approval.seats import Board
from engines.flow.events import Refused
from tests.engines.flow.approval.table import Table

INSIDE = "abcde"
PEOPLE = st.sampled_from("abcdefghijkl")
CONFIGS = st.builds(
    Config,
    mode=st.sampled_from(["any", "all", "ratio", "sequential"]),
    ratio=st.sampled_from([Fraction(1, 10), Fraction(1, 2), Fraction(2, 3), Fraction(1)]),
    weights=st.dictionaries(st.sampled_from(INSIDE), st.integers(1, 4)),
    own=st.sampled_from(["allow", "skip"]),
    repeat=st.sampled_from(["allow", "skip"]),
    initiator=st.sampled_from(["a", "z", None]),
    approved=st.frozensets(st.sampled_from(INSIDE), max_size=2),
)
COMMANDS = st.one_of(
    st.tuples(st.sampled_from(["yes", "yes", "yes", "no", "take_back", "take_back"]), PEOPLE),
    st.tuples(st.sampled_from(["transfer", "delegate", "hand_over", "remove"]), PEOPLE, PEOPLE),
    st.tuples(
        st.just("add"),
        PEOPLE,
        st.lists(PEOPLE, min_size=1, max_size=3),
        st.sampled_from(["before", "after"]),
        st.sampled_from(["any", "all", "sequential"]),
    ),
    st.tuples(st.just("escalate"), PEOPLE, PEOPLE),
)
PLAYS = st.lists(COMMANDS, max_size=25)


def attempt(table: Table, name: str, *arguments: Any) -> bool:
    """Do it if it may be done; a refusal changes nothing. A round that opened with its outcome has no commands."""
    if not table.round.seats:
        return False
    before = table.round
    seated = {seat.person for seat in table.round}
    who = arguments[1] if name == "remove" else arguments[0]
    if name not in ("hand_over", "escalate") and who not in seated:
        return False
    try:
        getattr(table, name)(*arguments)
    except Refused:
        assert table.round == before
        return False
    return True


@given(CONFIGS, st.lists(st.sampled_from(INSIDE), min_size=1, max_size=5), PLAYS)
@settings(max_examples=400, deadline=None)
def test_an_approval_always_waits_for_somebody_or_has_come_to_an_end(
    config: Config, people: list[str], plays: list[tuple[Any, ...]]
) -> None:
    table = Table(people, config)
    for play in plays:
        attempt(table, *play)
        open_seats = [seat for seat in table.round if seat.status == "open"]
        assert bool(table.waits_for) == (table.outcome is None)
        assert table.outcome is None or not open_seats
        assert fold(table.history) == table.round
        assert len({seat.task for seat in table.round}) == len(table.round.seats)
        again = settled(Board(table.round), table.next_id, config)
        assert (again.changes, again.outcome) == ((), table.outcome if table.round.seats else None)


@given(CONFIGS, st.lists(st.sampled_from(INSIDE), min_size=1, max_size=5), PLAYS)
@settings(max_examples=200, deadline=None)
def test_one_person_has_one_voice_unless_an_operator_or_an_sla_gave_a_second(
    config: Config, people: list[str], plays: list[tuple[Any, ...]]
) -> None:
    table = Table(people, config)
    for play in plays:
        if play[0] not in ("hand_over", "escalate"):
            attempt(table, *play)
    assert max(Counter(seat.person for seat in table.round).values(), default=1) == 1


def unnamed(round_: Round) -> object:
    """A round without its task ids."""
    place = {seat.task: at for at, seat in enumerate(round_)}
    return [
        (s.person, s.place, place.get(s.of or ""), s.mode, s.weight, s.waiting, s.status, s.by) for s in round_
    ]  # fmt: skip


@given(CONFIGS, st.lists(st.sampled_from(INSIDE), min_size=1, max_size=5), PLAYS, st.sampled_from(["yes", "no"]))
@settings(max_examples=300, deadline=None)
def test_a_word_taken_back_at_once_leaves_everything_as_it_was(
    config: Config, people: list[str], plays: list[tuple[Any, ...]], word: str
) -> None:
    table = Table(people, config)
    for play in plays:
        attempt(table, *play)
    for seat in table.round.active:
        other = table.copy()
        mine = [one for one in table.round if one.person == seat.person]
        if len(mine) > 1:
            continue
        getattr(other, word)(seat.person)
        other.take_back(seat.person)
        assert other.outcome is None
        assert unnamed(other.round) == unnamed(table.round)


@given(
    CONFIGS, st.lists(st.sampled_from(INSIDE), min_size=1, max_size=5), PLAYS, st.sampled_from(["approve", "reject"])
)
@settings(max_examples=200, deadline=None)
def test_a_deadline_that_decides_always_comes_to_its_own_outcome(
    config: Config, people: list[str], plays: list[tuple[Any, ...]], verb: str
) -> None:
    table = Table(people, config)
    for play in plays:
        attempt(table, *play)
    if table.outcome is None:
        table.conclude(verb)
        assert table.outcome == {"approve": "approved", "reject": "rejected"}[verb]
        again = settled(Board(table.round), table.next_id, config)
        assert (again.changes, again.outcome) == ((), table.outcome if table.round.seats else None)


@given(CONFIGS, st.lists(st.sampled_from(INSIDE), min_size=1, max_size=5), PLAYS)
@settings(max_examples=100, deadline=None)
def test_the_same_commands_give_the_same_round_again(
    config: Config, people: list[str], plays: list[tuple[Any, ...]]
) -> None:
    first, second = Table(people, config), Table(people, config)
    for play in plays:
        assert attempt(first, *play) == attempt(second, *play)
    assert (first.round, first.history) == (second.round, second.history)


@given(st.lists(st.sampled_from(INSIDE), min_size=1, max_size=5), PLAYS, st.data())
@settings(max_examples=200, deadline=None)
def test_an_approval_in_which_everybody_says_yes_is_approved(
    people: list[str], plays: list[tuple[Any, ...]], data: st.DataObject
) -> None:
    config = data.draw(CONFIGS)
    table = Table(people, config)
    for play in plays:
        if play[0] not in ("no", "take_back"):
            attempt(table, *play)
    steps = count()
    while table.outcome is None:
        assert next(steps) < 200
        table.yes(data.draw(st.sampled_from(sorted(table.waits_for))))
    assert table.outcome == "approved"


def test_two_hundred_signers_are_opened_and_decided_in_order() -> None:
    people = [f"p{at}" for at in range(200)]
    opened = open_round(people, map("t{}".format, count()).__next__, Config(mode="sequential"))
    assert [seat.person for seat in opened.round.active] == ["p0"]
    assert len(opened.changes) == 200
