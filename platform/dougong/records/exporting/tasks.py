"""Large exports: written by a job, kept as a file of its owner."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of
from dougong.apps.tasks import job_actor
from dougong.audit.service import record as record_audit
from dougong.files import service as files
from dougong.files.content import harmless_name
from dougong.files.service import FileFacts
from dougong.files.store import FileStore
from dougong.kit.config import Settings
from dougong.kit.errors import say
from dougong.kit.jobs import JobContext, job
from dougong.records.exporting.bundle import Bundle
from dougong.records.exporting.files import Format, Writer, open_writer
from dougong.records.exporting.table import Column, columns_for, pages
from dougong.records.reading.callers import Caller
from dougong.records.reading.open import open_executor
from dougong.records.reading.query import ListQuery
from dougong.records.views import view_query

EXPORT = "records.export"
_LIMIT = 3 * 1024 * 1024 * 1024


@dataclass(frozen=True)
class Wish:
    """What to export: of which form, which records and columns, as what."""

    form: str
    query: ListQuery
    columns: Sequence[Column]
    format: Format
    files: bool = False
    """A zip of the table and the attached files."""
    ids: Sequence[str] | None = None


@dataclass(frozen=True)
class Made:
    """The stored file, how many records it has, how many texts were cut and how many files packed."""

    file: FileFacts
    records: int
    cut: int
    files: int


@job(EXPORT, attempts=2)
def run_export(context: JobContext) -> dict[str, Any]:
    """args `{app, form, query, language}` → `{file, records, cut}`; under the owner's grants as they are now. With
    `files` in the query the file is a zip, and `files` of the result tells how many it has."""
    args = context.args
    form_key, language = args["form"], args["language"]
    asked = dict(args["query"])
    format_, ids = asked.pop("format", "xlsx"), asked.pop("ids", None)
    with_files = asked.pop("files", False)
    query = ListQuery.model_validate(asked)
    with context.database.snapshot() as tx:
        actor = job_actor(tx, context.owner_id)
        catalog = app_catalog(tx, args["app"])
        caller = Caller(catalog, access_of(tx, actor, catalog))
    columns = columns_for(caller, form_key, query.wanted_fields, language)
    wish = Wish(form_key, query, columns, format_, with_files, ids)
    name = catalog.forms[form_key].name(language)
    made = make_file(context, caller, wish, name, language, actor.person_id, kept=True)
    result = {"file": made.file.document(), "records": made.records, "cut": made.cut, "files": made.files}
    with context.database.transaction() as tx:
        counted = {"records": made.records, "files": made.files}
        record_audit(tx, actor, "record.export", f"{catalog.key}/{form_key}", counted, app=catalog.key)
        context.finish(tx, result)
    return result


def make_file(
    context: JobContext, caller: Caller, wish: Wish, name: str, language: str, owner: str, *, kept: bool
) -> Made:
    """Writes the export and stores it as `name`. Not `kept`, it is swept in a day unless somebody keeps it."""
    store = context.resource(FileStore)
    with tempfile.TemporaryDirectory(prefix="dougong-export-") as folder, ExitStack() as open_files:
        path = Path(folder) / f"export.{wish.format}"
        tz = caller.access.principal.tz
        writer = open_writer(wish.format, path, wish.form, wish.columns, tz, language)
        bundle = None
        if wish.files:
            zipped = Path(folder) / "export.zip"
            title = caller.app.forms[wish.form].title
            bundle = open_files.enter_context(Bundle(zipped, context.database, store, wish.columns, title))
        total = asyncio.run(_write(context, caller, wish, writer, bundle))
        if bundle is not None:
            bundle.add(path, harmless_name(f"{name}.{wish.format}"))
            open_files.close()
            path = zipped
        with path.open("rb") as content:
            facts = files.upload(
                context.database,
                store,
                content,
                f"{name}{path.suffix}",
                limit=_LIMIT,
                created_by=owner,
                app=caller.app.key,
                kept=kept,
            )
    return Made(facts, total, writer.cut, bundle.count if bundle else 0)


async def _write(context: JobContext, caller: Caller, wish: Wish, writer: Writer, bundle: Bundle | None) -> int:
    executor = open_executor(context.resource(Settings).sqlalchemy_url)
    query, total = wish.query, 0
    try:
        view = await view_query(executor, caller, wish.form, query.view) if query.view else None
        async for page in pages(executor, caller, wish.form, wish.columns, query, view, wish.ids):
            writer.write(page if bundle is None else bundle.take(page))
            total += len(page)
            context.progress(total, None, say("正在导出…", "Exporting…"))
    finally:
        writer.close()
        await executor.close()
    return total
