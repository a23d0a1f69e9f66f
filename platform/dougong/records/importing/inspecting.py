"""What a file holds: its sheets, their header rows, and of each column the type that suits it. In the limited child.

Apart from `sheets`, because the engine's field types, by which columns are judged, take longer to load than most files
to read.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from dougong.records.importing.problem_keys import REASONS, ROW_KEY
from dougong.records.importing.sheets import SCHEMA_SHEET, Cell, Row, check_workbook, sheets_of
from dougong.records.importing.text_rows import plain
from engines.form.guess import guess_column, guess_header_row

SHOWN_ROWS = 12
SAMPLED = 1_000
MAX_SCHEMA = 2_000_000  # characters of it
_HEAD = 50  # rows among which the header is looked for

Schema = dict[str, list[dict[str, Any]]]
"""By header, what an export says of its fields; of equal headers the first comes first."""


def inspect(path: str, name: str) -> dict[str, Any]:
    """`{"sheets": [...], "xlsform"}`: of each sheet its header row, columns with samples and a guessed type, a preview;
    and whether the workbook describes a form."""
    schema = _schema(path, name)
    sheets = []
    for title, rows in sheets_of(path, name):
        described = _describe(title, ([plain(cell) for cell in row] for row in rows), schema)
        if described is not None:
            sheets.append(described)
    return {"sheets": sheets, "xlsform": any(_is_survey(sheet) for sheet in sheets)}


def _is_survey(sheet: dict[str, Any]) -> bool:
    """The sheet of an XLSForm that lists its questions."""
    headers = {column["header"] for column in sheet["columns"]}
    return sheet["name"].strip().lower() == "survey" and headers >= {"type", "name"}


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
    check_workbook(path)
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


def _shown(cell: Cell) -> str:
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    return "" if cell is None else str(cell)[:200]
