"""A mended file goes on with the import that refused its rows: same form, same columns, same way of meeting records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from dougong.kit.db import Transaction
from dougong.kit.ids import is_id
from dougong.kit.web import Actor
from dougong.records.importing import problem_rows
from dougong.records.importing.models import data_import
from dougong.records.importing.schemas import ColumnPlan, ImportPlan, Target


@dataclass(frozen=True)
class Continued:
    """`document`: `{import, row_key, rows, form}`; the plan is that of the first import, on this file's columns.
    `files`: how many files came with the first one."""

    document: dict[str, Any]
    plan: ImportPlan
    files: int


def continued(tx: Transaction, actor: Actor, app_key: str, found: Mapping[str, Any]) -> Continued | None:
    """What an uploaded file goes on with; None for a file of its own, also when its import is not the person's or is
    undone."""
    sheet = next((each for each in found["sheets"] if each.get("row_key") is not None), None)
    if sheet is None or not is_id(sheet["row_key"]["act"]):
        return None
    act, c = sheet["row_key"]["act"], data_import.c
    mine = (c.id == act, c.owner_id == actor.person_id, c.app == app_key)
    first = tx.execute(select(data_import).where(*mine, c.ran_at.is_not(None), c.undone_at.is_(None))).first()
    if first is None or not (first.result or {}).get("form"):
        return None
    rows = problem_rows.count(tx, act)
    index, form = sheet["row_key"]["index"], first.result["form"]
    document = {"import": act, "row_key": index, "rows": rows, "form": form}
    return Continued(document, _plan(first, sheet), first.found.get("files") or 0)


def _plan(first: Row[Any], sheet: Mapping[str, Any]) -> ImportPlan:
    plan = ImportPlan.model_validate(first.plan)
    fields: dict[int, str] = {int(index): key for index, key in first.result["columns"].items()}
    wishes = {column.index: column for column in plan.columns if column.field}
    before = next(each for each in first.found["sheets"] if each["name"] == plan.sheet)["columns"]
    columns = []
    for old, new in _same_columns(before, sheet["columns"]):
        if old in fields:
            wish = wishes.get(old)
            by, create = (wish.by, wish.create) if wish is not None else (None, False)
            columns.append(ColumnPlan(index=new, field=fields[old], by=by, create=create))
    known = {column.field for column in columns}
    return plan.model_copy(
        update={
            "sheet": sheet["name"],
            "header_row": sheet["header_row"],
            "target": Target(form=first.result["form"]),
            "columns": columns or [ColumnPlan(index=0, skip=True)],
            "match": [key for key in plan.match if key in known],
            "on_error": "skip",
        }
    )


def _same_columns(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
    """Index then and index now of columns with the same header; of equal headers the first goes with the first."""
    free: dict[str, list[int]] = defaultdict(list)
    for column in now:
        free[column["header"]].append(column["index"])
    return [(column["index"], free[column["header"]].pop(0)) for column in before if free[column["header"]]]
