"""The bare limit: the same statements on the same table, with nothing of ours around them (design §11).

`python -m scripts.benches.bare <port> <database url>`: a Starlette application on sqlite3 or asyncpg.
"""

from __future__ import annotations

import sqlite3
import sys
import uuid
from collections import deque
from datetime import UTC, datetime
from typing import Any

import asyncpg
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

LIST = "SELECT * FROM bench__customer WHERE status = {} AND deleted_at IS NULL ORDER BY signup DESC, id DESC LIMIT 51"
GET = "SELECT * FROM bench__customer WHERE id = {}"
INSERT = (
    "INSERT INTO bench__customer (id, created_at, updated_at, version, name, status) VALUES ({}, {}, {}, 1, {}, {})"
)
UPDATE = "UPDATE bench__customer SET city = {}, version = version + 1 WHERE id = {}"


def _json(document: Any) -> Response:
    return Response(orjson.dumps(document, default=str), media_type="application/json")


def sqlite_app(path: str) -> Starlette:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.row_factory = sqlite3.Row
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    sql = {name: text.format(*["?"] * 9) for name, text in _statements()}

    async def get(request: Request) -> Response:
        return _json(dict(connection.execute(sql["get"], (request.path_params["id"],)).fetchone()))

    async def listed(request: Request) -> Response:
        rows = connection.execute(sql["list"], (request.query_params["status"],)).fetchall()
        return _json([dict(row) for row in rows])

    async def create(request: Request) -> Response:
        body = orjson.loads(await request.body())
        now = "2026-11-22T00:00:00.000Z"
        connection.execute(sql["insert"], (str(uuid.uuid4()), now, now, body["name"], body["status"]))
        return _json(body)

    async def change(request: Request) -> Response:
        body = orjson.loads(await request.body())
        connection.execute(sql["update"], (body["city"], request.path_params["id"]))
        return _json(body)

    return _application(get, listed, create, change)


def postgresql_app(url: str) -> Starlette:
    free: deque[Any] = deque()
    sql = {name: text.format(*[f"${n}" for n in range(1, 10)]) for name, text in _statements()}

    async def run(name: str, *values: Any) -> Any:
        connection = free.popleft() if free else await asyncpg.connect(url)
        rows = await connection.fetch(sql[name], *values)
        free.append(connection)
        return [dict(row) for row in rows]

    async def get(request: Request) -> Response:
        return _json((await run("get", request.path_params["id"]))[0])

    async def listed(request: Request) -> Response:
        return _json(await run("list", request.query_params["status"]))

    async def create(request: Request) -> Response:
        body = orjson.loads(await request.body())
        now = datetime.now(UTC)
        await run("insert", str(uuid.uuid4()), now, now, body["name"], body["status"])
        return _json(body)

    async def change(request: Request) -> Response:
        body = orjson.loads(await request.body())
        await run("update", body["city"], request.path_params["id"])
        return _json(body)

    return _application(get, listed, create, change)


def _statements() -> list[tuple[str, str]]:
    return [("get", GET), ("list", LIST), ("insert", INSERT), ("update", UPDATE)]


def _application(get: Any, listed: Any, create: Any, change: Any) -> Starlette:
    return Starlette(
        routes=[
            Route("/records", listed, methods=["GET"]),
            Route("/records", create, methods=["POST"]),
            Route("/records/{id}", get, methods=["GET"]),
            Route("/records/{id}", change, methods=["PATCH"]),
        ]
    )


if __name__ == "__main__":
    address = sys.argv[2]
    made = sqlite_app(address.partition("///")[2]) if address.startswith("sqlite") else postgresql_app(address)
    uvicorn.run(made, port=int(sys.argv[1]), log_level="error", access_log=False)
