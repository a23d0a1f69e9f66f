"""Routes of looking at dashboards: numbers, drilling down, files."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from dougong.apps.rights import open_app
from dougong.audit.service import record as record_audit
from dougong.files import service as files
from dougong.files.store import FileStore
from dougong.kit.db import Db, Read, Write
from dougong.kit.errors import Invalid, in_language, say
from dougong.kit.web import CurrentPerson, language_of, requires
from dougong.records.reading.callers import Callers
from dougong.records.reading.query import ListQuery
from dougong.records.reading.reader import Reader
from dougong.reports import definitions, drafts, layouts, pictures, viewing
from dougong.reports.drilling import Behind, go_down
from dougong.reports.exporting.service import make_file
from dougong.reports.layouts import LayoutBody
from dougong.reports.roads import bounded
from dougong.reports.schemas import Answer, DataBody, DrillBody, ExportBody, PreviewBody, PublicBody
from dougong.reports.snapshots import Snapshots
from engines.report.errors import ReportError

router = APIRouter(tags=["reports"])
SIGNED_IN = [requires("signed_in")]
OPEN = [requires("signed_in", outside=True)]
DASHBOARD = "/apps/{app}/dashboards/{dashboard}"


def snapshots_of(request: Request) -> Snapshots:
    """The snapshots of this process."""
    found: Snapshots = request.app.state.snapshots
    return found


def store_of(request: Request) -> FileStore:
    """Where uploaded files lie."""
    found: FileStore = request.app.state.files
    return found


@router.get(DASHBOARD, dependencies=OPEN)
def get_dashboard(app: str, dashboard: str, tx: Read, actor: CurrentPerson, request: Request) -> Answer:
    return viewing.view(tx, actor, app, dashboard, language_of(request))


@router.put(f"{DASHBOARD}/layout", dependencies=SIGNED_IN)
def keep_own_layout(
    app: str, dashboard: str, tx: Write, actor: CurrentPerson, body: LayoutBody, request: Request
) -> Answer:
    """The dashboard as the caller alone sees it arranged."""
    row, definition = drafts.find_published(tx, open_app(tx, actor, app), dashboard)
    layouts.keep(tx, row.id, actor.person_id, definition, body)
    return viewing.view(tx, actor, app, dashboard, language_of(request))


@router.delete(f"{DASHBOARD}/layout", dependencies=SIGNED_IN)
def drop_own_layout(app: str, dashboard: str, tx: Write, actor: CurrentPerson, request: Request) -> Answer:
    """Back to the arrangement that was designed."""
    row, _definition = drafts.find_published(tx, open_app(tx, actor, app), dashboard)
    layouts.drop(tx, row.id, actor.person_id)
    return viewing.view(tx, actor, app, dashboard, language_of(request))


@router.post("/apps/{app}/dashboards:preview", dependencies=SIGNED_IN)
def preview_tile(app: str, actor: CurrentPerson, body: PreviewBody, request: Request) -> Answer:
    return viewing.preview(snapshots_of(request), actor, app, body, language_of(request))


@router.post(f"{DASHBOARD}/data", dependencies=OPEN)
def get_dashboard_data(app: str, dashboard: str, actor: CurrentPerson, body: DataBody, request: Request) -> Answer:
    with viewing.opened(snapshots_of(request), actor, app, dashboard, body, language_of(request)) as (board, _app):
        return viewing.data(board, body)


@router.post(f"{DASHBOARD}:drill", dependencies=OPEN)
async def drill_dashboard(app: str, dashboard: str, actor: CurrentPerson, body: DrillBody, request: Request) -> Answer:
    language = language_of(request)

    def behind() -> Answer | Behind:
        with (
            viewing.opened(snapshots_of(request), actor, app, dashboard, body, language) as (board, _app),
            bounded(board.viewer.tx),
        ):
            try:
                return go_down(board, body)
            except ReportError as error:
                raise not_drillable(error, language) from error

    found = await run_in_threadpool(behind)
    if not isinstance(found, Behind):
        return found
    callers: Callers = request.app.state.callers
    caller = await callers.of(actor, app)
    # in the order of the query a page is a slice of the ids; in another order the database has to see them all
    ids = found.ids if body.sort else found.ids[body.offset : body.offset + body.limit]
    fields = None if body.fields is None else ",".join(body.fields)
    offset = body.offset if body.sort else None
    query = ListQuery(limit=body.limit, offset=offset, fields=fields, expand="*", sort=body.sort)
    page = await Reader(request.app.state.executor, caller.app, caller.access).page(found.form, query, ids=ids)
    return {
        "kind": "records",
        "form": found.form,
        "steps": found.steps,
        "count": found.count,
        "filter": found.condition,
        "fields": list(found.fields),
        "page": {"items": _in_order(page["items"], ids, sorted_by=body.sort), "next": _next(found, body)},
    }


@router.post(f"{DASHBOARD}:export", dependencies=SIGNED_IN, response_class=Response)
def export_dashboard(
    app: str, dashboard: str, database: Db, actor: CurrentPerson, body: ExportBody, request: Request
) -> Response:
    with viewing.opened(snapshots_of(request), actor, app, dashboard, body, language_of(request)) as (board, found):
        row = definitions.dashboards.find(board.viewer.tx, found.id, dashboard)
        held = pictures.reader(store_of(request))(board.viewer.tx, row.id if row is not None else None)
        file = make_file(board, body, held)
    with database.transaction() as tx:
        record_audit(tx, actor, "dashboard.export", f"{app}/{dashboard}", {"format": body.format}, app=app)
    disposition = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return Response(file.content, media_type=file.type, headers={"Content-Disposition": disposition})


@router.get("/public/dashboards/{token}", dependencies=[requires("public")])
def get_public_dashboard(token: str, tx: Read, request: Request) -> Answer:
    return viewing.public_view(tx, token, language_of(request))


@router.post("/public/dashboards/{token}/data", dependencies=[requires("public")])
def get_public_dashboard_data(token: str, body: PublicBody, request: Request) -> Answer:
    with viewing.opened_public(snapshots_of(request), token, body.filters, language_of(request)) as board:
        return viewing.public_data(board, body.revision)


@router.get("/public/dashboards/{token}/pictures/{file}", dependencies=[requires("public")], response_class=Response)
def get_public_picture(token: str, file: str, tx: Read, request: Request) -> Response:
    """A picture that stands on the dashboard behind a link."""
    facts = pictures.public_file(tx, token, file)
    try:
        content = b"".join(store_of(request).read(facts.path))
    except FileNotFoundError as error:
        raise files.not_found() from error
    headers = {"content-security-policy": "sandbox; default-src 'none'", "cache-control": "private, max-age=300"}
    return Response(content, media_type=facts.type, headers=headers)


def not_drillable(error: ReportError, language: str) -> Invalid:
    """A question that can't be answered exactly, with every reason."""
    problems = [{"place": each.place, "message": in_language(each.message, language)} for each in error.problems]
    sentence = say("无法展开此处的数据。", "What stands behind this can't be shown.")
    return Invalid(sentence, "not_drillable", extra={"problems": problems})


def _in_order(items: list[dict[str, Any]], ids: tuple[str, ...], *, sorted_by: str | None) -> list[dict[str, Any]]:
    """As the ids stand, unless another order was asked for."""
    places = {identity: place for place, identity in enumerate(ids)}
    return items if sorted_by else sorted(items, key=lambda item: places[item["id"]])


def _next(found: Behind, body: DrillBody) -> int | None:
    following = body.offset + body.limit
    return following if following < len(found.ids) else None
