"""Pivot table with subtotals that fold."""

from typing import Any, Literal

from engines.report.answer import Answer, value_json
from engines.report.charts.base import ChartModel, Drawing, Fit
from engines.report.errors import Message
from engines.report.formats import Look, member_text, value_text
from engines.report.program import Program


class PivotChart(ChartModel):
    """透视表 / Pivot table."""

    type: Literal["pivot"]
    collapsed: bool = False
    bars: bool = False


def fits(chart: PivotChart, program: Program) -> list[Message]:
    """Any query of groups."""
    fit = Fit(program)
    if program.listed or not program.groups:
        fit.refuse("透视表需要维度", "A pivot table needs dimensions")
    return fit.messages


def draw(chart: PivotChart, answer: Answer, look: Look) -> Drawing:
    """Heads of rows and columns, and cells by both: `cells[row][col]` has a list of measures. Totals stand among the
    heads with `total`: how many dimensions are not rolled up."""
    rows = [column for column in answer.columns if column.role == "row"]
    cols = [column for column in answer.columns if column.role == "col"]
    measures = [(place, column) for place, column in enumerate(answer.columns) if column.role == "measure"]
    width = len(rows)
    row_heads: dict[tuple[Any, ...], dict[str, Any]] = {}
    col_heads: dict[tuple[Any, ...], dict[str, Any]] = {}
    found: dict[tuple[Any, ...], Any] = {}
    depths = [(len(rows), len(cols), answer.rows)]
    for total in answer.totals:
        depths.append((sum(c.key in total.by for c in rows), sum(c.key in total.by for c in cols), total.rows))
    for down, across, lines in depths:
        for line in lines:
            row, col = (down, *line[:down]), (across, *line[width : width + across])
            row_heads.setdefault(row, _head(rows, line[:down], look))
            col_heads.setdefault(col, _head(cols, line[width : width + across], look))
            shown = [value_text(line[place], column, look) for place, column in measures]
            found[row, col] = {"values": [value_json(line[place]) for place, _column in measures], "texts": shown}
    page = {
        "rows": [look.label(column.label) for column in rows],
        "cols": [look.label(column.label) for column in cols],
        "measures": [{"key": column.key, "label": look.label(column.label)} for _place, column in measures],
        "row_heads": list(row_heads.values()),
        "col_heads": list(col_heads.values()),
        "cells": [[found.get((row, col)) for col in col_heads] for row in row_heads],
        "collapsed": chart.collapsed,
        "bars": chart.bars,
    }
    return Drawing("pivot", page=page)


def _head(columns: list[Any], members: tuple[Any, ...], look: Look) -> dict[str, Any]:
    pairs = list(zip(columns, members, strict=False))
    return {
        "texts": [member_text(member, column, look) for column, member in pairs],
        "cell": {column.key: value_json(member) for column, member in pairs},
        "total": None if len(members) == len(columns) else len(members),
    }
