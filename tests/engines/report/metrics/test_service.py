"""First response, resolution, SLA, FCR: golden values of business time, and laws."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.calendar import Slot, WorkCalendar, working_time
from engines.report.metrics import MetricInputError, fcr, first_response, resolution, sla_met
from engines.report.metrics.base import Scene
from engines.report.metrics.fcr import FcrOptions
from tests.engines.report.metrics.frames import INSTANT, NOW, at, day, rows

HOUR = 3_600
NINE_TO_SIX = WorkCalendar(weekly={weekday: (Slot(time(9), time(18)),) for weekday in range(5)})
LUNCH = WorkCalendar(weekly={weekday: (Slot(time(9), time(12)), Slot(time(13), time(18))) for weekday in range(5)})
SCENE = Scene(now=NOW, calendar=NINE_TO_SIX, calendars={"lunch": LUNCH})
NO_PAUSE = rows("ticket start end", ticket=pl.String, start=INSTANT, end=INSTANT)


def hours(created: str, solved: str | None, scene: Scene = SCENE, *pauses: tuple[str, str | None]) -> float:
    """Business hours of one ticket."""
    ticket = rows("id created solved", ["t", at(created), at(solved) if solved else None], solved=INSTANT)
    paused = rows("ticket start end", *[["t", at(a), at(b) if b else None] for a, b in pauses], end=INSTANT)
    result = resolution.METRIC.compute({"tickets": ticket, "pauses": paused if pauses else NO_PAUSE}, scene=scene)
    assert isinstance(result.value, float)
    return result.value / HOUR


@pytest.mark.parametrize("created", ["2026-11-14 15:00", "2026-11-14 20:00", "2026-11-13 17:00"])
def test_golden_four_business_hours(created: str) -> None:
    until = "2026-11-16 12:00" if created.startswith("2026-11-13") else "2026-11-16 13:00"
    assert hours(created, until) == 4


def test_golden_lunch_and_make_up_days() -> None:
    assert hours("2026-11-16 11:00", "2026-11-16 14:00", Scene(now=NOW, calendar=LUNCH)) == 2
    made_up = WorkCalendar(weekly=NINE_TO_SIX.weekly, holidays=frozenset({day("2026-11-16")}),
                           workdays=frozenset({day("2026-11-14")}))  # fmt: skip
    assert hours("2026-11-14 15:00", "2026-11-16 13:00", Scene(now=NOW, calendar=made_up)) == 3


def test_a_pause_counts_only_its_working_part_and_overlapping_pauses_once() -> None:
    # Friday 16:00 to Monday 11:00 are 4 business hours; the pause from Friday 17:00 to Monday 10:00 takes 2 of them
    assert hours("2026-11-13 16:00", "2026-11-16 11:00", SCENE, ("2026-11-13 17:00", "2026-11-16 10:00")) == 2
    overlapping = (("2026-11-13 17:00", "2026-11-16 09:30"), ("2026-11-16 09:00", "2026-11-16 10:00"))
    assert hours("2026-11-13 16:00", "2026-11-16 11:00", SCENE, *overlapping) == 2
    outside = (("2026-11-12 09:00", "2026-11-12 18:00"), ("2026-11-17 09:00", None))
    assert hours("2026-11-13 16:00", "2026-11-16 11:00", SCENE, *outside) == 4


def test_a_ticket_counts_by_its_own_calendar() -> None:
    data = [[name, at("2026-11-16 11:00"), at("2026-11-16 14:00"), name] for name in ("lunch", "other")]
    tickets = rows("id created solved calendar", *data)
    result = resolution.METRIC.compute({"tickets": tickets}, scene=SCENE)
    assert result.value == 2.5 * HOUR
    assert result.elapsed.calendar.mean == 3 * HOUR


def test_open_tickets_count_with_their_age_so_far_and_are_told() -> None:
    # now is Sunday noon: the open ticket of Friday 14:00 is 4 business hours and 46 hours old
    tickets = rows("id created solved", ["a", at("2026-11-20 09:00"), at("2026-11-20 11:00")],
                   ["b", at("2026-11-20 14:00"), None])  # fmt: skip
    result = resolution.METRIC.compute({"tickets": tickets}, scene=SCENE)
    assert (result.n, result.open) == (2, 1)
    assert result.value == 3 * HOUR
    assert result.solved.business.mean == 2 * HOUR
    assert result.elapsed.calendar.median == 24 * HOUR
    assert result.elapsed.business.p90 == pytest.approx(3.8 * HOUR)
    assert [note.code for note in result.notes] == ["open_included"]


def test_first_response_is_the_first_public_answer_of_a_human_being() -> None:
    tickets = rows("id created solved", ["a", at("2026-11-20 09:00"), None], ["b", at("2026-11-20 14:00"), None],
                   ["c", at("2026-11-20 09:00"), at("2026-11-20 10:00")], solved=INSTANT)  # fmt: skip
    replies = rows(
        "ticket at public automatic customer", ["a", at("2026-11-20 09:01"), True, True, False],
        ["a", at("2026-11-20 09:10"), False, False, False], ["a", at("2026-11-20 09:20"), True, False, True],
        ["a", at("2026-11-20 10:00"), True, False, False], ["a", at("2026-11-20 11:00"), True, False, False],
    )  # fmt: skip
    result = first_response.METRIC.compute({"tickets": tickets, "replies": replies}, scene=SCENE)
    assert result.answered.business.mean == HOUR
    assert (result.n, result.waiting) == (2, 1)
    assert result.value == 2.5 * HOUR  # one hour, and four so far
    assert [note.code for note in result.notes] == ["open_included", "ignored"]


instants = st.integers(0, 50 * 24 * 60).map(lambda minutes: at("2026-10-01 00:00") + timedelta(minutes=minutes))


@settings(deadline=None)
@given(st.lists(st.tuples(instants, instants), min_size=1, max_size=5), st.tuples(instants, instants),
       st.sampled_from(["Asia/Shanghai", "Europe/Berlin"]))  # fmt: skip
def test_business_time_is_that_of_the_calendar_engine_and_never_more_than_calendar_time(
    pauses: list[tuple[datetime, datetime]], life: tuple[datetime, datetime], tz: str
) -> None:
    zone = ZoneInfo(tz)
    spans = [(min(pair), max(pair)) for pair in pauses]
    created, solved = sorted(life)
    frames = {
        "tickets": rows("id created solved", ["t", created, solved]),
        "pauses": rows("ticket start end", *[["t", begin, end] for begin, end in spans]),
    }
    result = resolution.METRIC.compute(frames, scene=Scene(now=NOW, tz=tz, calendar=LUNCH))
    known = working_time(LUNCH, created, solved, zone, spans)
    assert isinstance(result.value, float) and result.elapsed.calendar.mean is not None
    assert result.value == pytest.approx(known.total_seconds(), abs=1e-6)
    assert -1e-6 <= result.value <= result.elapsed.calendar.mean + 1e-6


def test_sla_met_leaves_cancelled_ones_out_and_shows_running_ones_apart() -> None:
    due = at("2026-11-20 12:00")
    promises = rows(
        "id due done cancelled", ["a", due, due, False], ["b", due, due + timedelta(seconds=1), False],
        ["c", due, None, False], ["d", at("2026-12-01 12:00"), None, False], ["e", due, None, True],
        ["f", due, due - timedelta(hours=1), False],
    )  # fmt: skip
    result = sla_met.METRIC.compute({"promises": promises}, scene=SCENE)
    assert (result.met, result.breached, result.running, result.cancelled) == (2, 2, 1, 1)
    assert (result.value, result.n) == (0.5, 4)


def solved_tickets(good: int, bad: int) -> pl.DataFrame:
    data = [[f"g{i}", f"c{i}", "invoice", at("2026-10-01 09:00"), at("2026-10-01 10:00"), 1] for i in range(good)]
    data += [[f"b{i}", f"d{i}", "invoice", at("2026-10-01 09:00"), at("2026-10-01 10:00"), 2] for i in range(bad)]
    return rows("id customer type created solved contacts", *data)


def test_golden_fcr_320_of_400_is_80_percent() -> None:
    result = fcr.METRIC.compute({"tickets": solved_tickets(320, 80)}, scene=SCENE)
    assert (result.value, result.first_contact, result.n) == (0.8, 320, 400)
    assert result.variant_label.zh.startswith("客户只联系一次")


def test_fcr_counts_a_ticket_of_the_same_type_within_seven_days_as_a_return() -> None:
    solved = at("2026-10-01 10:00")
    tickets = rows(
        "id customer type created solved contacts reopened",
        ["a", "x", "invoice", at("2026-10-01 09:00"), solved, 1, False],
        ["b", "x", "invoice", solved + timedelta(days=7), None, 1, False],  # within: a has failed
        ["c", "y", "invoice", at("2026-10-01 09:00"), solved, 1, False],
        ["d", "y", "delivery", solved + timedelta(days=1), None, 1, False],  # another type
        ["e", "z", "invoice", at("2026-10-01 09:00"), solved, 1, False],
        ["f", "z", "invoice", solved + timedelta(days=7, seconds=1), None, 1, False],  # too late to matter
        ["g", "u", "invoice", at("2026-10-01 09:00"), solved, 1, True],
        ["h", None, "invoice", at("2026-10-01 09:00"), solved, 1, False],
        ["i", None, "invoice", at("2026-10-01 09:30"), solved, 1, False],
    )  # fmt: skip
    result = fcr.METRIC.compute({"tickets": tickets}, scene=SCENE)
    assert (result.first_contact, result.n) == (4, 6)


def test_fcr_of_yesterday_is_provisional() -> None:
    fresh = rows("id customer type created solved contacts", ["a", "x", "t", at("2026-11-21 09:00"),
                 at("2026-11-21 10:00"), 1])  # fmt: skip
    result = fcr.METRIC.compute({"tickets": fresh}, scene=SCENE)
    assert (result.provisional, [note.code for note in result.notes]) == (1, ["provisional"])


def test_fcr_variants_are_named_and_need_their_column() -> None:
    created, solved = at("2026-10-01 09:00"), at("2026-10-01 10:00")
    tickets = rows("id customer created solved contacts replies survey", ["a", "x", created, solved, 3, 1, None],
                   ["b", "y", created, solved, 1, 2, True], ["c", "z", created, solved, 1, 1, False])  # fmt: skip
    values = {
        name: fcr.METRIC.compute({"tickets": tickets}, FcrOptions(variant=name), scene=SCENE)
        for name in ("no_return", "one_touch", "survey")
    }
    assert {name: (r.first_contact, r.n) for name, r in values.items()} == {
        "no_return": (2, 3), "one_touch": (2, 3), "survey": (1, 2),
    }  # fmt: skip
    with pytest.raises(MetricInputError, match="survey"):
        fcr.METRIC.compute({"tickets": solved_tickets(1, 1)}, FcrOptions(variant="survey"), scene=SCENE)
