"""Two requests that wait for each other, and races that PostgreSQL gives up: carried out again, or told in words."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlalchemy import insert, select, text, update

from dougong.identity.models import person_group
from dougong.kit.config import Settings
from dougong.kit.db import Database, Db, Write
from dougong.kit.ids import new_id
from dougong.kit.retry import TRIES
from dougong.kit.web import requires
from tests.databases import Kind

PUBLIC = [requires("public")]
NOTHING = {"ids": [], "mark": "x"}
OWN = {"origin": "http://testserver"}
_g = person_group.c


class Names(BaseModel):
    """Which rows a request changes, in which order, and what it appends to their names."""

    ids: list[str]
    mark: str


def groups(database: Database, *names: str) -> list[str]:
    ids = [new_id() for _ in names]
    with database.transaction() as tx:
        for each, name in zip(ids, names, strict=True):
            tx.execute(insert(person_group).values(id=each, name=name))
    return ids


def names(database: Database) -> set[str]:
    with database.snapshot() as tx:
        return set(tx.execute(select(_g.name)).scalars())


def refusing(app: FastAPI, tries: list[str], state: str = "40001") -> None:
    """A route that PostgreSQL refuses each time with `state`."""

    @app.post("/api/v1/lose", dependencies=PUBLIC)
    def lose(tx: Write, body: Names) -> None:
        tries.append(body.mark)
        tx.execute(insert(person_group).values(id=new_id(), name="never"))
        tx.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$"))


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    """The application without its page, which takes every address that comes after it."""
    app.router.routes.pop()
    return app


@pytest.fixture
def postgresql(database_kind: Kind) -> None:
    if database_kind == "sqlite":
        pytest.skip("SQLite has one writer at a time: no transaction of it loses a deadlock")


def test_two_requests_that_deadlock_are_both_carried_out_once(
    postgresql: None, app: FastAPI, settings: Settings, database: Database
) -> None:
    one, two = groups(database, "a", "b")
    both_hold_one, tries = threading.Barrier(2), list[str]()

    @app.post("/api/v1/swap", dependencies=PUBLIC)
    def swap(tx: Write, body: Names) -> dict[str, str]:
        tries.append(body.mark)
        first_time = tries.count(body.mark) == 1
        for each in body.ids:
            tx.execute(update(person_group).where(_g.id == each).values(name=_g.name + body.mark))
            if first_time and each == body.ids[0]:
                both_hold_one.wait(20)
        tx.after_commit(lambda: tries.append("told"))
        return {"mark": body.mark}

    def ask(ids: list[str], mark: str) -> tuple[int, str]:
        answer = TestClient(app, headers=OWN).post("/api/v1/swap", json={"ids": ids, "mark": mark})
        return answer.status_code, answer.json()["mark"]

    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(ask, [one, two], "1"), threads.submit(ask, [two, one], "2")]
        assert [each.result(60) for each in asked] == [(200, "1"), (200, "2")]
    assert names(database) in ({"a12", "b12"}, {"a21", "b21"}), "each exactly once"
    assert len(tries) == 2 + 1 + 2, "one of them was tried again; each was told once"


def test_who_loses_every_time_is_told_that_nothing_was_saved(
    postgresql: None, app: FastAPI, database: Database
) -> None:
    tries: list[str] = []
    refusing(app, tries)
    answer = TestClient(app, headers=OWN).post(
        "/api/v1/lose", json={"ids": [], "mark": "x"}, headers={"accept-language": "en"}
    )
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "try_again", "1")
    assert "nothing of this was saved" in answer.json()["detail"]
    assert (tries, names(database)) == (["x"] * TRIES, set())


def test_nothing_is_done_again_once_something_is_committed(postgresql: None, app: FastAPI, database: Database) -> None:
    tries: list[str] = []

    @app.post("/api/v1/half", dependencies=PUBLIC)
    def half(store: Db) -> None:
        tries.append("half")
        with store.transaction() as tx:
            tx.execute(insert(person_group).values(id=new_id(), name="done"))
        with store.transaction() as tx:
            tx.execute(text("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40P01'; END $$"))

    answer = TestClient(app, headers=OWN).post("/api/v1/half", json={})
    assert (answer.status_code, answer.json()["code"]) == (503, "try_again")
    assert (tries, names(database)) == (["half"], {"done"})


def test_other_failures_are_not_tried_again(postgresql: None, app: FastAPI) -> None:
    tries: list[str] = []
    refusing(app, tries, "23514")
    assert TestClient(app, headers=OWN).post("/api/v1/lose", json={"ids": [], "mark": "x"}).status_code == 409
    assert tries == ["x"]


def test_a_body_too_long_to_keep_is_answered_and_not_tried_again(postgresql: None, app: FastAPI) -> None:
    tries: list[str] = []
    refusing(app, tries)
    answer = TestClient(app, headers=OWN).post("/api/v1/lose", json={"ids": ["x" * 1_100_000], "mark": "long"})
    assert (answer.status_code, tries) == (503, ["long"])


def test_a_change_that_nobody_disturbs_is_carried_out_once_on_every_database(app: FastAPI, database: Database) -> None:
    @app.post("/api/v1/once", dependencies=PUBLIC)
    def once(tx: Write, body: Names) -> dict[str, str]:
        tx.execute(insert(person_group).values(id=new_id(), name=body.mark))
        return {"mark": body.mark}

    answer = TestClient(app, headers=OWN).post("/api/v1/once", json={"ids": [], "mark": "plain"})
    assert (answer.status_code, answer.json(), names(database)) == (200, {"mark": "plain"}, {"plain"})
