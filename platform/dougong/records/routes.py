"""Changes of records over HTTP. Reads stand in `read_routes`, on their own lean path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Path, Request, Response

from dougong.kit.db import Write
from dougong.kit.errors import Conflict, Invalid, say
from dougong.kit.types import dump_json
from dougong.kit.web import CurrentPerson, language_of, requires
from dougong.records import idempotency, service, writing
from dougong.records.schemas import Bulk, Prepare
from dougong.records.work import Item, Listener

router = APIRouter(tags=["records"])

AppKey = Annotated[str, Path(alias="app", max_length=48)]
FormKey = Annotated[str, Path(alias="form", max_length=64)]
RecordId = Annotated[str, Path(alias="record_id", max_length=36)]
Values = Annotated[dict[str, Any], Body()]
RECORDS = "/apps/{app}/forms/{form}/records"


def listeners_of(request: Request) -> Sequence[Listener]:
    """Whoever reacts to changes of records; bound by `dougong.reactions`."""
    found: Sequence[Listener] = request.app.state.record_listeners
    return found


def _json(document: Any, status: int = 200) -> Response:
    return Response(dump_json(document), status, media_type="application/json")


@router.post(RECORDS, dependencies=[requires("signed_in")], status_code=201)
def create_record(
    app: AppKey,
    form: FormKey,
    values: Values,
    request: Request,
    tx: Write,
    actor: CurrentPerson,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:
    """Adds a record. With an `Idempotency-Key` the same request sent again gets the first answer."""
    if idempotency_key:
        stored = idempotency.begin(tx, actor.person_id, idempotency_key, [app, form, values])
        if stored is not None:
            return _json(stored.body, stored.status)
    work = writing.begin(tx, actor, app, form, listeners=listeners_of(request))
    item = service.create(work, form, values)
    writing.note(work, form, [item])
    document = writing.answer(work, form, item)
    if idempotency_key:
        idempotency.finish(tx, actor.person_id, idempotency_key, 201, document)
    return _json(document, 201)


@router.patch(RECORDS + "/{record_id}", dependencies=[requires("signed_in")])
def update_record(
    app: AppKey,
    form: FormKey,
    record_id: RecordId,
    values: Values,
    request: Request,
    tx: Write,
    actor: CurrentPerson,
    if_match: Annotated[str | None, Header(max_length=40)] = None,
) -> Response:
    """Changes fields. The version the caller saw is needed, in the body or as `If-Match`."""
    version, fields = _version_of(values, if_match)
    work = writing.begin(tx, actor, app, form, listeners=listeners_of(request))
    try:
        item = service.update(work, form, record_id, fields, version)
    except Conflict as conflict:
        raise writing.with_current(work, form, record_id, conflict) from conflict
    writing.note(work, form, [item])
    return _json(writing.answer(work, form, item))


@router.delete(RECORDS + "/{record_id}", dependencies=[requires("signed_in")], status_code=204)
def delete_record(
    app: AppKey, form: FormKey, record_id: RecordId, request: Request, tx: Write, actor: CurrentPerson
) -> Response:
    """Puts a record into the recycle bin."""
    work = writing.begin(tx, actor, app, form, listeners=listeners_of(request))
    writing.note(work, form, [service.delete(work, form, record_id)])
    return Response(status_code=204)


@router.post(RECORDS + "/{record_id}:restore", dependencies=[requires("signed_in")])
def restore_record(
    app: AppKey, form: FormKey, record_id: RecordId, request: Request, tx: Write, actor: CurrentPerson
) -> Response:
    """Brings a record back out of the recycle bin."""
    work = writing.begin(tx, actor, app, form, listeners=listeners_of(request))
    item = service.restore(work, form, record_id)
    writing.note(work, form, [item])
    return _json(writing.answer(work, form, item))


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
    work = writing.begin(tx, actor, app, form, door="bulk", listeners=listeners_of(request))
    operations = [service.Operation(each.op, each.id, each.version, each.values) for each in body.operations]
    items = service.bulk(work, form, operations, atomic=body.atomic)
    writing.note(work, form, items)
    language = language_of(request)
    document = {"results": [_result(item, language) for item in items]}
    if idempotency_key:
        idempotency.finish(tx, actor.person_id, idempotency_key, 200, document)
    return _json(document)


@router.post(RECORDS + ":prepare", dependencies=[requires("signed_in")])
def prepare_record(
    app: AppKey, form: FormKey, body: Prepare, request: Request, tx: Write, actor: CurrentPerson
) -> Response:
    """The pipeline without saving: defaults, fills, rules, formulas and problems as the server sees them."""
    work = writing.begin(tx, actor, app, form)
    outcome = service.prepare(work, form, body.id, body.values)
    return _json(writing.prepared(work, form, outcome, language_of(request)))


def _result(item: Item, language: str) -> dict[str, Any]:
    if item.problem is not None:
        return {"ok": False, "problem": item.problem.document(language)}
    version = item.new.version if item.new else None
    return {"ok": True, "record": {"id": item.record_id, "version": version}}


def _version_of(values: Mapping[str, Any], if_match: str | None) -> tuple[int, dict[str, Any]]:
    fields = dict(values)
    given = fields.pop("version", None)
    if given is None and if_match is not None:
        text = if_match.removeprefix("W/").strip('"')
        given = int(text) if text.isdigit() else None
    if not isinstance(given, int) or isinstance(given, bool):
        raise Invalid(
            say(
                "请提供您所看到的版本号 version（或 If-Match）。",
                "Give the version you saw, as `version` or `If-Match`.",
            ),
            "version_required",
        )
    return given, fields
