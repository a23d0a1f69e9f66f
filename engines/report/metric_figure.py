"""The result of a metric → what the page shows: a card with formula, n and interval, and a table of its parts.

{"kind": "metric", "metric": {"key", "version", "label", "unit", "better", "doc", "formula", "source", "value",
 "text", "short", "n", "interval", "notes", "result", "groups", "parts": {…}}, "table": {…}, "empty": false,
 "notes": […], …}

`short` and `parts` are for the little room of a tile, with money as 1463.79万; `text` and `table` are exact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from engines.report.answer import Column, value_json
from engines.report.formats import Look, compact, number_format, period_text
from engines.report.metric_program import MetricProgram
from engines.report.metrics.base import Metric, Result
from engines.report.parts import Format
from engines.report.plan import Member

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_MOST_ROWS = 500
_FIRST = re.compile(r"\d{4}-\d{2}-01")
_HUNDREDTH = Decimal("0.01")
_MONEY = frozenset({"amount", "won", "earned", "cost", "revenue", "due", "open", "expected", "value"})
"""Parts that are sums of money: read in few characters where there is little room."""
_NAMES: Mapping[str, tuple[str, str]] = {
    "stage": ("阶段", "Stage"), "n": ("数量", "Count"), "count": ("数量", "Count"), "amount": ("金额", "Amount"),
    "value": ("数值", "Value"), "share": ("占比", "Share"), "step": ("环比转化", "Step rate"),
    "rate": ("比率", "Rate"), "of_first": ("总转化", "Of the first"), "days": ("天数", "Days"),
    "segment": ("分层", "Segment"), "tier": ("分层", "Tier"), "customers": ("客户数", "Customers"),
    "customer": ("客户", "Customer"), "month": ("月份", "Month"), "period": ("时段", "Period"),
    "date": ("日期", "Date"), "low": ("下限", "Low"), "high": ("上限", "High"), "word": ("词", "Word"),
    "category": ("类别", "Category"), "campaign": ("活动", "Campaign"), "cost": ("成本", "Cost"),
    "won": ("成交", "Won"), "earned": ("毛利", "Margin"), "deals": ("笔数", "Deals"),
    "revenue": ("收入", "Revenue"), "roi": ("投入产出比", "ROI"), "expected": ("预计", "Expected"),
    "due": ("应收", "Due"), "open": ("未收", "Open"), "size": ("人数", "Size"), "cohort": ("同期群", "Cohort"),
    "label": ("名称", "Name"), "median_days": ("中位天数", "Median days"), "lost": ("流失", "Lost"),
    "start": ("开始", "Start"), "strategy": ("策略", "Strategy"), "score": ("得分", "Score"),
}  # fmt: skip


def metric_figure(
    program: MetricProgram,
    found: Result | Mapping[Member, Result],
    look: Look,
    *,
    as_of: str | None = None,
    names: Callable[[Member], str] = str,
) -> dict[str, Any]:
    """The figure of a metric tile. `names`: what people call a value of `by`, and a word of the result."""
    metric = program.metric
    shown: dict[str, Any] = {
        "key": metric.key,
        "version": metric.version,
        "label": look.label(_both(metric.label)),
        "doc": look.label(_both(metric.doc)),
        "formula": look.label(_both(metric.formula)),
        "source": metric.source,
        "unit": metric.unit,
        "better": metric.better,
        "groups": None,
    }
    if isinstance(found, Result):
        shown |= _result(metric, found, look)
        table, empty = _parts_table(shown["result"], look, names), found.n == 0
        shown["parts"] = _parts_table(shown["result"], look, names, short=True)
    else:
        groups = [
            {"member": value_json(by), "label": names(by), **_result(metric, one, look)} for by, one in found.items()
        ]
        shown |= {"value": None, "text": "–", "short": None, "interval": None}
        shown["n"] = sum(one.n for one in found.values())
        shown |= {"groups": groups, "result": None, "notes": []}
        table, empty = _groups_table(groups, metric, look), not any(one.n for one in found.values())
        shown["parts"] = _groups_table(groups, metric, look, short=True)
    head = {"empty": empty, "notes": shown["notes"], "left_out": None, "as_of": as_of, "table": table}
    if empty:
        text = look.say("没有数据", "No data")
        return {"kind": "empty", "text": text, **head, "metric": shown}
    return {"kind": "metric", "metric": shown, **head}


def amount_text(value: Any, unit: Format, look: Look) -> str:
    """The headline number as people read it; durations in days, hours and minutes."""
    if value is None:
        return "–"
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if unit == "duration":
        return _duration(float(number), look)
    # Of a plain number from 1 on nobody reads more than two decimals; below it four keep small ones apart.
    if unit == "number" and abs(number) >= 1:
        number = number.quantize(_HUNDREDTH, ROUND_HALF_UP)
    return number_format(number, Column("value", "", "measure", "number", format=unit), look)


def _result(metric: Metric[Any, Any], result: Result, look: Look) -> dict[str, Any]:
    document = result.to_json()
    notes = [look.label(_both(note.text)) for note in result.notes]
    return {
        "value": document["value"],
        "text": amount_text(document["value"], metric.unit, look),
        "short": _short(document["value"], look) if metric.unit == "money" else None,
        "n": result.n,
        "interval": document["interval"],
        "notes": notes,
        "result": {key: part for key, part in document.items() if key not in ("n", "value", "interval", "notes")},
    }


def _short(value: Any, look: Look) -> str | None:
    return None if value is None else compact(value if isinstance(value, Decimal) else Decimal(repr(value)), look)


def _duration(seconds: float, look: Look) -> str:
    rest = abs(round(seconds / _MINUTE)) * _MINUTE
    days, rest = divmod(rest, _DAY)
    hours, rest = divmod(rest, _HOUR)
    parts = [(days, look.say("天", "d")), (hours, look.say("小时", "h")), (rest // _MINUTE, look.say("分", "min"))]
    text = " ".join(f"{count} {unit}" for count, unit in parts if count) or look.say("0 分", "0 min")
    return f"-{text}" if seconds < 0 else text


def _groups_table(
    groups: list[dict[str, Any]], metric: Metric[Any, Any], look: Look, *, short: bool = False
) -> dict[str, Any]:
    columns = [
        {"key": "by", "label": look.say("分组", "Group"), "number": False},
        {"key": "value", "label": look.label(_both(metric.label)), "number": True},
        {"key": "n", "label": look.say("样本", "Sample"), "number": True},
    ]
    rows = [[group["label"], (short and group["short"]) or group["text"], str(group["n"])] for group in groups]
    return {"columns": columns, "rows": rows, "totals": []}


def _parts_table(
    result: Mapping[str, Any], look: Look, names: Callable[[Member], str], *, short: bool = False
) -> dict[str, Any]:
    """The first list of parts in a result (steps, segments, months), its known columns; a row of rates (cohorts) as a
    column each. `short`: money in 万 or K."""
    parts: list[dict[str, Any]] = next((value for value in result.values() if _is_rows(value)), [])
    keys = [key for key in (parts[0] if parts else {}) if key in _NAMES and not _nested(parts, key)]
    wide = max((len(part["rates"]) for part in parts if isinstance(part.get("rates"), list)), default=0)
    columns = [
        {"key": key, "label": look.say(*_NAMES[key]), "number": all(_is_number(part.get(key)) for part in parts)}
        for key in keys
    ]
    columns += [{"key": f"rate{place}", "label": str(place), "number": True} for place in range(wide)]
    money = _MONEY if short else frozenset[str]()
    rows = [
        [_text(_month_or_text(part.get(key), key, parts, look), key, look, names, key in money) for key in keys]
        + [_text(rate, "rate", look, names, False) if rate is not None else "" for rate in _padded(part, wide)]
        for part in parts[:_MOST_ROWS]
    ]
    return {"columns": columns, "rows": rows, "totals": []}


def _month_or_text(value: Any, key: str, parts: list[dict[str, Any]], look: Look) -> Any:
    """The first day of a month stands for the month, where all of a column are such."""
    if key not in ("month", "start") or not all(_FIRST.fullmatch(str(part.get(key))) for part in parts):
        return value
    return period_text("month", date.fromisoformat(value), look)


def _padded(part: Mapping[str, Any], wide: int) -> list[Any]:
    rates = part.get("rates") if wide else None
    return [*rates, *[None] * (wide - len(rates))] if isinstance(rates, list) else [None] * wide


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _nested(parts: list[dict[str, Any]], key: str) -> bool:
    return any(
        isinstance(part.get(key), list) or (isinstance(part.get(key), dict) and key != "label") for part in parts
    )


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _text(value: Any, key: str, look: Look, names: Callable[[Member], str], short: bool) -> str:
    if value is None:
        return "–"
    if isinstance(value, dict):
        return look.label(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if short:
            return _short(value, look) or "–"
        percent = key in ("share", "step", "rate", "of_first", "roi")
        return amount_text(value, "percent" if percent else "number", look)
    return names(value)


def _both(text: Any) -> dict[Any, str]:
    both: dict[Any, str] = text.to_json()
    return both
