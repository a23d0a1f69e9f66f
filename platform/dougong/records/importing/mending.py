"""The workbook of rows that an import refused: their cells as they came, the bad ones marked, and why.

Mended and uploaded again it goes on with the same import: a hidden column names the rows, so none comes in twice.
"""

from __future__ import annotations

import datetime as dt
import itertools
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import xlsxwriter

from dougong.files import service as files
from dougong.files.service import FileFacts
from dougong.files.store import FileStore
from dougong.kit.jobs import JobContext
from dougong.records.exporting.fitting import fitting, too_long
from dougong.records.importing.problem_keys import REASONS, ROW_KEY
from dougong.records.importing.problem_rows import number_of, row_key
from dougong.records.importing.sheets import Structured, unpacked

_TITLE = {"zh-CN": "待修改的行", "en": "rows to mend"}
_CUT = {
    "zh-CN": "原文超过单元格上限，此处已截断，请在导入后补全。",
    "en": "The text is longer than a cell can hold and was cut; complete it after importing.",
}
_LIMIT = 512 * 1024 * 1024
_MOST_TEXT = 32_000
_BATCH = 500
BadRow = tuple[int, int | None, list[Any], Sequence[Mapping[str, Any]]]
"""Number in this file, number in the import's first file, cells, errors."""


@dataclass(frozen=True)
class Layout:
    """The columns of the file: index and header of each, and the field each goes into."""

    headers: Sequence[tuple[int, str]]
    fields: Mapping[int, str]


def bad_rows(path: Path, refused: Mapping[int, Sequence[Mapping[str, Any]]]) -> Iterator[BadRow]:
    """The extracted rows that `refused` names by their number in this file."""
    with path.open("rb") as lines:
        for line in lines:
            number, *cells = orjson.loads(line)
            if number in refused:
                yield number, number, cells, refused[number]


def numbered(path: Path, act: str, key_column: int | None) -> Iterator[list[tuple[int, int | None, list[Any]]]]:
    """The extracted rows, some hundreds at a time: number here, number in the import's first file, cells."""
    with path.open("rb") as lines:
        parsed = (orjson.loads(line) for line in lines)
        while batch := list(itertools.islice(parsed, _BATCH)):
            yield [(number, _origin(act, number, cells, key_column), cells) for number, *cells in batch]


def _origin(act: str, number: int, cells: Sequence[Any], key_column: int | None) -> int | None:
    if key_column is None:
        return number
    return number_of(act, cells[key_column] if key_column < len(cells) else None)


def write_rows_to_mend(
    context: JobContext, name: str, rows: Iterator[BadRow], layout: Layout, act: str | None, language: str
) -> FileFacts:
    """Stores the workbook for the job's owner. `act` None: nothing was written, so the first file is to be mended."""
    with tempfile.TemporaryDirectory(prefix="dougong-mend-") as folder:
        path = Path(folder) / "rows.xlsx"
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(path, options) as book:
            _fill(book, rows, layout, act, language)
        with path.open("rb") as content:
            return files.upload(
                context.database,
                context.resource(FileStore),
                content,
                f"{Path(name).stem} {_TITLE[language]}.xlsx",
                limit=_LIMIT,
                created_by=context.owner_id,
                kept=True,
            )


def _fill(book: Any, rows: Iterator[BadRow], layout: Layout, act: str | None, language: str) -> None:
    sheet = book.add_worksheet()
    paint = _Paint(book)
    reason = len(layout.headers)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(reason - 1, 0), 18)
    sheet.set_column(reason, reason, 60)
    for place, (_index, header) in enumerate(layout.headers):
        sheet.write_string(0, place, header, paint.head)
    sheet.write_string(0, reason, REASONS[language], paint.head)
    if act is not None:
        sheet.set_column(reason + 1, reason + 1, None, None, {"hidden": True})
        sheet.write_string(0, reason + 1, ROW_KEY)
    for line, (_number, origin, cells, errors) in enumerate(rows, start=1):
        wrong = {str(error["field"]) for error in errors}
        for place, (index, _header) in enumerate(layout.headers):
            cell = _shown(cells, index)
            _write(sheet, paint, line, place, fitting(cell), bad=too_long(cell) or layout.fields.get(index) in wrong)
        reasons = [str(error["message"]) for error in errors]
        reasons += [_CUT[language] for index, _header in layout.headers if too_long(_shown(cells, index))]
        text = "\n".join(dict.fromkeys(reasons))
        sheet.write_string(line, reason, text[:_MOST_TEXT], paint.reason)
        if act is not None and origin is not None:
            sheet.write_string(line, reason + 1, row_key(act, origin))


def _shown(cells: Sequence[Any], index: int) -> Any:
    """The cell; lists and objects of a JSON file as the texts that they are written as."""
    cell = unpacked(cells[index]) if index < len(cells) else None
    return str(cell) if isinstance(cell, Structured) else cell


class _Paint:
    """The formats of a workbook: plain and marked ones."""

    def __init__(self, book: Any) -> None:
        red = {"bg_color": "#FDE2E1", "border": 1, "border_color": "#D9363E"}
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.reason = book.add_format({"font_color": "#B42318", "text_wrap": True})
        self.plain = {False: None, True: book.add_format(red)}
        self.day = {False: book.add_format({"num_format": "yyyy-mm-dd"})}
        self.day[True] = book.add_format({"num_format": "yyyy-mm-dd", **red})
        self.instant = {False: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})}
        self.instant[True] = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", **red})


def _write(sheet: Any, paint: _Paint, line: int, place: int, cell: Any, *, bad: bool) -> None:
    match cell:
        case None:
            if bad:
                sheet.write_blank(line, place, None, paint.plain[True])
        case bool():
            sheet.write_boolean(line, place, cell, paint.plain[bad])
        case dt.datetime():
            sheet.write_datetime(line, place, cell, paint.instant[bad])
        case dt.date():
            sheet.write_datetime(line, place, dt.datetime.combine(cell, dt.time()), paint.day[bad])
        case int() | float():
            sheet.write_number(line, place, cell, paint.plain[bad])
        case _:
            sheet.write_string(line, place, str(cell), paint.plain[bad])
