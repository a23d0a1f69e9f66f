"""Around the records: the form for the browser, choices of links, sums, history, views, the app's OpenAPI."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from limits import RateLimitItemPerMinute
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from dougong.access.given import given_values
from dougong.apps.rights import open_app
from dougong.kit.db import Database, Db, Read, Write
from dougong.kit.errors import Invalid, say
from dougong.kit.types import dump_json
from dougong.kit.web import CurrentPerson, authenticate, declares, language_of, requires
from dougong.records import offering, openapi, reveal, unique, views, writing
from dougong.records.examples.writing import example
from dougong.records.history import history
from dougong.records.problems import operation_not_granted
from dougong.records.read_routes import caller_of, executor_of, json_response, parsed, require_open
from dougong.records.reading.aggregates import aggregate
from dougong.records.reading.callers import Caller
from dougong.records.reading.choices import choices, depends, field_at
from dougong.records.reading.marks import marks
from dougong.records.reading.query import ExampleQuery, MarksQuery, PlaceQuery
from dougong.records.reading.reader import Reader
from dougong.records.routes import RECORDS, AppKey, FormKey, RecordId
from dougong.records.runtime import form_runtime
from dougong.records.schemas import Aggregate, Locate, Reveal, Typed, ViewBody, ViewChange
from dougong.records.work import Work
from engines.form.labels import label_text

router = APIRouter(tags=["records"])
FORM = "/apps/{app}/forms/{form}"
TYPING = RateLimitItemPerMinute(120)
"""Questions of a person who types."""
ViewId = Annotated[str, Path(max_length=64)]


@declares("signed_in", outside=True)
async def get_form(request: Request) -> Response:
    """The published form as this caller may know it, with everything the page runs."""
    caller = await caller_of(request)
    actor = await authenticate(request)
    form = request.path_params["form"]
    database: Database = request.app.state.database

    def asked() -> tuple[list[dict[str, Any]], dict[str, Any]]:
        creating = caller.access.granted(form, "create")
        with database.snapshot() as tx:
            return views.list_views(tx, actor, caller.app, form), given_values(tx, caller.access, form, creating)

    return json_response(form_runtime(caller, form, *await run_in_threadpool(asked)))


@declares("signed_in", outside=True)
async def aggregate_records(request: Request) -> Response:
    """Groups and measures, under grants that allow summing."""
    caller = await caller_of(request)
    try:
        body = Aggregate.model_validate_json(await request.body())
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Invalid(say(f"请求内容有误：{place}", f"The request is not valid: {place}"), "bad_request") from error
    return json_response(await aggregate(executor_of(request), caller, request.path_params["form"], body))


@declares("signed_in", outside=True)
async def place_of_record(request: Request) -> Response:
    """Where a record stands in a list: `{"at": 0}` is its first place."""
    caller = await caller_of(request)
    query = parsed(PlaceQuery, request)
    reader = Reader(executor_of(request), caller.app, caller.access)
    return json_response({"at": await reader.place(request.path_params["form"], query.id, query)})


@declares("signed_in", outside=True)
async def marks_of_list(request: Request) -> Response:
    """Cursors at regular places of a list: `{"marks": […]}`."""
    caller = await caller_of(request)
    query = parsed(MarksQuery, request)
    found = await marks(executor_of(request), caller.access, request.path_params["form"], query)
    return json_response({"marks": found})


@declares("signed_in", outside=True)
async def link_choices(request: Request) -> Response:
    """Records a link field may be set to."""
    caller = await caller_of(request)
    params = request.query_params
    search = (params.get("search") or "")[:200] or None
    ids = params["values"].split(",")[:200] if params.get("values") else None
    limit = min(max(int(params["limit"]), 1), 200) if params.get("limit", "").isdigit() else 50
    path, form = request.path_params["field"], request.path_params["form"]
    given = offering.given_in(params.get("given"))
    if given is not None and depends(caller, form, path):
        field_at(caller, form, path)
        asked = (path, given, params.get("record"), search, ids, limit)
        return json_response({"items": await run_in_threadpool(_offered, request, caller, form, asked)})
    found = await choices(executor_of(request), caller, form, path, search, ids, limit)
    return json_response({"items": found})


def _offered(request: Request, caller: Caller, form: str, asked: tuple[Any, ...]) -> list[dict[str, Any]]:
    actor = request.state.actor
    with request.app.state.database.snapshot() as tx:
        return offering.offered(Work(tx, caller.app, actor, caller.access, "ui"), form, *asked)


@declares("signed_in")
async def app_openapi(request: Request) -> Response:
    """The app's own API, with typed schemas of the forms this caller may use."""
    caller = await caller_of(request)
    await require_open(request, caller)
    language = language_of(request)
    label = label_text(caller.app.label, language)
    server = str(request.base_url).rstrip("/")
    platform = await run_in_threadpool(request.app.openapi)  # the first time takes a second; then it is remembered
    return json_response(openapi.document(caller.app, caller.access, label, language, server, platform))


