"""Three `dougong serve`, three `dougong worker`, one PostgreSQL, one Redis: what an operator may rely on."""

import http.client
import json
import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from dougong.app import create_app, open_database
from dougong.identity.authentication import COOKIE
from dougong.kit import jobs, presence
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.jobs_model import job as job_table
from tests.conftest import FreshDatabase
from tests.dougong.flows.run_office import APP, prepare_office
from tests.dougong.operations import scale_job
from tests.dougong.operations.scale_job import DEAF, STEPS, effect
from tests.dougong.people import Company
from tests.fleet import Fleet, Stream, command, fleet_of, until
from tests.processes import exit_code, heard

DEALS = f"/api/v1/apps/{APP}/forms/deal/records"
WEBS, WORKERS = ("web1", "web2", "web3"), ("work1", "work2", "work3")
CONNECTIONS = 12


@pytest.fixture
def database(fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[Database]:
    opened = open_database(Settings(database_url=fresh_database("postgresql", prepare_office), data=tmp_path))
    with opened.transaction() as tx:
        effect.create(tx.connection)
    yield opened
    opened.close()


@pytest.fixture
def fleet(database: Database, redis_url: str, tmp_path: Path) -> Iterator[Fleet]:
    url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    company = Company(create_app(Settings(database_url=url, data=tmp_path), database), database)
    secret = company.admin.browser.cookies[COOKIE]
    company.close()
    environment = {
        "DOUGONG_DATABASE_URL": url,
        "DOUGONG_REDIS_URL": redis_url,
        "DOUGONG_DATA": str(tmp_path),
        "DOUGONG_DATABASE_CONNECTIONS": str(CONNECTIONS),
        "DOUGONG_DRAIN_SECONDS": "1",
    }
    with fleet_of(environment, f"{COOKIE}={secret}") as made:
        yield made


def processes(database: Database) -> dict[int, dict[str, Any]]:
    with database.snapshot() as tx:
        return {each["pid"]: each for each in presence.seen(tx)}


def leaders(fleet: Fleet, database: Database) -> list[str]:
    seen = processes(database)
    return [name for name, each in fleet.running.items() if seen.get(each.pid, {}).get("leads")]


def state_of(database: Database, job_id: str) -> str:
    with database.snapshot() as tx:
        return str(tx.execute(select(job_table.c.state).where(job_table.c.id == job_id)).scalar_one())


def enqueue(database: Database, kind: str) -> str:
    with database.transaction() as tx:
        job_id = jobs.enqueue(tx, kind)
    assert job_id is not None
    return job_id


def effects(database: Database, job_id: str) -> list[int]:
    with database.snapshot() as tx:
        return sorted(tx.execute(select(effect.c.step).where(effect.c.job_id == job_id)).scalars())


def test_three_web_processes_are_one_product(fleet: Fleet, database: Database) -> None:
    for name in WEBS:
        fleet.serve(name)
    # a session is everybody's; what one changes the others' open pages hear of
    record = fleet.ask("web1", "POST", DEALS, {"name": "甲"})[1]["id"]
    listening = [Stream(fleet, "web1", f"{DEALS}:stream"), Stream(fleet, "web3", f"{DEALS}/{record}/stream")]
    until(lambda: all(each.events for each in listening), 5)
    before = [len(each.events) for each in listening]
    changed = fleet.ask("web2", "PATCH", f"{DEALS}/{record}", {"name": "乙"}, **{"if-match": '"1"'})
    assert changed[0] == 200, changed
    heard = until(lambda: all(len(each.events) > old for each, old in zip(listening, before, strict=True)), 5)
    assert heard < 4, "a change reaches the pages of other processes within two looks"
    # many at once stay within the limit of connections, whatever the number of requests
    _at_once(fleet, "web2", 30)
    assert _connections(database, fleet.running["web2"].pid) <= CONNECTIONS
    # one dies: nobody has to sign in again
    fleet.kill("web1")
    assert fleet.ask("web2", "GET", f"{DEALS}/{record}")[1]["name"] == "乙"
    assert listening[0].ended(5)
    # one is asked to end: it says so, serves on, finishes what it has begun, and nobody's stream holds it up
    _drains(fleet, "web3", listening[1])
    assert fleet.ask("web2", "POST", DEALS, {"name": "丙"})[0] == 201
    status = fleet.ask("web2", "DELETE", "/api/v1/session")[0]
    assert status == 204
    assert fleet.ask("web2", "GET", f"{DEALS}/{record}")[0] == 401


def _at_once(fleet: Fleet, name: str, how_many: int) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(fleet.ask(name, "POST", DEALS, {"name": f"同时 {n}"})[0]))
        for n in range(how_many)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [201] * how_many


def _connections(database: Database, pid: int) -> int:
    """How many connections a process holds, by what the system knows of its sockets."""
    port = database.engine.url.port
    mine = {
        link.readlink().name
        for link in Path(f"/proc/{pid}/fd").iterdir()
        if link.is_symlink() and str(link.readlink()).startswith("socket:")
    }
    rows = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    return sum(f"socket:[{row[9]}]" in mine and int(row[2].rpartition(":")[2], 16) == port for row in rows)


