"""Reads xlsx and csv files. Everything here runs in a disposable child process (`dougong.kit.childproc`).

Before a workbook is parsed its zip directory and the extent of its sheets are looked at: a file of 4.6 KB can claim
17 billion cells. A limit that is missed anyway ends the child, not the server.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from dougong.kit.errors import Invalid, say
from engines.form.guess import guess_column, guess_header_row

MAX_ROWS = 1_000_000
MAX_COLUMNS = 500
MAX_CELLS = 20_000_000
MAX_UNPACKED = 600 * 1024 * 1024
MAX_ENTRIES = 2_000
SHOWN_ROWS = 12
SAMPLED = 1_000
MAX_TEXT = 32_767  # characters of one cell, as in Excel
_REF = re.compile(rb'<c[^>]* r="([A-Z]{1,3})([0-9]{1,7})"')

Cell = Any
Row = list[Cell]


def inspect(path: str, name: str) -> dict[str, Any]:
    """`{"sheets": [...]}`: of each sheet its header row, columns with samples and a guessed type, a preview."""
    return {"sheets": [_describe(title, rows) for title, rows in _sheets(path, name) if rows]}


def extract(path: str, name: str, sheet: str, header_row: int, out: str) -> int:
    """Writes the rows below `header_row` (0-based) to `out`, one JSON list a line with its row number. → how many"""
    written = 0
    for title, rows in _sheets(path, name, only=sheet):
        if title != sheet:
            continue
        with Path(out).open("w", encoding="utf-8") as lines:
            for number, row in enumerate(rows[header_row + 1 :], start=header_row + 2):
                if any(cell is not None for cell in row):
                    lines.write(json.dumps([number, *map(_packed, row)], ensure_ascii=False, separators=(",", ":")))
                    lines.write("\n")
                    written += 1
    return written


def _describe(title: str, rows: list[Row]) -> dict[str, Any]:
    header = guess_header_row(rows[:50])
    body = rows[header + 1 :]
    sample = body[:SAMPLED]
    columns = []
    for index, label in enumerate(rows[header]):
        cells = [row[index] for row in sample if index < len(row)]
        filled = [cell for cell in cells if cell is not None]
        if label is None and not filled:
            continue  # an empty column
        guess = guess_column(label, filled)
        columns.append(
            {
                "index": index,
                "header": "" if label is None else str(label).strip(),
                "samples": [_shown(cell) for cell in filled[:5]],
                "type": guess.field,
                "evidence": guess.evidence,
            }
        )
    return {
        "name": title,
        "header_row": header,
        "rows": sum(any(cell is not None for cell in row) for row in body),
        "columns": columns,
        "preview": [[_shown(cell) for cell in row[:50]] for row in rows[: header + 1 + SHOWN_ROWS]],
    }


def _sheets(path: str, name: str, only: str | None = None) -> Iterator[tuple[str, list[Row]]]:
    if name.lower().endswith((".csv", ".txt", ".tsv")):
        yield "csv", _csv_rows(Path(path).read_bytes())
        return
    _check_workbook(path)
    try:
        workbook = CalamineWorkbook.from_path(path)
        for title in workbook.sheet_names:
            if only is None or title == only:
                rows = workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
                yield title, [[_cell(cell) for cell in row] for row in rows]
    except PasswordError as error:
        raise _refused(
            "encrypted", "文件有密码保护，请去掉密码后再导入。", "The file is protected by a password."
        ) from error
    except CalamineError as error:
        raise _refused(
            "unreadable", "无法读取此文件，请另存为 xlsx 或 csv 后再试。", "The file can't be read."
        ) from error


def _csv_rows(content: bytes) -> list[Row]:
    text = _decoded(content)
    if "\0" in text:
        raise _refused("unreadable", "这不是文本文件。", "This is not a text file.")
    head = text[:20_000]
    try:
        dialect: Any = csv.Sniffer().sniff(head, delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    csv.field_size_limit(MAX_TEXT * 4)
    rows: list[Row] = []
    for row in csv.reader(io.StringIO(text), dialect):
        if len(row) > MAX_COLUMNS or len(rows) > MAX_ROWS:
            raise _too_large()
        rows.append([_cell(cell) for cell in row])
    return rows


def _decoded(content: bytes) -> str:
    """UTF-8 (with or without a mark) when it is that; else what the bytes look like: GBK, Big5, UTF-16 …"""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(content[:200_000], cp_isolation=["gb18030", "big5", "utf_16", "shift_jis", "cp1252"]).best()
        return content.decode(best.encoding if best else "gb18030", errors="replace")


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
