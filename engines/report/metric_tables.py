"""The parts of a metric's result as a table: its steps, months or segments, how its values lie, what it counts.

With groups a row is a group: its number, its sample, then what it passes through (the steps of a funnel: how many
reached each, and the share that went on) or how its values lie (median and 90th percentile).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from engines.report.formats import Look, period_text
from engines.report.metric_texts import amount_text, short_text
from engines.report.metrics.base import Metric
from engines.report.parts import Format
from engines.report.plan import Member

Names = Callable[[Member], str]
Table = dict[str, Any]
_MOST_ROWS = 500
_FIRST = re.compile(r"\d{4}-\d{2}-01")
_MONEY = frozenset({"amount", "won", "earned", "cost", "revenue", "due", "open", "expected", "value"})
"""Parts that are sums of money: read in few characters where there is little room."""
_SPREAD = frozenset({"n", "mean", "median", "p90"})
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
_SPREADS: Mapping[str, tuple[str, str, Format | None]] = {
    "elapsed.business": ("全部，工作时间", "All, working time", None),
    "elapsed.calendar": ("全部，自然时间", "All, calendar time", None),
    "answered.business": ("已回复，工作时间", "Answered, working time", None),
    "answered.calendar": ("已回复，自然时间", "Answered, calendar time", None),
    "solved.business": ("已解决，工作时间", "Solved, working time", None),
    "solved.calendar": ("已解决，自然时间", "Solved, calendar time", None),
    "cycle_days": ("复购间隔（天）", "Days to the second purchase", "number"),
    "margins": ("每位客户", "Per customer", None),
    "accuracy": ("准确率", "Accuracy", "percent"),
    "scores": ("得分", "Score", "number"),
}
"""How values lie: what they are, and their unit when it isn't that of the metric."""
_COUNTS: Mapping[str, tuple[str, str]] = {
    "promoters": ("推荐者", "Promoters"), "passives": ("中立者", "Passives"), "detractors": ("贬损者", "Detractors"),
    "satisfied": ("满意", "Satisfied"), "agree": ("认同", "Agree"), "first_contact": ("首次解决", "At first contact"),
    "met": ("达标", "Met"), "breached": ("超时", "Breached"), "running": ("进行中", "Running"),
    "cancelled": ("已取消", "Cancelled"), "repeaters": ("复购客户", "Bought again"), "kept": ("留存", "Kept"),
    "lost": ("流失", "Lost"), "new": ("新增", "New"), "higher": ("金额上升", "Higher"), "lower": ("金额下降", "Lower"),
    "treated": ("触达", "Treated"), "held_out": ("对照组", "Held out"), "won": ("成交", "Won"),
    "open": ("未结", "Open"),
}  # fmt: skip


def parts_table(result: Mapping[str, Any], unit: Format, look: Look, names: Names, *, short: bool = False) -> Table:
    """The first list of parts in a result, else how its values lie, else (not `short`) what it counts. `short`: for
    the little room of a tile, money in 万 or K."""
    parts: list[dict[str, Any]] = next((value for value in result.values() if _is_rows(value)), [])
    if parts:
        return _rows_table(parts, look, names, short)
    if spreads := list(_spreads(result, unit)):
        return _spreads_table(spreads, look)
    return _table([], []) if short else _counts_table(result, look)


def groups_table(
    groups: list[dict[str, Any]], metric: Metric[Any, Any], by: str, look: Look, names: Names, *, short: bool = False
) -> Table:
    """A row per group; `by` is what people call the field that they are groups of."""
    columns = [
        _column("by", by, number=False),
        _column("value", look.label(_both(metric.label))),
        _column("n", look.say("样本", "Sample")),
    ]
    more = [_more(group["result"], metric.unit, look, names) for group in groups]
    found = {key: label for each in more for key, (label, _text) in each.items()}
    columns += [_column(key, label) for key, label in found.items()]
    rows = [
        [group["label"], (short and group["short"]) or group["text"], str(group["n"])]
        + [each[key][1] if key in each else "–" for key in found]
        for group, each in zip(groups, more, strict=True)
    ]
    return _table(columns, rows)


