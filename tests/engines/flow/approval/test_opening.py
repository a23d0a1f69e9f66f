"""Who is asked when an approval begins, and who is not (docs/flow-approval.md §2)."""

from __future__ import annotations

import pytest

from engines.flow.approval.config import Empty, Mode, Own
from engines.flow.approval.round import Config, Open, wants_supervisor
from engines.flow.approval.seats import Round
from engines.flow.events import Refused
from tests.engines.flow.approval.table import Table


def test_a_person_found_twice_gets_one_seat_and_one_task() -> None:
    table = Table(["a", "b", "a"], Config(mode="all"))
    assert [seat.person for seat in table.round] == ["a", "b"]


def test_tasks_of_later_signers_are_opened_waiting_and_none_is_opened_twice() -> None:
    table = Table("abc", Config(mode="sequential"))
    assert [(c.seat.person, c.seat.waiting) for c in table.last if isinstance(c, Open)] == [
        ("a", False),
        ("b", True),
        ("c", True),
    ]
    assert len(table.last) == 3


@pytest.mark.parametrize("mode", ["any", "all", "ratio", "sequential"])
def test_own_skip_asks_the_others_and_approves_only_when_nobody_else_is_there(mode: Mode) -> None:
    config = Config(mode=mode, own="skip", initiator="a")
    assert Table("ab", config).waits_for == {"b"}
    assert Table("ab", config).outcome is None
    assert Table("a", config).outcome == "approved"


def test_own_supervisor_asks_for_the_supervisor_in_the_same_place() -> None:
    config = Config(mode="sequential", own="supervisor", initiator="b")
    assert wants_supervisor(["a", "b"], config)
    assert not wants_supervisor(["a", "c"], config)
    table = Table("abc", config, supervisors=["s"])
    assert [seat.person for seat in table.round] == ["a", "s", "c"]
    assert [seat.person for seat in Table("abc", config, supervisors=["c"]).round] == ["a", "c"]


def test_own_supervisor_without_a_supervisor_falls_to_the_empty_policy() -> None:
    config = Config(own="supervisor", initiator="a")
    assert Table("a", config).missing == "administrator"
    assert Table("a", config, supervisors=["a"]).missing == "administrator"


@pytest.mark.parametrize("own", ["skip", "supervisor"])
def test_the_initiator_can_not_be_brought_in_by_a_back_door(own: Own) -> None:
    config = Config(mode="all", own=own, initiator="i")
    for command in (
        lambda t: t.transfer("a", "i"),
        lambda t: t.delegate("a", "i"),
        lambda t: t.add("a", ["x", "i"]),
    ):
        with pytest.raises(Refused, match="own_approval"):
            command(Table("ab", config))
    assert Table("ab", config).escalate("i").waits_for == {"a", "b"}


def test_own_allow_lets_the_initiator_decide() -> None:
    assert Table("a", Config(initiator="a")).yes("a").outcome == "approved"


def test_who_approved_before_counts_as_yes_without_a_task() -> None:
    config = Config(mode="all", repeat="skip", approved=frozenset("a"))
    table = Table("ab", config)
    assert (table.outcome, table.waits_for) == (None, {"b"})
    assert [c.seat.status for c in table.last if isinstance(c, Open)] == ["approved", "open"]
    assert table.yes("b").outcome == "approved"
    assert Table("a", config).outcome == "approved"


def test_in_any_one_earlier_approval_is_enough_and_nobody_gets_a_task() -> None:
    table = Table("ab", Config(mode="any", repeat="skip", approved=frozenset("b")))
    assert table.outcome == "approved"
    assert all(isinstance(change, Open) and change.seat.status != "open" for change in table.last)


def test_an_earlier_approval_can_not_be_taken_back_here() -> None:
    table = Table("ab", Config(mode="all", repeat="skip", approved=frozenset("a")))
    with pytest.raises(Refused, match="not_yours"):
        table.take_back("a")


@pytest.mark.parametrize(
    ("empty", "outcome", "missing"),
    [
        ("approve", "approved", None),
        ("reject", "rejected", None),
        ("administrator", None, "administrator"),
        ("wait", None, "wait"),
        ("fail", None, "fail"),
    ],
)
def test_nobody_found_does_what_the_step_says(empty: Empty, outcome: str | None, missing: str | None) -> None:
    table = Table([], Config(empty=empty))
    assert (table.outcome, table.missing, table.round) == (outcome, missing, Round())


def test_nobody_found_among_the_administrators_either_waits() -> None:
    assert Table([], Config(empty="administrator"), fallback=True).missing == "wait"
