"""A publish that dies half-way leaves the old version and every value; publishes and writers don't meet."""

import os
import threading

import pytest
from sqlalchemy import insert, select

from dougong.app import open_database
from dougong.apps import publish as publishing
from dougong.apps import repository
from dougong.apps.catalog import app_catalog
from dougong.apps.tasks import job_actor
from dougong.identity.models import person
from dougong.kit.config import Settings
from dougong.kit.ids import new_id
from tests.dougong.apps.conftest import Designer
from tests.processes import exit_code, start

NAME = {"key": "name", "type": "text", "label": "名称"}
AMOUNT = {"key": "amount", "type": "text", "label": "金额"}
LINES = {"key": "lines", "type": "subform", "label": "明细", "fields": [{"key": "a", "type": "text", "label": "a"}]}


def publish_and_die(database_url: str, revision: int) -> None:
    """In a process of its own, which ends when everything is written and nothing committed."""
    with (
        pytest.MonkeyPatch.context() as patched,
        open_database(Settings(database_url=database_url)).transaction() as tx,
    ):
        patched.setattr(publishing, "_tell", lambda *_args: os._exit(9))
        actor = job_actor(tx, tx.execute(select(person.c.id).where(person.c.name == "设计者")).scalar_one())
        app = repository.find_app(tx, "crm")
        assert app is not None
        publishing.publish(tx, actor, app, "deal", revision, accept_losses=True, note=None, language="zh-CN")


def prepared(designer: Designer) -> dict[str, str]:
    """A published form with values, and a draft that hides, converts and adds."""
    designer.form("deal", NAME, AMOUNT, LINES)
    rows = designer.put("deal", {"name": "甲", "amount": "12"}, {"name": "乙", "amount": "x"})
    designer.draft(
        "deal",
        {"key": "amount", "type": "number", "label": "金额"},
        {"key": "day", "type": "date", "label": "日期", "index": True},
        unique=[{"fields": ["amount"]}],
    )
    return dict(zip(rows, ["12", "x"], strict=True))


def assert_as_before(designer: Designer, values: dict[str, str]) -> None:
    assert designer.catalog().versions == {"deal": 1}
    assert designer.values("deal", "amount") == values
    assert {"name", "amount"} <= designer.columns("crm__deal")
    assert "day" not in designer.columns("crm__deal")
    assert "record_id" in designer.columns("crm__deal__lines")


def test_an_exception_in_the_last_moment_undoes_everything(designer: Designer, monkeypatch: pytest.MonkeyPatch) -> None:
    values = prepared(designer)
    monkeypatch.setattr(publishing, "_tell", lambda *args: 1 / 0)
    assert designer.publish("deal", accept_losses=True).status_code == 500
    assert_as_before(designer, values)
    monkeypatch.undo()
    assert designer.publish("deal", accept_losses=True).status_code == 200
    assert designer.catalog().versions == {"deal": 2}


def test_a_killed_process_leaves_the_old_version(
    designer: Designer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = prepared(designer)
    revision = designer.get_draft("deal")["revision"]
    assert exit_code(start(publish_and_die, settings.database_url, revision)) == 9
    assert_as_before(designer, values)
    assert designer.publish("deal", accept_losses=True).status_code == 200


def test_two_publishes_at_once_are_one_publish_and_one_refusal(designer: Designer) -> None:
    prepared(designer)
    revision = designer.get_draft("deal")["revision"]
    body = {"revision": revision, "accept_losses": True}
    answers: list[int] = []

    def go() -> None:
        answers.append(designer.browser.post(designer.url("deal", "draft:publish"), json=body).status_code)

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) in ([200, 200], [200, 409])
    assert designer.catalog().versions["deal"] in (2, 3)
    assert len(designer.values("deal", "amount")) == 2


def test_writers_that_hold_the_catalog_never_meet_a_change_of_tables(designer: Designer) -> None:
    designer.form("deal", NAME)
    failures: list[BaseException] = []
    stop = threading.Event()

    def write() -> None:
        try:
            while not stop.is_set():
                with designer.database.transaction() as tx:
                    table = app_catalog(tx, "crm", hold=True).tables.table("deal")
                    row = {"id": new_id(), "created_at": tx.now, "updated_at": tx.now, "version": 1}
                    values = {column.name: "x" for column in table.c if column.name.startswith("f")}
                    tx.execute(insert(table).values(**row, **values))
        except BaseException as error:
            failures.append(error)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    for n in range(5):
        designer.form("deal", NAME, {"key": f"f{n}", "type": "text", "label": "x"})
    stop.set()
    for writer in writers:
        writer.join()
    assert failures == []
