"""Reads of records over HTTP: bare Starlette endpoints, bytes out (design §10.1)."""

from __future__ import annotations

from typing import TypeVar

import orjson
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dougong.apps.rights import open_app
from dougong.kit.db import Database
from dougong.kit.errors import FieldError, Invalid, NotFound, say
from dougong.kit.web import Actor, authenticate, declares, enforce
from dougong.records.locking.service import state
from dougong.records.reading.callers import Caller, Callers
from dougong.records.reading.executor import Executor
from dougong.records.reading.query import ListQuery, OneQuery
from dougong.records.reading.reader import Reader
from dougong.records.reading.rights import rights_on
from dougong.records.views import view_query
from dougong.records.work import Work

RECORDS = "/apps/{app}/forms/{form}/records"
Query = TypeVar("Query", bound=BaseModel)


async def caller_of(request: Request) -> Caller:
    """Who reads; 404 for an app or form that isn't there."""
    await enforce("signed_in", request)
    actor = await authenticate(request)
    callers: Callers = request.app.state.callers
    caller = await callers.of(actor, request.path_params["app"])
    form = request.path_params.get("form")
    if form is not None and form not in caller.app.forms:
        raise NotFound(say("表单不存在。", "There is no such form."), "form_not_found")
    return caller


async def require_open(request: Request, caller: Caller) -> None:
    """404, as for an app that isn't there, for who has nothing to do with it: no right in it, and not its designer."""
    if not caller.access.grants:
        actor = await authenticate(request)
        await run_in_threadpool(_open, request.app.state.database, actor, caller.app.key)


def _open(database: Database, actor: Actor, app_key: str) -> None:
    with database.snapshot() as tx:
        open_app(tx, actor, app_key)


def executor_of(request: Request) -> Executor:
    """The process's lean executor."""
    executor: Executor = request.app.state.executor
    return executor


def parsed(model: type[Query], request: Request) -> Query:
    """The query string as `model`; unknown or malformed parameters are a 422 that names them."""
    try:
        return model.model_validate(dict(request.query_params))
    except ValidationError as error:
        wrong = [
            FieldError(
                str(each["loc"][0]) if each["loc"] else "",
                "unknown_parameter" if each["type"] == "extra_forbidden" else "bad_parameter",
                say(f"参数“{each['loc'][0]}”无效。", f"The parameter “{each['loc'][0]}” is not valid."),
            )
            for each in error.errors()
        ]
        raise Invalid(say("请求参数有误。", "The query is not valid."), "bad_query", errors=wrong) from error


def json_response(document: object) -> Response:
    """JSON bytes; never cached by anybody."""
    return Response(orjson.dumps(document), media_type="application/json", headers={"Cache-Control": "no-store"})


@declares("signed_in", outside=True)
async def list_records(request: Request) -> Response:
    """A page of records."""
    caller = await caller_of(request)
    query = parsed(ListQuery, request)
    form = request.path_params["form"]
    view = await view_query(executor_of(request), caller, form, query.view) if query.view else None
    reader = Reader(executor_of(request), caller.app, caller.access)
    return json_response(await reader.page(form, query, view))


@declares("signed_in", outside=True)
async def get_record(request: Request) -> Response:
    """One record, with what its caller may do to it."""
    caller = await caller_of(request)
    query = parsed(OneQuery, request)
    form, record_id = request.path_params["form"], request.path_params["record_id"]
    reader = Reader(executor_of(request), caller.app, caller.access)
    record = await reader.one(form, record_id, query.wanted_fields, query.expanded)
    if query.can:
        record["_can"] = await rights_on(executor_of(request), caller, form, record_id)
        if caller.app.forms[form].lock is not None:
            record["_can"] |= await run_in_threadpool(_lock, request, await authenticate(request), caller, record_id)
    return json_response(record)


def _lock(request: Request, actor: Actor, caller: Caller, record_id: str) -> dict[str, object]:
    """A locked record can't be changed, whatever the grants say."""
    form = request.path_params["form"]
    with request.app.state.database.snapshot() as tx:
        found = state(Work(tx, caller.app, actor, caller.access.at(tx.now), "ui"), form, record_id)
    return found if found["locked"] is None else {**found, "update": False, "delete": False, "write": []}


def lean_routes(prefix: str) -> list[Route]:
    """These two stand before all other routes: nine requests of ten should not be matched against a hundred first."""
    return [
        Route(prefix + RECORDS + "/{record_id}", get_record, methods=["GET"]),
        Route(prefix + RECORDS, list_records, methods=["GET"]),
    ]
