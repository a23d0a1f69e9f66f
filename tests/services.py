"""Throw-away PostgreSQL and Redis for tests: `with postgres() as url:`; standard library only.

`DOUGONG_TEST_DATABASE_URL` and `DOUGONG_TEST_REDIS_URL` name servers to use instead (`scripts/test` sets them). Servers
end with the process that asked for them, in whatever way it ends.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.provision import postgres as postgres_server
from scripts.provision import redis as redis_server
from scripts.provision.servers import Session, end


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of the maintenance database of a server on which one may create databases."""
    with _private() as session:
        yield postgres_server.url(session)


@contextmanager
def redis() -> Iterator[str]:
    """The URL of database 0 of a Redis server."""
    with _private() as session:
        yield redis_server.url(session)


@contextmanager
def _private() -> Iterator[Session]:
    session = Session(f"{os.getpid()}-{uuid.uuid4().hex[:8]}", os.getpid())
    try:
        yield session
    finally:
        end(session)


def session_of_pytest() -> Session:
    """One session for a whole pytest run: xdist's workers share the servers, which end with their common parent."""
    shared = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if shared:
        return Session(f"xdist-{shared[:16]}", os.getppid())
    return Session(f"pytest-{os.getpid()}", os.getpid())


def postgres_of_pytest() -> str:
    """The URL of the run's PostgreSQL, started by the first who asks."""
    return postgres_server.url(session_of_pytest())


def redis_of_pytest() -> str:
    """The URL of the run's Redis, started by the first who asks."""
    return redis_server.url(session_of_pytest())
