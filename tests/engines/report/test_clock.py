"""The quick way to periods answers as the zone itself does, for instants near every change of the clock."""

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from engines.report.frames.clock import Range, period_expr
from engines.report.frames.keys import grain_expr
from engines.report.parts import Calendar

ZONES = [
    "Asia/Shanghai",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Asia/Kathmandu",
]
GRAINS: list[Any] = [
    "year",
    "quarter",
    "month",
    "week",
    "iso_week",
    "day",
    "fiscal_year",
    "fiscal_quarter",
    "weekday",
    "month_of_year",
    "day_of_month",
    "hour",
    "hour_of_day",
    "weekday_hour",
]
STARTS = [datetime(1965, 1, 1, tzinfo=UTC), datetime(1988, 1, 1, tzinfo=UTC), datetime(2017, 6, 1, tzinfo=UTC)]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("start", STARTS)
def test_periods_by_arithmetic_and_by_the_zone_are_the_same(zone: str, start: datetime) -> None:
    instants = [start + timedelta(minutes=29 * place) for place in range(20_000)]
    frame = pl.DataFrame({"at": instants}, schema={"at": pl.Datetime("ms", "UTC")})
    calendar = Calendar(tz=zone, week_start=7, fiscal_month=4)
    for grain in GRAINS:
        quick = period_expr(grain, pl.col("at"), Range(instants[0], instants[-1]), calendar)
        assert quick is not None
        slow = grain_expr(grain, pl.col("at"), True, calendar)
        assert frame.select(quick.alias("a")).equals(frame.select(slow.alias("a"))), grain


def test_a_range_too_wide_for_a_table_is_left_to_the_zone() -> None:
    known = Range(datetime(1900, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    assert period_expr("month", pl.col("at"), known, Calendar()) is None
