"""Order and keyset pages: the same order on both databases, blanks last in both directions, the id last of all.

A cursor carries the sort values of the last row of a page, and which sort they belong to; it gives no right, for the
next page runs under the caller's grants like the first.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Integer, UnaryExpression, and_, false, literal, or_

from dougong.kit.errors import Invalid, say
from dougong.kit.ids import is_id
from dougong.kit.types import iso_instant
from engines.form.storage import ColumnKind

MAX_SORT_KEYS = 5


@dataclass(frozen=True)
class SortKey:
    """One key of an order. `nullable` False lets an index find the next page without a scan."""

    name: str
    column: ColumnElement[Any]
    kind: ColumnKind
    descending: bool = False
    nullable: bool = True

    def order(self) -> UnaryExpression[Any]:
        """The ORDER BY entry."""
        ordered = self.column.desc() if self.descending else self.column.asc()
        return ordered.nulls_last() if self.nullable else ordered

    def after(self, value: Any) -> ColumnElement[bool]:
        """Rows that stand behind `value` in this key alone."""
        if value is None:
            return false()
        bound = literal(value, self.column.type)
        further = self.column < bound if self.descending else self.column > bound
        return or_(further, self.column.is_(None)) if self.nullable else further

    def same(self, value: Any) -> ColumnElement[bool]:
        """Rows that are equal in this key."""
        return self.column.is_(None) if value is None else self.column == literal(value, self.column.type)


def parse_sort(sort: str | Sequence[str] | None) -> tuple[tuple[str, bool], ...]:
    """`-amount,name` -> (("amount", True), ("name", False)): names and whether they descend."""
    parts = sort.split(",") if isinstance(sort, str) else list(sort or ())
    keys = [(part.strip().removeprefix("-"), part.strip().startswith("-")) for part in parts if part.strip()]
    if len(keys) > MAX_SORT_KEYS or len({name for name, _ in keys}) < len(keys):
        raise Invalid(
            say(
                f"排序最多 {MAX_SORT_KEYS} 个字段，且不能重复。",
                f"At most {MAX_SORT_KEYS} different fields can be sorted by.",
            ),
            "bad_sort",
        )
    return tuple(keys)


def encode_cursor(keys: Sequence[SortKey], row: Mapping[str, Any]) -> str:
    """The cursor behind `row`, which carries `_sort_0 … _sort_n` and `id`."""
    values = [_plain(row[f"_sort_{index}"]) for index in range(len(keys))]
    return _pack([_signature(keys), *values, row["id"]])


def blanks_behind(keys: Sequence[SortKey], cursor: str) -> bool:
    """Whether rows with a blank first key may stand behind the cursor, beside the range of those with a value."""
    return bool(keys) and keys[0].nullable and _unpack(keys, cursor)[0] is not None


def after_cursor(
    keys: Sequence[SortKey], ident: ColumnElement[Any], cursor: str, *, blanks: bool = True
) -> ColumnElement[bool]:
    """The rows behind the cursor. A cursor of another order, or a forged one, is a 422.

    `blanks` False leaves out those whose first key is blank, which come last: what remains is a range of the index,
    where the whole condition has the database look at everything before the cursor too.
    """
    values = _unpack(keys, cursor)
    if not blanks and blanks_behind(keys, cursor):
        keys = [replace(keys[0], nullable=False), *keys[1:]]
    descending = bool(keys) and keys[-1].descending
    last = literal(values[-1], ident.type)
    condition = ident < last if descending else ident > last
    for key, value in reversed(list(zip(keys, values[:-1], strict=True))):
        ties = and_(key.same(value), condition)
        condition = ties if value is None else or_(key.after(value), ties)
        if not key.nullable:  # a plain range first, so that the index finds its start
            bound = literal(value, key.column.type)
            condition = and_(key.column <= bound if key.descending else key.column >= bound, condition)
    return condition


def tie_breaker(keys: Sequence[SortKey], ident: ColumnElement[Any]) -> UnaryExpression[Any]:
    """The id, in the direction of the last key: one index serves both directions."""
    return ident.desc() if keys and keys[-1].descending else ident.asc()


def _signature(keys: Sequence[SortKey]) -> str:
    return ",".join(f"{'-' if key.descending else ''}{key.name}" for key in keys)


def _pack(content: list[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(content)).decode().rstrip("=")


def _unpack(keys: Sequence[SortKey], cursor: str) -> list[Any]:
    try:
        content = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(content, list) or len(content) != len(keys) + 2 or content[0] != _signature(keys):
            raise ValueError("another order")
        if not is_id(content[-1]):
            raise ValueError("no id")
        values = [_value(key.kind, raw) for key, raw in zip(keys, content[1:-1], strict=True)]
        return [*(_as_column(key, value) for key, value in zip(keys, values, strict=True)), content[-1]]
    except (ValueError, ArithmeticError, TypeError):
        sentence = say(
            "翻页标记无效，请从第一页重新开始。", "The page cursor is invalid; start again from the first page."
        )
        raise Invalid(sentence, "bad_cursor") from None


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return iso_instant(value)
    return value.isoformat() if isinstance(value, date) else value


def _as_column(key: SortKey, value: Any) -> Any:
    return int(value) if isinstance(key.column.type, Integer) and isinstance(value, Decimal) else value


def _value(kind: ColumnKind, raw: Any) -> Any:
    if raw is None:
        return None
    match kind:
        case "number":
            number = Decimal(raw if isinstance(raw, str) else repr(raw))
            if not number.is_finite():
                raise ValueError("not a number")
            return number
        case "date":
            return date.fromisoformat(raw)
        case "datetime":
            return datetime.fromisoformat(raw)
        case "boolean" if isinstance(raw, bool):
            return raw
        case "text" if isinstance(raw, str) and "\0" not in raw:
            return raw
        case "id" if is_id(raw):
            return raw
    raise ValueError("not a value of this key")
