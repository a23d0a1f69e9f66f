"""From the names of a formula to columns, subqueries and parameters.

Two readers: the *viewer* sees what a `Sight` shows (filters, sorts, measures), a *raw* reader sees the record as it is
(grants' own formulas, filters of link fields: written by designers). Paths through links go to the target form, for
a viewer under the viewer's own right to read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import ColumnElement, FromClause, false, select, true

from dougong.access.errors import unknown_field
from dougong.access.grants import Grant
from dougong.access.names import VisibleNames, raw_scope
from dougong.access.paging import SortKey
from dougong.access.sql.conditions import condition
from dougong.access.sql.kinds import kind_of_column
from dougong.access.sql.references import JsonList, Reference, Rows, Scalar
from dougong.access.tables import NAMED_SYSTEM_FIELDS, Catalog
from dougong.access.words import as_read
from engines.form.storage import ChildTable, Column, ColumnKind, LinkTable
from engines.formula import Unsupported
from engines.formula.ast import root_of, walk
from engines.formula.check import check_tree

if TYPE_CHECKING:
    from dougong.access.compiler import Access

_USER = {
    "id": "ctx_user",
    "name": "ctx_user_name",
    "email": "ctx_user_email",
    "department": "ctx_department",
    "departments": "ctx_departments_json",
    "roles": "ctx_roles_json",
}
MAX_LINKS = 5


class Eyes(Protocol):
    """What a reader sees of one form: `Sight` for viewers, `RawSight` for designers' formulas."""

    catalog: Catalog
    form: str
    table: FromClause

    def gives(self, *path: str) -> bool: ...
    def sees(self, *path: str) -> ColumnElement[bool] | None: ...
    def column(self, *path: str, table: FromClause | None = None) -> ColumnElement[Any]: ...
    def rows(self) -> ColumnElement[bool]: ...


class RawSight:
    """Everything, as it is."""

    def __init__(self, catalog: Catalog, form: str, table: FromClause) -> None:
        self.catalog = catalog
        self.form = form
        self.table = table

    def gives(self, *path: str) -> bool:
        return (len(path) == 1 and path[0] in NAMED_SYSTEM_FIELDS) or self.catalog.field(self.form, *path) is not None

    def sees(self, *path: str) -> ColumnElement[bool] | None:
        if not self.gives(*path):
            raise unknown_field(".".join(path))
        return None

    def column(self, *path: str, table: FromClause | None = None) -> ColumnElement[Any]:
        self.sees(*path)
        return (self.table if table is None else table).c[path[-1]]

    def rows(self) -> ColumnElement[bool]:
        return true()


