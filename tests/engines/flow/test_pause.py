"""A ladder stands still while its condition holds: what is paused costs nothing, and only that (F12, R62)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.calendar import DEFAULT_CALENDAR, working_time
from engines.flow import events
from engines.flow.advance import listens
from engines.flow.program import compile_flow, lint
from engines.flow.state import State
from engines.formula import DictScope
from tests.engines.flow.harness import FIELDS, NOW, Run, compiled, flow_of, line, person, to

HOUR = timedelta(hours=1)
WAITING = "stage = 'waiting'"
REMIND: dict[str, Any] = {"after": "4 business hours", "do": "remind"}
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""The harness's calendar is 9–12 and 13–18 UTC, Monday to Friday."""


def step(*sla: dict[str, Any], kind: str = "approval", pause: str = WAITING, **more: Any) -> dict[str, Any]:
    return {"id": "a", "type": kind, "assignees": to("ann"), "sla": list(sla), "sla_pause": pause, **more}


def started(*sla: dict[str, Any], at: datetime = MONDAY, stage: str = "new", **more: Any) -> Run:
    return Run.of(line(step(*sla, **more)), now=at, record={"stage": stage}).start()


def at(run: Run, moment: datetime, stage: str) -> Run:
    """The stage changes at a moment."""
    run.now = moment
    return run.change(stage=stage)


def reminded(run: Run) -> int:
    return sum(notice.what == "reminder" for notice in run.notices)


@pytest.mark.parametrize("kind", ["approval", "fill"])
def test_R062_a_pause_over_lunch_and_a_weekend_costs_only_its_working_part(kind: str) -> None:
    run = started(REMIND, at=MONDAY + timedelta(days=4, hours=2), kind=kind)  # Friday, 11:00
    at(run, MONDAY + timedelta(days=4, hours=2, minutes=30), "waiting")  # half an hour was used
    assert (run.timers, run.state.timers, run.paused) == ({}, {}, {run.token("a")})
    at(run, MONDAY + timedelta(days=4, hours=5), "new")  # 14:00: half an hour before lunch, an hour behind it
    assert run.paused == set()
    at(run, MONDAY + timedelta(days=4, hours=7), "waiting")  # 16:00, 2.5 h used
    at(run, MONDAY + timedelta(days=7, hours=1), "new")  # Monday 10:00
    run.fire()
    assert (run.now, reminded(run)) == (MONDAY + timedelta(days=7, hours=2, minutes=30), 1)
    assert run.replayed() == run.state


def test_R062_a_pause_outside_working_hours_moves_business_time_not_and_elapsed_time_whole() -> None:
    run = started({"after": "2 business days", "do": "approve"}, {"after": "30 hours", "do": "remind"})
    at(run, MONDAY + 9 * HOUR, "waiting")  # 18:00
    at(run, MONDAY + 23 * HOUR, "new")  # Tuesday 08:00
    run.fire()
    assert (run.now, reminded(run)) == (MONDAY + 44 * HOUR, 1)
    run.fire()
    assert (run.now, run.result) == (MONDAY + timedelta(days=2), "approved")


def test_R062_a_step_may_open_paused_and_each_rung_keeps_what_remained() -> None:
    boss = {"do": "escalate", "to": to("boss")}
    run = started(REMIND, {"after": "1 business day", **boss}, {"after": "3 days", "do": "reject"}, stage="waiting")
    assert (run.timers, run.paused, set(run.open())) == ({}, {run.token("a")}, {person("ann")})
    at(run, MONDAY + 2 * HOUR, "new")
    due = {name.partition(".")[2]: (timer.due, timer.deadline) for name, timer in run.timers.items()}
    assert due == {
        "s0": (MONDAY + 7 * HOUR, False),
        "s1": (MONDAY + timedelta(days=1, hours=2), True),
        "s2": (MONDAY + timedelta(days=3, hours=2), True),
    }
    kinds = [fact.kind for fact in run.facts if fact.kind.startswith("sla")]
    assert kinds == ["sla_paused", "sla_resumed"]


