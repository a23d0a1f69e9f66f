"""`Access`: every question a room asks about records, answered with one SQL statement under the caller's grants.

```
access = Access(catalog, grants, principal, now)
rows = connection.execute(access.select("order", fields=["no", "amount"], sort="-amount", limit=51))
```
Statements are SQLAlchemy Core and run on PostgreSQL and SQLite alike; SQLite connections need
`dougong.access.sql.register_functions`. No operation granted: `Forbidden`. A field nobody gives, or that isn't there:
`UnknownField`, the same for both.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, FromClause, Select, Text, bindparam, cast, false, func, null, select

from dougong.access import listing, measures, paging, search
from dougong.access.context import Context
from dougong.access.errors import operation_refused
from dougong.access.grants import OPS, Grant, GrantSet, Op, Principal, grants_for
from dougong.access.listing import RECORD_COLUMNS
from dougong.access.lists import AnyOf, IdList
from dougong.access.measures import Group, Measure
from dougong.access.names import VisibleNames
from dougong.access.paths import SightPaths, row_formula, viewer_names, viewer_tree
from dougong.access.sql.conditions import condition
from dougong.access.tables import OUTER_ROW, ROW_COLUMNS, Catalog, storage_of
from dougong.access.visibility import Sight, TaskRows, row_scope
from dougong.access.writes import WriteGuard, write_guard
from dougong.kit.ids import is_id
from dougong.kit.types import Id
from engines.form.fields import FIELD_TYPES
from engines.form.storage import Column as StoredColumn


class Access:
    """One principal's eyes and hands on one app's forms, at one instant. Cheap to make; holds no connection."""

    def __init__(
        self,
        catalog: Catalog,
        grants: GrantSet | Iterable[Grant],
        principal: Principal,
        now: datetime,
        *,
        task_rows: TaskRows | None = None,
    ) -> None:
        self.catalog = catalog
        known = grants if isinstance(grants, GrantSet) else GrantSet(grants)
        self.grants, self._fingerprint = known.of(principal.receivers)
        # a flow that runs already goes on, whatever was switched off since
        self._closed = known.closed if principal.flow is None else frozenset()
        self.principal = principal
        self.context = Context(principal, now)
        self._task_rows = task_rows
        self._by_op: dict[tuple[str, str], tuple[Grant, ...]] = {}
        self._sights: dict[tuple[FromClause, tuple[int, ...]], Sight] = {}
        self._memo: dict[tuple[str, str, Any], Any] = {}
        given = (self._fingerprint, self._closed)
        self._shape: tuple[Any, ...] = (catalog.serial, given, self.context.shape, task_rows is not None)
        self._params: dict[str, Any] = {}
        self._only: dict[str, Callable[[Sight], ColumnElement[bool]]] = {}

    def at(self, now: datetime) -> Self:
        """The same eyes at another instant; what does not depend on time is shared."""
        moved = copy.copy(self)
        moved.context = Context(self.principal, now)
        moved._sights = {}
        return moved

    def only(
        self, form: str, key: Hashable, where: Callable[[Sight], ColumnElement[bool]], params: Mapping[str, Any]
    ) -> Self:
        """The same eyes on those records of `form` alone for which `where` holds, a condition over what they see.
        `key` names it in caches of statements, `params` are the values of its parameters."""
        fewer = copy.copy(self)
        fewer._only = {**self._only, form: where}
        fewer._shape = (*self._shape, form, key)
        fewer._params = {**self._params, **params}
        return fewer

    # What may be done at all ----------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[Any, ...]:
        """What statements depend on besides the question: the key of statement caches."""
        return self._shape

    @property
    def params(self) -> Mapping[str, Any]:
        """Values of the context's parameters, for a statement that was prepared by somebody of the same shape."""
        return {**self.context.params, **self._params} if self._params else self.context.params

    def granted(self, form: str, op: Op) -> tuple[Grant, ...]:
        """The grants that give `op` on the form in some row."""
        key = (form, op)
        if key not in self._by_op:
            known = form in self.catalog.forms and form not in self._closed
            found = grants_for(self.grants, self.principal, self.catalog.app_key, form, op) if known else ()
            self._by_op[key] = found
        return self._by_op[key]

    def may(self, form: str, op: Op) -> bool:
        """True when some grant gives `op`, in some row."""
        return bool(self.granted(form, op))

    def ops(self, form: str) -> list[Op]:
        """The operations this principal has on the form, in some row."""
        return [op for op in OPS if self.may(form, op)]

    def field_rights(self, form: str) -> dict[str, str]:
        """The most this principal could have on each field: `none`, `read` or `write`; `lines.amount` for columns."""
        reading = self.granted(form, "read")
        writing = self.granted(form, "create") + self.granted(form, "update")
        writable = self.writable_fields(form, writing)
        rights: dict[str, str] = {}
        for path in self.catalog.paths(form):
            name = ".".join(path)
            readable = any(grant.reads(*path) for grant in reading)
            rights[name] = "write" if name in writable else "read" if readable else "none"
        return rights

    def readable_fields(self, form: str, op: Op = "read") -> list[str]:
        """Own fields with a value that is visible in some row, in the order of the definition."""
        key = ("readable", form, op)
        if key not in self._memo:
            grants = self._granted_or_forbidden(form, op)
            held = [f.key for f in self.catalog.form(form).fields if FIELD_TYPES[f.type].holds]
            self._memo[key] = [name for name in held if any(grant.reads(name) for grant in grants)]
        found: list[str] = self._memo[key]
        return found

    def writable_fields(self, form: str, grants: Iterable[Grant]) -> frozenset[str]:
        """Fields that some of `grants` lets be changed. Computed fields and system columns never are."""
        given = tuple(grants)
        key = ("writable", form, tuple(grant.id for grant in given))
        if key not in self._memo:
            self._memo[key] = frozenset(
                ".".join(path)
                for path in self.catalog.paths(form)
                if any(grant.writes(*path) for grant in given) and not self._computed(form, path)
            )
        found: frozenset[str] = self._memo[key]
        return found

    def presets(self, grants: Iterable[Grant]) -> dict[str, Any]:
        """What `set` of the grants writes; the first grant that names a key wins. `"user"` is the person."""
        values: dict[str, Any] = {}
        for grant in grants:
            for key, value in grant.set.items():
                values.setdefault(key, self.principal.person_id if value == "user" else value)
        return values

    def preset_owner(self) -> str | None:
        """Whom a new record belongs to unless a grant's `set` says otherwise."""
        return self.principal.person_id

    # Reading --------------------------------------------------------------------------------------------
    def sight(self, form: str, *, op: Op = "read", table: FromClause | None = None, aggregate: bool = False) -> Sight:
        """The form as this principal sees it for `op`. `aggregate`: through grants that allow summing only."""
        grants = self._granted_or_forbidden(form, op)
        if aggregate:
            grants = tuple(grant for grant in grants if grant.aggregate)
            if not grants:
                raise operation_refused("aggregate")
        return self._sight(form, grants, table)

    def select(
        self,
        form: str,
        *,
        fields: Sequence[str] | None = None,
        filter_ast: Mapping[str, Any] | None = None,
        sort: str | Sequence[str] | None = None,
        search: str | None = None,
        ids: Sequence[str] | None = None,
        cursor: str | None = None,
        blanks: bool = True,
        offset: int | None = None,
        limit: int | None = None,
        deleted: bool = False,
        op: Op = "read",
    ) -> Select[Any]:
        """A page of records. Columns: RECORD_COLUMNS, each field of `fields` that has a column (None: all readable),
        `_see_<field>` (boolean) for fields whose visibility differs by row, `_sort_<n>` for `next_cursor`.

        `ids`: only these among them. `blanks` False: behind the cursor only those with a value to sort by.
        `limit` is taken as it is: one more row than a page has tells of another page.
        """
        sight = self.sight(form, op=op)
        keys = self._sort_keys(sight, sort)
        where = self.which(sight, filter_ast, search, deleted, ids)
        if cursor is not None:
            where.append(paging.after_cursor(keys, sight.table.c["id"], cursor, blanks=blanks))
        return listing.page(sight, fields, keys, where, limit=limit, offset=offset)

    def has_blanks_behind(self, form: str, sort: str | Sequence[str] | None, cursor: str, op: Op = "read") -> bool:
        """Whether records without a value to sort by may stand behind those that the cursor's range gives."""
        return paging.blanks_behind(self._sort_keys(self.sight(form, op=op), sort), cursor)

    def next_cursor(self, form: str, sort: str | Sequence[str] | None, row: Mapping[str, Any], op: Op = "read") -> str:
        """The cursor behind `row`, the last one of a page that `select` gave with the same sort."""
        return paging.encode_cursor(self._sort_keys(self.sight(form, op=op), sort), row)

    def get(
        self, form: str, record_id: str, *, fields: Sequence[str] | None = None, op: Op = "read", deleted: bool = False
    ) -> Select[Any]:
        """One record by id, as `select` gives it; no row when it isn't there or isn't visible."""
        sight = self.sight(form, op=op)
        ident = sight.table.c["id"] == bindparam("id", record_id, type_=Id())
        wanted = ident if is_id(record_id) else false()
        return listing.page(sight, fields, (), [wanted, *self.which(sight, None, None, deleted)], ordered=False)

    def count(
        self,
        form: str,
        *,
        filter_ast: Mapping[str, Any] | None = None,
        search: str | None = None,
        ids: Sequence[str] | None = None,
        behind: tuple[str | None, str] | None = None,
        deleted: bool = False,
        op: Op = "read",
    ) -> Select[Any]:
        """How many records `select` would give in all. `behind`: a sort, and a cursor to count behind."""
        sight = self.sight(form, op=op)
        where = self.which(sight, filter_ast, search, deleted, ids)
        if behind is not None:
            where.append(paging.after_cursor(self._sort_keys(sight, behind[0]), sight.table.c["id"], behind[1]))
        return select(func.count().label("count")).select_from(sight.table).where(*where)

    def aggregate(
        self,
        form: str,
        groups: Sequence[Group],
        wanted: Sequence[Measure],
        *,
        filter_ast: Mapping[str, Any] | None = None,
        search: str | None = None,
        limit: int | None = None,
    ) -> Select[Any]:
        """Groups and measures over the rows and fields of grants with `aggregate`. Columns: `g0 …`, then the keys of
        the measures; groups in ascending order, blanks last."""
        sight = self.sight(form, aggregate=True)
        paths = SightPaths(self, sight)
        where = self.which(sight, filter_ast, search, deleted=False)
        return measures.statement(sight, paths, groups, wanted, where, self.context, limit)

    def rows(self, form: str, subform: str, ids: Sequence[str], *, op: Op = "read") -> Select[Any]:
        """Rows of a subform (`lines`, `lines.packages`) of the records `ids`: record_id, id, position, of rows inside
        rows `outer_id`, and the visible columns, in their order."""
        sight = self.sight(form, op=op)
        child = self.catalog.child(form, subform)
        path = subform.split(".")
        own = [child.c[name] for name in ("record_id", "id", "position", OUTER_ROW) if name in child.c]
        inner = [column.name for column in child.c if column.name not in ROW_COLUMNS]
        shown = [sight.column(*path, key, table=child).label(key) for key in inner if sight.gives(*path, key)]
        return listing.parts(select(*own, *shown), sight, child, sight.sees(*path), ids)

    def pairs(self, form: str, field: str, ids: Sequence[str], *, op: Op = "read") -> Select[Any]:
        """Links to many of the records `ids`: record_id, target_id, position, in their order."""
        sight = self.sight(form, op=op)
        seen = sight.sees(*field.split("."))
        pairs = self.catalog.links(form, *field.split("."))
        statement = select(pairs.c["record_id"], pairs.c["target_id"], pairs.c["position"])
        return listing.parts(statement, sight, pairs, seen, ids)

    # Links ----------------------------------------------------------------------------------------------
    def titles(self, form: str, ids: Sequence[str]) -> Select[Any]:
        """`id` and `title` of those among `ids` that this principal may see. Nothing without a right to read."""
        table = self.catalog.table(form)
        statement = select(table.c["id"], self._title(form, table).label("title"))
        return statement.where(self._among(table, ids), *self._visible(form, table))

    def by_titles(self, form: str, titles: Sequence[str], field: str | None = None) -> Select[Any]:
        """`id` and `title` of the visible records that have one of these titles, or values of a text field."""
        table = self.catalog.table(form)
        title = self._title(form, table, field)
        return select(table.c["id"], title.label("title")).where(title.in_(titles), *self._visible(form, table))

    def visible_ids(self, connection: Any, form: str, ids: Sequence[str]) -> set[str]:
        """Which of `ids` are records that this principal may see. `connection`: anything with `execute`."""
        return set(connection.execute(self.titles(form, ids)).scalars())

    def choices(
        self,
        form: str,
        *,
        search_text: str | None = None,
        filter_ast: Mapping[str, Any] | None = None,
        ids: Sequence[str] | None = None,
        limit: int = 50,
    ) -> Select[Any]:
        """Records of `form` that may be linked to: `id`, `title`; only what this principal may see. `filter_ast` is
        the link field's own filter (written by a designer: it reads the raw record)."""
        table = self.catalog.table(form)
        title = self._title(form, table)
        statement = select(table.c["id"], title.label("title")).where(*self._visible(form, table))
        if ids is not None:
            statement = statement.where(self._among(table, ids))
        if filter_ast is not None:
            statement = statement.where(row_formula(self, form, table, filter_ast))
        if search_text:
            statement = statement.where(search.matches(title, search_text))
        return statement.order_by(title.asc().nulls_last(), table.c["id"]).limit(limit)

    # Writing --------------------------------------------------------------------------------------------
    def write_guard(self, form: str, op: Op, record_id: str | Sequence[str]) -> WriteGuard:
        """Before a change: which grants cover the row as it is. Locks the row on PostgreSQL."""
        return write_guard(self, form, op, record_id, after=False)

    def check_new(self, form: str, op: Op, record_id: str | Sequence[str]) -> WriteGuard:
        """After the change, in the same transaction: which grants cover the row as it has become."""
        return write_guard(self, form, op, record_id, after=True)

    # Formulas -------------------------------------------------------------------------------------------
    def filter(self, form: str, text: str, *, op: Op = "read") -> Mapping[str, Any]:
        """The typed tree of a filter, over the names this principal may use. Raises FormulaErrors."""
        return viewer_tree(self, form, text, self._granted_or_forbidden(form, op))

    def names(self, form: str, *, op: Op = "read") -> VisibleNames:
        """The names this principal may use in a filter: what the editor offers."""
        return viewer_names(self, form, self._granted_or_forbidden(form, op))

    def scope_of(self, grant: Grant, form: str, table: FromClause) -> ColumnElement[bool]:
        """The rows of one grant, as a condition over `table`."""

        def by_formula(key: str, over: FromClause, text: str) -> ColumnElement[bool]:
            return row_formula(self, key, over, text)

        return row_scope(form, table, grant, self.context, by_formula, self._task_rows)

    # Inside ---------------------------------------------------------------------------------------------
    def _granted_or_forbidden(self, form: str, op: Op) -> tuple[Grant, ...]:
        grants = self.granted(form, op)
        if not grants:
            raise operation_refused(op)
        return grants

    def _sight(self, form: str, grants: Sequence[Grant], table: FromClause | None = None) -> Sight:
        over = self.catalog.table(form) if table is None else table
        key = (over, tuple(id(grant) for grant in grants))
        if key not in self._sights:
            self._sights[key] = Sight(
                self.catalog, form, over, grants, lambda grant, source: self.scope_of(grant, form, source)
            )
        return self._sights[key]

    def which(
        self,
        sight: Sight,
        filter_ast: Mapping[str, Any] | None,
        search_text: str | None,
        deleted: bool = False,
        ids: Sequence[str] | None = None,
    ) -> list[ColumnElement[bool]]:
        """The conditions of a question: these rows of `sight`, and no others."""
        column = sight.table.c["deleted_at"]
        found = [column.is_not(None) if deleted else column.is_(None), sight.rows()]
        if filter_ast is not None:
            found.append(condition(filter_ast, SightPaths(self, sight), self.context))
        if search_text:
            found.append(search.records(sight, search_text))
        if ids is not None:
            found.append(self._among(sight.table, ids))
        if sight.form in self._only:
            found.append(self._only[sight.form](sight))
        return found

    def _sort_keys(self, sight: Sight, sort: str | Sequence[str] | None) -> list[paging.SortKey]:
        return [SightPaths(self, sight).sort_key(name, descends) for name, descends in paging.parse_sort(sort)]

    def _title(self, form: str, table: FromClause, key: str | None = None) -> ColumnElement[Any]:
        field = self.catalog.form(form).title_field() if key is None else self.catalog.form(form).field(key)
        grants = self.granted(form, "read")
        if field is None or not isinstance(storage_of(field), StoredColumn):
            return cast(null(), Text())
        sight = self._sight(form, grants, table)
        return sight.column(field.key) if sight.gives(field.key) else cast(null(), Text())

    def _visible(self, form: str, table: FromClause) -> list[ColumnElement[bool]]:
        grants = self.granted(form, "read")
        return [table.c["deleted_at"].is_(None), self._sight(form, grants, table).rows()]

    @staticmethod
    def _among(table: FromClause, ids: Sequence[str]) -> ColumnElement[bool]:
        return AnyOf(table.c["id"], bindparam("ids", [i for i in ids if is_id(i)], type_=IdList()))

    def _computed(self, form: str, path: tuple[str, ...]) -> bool:
        field = self.catalog.field(form, *path)
        # the right to write a button is that to press it
        return field is None or (FIELD_TYPES[field.type].computed and FIELD_TYPES[field.type].holds)


__all__ = ["RECORD_COLUMNS", "Access", "Group", "Measure"]
