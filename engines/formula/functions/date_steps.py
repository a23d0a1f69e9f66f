"""From one date to another: months, differences, periods, working days."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from engines.calendar import DEFAULT_CALENDAR, WorkCalendar, add_working_time, working_time
from engines.formula.errors import NUM, VALUE, Fail
from engines.formula.functions.math import whole
from engines.formula.functions.stats import items
from engines.formula.registry import Category
from engines.formula.values import NUMBERS, add_days, instant, local

declare = Category("date")
_LAST_YEAR = 9999
_LONGEST = timedelta(days=20 * 366)
_MILLISECOND = timedelta(milliseconds=1)


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= _LAST_YEAR:
        raise Fail(NUM)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


@declare(
    "EDATE",
    "date: date, months: number -> date",
    polars=True,
    zh="若干个月之后(负数为之前)的同一天,没有该日则取月末。",
    en="The same day some months later, or that month's last day.",
    examples=(("EDATE(DATE(2026,1,31), 1)", "2026-02-28"), ("EDATE(due, -12)", "2025-03-15")),
)
def edate(day: date, months: Decimal) -> date:
    return add_months(day, whole(months))


@declare(
    "EOMONTH",
    "date: date, months: number -> date",
    polars=True,
    zh="若干个月之后那个月的最后一天。",
    en="The last day of the month some months later.",
    examples=(("EOMONTH(due, 0)", "2026-03-31"), ("EOMONTH(due, -1)", "2026-02-28")),
)
def eomonth(day: date, months: Decimal) -> date:
    month = add_months(day.replace(day=1), whole(months))
    return month.replace(day=monthrange(month.year, month.month)[1])


@declare(
    "DAYS",
    "end: date, start: date -> number",
    zh="相差天数。",
    en="Days from start to end.",
    examples=(("DAYS(due, DATE(2026,3,1))", 14), ("DAYS(due, NULL)", None)),
    polars=True,
)
def days(end: date, start: date) -> Decimal:
    return Decimal((end - start).days)


def full_months(start: date, end: date) -> int:
    """Whole months from start to a later end."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _days_after_months(start: date, end: date) -> int:
    """ "md": the days that whole months leave over, counted from the end of the month before as Excel does."""
    if end.day >= start.day:
        return end.day - start.day
    before = end.replace(day=1) - timedelta(days=1)
    return (end - before).days + before.day - min(start.day, before.day)


def _days_after_years(start: date, end: date) -> int:
    year = end.year - ((end.month, end.day) < (start.month, start.day))
    return (end - add_months(start, (year - start.year) * 12)).days


_DATEDIF: dict[str, Callable[[date, date], int]] = {
    "y": lambda start, end: full_months(start, end) // 12,
    "m": full_months,
    "d": lambda start, end: (end - start).days,
    "ym": lambda start, end: full_months(start, end) % 12,
    "md": _days_after_months,
    "yd": _days_after_years,
}


@declare(
    "DATEDIF",
    "start: date, end: date, unit: text -> number",
    polars=True,
    zh="两个日期之间的整 y 年、m 月、d 日,或 ym、md、yd;开始晚于结束得 #NUM!。",
    en="Whole y years, m months or d days between two dates, or ym, md, yd; #NUM! when start is later than end.",
    examples=(
        ("DATEDIF(DATE(2024,2,29), due, 'y')", 2),
        ("DATEDIF(DATE(2026,1,31), due, 'm')", 1),
        ("DATEDIF(DATE(2026,3,1), due, 'd')", 14),
        ("DATEDIF(due, DATE(2026,1,1), 'd')", "#NUM!"),
        ("DATEDIF(due, due, 'x')", "#NUM!"),
    ),
)
def datedif(start: date, end: date, unit: str) -> Decimal:
    measure = _DATEDIF.get(unit.lower())
    if measure is None or start > end:
        raise Fail(NUM)
    return Decimal(measure(start, end))


_UNITS = {"year": "year", "quarter": "quarter", "month": "month", "week": "week", "day": "day", "hour": "hour",
          "minute": "minute", "second": "second", "y": "year", "q": "quarter", "m": "month", "w": "week", "d": "day",
          "h": "hour", "年": "year", "季": "quarter", "月": "month", "周": "week", "天": "day", "日": "day",
          "时": "hour", "小时": "hour", "分": "minute", "分钟": "minute", "秒": "second"}  # fmt: skip
_SECONDS = {"week": 604_800, "day": 86_400, "hour": 3600, "minute": 60, "second": 1}
_MONTHS = {"year": 12, "quarter": 3, "month": 1}