def _more(result: Mapping[str, Any], unit: Format, look: Look, names: Names) -> dict[str, tuple[str, str]]:
    """Further columns of a group: key → label and text. Steps of a funnel, or the first spread."""
    steps: list[dict[str, Any]] = next((value for value in result.values() if _is_rows(value)), [])
    if steps and {"stage", "n", "step"} <= steps[0].keys():
        reached = {f"n {step['stage']}": (names(step["stage"]), str(step["n"])) for step in steps}
        rates = {
            f"step {step['stage']}": (
                f"{names(step['stage'])} → {names(after['stage'])}",
                amount_text(step["step"], "percent", look),
            )
            for step, after in pairwise(steps)
        }
        return reached | rates
    for _label, values, as_ in list(_spreads(result, unit))[:1]:
        return {
            "median": (look.say("中位数", "Median"), amount_text(values["median"], as_, look)),
            "p90": ("P90", amount_text(values["p90"], as_, look)),
        }
    return {}


def _rows_table(parts: list[dict[str, Any]], look: Look, names: Names, short: bool) -> Table:
    """Known columns of the parts; a row of rates (cohorts) as a column each."""
    keys = [key for key in parts[0] if key in _NAMES and not _nested(parts, key)]
    wide = max((len(part["rates"]) for part in parts if isinstance(part.get("rates"), list)), default=0)
    columns = [
        _column(key, look.say(*_NAMES[key]), number=all(_is_number(part.get(key)) for part in parts)) for key in keys
    ]
    columns += [_column(f"rate{place}", str(place)) for place in range(wide)]
    money = _MONEY if short else frozenset[str]()
    rows = [
        [_text(_month_or_text(part.get(key), key, parts, look), key, look, names, key in money) for key in keys]
        + [_text(rate, "rate", look, names, False) if rate is not None else "" for rate in _padded(part, wide)]
        for part in parts[:_MOST_ROWS]
    ]
    return _table(columns, rows)


def _spreads(result: Mapping[str, Any], unit: Format) -> Iterator[tuple[tuple[str, str], dict[str, Any], Format]]:
    """Label, values and unit of every spread of a result, also one level down (working and calendar time); one that
    says the same as one before it (all tickets are answered) is told once."""
    told: list[dict[str, Any]] = []
    below = {f"{key}.{name}": part for key, value in result.items() if isinstance(value, dict)
             for name, part in value.items()}  # fmt: skip
    for key, value in ({**result, **below}).items():
        if key in _SPREADS and isinstance(value, dict) and value.keys() == _SPREAD and value not in told:
            told.append(value)
            chinese, english, as_ = _SPREADS[key]
            yield (chinese, english), value, as_ or unit


def _spreads_table(spreads: list[tuple[tuple[str, str], dict[str, Any], Format]], look: Look) -> Table:
    columns = [
        _column("of", look.say("时长", "Duration") if spreads[0][2] == "duration" else look.say("分布", "Spread"),
                number=False),
        _column("n", look.say(*_NAMES["n"])),
        _column("mean", look.say("平均", "Mean")),
        _column("median", look.say("中位数", "Median")),
        _column("p90", "P90"),
    ]  # fmt: skip
    rows = []
    for label, values, unit in spreads:
        texts = [_spread_text(values[key], unit, look) for key in ("mean", "median", "p90")]
        rows.append([look.say(*label), str(values["n"]), *texts])
    return _table(columns, rows)


def _spread_text(value: float | None, unit: Format, look: Look) -> str:
    return amount_text(round(value, 1) if unit == "number" and value is not None else value, unit, look)


def _counts_table(result: Mapping[str, Any], look: Look) -> Table:
    known = {key: value for key, value in result.items() if key in _COUNTS and isinstance(value, int)}
    if not known:
        return _table([], [])
    columns = [_column("of", look.say("其中", "Of which"), number=False), _column("n", look.say(*_NAMES["n"]))]
    return _table(columns, [[look.say(*_COUNTS[key]), str(value)] for key, value in known.items()])


def _column(key: str, label: str, *, number: bool = True) -> dict[str, Any]:
    return {"key": key, "label": label, "number": number}


def _table(columns: list[dict[str, Any]], rows: list[list[str]]) -> Table:
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


def _text(value: Any, key: str, look: Look, names: Names, short: bool) -> str:
    if value is None:
        return "–"
    if isinstance(value, dict):
        return look.label(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if short:
            return short_text(value, look) or "–"
        percent = key in ("share", "step", "rate", "of_first", "roi")
        return amount_text(value, "percent" if percent else "number", look)
    return names(value)


def _both(text: Any) -> dict[Any, str]:
    both: dict[Any, str] = text.to_json()
    return both
