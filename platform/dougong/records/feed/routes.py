"""The changes feed over HTTP."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from dougong.kit.db import Database
from dougong.kit.types import dump_json
from dougong.kit.web import Actor, authenticate, declares
from dougong.records import writing
from dougong.records.feed import changes
from dougong.records.read_routes import caller_of, parsed
from dougong.records.routes import RECORDS

router = APIRouter(tags=["records"])
_LOOK_EVERY = 1.0
"""Seconds between two looks of one who waits: a look at nothing new is one indexed statement."""


@declares("signed_in")
async def record_changes(request: Request) -> Response:
    """What has changed since a cursor; with `wait`, the answer comes when there is something, or the time is over."""
    await caller_of(request)
    actor = await authenticate(request)
    query = parsed(changes.ChangesQuery, request)
    app, form = request.path_params["app"], request.path_params["form"]
    until = time.monotonic() + query.wait
    while True:
        document = await run_in_threadpool(_look, request.app.state.database, actor, app, form, query)
        if document["items"] or query.since is None or time.monotonic() >= until:
            break
        if document["more"]:
            query = query.model_copy(update={"since": document["next"]})  # nothing in it that this reader may know
        elif await request.is_disconnected():
            break
        else:
            await asyncio.sleep(_LOOK_EVERY)
    return Response(dump_json(document), media_type="application/json", headers={"Cache-Control": "no-store"})


def _look(database: Database, actor: Actor, app: str, form: str, query: changes.ChangesQuery) -> dict[str, Any]:
    with database.snapshot(consistent=True) as tx:
        return changes.page(writing.begin(tx, actor, app, form), form, query)


router.add_route(RECORDS + ":changes", record_changes, methods=["GET"])
