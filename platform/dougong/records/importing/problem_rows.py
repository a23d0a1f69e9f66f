"""Rows that an import could not bring in: kept until a mended file brings them, or the import is undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select

from dougong.kit.db import Transaction
from dougong.records.importing.models import import_problem
from dougong.records.repository import chunks

_c = import_problem.c


def row_key(act: str, number: int) -> str:
    return f"{act}:{number}"


def number_of(act: str, cell: Any) -> int | None:
    """The row of the first file that the cell of a mended one names; None when it names none of this import."""
    owner, _, number = str(cell or "").partition(":")
    return int(number) if owner == act and number.isascii() and number.isdigit() and len(number) < 9 else None


def of_rows(tx: Transaction, act: str, numbers: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What was wrong with those of the rows that are still to be mended; they stay locked until the end."""
    found: dict[int, list[dict[str, Any]]] = {}
    for chunk in chunks(sorted(set(numbers))):
        rows = select(_c.number, _c.errors).where(_c.act == act, _c.number.in_(chunk)).with_for_update()
        found |= {row.number: row.errors for row in tx.execute(rows)}
    return found


def count(tx: Transaction, act: str) -> int:
    """How many rows are still to be mended."""
    return int(tx.execute(select(func.count()).where(_c.act == act)).scalar_one())


def replace(
    tx: Transaction, act: str, numbers: Sequence[int], problems: Mapping[int, Sequence[Mapping[str, Any]]]
) -> None:
    """Of these rows just tried, `problems` tells which were refused and why; the others are in."""
    for chunk in chunks(sorted(set(numbers))):
        tx.execute(delete(import_problem).where(_c.act == act, _c.number.in_(chunk)))
    rows = [{"act": act, "number": number, "errors": list(errors)} for number, errors in problems.items()]
    if rows:
        tx.execute(insert(import_problem), rows)


def forget(tx: Transaction, act: str) -> None:
    """The import is undone: nothing of it is to be mended any more."""
    tx.execute(delete(import_problem).where(_c.act == act))
