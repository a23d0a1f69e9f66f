"""The rows of docs/flow-approval.md as vectors: mode, people, what was done, and what comes of it.

A line of a script is `who verb [whom …]`. `waits` is whom the step waits for at the end; a refusal code in its place
means that the last line was refused and nothing changed.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from engines.flow.approval.round import Config
from engines.flow.events import Refused
from tests.engines.flow.approval.table import Table, outcome_text

SCRIPTS: list[tuple[str, str, str, str, str]] = [
    # mode, people, script, outcome, waits for (or the refusal)
    ("any", "a b", "", "open", "a b"),
    ("any", "a b", "a yes", "approved", ""),
    ("any", "a b", "b no", "rejected", ""),
    ("any", "a b", "a yes; b yes", "approved", "task_closed"),
    ("any", "a b", "a before x; b yes", "approved", ""),
    ("any", "a b", "a after x; a yes", "open", "b x"),
    ("any", "a b", "a after x; a yes; b no", "rejected", ""),
    ("any", "a b", "a after x; a yes; x yes", "approved", ""),
    ("all", "a b", "a yes", "open", "b"),
    ("all", "a b", "a yes; b yes", "approved", ""),
    ("all", "a b c", "b no", "rejected", ""),
    ("all", "a a b", "a yes; b yes", "approved", ""),
    ("sequential", "a b c", "", "open", "a"),
    ("sequential", "a b c", "b yes", "open", "not_your_turn"),
    ("sequential", "a b c", "a yes", "open", "b"),
    ("sequential", "a b c", "a yes; b yes; c yes", "approved", ""),
    ("sequential", "a b c", "a yes; b no", "rejected", ""),
    ("sequential", "a b", "b transfer x; a yes", "open", "x"),
    ("sequential", "a b", "a after x; a yes", "open", "x"),
    ("sequential", "a b", "a after x; a yes; x yes", "open", "b"),
    ("ratio", "a b c", "a yes", "open", "b c"),
    ("ratio", "a b c", "a yes; b yes", "approved", ""),
    ("ratio", "a b c", "a yes; b no", "open", "c"),
    ("ratio", "a b c", "a no; b no", "rejected", ""),
    ("ratio", "a b", "a yes", "approved", ""),
    # transfer
    ("all", "a b", "a transfer x", "open", "b x"),
    ("all", "a b", "a transfer x; a yes", "open", "gone"),
    ("all", "a b", "a transfer b", "open", "already_signer"),
    ("all", "a b", "a transfer a", "open", "already_signer"),
    ("all", "a b", "a before x; a transfer y; x yes; y yes; b yes", "approved", ""),
    # delegation
    ("all", "a", "a delegate x", "open", "x"),
    ("all", "a", "a delegate x; a yes", "open", "not_your_turn"),
    ("all", "a", "a delegate x; x yes", "open", "a"),
    ("all", "a", "a delegate x; x no; a yes", "approved", ""),
    ("all", "a", "a delegate x; x delegate y; y yes", "open", "x"),
    ("all", "a", "a delegate x; x delegate a", "open", "already_signer"),
    ("all", "a", "a delegate x; x transfer a", "open", "already_signer"),
    ("all", "a", "a delegate x; x yes; a delegate x", "open", "already_signer"),
    ("all", "a", "a delegate x; a remove x", "open", "a"),
    ("all", "a b", "a delegate b", "open", "already_signer"),
    ("all", "a", "a delegate x; x before y; y no", "open", "a"),
    ("all", "a", "a delegate x; x after y; x yes; y yes", "open", "a"),
    # signers before
    ("all", "a", "a before x y", "open", "x y"),
    ("all", "a", "a before x y; x yes", "open", "y"),
    ("all", "a", "a before x y; x yes; y yes", "open", "a"),
    ("all", "a", "a before x y; y no", "rejected", ""),
    ("all", "a", "a before-any x y; y yes", "open", "a"),
    ("all", "a", "a before-any x y; y no", "rejected", ""),
    ("all", "a", "a before-sequential x y; y yes", "open", "not_your_turn"),
    ("all", "a", "a before-sequential x y; x yes; y yes; a yes", "approved", ""),
    ("all", "a", "a before x; x before y; y yes; x yes; a yes", "approved", ""),
    ("all", "a", "a before x; x before y; y no", "rejected", ""),
    ("all", "a", "a before x; x yes; a before y", "open", "y"),
    ("ratio", "a b c", "a before x; x no; b yes; c yes", "approved", ""),
    ("all", "a", "a before a", "open", "already_signer"),
    ("all", "a b", "a before b", "open", "already_signer"),
    ("all", "a", "a before", "open", "nobody_chosen"),
    ("sequential", "a b", "b before x", "open", "not_your_turn"),
    # signers after
    ("all", "a", "a after x", "open", "a"),
    ("all", "a", "a after x; x yes", "open", "not_your_turn"),
    ("all", "a", "a after x; a no", "rejected", ""),
    ("all", "a", "a after x; a after y; a yes", "open", "x y"),
    ("all", "a", "a after x; a yes; x no", "rejected", ""),
    ("all", "a", "a after-sequential x y; a yes; x yes", "open", "y"),
    ("all", "a", "a after x; a yes; x after y; x yes; y yes", "approved", ""),
    # removing
    ("all", "a b", "a before x; a remove x", "open", "a b"),
    ("all", "a b", "a before x; b remove x", "open", "not_added_by_you"),
    ("all", "a b", "a remove b", "open", "not_added"),
    ("all", "a", "a before x; x yes; a remove x", "open", "task_closed"),
    ("all", "a", "a before x y; x yes; a remove y", "open", "a"),
    ("all", "a", "a after x; a yes; a remove x", "approved", ""),
    ("all", "a", "a before x; x before y; a remove x", "open", "a"),
    ("all", "a", "a before x; a transfer y; y remove x", "open", "y"),
    # taking back
    ("all", "a b", "a yes; a takeback", "open", "a b"),
    ("all", "a b", "a takeback", "open", "not_decided"),
    ("any", "a b", "a no; a takeback", "open", "a b"),
    ("all", "a b", "a yes; b no; b takeback", "open", "b"),
    ("sequential", "a b", "a yes; a takeback", "open", "a"),
    ("sequential", "a b c", "a yes; b yes; a takeback", "open", "decided_behind"),
    ("sequential", "a b", "a yes; b delegate x; x yes; a takeback", "open", "decided_behind"),
    ("all", "a", "a after x; a yes; a takeback; a yes; x yes", "approved", ""),
    ("all", "a b", "a after x; a yes; x yes; a takeback", "open", "decided_behind"),
    ("all", "a b", "a after x; a yes; x yes; x takeback", "open", "b x"),
    ("all", "a b", "a after x; a after y; a yes; x yes; y yes; x takeback", "open", "b x"),
    ("sequential", "a b c", "a after x; a yes; x yes; b yes; x takeback", "open", "decided_behind"),
    ("all", "a", "a delegate x; x yes; x takeback", "open", "x"),
    ("all", "a b", "a delegate x; x yes; a yes; x takeback", "open", "decided_behind"),
    ("all", "a", "a before x; x no; x takeback; x yes; a yes", "approved", ""),
    ("ratio", "a b c", "a yes; b yes; a takeback", "open", "a c"),
    # hand-over
    ("all", "a b", "admin handover a x; x yes; b yes", "approved", ""),
    ("all", "a b", "a yes; admin handover a x", "open", "b"),
    ("all", "a b", "admin handover a b", "open", "b"),
    ("all", "a b", "admin handover a b; b yes", "open", "b"),
    ("all", "a", "a delegate x; admin handover x a", "open", "a"),
    # escalation
    ("all", "a b", "sla escalate s", "open", "a b s"),
    ("any", "a b", "sla escalate s; s yes", "approved", ""),
    ("sequential", "a b", "sla escalate s; s yes", "open", "b"),
    ("sequential", "a b", "sla escalate s; a no", "rejected", ""),
    ("all", "a", "a after x; sla escalate s; s yes; x yes", "approved", ""),
    ("all", "a", "sla escalate s; sla escalate s; s yes", "approved", ""),
    ("all", "a", "sla escalate s; s yes; s takeback", "open", "a s"),
    ("all", "a", "sla escalate s; s before x", "open", "a x"),
    ("all", "a", "a before x; sla escalate s; s yes; a yes", "approved", ""),
    ("all", "a b", "sla instead s; a yes", "open", "gone"),
    ("all", "a", "sla instead s r", "open", "r s"),
    ("all", "a", "sla instead a", "open", "a"),
    ("all", "a b", "a yes; sla approve", "approved", ""),
    ("ratio", "a b c", "a no; sla approve", "approved", ""),
    ("sequential", "a b c", "sla reject", "rejected", ""),
    ("all", "a", "a before x; sla approve", "approved", ""),
    ("all", "a", "a after x; a yes; sla reject", "rejected", ""),
]


def play(table: Table, line: str) -> None:
    """One line of a script."""
    who, verb, *whom = line.split()
    verb, _, mode = verb.partition("-")
    do: dict[str, Any] = {
        "yes": lambda: table.yes(who),
        "no": lambda: table.no(who),
        "transfer": lambda: table.transfer(who, whom[0]),
        "delegate": lambda: table.delegate(who, whom[0]),
        "before": lambda: table.add(who, whom, "before", mode or "all"),
        "after": lambda: table.add(who, whom, "after", mode or "all"),
        "remove": lambda: table.remove(who, whom[0]),
        "takeback": lambda: table.take_back(who),
        "handover": lambda: table.hand_over(whom[0], whom[1]),
        "escalate": lambda: table.escalate(*whom),
        "instead": lambda: table.escalate(*whom, instead=True),
        "approve": lambda: table.conclude("approve"),
        "reject": lambda: table.conclude("reject"),
    }
    if who not in ("sla", "admin") and all(seat.person != who for seat in table.round):
        raise Refused("gone", "没有这个人", "sits nowhere")
    do[verb]()


@pytest.mark.parametrize(("mode", "people", "script", "outcome", "waits"), SCRIPTS)
def test_R80_the_truth_table_holds(mode: Any, people: str, script: str, outcome: str, waits: str) -> None:
    table = Table(people.split(), Config(mode=mode))
    lines = [line.strip() for line in script.split(";") if line.strip()]
    refusal = waits if "_" in waits or waits == "gone" else ""
    for line in lines[: len(lines) - bool(refusal)]:
        play(table, line)
    if refusal:
        before = table.round
        with pytest.raises(Refused) as refused:
            play(table, lines[-1])
        assert (refused.value.code, table.round) == (refusal, before)
    else:
        assert table.waits_for == frozenset(waits.split())
    assert outcome_text(table.outcome) == outcome


def test_the_ratio_is_exact_and_ends_as_soon_as_it_is_certain() -> None:
    weighted = Config(mode="ratio", ratio=Fraction(3, 5), weights={"a": 3, "b": 1, "c": 1})
    assert Table("abc", weighted).yes("a").outcome == "approved"
    assert Table("abc", weighted).no("a").outcome == "rejected"
    assert Table("abc", weighted).yes("b").yes("c").outcome is None
    five = Config(mode="ratio", ratio=Fraction("0.6"))
    assert Table("abcde", five).yes("a").yes("b").yes("c").outcome == "approved"
    assert Table("abcde", five).no("a").no("b").no("c").outcome == "rejected"


def test_a_substitute_has_the_weight_of_whom_they_replace() -> None:
    config = Config(mode="ratio", ratio=Fraction(1, 2), weights={"boss": 5})
    table = Table(["deputy", "b", "c"], config, standing_in={"deputy": "boss"})
    assert table.seat("deputy").standing_in == "boss"
    assert table.yes("deputy").outcome == "approved"


def test_a_comment_is_asked_for_where_the_step_says_so() -> None:
    on_reject = Config(mode="all", comment="on_reject")
    with pytest.raises(Refused, match="comment_required"):
        Table("ab", on_reject).no("a", "  ")
    assert Table("ab", on_reject).no("a", "too dear").outcome == "rejected"
    assert Table("ab", on_reject).yes("a").outcome is None
    with pytest.raises(Refused, match="comment_required"):
        Table("ab", Config(comment="always")).yes("a")


@pytest.mark.parametrize(
    ("verb", "line"),
    [
        ("approve", "a yes"),
        ("reject", "a no"),
        ("transfer", "a transfer x"),
        ("delegate", "a delegate x"),
        ("add_before", "a before x"),
        ("add_after", "a after x"),
    ],
)
def test_a_verb_that_the_step_does_not_offer_is_refused(verb: str, line: str) -> None:
    verbs = Config().verbs
    with pytest.raises(Refused, match="verb_not_allowed"):
        play(Table("ab", Config(verbs=verbs - {verb})), line)
    play(Table("ab", Config(verbs=frozenset({verb}))), line)


def test_a_refusal_speaks_chinese_and_english() -> None:
    with pytest.raises(Refused) as refused:
        Table("ab", Config(mode="sequential")).yes("b")
    assert refused.value.detail["zh-CN"] and refused.value.detail["en"]


def test_a_step_is_returned_by_its_signers_but_not_by_a_delegate() -> None:
    table = Table("ab", Config(mode="all")).add("b", ["x"])
    table.may_return("a")
    table.may_return("x")
    with pytest.raises(Refused, match="not_your_turn"):
        table.may_return("b")
    advised = Table("a").delegate("a", "x").add("x", ["y"])
    with pytest.raises(Refused, match="verb_not_allowed"):
        advised.may_return("y")
    with pytest.raises(Refused, match="verb_not_allowed"):
        Table("a", Config(verbs=frozenset({"approve"}))).may_return("a")


def test_an_operator_takes_any_added_signer_off() -> None:
    table = Table("ab", Config(mode="all", verbs=frozenset({"approve", "add_before"}))).add("a", ["x"])
    assert table.remove("admin", "x", operator=True).waits_for == {"a", "b"}
