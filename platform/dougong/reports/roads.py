"""A query of one viewer → its answer, by the road that fits: SQL where the database can do it exactly, else polars
over the frames of what the viewer may see.

Both roads give the same answer (a differential test draws thousands of queries); which one is taken is only a matter
of time. A question is stopped after SECONDS, and refused when it would read or group too much: nothing is cut.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.exc import DBAPIError

from dougong.access.compiler import Access
from dougong.access.sources import is_source
from dougong.apps.catalog import AppCatalog
from dougong.kit.db import Transaction
from dougong.kit.types import iso_instant
from dougong.reports.loading import load, root_sight
from dougong.reports.measured import sources_seen
from dougong.reports.problems import took_too_long
from dougong.reports.scope import HistoryScope, Mode, TableKey, ViewerScope
from dougong.reports.sights import FrameSight
from dougong.reports.snapshots import Snapshots
from dougong.reports.sqlroad import SqlSource
from engines.formula import Unsupported
from engines.report.answer import Answer
from engines.report.assemble import assemble
from engines.report.binding import MetricTable
from engines.report.compiler import compile_query
from engines.report.compute import compute
from engines.report.errors import refuse
from engines.report.parts import Calendar
from engines.report.plan import Plan, plan
from engines.report.program import Program
from engines.report.query import Query
from engines.report.scope import Path, Scope

SECONDS = 20
_STEPS = 200_000
"""Steps of SQLite between two looks at the clock: some milliseconds."""


@dataclass(frozen=True)
class Answered:
    """An answer, and what it is the answer to."""

    program: Program
    plan: Plan
    answer: Answer
    scope: ViewerScope


class Viewer:
    """One caller's questions in one app, all within one transaction: one state of the database, one moment."""

    def __init__(
        self, tx: Transaction, access: Access, language: str, app: AppCatalog | None = None,
        snapshots: Snapshots | None = None,
    ) -> None:  # fmt: skip
        """`snapshots`: of the app, for its large forms; without them everything is asked of the database."""
        self.tx, self.access, self.language = tx, access, language
        self.stamp = app.stamp if app is not None else 0
        """Every publish and every change of grants raises it."""
        self._app, self._snapshots = app, snapshots
        self._sources: Access | None = None
        self.now: datetime = tx.now
        self._scopes: dict[tuple[str, Mode], ViewerScope] = {}

    @property
    def as_of(self) -> str:
        return iso_instant(self.now)

    def scope(self, query: Query, mode: Mode) -> ViewerScope:
        """The names of the query's form. Raises ReportError for a form that isn't there, NotAllowed for one that the
        viewer may not see this way."""
        form = query.form
        access = self.eyes(form)
        if query.app not in (None, access.catalog.app_key) or form not in access.catalog.forms:
            raise refuse("from", f"没有表单“{form}”", f"There is no form “{form}”")
        if (form, mode) not in self._scopes:
            root_sight(access, form, mode)
            self._scopes[form, mode] = ViewerScope(access, form, mode)
        return self._scopes[form, mode]

    def eyes(self, form: str) -> Access:
        """What a form is seen with; a source of the system has a catalog of its own."""
        if not is_source(form) or self._app is None:
            return self.access
        if self._sources is None:
            self._sources = sources_seen(self.tx, self._app, self.access)
        return self._sources

    def table_scope(self, table: MetricTable) -> Scope:
        """The names over one table of a metric."""
        base = self.scope(Query(form=table.form, app=table.app, list=("id",)), "aggregate")
        return base if table.history is None else HistoryScope(base, table.history)

    def program(self, query: Query, mode: Mode) -> Program:
        """The compiled query. Raises ReportError with every reason why not."""
        return compile_query(query, self.scope(query, mode))

    def planned(self, program: Program, calendar: Calendar) -> Plan:
        """The program at this moment, with the viewer's own values."""
        return plan(program, self.now, calendar, self._constants(program))

    def answer(self, query: Query, calendar: Calendar, mode: Mode | None = None) -> Answered:
        """The answer to a query. `mode` left out: lists are read, everything else is summed."""
        mode = mode or mode_of(query)
        program = self.program(query, mode)
        planned = self.planned(program, calendar)
        return Answered(program, planned, self._computed(planned, mode), self.scope(query, mode))

    def frames(self, planned: Plan, mode: Mode) -> dict[str, pl.LazyFrame]:
        """What the viewer may see of the program's tables: out of snapshots where there are any."""
        needs = planned.program.needs
        kept = self._kept(planned.program)
        if kept is None:
            access = self.eyes(planned.program.query.form)
            return load(self.tx, access, needs, mode, self._spared(planned, mode))
        rest = {name: columns for name, columns in needs.items() if name not in kept}
        return {**load(self.tx, self.access, rest, mode), **self._from_snapshots(kept, needs, mode)}

    def _kept(self, program: Program) -> dict[str, TableKey] | None:
        """The tables of a program that come out of snapshots; None when its root is no large form."""
        app, store = self._app, self._snapshots
        if app is None or store is None or is_source(program.query.form):
            return None
        keys = {name: TableKey.parse(name) for name in program.needs}
        large = {form: store.is_large(self.tx, app, form) for form in {key.form for key in keys.values()}}
        if not large[program.query.form]:
            return None
        return {name: key for name, key in keys.items() if key.history is None and large[key.form]}

    def _from_snapshots(
        self, kept: Mapping[str, TableKey], needs: Mapping[str, frozenset[str]], mode: Mode
    ) -> dict[str, pl.LazyFrame]:
        app, store = self._app, self._snapshots
        assert app is not None and store is not None  # `_kept` found them
        wanted: dict[TableKey, frozenset[str]] = {}
        for name, key in kept.items():
            bare = TableKey(key.form, key.part)
            wanted[bare] = wanted.get(bare, frozenset()) | needs[name]
            wanted.setdefault(TableKey(key.form), frozenset())
        found = store.fresh(app, wanted)
        frames = {}
        for name, key in kept.items():
            sight = self.access.sight(key.form) if key.linked else root_sight(self.access, key.form, mode)
            seen = FrameSight(self.tx, self.access, sight, found[TableKey(key.form)])
            columns = sorted(needs[name])
            whole = found[TableKey(key.form, key.part)]
            frames[name] = seen.records(columns) if key.part is None else seen.part(key.place, whole, columns)
        return frames

    def _computed(self, planned: Plan, mode: Mode) -> Answer:
        if not planned.program.listed and self._kept(planned.program) is None:
            try:
                access = self.eyes(planned.program.query.form)
                sight = root_sight(access, planned.program.query.form, mode)
                source = SqlSource(self.tx, access, sight, planned)
            except Unsupported:
                return compute(planned, self.frames(planned, mode), self.as_of)
            return assemble(planned, source, self.as_of)
        return compute(planned, self.frames(planned, mode), self.as_of)

    def _spared(self, planned: Plan, mode: Mode) -> list[ColumnElement[bool]]:
        """Conditions that rows outside every span need not be read: plain comparisons of one column."""
        spans = [planned.span, *(item.span for item in planned.comparisons if item.span is not None)]
        if any(span is None or span.route.crossings or "#" in planned.program.table for span in spans):
            return []
        first = spans[0]
        form = planned.program.query.form
        column = root_sight(self.eyes(form), form, mode).column(first.route.column) if first else None
        if column is None:
            return []
        known = [span for span in spans if span is not None]
        starts = [span.start_at if span.instants else span.start for span in known]
        ends = [span.end_at if span.instants else span.end for span in known]
        found = []
        if starts and all(start is not None for start in starts):
            found.append(column >= literal(min(start for start in starts if start is not None), column.type))
        if ends and all(end is not None for end in ends):
            found.append(column < literal(max(end for end in ends if end is not None), column.type))
        return found

    def _constants(self, program: Program) -> Mapping[Path, Any]:
        values = self.access.principal.user_values()
        found: dict[Path, Any] = {}
        for path in program.constants():
            value = values.get(path[1] if len(path) > 1 else "id")
            found[path] = list(value) if isinstance(value, tuple | frozenset | set | list) else value
        return found


def mode_of(query: Query) -> Mode:
    """Lists are read; everything else counts and sums."""
    return "read" if query.list else "aggregate"


@contextmanager
def bounded(tx: Transaction, seconds: int = SECONDS) -> Iterator[None]:
    """Stops statements of the transaction after some seconds, with a sentence instead of an error. What fails inside
    leaves the transaction as it was."""
    if tx.dialect == "postgresql":
        try:
            with tx.connection.begin_nested():
                tx.execute(select(func.set_config("statement_timeout", f"{seconds}s", True)))
                yield
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == "57014":
                raise took_too_long(seconds) from error
            raise
        return
    driver: Any = tx.connection.connection.driver_connection
    end = time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        yield
    except DBAPIError as error:
        if "interrupted" in str(error.orig):
            raise took_too_long(seconds) from error
        raise
    finally:
        driver.set_progress_handler(None, 0)
