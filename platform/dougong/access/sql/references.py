"""What a path of a formula is in SQL: one value, or the rows of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, FromClause, Select, select


@dataclass(frozen=True)
class Scalar:
    """One value. `context`: a parameter of the caller's context (`user.department`)."""

    expression: ColumnElement[Any]
    context: str | None = None


@dataclass(frozen=True)
class Rows:
    """A list: one value per row of `source`. `outer` is the table of the record they belong to.

    Lists with the same `source` object run over the same rows and may be combined row by row.
    """

    source: FromClause
    where: tuple[ColumnElement[bool], ...]
    order: tuple[ColumnElement[Any], ...]
    outer: FromClause | None
    value: ColumnElement[Any]

    def select(self, *columns: ColumnElement[Any]) -> Select[Any]:
        """The rows, correlated to the record they belong to."""
        chosen = select(*columns).select_from(self.source).where(*self.where)
        return chosen if self.outer is None else chosen.correlate(self.outer)


@dataclass(frozen=True)
class JsonList:
    """A list kept as a JSON array in one column of `outer` (several choices, several people)."""

    expression: ColumnElement[Any]
    outer: FromClause | None = None


Reference = Scalar | Rows | JsonList


class Paths(Protocol):
    """Resolves the paths of one formula against one row of one form."""

    def resolve(self, path: Sequence[str]) -> Reference:
        """Raises UnknownField for a path that isn't there or may not be seen."""
        ...