def test_R062_reminders_that_repeat_wait_too() -> None:
    run = started({"after": "1 hour", "do": "remind", "every": "1 business hour", "repeat": 2})
    run.fire()
    at(run, MONDAY + timedelta(minutes=90), "waiting")  # half of the second hour
    at(run, MONDAY + timedelta(hours=5, minutes=30), "new")  # 14:30: 1.5 h before lunch, 1.5 h behind it
    assert [name.partition(".")[2] for name in run.timers] == ["s0.1"]
    run.fire()
    assert run.now == MONDAY + 6 * HOUR
    run.fire()
    assert (run.now, reminded(run), run.timers) == (MONDAY + 7 * HOUR, 3, {})


def test_R062_boundaries_go_on_while_the_ladder_stands_still() -> None:
    nodes = [{"id": "start", "type": "start"}, step(REMIND), {"id": "end", "type": "end"},
             {"id": "late", "type": "boundary", "on": "a", "catch": "timer", "after": "2 hours"}]  # fmt: skip
    flow = flow_of(nodes, [("start", "a"), ("a", "end"), ("late", "end")])
    run = Run.of(flow, now=MONDAY, record={"stage": "waiting"}).start()
    assert [timer.timer.partition(".")[2] for timer in run.timers.values()] == ["b.late"]
    run.fire()
    assert (run.now, run.result, reminded(run)) == (MONDAY + 2 * HOUR, "done", 0)


def test_R062_a_timer_that_is_faster_than_the_news_of_the_change_finds_the_ladder_paused() -> None:
    run = started(REMIND, {"after": "1 business day", "do": "reject"})
    run.record["stage"] = "waiting"
    run.fire()
    assert (reminded(run), run.timers, run.paused) == (0, {}, {run.token("a")})
    run.change()  # the news comes: nothing new
    at(run, run.now + timedelta(days=1), "new")
    run.fire()
    assert (reminded(run), run.now) == (1, MONDAY + timedelta(days=1, hours=5)), "it was due: at once"
    run.fire()
    assert (run.now, run.result) == (MONDAY + 33 * HOUR, "rejected"), "eight working hours later than 09:00: 18:00"


def test_changes_that_leave_the_condition_as_it_was_leave_the_ladder_alone() -> None:
    run = started(REMIND)
    seen = (run.state, len(run.facts))
    at(run, MONDAY + HOUR, "other")
    assert (run.state, len(run.facts)) == seen
    at(run, MONDAY + HOUR, "waiting")
    seen = (run.state, len(run.facts))
    at(run, MONDAY + 2 * HOUR, "waiting")
    assert (run.state, len(run.facts)) == seen


def test_people_decide_while_the_ladder_stands_still() -> None:
    run = started(REMIND, stage="waiting").approve("ann")
    assert (run.result, run.timers, run.state.tokens) == ("approved", {}, {})


def test_a_step_begun_anew_begins_its_ladder_anew() -> None:
    run = Run.of(line(step(REMIND), {"id": "b", "type": "approval", "assignees": to("bob")}), now=MONDAY,
                 record={"stage": "waiting"}).start().approve("ann")  # fmt: skip
    task = next(fact.data["task"] for fact in run.facts if fact.kind == "decided")
    run.record["stage"] = "new"
    run.send(events.TakeBack(task, person("ann")))
    assert [timer.due for timer in run.timers.values()] == [MONDAY + 5 * HOUR]


def test_a_condition_with_an_error_stops_nothing_and_is_told() -> None:
    run = started(REMIND, stage="waiting", pause="1 / amount > 0 AND stage = 'waiting'")
    assert len(run.timers) == 1
    assert [(fact.data["do"], fact.data["code"]) for fact in run.facts if fact.kind == "sla"] == [("pause", "formula")]
    run.fire()
    assert reminded(run) == 1


def test_only_ladders_that_may_pause_listen_to_the_record() -> None:
    assert listens(started(REMIND).program, started(REMIND).state).record
    for flow in (line(step(pause="vip")), line({**step(REMIND), "sla_pause": None})):
        run = Run.of(flow).start()
        assert not listens(run.program, run.state).record


