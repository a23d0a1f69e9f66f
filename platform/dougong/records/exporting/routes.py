"""Export over HTTP: at once when it is small, as a job when it is not."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from dougong.audit.service import record as record_audit
from dougong.kit import jobs
from dougong.kit.db import Database
from dougong.kit.types import dump_json
from dougong.kit.web import Actor, authenticate, declares, language_of, requires
from dougong.records.exporting.files import TYPES, Format, open_writer
from dougong.records.exporting.table import columns_for, pages
from dougong.records.exporting.tasks import EXPORT
from dougong.records.read_routes import caller_of, executor_of, parsed
from dougong.records.reading.callers import Caller
from dougong.records.reading.query import ListQuery
from dougong.records.reading.reader import Reader
from dougong.records.views import view_query

router = APIRouter(tags=["records"])
AT_ONCE = 10_000
MOST_IDS = 1000
CUT = "Dougong-Cut-Cells"
"""Header of an answer: how many texts were too long for a cell of the workbook."""
_CHUNK = 256 * 1024


class ExportQuery(ListQuery):
    """`format`, and what a list takes: filter, sort, fields, search, view. `files`: a zip of the table and the files
    that the records hold."""

    format: Format = "xlsx"
    files: bool = False


class ExportOfSome(ExportQuery):
    """The same question in a body; `ids` keeps only these records of its answer."""

    ids: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=MOST_IDS)] | None = None


@declares("signed_in")
async def export_records(request: Request) -> Response:
    """The records of a question as a file."""
    await caller_of(request)
    return await _export(request, ExportOfSome(**parsed(ExportQuery, request).model_dump()))


@router.post(
    "/apps/{app}/forms/{form}/records:export",
    dependencies=[requires("signed_in")],
    response_class=Response,
)
async def export_some_records(app: str, form: str, question: ExportOfSome, request: Request) -> Response:
    """The same with the question in the body, where ids of chosen records find room."""
    return await _export(request, question)


async def _export(request: Request, query: ExportOfSome) -> Response:
    """A file at once; above 10,000 rows, or with attached files, a job whose result names the file."""
    caller = await caller_of(request)
    actor = await authenticate(request)
    form_key, language = request.path_params["form"], language_of(request)
    executor = executor_of(request)
    columns = columns_for(caller, form_key, query.wanted_fields, language)
    view = await view_query(executor, caller, form_key, query.view) if query.view else None
    counted = query.model_copy(update={"count": True, "limit": 1, "fields": None, "cursor": None, "expand": None})
    reader = Reader(executor, caller.app, caller.access, op="export")
    total = (await reader.page(form_key, counted, view, query.ids))["count"]
    database: Database = request.app.state.database
    if total > AT_ONCE or query.files:
        document = await run_in_threadpool(_enqueue, database, actor, caller, form_key, query, language)
        return Response(dump_json(document), 202, media_type="application/json")
    await run_in_threadpool(_note, database, actor, caller, form_key, total)
    with ExitStack() as unless_sent:
        folder = unless_sent.enter_context(tempfile.TemporaryDirectory(prefix="dougong-export-"))
        path = Path(folder) / f"export.{query.format}"
        writer = open_writer(query.format, path, form_key, columns, caller.access.principal.tz, language)
        async for page in pages(executor, caller, form_key, columns, query, view, query.ids):
            await run_in_threadpool(writer.write, page)
        await run_in_threadpool(writer.close)
        name = quote(f"{caller.app.forms[form_key].name(language)}.{query.format}")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
        if writer.cut:
            headers[CUT] = str(writer.cut)
        stream = _stream(path, unless_sent.pop_all())
    return StreamingResponse(stream, media_type=TYPES[query.format], headers=headers)


async def _stream(path: Path, folder: ExitStack) -> AsyncIterator[bytes]:
    with folder, path.open("rb") as content:
        while piece := await run_in_threadpool(content.read, _CHUNK):
            yield piece


def _enqueue(
    database: Database, actor: Actor, caller: Caller, form_key: str, query: ExportOfSome, language: str
) -> dict[str, object]:
    args = {"app": caller.app.key, "form": form_key, "query": query.model_dump(), "language": language}
    with database.transaction() as tx:
        job_id = jobs.enqueue(tx, EXPORT, args, owner_id=actor.person_id)
        return jobs.document(tx, job_id or "", actor.person_id, language)


def _note(database: Database, actor: Actor, caller: Caller, form_key: str, total: int) -> None:
    with database.transaction() as tx:
        target = f"{caller.app.key}/{form_key}"
        record_audit(tx, actor, "record.export", target, {"records": total}, app=caller.app.key)


router.add_route("/apps/{app}/forms/{form}/records:export", export_records, methods=["GET"])