@declares("signed_in")
async def form_example(request: Request) -> Response:
    """A program that uses the form's API: `{"file", "text"}`."""
    caller = await caller_of(request)
    asked = parsed(ExampleQuery, request)
    form = caller.app.forms[request.path_params["form"]]
    if not caller.access.may(form.key, "read"):
        raise operation_not_granted("read")
    base = str(request.base_url).rstrip("/")
    return json_response(example(caller.app, caller.access, form, asked.language, language_of(request), base))


router.add_route(FORM, get_form, methods=["GET"])
router.add_route(FORM + "/example", form_example, methods=["GET"])
router.add_route(RECORDS + ":place", place_of_record, methods=["GET"])
router.add_route(RECORDS + ":marks", marks_of_list, methods=["GET"])
router.add_route(RECORDS + ":aggregate", aggregate_records, methods=["POST"])
router.add_route(FORM + "/fields/{field}/choices", link_choices, methods=["GET"])
router.add_route("/apps/{app}/openapi.json", app_openapi, methods=["GET"])


@router.get(RECORDS + "/{record_id}/history", dependencies=[requires("signed_in")])
def record_history(
    app: AppKey, form: FormKey, record_id: RecordId, request: Request, tx: Read, actor: CurrentPerson
) -> Response:
    """What happened to a record, newest first, under the reader's field rights."""
    work = writing.begin(tx, actor, app, form)
    document = {"items": history(work, form, record_id, language_of(request))}
    return Response(dump_json(document), media_type="application/json")


@router.post(RECORDS + "/{record_id}:reveal", dependencies=[requires("signed_in")])
def reveal_value(
    app: AppKey, form: FormKey, record_id: RecordId, body: Reveal, tx: Write, actor: CurrentPerson
) -> Response:
    """The whole value of an encrypted field, for who has the right to it; noted in the audit log."""
    value = reveal.reveal(writing.begin(tx, actor, app, form), form, record_id, body.field)
    answer = Response(dump_json({"value": value}), media_type="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post(RECORDS + ":taken", dependencies=[requires("signed_in")])
def taken_values(
    app: AppKey, form: FormKey, body: Typed, database: Db, actor: CurrentPerson, request: Request
) -> dict[str, Any]:
    """`{"taken": [problem of a field]}`: which of the values that must be unique another record has already."""
    request.app.state.rates.count(TYPING, "taken", actor.person_id)
    with database.snapshot() as tx:
        work = writing.begin(tx, actor, app, form)
        if not any(work.access.may(form, op) and actor.token_allows(op, app) for op in ("create", "update")):
            raise operation_not_granted("create")
        found = unique.taken(work, form, body.values, body.id)
        return {"taken": [error.document(language_of(request)) for error in found]}


@router.post(RECORDS + ":locate", dependencies=[requires("signed_in")])
def locate_records(app: AppKey, form: FormKey, body: Locate, tx: Write, actor: CurrentPerson) -> dict[str, Any]:
    """Ids of records whose encrypted field holds exactly this, for who may see it whole; noted in the audit log."""
    return {"ids": reveal.locate(writing.begin(tx, actor, app, form), form, body.field, body.value)}


@router.get(FORM + "/views", dependencies=[requires("signed_in", outside=True)])
def list_views(app: AppKey, form: FormKey, tx: Read, actor: CurrentPerson) -> dict[str, Any]:
    open_app(tx, actor, app)
    work = writing.begin(tx, actor, app, form)
    return {"items": views.list_views(tx, actor, work.app, form)}


@router.post(FORM + "/views", dependencies=[requires("signed_in")], status_code=201)
def create_view(app: AppKey, form: FormKey, body: ViewBody, tx: Write, actor: CurrentPerson) -> dict[str, Any]:
    work = writing.begin(tx, actor, app, form)
    return views.create_view(tx, actor, Caller(work.app, work.access), form, body)


@router.patch(FORM + "/views/{view_id}", dependencies=[requires("signed_in")])
def change_view(
    app: AppKey, form: FormKey, view_id: ViewId, body: ViewChange, tx: Write, actor: CurrentPerson
) -> dict[str, Any]:
    work = writing.begin(tx, actor, app, form)
    return views.change_view(tx, actor, Caller(work.app, work.access), form, view_id, body)


@router.delete(FORM + "/views/{view_id}", dependencies=[requires("signed_in")], status_code=204)
def delete_view(app: AppKey, form: FormKey, view_id: ViewId, tx: Write, actor: CurrentPerson) -> None:
    views.delete_view(tx, actor, app, form, view_id)