def test_lint_reads_the_condition_and_misses_the_ladder() -> None:
    def codes(node: dict[str, Any]) -> list[tuple[str, str, str]]:
        return [(found.code, found.place, found.level) for found in lint(line(node), DictScope(FIELDS))]

    assert codes(step(REMIND)) == []
    assert codes(step()) == [("pause_without_sla", "sla_pause", "warning")]
    assert codes(step(REMIND, pause="nonsense = 1")) == [("formula", "sla_pause", "error")]
    assert codes(step(REMIND, pause="amount + 1")) == [("formula", "sla_pause", "error")]
    assert "stage" in compile_flow(line(step(REMIND)), DictScope(FIELDS)).needs


# other versions --------------------------------------------------------------------------------------


def migrate(run: Run, *sla: dict[str, Any], pause: str | None) -> None:
    run.program = compiled(line({**step(*sla), "sla_pause": pause}))
    run.send(events.Migrate({}, 2))


def test_a_version_that_may_pause_looks_at_once_and_one_that_may_not_goes_on() -> None:
    run = Run.of(line({**step(REMIND), "sla_pause": None}), now=MONDAY, record={"stage": "waiting"}).start()
    run.now = MONDAY + HOUR
    migrate(run, REMIND, pause=WAITING)
    assert (run.timers, run.paused) == ({}, {run.token("a")})
    run.now = MONDAY + 2 * HOUR
    migrate(run, REMIND, pause=None)
    assert ([timer.due for timer in run.timers.values()], run.paused) == ([MONDAY + 6 * HOUR], set())


def test_rungs_that_another_version_has_not_are_forgotten_when_the_pause_ends() -> None:
    run = started(REMIND, {"after": "1 business day", "do": "reject"}, stage="waiting")
    migrate(run, REMIND, pause=WAITING)
    at(run, MONDAY + HOUR, "new")
    assert [(name.partition(".")[2], timer.due) for name, timer in run.timers.items()] == [("s0", MONDAY + 6 * HOUR)]


def test_a_document_of_version_2_did_not_know_when_its_timers_are_due() -> None:
    run = started(REMIND)
    new = run.state.to_json()
    old = {**new, "v": 2, "timers": list(new["timers"])}
    run.state = State.from_json(old)
    assert set(run.state.timers) == set(new["timers"])
    at(run, MONDAY + HOUR, "waiting")
    at(run, MONDAY + 2 * HOUR, "new")
    assert [timer.due for timer in run.timers.values()] == [MONDAY + 7 * HOUR], "the rung's whole time from the pause"


# any pauses ------------------------------------------------------------------------------------------


MINUTES = st.lists(st.integers(0, 4 * 24 * 60), min_size=2, max_size=12).map(sorted)


def used(spans: Iterable[tuple[datetime, datetime]], *, business: bool) -> timedelta:
    """The time of these spans that counts."""
    zero = timedelta(0)
    if business:
        return sum((working_time(DEFAULT_CALENDAR, one, two, UTC) for one, two in spans), zero)
    return sum((two - one for one, two in spans), zero)


@given(st.integers(0, 60 * 24 * 60), MINUTES, st.integers(1, 60), st.booleans())
def test_R062_a_rung_comes_when_its_time_has_passed_unpaused(
    begin: int, changes: list[int], hours: int, business: bool
) -> None:
    """And not a moment earlier or later, however often it was paused."""
    start = MONDAY + timedelta(minutes=begin)
    rung = {"after": f"{hours} {'business ' if business else ''}hours", "do": "remind"}
    run = started(rung, at=start)
    spans, since = [], start
    for index, minute in enumerate(changes):
        moment = start + timedelta(minutes=minute)
        if run.timers and next(iter(run.timers.values())).due <= moment:
            break
        at(run, moment, "new" if index % 2 else "waiting")
        if index % 2:
            since = moment
        else:
            spans.append((since, moment))
    if run.paused:
        since = run.now + HOUR
        at(run, since, "new")
    run.fire()
    assert reminded(run) == 1
    assert used([*spans, (since, run.now)], business=business) == timedelta(hours=hours)
    assert run.replayed() == run.state


def test_the_harness_starts_before_work() -> None:
    assert MONDAY == NOW + 8 * HOUR
