"""Times, conditions and drawings between BPMN and flows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from engines.flow.bpmn.conditions import asked_outcome, formula_of
from engines.flow.bpmn.layout import CARD, boxes, corners
from engines.flow.bpmn.names import key_of, unique_key
from engines.flow.bpmn.times import cron_of, cycle_of, duration_of, instant_of, iso_of
from engines.flow.definition import Flow
from tests.engines.flow.bpmn.flows import EVERYTHING, random_flows


@pytest.mark.parametrize(
    ("iso", "ours"),
    [
        ("PT30M", "30 minutes"),
        ("PT1H", "1 hour"),
        ("P2D", "2 days"),
        ("P1W", "1 week"),
        ("P1DT12H", "1.5 days"),
        ("PT90M", "90 minutes"),
        ("PT1H30M", "1.5 hours"),
        ("PT30S", "0.5 minutes"),
        ("P1M", "30 days"),
        ("PT0.5H", "0.5 hours"),
        ("PT0S", None),
        ("P", None),
        ("1 day", None),
        ("${delay}", None),
        ("", None),
    ],
)
def test_iso_durations(iso: str, ours: str | None) -> None:
    assert duration_of(iso) == ours


@pytest.mark.parametrize(
    ("ours", "iso"),
    [("30 minutes", "PT30M"), ("8 business hours", "PT8H"), ("1.5 days", "P1.5D"), ("2 weeks", "P2W")],
)
def test_durations_of_ours_as_iso(ours: str, iso: str) -> None:
    assert iso_of(ours) == iso


def test_cycles_and_schedules_and_instants() -> None:
    assert cycle_of("R3/PT10M") == ("10 minutes", 2)
    assert cycle_of("R/P1D") == ("1 day", 1_000)
    assert cycle_of("0 0 * * *") is None
    assert cron_of("0 0 9 ? * MON-FRI") == "0 9 * * MON-FRI"
    assert cron_of("*/5 * * * *") == "*/5 * * * *"
    assert cron_of("every day at nine o'clock") is None
    assert cron_of("30 0 9 ? * *") is None
    assert instant_of("2026-11-22") == ("DATE(2026, 11, 22)", False)
    assert instant_of("2026-11-22T09:30:00Z") == ("DATETIME(DATE(2026, 11, 22), 9, 30, 0)", True)
    assert instant_of("${due}") is None


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("${approved}", "approved"),
        ("#{!approved}", "not approved"),
        ("${a == 'x && y' && b != null}", "a = 'x && y' and b <> NULL"),
        ('${name == "O\'Brien"}', "name = 'O''Brien'"),
        ("=amount >= 3 or vip", "amount >= 3 or vip"),
        ("${days ge 3}", "days >= 3"),
        ("${a.b(c).d}", None),
        ("amount >", None),
        ("", None),
        ("${}", None),
    ],
)
def test_conditions_of_other_products(text: str, formula: str | None) -> None:
    assert formula_of(text) == formula


@pytest.mark.parametrize(
    ("formula", "asked"),
    [
        ("approved", "steps.ask.outcome = 'approved'"),
        ("approved = true and amount < 3", "steps.ask.outcome = 'approved' and amount < 3"),
        ("not approved", "steps.ask.outcome = 'rejected'"),
        ("isApproved = false", "steps.ask.outcome = 'rejected'"),
        ("pass = '1' or agree = 0", "steps.ask.outcome = 'approved' or steps.ask.outcome = 'rejected'"),
        ("审批通过", "steps.ask.outcome = 'approved'"),
        ("state = 'approved'", "state = 'approved'"),
        ("approved = 'maybe'", "approved = 'maybe'"),
        ("approved_by = 3 or x.approved or approved >= 2", "approved_by = 3 or x.approved or approved >= 2"),
    ],
)
def test_a_variable_that_says_what_was_decided_becomes_the_outcome(formula: str, asked: str) -> None:
    assert asked_outcome(formula, "ask") == asked


def test_keys_from_ids_of_other_products() -> None:
    assert key_of("StartEvent_1") == "start_event_1"
    assert key_of("sid-ABC") == "sid_abc"
    assert key_of("_1") == "node_1"
    assert key_of("审批") == "node"
    assert key_of("as_it__is") == "as_it__is"
    assert len(key_of("x" * 99)) == 48
    assert unique_key("x" * 99, {"x" * 48}) == "x" * 46 + "_2"


def test_the_computed_drawing_goes_down_and_nothing_lies_upon_another() -> None:
    flow = EVERYTHING.model_copy(update={"layout": {}})
    at = corners(flow)
    assert at["start"][1] < at["ask"][1] < at["fill"][1] < at["branch"][1]
    within = {node.id: node.parent for node in flow.nodes}
    cards = [node.id for node in flow.nodes if node.type not in ("boundary", "subprocess")]
    for one in cards:
        for other in cards:
            if one < other and within[one] == within[other]:
                apart = abs(at[one][0] - at[other][0]) >= CARD[0] or abs(at[one][1] - at[other][1]) >= CARD[1]
                assert apart, (one, other)


def test_a_sub_process_is_drawn_around_what_is_in_it() -> None:
    shapes = boxes(EVERYTHING.model_copy(update={"layout": {}}))
    for outer, inner in (("sub", "inner"), ("sub", "deep"), ("deep", "deep_end")):
        big, small = shapes[outer], shapes[inner]
        assert big.x <= small.x and small.x + small.w <= big.x + big.w
        assert big.y <= small.y and small.y + small.h <= big.y + big.h


@given(random_flows())
@settings(max_examples=50, deadline=None)
def test_any_flow_can_be_drawn_and_always_in_the_same_way(flow: Flow) -> None:
    assert boxes(flow) == boxes(flow)
    assert set(boxes(flow)) == {node.id for node in flow.nodes}
