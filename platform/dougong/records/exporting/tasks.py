"""Large exports: written by a job, kept as a file of its owner."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of
from dougong.apps.tasks import job_actor
from dougong.audit.service import record as record_audit
from dougong.files import service as files
from dougong.files.content import harmless_name
from dougong.files.store import FileStore
from dougong.kit.config import Settings
from dougong.kit.errors import say
from dougong.kit.jobs import JobContext, job
from dougong.records.exporting.bundle import Bundle
from dougong.records.exporting.files import Writer, open_writer
from dougong.records.exporting.table import columns_for, pages
from dougong.records.reading.callers import Caller
from dougong.records.reading.open import open_executor
from dougong.records.reading.query import ListQuery
from dougong.records.views import view_query

EXPORT = "records.export"
_LIMIT = 3 * 1024 * 1024 * 1024


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
    name = catalog.forms[form_key].name(language)
    store = context.resource(FileStore)
    with tempfile.TemporaryDirectory(prefix="dougong-export-") as folder, ExitStack() as open_files:
        path = Path(folder) / f"export.{format_}"
        writer = open_writer(format_, path, form_key, columns, caller.access.principal.tz, language)
        bundle = None
        if with_files:
            zipped = Path(folder) / "export.zip"
            title = catalog.forms[form_key].title
            bundle = open_files.enter_context(Bundle(zipped, context.database, store, columns, title))
        url = context.resource(Settings).sqlalchemy_url
        total = asyncio.run(_write(context, url, caller, form_key, query, ids, columns, writer, bundle))
        if bundle is not None:
            bundle.add(path, harmless_name(f"{name}.{format_}"))
            open_files.close()
            path = zipped
        with path.open("rb") as content:
            facts = files.upload(
                context.database,
                store,
                content,
                f"{name}{path.suffix}",
                limit=_LIMIT,
                created_by=context.owner_id,
                app=catalog.key,
                kept=True,
            )
    result = {"file": facts.document(), "records": total, "cut": writer.cut, "files": bundle.count if bundle else 0}
    with context.database.transaction() as tx:
        counted = {"records": total, "files": result["files"]}
        record_audit(tx, actor, "record.export", f"{catalog.key}/{form_key}", counted, app=catalog.key)
        context.finish(tx, result)
    return result


async def _write(
    context: JobContext,
    url: str,
    caller: Caller,
    form_key: str,
    query: ListQuery,
    ids: Sequence[str] | None,
    columns: list[Any],
    writer: Writer,
    bundle: Bundle | None,
) -> int:
    executor = open_executor(url)
    total = 0
    try:
        view = await view_query(executor, caller, form_key, query.view) if query.view else None
        async for page in pages(executor, caller, form_key, columns, query, view, ids):
            writer.write(page if bundle is None else bundle.take(page))
            total += len(page)
            context.progress(total, None, say("正在导出…", "Exporting…"))
    finally:
        writer.close()
        await executor.close()
    return total
