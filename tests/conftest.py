"""Fixtures that provide: databases and Redis. Servers start when a test first needs one, once per pytest run."""

import gc
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings

from tests.compiled import share_compiled_statements
from tests.databases import KINDS, Databases, Kind, Prepare
from tests.services import postgres_of_pytest, redis_of_pytest
from tests.template import fork_workers

# One verdict per tree: the same examples in every run, however slow the machine.
# `--hypothesis-profile=search` looks for new ones; what it finds becomes an `@example` or a vector.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile("same")

# Tests move clocks by days. A session that ends meanwhile is missed when what is remembered of it is forgotten, some
# seconds later: the verdict would hang on how slow the machine is.
os.environ |= {"DOUGONG_SESSION_DAYS": "366", "DOUGONG_SESSION_IDLE_MINUTES": f"{366 * 24 * 60}"}

share_compiled_statements()

# What imports make is there to stay: looking through it again and again while tests are gathered takes a sixth longer.
gc.disable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config, specs: list[Any]) -> None:
    """Workers import everything once, not each for itself."""
    fork_workers(config, specs)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What others wait for comes first; else the order stays."""
    items.sort(key=lambda item: item.get_closest_marker("first") is None)


def pytest_collection_finish() -> None:
    """From here on garbage is collected again, less often than usual: that saves a third of its CPU."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


FreshDatabase = Callable[..., str]


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The maintenance database of a real PostgreSQL; tests make databases of their own with `fresh_database`."""
    return postgres_of_pytest()


@pytest.fixture(scope="session")
def redis_url(worker_id: str) -> str:
    """A real Redis; every xdist worker has a numbered database of its own, nothing is deleted between tests."""
    number = int(worker_id.removeprefix("gw")) + 1 if worker_id != "master" else 0
    return f"{redis_of_pytest().rpartition('/')[0]}/{number}"


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makes databases, see `tests/databases.py`."""
    folder = tmp_path_factory.mktemp("databases")
    xdist = "PYTEST_XDIST_WORKER" in os.environ
    made = Databases(folder, postgres_of_pytest, tmp_path_factory.getbasetemp().parent if xdist else folder)
    yield made
    made.close()


@pytest.fixture
def fresh_database(databases: Databases) -> Iterator[FreshDatabase]:
    """`fresh_database(kind, prepare=None) -> url`: as many databases as a test wants, dropped after it."""
    urls: list[str] = []

    def fresh(kind: Kind, prepare: Prepare | None = None) -> str:
        urls.append(databases.fresh(kind, prepare))
        return urls[-1]

    yield fresh
    for url in urls:
        databases.drop(url)


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> Kind:
    """Every test that uses this (or `database_url`) runs twice: on SQLite and on PostgreSQL."""
    kind: Kind = request.param
    return kind


@pytest.fixture
def database_url(database_kind: Kind, fresh_database: FreshDatabase) -> str:
    """An empty database of each kind: `sqlite:///…` and `postgresql://…`, gone after the test."""
    return fresh_database(database_kind)
