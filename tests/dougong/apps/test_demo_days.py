"""Days and instants of demo data: relative to the install, in the installer's time zone."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dougong.apps.demo_days import Install

INSTALL = Install(datetime(2026, 11, 23, 17, 30, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
"""A Tuesday, 01:30 in Shanghai: one day later than in UTC."""


@pytest.mark.parametrize(
    ("given", "text", "meant"),
    [
        ({"$days": 0}, "$days:0", "2026-11-24"),
        ({"$days": -3, "time": "09:30"}, "$days:-3 09:30", "2026-11-21T01:30:00.000Z"),
        ({"$week": 0, "weekday": 1}, "$week:0/1", "2026-11-23"),
        ({"$week": -2, "weekday": 7, "time": "16:05"}, "$week:-2/7 16:05", "2026-11-15T08:05:00.000Z"),
        ({"$month": -1, "day": 31}, "$month:-1/31", "2026-10-31"),
        ({"$month": -9, "day": 31}, "$month:-9/31", "2026-02-28"),
        ({"$month": 2, "day": 5, "time": "00:00"}, "$month:2/5 00:00", "2027-01-04T16:00:00.000Z"),
        ({"$minutes": -25}, "$minutes:-25", "2026-11-23T17:05:00.000Z"),
    ],
)
def test_a_moment_is_said_in_json_and_in_text(given: dict[str, Any], text: str, meant: str) -> None:
    assert INSTALL.read(given) == meant
    assert INSTALL.read_text(text) == meant


def test_a_birthday_keeps_month_and_day_of_a_day_near_the_install() -> None:
    assert INSTALL.read({"$days": 7, "years": -34}) == "1992-12-01"
    leap = Install(datetime(2028, 2, 28, 4, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
    assert leap.read({"$days": 1, "years": -4}) == "2024-02-29"
    assert leap.read({"$days": 1, "years": -3}) == "2025-02-28"


def test_what_names_no_moment_is_left_alone() -> None:
    assert INSTALL.read({"product": "x"}) is None
    assert INSTALL.read_text("三天前") is None
    assert INSTALL.read_text("$days:-3 morning") is None


@pytest.mark.parametrize(
    "given",
    [
        {"$days": "3"},
        {"$days": True},
        {"$days": 40_000},
        {"$days": 1, "day": 3},
        {"$days": 1, "time": "25:00"},
        {"$week": 1},
        {"$week": 1, "weekday": 8},
        {"$month": 1, "day": 0},
        {"$minutes": 1, "time": "09:00"},
        {"$days": 1, "$week": 1},
    ],
)
def test_a_moment_that_means_nothing_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        INSTALL.read(given)
