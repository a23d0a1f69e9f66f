"""The throw-away servers: real, private, cheap, and gone with their owner in whatever way it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from redis import Redis
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, inspect
from sqlalchemy.schema import CreateTable

from scripts.provision.servers import readable_by_all
from tests.conftest import FreshDatabase
from tests.services import redis

ROOT = Path(__file__).resolve().parents[2]
OWNER = """
import signal, time
from tests.services import postgres, redis
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that starts us in the background ignores it
with {server}() as url:
    print(url, flush=True)
    time.sleep(60)
"""


def _listens(url: str) -> bool:
    parts = urlsplit(url)
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((parts.hostname or "", parts.port or 0)) == 0


def _folders_of(pid: int, temporary: Path) -> list[Path]:
    return list(temporary.glob(f"dougong-tests-*-{pid}-*"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("server", ["postgres", "redis"])
def test_a_server_and_its_folder_are_gone_when_its_owner_is_killed(
    server: str, number: signal.Signals, tmp_path: Path
) -> None:
    temporary = tmp_path if readable_by_all(tmp_path) else Path("/tmp")  # noqa: S108 - what the servers choose, too
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("DOUGONG_TEST_", "PYTEST_"))
    } | {"TMPDIR": str(temporary)}
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER.format(server=server)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with owner:
        assert owner.stdout is not None
        url = owner.stdout.readline().strip()
        assert _listens(url)
        assert _folders_of(owner.pid, temporary)
        owner.send_signal(number)
        owner.wait(20)
    deadline = time.monotonic() + 15
    while (_listens(url) or _folders_of(owner.pid, temporary)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _listens(url)
    assert _folders_of(owner.pid, temporary) == []


def test_redis_answers(redis_url: str) -> None:
    with Redis.from_url(redis_url) as client:
        assert client.set("dougong", "斗拱") is True
        assert client.getdel("dougong") == "斗拱".encode()


def test_two_private_servers_do_not_clash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOUGONG_TEST_REDIS_URL", raising=False)
    with redis() as first, redis() as second:
        assert first != second
    assert not _listens(first)
    assert not _listens(second)


def test_postgresql_is_15_or_newer_in_utf8(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        row = connection.execute("SELECT current_setting('server_version_num')::int, '斗拱'").fetchone()
    assert row is not None
    assert row[0] >= 150000
    assert row[1] == "斗拱"


def _fill(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE filled AS SELECT generate_series(1, 10) AS n")


def test_a_copy_of_a_prepared_database_holds_what_was_prepared_and_is_cheap(fresh_database: FreshDatabase) -> None:
    fresh_database("postgresql", _fill)
    began = time.monotonic()
    copies = [fresh_database("postgresql", _fill) for _ in range(5)]
    each = (time.monotonic() - began) / 5
    with psycopg.connect(copies[0]) as one, psycopg.connect(copies[1]) as other:
        one.execute("DELETE FROM filled")
        one.commit()
        assert other.execute("SELECT count(*) FROM filled").fetchone() == (10,)
    assert each < 1.0  # about 0.04 s on a quiet machine


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_gets_an_empty_database_of_its_own(database_url: str, turn: int) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == []
        connection.execute(CreateTable(Table(f"leftover_{turn}", MetaData(), Column("turn", Integer))))
    engine.dispose()
