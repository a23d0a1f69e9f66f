"""Changes of records over HTTP. Reads stand in `read_routes`, on their own lean path.

Adding, changing and deleting one record are bare endpoints: body read, one thread, one transaction, bytes out.
FastAPI's way with dependencies takes three threads and half as long again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from dougong.kit.db import Database, Read, Transaction, Write
from dougong.kit.errors import Conflict, Invalid, say
from dougong.kit.turns import Turns
from dougong.kit.types import dump_json
from dougong.kit.web import Actor, CurrentPerson, authenticate, declares, enforce, language_of, requires
from dougong.records import copying, idempotency, reverting, service, writing
from dougong.records.explain import why
from dougong.records.reading.callers import Callers
from dougong.records.schemas import Bulk, Copy, Explain, Prepare, Revert
from dougong.records.work import Door, Listener, Work

router = APIRouter(tags=["records"])

AppKey = Annotated[str, Path(alias="app", max_length=48)]
FormKey = Annotated[str, Path(alias="form", max_length=64)]
RecordId = Annotated[str, Path(alias="record_id", max_length=36)]
JSON = dict[str, Any]
RECORDS = "/apps/{app}/forms/{form}/records"


def listeners_of(request: Request) -> Sequence[Listener]:
    """Whoever reacts to changes of records; bound by `dougong.reactions`."""
    found: Sequence[Listener] = request.app.state.record_listeners
    return found


def _json(document: Any, status: int = 200) -> Response:
    return Response(dump_json(document), status, media_type="application/json")


@declares("signed_in", outside=True)
async def create_record(request: Request) -> Response:
    """Adds a record. With an `Idempotency-Key` the same request sent again gets the first answer."""
    return await _in_transaction(_create, request, await _values(request))


def _create(request: Request, values: JSON, actor: Actor, tx: Transaction) -> Response:
    app, form = request.path_params["app"], request.path_params["form"]
    idempotency_key = request.headers.get("idempotency-key")
    if idempotency_key:
        stored = idempotency.begin(tx, actor.person_id, idempotency_key, [app, form, values])
        if stored is not None:
            return _json(stored.body, stored.status)
    work = _begin(request, tx, actor)
    item = service.create(work, form, values)
    writing.note(work, form, [item])
    document = writing.answer(work, form, item)
    if idempotency_key:
        idempotency.finish(tx, actor.person_id, idempotency_key, 201, document)
    return _json(document, 201)


@declares("signed_in", outside=True)
async def update_record(request: Request) -> Response:
    """Changes fields. The version the caller saw is needed, in the body or as `If-Match`."""
    return await _in_transaction(_update, request, await _values(request))


def _update(request: Request, values: JSON, actor: Actor, tx: Transaction) -> Response:
    form, record_id = request.path_params["form"], request.path_params["record_id"]
    version, fields = _version_of(values, request.headers.get("if-match"))
    work = _begin(request, tx, actor)
    try:
        item = service.update(work, form, record_id, fields, version)
    except Conflict as conflict:
        raise writing.with_current(work, form, record_id, conflict) from conflict
    writing.note(work, form, [item])
    return _json(writing.answer(work, form, item))


@declares("signed_in", outside=True)
async def delete_record(request: Request) -> Response:
    """Puts a record into the recycle bin."""
    return await _in_transaction(_delete, request, {})


def _delete(request: Request, _values: JSON, actor: Actor, tx: Transaction) -> Response:
    form = request.path_params["form"]
    work = _begin(request, tx, actor)
    item = service.delete(work, form, request.path_params["record_id"])
    writing.note(work, form, [item])
    if item.held is None or item.held["state"] == "released":
        return Response(status_code=204)
    return _json({"_pending": dict(item.held)}, 202)


router.add_route(RECORDS, create_record, methods=["POST"])
router.add_route(RECORDS + "/{record_id}", update_record, methods=["PATCH"])
router.add_route(RECORDS + "/{record_id}", delete_record, methods=["DELETE"])


@router.post(RECORDS + "/{record_id}:restore", dependencies=[requires("signed_in")])
def restore_record(
    app: AppKey, form: FormKey, record_id: RecordId, request: Request, tx: Write, actor: CurrentPerson
) -> Response:
    """Brings a record back out of the recycle bin."""
    work = writing.begin(tx, actor, app, form, listeners=listeners_of(request))
    item = service.restore(work, form, record_id)
    writing.note(work, form, [item])
    return _json(writing.answer(work, form, item))


@router.post(RECORDS + "/{record_id}:revert", dependencies=[requires("signed_in")])
def revert_record(
    app: AppKey, form: FormKey, record_id: RecordId, body: Revert, request: Request, tx: Write, actor: CurrentPerson
) -> Response:
    """The record, or some of its fields, as it was at a point of its history; what can't come back is named."""
    work = writing.begin(tx, actor, app, form, listeners=listeners_of(request))
    try:
        done = reverting.revert(work, form, record_id, body.seq, body.version, body.fields, undoing=body.before)
    except Conflict as conflict:
        raise writing.with_current(work, form, record_id, conflict) from conflict
    if done.item is not None:
        writing.note(work, form, [done.item])
    return _json(writing.reverted(work, form, record_id, done, language_of(request)))


