"""Rows of a sheet as items of the pipeline: new records, or changes of the ones their key fields find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import select

from dougong.kit.among import among
from dougong.kit.errors import FieldError, say
from dougong.records.importing.rows import SheetRow
from dougong.records.problems import invalid_record
from dougong.records.repository import chunks
from dougong.records.work import Item, Work

Mode = Literal["insert", "update", "upsert"]


def items_of(work: Work, form_key: str, rows: Sequence[SheetRow], mode: Mode, match: Sequence[str]) -> list[Item]:
    """One item a row, `index` being the row's number in the sheet. Rows that can't be read have a problem already."""
    existing = _existing(work, form_key, rows, match) if mode != "insert" else {}
    used: set[tuple[Any, ...]] = set()
    items: list[Item] = []
    for row in rows:
        item = Item(row.number, "create", row.values)
        items.append(item)
        if row.errors:
            item.problem = invalid_record(row.errors)
            continue
        if mode == "insert":
            continue
        key = _key(row, match)
        found = existing.get(key, [])
        if any(part is None for part in key):
            _refuse(item, match, "match_empty", "匹配字段为空", "a match field is empty")
        elif len(found) > 1 or key in used:
            _refuse(item, match, "match_ambiguous", "有多条数据符合匹配字段", "several records have these values")
        elif found:
            item.op, item.record_id = "update", found[0]
        elif mode == "update":
            _refuse(item, match, "match_not_found", "找不到要更新的数据", "there is no record to update")
        used.add(key)
    return items


def _key(row: SheetRow, match: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row.values.get(key) for key in match)


def _existing(
    work: Work, form_key: str, rows: Sequence[SheetRow], match: Sequence[str]
) -> dict[tuple[Any, ...], list[str]]:
    """Ids of live records the caller can see, by the values of the match fields."""
    table = work.app.tables.table(form_key)
    columns = [table.c[key] for key in match]
    keys = sorted({_key(row, match) for row in rows if not row.errors and None not in _key(row, match)}, key=repr)
    found: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for chunk in chunks(keys):
        same = among(work.tx, columns, chunk)
        matches = work.tx.execute(select(table.c.id, *columns).where(same, table.c.deleted_at.is_(None))).all()
        visible = work.access.visible_ids(work.tx, form_key, [row[0] for row in matches])
        for row in matches:
            if row[0] in visible:
                found[tuple(row[1:])].append(row[0])
    return found


def _refuse(item: Item, match: Sequence[str], code: str, zh: str, en: str) -> None:
    item.problem = invalid_record([FieldError(match[0], code, say(f"{zh}。", f"{en}."))])
