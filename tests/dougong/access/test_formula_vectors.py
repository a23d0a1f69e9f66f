"""The vectors of the formula language, run as SQL on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, FromClause, cast, false, literal, select, union_all

from dougong.access.context import Context
from dougong.access.grants import Principal
from dougong.access.sql import register_functions
from dougong.access.sql.conditions import error, value
from dougong.access.sql.dialects import ByDialect
from dougong.access.sql.kinds import is_list, kind_of, sql_type
from dougong.access.sql.pg_functions import PG_FUNCTIONS
from dougong.access.sql.references import Reference, Rows, Scalar
from dougong.kit.db import Database
from engines.formula.errors import Unsupported
from tests.engines.formula.vectors import load

LEAST_SUPPORTED = 330
"""Vectors that must have an SQL form; a new function may raise it, nothing may lower it."""


def canonical(raw: Any, kind: str) -> Any:
    """A value of vectors.json as Python has it."""
    if raw is None:
        return None
    match kind:
        case "number":
            return Decimal(str(raw))
        case "date":
            return date.fromisoformat(raw)
        case "datetime":
            return datetime.fromisoformat(raw)
    return None if raw == "" else raw


def typed(content: Any, kind: str) -> ColumnElement[Any]:
    """A value that says its type, as a column would (on PostgreSQL; SQLite would cast texts to numbers)."""
    bound = literal(content, sql_type(kind))
    return ByDialect(cast(bound, sql_type(kind)), bound, sql_type(kind))


class VectorPaths:
    """The values of one vector as bound parameters, its lists as rows of one subquery per container."""

    def __init__(self, row: dict[str, Any]) -> None:
        self._scope = row["scope"]
        self._values = row["values"]
        self._sources: dict[str, FromClause] = {}

    def resolve(self, path: Sequence[str]) -> Reference:
        name = ".".join(path)
        kind = kind_of(self._scope[name])
        if not is_list(self._scope[name]):
            return Scalar(literal(canonical(self._values[name], kind), sql_type(kind)))
        container = path[0]
        if container not in self._sources:
            self._sources[container] = self._rows(container)
        source = self._sources[container]
        return Rows(source, (), (source.c["position"],), None, source.c[path[-1]])

    def _rows(self, container: str) -> FromClause:
        names = [n for n in self._scope if n.split(".")[0] == container and is_list(self._scope[n])]
        columns = {n.split(".")[-1]: (kind_of(self._scope[n]), self._values[n] or []) for n in names}
        selects = [
            select(
                literal(position).label("position"),
                *(typed(canonical(v[position], k), k).label(c) for c, (k, v) in columns.items()),
            )
            for position in range(len(next(iter(columns.values()))[1]))
        ]
        blank = [literal(0).label("position"), *(typed(None, k).label(c) for c, (k, _) in columns.items())]
        return union_all(*selects, select(*blank).where(false())).subquery()


def agrees(row: dict[str, Any], got: Any, code: str | None) -> bool:
    """Whether SQL's answer is the vector's."""
    if "error" in row:
        return bool(code == row["error"])
    return code is None and bool(got == canonical(row["result"], kind_of(row["type"])))


def test_every_vector_that_has_an_sql_form_answers_as_written(database_url: str) -> None:
    opened = Database(database_url.replace("postgresql://", "postgresql+psycopg://"), on_connect=[register_functions])
    wrong, supported = [], 0
    with closing(opened), opened.transaction() as tx:
        if tx.dialect == "postgresql":
            for statement in PG_FUNCTIONS:
                tx.connection.exec_driver_sql(statement)
        for row in load():
            if "refused" in row:
                continue
            context = Context(Principal("me", tz=row["tz"]), datetime.fromisoformat(row["now"]))
            paths = VectorPaths(row)
            try:
                columns = [value(row["ast"], paths, context), error(row["ast"], paths, context)]
            except Unsupported:
                continue
            supported += 1
            got, code = tx.execute(select(*columns)).one()
            if not agrees(row, got, code):
                wrong.append(f"{row['text']}: expected {row.get('result', row.get('error'))}, got {got!r} {code}")
    assert not wrong, "\n".join(wrong)
    assert supported >= LEAST_SUPPORTED, supported
