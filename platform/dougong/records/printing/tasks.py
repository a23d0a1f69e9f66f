"""Many records on paper: a job, whose file is its owner's."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of
from dougong.apps.tasks import job_actor
from dougong.audit.service import record as record_audit
from dougong.files import service as files
from dougong.files.store import FileStore
from dougong.kit.errors import say
from dougong.kit.jobs import JobContext, job
from dougong.records.printing.filling import Filling, template_of
from dougong.records.printing.press import prepared, press
from dougong.records.printing.schemas import PrintOf
from dougong.records.work import Work

PRINT = "records.print"
_LIMIT = 512 * 1024 * 1024
_WALL_S = 300


@job(PRINT, attempts=2)
def run_print(context: JobContext) -> dict[str, Any]:
    """args `{app, form, print, language, root}` → `{file, records}`; under the owner's grants as they are now."""
    args = context.args
    form_key, language, asked = args["form"], args["language"], PrintOf.model_validate(args["print"])
    store, total = context.resource(FileStore), len(asked.ids)

    def tell(done: int) -> None:
        context.progress(done, total, say("正在准备打印…", "Preparing to print…"))

    with tempfile.TemporaryDirectory(prefix="dougong-print-") as name:
        folder = Path(name)
        with context.database.snapshot() as tx:
            actor = job_actor(tx, context.owner_id)
            catalog = app_catalog(tx, args["app"])
            work = Work(tx, catalog, actor, access_of(tx, actor, catalog), "ui")
            template = template_of(work, form_key, asked.template)
            filling = Filling(work, store, form_key, template, folder, language, args["root"])
            docs = prepared(filling, asked.ids, tell)
        context.progress(total, total, say("正在排版…", "Setting the pages…"))
        docs = [doc for doc in docs for _ in range(asked.copies)]
        made = press(folder, template, language, docs, start=asked.start, wall_s=_WALL_S)
        with made.path.open("rb") as content:
            facts = files.upload(
                context.database,
                store,
                content,
                made.name,
                limit=_LIMIT,
                created_by=context.owner_id,
                app=catalog.key,
                kept=True,
            )
    result = {"file": facts.document(), "records": made.records}
    with context.database.transaction() as tx:
        detail = {"template": template.key, "records": made.records}
        record_audit(tx, actor, "record.print", f"{catalog.key}/{form_key}", detail, app=catalog.key)
        context.finish(tx, result)
    return result
