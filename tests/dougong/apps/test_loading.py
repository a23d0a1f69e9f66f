"""Rows of a package come in batches, while people work with the app; a load that was killed goes on (R12, R157)."""

from typing import Any

import pytest
from sqlalchemy import select, update

from dougong import reactions
from dougong.app import open_database
from dougong.apps import loading
from dougong.apps.models import demo_load
from dougong.kit import failpoint
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.jobs_model import job
from dougong.kit.runner import Runner
from tests.dougong.apps.shop import API, records, run, shop, zipped
from tests.dougong.people import Company, Someone
from tests.processes import exit_code, start

DEMO = f"{API}/apps/shop/demo"


def load_and_die(url: str, job_id: str) -> None:
    """In a process of its own, which ends when one batch of two rows is in."""
    loading.BATCH = 2
    failpoint.activate("apps.after_rows=kill")
    reactions.bind()
    settings = Settings(database_url=url)
    Runner(open_database(settings), {Settings: settings}).run(job_id)


def given_back(database: Database, job_id: str) -> None:
    """What the sweeper does with a job whose worker is gone."""
    with database.transaction() as tx:
        tx.execute(update(job).where(job.c.id == job_id).values(state="queued", claim=None))


def started(owner: Someone, files: dict[str, Any]) -> str:
    content = {"file": ("shop.zip", zipped(files))}
    answer = owner.browser.post(f"{API}/apps:upload", files=content, data={"demo": "true"})
    assert answer.status_code == 202, answer.text
    job_id: str = answer.json()["id"]
    return job_id


def told(owner: Someone) -> Any:
    loaded = owner.browser.get(f"{API}/apps/shop").json()["loading"]
    return loaded and {key: loaded[key] for key in ("state", "done", "total")}


def test_R157_a_load_that_was_killed_goes_on_and_ends_with_every_row_once(
    company: Company, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = company.hire("店主", is_admin=True)
    job_id = started(owner, shop())
    for kills in (1, 2):
        assert exit_code(start(load_and_die, settings.database_url, job_id)) < 0
        assert told(owner) == {"state": "running", "done": 2 * kills, "total": 7}
        given_back(database, job_id)

    mine = owner.browser.post(f"{API}/apps/shop/forms/customer/records", json={"name": "我的客户"})
    assert mine.status_code == 201, "people work with the app meanwhile"
    refused = owner.browser.post(f"{DEMO}:remove", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "demo_loading")
    assert owner.browser.post(f"{DEMO}:load").json()["code"] == "demo_loading"

    monkeypatch.setattr(loading, "BATCH", 2)
    ended = run(owner, database, settings, job_id)
    assert (ended["state"], ended["result"]) == ("done", {"app": "shop", "records": 7})
    assert (ended["done"], ended["total"], told(owner)) == (7, 7, None)
    customers = {row["name"]: row for row in records(owner, "customer")}
    assert sorted(customers) == ["丙公司", "乙公司", "我的客户", "甲公司"]
    assert [customers[name]["bought"] for name in ("甲公司", "乙公司")] == [120, 7], "sums over batches"
    assert sorted(row["no"] for row in records(owner, "sale")) == ["S0001", "S0002", "S0003"]
    [ticket] = records(owner, "ticket")
    assert ticket["customer"] == customers["甲公司"]["id"], "rows of different batches name each other"
    assert owner.browser.get(DEMO).json()["going"] == 7, "what people made meanwhile is no demo data"
    with database.snapshot() as tx:
        seeds = select(job.c.id).where(job.c.kind == "flows.seed_stays")
        assert tx.execute(seeds).first() is not None, "and time counts for flows from the end of the load"


def test_R157_a_load_that_is_refused_says_so_and_can_be_mended_or_taken_away(
    company: Company, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "BATCH", 2)
    owner = company.hire("店主", is_admin=True)
    reader = company.hire("同事")
    bad = [*shop()["data/sale.json"][:2], {"customer": {"$ref": "customer:2"}, "amount": "七"}]
    ended = run(owner, database, settings, started(owner, shop(**{"data/sale.json": bad})))
    assert ended["state"] == "failed"
    assert told(owner) == {"state": "stopped", "done": 4, "total": 7}
    assert reader.browser.post(f"{DEMO}:load").status_code in (403, 404)

    again = owner.browser.post(f"{DEMO}:load")
    assert again.status_code == 202, again.text
    assert run(owner, database, settings, again.json()["id"])["state"] == "failed", "the row is as wrong as before"
    assert len(records(owner, "customer")) == 3 and len(records(owner, "sale")) == 1

    gone = owner.browser.post(f"{DEMO}:remove", json={})
    assert run(owner, database, settings, gone.json()["id"])["result"]["records"] == 4
    assert told(owner) is None and records(owner, "customer") == []
    assert owner.browser.post(f"{DEMO}:load").json()["code"] == "nothing_to_load"
    with database.snapshot() as tx:
        assert tx.execute(select(demo_load.c.app_id)).all() == []
