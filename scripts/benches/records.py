"""Requests of the records API against the bare drivers, in one run (design §11). `scripts/bench records`.

100,000 records of 15 fields with an index on what the view sorts by; one server process; CPU time of that process per
request, authentication, grants, history and audit included.
"""

from __future__ import annotations

import json
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from dougong import reactions
from dougong.access.sql import register_functions
from dougong.apps import drafts, publish, service
from dougong.apps.catalog import app_catalog
from dougong.apps.rights import design_app
from dougong.apps.schemas import AppCreate, FormCreate
from dougong.identity import passwords, people, tokens
from dougong.identity.authentication import actor_of
from dougong.identity.models import person
from dougong.kit import schema
from dougong.kit.config import Settings
from dougong.kit.db import Database, Transaction
from dougong.kit.ids import new_id
from dougong.kit.web import Actor
from scripts.benches.figures import Figure, tell
from scripts.benches.load import cpu_per_request, request
from tests.services import postgres

ROWS = 100_000
STATUSES = ("lead", "active", "paused", "lost")
BUDGET = {"GET one": 250, "list 50, filter + sort": 700, "POST": 900, "PATCH one field": 800}
FORM: dict[str, Any] = {
    "schema_version": 1,
    "key": "customer",
    "label": "Customer",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "Name", "required": True},
        {"key": "status", "type": "select", "label": "Status", "options": [{"value": s} for s in STATUSES]},
        {"key": "signup", "type": "date", "label": "Signed up"},
        {"key": "city", "type": "text", "label": "City"},
        {"key": "phone", "type": "text", "label": "Phone"},
        {"key": "email", "type": "text", "label": "E-mail"},
        {"key": "amount", "type": "money", "label": "Amount"},
        {"key": "probability", "type": "percent", "label": "Probability"},
        {"key": "weighted", "type": "formula", "label": "Weighted", "formula": "amount * probability", "as": "money"},
        {"key": "visits", "type": "number", "label": "Visits", "decimals": 0},
        {"key": "score", "type": "formula", "label": "Score", "formula": "IF(visits > 10, 2, 1) * visits"},
        {"key": "vip", "type": "boolean", "label": "VIP"},
        {"key": "note", "type": "long_text", "label": "Note"},
        {"key": "reason", "type": "text", "label": "Reason"},
        {"key": "source", "type": "text", "label": "Source"},
    ],
    "rules": [
        {"when": "status = 'lost'", "show": ["reason"], "require": ["reason"]},
        {"when": "amount > 100000", "require": ["note"]},
        {"when": "vip", "require": ["phone"]},
    ],
    "views": [
        {"key": "active", "type": "grid", "label": "Active", "sort": ["-signup"], "columns": [{"field": "name"}]}
    ],
}


def main() -> None:
    for kind in sys.argv[1:] or ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder, bench_database(kind, Path(folder)) as url:
            ids, token = _fill(url, Path(folder))
            ours = _measure(
                _serve(url, Path(folder)), "/api/v1/apps/bench/forms/customer/records", ids, token, ours=True
            )
            bare = _measure(_bare(url), "/records", ids, token, ours=False)
            print(f"\n{kind}: CPU µs per request, {ROWS:,} records")
            for name, value in ours.items():
                verdict = "ok" if value <= BUDGET[name] else f"{value / BUDGET[name]:.2f} × budget"
                tell(Figure(f"{name}, {kind}", value, "µs CPU", bare[name], BUDGET[name]))
                print(
                    f"  {name:26} {value:7.0f}   bare {bare[name]:6.0f}   ratio {value / bare[name]:5.1f}   {verdict}"
                )


@contextmanager
def bench_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database of its own."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
    else:
        with postgres() as url:
            yield url


def open_bench(url: str, folder: Path) -> tuple[Settings, Database]:
    """The database of a measurement with the platform's tables, opened as the product opens it."""
    reactions.bind()
    settings = Settings(database_url=url, data=folder)
    database = Database(settings.sqlalchemy_url, on_connect=[register_functions])
    schema.upgrade(database)
    return settings, database


def founder(tx: Transaction) -> Actor:
    """Somebody who may build apps."""
    new = people.NewPerson(
        email="bench@example.com",
        name="Bench",
        password_hash=passwords.hash_password("bench bench bench"),
        locale="en",
        timezone="Asia/Shanghai",
        must_change_password=False,
        is_admin=True,
    )
    person_id = people.create_person(tx, None, new)["id"]
    return actor_of(tx.execute(select(person).where(person.c.id == person_id)).one())


