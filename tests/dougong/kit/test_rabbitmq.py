"""RabbitMQ in the place of Redis, by setting alone: a real server of the test's own, where the program is installed."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from dougong.cli import doctor
from dougong.kit import broker, jobs
from dougong.kit.broker import Wakeups
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.jobs_model import job as table
from scripts.provision.servers import answers
from tests.conftest import FreshDatabase
from tests.dougong.conftest import migrate
from tests.dougong.kit import doomed_worker
from tests.dougong.kit.doomed_worker import KIND, effect
from tests.fleet import until
from tests.processes import heard

PROGRAMS = ("/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server")


class Rabbit:
    """A server with everything of it in one folder, on ports of its own."""

    def __init__(self, program: str, folder: Path) -> None:
        self.port, spread, mapper = (_free_port() for _ in range(3))
        folder.mkdir()
        (folder / "rabbitmq.conf").write_text(f"listeners.tcp.local = 127.0.0.1:{self.port}\n", encoding="ascii")
        self._environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "RABBITMQ_NODENAME": f"test{self.port}@localhost",
            "RABBITMQ_MNESIA_BASE": str(folder / "data"), "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"), "RABBITMQ_ENABLED_PLUGINS_FILE": "/dev/null",
            "RABBITMQ_DIST_PORT": str(spread), "ERL_EPMD_PORT": str(mapper), "ERL_EPMD_ADDRESS": "127.0.0.1",
        }  # fmt: skip
        self._program, self._mapper = program, mapper
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}/%2f"

    def start(self) -> None:
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(
            [self._program], env=self._environment, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
        until(lambda: answers(self.port), 90)

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, 9)
        self.process.wait()

    def close(self) -> None:
        """Erlang's port mapper was started beside the server, and stays."""
        self.end()
        mapper = shutil.which("epmd")
        if mapper is not None:
            subprocess.run([mapper, "-kill"], env=self._environment, capture_output=True, check=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def rabbit(tmp_path: Path) -> Iterator[Rabbit]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("RabbitMQ is not installed here (apt-get install rabbitmq-server)")
    server = Rabbit(program, tmp_path / "rabbit")
    server.start()
    yield server
    server.close()


@pytest.fixture
def settings(rabbit: Rabbit, fresh_database: FreshDatabase, tmp_path: Path) -> Settings:
    return Settings(database_url=fresh_database("sqlite", migrate), broker_url=rabbit.url, data=tmp_path)


def _done(database: Database, job_id: str) -> bool:
    with database.snapshot() as tx:
        found: str = tx.execute(select(table.c.state).where(table.c.id == job_id)).scalar_one()
    return found == "done"


def _ask(database: Database) -> str:
    with database.transaction() as tx:
        return jobs.enqueue(tx, KIND)


def test_by_a_setting_rabbitmq_wakes_workers_and_nothing_is_lost_when_it_dies(
    rabbit: Rabbit, settings: Settings, database: Database
) -> None:
    sender = Wakeups(settings.wake_url)
    with database.transaction() as tx:
        effect.create(tx.connection)
    database.listen(jobs.TOPIC, sender.wake)
    with heard(doomed_worker.work, settings.database_url, rabbit.url) as (_, said):
        assert said.readline() == "ready\n"
        first = _ask(database)
        until(lambda: _done(database, first), 30)
        assert any("RabbitMQ" in found.what and found.ok for found in doctor.examine(settings))
        assert sender.wake(first), "what comes twice costs a look"
        rabbit.end()
        began = time.monotonic()
        lost = [_ask(database) for _ in range(3)]
        assert time.monotonic() - began < 10, "nobody waits for a broker that is away"
        assert not sender.wake(lost[0])
        until(lambda: all(_done(database, each) for each in lost), 60)
        rabbit.start()
        until(lambda: sender.wake(first), 30)
        last = _ask(database)
        until(lambda: _done(database, last), 30)
    sender.stop(0)
    with database.snapshot() as tx:
        assert len(tx.execute(select(effect)).all()) == 5 * doomed_worker.BATCHES


def test_what_is_missing_for_rabbitmq_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "import_module", lambda name: (_ for _ in ()).throw(ModuleNotFoundError(name)))
    with pytest.raises(broker.BrokerMissing, match=r"dougong\[rabbitmq\]"):
        Wakeups("amqp://127.0.0.1/")
    assert Settings(broker_url="amqps://mq.example.com/dougong", redis_url="redis://x").wake_url.startswith("amqps")
    with pytest.raises(ValueError, match="broker_url"):
        Settings(broker_url="kafka://mq.example.com")
