"""What each function, grain and clause answers, by hand: blanks, nothing, decimals, clocks that jump, weeks, years."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from engines.report.compiler import compile_query
from engines.report.errors import ReportError
from engines.report.parts import Calendar
from engines.report.periods import Shift, counterpart, moved
from engines.report.plan import OTHERS
from engines.report.query import Query
from tests.engines.report.world import SCOPE, ask, count, opportunity, planned

AMOUNTS = [opportunity(str(place), amount=text) for place, text in enumerate(["0.1", "0.2", None, "0.3", "4"])]
NONE = [opportunity("1", amount=None)]
FUNCTIONS: list[tuple[dict[str, Any], Any, Any, Any]] = [
    # measure, over 0.1 0.2 blank 0.3 4, over one blank, over no record
    ({"fn": "count"}, "5", "1", "0"),
    ({"fn": "count", "field": "amount"}, "4", "0", "0"),
    ({"fn": "distinct", "field": "amount"}, "4", "0", "0"),
    ({"fn": "sum", "field": "amount"}, "4.6", "0", "0"),
    ({"fn": "avg", "field": "amount"}, "1.15", None, None),
    ({"fn": "min", "field": "amount"}, "0.1", None, None),
    ({"fn": "max", "field": "amount"}, "4", None, None),
    ({"fn": "median", "field": "amount"}, "0.25", None, None),
    ({"fn": "percentile", "p": 0.9, "field": "amount"}, "2.89", None, None),
    ({"fn": "percentile", "p": 0.5, "field": "amount"}, "0.25", None, None),
    ({"fn": "sum", "field": "amount", "where": "amount > 0.2"}, "4.3", "0", "0"),
    ({"fn": "count", "where": "amount = NULL"}, "1", "1", "0"),
    ({"fn": "sum", "field": "lines.qty"}, "0", "0", "0"),
]


@pytest.mark.parametrize("decimals", [False, True])
@pytest.mark.parametrize(("measure", "values", "blank", "nothing"), FUNCTIONS)
def test_every_function_over_values_blanks_and_nothing(
    measure: dict[str, Any], values: Any, blank: Any, nothing: Any, decimals: bool
) -> None:
    for rows, wanted in ((AMOUNTS, values), (NONE, blank), ([], nothing)):
        answer = ask({"measures": [{"key": "m", **measure}]}, {"opportunity": rows}, decimals=decimals)
        assert answer.rows == ((None if wanted is None else Decimal(wanted),),)


def test_stddev_is_of_the_sample_and_needs_two() -> None:
    measure = {"measures": [{"key": "m", "fn": "stddev", "field": "amount"}]}
    four = [opportunity(str(place), amount=value) for place, value in enumerate((2, 4, 4, 6))]
    assert ask(measure, {"opportunity": four}).rows[0][0] == Decimal("1.63299316185545")
    assert ask(measure, {"opportunity": four[:1]}).rows[0][0] is None


SUMS = [
    (["1000000.1", "-1000000"], "0.1"), (["0.1"] * 10, "1"), (["99999999999.99", "0.01"], "100000000000"),
    (["0.00000001", "0.00000002"], "0.00000003"), (["1.005", "-1.005"], "0"), (["-0.3", "0.1", "0.2"], "0"),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "wanted"), SUMS)
def test_sums_are_exact_decimals(texts: list[str], wanted: str) -> None:
    rows = [opportunity(str(place), amount=text) for place, text in enumerate(texts)]
    answer = ask({"measures": [{"key": "s", "fn": "sum", "field": "amount"}]}, {"opportunity": rows})
    assert answer.rows[0][0] == Decimal(wanted)


GRAINS = [
    # grain, instant (UTC), member in Shanghai, week from Sunday, fiscal year from April
    ("year", "2025-12-31T16:00:00+00:00", date(2026, 1, 1)),
    ("quarter", "2026-05-31T15:59:59+00:00", date(2026, 4, 1)),
    ("month", "2026-05-31T16:00:00+00:00", date(2026, 6, 1)),
    ("week", "2026-03-08T01:00:00+00:00", date(2026, 3, 8)),
    ("iso_week", "2026-03-08T01:00:00+00:00", date(2026, 3, 2)),
    ("day", "2026-03-08T16:00:00+00:00", date(2026, 3, 9)),
    ("hour", "2026-03-08T16:59:59+00:00", datetime(2026, 3, 8, 16, tzinfo=UTC)),
    ("fiscal_year", "2026-03-31T15:59:59+00:00", date(2025, 4, 1)),
    ("fiscal_year", "2026-03-31T16:00:00+00:00", date(2026, 4, 1)),
    ("fiscal_quarter", "2026-03-31T15:59:59+00:00", date(2026, 1, 1)),
    ("month_of_year", "2025-12-31T16:00:00+00:00", Decimal(1)),
    ("day_of_month", "2026-01-30T16:00:00+00:00", Decimal(31)),
    ("weekday", "2026-03-08T01:00:00+00:00", Decimal(7)),
    ("hour_of_day", "2026-03-08T01:00:00+00:00", Decimal(9)),
    ("weekday_hour", "2026-03-09T06:30:00+00:00", Decimal(14)),
]


@pytest.mark.parametrize(("grain", "instant", "member"), GRAINS)
def test_every_grain_counts_local_time(grain: str, instant: str, member: Any) -> None:
    query = {"rows": [{"key": "t", "field": "created_at", "grain": grain}], "measures": [count()]}
    answer = ask(query, {"opportunity": [opportunity("1", created_at=instant)]}, Calendar(week_start=7, fiscal_month=4))
    assert answer.rows == ((member, Decimal(1)),)


def test_the_hour_that_summer_time_repeats_is_two_hours_and_the_skipped_one_is_none() -> None:
    new_york = Calendar(tz="America/New_York")
    texts = ["2026-11-01T05:30:00+00:00", "2026-11-01T06:30:00+00:00", "2026-11-01T07:30:00+00:00"]
    rows = [opportunity(str(place), created_at=text) for place, text in enumerate(texts)]
    by_hour = {"rows": [{"key": "t", "field": "created_at", "grain": "hour", "fill": True}], "measures": [count()]}
    answer = ask(by_hour, {"opportunity": rows}, new_york)
    assert len(answer.rows) == 25
    assert sum(row[1] for row in answer.rows) == 3
    of_day = {"rows": [{"key": "t", "field": "created_at", "grain": "hour_of_day"}], "measures": [count()]}
    assert ask(of_day, {"opportunity": rows}, new_york).rows == ((Decimal(1), Decimal(2)), (Decimal(2), Decimal(1)))
    march = {**by_hour, "period": {"field": "created_at", "start": "2026-03-08", "end": "2026-03-08"}}
    assert len(ask(march, {"opportunity": rows}, new_york).rows) == 23


NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # 23 November, a Monday, in Shanghai
PERIODS = [
    ({"last": 1, "unit": "day"}, date(2026, 11, 23), date(2026, 11, 24)),
    ({"last": 7, "unit": "day", "current": False}, date(2026, 11, 16), date(2026, 11, 23)),
    ({"last": 1, "unit": "week"}, date(2026, 11, 22), date(2026, 11, 29)),
    ({"last": 2, "unit": "month"}, date(2026, 10, 1), date(2026, 12, 1)),
    ({"last": 1, "unit": "quarter", "current": False}, date(2026, 7, 1), date(2026, 10, 1)),
    ({"last": 1, "unit": "year"}, date(2026, 1, 1), date(2027, 1, 1)),
    ({"last": 1, "unit": "fiscal_year"}, date(2026, 4, 1), date(2027, 4, 1)),
    ({"last": 2, "unit": "fiscal_year", "current": False}, date(2024, 4, 1), date(2026, 4, 1)),
    ({"start": "2026-03-01", "end": "2026-03-31"}, date(2026, 3, 1), date(2026, 4, 1)),
    ({"start": "2026-03-01"}, date(2026, 3, 1), None),
]


@pytest.mark.parametrize(("period", "start", "end"), PERIODS)
def test_named_periods_follow_the_viewers_calendar(period: dict[str, Any], start: date, end: date | None) -> None:
    calendar = Calendar(week_start=7, fiscal_month=4)
    span = planned({"period": {"field": "created_at", **period}, "measures": [count()]}, calendar, NOW).span
    assert span is not None
    assert (span.start, span.end) == (start, end)


def test_a_day_whose_midnight_is_skipped_begins_with_its_first_instant() -> None:
    period = {"field": "created_at", "start": "2018-11-04", "end": "2018-11-04"}
    span = planned({"period": period, "measures": [count()]}, Calendar(tz="America/Sao_Paulo"), NOW).span
    assert span is not None
    assert span.start_at == datetime(2018, 11, 4, 3, tzinfo=UTC)


SHIFTS = [
    ("month", date(2026, 3, 1), Shift(-1, "year"), date(2025, 3, 1)),
    ("day", date(2024, 2, 29), Shift(-1, "year"), date(2023, 2, 28)),
    ("quarter", date(2026, 1, 1), Shift(-1, "quarter"), date(2025, 10, 1)),
    ("iso_week", date(2026, 3, 2), Shift(-1, "year"), date(2025, 3, 3)),
    ("week", date(2026, 3, 2), Shift(-2, "week"), date(2026, 2, 16)),
]


@pytest.mark.parametrize(("grain", "member", "shift", "there"), SHIFTS)
def test_periods_are_compared_with_their_counterparts(grain: str, member: date, shift: Shift, there: date) -> None:
    assert counterpart(grain, member, shift, Calendar()) == there


def test_shifting_a_month_clips_to_its_last_day() -> None:
    assert moved(date(2026, 3, 31), Shift(-1, "month")) == date(2026, 2, 28)


DEALS = [
    opportunity("1", stage="won", amount=100, closes="2026-02-10", owner="u1"),
    opportunity("2", stage="lost", amount=50, closes="2026-02-20", owner="u2"),
    opportunity("3", stage="won", amount=80, closes="2026-03-05", owner="u1"),
    opportunity("4", stage="won", amount=40, closes="2025-02-01", owner="u3"),
    opportunity("5", stage="new", amount=None, closes="2026-05-01", owner=None),
]
DATA = {"opportunity": DEALS}
AMOUNT = {"key": "amt", "fn": "sum", "field": "amount"}
WON = {"key": "won", "fn": "count", "where": "stage = 'won'"}
MONTH = {"key": "m", "field": "closes", "grain": "month"}


def test_a_ratio_is_computed_anew_in_totals_and_an_error_is_a_blank_with_a_note() -> None:
    rate = {"key": "rate", "formula": "won / amt"}
    answer = ask({"rows": [{"key": "s", "field": "stage"}], "measures": [AMOUNT, WON, rate], "totals": ["all"]}, DATA)
    assert answer.total()[0][-1] == Decimal("0.0111111111111111")
    assert answer.rows[0] == ("new", Decimal(0), Decimal(0), None)
    assert "#DIV/0!" in answer.notes[0]["en"]


HALF_YEAR = {"field": "closes", "start": "2026-01-01", "end": "2026-05-31"}


def test_missing_months_are_filled_and_running_sums_go_through_them() -> None:
    running = {**AMOUNT, "running": True}
    query = {"rows": [{**MONTH, "fill": True}], "measures": [running], "period": HALF_YEAR}
    assert [row[1] for row in ask(query, DATA).rows] == [Decimal(n) for n in (0, 150, 230, 230, 230)]


def test_options_and_yes_no_are_filled_in_their_order() -> None:
    stages = ask({"rows": [{"key": "s", "field": "stage", "fill": True}], "measures": [count()]}, DATA)
    assert stages.rows == (("new", 1), ("quote", 0), ("won", 3), ("lost", 1))
    urgent = ask({"rows": [{"key": "s", "field": "urgent", "fill": True}], "measures": [count()]}, {"opportunity": []})
    assert urgent.rows == ((False, 0), (True, 0))


def test_the_period_before_and_the_year_before() -> None:
    period = {"field": "closes", "start": "2026-02-01", "end": "2026-02-28"}
    compare = [{"key": "ly", "shift": "-1 year"}, {"key": "prev", "shift": "previous"}]
    growth = {"key": "growth", "formula": "(amt - amt__ly) / amt__ly"}
    answer = ask({"measures": [AMOUNT, growth], "period": period, "compare": compare}, DATA)
    assert [column.key for column in answer.columns] == ["amt", "amt__ly", "amt__prev", "growth"]
    assert answer.rows == ((Decimal(150), Decimal(40), Decimal(0), Decimal("2.75")),)


def test_who_sold_only_last_year_is_there_with_nothing_this_year() -> None:
    query = {
        "rows": [{"key": "o", "field": "owner"}], "measures": [AMOUNT], "compare": [{"key": "ly", "shift": "-1 year"}],
        "period": {"field": "closes", "start": "2026-02-01", "end": "2026-02-28"},
    }  # fmt: skip
    assert ("u3", Decimal(0), Decimal(40)) in ask(query, DATA).rows


def test_top_with_others_computed_from_their_records_and_without() -> None:
    owner = {"key": "o", "field": "owner", "top": {"by": "amt", "n": 1}}
    measures = [AMOUNT, {"key": "a", "fn": "avg", "field": "amount"}]
    answer = ask({"rows": [owner], "measures": measures}, DATA)
    assert answer.rows == (("u1", 180, 90), (OTHERS, 90, 45))
    alone = {
        "rows": [{**owner, "top": {"by": "amt", "n": 1, "others": False}}],
        "measures": measures,
        "totals": ["all"],
    }
    answer = ask(alone, DATA)
    assert answer.rows == (("u1", 180, 90),)
    assert answer.total() == ((None, 270, Decimal("67.5")),)
    assert "3 more" in answer.notes[0]["en"]


def test_having_order_and_limit_touch_the_rows_and_never_the_totals() -> None:
    query = {
        "rows": [{"key": "o", "field": "owner"}], "measures": [AMOUNT], "having": "amt > 0", "totals": ["all"],
        "order": [{"by": "amt", "desc": True}], "limit": 2,
    }  # fmt: skip
    answer = ask(query, DATA)
    assert answer.rows == (("u1", 180), ("u2", 50))
    assert (answer.left_out.count, answer.left_out.of) == (1, 3)
    assert answer.total() == ((None, 270),)


def test_blanks_come_last_unless_they_are_asked_for_first() -> None:
    query = {"rows": [{"key": "o", "field": "owner"}], "measures": [count()]}
    for order, wanted in (
        ({"by": "o"}, ["u1", "u2", "u3", None]),
        ({"by": "o", "desc": True}, ["u3", "u2", "u1", None]),
        ({"by": "o", "nulls": "first"}, [None, "u1", "u2", "u3"]),
    ):
        assert ask({**query, "order": [order]}, DATA).values("o") == wanted


def test_rows_with_columns_are_ordered_by_their_own_total() -> None:
    query = {
        "rows": [{"key": "o", "field": "owner"}], "cols": [MONTH], "measures": [AMOUNT],
        "order": [{"by": "amt", "desc": True}],
    }  # fmt: skip
    assert ask(query, DATA).values("o") == ["u1", "u1", "u2", "u3", None]


def test_shares_of_row_column_and_all() -> None:
    shares = [{**AMOUNT, "key": key, "share": key} for key in ("row", "col", "all")]
    query = {"rows": [{"key": "o", "field": "owner"}], "cols": [{"key": "s", "field": "stage"}], "measures": shares}
    first = next(row for row in ask(query, DATA).rows if row[:2] == ("u1", "won"))
    assert first[2:] == (Decimal(1), Decimal("0.818181818181818"), Decimal("0.666666666666667"))


REFUSALS: list[tuple[dict[str, Any], str]] = [
    ({"measures": [{"key": "a", "fn": "sum", "field": "nothing"}]}, "no field"),
    ({"measures": [{"key": "a", "fn": "sum", "field": "stage"}]}, "can't be computed"),
    ({"rows": [{"key": "c", "field": "closes", "grain": "hour"}], "measures": [count()]}, "no hours"),
    ({"rows": [{"key": "c", "field": "stage", "grain": "day"}], "measures": [count()]}, "Only dates"),
    ({"rows": [{"key": "c", "field": "owner", "fill": True}], "measures": [count()]}, "filled in"),
    ({"measures": [count(), {"key": "a", "formula": "b"}, {"key": "b", "formula": "a"}]}, "circle"),
    ({"measures": [count()], "compare": [{"key": "ly", "shift": "-1 year"}]}, "needs a period"),
    (
        {"rows": [{**MONTH, "grain": "year"}], "measures": [count()], "compare": [{"key": "x", "shift": "-1 month"}]},
        "moved",
    ),
    ({"rows": [MONTH], "measures": [{"key": "a", "fn": "avg", "field": "amount", "running": True}]}, "run up"),
    ({"measures": [count()], "where": "stage = 'unknown'"}, "unknown"),
    ({"measures": [count()], "having": "zz > 1"}, "zz"),
    ({"measures": [count()], "order": ["zz"]}, "order by"),
    ({"rows": [{"key": "o", "field": "owner", "top": {"by": "zz", "n": 1}}], "measures": [count()]}, "rank by"),
    ({"measures": [{"key": "a", "fn": "first", "field": "tags", "by": "created_at"}]}, "no order"),
    ({"measures": [count()], "period": {"field": "lines.due", "last": 1, "unit": "day"}}, "to-many"),
]


@pytest.mark.parametrize(("document", "words"), REFUSALS)
def test_what_cannot_be_exact_is_refused_with_a_sentence_in_both_languages(
    document: dict[str, Any], words: str
) -> None:
    with pytest.raises(ReportError) as refused:
        compile_query(Query.model_validate({"from": "opportunity", **document}), SCOPE)
    assert any(words in problem.message["en"] for problem in refused.value.problems)
    assert all(problem.message["zh-CN"] for problem in refused.value.problems)


def test_a_program_says_which_columns_it_needs() -> None:
    query = {
        "rows": [{"key": "g", "field": "lines.product.group"}],
        "measures": [AMOUNT],
        "where": "customer.level = 'A'",
    }
    assert planned(query).program.needs == {
        "opportunity": {"id", "amount", "customer"},
        "customer": {"id", "level"},
        "lines": {"id", "parent", "product"},
        "product": {"id", "group"},
    }


def test_a_top_list_of_cyclic_periods_keeps_the_periods_that_it_names() -> None:
    data = {"opportunity": [opportunity(str(month), closes=f"2026-{month:02}-05", amount=month) for month in (1, 2, 3)]}
    top = {"by": "sum", "n": 1, "others": True}
    document = {
        "rows": [{"key": "month", "field": "closes", "grain": "month_of_year", "top": top}],
        "measures": [{"key": "sum", "fn": "sum", "field": "amount"}],
    }
    assert ask(document, data).to_json()["rows"] == [[3, 3], [{"others": True}, 3]]
