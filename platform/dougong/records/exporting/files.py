"""Writes an export to a file, row by row: memory stays flat however many rows there are."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Protocol
from zoneinfo import ZoneInfo

import xlsxwriter

from dougong.kit.types import dump_json
from dougong.records.exporting import schema
from dougong.records.exporting.cells import Cell, cell_of, text_of
from dougong.records.exporting.fitting import fitting, too_long
from dougong.records.exporting.table import Column
from engines.form.fields.formula import Shown

Format = Literal["xlsx", "csv", "json", "jsonl"]
TYPES: dict[Format, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
}


class Writer(Protocol):
    """Takes pages of records; `close` makes the file whole. `cut`: texts that the format has no room for in full."""

    cut: int

    def write(self, records: Sequence[dict[str, Any]]) -> None: ...
    def close(self) -> None: ...


def open_writer(
    format_: Format, path: Path, form_key: str, columns: Sequence[Column], tz: str, language: str
) -> Writer:
    if format_ in ("json", "jsonl"):
        return _Json(path, columns, lines=format_ == "jsonl")
    if format_ == "csv":
        return _Csv(path, columns, ZoneInfo(tz), language)
    return _Xlsx(path, form_key, columns, ZoneInfo(tz), language)


class _Json:
    """Records as the API gives them, under the keys of their fields: an array, or one a line."""

    cut = 0

    def __init__(self, path: Path, columns: Sequence[Column], *, lines: bool) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._keys = [column.key for column in columns]
        self._lines, self._first = lines, True
        if not lines:
            self._file.write("[")

    def write(self, records: Sequence[dict[str, Any]]) -> None:
        for record in records:
            if not self._lines:
                self._file.write("\n" if self._first else ",\n")
            self._file.write(dump_json({key: record.get(key) for key in ("id", *self._keys)}))
            if self._lines:
                self._file.write("\n")
            self._first = False

    def close(self) -> None:
        if not self._lines:
            self._file.write("\n]\n")
        self._file.close()


class _Csv:
    """UTF-8 with a mark, so that Excel shows Chinese right."""

    cut = 0

    def __init__(self, path: Path, columns: Sequence[Column], tz: ZoneInfo, language: str) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._out = csv.writer(self._file)
        self._columns, self._tz, self._language = columns, tz, language
        self._out.writerow([text_of(column.label, language) for column in columns])

    def write(self, records: Sequence[dict[str, Any]]) -> None:
        for record in records:
            cells = (cell_of(c, record.get(c.key), self._tz, self._language) for c in self._columns)
            self._out.writerow([text_of(cell, self._language) for cell in cells])

    def close(self) -> None:
        self._file.close()


class _Xlsx:
    """Typed cells: numbers stay numbers, dates stay dates, text stays text whatever it begins with."""

    def __init__(self, path: Path, form_key: str, columns: Sequence[Column], tz: ZoneInfo, language: str) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(path, options)
        self._sheet = self._book.add_worksheet()
        self._columns, self._tz, self._language = columns, tz, language
        self._formats = [self._format(column) for column in columns]
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._instant = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._time = self._book.add_format({"num_format": "hh:mm:ss"})
        self._length = self._book.add_format({"num_format": "[h]:mm:ss"})
        self._sheet.freeze_panes(1, 0)
        if columns:
            self._sheet.set_column(0, len(columns) - 1, 18)
        head = self._book.add_format({"bold": True, "bottom": 1})
        for index, column in enumerate(columns):
            self._sheet.write_string(0, index, column.label, head)
        self._line, self.cut = 1, 0
        self._schema = schema.pieces(form_key, columns)

    def write(self, records: Sequence[dict[str, Any]]) -> None:
        for record in records:
            for index, column in enumerate(self._columns):
                cell = cell_of(column, record.get(column.key), self._tz, self._language)
                self.cut += too_long(cell)
                self._put(index, fitting(cell))
            self._line += 1

    def close(self) -> None:
        hidden = self._book.add_worksheet(schema.SHEET)
        hidden.very_hidden()
        for line, piece in enumerate(self._schema):
            hidden.write_string(line, 0, piece)
        self._book.close()

    def _put(self, index: int, cell: Cell) -> None:
        match cell:
            case None:
                return
            case bool():
                self._sheet.write_boolean(self._line, index, cell)
            case dt.datetime():
                self._sheet.write_datetime(self._line, index, cell, self._instant)
            case dt.date():
                self._sheet.write_datetime(self._line, index, dt.datetime.combine(cell, dt.time()), self._day)
            case dt.time():
                self._sheet.write_datetime(self._line, index, cell, self._time)
            case dt.timedelta():
                self._sheet.write_datetime(self._line, index, cell, self._length)
            case int() | float():
                self._sheet.write_number(self._line, index, cell, self._formats[index])
            case _:
                self._sheet.write_string(self._line, index, cell)

    def _format(self, column: Column) -> Any:
        kind = column.field.type if column.field else ""
        if isinstance(column.field, Shown):
            kind = str(getattr(column.field, "as_", ""))
        if kind == "percent":
            return self._book.add_format({"num_format": "0.##%"})
        return self._book.add_format({"num_format": "#,##0.00"}) if kind == "money" else None
