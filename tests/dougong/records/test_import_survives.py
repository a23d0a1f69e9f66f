"""An import whose worker is killed goes on behind its last batch: no row is lost, none comes in twice."""

import signal
from datetime import timedelta

import pytest
from fastapi import FastAPI

from dougong.kit import runner
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.worker import Worker, resources
from tests.dougong.jobs import finished
from tests.dougong.records import doomed_import
from tests.dougong.records.conftest import Shop
from tests.processes import exit_code, start

ROWS = 1_730  # three whole batches and a part of one


@pytest.mark.parametrize(
    ("database_kind", "when", "batches"),
    [("sqlite", "before", 2), ("postgresql", "after", 3)],  # each costs starts of processes; where it dies is the same
)
def test_R043_an_import_killed_half_way_ends_with_every_row_once(
    shop: Shop,
    settings: Settings,
    database: Database,
    app: FastAPI,
    monkeypatch: pytest.MonkeyPatch,
    when: str,
    batches: int,
) -> None:
    monkeypatch.setattr(runner, "LOST_AFTER", timedelta(seconds=1))
    content = "名称,级别\n" + "".join(f"客户{number},a\n" for number in range(ROWS))
    browser = shop.builder.browser
    found = browser.post("/api/v1/apps/shop/imports", files={"file": ("客户.csv", content.encode())}).json()
    columns = [{"index": 0, "field": "name"}, {"index": 1, "field": "level"}]
    plan = {
        "sheet": found["sheets"][0]["name"],
        "header_row": found["sheets"][0]["header_row"],
        "columns": columns,
        "target": {"form": "customer"},
    }
    base = f"/api/v1/apps/shop/imports/{found['id']}"
    planned = browser.post(f"{base}:plan", json=plan)
    assert planned.status_code == 200, planned.text
    job_id = browser.post(f"{base}:run").json()["id"]
    dying = start(doomed_import.work, settings.database_url, str(settings.data), when, batches)
    assert exit_code(dying) == -signal.SIGKILL
    half = browser.get(f"{shop.records('customer')}?limit=1&count=true").json()["count"]
    assert half == 500 * (batches - (when == "before"))
    worker = Worker(settings, database, resources(settings))
    worker.start()
    result = finished(browser, job_id)
    worker.stop()
    assert (result["rows"], result["created"], result["bad"]) == (ROWS, ROWS, 0)
    assert browser.get(f"{shop.records('customer')}?limit=1&count=true").json()["count"] == ROWS
