"""Fixtures of the rooms: a migrated database of each kind, the application on it, and people who use it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from dougong.app import create_app, open_database
from dougong.apps.catalog import CACHE
from dougong.flows.live import LIVE
from dougong.flows.watching import HAS_FLOWS
from dougong.kit import schema
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.logs import set_up_logging
from tests.conftest import FreshDatabase
from tests.databases import Kind
from tests.dougong.people import Company


def migrate(url: str) -> None:
    """Fills an empty database with the platform's tables, as `dougong db upgrade` does."""
    database = Database(Settings(database_url=url).sqlalchemy_url)
    schema.upgrade(database)
    database.close()


@pytest.fixture(scope="session", autouse=True)
def logging_as_in_the_product() -> None:
    """structlog's own default prints every local of a traceback, which takes ten seconds for one error."""
    set_up_logging(Settings())


def forget_apps() -> None:
    """The next database may be a copy of the same one: same apps, same stamps, but other grants and flows."""
    CACHE.clear()
    LIVE.clear()
    HAS_FLOWS.clear()


@pytest.fixture
def settings(database_kind: Kind, fresh_database: FreshDatabase, tmp_path: Path) -> Settings:
    """Settings that name a migrated database and a private data folder."""
    return Settings(database_url=fresh_database(database_kind, migrate), data=tmp_path)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """The migrated database, as the product opens it."""
    opened = open_database(settings)
    yield opened
    opened.close()
    forget_apps()


@pytest.fixture
def app(settings: Settings, database: Database) -> FastAPI:
    """The whole application on that database."""
    return create_app(settings, database)


@pytest.fixture
def company(app: FastAPI, database: Database) -> Iterator[Company]:
    """People at hand: `company.admin` is signed in; `company.hire("张三")` gives one more, with a browser."""
    made = Company(app, database)
    yield made
    made.close()
