"""Reads xlsx, csv and JSON files. Everything here runs in a disposable child process (`dougong.kit.childproc`).

Text files are streamed: of a million rows no more than one is in memory. Before a workbook is parsed its zip directory
and the extent of its sheets are looked at: a file of 4.6 KB can claim 17 billion cells. A limit that is missed anyway
ends the child, not the server.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from dougong.kit.errors import Invalid, say
from dougong.records.importing.problem_keys import REASONS, ROW_KEY
from dougong.records.importing.text_rows import json_rows, table_rows
from engines.form.guess import guess_column, guess_header_row

MAX_ROWS = 1_000_000
MAX_COLUMNS = 500
MAX_CELLS = 20_000_000
MAX_UNPACKED = 600 * 1024 * 1024
MAX_ENTRIES = 2_000
SHOWN_ROWS = 12
SAMPLED = 1_000
MAX_TEXT = 32_767  # characters of one cell, as in Excel
SCHEMA_SHEET = "_dougong"
"""The hidden sheet of an export that tells what its columns are."""
MAX_SCHEMA = 2_000_000  # characters of it
_HEAD = 50  # rows among which the header is looked for
_REF = re.compile(rb'<c[^>]* r="([A-Z]{1,3})([0-9]{1,7})"')

Cell = Any
Row = list[Cell]
Schema = dict[str, list[dict[str, Any]]]
"""By header, what an export says of its fields; of equal headers the first comes first."""


def inspect(path: str, name: str) -> dict[str, Any]:
    """`{"sheets": [...]}`: of each sheet its header row, columns with samples and a guessed type, a preview."""
    schema = _schema(path, name)
    sheets = []
    for title, rows in _sheets(path, name):
        described = _describe(title, rows, schema)
        if described is not None:
            sheets.append(described)
    return {"sheets": sheets}


def extract(path: str, name: str, sheet: str, header_row: int, out: str) -> int:
    """Writes the rows below `header_row` (0-based) to `out`, one JSON list a line with its row number. → how many"""
    written = 0
    for title, rows in _sheets(path, name, only=sheet):
        if title != sheet:
            continue
        with Path(out).open("wb") as lines:
            for number, row in enumerate(itertools.islice(rows, header_row + 1, None), start=header_row + 2):
                if any(cell is not None for cell in row):
                    lines.write(orjson.dumps([number, *map(_packed, row)], option=orjson.OPT_APPEND_NEWLINE))
                    written += 1
    return written


def _describe(title: str, rows: Iterable[Row], schema: Schema) -> dict[str, Any] | None:
    """What a sheet holds; None for an empty one."""
    rows = iter(rows)
    head = list(itertools.islice(rows, _HEAD))
    if not head:
        return None
    header = _header_row(head)
    body = head[header + 1 :]
    sample = body + list(itertools.islice(rows, SAMPLED - len(body)))
    count = sum(any(cell is not None for cell in row) for row in itertools.chain(sample, rows))
    names = head[header]
    key = names.index(ROW_KEY) if ROW_KEY in names else None
    columns = []
    for index, label in enumerate(names):
        if index == key or (key is not None and label in REASONS.values()):
            continue
        cells = [row[index] for row in sample if index < len(row)]
        filled = [cell for cell in cells if cell is not None]
        if label is None and not filled:
            continue  # an empty column
        columns.append(_column(index, label, filled, schema))
    preview = [[_shown(cell) for cell in row[:50]] for row in [*head[: header + 1], *sample[:SHOWN_ROWS]]]
    described = {"name": title, "header_row": header, "rows": count, "columns": columns, "preview": preview}
    if key is not None:
        first = next((row[key] for row in sample if key < len(row) and row[key] is not None), "")
        described["row_key"] = {"index": key, "act": str(first).partition(":")[0]}
    return described


def _header_row(head: list[Row]) -> int:
    """Files of our own name their header by a column; others are judged."""
    return next((index for index, row in enumerate(head) if ROW_KEY in row), None) or guess_header_row(head)


def _column(index: int, label: Cell, filled: list[Cell], schema: Schema) -> dict[str, Any]:
    header = "" if label is None else str(label).strip()
    told = schema.get(header)
    if told:
        field, evidence = told.pop(0), {"zh-CN": "文件中带有字段定义", "en": "the file brings its definition"}
    else:
        guess = guess_column(label, filled)
        field, evidence = guess.field, dict(guess.evidence)
    samples = [_shown(cell) for cell in filled[:5]]
    return {"index": index, "header": header, "samples": samples, "type": field, "evidence": evidence}


def _schema(path: str, name: str) -> Schema:
    """What the hidden sheet of an export says."""
    if not name.lower().endswith((".xlsx", ".xlsm")):
        return {}
    _check_workbook(path)
    try:
        workbook = CalamineWorkbook.from_path(path)
        if SCHEMA_SHEET not in workbook.sheet_names:
            return {}
        rows = workbook.get_sheet_by_name(SCHEMA_SHEET).to_python()
        text = "".join(str(row[0]) for row in rows if row)
        columns = json.loads(text)["columns"] if len(text) <= MAX_SCHEMA else []
        told: Schema = defaultdict(list)
        for each in columns:
            told[str(each["header"])].append({"type": str(each["field"]["type"]), **each["field"]})
        return told
    except (CalamineError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # not ours after all: the columns are judged by their cells


def _sheets(path: str, name: str, only: str | None = None) -> Iterator[tuple[str, Iterable[Row]]]:
    low = name.lower()
    if low.endswith((".csv", ".txt", ".tsv")):
        yield "csv", _bounded(table_rows(Path(path), MAX_TEXT * 4))
        return
    if low.endswith((".json", ".jsonl", ".ndjson")):
        yield "json", _bounded(json_rows(Path(path), MAX_COLUMNS))
        return
    _check_workbook(path)
    try:
        workbook = CalamineWorkbook.from_path(path)
        for title in workbook.sheet_names:
            if title != SCHEMA_SHEET and (only is None or title == only):
                rows = workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
                yield title, ([_cell(cell) for cell in row] for row in rows)
    except PasswordError as error:
        raise _refused(
            "encrypted", "文件有密码保护，请去掉密码后再导入。", "The file is protected by a password."
        ) from error
    except CalamineError as error:
        raise _refused(
            "unreadable", "无法读取此文件，请另存为 xlsx 或 csv 后再试。", "The file can't be read."
        ) from error


def _bounded(rows: Iterable[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if len(row) > MAX_COLUMNS or number > MAX_ROWS:
            raise _too_large()
        yield [_cell(cell) for cell in row]


def _check_workbook(path: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise _too_large()
            for entry in entries:
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", entry.filename):
                    _check_extent(archive, entry)
    except zipfile.BadZipFile as error:
        raise _refused("unreadable", "这不是有效的 xlsx 文件。", "This is not a valid xlsx file.") from error


def _check_extent(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """The rectangle that the cells span; a parser makes room for all of it."""
    rows = columns = 0
    tail = b""
    with archive.open(entry) as stream:
        while block := stream.read(1 << 20):
            for column, row in _REF.findall(tail + block):
                rows = max(rows, int(row))
                columns = max(columns, _column_number(column))
            tail = block[-64:]
            if rows * columns > MAX_CELLS or rows > MAX_ROWS + 100 or columns > 16_384:
                raise _too_large()


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cell(cell: Any) -> Cell:
    """Blank cells are None; whole floats are integers; text is trimmed."""
    if isinstance(cell, str):
        return cell.strip()[:MAX_TEXT] or None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if isinstance(cell, dt.time):
        return cell.isoformat(timespec="seconds" if cell.second else "minutes")
    if isinstance(cell, dt.timedelta):
        whole = round(cell.total_seconds())
        return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    return cell


def _packed(cell: Cell) -> Any:
    """A JSON value; dates become `{"d": …}`, instants without a zone `{"t": …}`."""
    if isinstance(cell, dt.datetime):
        return {"t": cell.isoformat()}
    return {"d": cell.isoformat()} if isinstance(cell, dt.date) else cell


def unpacked(value: Any) -> Cell:
    """Undoes `_packed`, in the server's own process."""
    if isinstance(value, dict):
        return dt.datetime.fromisoformat(value["t"]) if "t" in value else dt.date.fromisoformat(value["d"])
    return value


def _shown(cell: Cell) -> str:
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    return "" if cell is None else str(cell)[:200]


def _refused(code: str, zh: str, en: str) -> Invalid:
    return Invalid(say(zh, en), f"file_{code}")


def _too_large() -> Invalid:
    return _refused(
        "too_large",
        f"表格过大：最多 {MAX_ROWS:,} 行、{MAX_COLUMNS} 列。",
        f"The sheet is too large: at most {MAX_ROWS:,} rows and {MAX_COLUMNS} columns.",
    )