class SightPaths:
    """The paths of one form, seen by one reader."""

    def __init__(self, access: Access, eyes: Eyes) -> None:
        self._access = access
        self._eyes = eyes
        self._sources: dict[FromClause, Rows] = {}

    def resolve(self, path: Sequence[str]) -> Reference:
        """What the path is in SQL. Raises UnknownField."""
        name = tuple(path)
        if name[0] == "user":
            return self._user(name)
        return self._own(self._eyes, name, name)

    def sort_key(self, name: str, descending: bool) -> SortKey:
        """A key to sort by: an own field, a system column or a path through links to one."""
        found = self.resolve(name.split("."))
        if not isinstance(found, Scalar) or name.startswith("user"):
            raise unknown_field(name)
        column = found.expression
        nullable = name not in ("id", "version", "created_at", "updated_at")
        return SortKey(name, column, _KINDS[kind_of_column(column)], descending, nullable)

    def _user(self, name: tuple[str, ...]) -> Reference:
        parameter = _user_parameter(name)
        if parameter is None:
            raise unknown_field(".".join(name))
        bound = self._access.context.param(parameter)
        return JsonList(bound) if parameter.endswith("_json") else Scalar(bound, parameter)

    def _own(self, eyes: Eyes, path: tuple[str, ...], full: tuple[str, ...]) -> Reference:
        """`path` starts at the form of `eyes`; `full` is what the author wrote."""
        first, rest = path[0], path[1:]
        if not eyes.gives(first):
            raise unknown_field(".".join(full))
        if first in NAMED_SYSTEM_FIELDS:
            if rest:
                raise unknown_field(".".join(full))
            return Scalar(eyes.column(first))
        stored = eyes.catalog.storage(eyes.form, first)
        match stored:
            case Column(kind="json") if not rest:
                return JsonList(eyes.column(first), eyes.table)
            case Column(references=str(target)) if rest and target.startswith("form:"):
                return self._through(eyes, eyes.column(first), target.removeprefix("form:"), rest, full)
            case Column() if not rest:
                return Scalar(as_read(eyes.catalog.field(eyes.form, first), eyes.column(first)))
            case ChildTable():
                return self._child(eyes, (first,), rest, full)
            case LinkTable(target_form=target):
                return self._linked(eyes, first, target, rest, full)
        raise unknown_field(".".join(full))

    def _through(
        self, eyes: Eyes, link: ColumnElement[Any], target: str, rest: tuple[str, ...], full: tuple[str, ...]
    ) -> Reference:
        """One step through a link to one record."""
        if len(full) - len(rest) > MAX_LINKS:
            raise unknown_field(".".join(full))
        further = self._enter(eyes, eyes.table, target, rest, full)
        found = self._own(further, rest, full)
        alias = further.table
        here = (alias.c["id"] == link, alias.c["deleted_at"].is_(None), further.rows())
        if isinstance(found, Rows):
            # rows of the linked record: join it, so that its rights and the link are checked beside them
            return replace(
                found, source=found.source.join(alias, true()), where=(*found.where, *here), outer=eyes.table
            )
        value = select(found.expression).select_from(alias).where(*here).correlate(eyes.table).scalar_subquery()
        return JsonList(value, eyes.table) if isinstance(found, JsonList) else Scalar(value)

    def _child(self, eyes: Eyes, subform: tuple[str, ...], rest: tuple[str, ...], full: tuple[str, ...]) -> Rows:
        if rest not in ((), ("id",)) and not eyes.gives(*subform, rest[0]):
            raise unknown_field(".".join(full))
        stored = eyes.catalog.storage(eyes.form, *subform, *rest[:1]) if rest else None
        if isinstance(stored, ChildTable):
            return self._child(eyes, (*subform, rest[0]), rest[1:], full)
        rows = self._source(eyes, subform)
        if rest in ((), ("id",)):
            return rows
        column = eyes.column(*subform, rest[0], table=rows.source)
        if isinstance(stored, Column) and len(rest) == 1 and stored.kind != "json":
            return replace(rows, value=column)
        if isinstance(stored, Column) and (stored.references or "").startswith("form:") and len(rest) > 1:
            target = str(stored.references).removeprefix("form:")
            return replace(rows, value=self._scalar_behind(eyes, rows.source, column, target, rest[1:], full))
        raise unknown_field(".".join(full))

    def _scalar_behind(
        self,
        eyes: Eyes,
        outer: FromClause,
        link: ColumnElement[Any],
        target: str,
        rest: tuple[str, ...],
        full: tuple[str, ...],
    ) -> ColumnElement[Any]:
        further = self._enter(eyes, outer, target, rest, full)
        found = self._own(further, rest, full)
        if not isinstance(found, Scalar):
            raise unknown_field(".".join(full))
        alias = further.table
        here = (alias.c["id"] == link, alias.c["deleted_at"].is_(None), further.rows())
        chosen = select(found.expression).select_from(alias).where(*here)
        return chosen.correlate(outer, eyes.table).scalar_subquery()

    def _linked(self, eyes: Eyes, field: str, target: str, rest: tuple[str, ...], full: tuple[str, ...]) -> Rows:
        rows = self._source(eyes, (field,))
        ids = rows.source.c["target_id"]
        if not rest:
            return replace(rows, value=ids)
        return replace(rows, value=self._scalar_behind(eyes, rows.source, ids, target, rest, full))

    def _source(self, eyes: Eyes, field: tuple[str, ...]) -> Rows:
        """The rows of a subform or of a link to many; one alias per list, so that lists of it go row by row."""
        source = eyes.catalog.alias(eyes.table, "rows", eyes.form, *field)
        if source not in self._sources:
            seen = eyes.sees(*field)
            here = (source.c["record_id"] == eyes.table.c["id"], *(() if seen is None else (seen,)))
            self._sources[source] = Rows(source, here, (source.c["position"],), eyes.table, source.c["id"])
        return self._sources[source]

    def _enter(self, eyes: Eyes, outer: FromClause, target: str, rest: tuple[str, ...], full: tuple[str, ...]) -> Eyes:
        """The reader's eyes on the target form, over an alias that belongs to this step of the path."""
        if target not in eyes.catalog.forms:
            raise unknown_field(".".join(full))
        alias = eyes.catalog.alias(outer, full[len(full) - len(rest) - 1], target)
        if isinstance(eyes, RawSight):
            return RawSight(eyes.catalog, target, alias)
        grants = self._access.granted(target, "read")
        if not grants:
            raise unknown_field(".".join(full))
        return self._access.sight(target, table=alias)


