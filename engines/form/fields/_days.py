"""Reading days and times as people and workbooks write them."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from engines.form.fields.base import ValueProblem
from engines.form.text import halfwidth

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's serials are wall-clock days
_MAX_SERIAL = 2_958_465  # 9999-12-31
_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_NAMES.split(" "), start=1)}
_TIME = (
    r"(?:[T ]*(?P<half>上午|下午|AM|PM)?\s*(?P<H>\d{1,2})[:时点](?P<M>\d{1,2})?"
    r"(?:[:分](?P<S>\d{1,2})(?:[.,](?P<f>\d{1,9}))?)?[秒分]?\s*(?P<ampm>AM|PM)?\s*"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_SHAPES = tuple(
    re.compile(shape + _TIME, re.IGNORECASE)
    for shape in (
        r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})",
        r"(?P<d>\d{1,2})[. ](?P<m>\d{1,2})[. ](?P<y>\d{4})",
        r"(?P<mon>[a-z]{3})[a-z]*\.?\s+(?P<d>\d{1,2}),?\s+(?P<y>\d{4})",
        r"(?P<d>\d{1,2})[ -](?P<mon>[a-z]{3})[a-z]*\.?,?[ -](?P<y>\d{4})",
    )
)


def serial(number: Any) -> datetime:
    """Excel's day number (1900 system) as a wall-clock time, rounded to the millisecond."""
    days = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    if not days.is_finite() or not 1 <= days <= _MAX_SERIAL:
        raise ValueError("not a day")
    return _EPOCH + timedelta(milliseconds=int((days * 86_400_000).to_integral_value()))


def written(raw: Any) -> datetime | date:
    """A cell as a day, a wall-clock time (naive) or an instant (aware). Raises `ValueProblem`."""
    try:
        if isinstance(raw, datetime | date):
            return raw
        if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
            moment = serial(raw)
            return moment.date() if moment.time() == time() else moment
        if isinstance(raw, str):
            return _text(halfwidth(raw).strip())
    except ValueError:  # 2026-02-30, 25:00
        pass
    shown = str(raw)[:40]
    raise ValueProblem("date_invalid", f"“{shown}”不是日期", f"“{shown}” is not a date")


def _text(text: str) -> datetime | date:
    if re.fullmatch(r"[2-9]\d{4}(\.\d+)?", text):  # a serial from 1954 on that lost its type in a CSV
        return serial(Decimal(text)) if "." in text else serial(Decimal(text)).date()
    for shape in _SHAPES:
        match = shape.fullmatch(text)
        if match:
            return _moment(match.groupdict())
    raise ValueError(text)


def _moment(part: dict[str, str | None]) -> datetime | date:
    month = _MONTHS.get((part.get("mon") or "").lower()[:3]) or int(part.get("m") or 0)
    day = int(part["d"] or 0)
    if "mon" not in part and month > 12 >= day:  # 25/12/2026 can only be day first
        month, day = day, month
    found = date(int(part["y"] or 0), month, day)
    if part["H"] is None:
        return found
    hour = int(part["H"])
    half = (part["half"] or part["ampm"] or "").upper()
    if half in ("下午", "PM") and hour < 12:
        hour += 12
    if half in ("上午", "AM") and hour == 12:
        hour = 0
    milliseconds = round(float(f"0.{part['f']}") * 1000) if part["f"] else 0
    moment = datetime.combine(found, time(hour, int(part["M"] or 0), int(part["S"] or 0)))
    moment += timedelta(milliseconds=milliseconds)
    if part["zone"] is None:
        return moment
    zone = part["zone"].upper().replace("Z", "+00:00")
    return moment.replace(tzinfo=datetime.strptime(zone.replace(":", ""), "%z").tzinfo)


def to_day(moment: datetime | date, zone: tzinfo) -> date:
    """The calendar day; an instant's day in `zone`."""
    if not isinstance(moment, datetime):
        return moment
    return moment.date() if moment.tzinfo is None else moment.astimezone(zone).date()


def to_instant(moment: datetime | date, zone: tzinfo) -> datetime:
    """The UTC instant, whole milliseconds; a day is its midnight in `zone`."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        raise ValueProblem("date_invalid", "超出日期范围", "out of the range of dates") from None
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
