"""Waiting for background jobs in tests."""

import time
from typing import Any

from fastapi.testclient import TestClient

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
