"""Unique rules meet data that is already there: what would be refused, and how that is told."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Index, func, select

from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, FieldError, say

Duplicate = tuple[int, str]
"""How often, and which value (several: joined)."""


def duplicate_values(tx: Transaction, index: Index, limit: int = 5) -> list[Duplicate]:
    """What a unique index would refuse among live rows, most frequent first."""
    table = index.table
    if table is None:
        return []
    expressions = [each for each in index.expressions if isinstance(each, ColumnElement)]
    values = [expression.label(f"v{n}") for n, expression in enumerate(expressions)]
    statement = (
        select(func.count().label("n"), *values)
        .where(table.c.deleted_at.is_(None), *(column.is_not(None) for column in index.columns))
        .group_by(*expressions)
        .having(func.count() > 1)
        .order_by(func.count().desc(), *expressions)
        .limit(limit)
    )
    return [(row[0], " · ".join(str(value) for value in tuple(row)[1:])) for row in tx.execute(statement)]


def unique_fields(index: Index) -> list[str]:
    """The fields a unique index stands for."""
    return [column.name for column in index.columns]


def duplicates_found(index: Index, found: Sequence[Duplicate]) -> Conflict:
    """The refusal of a unique rule that existing data breaks."""
    fields = unique_fields(index)
    examples = "、".join(f"“{value}” × {count}" for count, value in found)
    sentence = say(
        f"字段 {'、'.join(fields)} 已有重复的值，不能设为唯一：{examples}。",
        f"{', '.join(fields)} can't be unique, values occur more than once: {examples}.",
    )
    return Conflict(
        sentence,
        "duplicates",
        [FieldError(field, "duplicates", sentence) for field in fields],
        extra={"samples": [{"value": value, "count": count} for count, value in found]},
    )
