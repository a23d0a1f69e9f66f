"""One batch of an import: cells to values to records, rehearsed or written."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.apps.rights import access_of
from dougong.apps.tasks import job_actor
from dougong.files import service as files
from dougong.kit.db import Transaction
from dougong.kit.errors import FieldError, say
from dougong.kit.jobs import JobContext
from dougong.records import pipeline, unique
from dougong.records.importing import bringing, problem_rows, service
from dougong.records.importing.bringing import Packed
from dougong.records.importing.items import Matching, items_of
from dougong.records.importing.making import Promises, make_missing
from dougong.records.importing.mapping import ColumnMap, map_columns
from dougong.records.importing.options import Missing, missing_options, with_options
from dougong.records.importing.packed import is_packed
from dougong.records.importing.rehearse import rehearse_new_form
from dougong.records.importing.rows import SheetRow, names_for, parse_rows, read_rows
from dougong.records.importing.schemas import ImportPlan
from dougong.records.importing.sheets import is_json
from dougong.records.importing.tally import Tally
from dougong.records.problems import invalid_record
from dougong.records.work import Item, Listeners, Work
from engines.form.definition import Form, load_form
from engines.form.fields.encrypted import EncryptedField

BATCH = 500


@dataclass(frozen=True)
class Import:
    """An import as its jobs know it. `row_key`: the column by which a mended file names its rows."""

    app_key: str
    import_id: str
    act: str
    name: str
    path: str
    found: dict[str, Any]
    plan: ImportPlan
    row_key: int | None
    is_json: bool
    """Whether the cells are values of the API, in the first file and so in its mended rows."""
    zip: str | None = None
    """Where the store has the zip with the files that mended rows name, if it came with the first file."""

    @property
    def by(self) -> dict[str, str]:
        """Link fields whose records are named by another field than their title."""
        return {column.field: column.by for column in self.plan.columns if column.field and column.by}

    @property
    def creating(self) -> frozenset[str]:
        """Fields whose missing options or linked records are to be made."""
        return frozenset(column.field for column in self.plan.columns if column.field and column.create)

    @property
    def headers(self) -> list[tuple[int, str]]:
        """Index and header of each column of the planned sheet."""
        sheet = next(sheet for sheet in self.found["sheets"] if sheet["name"] == self.plan.sheet)
        return [(column["index"], column["header"]) for column in sheet["columns"]]


@dataclass
class Batches:
    """Goes through the rows of an import. A rehearsal keeps in mind what would be there by now."""

    context: JobContext
    this: Import
    path: Path
    packed: Packed | None = None
    matching: Matching = field(init=False)
    memory: unique.Memory = field(default_factory=dict)
    promises: Promises = field(default_factory=Promises)
    secret: frozenset[str] = frozenset()
    """Encrypted fields: what stands in their cells is told to nobody."""

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begins with the first row again."""
        plan = self.this.plan
        self.matching = Matching(plan.mode, plan.match, plan.loosely)

    def rows(self, columns: ColumnMap, done: int = 0) -> Iterator[list[SheetRow]]:
        """The rows behind the first `done`, batch after batch."""
        rows = read_rows(self.path, columns.columns, self.this.act, self.this.row_key)
        for row in itertools.islice(rows, done):
            self.matching.remember(row)
        while batch := list(itertools.islice(rows, BATCH)):
            yield batch

    def columns(self, form_key: str | None = None) -> ColumnMap:
        with self.context.database.snapshot() as tx:
            work = self.work(tx)
            return map_columns(work.app, work.access, self.this.plan, self.this.found, made=form_key)

    def work(self, tx: Transaction) -> Work:
        """This transaction's writing for the import's owner, under their rights as they are now."""
        actor = job_actor(tx, self.context.owner_id)
        catalog = app_catalog(tx, self.this.app_key, hold=True)
        listeners = self.context.resource(Listeners).all
        return Work(tx, catalog, actor, access_of(tx, actor, catalog), "import", listeners, batch=self.this.act)

    def missing_options(self, columns: ColumnMap) -> Missing:
        """Options that the file names and the form has not."""
        if columns.form_key is None or not self.this.creating:
            return {}
        with self.context.database.snapshot() as tx:
            form = app_catalog(tx, self.this.app_key).forms[columns.form_key]
        rows = read_rows(self.path, columns.columns, self.this.act, self.this.row_key)
        return missing_options(form, rows, self.this.creating)

    def rehearse(self, tally: Tally, language: str, total: int) -> Iterator[dict[int, list[dict[str, Any]]]]:
        """Everything a run would say, nothing written. → refused rows of each batch"""
        columns = self.columns()
        missing = self.missing_options(columns)
        extended: AppCatalog | None = None
        for rows in self.rows(columns):
            with self.context.database.snapshot() as tx:
                work = self.work(tx)
                if missing and columns.form_key is not None:
                    extended = extended or with_options(work.app, columns.form_key, missing)
                    work.app = extended
                items, linked = self._rehearsed(work, columns, rows)
            yield tally.add(items, rows, linked, language, self.secret)
            self.context.progress(tally.rows, total, say("正在检查…", "Checking…"))
        self.reset()

    def _rehearsed(self, work: Work, columns: ColumnMap, rows: list[SheetRow]) -> tuple[list[Item], int]:
        if columns.definition is not None:
            form = load_form(columns.definition)
            self.secret = _secret(form)
            if self.packed is not None:
                bringing.promise(self.packed, form, rows)
            return rehearse_new_form(work, columns.definition, rows, json=self.this.is_json), 0
        form_key = columns.form_key or ""
        files = (
            bringing.promise(self.packed, work.app.forms[form_key], rows) if self.packed is not None else frozenset()
        )
        items, linked = self._items(work, form_key, rows, self.promises)
        work.promised |= files
        pipeline.rehearse(work, form_key, items, self.memory)
        return items, linked

    def bring_files(self, form_key: str, rows: list[SheetRow]) -> None:
        """Stores the files that the batch names, before its transaction begins."""
        if self.packed is not None:
            with self.context.database.snapshot() as tx:
                form = app_catalog(tx, self.this.app_key).forms[form_key]
                self._leave_out_what_is_in(tx, rows)
            bringing.bring(self.context, self.this.app_key, self.packed, form, rows)

    def write(self, tx: Transaction, form_key: str, rows: list[SheetRow]) -> tuple[list[Item], int]:
        """The batch through the pipeline."""
        work = self.work(tx)
        items, linked = self._items(work, form_key, rows, None)
        pipeline.run(work, form_key, items, atomic=False)
        return items, linked

    def _items(
        self, work: Work, form_key: str, rows: list[SheetRow], promises: Promises | None
    ) -> tuple[list[Item], int]:
        self._leave_out_what_is_in(work.tx, rows)
        form = work.app.forms[form_key]
        self.secret = _secret(form)
        principal = work.access.principal
        names = names_for(work, form, rows, self.this.by)
        linked = make_missing(work, form, rows, names, self.this.creating, promises) if self.this.creating else 0
        parse_rows(form, rows, names, principal.tz, principal.locale, json=self.this.is_json)
        items = items_of(work, form_key, rows, self.matching)
        for item, row in zip(items, (row for row in rows if row.done is None), strict=True):
            if row.origin is None:
                item.problem = invalid_record([_NO_ROW_KEY])
        return items, linked

    def _leave_out_what_is_in(self, tx: Transaction, rows: list[SheetRow]) -> None:
        """A mended file brings only rows that are still to be mended."""
        if self.this.row_key is None:
            return
        open_rows = problem_rows.of_rows(tx, self.this.act, [row.origin for row in rows if row.origin is not None])
        named: set[int] = set()
        for row in rows:
            if row.origin is not None and (row.origin not in open_rows or row.origin in named):
                row.done = "in"
            elif row.origin is not None:
                named.add(row.origin)


def _secret(form: Form) -> frozenset[str]:
    return frozenset(own.key for own in form.fields if isinstance(own, EncryptedField))


_NO_ROW_KEY = FieldError(
    "",
    "row_key_missing",
    say(
        "此行不在待修改的行中，请放到另一个文件中导入。",
        "This row is not one of those to be mended; import it in a file of its own.",
    ),
)


def load(context: JobContext) -> Import:
    """The import that the job's args `{app, import}` name."""
    app_key = context.args["app"]
    with context.database.snapshot() as tx:
        row = service.get(tx, context.owner_id or "", app_key, context.args["import"])
        facts = files.get(tx, row.file_id)
        act, row_key = row.act or row.id, service.row_key_of(row)
        first = row if act == row.id else service.get(tx, context.owner_id or "", app_key, act)
        plan, json = service.plan_of(row), is_json(first.found.get("table") or first.name)
        source = files.facts_of(tx, [first.file_id]).get(first.file_id) if is_packed(first.name) else None
        bundle = source.path if source is not None and act != row.id else None
        return Import(app_key, row.id, act, row.name, facts.path, row.found, plan, row_key, json, bundle)
