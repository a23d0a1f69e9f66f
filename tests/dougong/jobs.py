"""Waiting for background jobs in tests."""

import time
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.runner import Runner
from dougong.worker import resources

PATIENCE = 120.0


def finished(browser: TestClient, job_id: str) -> dict[str, Any]:
    """The result of a job of this browser's person; fails with its message when the job did."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        document = browser.get(f"/api/v1/jobs/{job_id}").json()
        if document["state"] in ("done", "failed", "cancelled"):
            assert document["state"] == "done", document
            result: dict[str, Any] = document["result"]
            return result
        time.sleep(0.1)
    raise AssertionError(f"the job {job_id} has not ended within {PATIENCE} s")


def carried_out(database: Database, settings: Settings, browser: TestClient, answer: Response) -> dict[str, Any]:
    """The job that was answered, run here and now: as its owner sees it afterwards."""
    assert answer.status_code == 202, answer.text
    job = answer.json()["id"]
    runner = Runner(database, resources(settings))
    runner.run(job)
    runner.close()
    document: dict[str, Any] = browser.get(f"/api/v1/jobs/{job}").json()
    return document
