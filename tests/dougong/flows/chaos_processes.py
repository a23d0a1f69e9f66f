"""The processes of the kill tests: doors that carry out commands, the product's own workers, another system that is
called; and the flows that run in them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, ClassVar

from dougong import reactions
from dougong.app import open_database
from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of
from dougong.flows.acting import actor_of
from dougong.flows.store import execute
from dougong.kit import failpoint
from dougong.kit.clock import system_clock
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.records import pipeline
from dougong.records.repository import Repository
from dougong.records.work import Item, Work
from dougong.worker import Worker, resources
from engines.flow.events import Decide, Refused
from tests.dougong.flows.run_office import APP, flow_of


def documents(port: int, boss: str, pool: list[str]) -> list[dict[str, Any]]:
    """An approval, then three ways at once (a timer, a child, a call to the outside), then three writes."""
    call = {
        "id": "call", "type": "http", "url": f"http://127.0.0.1:{port}/" + "{id}", "body": '{"name": "{name}"}',
        "timeout": 2, "retries": 20, "backoff": "0.01 minutes",
    }  # fmt: skip
    main = {
        "key": "main",
        "label": "main",
        "form": "deal",
        "trigger": {"on": "create"},
        "nodes": [
            {"id": "start", "type": "start"},
            {"id": "ask", "type": "approval", "assignees": [{"person": boss}]},
            {"id": "fork", "type": "branch", "mode": "parallel"},
            {"id": "pause", "type": "wait", "for": "0.02 minutes"},
            {"id": "kid", "type": "call", "flow": "kid"},
            call,
            {"id": "meet", "type": "branch", "mode": "parallel"},
            {"id": "bump", "type": "update", "set": [{"field": "moves", "value": "moves + 1"}]},
            {"id": "note", "type": "create", "form": "log", "set": [{"field": "deal", "value": "id"}]},
            {
                "id": "turn", "type": "assign", "field": "sales", "task": False,
                "assignees": [{"round_robin": [{"person": each} for each in pool]}],
            },
            {"id": "end", "type": "end"},
        ],
        "edges": [
            {"from": "start", "to": "ask"},
            {"from": "ask", "to": "fork", "when": "outcome = 'approved'"},
            {"from": "ask", "to": "end", "default": True},
            *({"from": "fork", "to": each} for each in ("pause", "kid", "call")),
            *({"from": each, "to": "meet"} for each in ("pause", "kid", "call")),
            {"from": "meet", "to": "bump"},
            {"from": "bump", "to": "note"},
            {"from": "note", "to": "turn"},
            {"from": "turn", "to": "end"},
        ],
    }  # fmt: skip
    bump = {"id": "bump", "type": "update", "set": [{"field": "kids", "value": "kids + 1"}]}
    return [flow_of("kid", bump), main]


# processes ------------------------------------------------------------------------------------------------------


def _open(url: str, folder: str, skew: float, points: str) -> tuple[Settings, Database]:
    failpoint.activate(points)
    settings = Settings(database_url=url, data=Path(folder), outbound_allow="127.0.0.1/32")
    shift = timedelta(seconds=skew)
    database = open_database(settings)
    database.clock = lambda: system_clock() + shift
    return settings, database


def door(url: str, folder: str, skew: float, points: str, pipe: Connection) -> None:
    """Carries out commands that come through the pipe; answers after the commit."""
    _settings, database = _open(url, folder, skew, points)
    reactions.bind()
    while True:
        try:
            command = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(_carry_out(database, command))
        except Refused as error:
            pipe.send(error.code)
        except Exception as error:  # told to the controller, which sends the command again
            pipe.send(f"error: {type(error).__name__}: {error}"[:300])


def _carry_out(database: Database, command: tuple[Any, ...]) -> str:
    with database.transaction() as tx:
        match command:
            case ("create", admin, record_id, name):
                actor = actor_of(tx, admin)
                assert actor is not None
                catalog = app_catalog(tx, APP, hold=True)
                if Repository(tx, catalog.tables, "deal").get(record_id) is None:
                    work = Work(tx, catalog, actor, access_of(tx, actor, catalog), "api", reactions.RECORD_LISTENERS)
                    pipeline.run(work, "deal", [Item(0, "create", {"name": name}, record_id)])
            case ("decide", instance, task, by, key):
                execute(tx, instance, Decide(task, by, "approve"), key)
    return "done"


def worker(url: str, folder: str, skew: float, points: str) -> None:
    """The product's own worker, sweeping often."""
    settings, database = _open(url, folder, skew, points)
    Worker(settings, database, resources(settings), threads=2).start()
    threading.Event().wait()


class _Answering(BaseHTTPRequestHandler):
    keys: ClassVar[Counter[str]] = Counter()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        type(self).keys[self.headers["Idempotency-Key"]] += 1
        with suppress(ConnectionError):  # who asked has been killed
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@contextmanager
def outside(address: str = "127.0.0.1") -> Iterator[tuple[int, Counter[str]]]:
    """Another system, which counts the keys it is called with."""

    class Handler(_Answering):
        keys: ClassVar[Counter[str]] = Counter()

    server = ThreadingHTTPServer((address, 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1], Handler.keys
    finally:
        server.shutdown()
        server.server_close()
