"""What one principal sees of one form: which rows, and in each row which fields.

Everything a caller can ask for (filter, sort, search, group, sum, link path) is computed from `Sight.column`, the
field as the viewer sees it: NULL where no grant that covers the row gives the field. So an answer is a function of
what the viewer may see anyway, and nothing hidden can be recovered by asking cleverly.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Protocol

from sqlalchemy import ColumnElement, FromClause, and_, case, false, null, or_, select, true

from dougong.access.context import Context
from dougong.access.directory import person
from dougong.access.errors import unknown_field
from dougong.access.grants import Grant, Rows
from dougong.access.lists import AnyOf
from dougong.access.tables import NAMED_SYSTEM_FIELDS, Catalog

ScopeKey = tuple[Rows, str | None]
_EVERY_ROW: ScopeKey = ("all", None)
RowFormula = Callable[[str, FromClause, str], ColumnElement[bool]]
"""(form, table, formula text) -> the condition over the raw row; a missing `user.…` value makes it false."""


class TaskRows(Protocol):
    """Which rows a person has an open task for. The flows room provides it; without it `rows: task` denies."""

    def __call__(self, form: str, table: FromClause, context: Context) -> ColumnElement[bool]: ...


def row_scope(
    form: str,
    table: FromClause,
    grant: Grant,
    context: Context,
    row_formula: RowFormula,
    task_rows: TaskRows | None,
) -> ColumnElement[bool]:
    """The rows of a grant, as a condition over `table`. A missing value of the context denies."""
    match grant.rows:
        case "all":
            return true()
        case "own" if context.has("ctx_user"):
            return table.c["owner"] == context.param("ctx_user")
        case "department" if context.has("ctx_department"):
            colleagues = select(person.c["id"]).where(person.c["department_id"] == context.param("ctx_department"))
            return table.c["owner"].in_(colleagues)
        case "department_tree" if context.has("ctx_department_tree"):
            below = AnyOf(person.c["department_id"], context.param("ctx_department_tree"))
            return table.c["owner"].in_(select(person.c["id"]).where(below))
        case "task" if task_rows is not None:
            return task_rows(form, table, context)
        case "formula" if grant.formula is not None:
            return row_formula(form, table, grant.formula)
        case _:
            return false()


class Sight:
    """One form (`table`: its table or an alias) under `grants`: all grants of the operation asked for."""

    def __init__(
        self,
        catalog: Catalog,
        form: str,
        table: FromClause,
        grants: Sequence[Grant],
        scope: Callable[[Grant, FromClause], ColumnElement[bool]],
    ) -> None:
        self.catalog = catalog
        self.form = form
        self.table = table
        self.grants = tuple(grants)
        self._grants_by_scope = {(grant.rows, grant.formula): grant for grant in self.grants}
        self._scope = scope
        self._conditions: dict[ScopeKey, ColumnElement[bool]] = {}

    def rows(self) -> ColumnElement[bool]:
        """The rows that some grant covers."""
        return self._any(self._grants_by_scope.keys())

    def gives(self, *path: str) -> bool:
        """True when some grant gives the field in some row."""
        return self._known(path) and (path[0] in NAMED_SYSTEM_FIELDS or any(g.reads(*path) for g in self.grants))

    def giving(self, *path: str) -> frozenset[ScopeKey] | None:
        """The row scopes that give the field; None: visible in every row that is. Raises UnknownField for no row."""
        if not self.gives(*path):
            raise unknown_field(".".join(path))
        if path[0] in NAMED_SYSTEM_FIELDS:
            return None
        giving = frozenset((grant.rows, grant.formula) for grant in self.grants if grant.reads(*path))
        return None if giving == set(self._grants_by_scope) or _EVERY_ROW in giving else giving

    def sees(self, *path: str) -> ColumnElement[bool] | None:
        """`giving` as a condition over the rows."""
        giving = self.giving(*path)
        return None if giving is None else self._any(giving)

    def column(self, *path: str, table: FromClause | None = None) -> ColumnElement[Any]:
        """The field as the viewer sees it. `table`: where the column stands, when not in the form's own table."""
        seen = self.sees(*path)
        column: ColumnElement[Any] = (self.table if table is None else table).c[path[-1]]
        return column if seen is None else case((seen, column), else_=null())

    def _known(self, path: tuple[str, ...]) -> bool:
        return (path[0] in NAMED_SYSTEM_FIELDS and len(path) == 1) or self.catalog.field(self.form, *path) is not None

    def _any(self, keys: Collection[ScopeKey]) -> ColumnElement[bool]:
        if _EVERY_ROW in keys:
            return true()
        return or_(false(), *(self.condition(key) for key in self._grants_by_scope if key in keys))

    def condition(self, key: ScopeKey) -> ColumnElement[bool]:
        """One row scope as a condition over the rows."""
        if key not in self._conditions:
            self._conditions[key] = self._scope(self._grants_by_scope[key], self.table)
        return self._conditions[key]


def guarded(seen: ColumnElement[bool] | None, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """`condition`, in the rows where what it reads is visible."""
    return condition if seen is None else and_(seen, condition)
