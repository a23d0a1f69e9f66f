"""Answer + chart → what the page shows: a plotly figure or the JSON of a component, always with a table view.

    {"kind": "plotly", "figure": {"data": […], "layout": {…}}, "table": {"columns": […], "rows": [[…]], "totals": […]},
     "empty": false, "notes": ["…"], "left_out": {"count": 3, "of": 12, "text": "…"}, "as_of": "…"}

Every point of a plotly trace carries the clicked cell in `customdata`. plotly.py checks each trace; template "none".
The table view is what screen readers, copies and exports use: texts in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import plotly.graph_objects as go
import polars as pl

from engines.report.answer import Answer, Row
from engines.report.charts import MODULES, AnyChart
from engines.report.charts.base import Drawing
from engines.report.charts.kpi import KpiChart, known
from engines.report.errors import Message
from engines.report.formats import ComputeMetric, Language, Look, value_text
from engines.report.metrics import METRICS, Scene
from engines.report.metrics.base import Table
from engines.report.parts import Calendar
from engines.report.program import Program


def fits(chart: AnyChart, program: Program | None) -> list[Message]:
    """Why a chart can't draw its query; nothing when it can."""
    if program is None:
        return []
    module: Any = MODULES[chart.type]
    messages: list[Message] = module.fits(chart, program)
    if program.listed and chart.type != "table":
        return [{"zh-CN": "数据列表只能用明细表显示", "en": "A list of records can only be shown as a table"}]
    return messages


def figure(
    chart: AnyChart,
    answer: Answer,
    language: Language,
    theme: str = "default",
    *,
    calendar: Calendar | None = None,
    now: datetime | None = None,
    names: Mapping[str, Mapping[Any, str]] | None = None,
) -> dict[str, Any]:
    """The figure of a chart that `fits`. `names`: column key → member → what people call it. `now` (aware) is needed by
    forecast and RFM.

    An answer without any record gives {"empty": true} with a text instead of a drawing; a KPI that counts says 0.
    """
    calendar = calendar or Calendar()
    look = Look(language, theme, calendar, _metrics(now, calendar), names or {})
    shown: dict[str, Any] = {
        "table": table_view(answer, look),
        "empty": answer.empty and not _speaks(chart, answer),
        "as_of": answer.as_of,
        "left_out": _left_out(answer, look),
    }
    if shown["empty"]:
        text = look.say("没有数据", "No data")
        return {"kind": "empty", "text": text, "notes": _said(answer.notes, look), **shown}
    module: Any = MODULES[chart.type]
    drawing: Drawing = module.draw(chart, answer, look)
    notes = _said((*answer.notes, *drawing.notes), look)
    shown["table"] = drawing.table or shown["table"]
    if drawing.kind != "plotly":
        # A table is its own table view, with the records of its rows.
        page = {**drawing.page, **shown["table"]} if drawing.kind == "table" else drawing.page
        return {"notes": notes, **shown, "kind": drawing.kind, drawing.kind: page}
    return {"kind": "plotly", "figure": _plotly(drawing, look), "notes": notes, **shown}


def _speaks(chart: AnyChart, answer: Answer) -> bool:
    """Whether a chart has something to show although there is no record."""
    return chart.type in ("text", "image") or (isinstance(chart, KpiChart) and known(chart, answer))


def _metrics(now: datetime | None, calendar: Calendar) -> ComputeMetric:
    """How charts compute metrics over their answer."""

    def compute(key: str, tables: Mapping[str, list[dict[str, Any]]], options: Mapping[str, Any]) -> dict[str, Any]:
        if now is None:
            raise ValueError("this chart needs to know what day it is")
        metric = METRICS[key]
        frames = {table.key: _frame(table, tables[table.key]) for table in metric.tables if table.key in tables}
        result = metric.compute(frames, metric.options(**options), scene=Scene(now=now, tz=calendar.tz))
        found: dict[str, Any] = result.to_json()
        return found

    return compute


_TYPES = {"id": pl.String, "text": pl.String, "date": pl.Date, "number": pl.Float64, "money": pl.Float64}


def _frame(table: Table, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as the frame that a metric reads; columns that the rows don't have are left out."""
    known = set().union(*rows) if rows else {column.key for column in table.columns}
    schema = {column.key: _TYPES[column.kind] for column in table.columns if column.key in known}
    return pl.DataFrame(rows, schema=schema, orient="row")


def table_view(answer: Answer, look: Look) -> dict[str, Any]:
    """The answer as a table of texts; numbers are marked so that they align."""
    return {
        "columns": [
            {"key": column.key, "label": look.label(column.label), "number": column.type == "number"}
            for column in answer.columns
        ],
        "rows": [_texts(row, answer, look) for row in answer.rows],
        "totals": [
            {"by": list(total.by), "rows": [_total_texts(row, total.by, answer, look) for row in total.rows]}
            for total in answer.totals
        ],
    }


def _texts(row: Row, answer: Answer, look: Look) -> list[str]:
    return [value_text(value, column, look) for value, column in zip(row, answer.columns, strict=True)]


def _total_texts(row: Row, by: tuple[str, ...], answer: Answer, look: Look) -> list[str]:
    total = look.say("合计", "Total")
    return [
        total if column.role in ("row", "col") and column.key not in by else text
        for text, column in zip(_texts(row, answer, look), answer.columns, strict=True)
    ]


def _plotly(drawing: Drawing, look: Look) -> dict[str, Any]:
    layout = go.Layout(
        template="none", colorway=list(look.colors), margin={"l": 56, "r": 24, "t": 16, "b": 48},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", font={"size": 12},
        legend={"orientation": "h"}, **drawing.layout,
    )  # fmt: skip
    made: dict[str, Any] = go.Figure(data=drawing.data, layout=layout).to_plotly_json()
    return made


def _said(messages: tuple[Message, ...], look: Look) -> list[str]:
    return [look.label({"zh-CN": message["zh-CN"], "en": message["en"]}) for message in messages]


def _left_out(answer: Answer, look: Look) -> dict[str, Any] | None:
    left = answer.left_out
    if left is None:
        return None
    text = look.say(f"另有 {left.count} 项未显示（共 {left.of} 项）", f"{left.count} of {left.of} are not shown")
    return {"count": left.count, "of": left.of, "text": text}
