"""The examples of the API page: run, and type-checked, as whoever copies them would."""

import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
import uvicorn
from standardwebhooks.webhooks import Webhook

from dougong.app import create_app, open_database
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.messaging import signing
from tests.dougong.records.conftest import Shop
from tests.dougong.records.rest import rest, rest_url

__all__ = ["rest", "rest_url"]

TYPESCRIPT = Path(__file__).parent / "examples/deal.ts"
"""What is written for the deals; `frontend/src/features/api-page/example.test.ts` type-checks it."""


@pytest.fixture
def settings(rest_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=rest_url, data=tmp_path)


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """A server of its own on the same database."""
    database = open_database(settings)
    server = uvicorn.Server(uvicorn.Config(create_app(settings, database), port=0, log_level="error", ws="none"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
    database.close()


def test_the_python_example_runs_and_the_typescript_one_is_the_type_checked_one(
    rest: Shop, address: str, tmp_path: Path, database: Database
) -> None:
    token = rest.company.with_token(rest.builder, "read", "create", "update", "delete").headers["authorization"]
    found = _example(rest, "deal", "python")
    program = tmp_path / found["file"]
    program.write_text(found["text"])
    ready = {**os.environ, "DOUGONG_TOKEN": token.removeprefix("Bearer "), "DOUGONG_URL": address}
    ran = subprocess.run([sys.executable, program], env=ready, capture_output=True, text=True, check=False, timeout=60)
    said = [line.split()[0] for line in ran.stdout.splitlines()]
    assert said == ["created", "found", "told", "deleted"], ran.stdout + ran.stderr
    assert rest.builder.browser.get(rest.records("deal"), params={"count": "true"}).json()["count"] == 3

    secret, body = signing.new_secret(), b'{"type":"webhook.test"}'
    with database.snapshot() as tx:
        headers = signing.signed_headers(secret, "1", tx.now, body)
    check = runpy.run_path(str(program), run_name="example")["is_genuine"]
    assert check(secret, headers, body) and not check(secret, headers, body + b" ")
    assert Webhook(secret).verify(body, headers) == {"type": "webhook.test"}, "as the official library has it"

    stranger = rest.company.hire("other").browser
    assert stranger.get("/api/v1/apps/rest/forms/deal/example").status_code == 403
    some = rest.company.hire("some")
    grant = {"id": "some", "to": ["role:some"], "form": "deal", "ops": ["read"], "rows": "all"}
    role = {"key": "some", "label": "部分", "members": [{"kind": "person", "id": some.id}]}
    rest.grant([role], [grant | {"read": ["name", "lines.product"]}])
    told = some.browser.get("/api/v1/apps/rest/forms/deal/example", params={"language": "typescript"}).json()["text"]
    assert "product?:" in told and "price" not in told and "maker" not in told, "a hidden column is not named"
    assert _example(rest, "deal", "typescript")["text"] == TYPESCRIPT.read_text("utf-8"), "see the file's own test"


def _example(rest: Shop, form: str, language: str) -> dict[str, str]:
    answer = rest.builder.browser.get(f"/api/v1/apps/rest/forms/{form}/example", params={"language": language})
    assert answer.status_code == 200, answer.text
    found: dict[str, str] = answer.json()
    return found
