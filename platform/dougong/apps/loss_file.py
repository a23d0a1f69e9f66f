"""The values a publish would change or lose, as a file to keep: one line per value, with its record.

Designing gives no right to data: in the file are fields that the designer may read and export of all records. Of the
others they see figures only, in the preview.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import xlsxwriter
from sqlalchemy import literal, select

from dougong.access.tables import Catalog, build_tables
from dougong.apps.conversion import Told
from dougong.apps.impact import visible_fields
from dougong.apps.losses import converted, told_losses
from dougong.apps.plan import Plan, plan, reading_of
from dougong.apps.problems import values_not_readable
from dougong.apps.repository import AppRow, FormRow
from dougong.apps.retired import Path as FieldPath
from dougong.apps.values import owner_table
from dougong.kit.csv_text import harmless
from dougong.kit.db import Transaction
from dougong.kit.errors import in_language, say
from dougong.kit.web import Actor

Format = Literal["csv", "xlsx"]
TYPES: dict[Format, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
MOST_LINES = 1_000_000
"""Excel's sheet ends at 1,048,576 lines."""
_BATCH = 500
_HEAD = [
    say("字段", "Field"),
    say("数据 ID", "Record id"),
    say("数据", "Record"),
    say("原值", "Before"),
    say("新值", "After"),
    say("结果", "Result"),
]
_FATES = {"changed": say("变化", "changed"), "lost": say("丢失", "lost")}
Line = list[str]


def write_losses(
    tx: Transaction, actor: Actor, app: AppRow, form: FormRow, language: str, kind: Format, path: Path
) -> None:
    """Writes the file. Refused when none of the fields may be read and exported of all records."""
    planned = plan(tx, app, form, language)
    lines = _lines(tx, actor, planned, language)
    first = next(lines, None)  # before the file is begun: what is refused leaves none
    head = [in_language(title, language) for title in _HEAD]
    every = iter([head, *([] if first is None else [first])])
    if kind == "csv":
        _write_csv(path, every, lines)
    else:
        _write_xlsx(path, every, lines)


def _lines(tx: Transaction, actor: Actor, planned: Plan, language: str) -> Iterator[Line]:
    catalog = build_tables(planned.app.key, planned.forms)
    shown = [visible_fields(tx, actor, planned.app.key, planned.form.key, op) for op in ("read", "export")]
    changes = list(converted(planned))
    readable = [
        (change, old) for change, old in changes if all(not names.isdisjoint(_names(change.path)) for names in shown)
    ]
    if changes and not readable:
        raise values_not_readable()
    titled = planned.old.title_field() if planned.old else None
    title = titled.key if titled and all(not names.isdisjoint({"*", titled.key}) for names in shown) else None
    reading, left = reading_of(tx, catalog, actor), MOST_LINES
    for change, old in readable:
        name = f"{change.field.name(language)}"
        told = told_losses(tx, planned, catalog, reading, change, old, language)
        while batch := list(islice(told, _BATCH)):
            records = _records(tx, catalog, planned.form.key, change.path, title, batch)
            for each in batch[:left]:
                record, words = records.get(each.row, (each.row, ""))
                fate = in_language(_FATES[each.fate], language)
                yield [name, record, words, each.before(), each.after() or "", fate]
            left -= len(batch)
            if left <= 0:
                return


def _names(path: FieldPath) -> set[str]:
    return {"*", path[0], ".".join(path)}


def _records(
    tx: Transaction, catalog: Catalog, form: str, path: FieldPath, title: str | None, told: Sequence[Told]
) -> dict[str, tuple[str, str]]:
    """The record (and its title, where it may be read) of each value: a subform's row belongs to one."""
    own, table = owner_table(catalog, form, path), catalog.table(form)
    record = own.c.id if own is table else own.c.record_id
    shown = table.c[title] if title is not None and title in table.c else literal(None)
    statement = select(own.c.id, record, shown).where(own.c.id.in_([each.row for each in told]))
    if own is not table:
        statement = statement.join(table, table.c.id == own.c.record_id)
    rows: Sequence[Any] = tx.execute(statement).all()
    return {row[0]: (row[1], "" if row[2] is None else str(row[2])) for row in rows}


def _write_csv(path: Path, *parts: Iterator[Line]) -> None:
    """UTF-8 with a mark, so that Excel shows Chinese right."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        for lines in parts:
            out.writerows([harmless(cell) for cell in line] for line in lines)


def _write_xlsx(path: Path, *parts: Iterator[Line]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(_HEAD) - 1, 24)
        number = 0
        for lines in parts:
            for line in lines:
                for column, cell in enumerate(line):
                    sheet.write_string(number, column, cell[:32_767])
                number += 1
