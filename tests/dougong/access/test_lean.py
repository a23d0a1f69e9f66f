"""Prepared statements on the bare drivers answer as SQLAlchemy does, and their text serves everybody alike."""

from __future__ import annotations

import asyncio
import sqlite3
from functools import partial
from typing import Any, cast

import asyncpg
from fastapi import APIRouter, FastAPI
from sqlalchemy import ClauseElement, Executable, Select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dougong.access.compiler import Access
from dougong.access.grants import Grant, GrantSet, Principal
from dougong.access.lean import Statements, dialect_of, prepare
from dougong.access.rights import declares, requires, undeclared_routes
from dougong.access.sql import register_functions
from tests.dougong.access.sample import NOW, TZ, Data, database, make_data

GRANTS = GrantSet(
    [
        Grant.model_validate(
            {"id": "a", "to": ["everyone"], "form": "*", "ops": ["read"], "rows": "own", "read": ["*"]},
        ),
        Grant.model_validate(
            {
                "id": "b",
                "to": ["everyone"],
                "form": "*",
                "ops": ["read"],
                "rows": "department_tree",
                "read": ["t1", "n1"],
            }
        ),
    ]
)


def access_of(data: Data, index: int) -> Access:
    person = data.people[index]
    department = person["department_id"]
    ids = (department,) if department else ()
    principal = Principal(person["id"], person["name"], person["email"], department, ids, ids, tz=TZ)
    return Access(data.catalog, GRANTS, principal, NOW)


def fetch(url: str, sql: str, arguments: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """The rows from sqlite3 or asyncpg, without SQLAlchemy."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        try:
            register_functions(cast(DBAPIConnection, connection))
            return connection.execute(sql, arguments).fetchall()
        finally:
            connection.close()

    async def run() -> list[tuple[Any, ...]]:
        connected = await asyncpg.connect(url)
        try:
            return [tuple(row) for row in await connected.fetch(sql, *arguments)]
        finally:
            await connected.close()

    return asyncio.run(run())


class Explained(Executable, ClauseElement):
    """EXPLAIN of a statement."""

    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(Explained)
def _explained(element: Explained, compiler: SQLCompiler, **kw: Any) -> str:
    return f"EXPLAIN {compiler.process(element.statement, **kw)}"


def test_a_prepared_statement_answers_as_sqlalchemy_does(database_url: str) -> None:
    data = make_data(3)
    with database(database_url, data) as opened, opened.snapshot() as tx:
        statements = Statements(dialect_of(tx.dialect))
        texts = set()
        for index in range(4):
            access = access_of(data, index)
            tree = access.filter("sample", "n1 > 0 and created_at <= NOW() and n1 * 2 <> 3 or t1 = NULL")
            build = partial(access.select, "sample", filter_ast=tree, sort="-n1", search="a", limit=20)
            prepared = statements.get((access.shape, "list"), build)
            texts.add(prepared.sql)
            rows = fetch(database_url, prepared.sql, prepared.bind(access.params))
            wanted = tx.execute(build()).all()
            ident = prepared.columns.index("id")
            assert [str(row[ident]) for row in rows] == [row.id for row in wanted]
            assert list(prepared.columns) == list(wanted[0]._fields if wanted else prepared.columns)
        assert len(texts) == 1


def test_one_record_is_bound_by_its_id(database_url: str) -> None:
    data = make_data(3)
    with database(database_url, data) as opened, opened.snapshot() as tx:
        access = access_of(data, 0)
        mine = [row for row in data.rows["sample"] if row["owner"] == data.people[0]["id"] and not row["deleted_at"]]
        prepared = prepare(access.get("sample", mine[0]["id"]), dialect_of(tx.dialect))
        for row in mine:
            found = fetch(database_url, prepared.sql, prepared.bind({**access.params, "id": row["id"]}))
            assert [str(r[0]) for r in found] == [row["id"]]
        assert fetch(database_url, prepared.sql, prepared.bind({**access.params, "id": data.people[0]["id"]})) == []


def test_a_plain_comparison_is_served_by_an_index(database_url: str) -> None:
    data = make_data(3)
    everything = Grant.model_validate(
        {"id": "a", "to": ["everyone"], "form": "*", "ops": ["read"], "rows": "all", "read": ["*"]}
    )
    access = Access(data.catalog, [everything], access_of(data, 0).principal, NOW)
    with database(database_url, data) as opened, opened.snapshot() as tx:
        tree = access.filter("sample", "n1 = 2.5 and t2 <> 'x'")
        prepared = prepare(access.count("sample", filter_ast=tree), dialect_of(tx.dialect))
        if tx.dialect == "postgresql":
            tx.connection.exec_driver_sql("SET enable_seqscan = off")
            plan = str(tx.execute(Explained(access.count("sample", filter_ast=tree))).all())
        else:
            plan = str(fetch(database_url, f"EXPLAIN QUERY PLAN {prepared.sql}", prepared.bind(access.params)))
    assert "ix__test__sample__n1__id" in plan, plan


def test_routes_without_a_declared_right_are_found() -> None:
    router = APIRouter()

    @router.get("/open", dependencies=[requires("person")])
    def with_right() -> None: ...

    @router.post("/forgotten")
    def without_right() -> None: ...

    @declares("record:read")
    async def listed(request: Request) -> PlainTextResponse:
        return PlainTextResponse("")

    async def lost(request: Request) -> PlainTextResponse:
        return PlainTextResponse("")

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(router, prefix="/api")
    app.router.routes += [Route("/records", listed), Route("/lost", lost)]
    assert undeclared_routes(app) == ["GET,HEAD /lost", "POST /api/forgotten"]
