"""The changes feed over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from dougong.kit.db import Database
from dougong.kit.types import dump_json
from dougong.kit.web import Actor, authenticate, declares
from dougong.messaging.live import Hub
from dougong.records import writing
from dougong.records.around.live import list_key
from dougong.records.feed import changes
from dougong.records.read_routes import caller_of, parsed
from dougong.records.routes import RECORDS

router = APIRouter(tags=["records"])
_LOOK_EVERY = 1.0
"""Seconds between two looks of one who waits and is told nothing: a look at nothing new is one indexed statement."""


@declares("signed_in")
async def record_changes(request: Request) -> Response:
    """What has changed since a cursor; with `wait`, the answer comes when there is something, or the time is over."""
    await caller_of(request)
    actor = await authenticate(request)
    query = parsed(changes.ChangesQuery, request)
    app, form = request.path_params["app"], request.path_params["form"]
    until = time.monotonic() + query.wait
    news = asyncio.Event()
    told: asyncio.Task[None] | None = None
    try:
        while True:
            document = await run_in_threadpool(_look, request.app.state.database, actor, app, form, query)
            if document["items"] or query.since is None or time.monotonic() >= until:
                break
            if document["more"]:
                query = query.model_copy(update={"since": document["next"]})  # nothing that this reader may know
                continue
            if await request.is_disconnected():
                break
            told = told or asyncio.create_task(_hear(request.app.state.list_hub, list_key(app, form), news))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), _LOOK_EVERY)
            news.clear()
    finally:
        if told is not None:
            told.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await told
    return Response(dump_json(document), media_type="application/json", headers={"Cache-Control": "no-store"})


async def _hear(hub: Hub, key: str, news: asyncio.Event) -> None:
    """Tells who waits that the form has changed, as open lists are told."""
    async with contextlib.aclosing(hub.follow(key)) as stream:
        async for _topic, _stamp in stream:
            news.set()


def _look(database: Database, actor: Actor, app: str, form: str, query: changes.ChangesQuery) -> dict[str, Any]:
    with database.snapshot(consistent=True) as tx:
        return changes.page(writing.begin(tx, actor, app, form), form, query)


router.add_route(RECORDS + ":changes", record_changes, methods=["GET"])
