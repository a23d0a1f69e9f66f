"""What a query of one viewer may name: the forms of an app under the access room's rights, as report tables.

Tables of a program, by name (`TableKey.parse` reads them):

    opportunity               the records that the query is about, as the viewer may see (or sum) them
    opportunity.lines         rows of a subform, pairs of a link to many: of these records
    order.lines.packages      rows inside those rows
    @customer                 the records of a form behind a link: as the viewer may *read* them
    @customer.partners        pairs of a link to many of these
    opportunity#stage         the moments at which a field took a value (`record`, `value`, `at`)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from dougong.access.compiler import Access
from dougong.access.grants import Grant
from dougong.access.names import VisibleNames
from dougong.access.tables import NAMED_SYSTEM_FIELDS
from engines.form.definition import Form
from engines.form.fields.base import FieldModel
from engines.form.scope import Trace, scope_for
from engines.form.storage import LinkTable
from engines.formula import DATETIME, Ref, record
from engines.report.scope import Crossing, Crossings, Path, Route

Mode = Literal["aggregate", "read", "export"]
"""Through which grants the records are seen: `aggregate` sums (read, with `aggregate: true`), `read` and `export` list
them."""

RECORD, VALUE, AT = "record", "value", "at"
ROW_ID = "row_id"
"""The id of a row of a list; its `id` is a place that sorts (see loading.py)."""


@dataclass(frozen=True)
class TableKey:
    """What a table's name stands for."""

    form: str
    part: str | None = None
    linked: bool = False
    history: str | None = None

    @classmethod
    def parse(cls, name: str) -> TableKey:
        """`@customer.partners` → form, part, linked."""
        linked, bare = name.startswith("@"), name.removeprefix("@")
        if "#" in bare:
            form, _, field = bare.partition("#")
            return cls(form, history=field)
        form, _, part = bare.partition(".")
        return cls(form, part or None, linked)

    @property
    def place(self) -> tuple[str, ...]:
        """Where the list stands in the form."""
        return tuple(self.part.split(".")) if self.part else ()

    def __str__(self) -> str:
        if self.history is not None:
            return f"{self.form}#{self.history}"
        name = f"{self.form}.{self.part}" if self.part else self.form
        return f"@{name}" if self.linked else name


def grants_of(access: Access, form: str, mode: Mode) -> tuple[Grant, ...]:
    """The grants that let the records of a form be seen this way; none: not at all."""
    grants = access.granted(form, "export" if mode == "export" else "read")
    return tuple(grant for grant in grants if grant.aggregate) if mode == "aggregate" else grants


