"""Dashboards asked of a streaming replica: never older than the question, whatever becomes of the replica.

The whole of it needs two PostgreSQL servers of its own: `scripts/chaos replica`. What every run looks at is that a
replica which isn't there is no harm.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from dougong.app import create_app, open_database
from dougong.cli import doctor
from dougong.kit import replica as kit_replica
from dougong.kit.clock import system_clock
from dougong.kit.config import Settings
from dougong.kit.db import Database, Transaction
from dougong.kit.jobs_model import job
from dougong.kit.replica import Reading
from dougong.kit.runner import Runner
from dougong.messaging.channels import Channels, null_channels
from dougong.messaging.service import MAIL
from dougong.reports import alerts, schedules
from dougong.reports.snapshots import Snapshots
from dougong.worker import resources
from scripts.provision.servers import run_unprivileged
from tests.conftest import FreshDatabase
from tests.dougong.conftest import migrate
from tests.dougong.flows.run_office import APP, prepare_office
from tests.dougong.operations.chaos_servers import LOCAL, Postgres, Server, free_port
from tests.dougong.people import Company, Someone

DEALS = f"/api/v1/apps/{APP}/forms/deal/records"
BOARDS = f"/api/v1/apps/{APP}/dashboards"
BOARD: dict[str, Any] = {
    "schema_version": 1, "key": "use", "label": "看板",
    "tiles": [{"key": "n", "label": "数", "chart": {"type": "kpi", "value": "n"},
               "query": {"from": "deal", "measures": [{"key": "n", "fn": "count"}]}}],
    "grid": [{"tile": "n", "x": 0, "y": 0, "w": 3, "h": 2}],
    "alerts": [{"key": "many", "tile": "n", "when": "n > 10", "to": ["role:manager"]}],
    "deliveries": [{"key": "daily", "cron": "* * * * *", "formats": ["xlsx"], "to": ["role:manager"]}],
}  # fmt: skip


class Standby(Server):
    """A copy of a server that replays its log."""

    def __init__(self, primary: Postgres, folder: Path) -> None:
        port = free_port()
        environment = {"PATH": "/usr/bin:/bin"}
        copied = ["-h", LOCAL, "-p", str(primary.port), "-U", "postgres", "-R", "-X", "stream", "-c", "fast"]
        run_unprivileged([str(primary.binaries / "pg_basebackup"), "-D", str(folder), *copied], environment)
        settings = {"port": str(port), "listen_addresses": LOCAL, "unix_socket_directories": ""}
        given = [f"--{name}={value}" for name, value in settings.items()]
        self.data = folder
        super().__init__([str(primary.binaries / "postgres"), "-D", str(folder), *given], port, primary._user)
        self.url = f"postgresql://postgres@{LOCAL}:{port}/postgres"

    def is_ready(self) -> bool:
        """Its own word, as of `Postgres`."""
        state = self.data / "postmaster.pid"
        lines = state.read_text().splitlines() if state.exists() else []
        return len(lines) >= 8 and lines[7].strip() in ("ready", "standby")


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[Postgres, Standby]]:
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o777)
    with ExitStack() as ending:
        primary = Postgres(tmp_path, LOCAL)
        primary.start()
        ending.callback(primary.end)
        prepare_office(primary.url)
        standby = Standby(primary, tmp_path / "standby")
        standby.start()
        ending.callback(standby.end)
        yield primary, standby


def _count(viewer: Someone) -> float:
    answer = viewer.browser.post(f"{BOARDS}/use/data", json={})
    assert answer.status_code == 200, answer.text
    return float(answer.json()["tiles"]["n"]["figure"]["kpi"]["value"])


def _publish(company: Company) -> None:
    body = {"key": "use", "label": "看板", "definition": BOARD}
    made = company.admin.browser.post(BOARDS, json=body)
    assert made.status_code == 201, made.text
    publish = company.admin.browser.post(f"{BOARDS}/use/draft:publish", json={"revision": made.json()["revision"]})
    assert publish.status_code == 200, publish.text


@pytest.mark.attack
def test_a_replica_answers_and_nobody_sees_less_than_they_wrote(
    servers: tuple[Postgres, Standby], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit_replica, "REST", 1.0)
    primary, standby = servers
    settings = Settings(database_url=primary.url, reports_database_url=standby.url, data=tmp_path / "data")
    database = open_database(settings)
    company = Company(app := create_app(settings, database), database)
    reading: Reading = app.state.snapshots.reading
    _publish(company)
    made = 0

    def write_and_look(times: int) -> None:
        nonlocal made
        for _ in range(times):
            answer = company.admin.browser.post(DEALS, json={"name": f"商机 {made}"})
            assert answer.status_code == 201, answer.text
            made += 1
            assert _count(company.admin) == made, "one's own write is in the next look"

    write_and_look(20)
    app.state.snapshots.large = 0  # the same out of columnar snapshots
    write_and_look(20)
    by_replica = reading.answered["replica"]
    print(f"{by_replica} of {sum(reading.answered.values())} by the replica")
    assert by_replica > reading.answered["primary"]
    assert any("replica" in each.what and each.ok for each in doctor.examine(settings))
    assert 'dougong_reports_answered_total{by="replica"}' in app.state.metrics.text().decode()
    _mails_and_alerts_ask_it_too(settings, database, app.state.snapshots)
    _hold_back(standby, pause=True)  # it falls behind
    began = time.monotonic()
    write_and_look(3)
    assert time.monotonic() - began < 15
    _hold_back(standby, pause=False)
    assert reading.answered["primary"] >= 3
    standby.end(signal.SIGKILL)
    write_and_look(3)
    standby.start()
    before, patience = reading.answered["replica"], time.monotonic() + 60
    while reading.answered["replica"] == before:
        assert time.monotonic() < patience, "it is not asked again"
        write_and_look(1)
        time.sleep(0.2)
    _rights_follow(company)
    company.close()
    reading.close()
    database.close()


def _mails_and_alerts_ask_it_too(settings: Settings, database: Database, snapshots: Snapshots) -> None:
    """What came due in five minutes; mails and firings are written by the primary."""
    reading = snapshots.reading
    assert reading.replica is not None
    was, moment = database.clock, system_clock() + timedelta(minutes=5)
    database.clock = reading.replica.clock = lambda: moment
    before = dict(reading.answered)
    assert alerts.watch(database, snapshots) == 1
    assert reading.answered["primary"] == before["primary"] and reading.answered["replica"] > before["replica"]
    schedules.enqueue_due(database)
    runner = Runner(database, resources(settings, snapshots) | {Channels: null_channels()})
    MAIL.on = True
    with database.snapshot() as tx:
        c = job.c
        (waiting,) = tx.execute(select(c.id).where(c.kind == schedules.DELIVER_JOB, c.state == "queued")).scalars()
    runner.run(waiting)
    runner.close()
    MAIL.on = False
    with database.snapshot() as tx:
        made = tx.execute(select(job.c.result).where(job.c.id == waiting)).scalar_one()
    assert made == {"mails": 1, "renderings": 1, "failed": 0}
    assert reading.answered["primary"] == before["primary"] and reading.answered["replica"] > before["replica"] + 1
    database.clock = reading.replica.clock = was


def _hold_back(standby: Standby, *, pause: bool) -> None:
    opened = Database(Settings(database_url=standby.url).sqlalchemy_url)
    with opened.snapshot() as tx:
        tx.execute(text("SELECT pg_wal_replay_pause()" if pause else "SELECT pg_wal_replay_resume()"))
    opened.close()


def _rights_follow(company: Company) -> None:
    """Who was switched off, or lost a role, sees nothing in the next look."""
    seller, url = company.hire("销售"), f"/api/v1/apps/{APP}/roles"
    for members, status in (([], 404), ([{"kind": "person", "id": seller.id, "name": "销售"}], 200), ([], 404)):
        now = company.admin.browser.get(url).json()
        for role in now["roles"]:
            role["members"] = members if role["key"] == "sales" else []
        body = {"roles": now["roles"], "grants": now["grants"], "revision": now["revision"]}
        assert company.admin.browser.put(url, json=body).status_code == 200
        assert seller.browser.post(f"{BOARDS}/use/data", json={}).status_code == status


def test_a_replica_that_is_not_there_or_breaks_off_leaves_the_primary_to_answer(
    fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = Settings(database_url=fresh_database("postgresql", migrate)).sqlalchemy_url
    primary, nowhere = Database(url), Database("postgresql+psycopg://postgres@127.0.0.1:1/none")
    for other in (nowhere, Database(url), None):  # away; no replica of anybody; not set
        reading = Reading(primary, other)
        for _ in range(2):
            with reading.snapshot(consistent=True) as tx:
                assert tx.execute(text("SELECT 1")).scalar_one() == 1
        assert reading.answered == {"primary": 2, "replica": 0}
        reading.close()
    for broken_off, times in ((False, 1), (True, 2)):  # a job's question is asked again, of the primary
        reading, asked = Reading(primary, Database(url)), []
        monkeypatch.setattr(kit_replica, "_behind", lambda *_: 0)

        def question(tx: Transaction, asked: list[int] = asked, broken_off: bool = broken_off) -> int:
            asked.append(1)
            if broken_off and len(asked) == 1:
                tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
            return len(asked)

        assert reading.answer(question, consistent=True) == times
        assert reading.answered == {"primary": times - 1, "replica": 1}
        reading.close()
    with pytest.raises(OperationalError), Reading(primary).snapshot() as tx:
        tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    with pytest.raises(ProgrammingError) as typo, Reading(primary).snapshot() as tx:
        tx.execute(text("SELECT nothing FROM nowhere"))
    assert not kit_replica.is_broken_off(typo.value)
    primary.close()
    with pytest.raises(ValueError, match="reports_database_url"):
        Settings(reports_database_url="sqlite:///reports.db")
