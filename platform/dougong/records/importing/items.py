"""Rows of a sheet as items of the pipeline: new records, or changes of the ones their key fields find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, select

from dougong.access.normal import as_compared, normal
from dougong.kit.among import among
from dougong.kit.errors import FieldError, say
from dougong.kit.types import CodePointText
from dougong.records import unique
from dougong.records.importing.rows import SheetRow
from dougong.records.problems import invalid_record
from dougong.records.repository import chunks
from dougong.records.work import Item, Work

Mode = Literal["insert", "update", "upsert", "skip"]
Key = tuple[Any, ...]


@dataclass
class Matching:
    """How rows meet the records that are there. `rows` keeps the key of every row so far: the same key twice in one
    file has no order people could rely on, wherever the batches end."""

    mode: Mode = "insert"
    fields: Sequence[str] = ()
    loosely: bool = False
    rows: dict[int, int] = field(default_factory=dict)

    def remember(self, row: SheetRow) -> None:
        """Takes note of a row of an earlier run."""
        self.first(row)

    def first(self, row: SheetRow) -> bool:
        """Whether no other row of the file has these cells as its key. Cells, not values: a run that goes on after
        its end knows the cells only."""
        if self.mode == "insert":
            return True
        digest = hash(tuple(normal(str(row.cells.get(key))) for key in self.fields))
        return self.rows.setdefault(digest, row.number) == row.number


def items_of(work: Work, form_key: str, rows: Sequence[SheetRow], matching: Matching) -> list[Item]:
    """One item for each row that is not done, `index` being the row's number in the sheet. Rows that can't be read
    have a problem already; a row to be left out (mode skip) is marked as done."""
    match = matching.fields
    finder = _Finder(work, form_key, matching) if matching.mode != "insert" else None
    existing = finder.existing([row for row in rows if not row.done]) if finder is not None else {}
    used: set[Key] = set()
    items: list[Item] = []
    for row in rows:
        if row.done:
            continue
        item = Item(row.number, "create", row.values)
        items.append(item)
        repeated = not matching.first(row)
        if row.errors:
            item.problem = invalid_record(row.errors)
        if row.errors or finder is None:
            continue
        key = finder.key(row)
        found = existing.get(key, [])
        if blank := [field for field, part in zip(match, key, strict=True) if part is None]:
            _refuse(item, blank, "match_empty", "匹配字段为空", "A match field is empty")
        elif matching.mode == "skip" and (found or repeated or key in used):
            row.done = "there"
            items.pop()
        elif len(found) > 1:
            _refuse(item, match, "match_ambiguous", "有多条数据符合匹配字段", "Several records have these values")
        elif repeated or key in used:
            _refuse(item, match, "match_twice", "文件中有另一行的匹配字段相同", "Another row has these values")
        elif found:
            item.op, item.record_id = "update", found[0]
        elif matching.mode == "update":
            _refuse(item, match, "match_not_found", "找不到要更新的数据", "There is no record to update")
        used.add(key)
    return items


class _Finder:
    """Compares the values of match fields as the form's unique set over the same fields does."""

    def __init__(self, work: Work, form_key: str, matching: Matching) -> None:
        self._work, self._form_key = work, form_key
        self._match = matching.fields
        sets = unique.SETS.of(work.app.tables, form_key)
        loosely = any(each.normalise and set(each.fields) == set(self._match) for each in sets)
        table = work.app.tables.table(form_key)
        self._table = table
        self._loose = {
            key for key in self._match if (loosely or matching.loosely) and isinstance(table.c[key].type, CodePointText)
        }

    def key(self, row: SheetRow) -> Key:
        """The row's values as they are compared."""
        values = ((key, row.values.get(key)) for key in self._match)
        return tuple(normal(value) if key in self._loose else value for key, value in values)

    def existing(self, rows: Sequence[SheetRow]) -> Mapping[Key, list[str]]:
        """Ids of live records the caller can see, by the values of the match fields."""
        work, table = self._work, self._table
        columns: list[ColumnElement[Any]] = [
            as_compared(table.c[key]) if key in self._loose else table.c[key] for key in self._match
        ]
        keys = {key for row in rows if not row.errors and None not in (key := self.key(row))}
        found: dict[Key, list[str]] = defaultdict(list)
        for chunk in chunks(sorted(keys, key=repr)):
            same = among(work.tx, columns, chunk)
            matches = work.tx.execute(select(table.c.id, *columns).where(same, table.c.deleted_at.is_(None))).all()
            visible = work.access.visible_ids(work.tx, self._form_key, [row[0] for row in matches])
            for match in matches:
                if match[0] in visible:
                    found[tuple(match[1:])].append(match[0])
        return found


def _refuse(item: Item, match: Sequence[str], code: str, zh: str, en: str) -> None:
    item.problem = invalid_record([FieldError(match[0], code, say(f"{zh}。", f"{en}."))])