class ViewerScope:
    """The names of one form for one viewer (`engines.report.scope.Scope`). A hidden name is no name."""

    def __init__(self, access: Access, form: str, mode: Mode) -> None:
        self.access, self.form, self.mode = access, form, mode
        self._catalog = access.catalog
        self._scope = scope_for(self._catalog.form(form), self._catalog.forms, "filter")
        grants = grants_of(access, form, mode)

        def own(_form: str, path: Path) -> bool:
            return path[0] in NAMED_SYSTEM_FIELDS or any(grant.reads(*path) for grant in grants)

        def linked(target: str, path: Path) -> bool:
            given = access.granted(target, "read")
            return any(path[0] in NAMED_SYSTEM_FIELDS or grant.reads(*path) for grant in given)

        self._names = VisibleNames(self._catalog, form, own, linked)
        self._routes: dict[Path, Route | None] = {}

    @property
    def table(self) -> str:
        return self.form

    def resolve(self, path: Path) -> Ref | None:
        """What the path means to the viewer."""
        return self._names.resolve(path)

    def names(self) -> Iterable[str]:
        """Dotted paths for completion."""
        return self._names.names()

    def route(self, path: Path) -> Route | None:
        """How the path is reached; None for the viewer's own values and for what is not there for them."""
        if path not in self._routes:
            self._routes[path] = self._route(path)
        return self._routes[path]

    def field(self, path: Path) -> FieldModel | None:
        """The field that stands at the end of the path; None for system columns."""
        trace = self._scope.trace(path)
        if trace is None:
            return None
        form: Form = self._catalog.form(trace.hops[-1].form if trace.hops else self.form)
        key = trace.last if trace.hops else trace.key
        if trace.subform is not None and not trace.hops:
            subform = form.subform(trace.subform)
            return None if subform is None else subform.field(key or "")
        return form.by_key.get(key or "")

    def _route(self, path: Path) -> Route | None:
        trace = self._scope.trace(path)
        if trace is None or trace.base == "user" or self.resolve(path) is None:
            return None
        crossings, table, column = self._start(trace)
        for hop in trace.hops:
            key = hop.via.rpartition(".")[2]
            if hop.many:
                crossings, table = self._pairs(crossings, table, key)
                key = "target_id"
            crossings = (*crossings, Crossing("target" if hop.many else key, "one", f"@{hop.form}", key))
            table, column = f"@{hop.form}", trace.last or "id"
        return self._ending(path, trace, crossings, table, column)

    def _start(self, trace: Trace) -> tuple[Crossings, str, str]:
        if trace.base != "rows" or trace.subform is None:
            return (), self.form, trace.key
        table = f"{self.form}.{trace.subform}"
        crossing = Crossing(trace.subform, "children", table, "record_id")
        return (crossing,), table, ROW_ID if trace.key in ("", "id") else trace.key

    def _pairs(self, crossings: Crossings, table: str, key: str) -> tuple[Crossings, str]:
        pairs = f"{table}.{key}"
        return (*crossings, Crossing(key, "children", pairs, "record_id")), pairs

    def _ending(self, path: Path, trace: Trace, crossings: Crossings, table: str, column: str) -> Route:
        """Lists that stand in one column, and links to many without a further step, are crossed to their elements."""
        ref = self._labelled(trace)
        key = TableKey.parse(table)
        stored = self._catalog.storage(key.form, *key.place, column)
        if ref.type.is_list and isinstance(stored, LinkTable):
            crossings, table = self._pairs(crossings, table, column)
            column = "target_id"
        elif ref.type.is_list and trace.ref.container != (trace.subform,) and not _many(crossings):
            crossings, column = (*crossings, Crossing(column, "values", "", column)), "value"
        return Route(path, crossings, column, ref)

    def _labelled(self, trace: Trace) -> Ref:
        """The meaning with the way in its label: 客户 · 等级."""
        if not trace.hops:
            return trace.ref
        first = self._catalog.field(self.form, *(trace.subform.split(".") if trace.subform else ()), trace.key)
        return replace(trace.ref, label=joined_label(getattr(first, "label", None) or trace.key, trace.ref.label))


class HistoryScope:
    """The names over the history of one field: `record`, `value`, `at`, and the record's own paths behind them."""

    def __init__(self, base: ViewerScope, field: str) -> None:
        self._base, self._field = base, field
        self._table = str(TableKey(base.form, history=field))
        value = base.resolve((field,))
        self._own: dict[str, Ref] = {
            RECORD: Ref(record(base.form)), AT: Ref(DATETIME, {"zh-CN": "时间", "en": "Time"}),
            **({VALUE: value} if value is not None and not value.type.is_list else {}),
        }  # fmt: skip

    @property
    def table(self) -> str:
        return self._table

    def resolve(self, path: Path) -> Ref | None:
        if len(path) == 1 and path[0] in self._own:
            return self._own[path[0]]
        return self._base.resolve(path)

    def names(self) -> Iterable[str]:
        yield from self._own
        yield from self._base.names()

    def route(self, path: Path) -> Route | None:
        if len(path) == 1 and path[0] in self._own:
            return Route(path, (), path[0], self._own[path[0]])
        found = self._base.route(path)
        if found is None:
            return None
        crossing = Crossing(RECORD, "one", self._base.table, RECORD)
        return Route(path, (crossing, *found.crossings), found.column, found.ref)


def _many(crossings: Crossings) -> bool:
    return any(crossing.many for crossing in crossings)


def joined_label(first: Any, second: Any) -> dict[str, str]:
    """Two labels as one, language by language."""
    return {lang: f"{_in(first, lang)} · {_in(second, lang)}" for lang in ("zh-CN", "en")}


def _in(label: Any, language: str) -> str:
    if isinstance(label, str):
        return label
    return str(label.get(language) or next(iter(label.values()), ""))
