"""Calls of `dg_eval` and `dg_error`: the tree, the moment, and the values of its paths."""

from __future__ import annotations

from typing import Any, Literal

import orjson
from sqlalchemy import ColumnElement, String, func, literal, select

from dougong.access.context import Context
from dougong.access.sql.kinds import is_list, kind_of, sql_type
from dougong.access.sql.references import JsonList, Paths, Rows
from engines.formula import ast


def evaluate_call(
    function: Literal["dg_eval", "dg_error"], node: ast.Node, paths: Paths, context: Context
) -> ColumnElement[Any]:
    """The call that evaluates `node` for the row at hand."""
    values = [_argument(paths, path) for path in ast.deps(node)]
    tree = literal(orjson.dumps(node).decode(), String())
    kind = "text" if function == "dg_error" or is_list(node["t"]) else kind_of(node["t"])
    call: ColumnElement[Any] = getattr(func, function)(tree, context.param("ctx_env"), *values, type_=sql_type(kind))
    return call


def _argument(paths: Paths, path: tuple[str, ...]) -> ColumnElement[Any]:
    found = paths.resolve(path)
    if isinstance(found, Rows):
        ordered = found.select(found.value.label("value")).order_by(*found.order).subquery()
        # correlate(): the subquery's own subquery has to reach the record, two levels up
        return select(func.json_group_array(ordered.c["value"])).select_from(ordered).scalar_subquery()
    if isinstance(found, JsonList):
        return found.expression
    return found.expression
