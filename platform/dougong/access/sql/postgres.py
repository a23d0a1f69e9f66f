"""Trees as PostgreSQL expressions: leaves, rows, and the hand-over to the function families."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Text, cast, func, literal_column, null
from sqlalchemy.sql.elements import Grouping

from dougong.access.context import Context
from dougong.access.sql import pg_dates, pg_lists, pg_logic, pg_math, pg_operators, pg_text
from dougong.access.sql.compiled import SQL_FUNCTIONS, Compiled, CompiledList, unsupported
from dougong.access.sql.kinds import IDS, bound, is_list, kind_of
from dougong.access.sql.references import JsonList, Paths, Rows, Scalar
from dougong.kit.types import CodePointText
from engines.formula import ast

FAMILIES = (pg_operators, pg_logic, pg_math, pg_text, pg_dates, pg_lists)
"""The modules that fill SQL_FUNCTIONS."""


class PostgresCompiler:
    """Compiles one tree. `row` is set while a row-by-row subtree is compiled."""

    def __init__(self, paths: Paths, context: Context) -> None:
        self.paths = paths
        self.context = context
        self._row: list[Rows] | None = None

    def compile(self, node: ast.Node) -> Compiled:
        """A node that gives one value."""
        match node["k"]:
            case "lit":
                return self._literal(node)
            case "ref":
                return self._reference(node)
            case "call" if not node.get("map") or self._row is not None:
                if node["f"] not in SQL_FUNCTIONS:
                    raise unsupported(node["f"])
                compiled = SQL_FUNCTIONS[node["f"]](self, node)
                return replace(compiled, value=_bracketed(compiled)) if compiled.kind == "boolean" else compiled
        raise unsupported("a list as a value")

    def arguments(self, node: ast.Node) -> list[Compiled]:
        """All arguments as single values."""
        return [self.compile(argument) for argument in node["a"]]

    def compile_list(self, node: ast.Node) -> CompiledList:
        """A node that gives a list: a reference, or an operator or function applied row by row."""
        if self._row is not None or node["k"] not in ("ref", "call") or (node["k"] == "call" and not node.get("map")):
            raise unsupported("this list")
        self._row = []
        row = self.compile(node)
        sources, self._row = self._row, None
        if len({id(rows.source) for rows in sources}) != 1:
            raise unsupported("lists of different rows")
        return CompiledList(sources[0], row.value, row.error, row.kind)

    def _literal(self, node: ast.Node) -> Compiled:
        kind = kind_of(node["t"])
        if node["v"] is None:
            return Compiled(null(), None, "null")
        return Compiled(_typed(bound(node)), None, kind, definite=True)

    def _reference(self, node: ast.Node) -> Compiled:
        found = self.paths.resolve(node["path"])
        kind = kind_of(node["t"])
        if is_list(node["t"]):
            if self._row is None:
                raise unsupported("a list as a value")
            if isinstance(found, JsonList):
                found = _json_rows(found)
            if not isinstance(found, Rows):
                raise unsupported("this list")
            self._row.append(found)
            return Compiled(_as_text_id(found.value, kind), None, kind)
        if not isinstance(found, Scalar):
            raise unsupported("this list")
        return Compiled(_as_text_id(_typed(found.expression), kind), None, kind)


def _bracketed(compiled: Compiled) -> ColumnElement[Any]:
    """Conditions are values here; without brackets PostgreSQL reads `NOT a = b` as `NOT (a = b)`."""
    return Grouping(compiled.value)


def _typed(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A parameter says its type: PostgreSQL can't always tell it from the place it stands in."""
    return cast(value, value.type) if isinstance(value, BindParameter) else value


def _as_text_id(value: ColumnElement[Any], kind: str) -> ColumnElement[Any]:
    """Ids compare with text in the language, so they are text in expressions (plain comparisons stay UUID)."""
    return cast(value, Text()) if kind in IDS or _is_uuid(value) else value


def _is_uuid(value: ColumnElement[Any]) -> bool:
    return value.type.__class__.__name__ == "Id"


def _json_rows(found: JsonList) -> Rows:
    elements = func.jsonb_array_elements_text(found.expression).table_valued("value", with_ordinality="position")
    item = elements.alias()
    return Rows(item, (), (item.c["position"],), found.outer, literal_column("value", CodePointText()))
