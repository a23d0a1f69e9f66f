"""One expression that reads differently on the two databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeEngine


class ByDialect(ColumnElement[Any]):
    """`postgresql` on PostgreSQL, `sqlite` on SQLite; both must mean the same."""

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
        ("postgresql", InternalTraversal.dp_clauseelement),
        ("sqlite", InternalTraversal.dp_clauseelement),
        ("type", InternalTraversal.dp_type),
    ]

    def __init__(self, postgresql: ColumnElement[Any], sqlite: ColumnElement[Any], type_: TypeEngine[Any]) -> None:
        self.postgresql = postgresql
        self.sqlite = sqlite
        self.type = type_

    def self_group(self, against: OperatorType | None = None) -> ByDialect:
        """Itself: it carries its own brackets."""
        return self


@compiles(ByDialect)
def _by_dialect(element: ByDialect, compiler: SQLCompiler, **kw: Any) -> str:
    chosen = element.postgresql if compiler.dialect.name == "postgresql" else element.sqlite
    kw.pop("within_columns_clause", None)
    return f"({compiler.process(chosen, **kw)})"
