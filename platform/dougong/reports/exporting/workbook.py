"""A workbook: a sheet per tile with typed cells, number formats and a chart of Excel's own; filters and time on top."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from dougong.reports.exporting.content import Sheet, heading, title_of
from dougong.reports.pictures import Picture
from dougong.reports.tiles import Board
from engines.report.answer import Answer, Column, Row
from engines.report.formats import Look, member_text, value_text

_NATIVE = {
    "bar": "column", "line": "line", "pie": "pie", "combo": "column", "scatter": "scatter", "waterfall": "column",
    "forecast": "line", "funnel": "bar",
}  # fmt: skip
"""Our charts as Excel's own."""
_MOST_POINTS = 500
_WIDE, _HIGH = 640, 380
"""Charts and pictures, in pixels."""


def workbook(board: Board, sheets: Sequence[Sheet]) -> bytes:
    """All tiles in one file."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    book = xlsxwriter.Workbook(buffer, options)
    writer = _Book(board, book)
    taken: set[str] = set()
    for sheet in sheets:
        writer.add(sheet, _sheet_name(sheet.title, taken))
    book.close()
    return buffer.getvalue()


class _Book:
    def __init__(self, board: Board, book: Any) -> None:
        self._board, self._book = board, book
        self._look = Look(board.language, board.dashboard.theme, board.dashboard.calendar)
        self._zone = ZoneInfo(board.dashboard.calendar.tz)
        self._lines = heading(board)
        self._formats: dict[tuple[str, bool], Any] = {}

    def add(self, sheet: Sheet, name: str) -> None:
        page = self._book.add_worksheet(name)
        page.write_string(0, 0, sheet.title, self._format("", bold=True))
        page.write_string(1, 0, title_of(self._board.dashboard, self._board.language))
        for place, line in enumerate(self._lines):
            page.write_string(2 + place, 0, line)
        first = 3 + len(self._lines)
        if sheet.refused or sheet.figure is None:
            page.write_string(first, 0, sheet.refused)
            return
        left = sheet.figure.get("left_out")
        notes = [*sheet.figure.get("notes", ()), *([left["text"]] if left else [])]
        for note in notes:
            page.write_string(first, 0, note)
            first += 1
        if sheet.picture is not None:
            self._picture(page, first, sheet.picture, sheet.title)
            return
        if sheet.figure["kind"] == "text":
            for place, words in enumerate(str(sheet.figure["text"]["text"]).splitlines()):
                page.write_string(first + place, 0, words)
            return
        if sheet.answered is None:
            self._texts(page, first, sheet.figure["table"])
            return
        self._answer(page, first, sheet, sheet.answered.answer, name)

    def _picture(self, page: Any, first: int, picture: Picture, title: str) -> None:
        """Not larger than the charts are."""
        scale = min(1.0, _WIDE / picture.width, _HIGH / picture.height)
        options = {"image_data": io.BytesIO(picture.content), "x_scale": scale, "y_scale": scale, "description": title}
        page.insert_image(first, 0, "picture.png", options)

    def _answer(self, page: Any, first: int, sheet: Sheet, answer: Answer, name: str) -> None:
        look = Look(self._look.language, self._look.theme, self._look.calendar, None, sheet.names or {})
        for place, column in enumerate(answer.columns):
            page.write_string(first, place, look.label(column.label), self._format("", bold=True))
        page.set_column(0, max(len(answer.columns) - 1, 0), 16)
        line = first + 1
        for row in answer.rows:
            self._row(page, line, row, answer, look, bold=False)
            line += 1
        for total in answer.totals:
            for row in total.rows:
                shown = self._total(row, total.by, answer, look)
                self._row(page, line, shown, answer, look, bold=True)
                line += 1
        page.freeze_panes(first + 1, 0)
        chart = self._chart(sheet, answer, name, first, min(len(answer.rows), _MOST_POINTS))
        if chart is not None:
            page.insert_chart(first, len(answer.columns) + 1, chart)

    def _total(self, row: Row, by: tuple[str, ...], answer: Answer, look: Look) -> Row:
        word = look.say("合计", "Total")
        return tuple(
            word if column.role in ("row", "col") and column.key not in by else value
            for value, column in zip(row, answer.columns, strict=True)
        )

    def _row(self, page: Any, line: int, row: Row, answer: Answer, look: Look, *, bold: bool) -> None:
        for place, (value, column) in enumerate(zip(row, answer.columns, strict=True)):
            self._cell(page, line, place, value, column, look, bold=bold)

    def _cell(self, page: Any, line: int, place: int, value: Any, column: Column, look: Look, *, bold: bool) -> None:
        named = column.role in ("row", "col")
        if named and not (isinstance(value, Decimal) and column.bins is None and column.grain is None):
            text = value if isinstance(value, str) and value == look.say("合计", "Total") else None
            page.write_string(line, place, text or member_text(value, column, look), self._format("", bold=bold))
        elif value is None:
            page.write_blank(line, place, None, self._format("", bold=bold))
        elif isinstance(value, Decimal):
            page.write_number(line, place, float(value), self._format(_number_format(column), bold=bold))
        elif isinstance(value, dt.datetime):
            local = value.astimezone(self._zone).replace(tzinfo=None)
            page.write_datetime(line, place, local, self._format("yyyy-mm-dd hh:mm", bold=bold))
        elif isinstance(value, dt.date):
            page.write_datetime(
                line, place, dt.datetime.combine(value, dt.time()), self._format("yyyy-mm-dd", bold=bold)
            )
        else:
            page.write_string(line, place, value_text(value, column, look), self._format("", bold=bold))

    def _texts(self, page: Any, first: int, table: Mapping[str, Any]) -> None:
        for place, column in enumerate(table["columns"]):
            page.write_string(first, place, column["label"], self._format("", bold=True))
        for line, row in enumerate(table["rows"]):
            for place, text in enumerate(row):
                page.write_string(first + 1 + line, place, text)

    def _chart(self, sheet: Sheet, answer: Answer, name: str, first: int, count: int) -> Any:
        """A chart of Excel's own over the cells; None for tiles that have none."""
        tile = sheet.tile.chart.model_dump()
        kind = _NATIVE.get(tile["type"])
        along = tile.get("x") or tile.get("slice") or tile.get("stage")
        if kind is None or not count or along is None or tile.get("series"):
            return None
        kind = "bar" if tile.get("lying") else kind
        subtype = {"stack": "stacked", "full": "percent_stacked"}.get(tile.get("mode") or "")
        options = {"type": kind, **({"subtype": subtype} if subtype and kind in ("bar", "column") else {})}
        chart = self._book.add_chart(options)
        x = answer.place(along)
        for key in _value_keys(tile):
            chart.add_series(self._series(answer, name, first, count, x, key))
        if tile["type"] == "combo":
            lines = self._book.add_chart({"type": "line"})
            for key in tile["lines"]:
                lines.add_series({**self._series(answer, name, first, count, x, key), "y2_axis": True})
            chart.combine(lines)
        chart.set_title({"name": sheet.title})
        if kind == "bar":
            chart.set_y_axis({"reverse": True})
        chart.set_size({"width": _WIDE, "height": _HIGH})
        return chart

    def _series(self, answer: Answer, name: str, first: int, count: int, x: int, key: str) -> dict[str, Any]:
        y, quoted = answer.place(key), "'" + name.replace("'", "''") + "'"
        last = first + count
        return {
            "name": self._look.label(answer.columns[y].label),
            "categories": f"={quoted}!{xl_range_abs(first + 1, x, last, x)}",
            "values": f"={quoted}!{xl_range_abs(first + 1, y, last, y)}",
        }

    def _format(self, number: str, *, bold: bool) -> Any:
        if (number, bold) not in self._formats:
            self._formats[number, bold] = self._book.add_format(
                {**({"num_format": number} if number else {}), "bold": bold}
            )
        return self._formats[number, bold]


def _value_keys(tile: Mapping[str, Any]) -> list[str]:
    found = tile.get("y") or tile.get("bars") or tile.get("value")
    return [found] if isinstance(found, str) else list(found or ())


def _number_format(column: Column) -> str:
    places = column.decimals
    if column.format == "percent":
        return "0." + "0" * (1 if places is None else places) + "%" if places != 0 else "0%"
    if column.format == "integer":
        return "#,##0"
    if places is None:
        places = 2 if column.format == "money" else None
    return "#,##0.######" if places is None else "#,##0" + ("." + "0" * places if places else "")


def _sheet_name(title: str, taken: set[str]) -> str:
    """At most 31 characters, none of Excel's own, unlike any other."""
    base = "".join("_" if sign in "[]:*?/\\'" else sign for sign in title).strip()[:28] or "-"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base[: 27 - len(str(number))]} {number}"
    taken.add(name.casefold())
    return name
