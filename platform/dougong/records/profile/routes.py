"""Routes of a record's profile: the page, its lists, and the one timeline."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from dougong.kit.web import requires
from dougong.records.profile.page import profile, related
from dougong.records.profile.timeline import TimelineQuery, timeline
from dougong.records.read_routes import caller_of, executor_of, json_response
from dougong.records.reading.query import ListQuery
from dougong.records.routes import RECORDS, AppKey, FormKey, RecordId

router = APIRouter(tags=["around records"])
OPEN = [requires("signed_in", outside=True)]
RECORD = RECORDS + "/{record_id}"
ListKey = Annotated[str, Path(max_length=48)]
JSON: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": {"schema": {"type": "object"}}}}}


@router.get(RECORD + "/profile", dependencies=OPEN, response_class=Response, responses=JSON)
async def record_profile(app: AppKey, form: FormKey, record_id: RecordId, request: Request) -> Response:
    """`{"header", "figures", "tabs", "timeline"}`: what the caller may know of what leads to the record."""
    return json_response(await profile(executor_of(request), await caller_of(request), form, record_id))


@router.get(RECORD + "/profile/{list_key}", dependencies=OPEN, response_class=Response, responses=JSON)
async def profile_list(
    app: AppKey,
    form: FormKey,
    record_id: RecordId,
    list_key: ListKey,
    query: Annotated[ListQuery, Query()],
    request: Request,
) -> Response:
    """A page of one of its lists; the query is that of every list of records."""
    caller = await caller_of(request)
    return json_response(await related(executor_of(request), caller, form, record_id, list_key, query))


@router.get(RECORD + "/timeline", dependencies=OPEN, response_class=Response, responses=JSON)
async def record_timeline(
    app: AppKey, form: FormKey, record_id: RecordId, query: Annotated[TimelineQuery, Query()], request: Request
) -> Response:
    """What happened around the record, newest first: `{"items", "next"}`."""
    return json_response(await timeline(executor_of(request), await caller_of(request), form, record_id, query))
