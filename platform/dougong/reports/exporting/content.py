"""What goes into a file: each tile's answer with its names, its figure, and the words on top (filters, time)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from dougong.kit.errors import NotAllowed, in_language, say
from dougong.reports.naming import member_names, names_of
from dougong.reports.pictures import Picture, PictureOf, no_pictures
from dougong.reports.roads import Answered
from dougong.reports.scope import Mode
from dougong.reports.tiles import Board, Refusal
from engines.report.charts.cloud import CloudChart
from engines.report.charts.image import ImageChart
from engines.report.charts.text import TextChart
from engines.report.definition import Dashboard, Filter, Tile
from engines.report.errors import ReportError
from engines.report.parts import Label
from engines.report.query import Query

_UNITS = {
    "day": ("天", "days"), "week": ("周", "weeks"), "month": ("个月", "months"), "quarter": ("个季度", "quarters"),
    "year": ("年", "years"), "fiscal_year": ("个财年", "fiscal years"),
}  # fmt: skip
_NO_EXPORT = say("你没有导出这些数据的权限。", "You may not export this data.")


@dataclass(frozen=True)
class Sheet:
    """One tile in a file: a figure, and for queries the answer behind it; or why it is not shown, said in `refused`."""

    tile: Tile
    title: str
    figure: Mapping[str, Any] | None = None
    answered: Answered | None = None
    names: Mapping[str, Mapping[Any, str]] | None = None
    refused: str = ""
    refusal: Refusal | None = None
    picture: Picture | None = None


def sheet_of(board: Board, tile: Tile, pictures: PictureOf = no_pictures) -> Sheet:
    """A tile for a file. Lists of records are seen through the right to export, numbers as on the page."""
    title = text_of(tile.label, board.language) or tile.key
    found = board.tried(tile, lambda: _sheet(board, tile, title, pictures))
    return Sheet(tile, title, refused=_said(board, tile, found), refusal=found) if isinstance(found, Refusal) else found


def _sheet(board: Board, tile: Tile, title: str, pictures: PictureOf) -> Sheet:
    if tile.query is None:
        figure = board.drawn(tile)["figure"]
        if isinstance(tile.chart, ImageChart):
            return _pictured(board, tile, tile.chart, figure, pictures)
        if isinstance(tile.chart, TextChart):
            lines = (line.lstrip("#- ") for line in text_of(tile.chart.text, board.language).splitlines())
            title = text_of(tile.label, board.language) or next((line for line in lines if line), title)
        return Sheet(tile, title, figure)
    found = board.answered(tile, _mode(tile))
    names = member_names(board.viewer.tx, found.scope, found.answer, board.language)
    figure = board.figure_of(tile, found)
    return Sheet(tile, title, figure, _as_drawn(tile, found, figure), names)


def _as_drawn(tile: Tile, found: Answered, figure: Mapping[str, Any]) -> Answered:
    """The values behind the table view: a cloud of words cut out of texts shows words, not the texts of the answer."""
    chart = tile.chart
    if not isinstance(chart, CloudChart) or not chart.cut or figure["empty"]:
        return found
    columns = (found.answer.column(chart.word), found.answer.column(chart.value))
    rows = tuple((word["word"], Decimal(repr(word["value"]))) for word in figure["cloud"]["words"])
    return replace(found, answer=replace(found.answer, columns=columns, rows=rows, totals=()))


def _mode(tile: Tile) -> Mode | None:
    return "export" if tile.query is not None and tile.query.list else None


def _said(board: Board, tile: Tile, refusal: Refusal) -> str:
    if refusal.state == "no_access" and _mode(tile) == "export":
        return in_language(_NO_EXPORT, board.language)
    reasons = [in_language(problem.message, board.language) for problem in refusal.problems]
    return "; ".join(reasons) or in_language(refusal.message, board.language)


def _pictured(board: Board, tile: Tile, chart: ImageChart, drawn: Mapping[str, Any], pictures: PictureOf) -> Sheet:
    title = text_of(tile.label, board.language) or text_of(chart.alt, board.language) or tile.key
    found = pictures(chart.file) if chart.file else None
    figure: dict[str, Any] = dict(drawn)
    if found is not None:
        png = base64.b64encode(found.content).decode("ascii")
        figure["image"] = {**figure["image"], "png": png, "width": found.width, "height": found.height}
    return Sheet(tile, title, figure, picture=found)


def text_of(label: Label | None, language: str) -> str:
    """A label in one language."""
    if label is None or isinstance(label, str):
        return label or ""
    return label.get("en" if language == "en" else "zh-CN") or next(iter(label.values()))


def heading(board: Board) -> list[str]:
    """The lines on top of a file: what it is, the filters, the moment, for whom."""
    dashboard, viewer, language = board.dashboard, board.viewer, board.language
    local = viewer.now.astimezone(ZoneInfo(dashboard.calendar.tz))
    lines = [in_language(say(f"数据截至 {local:%Y-%m-%d %H:%M}", f"As of {local:%Y-%m-%d %H:%M}"), language)]
    said = [text for item in dashboard.filters if (text := _filter_text(board, item)) is not None]
    if said:
        lines.append(in_language(say("筛选：", "Filters: "), language) + "; ".join(said))
    if board.clicked:
        count = len(board.clicked)
        lines.append(in_language(say(f"另有 {count} 个点击筛选", f"and {count} filters by clicks"), language))
    name = viewer.access.principal.name
    if name:
        lines.append(in_language(say(f"按“{name}”的权限统计", f"Computed with the rights of {name}"), language))
    return lines


def title_of(dashboard: Dashboard, language: str) -> str:
    return text_of(dashboard.label, language) or dashboard.key


def _filter_text(board: Board, item: Filter) -> str | None:
    value = board.values.get(item.key)
    if value is None:
        return None
    name = text_of(item.label, board.language) or item.field or item.key
    if item.type == "input":
        return f"{name} = {value:g} {text_of(item.unit, board.language)}".rstrip()
    return f"{name} = {_value_text(board, item, value)}"


def _value_text(board: Board, item: Filter, value: Any) -> str:
    language = board.language
    if isinstance(value, dict):
        if "last" in value:
            zh, en = _UNITS[value["unit"]]
            return in_language(say(f"最近 {value['last']} {zh}", f"last {value['last']} {en}"), language)
        ends = [value.get("start", value.get("min")), value.get("end", value.get("max"))]
        return " – ".join("…" if end is None else str(end) for end in ends)
    if isinstance(value, bool):
        return in_language(say("是", "yes") if value else say("否", "no"), language)
    members = value if isinstance(value, list) else [value]
    names: Mapping[Any, str] = {}
    if item.type != "text":
        try:
            scope = board.viewer.scope(Query(form=item.form, list=("id",)), "read")
        except (NotAllowed, ReportError):
            return "…"  # whoever may not see the field learns nothing from its names
        names = names_of(board.viewer.tx, scope, item.field, [m for m in members if isinstance(m, str)], language)
    blank = in_language(say("（空）", "(blank)"), language)
    return ", ".join(blank if member is None else names.get(member, str(member)) for member in members)
