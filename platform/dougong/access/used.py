"""Words that stand in a list field of records a reader may see: what a tags box offers beside its suggestions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import FromClause, Select, column, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from dougong.access import search
from dougong.access.compiler import Access
from dougong.access.visibility import Sight, guarded
from dougong.kit.types import CodePointText

LATEST = 5_000
"""Records that are looked through, the newest first: a suggestion must not cost a walk through a million rows."""


class json_words(GenericFunction[Any]):
    """The texts of a JSON array, one row each, in a column named `value`."""

    inherit_cache = True


@compiles(json_words, "postgresql")
def _postgresql(element: json_words, compiler: SQLCompiler, **kw: Any) -> str:
    return f"jsonb_array_elements_text({compiler.process(element.clauses, **kw)})"


@compiles(json_words, "sqlite")
def _sqlite(element: json_words, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **kw)})"


def words_used(access: Access, form: str, path: tuple[str, ...], text: str | None, limit: int) -> Select[Any]:
    """`value` and `count`, the most used first. Raises UnknownField when nobody shows the reader the field."""
    sight = access.sight(form)
    source, table = _source(sight, form, path)
    listed = sight.column(*path, table=table)
    visible = guarded(sight.sees(path[0]), sight.rows())
    latest = (
        select(listed.label("listed"))
        .select_from(source)
        .where(sight.table.c["deleted_at"].is_(None), listed.is_not(None), visible)
        .order_by(sight.table.c["id"].desc())
        .limit(LATEST)
        .subquery("latest")
    )
    words = json_words(latest.c["listed"]).table_valued(column("value", CodePointText())).alias("word")
    value, count = words.c["value"], func.count().label("count")
    statement = select(value, count).select_from(latest, words).group_by(value)
    if text:
        statement = statement.where(search.matches(value, text))
    return statement.order_by(count.desc(), value).limit(limit)


def _source(sight: Sight, form: str, path: tuple[str, ...]) -> tuple[FromClause, FromClause]:
    """Where the list stands: in the record, or in the rows of a subform."""
    if len(path) == 1:
        return sight.table, sight.table
    child = sight.catalog.child(form, ".".join(path[:-1]))
    return child.join(sight.table, child.c["record_id"] == sight.table.c["id"]), child