def _fill(url: str, folder: Path) -> tuple[list[str], str]:
    _settings, database = open_bench(url, folder)
    with database.transaction() as tx:
        actor = founder(tx)
        person_id = actor.person_id or ""
        service.create_app(tx, actor, AppCreate(label="Bench", key="bench"))
        app = design_app(tx, actor, "bench")
        form = drafts.create_form(tx, actor, app, FormCreate(label="Customer", key="customer"))
        revision = drafts.draft_document(tx, app, form, "en")["revision"]
        revision = drafts.save_draft(tx, actor, app, form, revision, FORM, "en")["revision"]
        publish.publish(tx, actor, app, "customer", revision, accept_losses=False, note=None, language="en")
        token = tokens.create_token(tx, None, person_id, name="b", apps=None, ops=("read", "create", "update"))["token"]
    pick = random.Random(1)
    ids = [new_id() for _ in range(ROWS)]
    with database.transaction() as tx:
        table = app_catalog(tx, "bench").tables.table("customer")
        for start in range(0, ROWS, 5_000):
            rows = [_row(pick, record_id, person_id, tx.now) for record_id in ids[start : start + 5_000]]
            tx.execute(insert(table), rows)
    database.close()
    return ids, token


def _row(pick: random.Random, record_id: str, owner: str, now: Any) -> dict[str, Any]:
    amount = pick.randint(100, 90_000)
    return {
        "id": record_id,
        "owner": owner,
        "created_by": owner,
        "updated_by": owner,
        "created_at": now,
        "updated_at": now,
        "version": 1,
        "name": f"Customer {pick.randint(1, 10**6)}",
        "status": pick.choice(STATUSES[:3]),
        "signup": now.date().replace(month=pick.randint(1, 10), day=pick.randint(1, 28), year=pick.randint(2018, 2026)),
        "city": "Shanghai",
        "phone": "13800138000",
        "email": "a@example.com",
        "amount": amount,
        "probability": 0.5,
        "weighted": amount / 2,
        "visits": 3,
        "score": 3,
        "vip": False,
        "note": "n" * 60,
        "source": "web",
    }


def _serve(url: str, folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    port = _free_port()
    env = {"DOUGONG_DATABASE_URL": url, "DOUGONG_DATA": str(folder), "PATH": ""}
    return _started([str(Path(sys.executable).parent / "dougong"), "serve", "--port", str(port)], env, port), port


def _bare(url: str) -> tuple[subprocess.Popen[bytes], int]:
    port = _free_port()
    return _started([sys.executable, "-m", "scripts.benches.bare", str(port), url], {}, port), port


def _started(command: list[str], env: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, env=env or None, stdout=subprocess.DEVNULL)
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return process
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _measure(
    server: tuple[subprocess.Popen[bytes], int], base: str, ids: list[str], token: str, *, ours: bool
) -> dict[str, float]:
    process, port = server
    versions = dict.fromkeys(ids, 1)
    listing = "?filter=status%20%3D%20%27active%27&sort=-signup&limit=50" if ours else "?status=active"
    half = len(ids) // 2

    def patch(number: int) -> bytes:
        record_id = ids[half + number % half]
        body: dict[str, Any] = {"city": f"C{number}"}
        if ours:
            body["version"] = versions[record_id]
            versions[record_id] += 1
        return request("PATCH", f"{base}/{record_id}", token, json.dumps(body).encode())

    def post(number: int) -> bytes:
        body = {
            "name": f"New {number}",
            "status": "active",
            "signup": "2026-01-02",
            "amount": 500,
            "probability": 0.5,
            "visits": 12,
            "vip": True,
            "phone": "1",
            "city": "X",
            "source": "web",
        }
        return request("POST", base, token, json.dumps(body).encode())

    try:
        return {
            "GET one": cpu_per_request(
                process.pid, port, lambda n: request("GET", f"{base}/{ids[n % half]}", token), count=2_000, expect=[200]
            ),
            "list 50, filter + sort": cpu_per_request(
                process.pid, port, lambda n: request("GET", base + listing, token), count=600, expect=[200]
            ),
            "POST": cpu_per_request(process.pid, port, post, count=600, expect=[200, 201]),
            "PATCH one field": cpu_per_request(process.pid, port, patch, count=600, expect=[200]),
        }
    finally:
        process.terminate()
        process.wait(20)


if __name__ == "__main__":
    main()
