"""Reads xlsx, csv and JSON files. Everything here runs in a disposable child process (`dougong.kit.childproc`).

Text files are streamed: of a million rows no more than one is in memory. Before a workbook is parsed its zip directory
and the extent of its sheets are looked at: a file of 4.6 KB can claim 17 billion cells. A limit that is missed anyway
ends the child, not the server.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from dougong.kit.errors import Invalid, say
from dougong.kit.zips import UNREADABLE
from dougong.records.importing.text_rows import json_rows, plain, table_rows

MAX_ROWS = 1_000_000
MAX_COLUMNS = 500
MAX_CELLS = 20_000_000
MAX_UNPACKED = 600 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_TEXT = 1_000_000  # characters of one cell of a text file; a workbook's have no more than 32,767
SCHEMA_SHEET = "_dougong"
"""The hidden sheet of an export that tells what its columns are."""
_REF = re.compile(rb"""<[^<>]*?\sr\s*=\s*["']\s*([A-Za-z]*)([0-9]+)\s*["']""")
"""Where a cell or a row says it stands; prefixes, quotes and white space as XML permits them."""
_HEAD, _TAG = 10_000, 400
"""Bytes among which the name of the uppermost element stands; most of a tag up to its reference."""
WIDEST = 16_384
"""The last column a workbook has room for; more of them is no workbook."""

Cell = Any
Row = list[Cell]


def extract(path: str, name: str, sheet: str, header_row: int, out: str) -> int:
    """Writes the rows below `header_row` (0-based) to `out`, one JSON list a line with its row number. → how many"""
    written = 0
    for title, rows in sheets_of(path, name, only=sheet):
        if title != sheet:
            continue
        with Path(out).open("wb") as lines:
            for number, row in enumerate(itertools.islice(rows, header_row + 1, None), start=header_row + 2):
                if any(cell is not None for cell in row):
                    lines.write(orjson.dumps([number, *map(_packed, row)], option=orjson.OPT_APPEND_NEWLINE))
                    written += 1
    return written


def sheets_of(path: str, name: str, only: str | None = None) -> Iterator[tuple[str, Iterable[Row]]]:
    """The sheets of a file and their rows; of a workbook only the one asked for."""
    low = name.lower()
    if low.endswith((".csv", ".txt", ".tsv")):
        yield "csv", _bounded(table_rows(Path(path), MAX_TEXT, tabs=low.endswith(".tsv")))
        return
    if is_json(name):
        yield "json", _bounded(json_rows(Path(path), MAX_COLUMNS))
        return
    check_workbook(path)
    try:
        workbook = CalamineWorkbook.from_path(path)
        for title in workbook.sheet_names:
            if title != SCHEMA_SHEET and (only is None or title == only):
                rows = workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
                if any(len(row) > WIDEST for row in rows[:1]):
                    raise _too_large()
                yield title, ([_cell(cell) for cell in row] for row in rows)
    except PasswordError as error:
        raise _refused(
            "encrypted", "文件有密码保护，请去掉密码后再导入。", "The file is protected by a password."
        ) from error
    except CalamineError as error:
        raise _refused(
            "unreadable", "无法读取此文件，请另存为 xlsx 或 csv 后再试。", "The file can't be read."
        ) from error


def is_json(name: str) -> bool:
    """Whether the file's values are those of the API: instants with their zone, durations in seconds."""
    return name.lower().endswith((".json", ".jsonl", ".ndjson"))


def _bounded(rows: Iterable[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if len(row) > MAX_COLUMNS or number > MAX_ROWS:
            raise _too_large()
        yield [_cell(cell) for cell in row]


def check_workbook(path: str) -> None:
    """Refuses what would take more memory than the child has."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise _too_large()
            for entry in entries:
                if not entry.is_dir() and entry.filename != "xl/sharedStrings.xml":
                    _check_extent(archive, entry)
    except UNREADABLE as error:
        raise _refused("unreadable", "这不是有效的 xlsx 文件。", "This is not a valid xlsx file.") from error


def _check_extent(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """The rectangle that the cells span; a parser makes room for all of it. A sheet may lie anywhere in the archive."""
    rows = columns = 0
    tail = b""
    with archive.open(entry) as stream:
        while block := stream.read(1 << 20):
            if not tail and b"worksheet" not in block[:_HEAD]:
                return
            for column, row in _REF.findall(tail + block):
                rows = max(rows, int(row))
                columns = max(columns, _column_number(column))
            tail = block[-_TAG:]
            if rows * columns > MAX_CELLS or rows > MAX_ROWS + 100 or columns > WIDEST:
                raise _too_large()


@cache
def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _cell(cell: Any) -> Cell:
    """Blank cells are None; whole floats are integers; text is trimmed."""
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if isinstance(cell, dt.time):
        return cell.isoformat(timespec="seconds" if cell.second else "minutes")
    if isinstance(cell, dt.timedelta):
        whole = round(cell.total_seconds())
        return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    return cell


@dataclass(frozen=True)
class Structured:
    """A list or an object of a JSON file; as a text it reads as people would write it."""

    value: list[Any] | dict[str, Any]

    def __str__(self) -> str:
        return str(plain(self.value) or "")


def _packed(cell: Cell) -> Any:
    """A JSON value; dates become `{"d": …}`, instants without a zone `{"t": …}`, what was JSON before `{"j": …}`."""
    if isinstance(cell, list | dict):
        return {"j": cell} if cell else None
    if isinstance(cell, dt.datetime):
        return {"t": cell.isoformat()}
    return {"d": cell.isoformat()} if isinstance(cell, dt.date) else cell


def unpacked(value: Any) -> Cell:
    """Undoes `_packed`, in the server's own process."""
    if isinstance(value, dict):
        if "j" in value:
            return Structured(value["j"])
        return dt.datetime.fromisoformat(value["t"]) if "t" in value else dt.date.fromisoformat(value["d"])
    return value


def _refused(code: str, zh: str, en: str) -> Invalid:
    return Invalid(say(zh, en), f"file_{code}")


def _too_large() -> Invalid:
    return _refused(
        "too_large",
        f"表格过大：最多 {MAX_ROWS:,} 行、{MAX_COLUMNS} 列。",
        f"The sheet is too large: at most {MAX_ROWS:,} rows and {MAX_COLUMNS} columns.",
    )
