"""Dates (without a zone) and instants. An instant becomes a date in the environment's zone."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from engines.formula.errors import NUM, VALUE, Fail
from engines.formula.functions.math import whole
from engines.formula.registry import Category
from engines.formula.values import NUMBERS, ONE, ZERO, add_days, instant, local

declare = Category("date")
_DATE_TEXT = re.compile(r"\s*(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?(?:[T ].*)?\s*", re.DOTALL)
_LAST_YEAR = 9999


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise Fail(NUM) from None


@declare(
    "TODAY",
    "-> date",
    needs_env=True,
    zh="今天的日期。",
    en="Today's date.",
    examples=(("TODAY()", "2026-03-10"),),
    polars=True,
)
def today(env: Any) -> date:
    result: date = env.today
    return result


@declare(
    "NOW",
    "-> datetime",
    needs_env=True,
    zh="现在的日期时间。",
    en="The current instant.",
    examples=(("NOW()", "2026-03-10T02:30:00.000Z"),),
    polars=True,
)
def now(env: Any) -> datetime:
    result: datetime = env.now
    return result


@declare(
    "DATE",
    "year: number, month: number, day: number -> date",
    zh="由年月日组成日期,月与日可超出范围而顺延。",
    en="A date of year, month and day; months and days may overflow.",
    examples=(
        ("DATE(2026, 3, 15)", "2026-03-15"),
        ("DATE(2026, 14, 1)", "2027-02-01"),
        ("DATE(2026, 3, 0)", "2026-02-28"),
        ("DATE(0, 1, 1)", "#NUM!"),
    ),
)
def date_(year: Decimal, month: Decimal, day: Decimal) -> date:
    years, month0 = divmod(whole(year) * 12 + whole(month) - 1, 12)
    return add_days(_date(years, month0 + 1, 1), Decimal(whole(day) - 1))


@declare(
    "DATETIME",
    "day: date, hour?: number, minute?: number, second?: number -> datetime",
    needs_env=True,
    zh="由日期与时分秒组成日期时间(按时区)。",
    en="The instant of a date and a time of day in the zone.",
    examples=(("DATETIME(due, 9, 30)", "2026-03-15T01:30:00.000Z"),),
)
def datetime_(env: Any, day: date, hour: Decimal = ZERO, minute: Decimal = ZERO, second: Decimal = ZERO) -> datetime:
    seconds = whole(hour) * 3600 + whole(minute) * 60 + whole(second)
    try:
        moment = datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)  # noqa: DTZ001 - the zone follows
        return instant(moment.replace(tzinfo=env.tz))
    except OverflowError:
        raise Fail(NUM) from None


@declare(
    "TIME",
    "hour: number, minute: number, second: number -> number",
    zh="一天中的时间,以天的小数表示。",
    en="A time of day as a fraction of a day.",
    examples=(("TIME(12, 0, 0)", 0.5), ("TIME(18, 0, 0)", 0.75)),
)
def time_(hour: Decimal, minute: Decimal, second: Decimal) -> Decimal:
    seconds = whole(hour) * 3600 + whole(minute) * 60 + whole(second)
    if seconds < 0:
        raise Fail(NUM)
    return NUMBERS.divide(Decimal(seconds % 86_400), Decimal(86_400))


@declare(
    "DATEVALUE",
    "text: text -> date",
    nulls="null",
    zh="把文本读成日期(2026-03-15、2026/3/15、2026年3月15日);读不出得 #VALUE!。",
    en="Reads a date (2026-03-15, 2026/3/15, 2026年3月15日); #VALUE! else.",
    examples=(
        ("DATEVALUE('2026/3/5')", "2026-03-05"),
        ("DATEVALUE('2026年3月5日')", "2026-03-05"),
        ("DATEVALUE('5 March')", "#VALUE!"),
        ("DATEVALUE('2026-02-30')", "#VALUE!"),
    ),
)
def datevalue(text: str) -> date:
    match = _DATE_TEXT.fullmatch(text)
    if match is None:
        raise Fail(VALUE)
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise Fail(VALUE) from None


@declare(
    "TODATE",
    "moment: date -> date",
    polars=True,
    zh="取日期部分(按时区)。",
    en="The date of an instant in the zone.",
    examples=(("TODATE(created)", "2026-03-02"),),
)
def todate(day: date) -> date:
    return day


@declare(
    "YEAR",
    "date: date -> number",
    zh="年。",
    en="The year.",
    examples=(("YEAR(due)", 2026), ("YEAR(NULL)", None)),
    polars=True,
)
def year_(day: date) -> Decimal:
    return Decimal(day.year)


@declare(
    "QUARTER",
    "date: date -> number",
    zh="季度 1–4。",
    en="The quarter, 1 to 4.",
    examples=(("QUARTER(due)", 1),),
    polars=True,
)
def quarter(day: date) -> Decimal:
    return Decimal((day.month + 2) // 3)


@declare(
    "MONTH", "date: date -> number", zh="月。", en="The month, 1 to 12.", examples=(("MONTH(due)", 3),), polars=True
)
def month_(day: date) -> Decimal:
    return Decimal(day.month)


@declare(
    "DAY", "date: date -> number", zh="日。", en="The day of the month.", examples=(("DAY(due)", 15),), polars=True
)
def day_(day: date) -> Decimal:
    return Decimal(day.day)


@declare(
    "HOUR",
    "moment: datetime -> number",
    needs_env=True,
    zh="时(按时区)。",
    en="The hour in the zone, 0 to 23.",
    examples=(("HOUR(created)", 7),),
    polars=True,
)
def hour_(env: Any, moment: datetime) -> Decimal:
    return Decimal(local(moment, env.tz).hour)


@declare(
    "MINUTE",
    "moment: datetime -> number",
    needs_env=True,
    zh="分。",
    en="The minute.",
    examples=(("MINUTE(created)", 45),),
    polars=True,
)
def minute_(env: Any, moment: datetime) -> Decimal:
    return Decimal(local(moment, env.tz).minute)


@declare(
    "SECOND",
    "moment: datetime -> number",
    needs_env=True,
    zh="秒。",
    en="The second.",
    examples=(("SECOND(created)", 30),),
    polars=True,
)
def second_(env: Any, moment: datetime) -> Decimal:
    return Decimal(local(moment, env.tz).second)


_WEEK_STARTS = {1: 6, 2: 0, 11: 0, 12: 1, 13: 2, 14: 3, 15: 4, 16: 5, 17: 6}


@declare(
    "WEEKDAY",
    "date: date, base?: number -> number",
    polars=True,
    zh="星期几:1(省略)周日=1…周六=7;2 周一=1…周日=7;3 周一=0…周日=6;11–17 从周一至周日起算为 1。",
    en="The day of the week: base 1 (left out) Sunday=1, 2 Monday=1, 3 Monday=0, 11–17 Monday … Sunday=1.",
    examples=(("WEEKDAY(due)", 1), ("WEEKDAY(due, 2)", 7), ("WEEKDAY(due, 3)", 6), ("WEEKDAY(due, 9)", "#NUM!")),
)
def weekday_(day: date, base: Decimal = ONE) -> Decimal:
    kind = whole(base)
    if kind == 3:
        return Decimal(day.weekday())
    if kind not in _WEEK_STARTS:
        raise Fail(NUM)
    return Decimal((day.weekday() - _WEEK_STARTS[kind]) % 7 + 1)


@declare(
    "WEEKNUM",
    "date: date, base?: number -> number",
    zh="一年中的第几周(1 月 1 日所在周为第 1 周);1 周日起,2 周一起,21 为 ISO 周。",
    en="The week of the year (1 January is in week 1); base 1 weeks begin on Sunday, 2 Monday, 21 ISO weeks.",
    examples=(("WEEKNUM(due)", 12), ("WEEKNUM(due, 2)", 11), ("WEEKNUM(due, 21)", 11)),
)
def weeknum(day: date, base: Decimal = ONE) -> Decimal:
    kind = whole(base)
    if kind == 21:
        return isoweeknum(day)
    if kind not in _WEEK_STARTS:
        raise Fail(NUM)
    offset = (date(day.year, 1, 1).weekday() - _WEEK_STARTS[kind]) % 7
    return Decimal((day.timetuple().tm_yday - 1 + offset) // 7 + 1)


@declare(
    "ISOWEEKNUM",
    "date: date -> number",
    zh="ISO 周数。",
    en="The ISO week.",
    examples=(("ISOWEEKNUM(due)", 11), ("ISOWEEKNUM(DATE(2027,1,1))", 53)),
    polars=True,
)
def isoweeknum(day: date) -> Decimal:
    return Decimal(day.isocalendar().week)
