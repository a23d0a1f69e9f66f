"""The whole product is broken while clients use it over HTTP: `scripts/chaos product sqlite|postgresql`.

Three `dougong serve`, three `dougong worker`, PostgreSQL (durable) or SQLite, Redis. Clients create deals (which start
a flow: a call to the outside, two writes) and move money between accounts, each command with an
Idempotency-Key, sent again to another process until it is answered, one in ten twice at once. Every answer 2xx is
written to a synced log. Meanwhile processes are killed (also at named points), stopped and continued, asked to end;
Redis is killed, emptied, stopped; PostgreSQL crashes, hangs, loses a backend. The disk is full for seconds (where a
small one may be mounted); on PostgreSQL processes live by clocks that are wrong by minutes and hours; SQLite's files
are copied as a failing power leaves them and must open whole; backups are made meanwhile and restored elsewhere. On
PostgreSQL one web process and one worker live on a second host, which is cut off; the next version is deployed, its
upgrade killed at each step. Afterwards:

I1 each acknowledged command has exactly one record · I2 no record without a command · I3 each flow wrote once ·
I4 each call to the outside had one key · I5 no instance or to-do is left · I6 the audit chain is whole, one entry per
record · I8 outbox and jobs become empty: what is open falls every 30 s, to nothing within a bound · I9 the database is
whole · I10 the accounts' sum is as before
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from dougong.app import create_app, open_database
from dougong.flows.models import flow_instance, flow_outbox
from dougong.identity.authentication import COOKIE
from dougong.kit.config import Settings
from dougong.kit.ids import new_id
from dougong.kit.jobs_model import job
from tests.dougong.flows.chaos_processes import outside
from tests.dougong.flows.run_office import APP, flow_of, prepare_office, publish
from tests.dougong.operations.chaos_checks import ACCOUNTS, BALANCE, Seen, check, percentile
from tests.dougong.operations.chaos_deploy import Deployments
from tests.dougong.operations.chaos_faults import WEBS, WORKERS, Faults
from tests.dougong.operations.chaos_hosts import NETWORK, OTHERS, OURS, SecondHost, second_host, why_not
from tests.dougong.operations.chaos_servers import LOCAL, Postgres, Redis, free_port
from tests.dougong.operations.chaos_world import small_disk
from tests.dougong.people import Company
from tests.fleet import CLOCK_AHEAD, MIGRATIONS, NETWORK_OF, Fleet, fleet_of

DEALS = f"/api/v1/apps/{APP}/forms/deal/records"
POINTS = ("before_commit", "after_commit", "after_advance", "relay_inside", "relay_claimed", "relay_sent")
CLIENTS, RECOVERY = 6, 30.0
FOR_EACH_OPEN = 0.15
"""Seconds that everything may take for each flow that is open when the faults end, beside `RECOVERY`."""
AWAY = (WEBS[-1], WORKERS[-1])
"""They live on the second host, where there is one."""


@dataclass(frozen=True)
class World:
    """`small`: the disk of the product may be filled. `batch`: so many records are made by one request. `address`: of
    the host with the servers; `second`: the other one. `only`: nothing but these faults."""

    small: bool
    batch: int = 1
    address: str = LOCAL
    second: SecondHost | None = None
    only: tuple[str, ...] = ()


@dataclass
class Report:
    """What was done, what was broken, how soon it went on."""

    acknowledged: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    pauses: list[float] = field(default_factory=list)
    """Seconds from each fault to the next acknowledged command that began after it."""
    backlog: int = 0
    """Flows and messages that were open when the last client had ended."""
    settled: float = 0.0
    seconds: float = 0.0


class Chaos:
    """Clients, what breaks, what watches over the processes, and the final look."""

    def __init__(
        self, fleet: Fleet, settings: Settings, servers: tuple[Postgres | None, Redis], seed: int, world: World
    ) -> None:
        self.fleet, self.settings, self.random = fleet, settings, random.Random(seed)
        self.world = world
        self.postgres, self.redis = servers
        self.deployments = Deployments(fleet, settings, self.random, WEBS, WORKERS, self._fault)
        given = (fleet, settings, *servers, self.random, world.small, self.deployments, world.second, world.only)
        self.faults = Faults(*given)
        self.report = Report()
        self.over, self.calm, self.called_off = threading.Event(), threading.Event(), threading.Event()
        self.ports = {name: free_port() for name in WEBS}
        self.seen = Seen()
        self._lock = threading.Lock()
        self._open: list[float] = []
        self._log = (settings.data.parent / "acknowledged.log").open("a")  # on another disk

    # clients

    def client(self, seed: int) -> None:
        chance = random.Random(seed)
        while not self.called_off.is_set():
            with suppress(_Over):
                (self._transfer if self.seen.accounts and chance.random() < 0.15 else self._create)(chance)

    def _create(self, chance: random.Random) -> None:
        keys = [new_id() for _ in range(self.world.batch)]
        with self._lock:
            self.seen.sent.update(keys)
        path, good = DEALS, 201
        body: dict[str, Any] = {"name": keys[0]}
        if len(keys) > 1:
            path, good = f"{DEALS}:bulk", 200
            body = {"operations": [{"op": "create", "values": {"name": key}} for key in keys]}
        headers = {"idempotency-key": keys[0]}
        if chance.random() < 0.1:  # the same click twice
            threading.Thread(target=self._quietly, args=(lambda: self._send(chance, path, body, headers),)).start()
        status, answer = self._send(chance, path, body, headers)
        assert status == good, (status, answer)
        self._acknowledged(*keys)

    def _transfer(self, chance: random.Random) -> None:
        """Both accounts as they were seen, or neither: who was overtaken reads again."""
        one, other = chance.sample(self.seen.accounts, 2)
        while True:
            seen = [self._send(chance, f"{DEALS}/{each}", None, {})[1] for each in (one, other)]
            amounts = [int(each["amount"]) + step for each, step in zip(seen, (-1, 1), strict=True)]
            operations = [
                {"op": "update", "id": each["id"], "version": each["version"], "values": {"amount": amount}}
                for each, amount in zip(seen, amounts, strict=True)
            ]
            status, body = self._send(
                chance, f"{DEALS}:bulk", {"operations": operations}, {"idempotency-key": new_id()}
            )
            if status == 200:
                self._acknowledged()
                return
            assert body.get("code") == "batch_rejected", (status, body)

    def _send(self, chance: random.Random, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any]:
        """Again and again, to whichever process answers."""
        began = time.monotonic()
        while not self.called_off.is_set():
            name = chance.choice(WEBS)
            try:
                status, answer = self.fleet.ask(name, "GET" if body is None else "POST", path, body, **headers)
            except (OSError, http.client.HTTPException, ValueError, KeyError):
                with self._lock:
                    self.report.answers["none"] += 1
                time.sleep(0.1)
                continue
            with self._lock:
                self.report.answers[str(status)] += 1
            assert status != 500, answer
            if status != 503:
                self._note(began)
                return status, answer
            time.sleep(0.2)
        raise _Over

    def _note(self, began: float) -> None:
        now = time.monotonic()
        with self._lock:
            met = [at for at in self._open if at <= began]
            self._open = [at for at in self._open if at > began]
            self.report.pauses += [now - at for at in met]

    def _acknowledged(self, *keys: str) -> None:
        with self._lock:
            self.report.acknowledged += max(len(keys), 1)
            self.seen.done.update(keys)
            self._log.write("".join(f"{key}\n" for key in keys))
            self._log.flush()
            os.fsync(self._log.fileno())

    @staticmethod
    def _quietly(act: Callable[[], object]) -> None:
        with suppress(_Over):
            act()

    # processes

    def keep(self, name: str) -> None:
        """Starts it, and again whenever it is gone."""
        while not self.over.is_set():
            points = ""
            if not self.calm.is_set() and self.random.random() < 0.4:
                points = f"flows.{self.random.choice(POINTS)}=kill@0.01"
            more = {"DOUGONG_FAILPOINTS": points, CLOCK_AHEAD: str(self._wrong_clock())}
            more[MIGRATIONS], host = str(self.deployments.folder), self.world.address
            if self.world.second is not None and name in AWAY:
                more[NETWORK_OF], host = str(self.world.second.pid), OTHERS
            try:
                if name in WEBS:
                    self.fleet.serve(name, self.ports[name], host, **more)
                else:
                    self.fleet.work(name, **more)
            except (AssertionError, OSError):
                time.sleep(0.5)  # its database is away
                continue
            process = self.fleet.running[name].process
            while process.is_alive() and not self.over.is_set():
                process.join(0.1)
            if process.exitcode == -signal.SIGKILL and points and not self.over.is_set():
                self._fault("killed at a point or by chance" if name in WEBS else "worker killed")

    def _wrong_clock(self) -> int:
        """Seconds; on SQLite none: one machine has one clock."""
        if self.postgres is None or self.calm.is_set() or self.random.random() < 0.7:
            return 0
        self.report.faults["clock wrong"] += 1
        return self.random.choice((120, -120, 3600, -3600))

    def _fault(self, what: str) -> None:
        with self._lock:
            self.report.faults[what] += 1
            self._open.append(time.monotonic())

    def breaks(self, every: float) -> None:
        while not self.report.acknowledged and not self.calm.is_set():
            time.sleep(0.1)  # at first everything has to stand
        weighted = self.faults.weighted()
        while not self.calm.is_set():
            self.calm.wait(self.random.uniform(0.4, 1.6) * every)
            if not self.calm.is_set():
                what = self.random.choices([f for f, _ in weighted], [w for _, w in weighted])[0]
                self._fault(what.__name__.strip("_"))
                with suppress(ProcessLookupError, KeyError, ValueError):
                    what()

    # the final look

    def run(self, commands: int, faults: int, every: float, most: float) -> Report:
        began = time.monotonic()
        with outside(self.world.address) as (port, keys):
            self._prepare(port)
            kept = [threading.Thread(target=self.keep, args=(name,)) for name in (*WEBS, *WORKERS)]
            others = [threading.Thread(target=self.client, args=(n,)) for n in range(CLIENTS)]
            breaking = threading.Thread(target=self.breaks, args=(every,))
            for thread in (*kept, *others, breaking):
                thread.start()
            try:
                while time.monotonic() - began < most and not self._enough(commands, faults):
                    time.sleep(0.2)
                    assert all(thread.is_alive() for thread in others), "a client met what must not be"
                self.calm.set()
                breaking.join()
                quiet = time.monotonic()
                self._settle(others)
                self.report.settled = time.monotonic() - quiet
            finally:
                for event in (self.calm, self.called_off, self.over):
                    event.set()
                for thread in (*others, *kept, breaking):
                    thread.join(30)
            self.report.seconds = time.monotonic() - began
            assert self.faults.broken == [], self.faults.broken
            check(self.settings, self.seen, keys)
            self._examine()
        return self.report

    def _enough(self, commands: int, faults: int) -> bool:
        return self.report.acknowledged >= commands and sum(self.report.faults.values()) >= faults

    def _prepare(self, port: int) -> None:
        call = {"id": "call", "type": "http", "url": f"http://{self.world.address}:{port}/" + "{id}", "body": "{}",
                "timeout": 3, "retries": 20, "backoff": "0.02 minutes"}  # fmt: skip
        bump = {"id": "bump", "type": "update", "set": [{"field": "moves", "value": "moves + 1"}]}
        note = {"id": "note", "type": "create", "form": "log", "set": [{"field": "deal", "value": "id"}]}
        database = open_database(self.settings)
        company = Company(create_app(self.settings, database), database)
        self.fleet.cookie = f"{COOKIE}={company.admin.browser.cookies[COOKIE]}"
        for number in range(ACCOUNTS):
            made = company.admin.browser.post(DEALS, json={"name": f"账户 {number}", "amount": BALANCE})
            self.seen.accounts.append(made.json()["id"])
        with database.transaction() as tx:
            publish(tx, flow_of("main", call, bump, note, trigger={"on": "create"}))
        company.close()
        database.close()

    def _settle(self, clients: list[threading.Thread]) -> None:
        """The clients end; everything they began is done soon after the last fault."""
        self.called_off.set()
        for client in clients:
            client.join(30)
        database, ended = open_database(self.settings), time.monotonic()
        left = {
            "instances": select(func.count()).where(flow_instance.c.status == "running"),
            "outbox": select(func.count()).where(flow_outbox.c.state == "pending"),
            "jobs": select(func.count()).where(job.c.state == "running", job.c.kind.like("flows.%")),
        }
        found, least, fell, most = dict[str, int](), None, ended, RECOVERY
        while least != 0:
            assert time.monotonic() - ended < most, f"not over after {most:.0f} s: {found} of {self.report.backlog}"
            assert time.monotonic() - fell < RECOVERY, f"it stands still: {found} of {self.report.backlog}"
            with suppress(SQLAlchemyError), database.snapshot() as tx:
                found = {name: int(tx.execute(statement).scalar_one()) for name, statement in left.items()}
                if least is None:
                    self.report.backlog = sum(found.values())
                    most = RECOVERY + FOR_EACH_OPEN * self.report.backlog
                if least is None or sum(found.values()) < least:
                    least, fell = sum(found.values()), time.monotonic()
            time.sleep(0.2)
        database.close()

    def _examine(self) -> None:
        """I9."""
        if self.postgres is not None:
            self.postgres.examine(self.settings.database_url.rpartition("/")[2])
            return
        with closing(sqlite3.connect(self.settings.data / "product.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


class _Over(Exception):
    """The clients are called off; what was not answered may or may not have happened."""


def run(
    kind: str,
    folder: Path,
    *,
    commands: int,
    faults: int,
    seed: int = 1,
    every: float = 2.0,
    most: float = 7200.0,
    batch: int = 1,
    only: tuple[str, ...] = (),
) -> Report:
    """Until so many commands are acknowledged and so much is broken, or `most` seconds are over."""
    with ExitStack() as ending:
        disk = folder / "disk"
        is_small = ending.enter_context(small_disk(disk))
        reason = why_not() if kind == "postgresql" else "SQLite has one host"
        second = None if reason else ending.enter_context(second_host())
        if reason:
            print(f"no host is cut off: {reason}", file=sys.stderr)
        address = LOCAL if second is None else OURS
        postgres_server = Postgres(disk, address) if kind == "postgresql" else None
        redis_server = Redis(folder, address)
        for server in filter(None, (postgres_server, redis_server)):
            server.start()
            ending.callback(server.end)
        url = postgres_server.url if postgres_server else f"sqlite:///{disk / 'product.db'}"
        settings = Settings(database_url=url, data=disk, redis_url=redis_server.url)
        prepare_office(url if kind == "postgresql" else settings.sqlalchemy_url)
        environment = {"DOUGONG_DATABASE_URL": url, "DOUGONG_REDIS_URL": redis_server.url, "DOUGONG_DATA": str(disk)}
        environment["DOUGONG_OUTBOUND_ALLOW"] = f"{LOCAL}/32,{NETWORK}"
        fleet = ending.enter_context(fleet_of(environment, "", quick=0))
        servers = (postgres_server, redis_server)
        world = World(is_small, batch, address, second, only)
        return Chaos(fleet, settings, servers, seed, world).run(commands, faults, every, most)


def main(kind: str, commands: int = 20_000, faults: int = 500, seed: int = 1, most: int = 7200, batch: int = 1) -> None:
    """Prints the report; an AssertionError says which invariant doesn't hold."""
    with tempfile.TemporaryDirectory(prefix="dougong-chaos-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        only = tuple(filter(None, os.environ.get("CHAOS_ONLY", "").split(",")))
        report = run(kind, folder, commands=commands, faults=faults, seed=seed, most=most, batch=batch, only=only)
    pauses = {
        "p50": percentile(report.pauses, 0.5),
        "p99": percentile(report.pauses, 0.99),
        "most": round(max(report.pauses, default=0), 2),
    }
    told = {"database": kind, "seed": seed, "acknowledged": report.acknowledged, "answers": dict(report.answers)}
    told |= {"faults": dict(report.faults), "faults_in_all": sum(report.faults.values()), "recovery_seconds": pauses}
    print(
        json.dumps(
            told
            | {
                "open_at_the_end": report.backlog,
                "settled": round(report.settled, 1),
                "seconds": round(report.seconds),
                "lost": 0,
                "doubled": 0,
            }
        )
    )