_KINDS: dict[str, ColumnKind] = {
    "text": "text",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "person": "id",
}


def row_formula(access: Access, form: str, table: FromClause, formula: str | Mapping[str, Any]) -> ColumnElement[bool]:
    """A designer's condition over the raw row. Anything missing in the person's context makes it false; so does what
    no database works out exactly, which is refused when it is saved and may come about when forms change later."""
    tree = raw_tree(access.catalog, form, formula) if isinstance(formula, str) else formula
    for node in walk(root_of(dict(tree))):
        if node["k"] == "ref" and node["path"][0] == "user":
            name = _user_parameter(tuple(node["path"]))
            if name is None or not access.context.has(name):
                return false()
    try:
        return condition(tree, SightPaths(access, RawSight(access.catalog, form, table)), access.context)
    except Unsupported:
        return false()


def try_condition(access: Access, form: str, tree: Mapping[str, Any]) -> None:
    """Raises Unsupported and UnknownField as asking for records of `form` by this condition would."""
    sight = RawSight(access.catalog, form, access.catalog.table(form))
    condition(tree, SightPaths(access, sight), access.context)


@lru_cache(4096)
def raw_tree(catalog: Catalog, form: str, text: str) -> Mapping[str, Any]:
    """The typed tree of a designer's condition. Raises FormulaErrors."""
    return check_tree(text, raw_scope(catalog, form), "boolean")


def viewer_tree(access: Access, form: str, text: str, grants: Sequence[Grant]) -> Mapping[str, Any]:
    """The typed tree of a viewer's condition, over names that `grants` give. Raises FormulaErrors."""
    return check_tree(text, viewer_names(access, form, grants), "boolean")


def viewer_names(access: Access, form: str, grants: Sequence[Grant]) -> VisibleNames:
    """The names a viewer may use on `form`: its own by `grants`, those behind links by the right to read."""

    def own(_: str, path: tuple[str, ...]) -> bool:
        return _gives(grants, path)

    def linked(target: str, path: tuple[str, ...]) -> bool:
        return _gives(access.granted(target, "read"), path)

    return VisibleNames(access.catalog, form, own, linked)


def _gives(grants: Sequence[Grant], path: tuple[str, ...]) -> bool:
    return any(path[0] in NAMED_SYSTEM_FIELDS or grant.reads(*path) for grant in grants)


def _user_parameter(name: tuple[str, ...]) -> str | None:
    if len(name) == 1:
        return "ctx_user"
    return _USER.get(name[1]) if len(name) == 2 else None