def _unit(text: str) -> str:
    name = text.strip().lower()
    unit = _UNITS.get(name) or _UNITS.get(name.removesuffix("s"))
    if unit is None:
        raise Fail(VALUE)
    return unit


@declare(
    "DATEADD",
    "date: date, count: number, unit: text -> date",
    "moment: datetime, count: number, unit: text -> datetime",
    needs_env=True,
    aliases=("DATE_ADD",),
    zh="加上若干年、季、月、周、天(日期时间还可用时、分、秒)。单位:year quarter month week day hour minute second。",
    en="Adds years, quarters, months, weeks or days; to an instant also hours, minutes, seconds.",
    examples=(
        ("DATEADD(due, 2, 'week')", "2026-03-29"),
        ("DATEADD(due, 1, 'months')", "2026-04-15"),
        ("DATEADD(created, 90, 'minute')", "2026-03-02T01:15:30.000Z"),
        ("DATEADD(due, 1, 'hour')", "#VALUE!"),
    ),
)
def dateadd(env: Any, moment: Any, count: Decimal, unit: str) -> Any:
    name, amount = _unit(unit), whole(count)
    try:
        if isinstance(moment, datetime):
            return _add_to_instant(env, moment, amount, name)
        if name in _MONTHS:
            return add_months(moment, amount * _MONTHS[name])
        if name not in ("week", "day"):
            raise Fail(VALUE)
        return moment + timedelta(days=amount * (7 if name == "week" else 1))
    except OverflowError:
        raise Fail(NUM) from None


def _add_to_instant(env: Any, moment: datetime, amount: int, unit: str) -> datetime:
    """Hours and less run on the clock; days and more keep the wall-clock time of the zone."""
    if unit in ("hour", "minute", "second"):
        return moment + timedelta(seconds=amount * _SECONDS[unit])
    wall = local(moment, env.tz)
    day = wall.date()
    shifted = (
        add_months(day, amount * _MONTHS[unit]) if unit in _MONTHS else day + timedelta(seconds=amount * _SECONDS[unit])
    )
    return instant(datetime.combine(shifted, wall.time(), env.tz))


@declare(
    "DATETIME_DIFF",
    "end: datetime, start: datetime, unit: text -> number",
    needs_env=True,
    zh="两个时刻之差,取整(向零)。单位同 DATEADD。",
    en="The difference of two instants in whole units, cut toward zero.",
    examples=(
        ("DATETIME_DIFF(NOW(), created, 'hour')", 194),
        ("DATETIME_DIFF(NOW(), created, 'days')", 8),
        ("DATETIME_DIFF(created, NOW(), 'day')", -8),
    ),
)
def datetime_diff(env: Any, end: datetime, start: datetime, unit: str) -> Decimal:
    name = _unit(unit)
    sign = -1 if end < start else 1
    early, late = (end, start) if end < start else (start, end)
    if name in _SECONDS:
        amount = (late - early) // timedelta(seconds=_SECONDS[name])
    else:
        first, second = local(early, env.tz), local(late, env.tz)
        months = full_months(first.date(), second.date())
        if second.day == first.day and second.time() < first.time():
            months -= 1
        amount = max(months, 0) // _MONTHS[name]
    return Decimal(amount * sign)


