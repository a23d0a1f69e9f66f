"""Large exports: written by a job, kept as a file of its owner."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of
from dougong.apps.tasks import job_actor
from dougong.audit.service import record as record_audit
from dougong.files import service as files
from dougong.files.store import FileStore
from dougong.kit.config import Settings
from dougong.kit.errors import say
from dougong.kit.jobs import JobContext, job
from dougong.records.exporting.files import Writer, open_writer
from dougong.records.exporting.table import columns_for, pages
from dougong.records.reading.callers import Caller
from dougong.records.reading.open import open_executor
from dougong.records.reading.query import ListQuery
from dougong.records.views import view_query

EXPORT = "records.export"
_LIMIT = 2 * 1024 * 1024 * 1024


@job(EXPORT, attempts=2)
def run_export(context: JobContext) -> dict[str, Any]:
    """args `{app, form, query, language}` → `{file, records}`; under the owner's grants as they are now."""
    args = context.args
    form_key, language = args["form"], args["language"]
    asked = dict(args["query"])
    format_, ids = asked.pop("format", "xlsx"), asked.pop("ids", None)
    query = ListQuery.model_validate(asked)
    with context.database.snapshot() as tx:
        actor = job_actor(tx, context.owner_id)
        catalog = app_catalog(tx, args["app"])
        caller = Caller(catalog, access_of(tx, actor, catalog))
    columns = columns_for(caller, form_key, query.wanted_fields, language)
    with tempfile.TemporaryDirectory(prefix="dougong-export-") as folder:
        path = Path(folder) / f"export.{format_}"
        writer = open_writer(format_, path, form_key, columns, caller.access.principal.tz, language)
        url = context.resource(Settings).sqlalchemy_url
        total = asyncio.run(_write(context, url, caller, form_key, query, ids, columns, writer))
        with path.open("rb") as content:
            facts = files.upload(
                context.database,
                context.resource(FileStore),
                content,
                f"{catalog.forms[form_key].name(language)}.{format_}",
                limit=_LIMIT,
                created_by=context.owner_id,
                app=catalog.key,
                kept=True,
            )
    result = {"file": facts.document(), "records": total, "cut": writer.cut}
    with context.database.transaction() as tx:
        record_audit(tx, actor, "record.export", f"{catalog.key}/{form_key}", {"records": total}, app=catalog.key)
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
) -> int:
    executor = open_executor(url)
    total = 0
    try:
        view = await view_query(executor, caller, form_key, query.view) if query.view else None
        async for page in pages(executor, caller, form_key, columns, query, view, ids):
            writer.write(page)
            total += len(page)
            context.progress(total, None, say("正在导出…", "Exporting…"))
    finally:
        writer.close()
        await executor.close()
    return total
