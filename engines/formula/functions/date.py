"""Dates (without a zone) and instants. An instant becomes a date in the environment's zone."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from engines.calendar import DEFAULT_CALENDAR, WorkCalendar
from engines.formula.errors import NUM, VALUE, Fail
from engines.formula.functions.math import whole
from engines.formula.functions.stats import items
from engines.formula.registry import Category
from engines.formula.values import NUMBERS, ONE, ZERO, add_days, instant, local

declare = Category("date")
_DATE_TEXT = re.compile(r"\s*(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?(?:[T ].*)?\s*", re.DOTALL)
_LAST_YEAR = 9999


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Fail(NUM) from None


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= _LAST_YEAR:
        raise Fail(NUM)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


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
        moment = datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)  # noqa: DTZ001 — the zone follows
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


@declare(
    "YEARFRAC",
    "start: date, end: date -> number",
    zh="两个日期相差的年数(按 365 天)。",
    en="Years between two dates, of 365 days (Excel's basis 3).",
    examples=(("YEARFRAC(DATE(2025,3,15), due)", 1),),
)
def yearfrac(start: date, end: date) -> Decimal:
    return NUMBERS.divide(Decimal(abs((end - start).days)), Decimal(365))