def _start_of(day: date, unit: str) -> date:
    match unit:
        case "year":
            return day.replace(month=1, day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "month":
            return day.replace(day=1)
        case "week":
            return add_days(day, Decimal(-day.weekday()))
        case "day":
            return day
    raise Fail(VALUE)


@declare(
    "STARTOF",
    "date: date, unit: text -> date",
    zh="所在年、季、月、周(周一起)的第一天。",
    en="The first day of the year, quarter, month or week (from Monday).",
    examples=(
        ("STARTOF(due, 'month')", "2026-03-01"),
        ("STARTOF(due, 'week')", "2026-03-09"),
        ("STARTOF(due, 'quarter')", "2026-01-01"),
    ),
)
def startof(day: date, unit: str) -> date:
    return _start_of(day, _unit(unit))


@declare(
    "ENDOF",
    "date: date, unit: text -> date",
    zh="所在年、季、月、周(周一起)的最后一天。",
    en="The last day of the year, quarter, month or week (from Monday).",
    examples=(
        ("ENDOF(due, 'month')", "2026-03-31"),
        ("ENDOF(due, 'year')", "2026-12-31"),
        ("ENDOF(due, 'week')", "2026-03-15"),
    ),
)
def endof(day: date, unit: str) -> date:
    name = _unit(unit)
    first = _start_of(day, name)
    if name in _MONTHS:
        last_month = add_months(first, _MONTHS[name] - 1)
        return last_month.replace(day=monthrange(last_month.year, last_month.month)[1])
    return add_days(first, Decimal(6 if name == "week" else 0))


def _calendar(env: Any) -> WorkCalendar:
    found: WorkCalendar | None = env.calendar
    return DEFAULT_CALENDAR if found is None else found


@declare(
    "WORKDAY",
    "start: date, days: number, holidays?: [date] -> date",
    needs_env=True,
    zh="若干个工作日之后的日期(按工作日历,含节假日与调休)。",
    en="The date some workdays later, by the working calendar.",
    examples=(
        ("WORKDAY(due, 1)", "2026-03-16"),
        ("WORKDAY(due, -1)", "2026-03-13"),
        ("WORKDAY(due, 10)", "2026-03-27"),
    ),
)
def workday(env: Any, start: date, days: Decimal, holidays: list[Any] | None = None) -> date:
    try:
        return _calendar(env).add_workdays(start, whole(days), items((holidays or [],)))
    except OverflowError:
        raise Fail(NUM) from None


@declare(
    "NETWORKDAYS",
    "start: date, end: date, holidays?: [date] -> number",
    needs_env=True,
    zh="两个日期之间的工作日数(含两端)。",
    en="Workdays from start to end, both included, by the working calendar.",
    examples=(("NETWORKDAYS(DATE(2026,3,9), due)", 5), ("NETWORKDAYS(due, DATE(2026,3,9))", -5)),
)
def networkdays(env: Any, start: date, end: date, holidays: list[Any] | None = None) -> Decimal:
    return Decimal(_calendar(env).workdays_between(start, end, items((holidays or [],))))


@declare(
    "ISWORKDAY",
    "date: date -> boolean",
    needs_env=True,
    zh="是否为工作日。",
    en="Whether the date is a workday.",
    examples=(("ISWORKDAY(due)", False), ("ISWORKDAY(TODAY())", True)),
)
def isworkday(env: Any, day: date) -> bool:
    return _calendar(env).is_workday(day)


def _reachable(start: datetime, end: datetime) -> None:
    """Working time is counted day by day: no further than this."""
    if abs(end - start) > _LONGEST:
        raise Fail(NUM)


@declare(
    "WORKMINUTES",
    "start: datetime, end: datetime -> number",
    needs_env=True,
    zh="两个时刻之间的工作分钟数(按工作日历的时段,最长 20 年)。",
    en="Minutes of working time between two instants, by the hours of the working calendar; at most 20 years.",
    examples=(
        ("WORKMINUTES(DATETIME(DATE(2026,3,13), 17, 0), DATETIME(DATE(2026,3,16), 10, 0))", 120),
        ("WORKMINUTES(DATETIME(DATE(2026,3,14), 9, 0), DATETIME(DATE(2026,3,15), 18, 0))", 0),
    ),
)
def workminutes(env: Any, start: datetime, end: datetime) -> Decimal:
    _reachable(start, end)
    worked = working_time(_calendar(env), start, end, env.tz)
    return NUMBERS.divide(Decimal(worked // _MILLISECOND), Decimal(60_000))


@declare(
    "ADDWORKMINUTES",
    "start: datetime, minutes: number -> datetime",
    needs_env=True,
    zh="若干工作分钟之后的时刻(按工作日历的时段,最长 20 年;负数不往前推)。",
    en="The instant after so many minutes of working time, by the hours of the working calendar; at most 20 years. "
    "A negative number gives the start.",
    examples=(
        ("ADDWORKMINUTES(DATETIME(DATE(2026,3,13), 17, 0), 240)", "2026-03-16T04:00:00.000Z"),
        ("ADDWORKMINUTES(DATETIME(DATE(2026,3,14), 15, 0), 240)", "2026-03-16T06:00:00.000Z"),
    ),
)
def addworkminutes(env: Any, start: datetime, minutes: Decimal) -> datetime:
    if minutes > _LONGEST / timedelta(minutes=1):
        raise Fail(NUM)
    try:
        due = add_working_time(_calendar(env), start, int(minutes * 60_000) * _MILLISECOND, env.tz)
    except OverflowError:
        raise Fail(NUM) from None
    _reachable(start, due)
    return due


@declare(
    "YEARFRAC",
    "start: date, end: date -> number",
    zh="两个日期相差的年数(按 365 天)。",
    en="Years between two dates, of 365 days (Excel's basis 3).",
    examples=(("YEARFRAC(DATE(2025,3,15), due)", 1),),
)
def yearfrac(start: date, end: date) -> Decimal:
    return NUMBERS.divide(Decimal(abs((end - start).days)), Decimal(365))
