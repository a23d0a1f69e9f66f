"""Numbers, members and axes as people read them: 万/亿 in Chinese, K/M/B in English, dates and weekdays by language."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from engines.report.answer import Column
from engines.report.parts import Calendar, Label
from engines.report.plan import OTHERS, Containing, bin_number

Language = Literal["zh-CN", "en"]
ComputeMetric = Callable[[str, Mapping[str, list[dict[str, Any]]], Mapping[str, Any]], dict[str, Any]]
"""metric key, rows of its tables, its options → its result as JSON."""
THEMES: dict[str, tuple[str, ...]] = {
    "default": ("#2b6ca3", "#2a9d8f", "#e9a23b", "#d1495b", "#7b61b8", "#6a994e", "#8c8c8c", "#c76b98"),
    "ocean": ("#0b6e99", "#2a9d8f", "#4cc9f0", "#3a5a98", "#90be6d", "#577590", "#a8dadc", "#1d3557"),
    "forest": ("#2d6a4f", "#74a57f", "#b5a642", "#8c6d46", "#4f772d", "#90a955", "#6b705c", "#31572c"),
    "sunset": ("#d1495b", "#edae49", "#f79256", "#7b2d26", "#9c6644", "#66586f", "#e07a5f", "#5f0f40"),
    "mono": ("#262626", "#595959", "#8c8c8c", "#bfbfbf", "#434343", "#737373", "#a6a6a6", "#d9d9d9"),
}
_UNITS: dict[str, tuple[tuple[int, str], ...]] = {
    "zh-CN": ((10**8, "亿"), (10**4, "万")),
    "en": ((10**9, "B"), (10**6, "M"), (10**3, "K")),
}
_DAYS = {"zh-CN": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Look:
    """How a figure is to look, and for whom. `names`: column key → member → what people call it (option labels,
    names of persons and linked records); what is missing is shown as it is. `metric` computes a metric over the
    answer, for charts that need one."""

    language: Language = "zh-CN"
    theme: str = "default"
    calendar: Calendar = field(default_factory=Calendar)
    metric: ComputeMetric | None = None
    names: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)

    @property
    def colors(self) -> tuple[str, ...]:
        return THEMES.get(self.theme, THEMES["default"])

    def say(self, chinese: str, english: str) -> str:
        """The one of two texts that the reader understands."""
        return english if self.language == "en" else chinese

    def label(self, label: Label) -> str:
        """A label in the reader's language, or the one there is."""
        if isinstance(label, str):
            return label
        return label.get(self.language) or next(iter(label.values()))


def compact(value: Decimal | float, look: Look) -> str:
    """A number in few characters: 12,000 → 1.2万 / 12K."""
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    for size, unit in _UNITS[look.language]:
        # As it will be read: 99,999,999 is 1亿 and not 10,000万, 999,999 is 1M and not 1,000K.
        if abs(_to_places(number / _below(size, look), 2)) * _below(size, look) >= size:
            return _plain(number / size, 2) + unit
    return _plain(number, 2)


def _below(size: int, look: Look) -> int:
    """The next smaller unit."""
    return next((smaller for smaller, _unit in _UNITS[look.language] if smaller < size), 1)


def number_format(value: Decimal | float | int, column: Column, look: Look) -> str:
    """A number as its column says: percent, money, integer, decimals."""
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if column.format == "percent":
        return _grouped(number * 100, 1 if column.decimals is None else column.decimals) + "%"
    places = column.decimals
    if places is None:
        places = {"money": 2, "integer": 0}.get(column.format or "")
    text = _plain(number, 4) if places is None else _grouped(number, places)
    return text + (look.say(" 天", " d") if column.format == "days" else unit_text(column, look))


def unit_text(column: Column, look: Look) -> str:
    """What stands behind a number of the column, with its space."""
    unit = look.label(column.unit) if column.unit else ""
    return f" {unit}" if unit else ""


def value_text(value: Any, column: Column, look: Look) -> str:
    """Any value of a column as text for a table."""
    if column.role in ("row", "col"):
        return member_text(value, column, look)
    if value is None:
        return "–"
    if isinstance(value, list):
        return look.say("、", ", ").join(value_text(item, column, look) for item in value)
    if isinstance(value, Decimal):
        return number_format(value, column, look)
    return member_text(value, column, look)


def short_text(value: Any, column: Column, look: Look) -> str:
    """A number of a measure where there is little room, as beside a bar: 8,545,269.00 → 854.53万."""
    spelled = column.format in ("percent", "days") or not isinstance(value, Decimal)
    return value_text(value, column, look) if spelled else compact(value, look) + unit_text(column, look)


