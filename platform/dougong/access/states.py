"""Which states of records a principal could read, for states that stand in no table of the app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause

from dougong.access.compiler import Access
from dougong.access.paths import SightPaths
from dougong.access.sql.conditions import condition


def seen_in(
    access: Access, form: str, states: FromClause, filter_ast: Mapping[str, Any] | None = None
) -> list[ColumnElement[bool]]:
    """Conditions over `states`, which has the columns of the form's own table: the row is one that the principal may
    read, and the filter keeps it."""
    sight = access.sight(form, table=states)
    kept = [] if filter_ast is None else [condition(filter_ast, SightPaths(access, sight), access.context)]
    return [sight.rows(), *kept]
