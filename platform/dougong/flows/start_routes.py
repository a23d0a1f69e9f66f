"""Routes of starting flows: buttons, form links, webhooks."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of, design_app, open_app
from dougong.flows import drafts, starting, webhooks
from dougong.flows.design_schemas import Answer, RunButton, RunButtons, StartForm
from dougong.kit.config import Configured
from dougong.kit.db import Database, Read, Write
from dougong.kit.errors import Problem, TooLarge, say
from dougong.kit.ids import is_id
from dougong.kit.web import CurrentPerson, language_of, requires
from dougong.records import idempotency, service, writing
from dougong.records.problems import record_not_found
from dougong.records.routes import listeners_of
from dougong.records.work import Work

router = APIRouter(tags=["flows"])
SIGNED_IN = [requires("signed_in")]
OPEN = [requires("signed_in", outside=True)]
DESIGN = [requires("design")]
RECORDS = "/apps/{app}/forms/{form}/records"
RecordId = Annotated[str, Path(max_length=36)]


@router.get("/apps/{app}/flow-starts", dependencies=OPEN)
def list_flow_starts(
    app: str,
    tx: Read,
    actor: CurrentPerson,
    request: Request,
    form: Annotated[str | None, Query(max_length=48)] = None,
) -> Answer:
    open_app(tx, actor, app)
    return starting.starts(tx, actor, app_catalog(tx, app), form, language_of(request))


@router.get(RECORDS + "/{record_id}/flow-actions", dependencies=OPEN)
def get_flow_actions(
    app: str, form: str, record_id: RecordId, tx: Read, actor: CurrentPerson, request: Request
) -> Answer:
    catalog = app_catalog(tx, app)
    work = Work(tx, catalog, actor, access_of(tx, actor, catalog), "ui")
    service.form_exists(work, form)
    if not is_id(record_id) or writing.seen(work, form, record_id) is None:
        raise record_not_found()
    return starting.actions(tx, actor, catalog, work.access, form, record_id, language_of(request))


@router.post(RECORDS + "/{record_id}:run-button", dependencies=SIGNED_IN, status_code=201)
def run_button(
    app: str, form: str, record_id: RecordId, tx: Write, actor: CurrentPerson, body: RunButton, request: Request
) -> Answer:
    work = writing.begin(tx, actor, app, form, listeners=listeners_of(request))
    return {"instance": starting.press(work, form, record_id, body.flow, body.chosen)}


@router.post(RECORDS + ":run-button", dependencies=SIGNED_IN)
def run_buttons(app: str, form: str, tx: Write, actor: CurrentPerson, body: RunButtons, request: Request) -> Answer:
    """On many records of a list: each by itself, one result each."""
    open_app(tx, actor, app)
    work = writing.begin(tx, actor, app, form, listeners=listeners_of(request))
    results: list[dict[str, Any]] = []
    for record_id in body.ids:
        try:
            with tx.connection.begin_nested():
                instance = starting.press(work, form, record_id, body.flow, body.chosen)
            results.append({"id": record_id, "ok": True, "instance": instance})
        except Problem as problem:
            results.append({"id": record_id, "ok": False, "problem": problem.document(language_of(request))})
    return {"results": results}


@router.post("/apps/{app}/flows/{flow}:start", dependencies=SIGNED_IN, status_code=201)
def start_flow(
    app: str,
    flow: str,
    tx: Write,
    actor: CurrentPerson,
    body: StartForm,
    request: Request,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> Answer:
    """A form link: the record is created under the caller's own grants. With an `Idempotency-Key` the same request
    sent again gets the first answer."""
    open_app(tx, actor, app)
    if idempotency_key:
        stored = idempotency.begin(tx, actor.person_id, idempotency_key, [app, flow, body.model_dump()])
        if stored is not None:
            first: Answer = stored.body
            return first
    form = starting.form_of(tx, app, flow)
    work = writing.begin(tx, actor, app, form, listeners=listeners_of(request))
    record, instance = starting.start_form(work, flow, body.values, body.chosen)
    answer = {"record": record, "instance": instance}
    if idempotency_key:
        idempotency.finish(tx, actor.person_id, idempotency_key, 201, answer)
    return answer


# -- webhooks -----------------------------------------------------------------------------------------------------
def _base(request: Request, settings: Configured) -> str:
    return (settings.public_url or str(request.base_url)).rstrip("/") + "/api/v1"


@router.get("/apps/{app}/flows/{flow}/webhook", dependencies=DESIGN)
def get_webhook(app: str, flow: str, tx: Read, actor: CurrentPerson, request: Request, settings: Configured) -> Answer:
    row = drafts.find_flow(tx, design_app(tx, actor, app), flow)
    return webhooks.document(tx, row, _base(request, settings))


@router.post("/apps/{app}/flows/{flow}/webhook:rotate", dependencies=DESIGN)
def rotate_webhook(
    app: str, flow: str, tx: Write, actor: CurrentPerson, request: Request, settings: Configured
) -> Answer:
    row = drafts.find_flow(tx, design_app(tx, actor, app), flow)
    return webhooks.rotate(tx, row, actor.person_id, _base(request, settings))


@router.post("/hooks/{token}", dependencies=[requires("public")], status_code=202)
async def receive_webhook(token: Annotated[str, Path(max_length=64)], request: Request) -> JSONResponse:
    """Known by its signature: standard webhooks."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > webhooks.MAX_BODY:
            raise TooLarge(say("内容过大。", "The body is too large."))
    database: Database = request.app.state.database
    headers = {name.lower(): value for name, value in request.headers.items()}

    def run() -> dict[str, Any]:
        with database.transaction() as tx:
            return webhooks.receive(tx, token, headers, body)

    return JSONResponse(await run_in_threadpool(run), 202)