def member_text(member: Any, column: Column, look: Look) -> str:
    """What people call a member of a dimension."""
    if member is OTHERS:
        return look.say("其他", "Others")
    if member is None:
        return look.say("(空)", "(blank)")
    if isinstance(member, Containing):
        return member.spellings[0]
    if (name := look.names.get(column.key, {}).get(member)) is not None:
        return name
    if isinstance(member, bool):
        return look.say("是", "Yes") if member else look.say("否", "No")
    if column.grain is not None:
        return period_text(column.grain, member, look)
    if column.bins is not None:
        return _bin_text(member, column)
    if isinstance(member, datetime):
        return member.astimezone(ZoneInfo(look.calendar.tz)).strftime("%Y-%m-%d %H:%M")
    return _plain(member, 6) if isinstance(member, Decimal) else str(member)


def period_text(grain: str, member: Any, look: Look) -> str:
    """A span of time, or a place in one (a weekday, an hour), as people call it."""
    chinese = look.language == "zh-CN"
    if isinstance(member, datetime):
        return member.astimezone(ZoneInfo(look.calendar.tz)).strftime("%Y-%m-%d %H:%M")
    if isinstance(member, date):
        match grain:
            case "year":
                return f"{member.year}年" if chinese else str(member.year)
            case "month":
                return f"{member.year}年{member.month}月" if chinese else f"{_MONTHS[member.month - 1]} {member.year}"
            case "quarter":
                return f"{member.year} Q{(member.month - 1) // 3 + 1}"
            case "fiscal_year" | "fiscal_quarter":
                return _fiscal_text(grain, member, look)
            case "iso_week":
                year, week, _day = member.isocalendar()
                return f"{year} W{week:02}"
        return member.isoformat()
    number = int(member)
    match grain:
        case "weekday":
            return _weekday(number, look)
        case "hour_of_day":
            return f"{number:02}:00"
        case "weekday_hour":
            return f"{_weekday(number // 24 + 1, look)} {number % 24:02}:00"
        case "month_of_year":
            return f"{number}月" if chinese else _MONTHS[number - 1]
    return f"{number}日" if chinese else str(number)


def _fiscal_text(grain: str, member: date, look: Look) -> str:
    """A fiscal year bears the number of the calendar year in which it ends."""
    first = look.calendar.fiscal_month
    since = (member.month - first) % 12
    begins = member.year - (1 if member.month < first else 0)
    year = begins if first == 1 else begins + 1
    return f"FY{year}" if grain == "fiscal_year" else f"FY{year} Q{since // 3 + 1}"


def _weekday(number: int, look: Look) -> str:
    name = _DAYS[look.language][number - 1]
    return f"周{name}" if look.language == "zh-CN" else name


def _bin_text(member: Decimal, column: Column) -> str:
    bins = column.bins
    if bins is None or bins.edges is None:
        return f"{_plain(member, 6)} – {_plain(member + bin_number((bins and bins.width) or 1), 6)}"
    place, edges = int(member), [_plain(bin_number(edge), 6) for edge in bins.edges]
    if place == 0:
        return f"< {edges[0]}"
    return f"≥ {edges[-1]}" if place == len(edges) else f"{edges[place - 1]} – {edges[place]}"


def axis(values: Iterable[Any], column: Column, look: Look, *, zero: bool = True, alone: bool = True) -> dict[str, Any]:
    """Ticks of a number axis with texts of ours: plotly knows no 万. An axis of several measures bears no name of one
    (`alone` is false): the legend names them."""
    found = [float(value) for value in values if value is not None]
    low, high = min(found, default=0.0), max(found, default=1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = low + 1
    step = _nice_step((high - low) / 5)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = [Decimal(repr(step)) * place for place in range(first, last + 1)]
    percent = column.format == "percent"
    places = max(0, -math.floor(math.log10(step * 100))) if percent else 0
    texts = [_grouped(tick * 100, places) + "%" if percent else compact(tick, look) for tick in ticks]
    drawn = {"tickmode": "array", "tickvals": [float(tick) for tick in ticks], "ticktext": texts}
    return {**drawn, "title": {"text": look.label(column.label)}} if alone else drawn


def _nice_step(rough: float) -> float:
    """The next of 1, 2, 5 × 10ⁿ."""
    size = 10.0 ** math.floor(math.log10(rough))
    return float(f"{next(nice for nice in (1, 2, 5, 10) if nice * size >= rough * 0.999) * size:.12g}")


def _plain(value: Decimal, places: int) -> str:
    """Grouped, at most `places` decimals, no trailing zeros."""
    text = _grouped(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grouped(value: Decimal, places: int) -> str:
    rounded = _to_places(value, places)
    return f"{rounded:,.{places}f}" if rounded else f"{Decimal(0):.{places}f}"


def _to_places(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if abs(value) < 10**20 else value