def _drains(fleet: Fleet, name: str, stream: Stream) -> None:
    body = json.dumps({"name": "半句"}).encode()
    connection = http.client.HTTPConnection(fleet.running[name].address, timeout=20)
    connection.putrequest("POST", DEALS)
    for key, value in (fleet.headers() | {"content-length": str(len(body))}).items():
        connection.putheader(key, value)
    connection.endheaders(body[:5])
    time.sleep(0.3)
    process = fleet.signal(name, signal.SIGTERM).process
    until(lambda: fleet.ask(name, "GET", "/api/ready")[0] == 503, 1)
    assert fleet.ask(name, "GET", "/api/alive")[0] == 200, "it serves on while others are told"
    time.sleep(1.2)  # now it takes no new calls
    with pytest.raises(OSError):
        fleet.ask(name, "GET", "/api/alive")
    connection.send(body[5:])
    assert connection.getresponse().status == 201, "what had begun is finished"
    connection.close()
    assert stream.ended(5)
    process.join(8)
    assert process.exitcode == 0


def test_workers_take_over_from_each_other(fleet: Fleet, database: Database) -> None:
    for name in WORKERS:
        fleet.work(name)
    until(lambda: len(leaders(fleet, database)) == 1, 10)
    (leader,) = leaders(fleet, database)
    # the elected one hangs: another takes over, and two of them for a moment do nothing twice
    _hang(fleet, leader, database)
    until(lambda: leaders(fleet, database) not in ([], [leader]), 10)
    fleet.signal(leader, signal.SIGCONT)
    with database.snapshot() as tx:
        c = job_table.c
        twice = select(c.once_key).where(c.once_key.is_not(None)).group_by(c.once_key).having(func.count() > 1)
        assert not tx.execute(twice).all()
    # asked to end, workers hand back what they do: at its next step, or as it is
    stepping, deaf = enqueue(database, STEPS), enqueue(database, DEAF)
    _wake(database)
    until(lambda: len(effects(database, stepping)) >= 2 and effects(database, deaf), 15)
    # all at once: one that waits for its deaf job would leave another the time to come to an end
    asked = [fleet.signal(name, signal.SIGTERM) for name in WORKERS]
    assert {exit_code(each.process) for each in asked} == {0}
    assert {state_of(database, each) for each in (stepping, deaf)} == {"queued"}
    assert not processes(database).keys() & {each.pid for each in fleet.running.values()}
    # a newer version has been here: a worker of this one goes on with what it knows and leaves the rest
    survivor = fleet.work("old")
    with database.transaction() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        tx.execute(text("ALTER TABLE job ADD COLUMN of_the_future integer"))
    newer = enqueue(database, STEPS)
    with database.transaction() as tx:
        tx.execute(update(job_table).where(job_table.c.id == newer).values(kind="test.of_the_future"))
    _wake(database)
    until(lambda: {state_of(database, each) for each in (stepping, deaf)} == {"done"}, 20)
    assert effects(database, stepping) == list(range(12)), "each step once, whoever did it"
    assert state_of(database, newer) == "queued"
    assert survivor.process.is_alive()


def _hang(fleet: Fleet, name: str, database: Database) -> None:
    """Stops a process, but not within a transaction: PostgreSQL itself ends those, after a minute."""
    begun = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in %'")
    while True:
        fleet.signal(name, signal.SIGSTOP)
        time.sleep(0.2)
        with database.snapshot() as tx:
            if not tx.execute(begun).scalar_one():
                return
        fleet.signal(name, signal.SIGCONT)
        time.sleep(0.2)


def _wake(database: Database) -> None:
    """As if the wake-ups had been lost: the elected worker finds the rows by itself."""
    with database.transaction() as tx:
        tx.execute(update(job_table).where(job_table.c.state == "queued").values(woken_at=None))


assert scale_job.STEPS  # the template of the processes has it, too


def test_up_ends_cleanly_when_it_is_asked_to(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    settings = Settings(database_url=fresh_database("sqlite", prepare_office), data=tmp_path)
    environment = {"DOUGONG_DATABASE_URL": settings.database_url, "DOUGONG_DATA": str(tmp_path)}
    said: list[str] = []
    with heard(command, ("up", "--port", "0", "--no-demo"), environment, 0.0) as (process, out):
        while not any("http://127" in line for line in said):
            said.append(out.readline())
            assert said[-1], said
        address = next(found[0] for found in map(re.compile(r"127[\d.:]+").search, said) if found)
        with closing(http.client.HTTPConnection(address, timeout=60)) as connection:
            connection.request("GET", "/api/ready")
            assert connection.getresponse().status == 200
        assert process.pid is not None
        os.kill(process.pid, signal.SIGTERM)
        assert exit_code(process) == 0
        said += out
    assert not any(word in line for line in said for word in ("Traceback", "error", "exception")), said
    with pytest.raises(OSError), closing(http.client.HTTPConnection(address, timeout=5)) as connection:
        connection.connect()
    with closing(open_database(settings)) as database:
        assert processes(database) == {}, "it said good-bye"
