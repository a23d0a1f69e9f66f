"""The result of a metric → what the page shows: a card with formula, n and interval, and a table of its parts.

{"kind": "metric", "metric": {"key", "version", "label", "unit", "better", "doc", "formula", "source", "value",
 "text", "short", "n", "interval", "notes", "result", "groups", "parts": {…}}, "table": {…}, "empty": false,
 "notes": […], …}

`short` and `parts` are for the little room of a tile, with money as 1463.79万; `text` and `table` are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engines.report.answer import value_json
from engines.report.columns import route_label
from engines.report.formats import Look
from engines.report.metric_program import MetricProgram
from engines.report.metric_tables import groups_table, parts_table
from engines.report.metric_texts import amount_text, short_text
from engines.report.metrics.base import Metric, Result
from engines.report.plan import Member


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
        table, empty = parts_table(shown["result"], metric.unit, look, names), found.n == 0
        shown["parts"] = parts_table(shown["result"], metric.unit, look, names, short=True)
    else:
        groups = [
            {"member": value_json(by), "label": names(by), **_result(metric, one, look)} for by, one in found.items()
        ]
        shown |= {"value": None, "text": "–", "short": None, "interval": None}
        shown["n"] = sum(one.n for one in found.values())
        shown |= {"groups": groups, "result": None, "notes": []}
        by, empty = _dimension(program, look), not any(one.n for one in found.values())
        table = groups_table(groups, metric, by, look, names)
        shown["parts"] = groups_table(groups, metric, by, look, names, short=True)
    head = {"empty": empty, "notes": shown["notes"], "left_out": None, "as_of": as_of, "table": table}
    if empty:
        text = look.say("没有数据", "No data")
        return {"kind": "empty", "text": text, **head, "metric": shown}
    return {"kind": "metric", "metric": shown, **head}


def _dimension(program: MetricProgram, look: Look) -> str:
    """What people call the field by which the metric is grouped."""
    listed = program.tables[program.metric.tables[0].key].listed
    label = next((route_label(route) for route in listed if route.name == program.binding.by), None)
    return look.label(label) if label else look.say("分组", "Group")


def _result(metric: Metric[Any, Any], result: Result, look: Look) -> dict[str, Any]:
    document = result.to_json()
    notes = [look.label(_both(note.text)) for note in result.notes]
    return {
        "value": document["value"],
        "text": amount_text(document["value"], metric.unit, look),
        "short": short_text(document["value"], look) if metric.unit == "money" else None,
        "n": result.n,
        "interval": document["interval"],
        "notes": notes,
        "result": {key: part for key, part in document.items() if key not in ("n", "value", "interval", "notes")},
    }


def _both(text: Any) -> dict[Any, str]:
    both: dict[Any, str] = text.to_json()
    return both
