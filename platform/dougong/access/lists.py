"""`column is one of these ids`, with one parameter for the whole list, so that the SQL text never depends on its
length: `= ANY($1)` on PostgreSQL, `IN (SELECT value FROM json_each(?))` on SQLite. Both use the column's index.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import BindParameter, Boolean, ColumnElement, Dialect, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY, UUID
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeDecorator, TypeEngine


class IdList(TypeDecorator[Sequence[str]]):
    """A list of ids as one parameter: UUID[] on PostgreSQL, a JSON array on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(ARRAY(UUID(as_uuid=False)))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        items = list(value or ())
        return items if dialect.name == "postgresql" else orjson.dumps(items).decode()


class AnyOf(ColumnElement[bool]):
    """`element` is one of the ids in the parameter `ids`; an empty list matches nothing."""

    inherit_cache = True
    type = Boolean()
    _traverse_internals = [  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
        ("element", InternalTraversal.dp_clauseelement),
        ("ids", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, element: ColumnElement[Any], ids: BindParameter[Any]) -> None:
        self.element = element
        self.ids = ids

    def self_group(self, against: OperatorType | None = None) -> AnyOf:
        """Itself: it carries its own brackets, and SQLite must not see `(… IN …) = 1`, which no index serves."""
        return self


@compiles(AnyOf)
def _any_of(element: AnyOf, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(element.element.self_group(), **kw)
    ids = compiler.process(element.ids, **kw)
    if compiler.dialect.name == "postgresql":
        return f"({column} = ANY ({ids}))"
    return f"({column} IN (SELECT value FROM json_each({ids})))"  # noqa: S608 - compiled parts, no user text


def one_of(element: ColumnElement[Any], name: str, ids: Sequence[str]) -> AnyOf:
    """`element` is one of `ids`, bound as the parameter `name`."""
    return AnyOf(element, bindparam(name, list(ids), type_=IdList()))