@router.post(RECORDS + "/{record_id}:copy", dependencies=[requires("signed_in")], status_code=201)
def copy_record(
    app: AppKey, form: FormKey, record_id: RecordId, body: Copy, request: Request, tx: Write, actor: CurrentPerson
) -> Response:
    """A new record with the values of this one; `left`: fields that could not come along, and why."""
    work = writing.begin(tx, actor, app, form, listeners=listeners_of(request))
    item, left = copying.copy(work, form, record_id, body.values)
    writing.note(work, form, [item])
    return _json(
        {"record": writing.answer(work, form, item), "left": writing.named(work, form, left, language_of(request))}, 201
    )


@router.post(RECORDS + ":bulk", dependencies=[requires("signed_in")])
def bulk_records(
    app: AppKey,
    form: FormKey,
    body: Bulk,
    request: Request,
    tx: Write,
    actor: CurrentPerson,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:
    """Up to 1,000 changes through the same pipeline; one result each, in the order they were sent."""
    if idempotency_key:
        stored = idempotency.begin(tx, actor.person_id, idempotency_key, [app, form, body.model_dump()])
        if stored is not None:
            return _json(stored.body, stored.status)
    door: Door | None = "bulk" if len(body.operations) > 1 else None  # one change is what the form's own door makes
    work = writing.begin(tx, actor, app, form, door=door, listeners=listeners_of(request))
    operations = [service.Operation(each.op, each.id, each.version, each.values) for each in body.operations]
    items = service.bulk(
        work, form, operations, atomic=body.atomic and not body.rehearse, parse=body.parse, rehearse=body.rehearse
    )
    if not body.rehearse:
        writing.note(work, form, items)
    document = {"results": writing.results(work, form, items, language_of(request), body.answer)}
    if idempotency_key:
        idempotency.finish(tx, actor.person_id, idempotency_key, 200, document)
    return _json(document)


@router.post(RECORDS + ":prepare", dependencies=[requires("signed_in", outside=True)])
def prepare_record(
    app: AppKey, form: FormKey, body: Prepare, request: Request, tx: Write, actor: CurrentPerson
) -> Response:
    """The pipeline without saving: defaults, fills, rules, formulas and problems as the server sees them."""
    work = writing.begin(tx, actor, app, form)
    outcome = service.prepare(work, form, body.id, body.values)
    return _json(writing.prepared(work, form, outcome, language_of(request)))


@router.post(RECORDS + ":explain", dependencies=[requires("design")])
def explain_record(
    app: AppKey, form: FormKey, body: Explain, request: Request, tx: Read, actor: CurrentPerson
) -> Response:
    """For builders: why a field of a record is what it is. Values they may not read are withheld."""
    return _json(why(writing.begin(tx, actor, app, form), form, body, language_of(request)))


def _begin(request: Request, tx: Transaction, actor: Actor) -> Work:
    callers: Callers = request.app.state.callers
    app, form = request.path_params["app"], request.path_params["form"]
    return writing.begin(tx, actor, app, form, listeners=listeners_of(request), callers=callers)


async def _in_transaction(
    change: Callable[[Request, JSON, Actor, Transaction], Response], request: Request, values: JSON
) -> Response:
    """Runs `change` in one thread and one transaction; the answer leaves after the commit. Who changes the same form
    waits in line: see `Turns`."""
    await enforce("signed_in", request)
    actor = await authenticate(request)
    database: Database = request.app.state.database

    def run() -> Response:
        with database.transaction() as tx:
            return change(request, values, actor, tx)

    turns: Turns = request.app.state.turns
    async with turns.of((request.path_params["app"], request.path_params["form"])):
        return await run_in_threadpool(run)


async def _values(request: Request) -> JSON:
    """The body, which must be a JSON object."""
    try:
        values = orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise _not_an_object() from error
    if not isinstance(values, dict):
        raise _not_an_object()
    return values


def _not_an_object() -> Invalid:
    return Invalid(say("请求内容必须是 JSON 对象。", "The body must be a JSON object."), "invalid_request")


def _version_of(values: Mapping[str, Any], if_match: str | None) -> tuple[int, dict[str, Any]]:
    fields = dict(values)
    given = fields.pop("version", None)
    if given is None and if_match is not None:
        text = if_match.removeprefix("W/").strip('"')
        given = int(text) if text.isdigit() else None
    if not isinstance(given, int) or isinstance(given, bool):
        raise Invalid(
            say(
                "请提供你所看到的版本号 version（或 If-Match）。",
                "Give the version you saw, as `version` or `If-Match`.",
            ),
            "version_required",
        )
    return given, fields
