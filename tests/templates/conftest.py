"""The CRM template, installed for real. With its demo data it is installed once per kind of database, and copied."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from dougong import reactions
from dougong.app import create_app, open_database
from dougong.cli.start import first_administrator, install_demo
from dougong.kit import schema
from dougong.kit.config import Settings
from dougong.kit.db import Database
from tests.conftest import FreshDatabase
from tests.databases import Databases, Kind
from tests.dougong.conftest import forget_apps
from tests.dougong.people import PASSWORD, Company
from tests.templates.demo import Demo

OWNER = "owner@example.com"


def install(url: str) -> None:
    """What `dougong up` does on a fresh database."""
    settings = Settings(database_url=url, admin_email=OWNER, admin_password=SecretStr(PASSWORD))
    database = open_database(settings)
    schema.upgrade(database)
    reactions.bind()
    first_administrator(database, settings)
    install_demo(database, settings)
    database.close()


@dataclass
class Crm:
    """The installed app, and people around it."""

    company: Company
    owner: TestClient
    """The browser of the app's owner, who sees everything."""


@pytest.fixture
def settings(database_kind: Kind, fresh_database: FreshDatabase, tmp_path: Path) -> Settings:
    return Settings(database_url=fresh_database(database_kind, install), data=tmp_path)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = open_database(settings)
    yield opened
    opened.close()
    forget_apps()


@pytest.fixture
def app(settings: Settings, database: Database) -> FastAPI:
    return create_app(settings, database)


@pytest.fixture
def crm(app: FastAPI, database: Database, settings: Settings) -> Iterator[Crm]:
    """The CRM with its demo records."""
    company = Company(app, database)
    owner = company.browser()
    assert owner.post("/api/v1/session", json={"email": OWNER, "password": PASSWORD}).status_code == 200
    yield Crm(company, owner)
    company.close()


@pytest.fixture(scope="module")
def demo(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The installed demo, read by its owner. Nothing is changed, so the tests share it."""
    url = databases.fresh("sqlite", install)
    settings = Settings(database_url=url, data=tmp_path_factory.mktemp("data"))
    database = open_database(settings)
    company = Company(create_app(settings, database), database)
    browser = company.browser()
    assert browser.post("/api/v1/session", json={"email": OWNER, "password": PASSWORD}).status_code == 200
    yield Demo(browser, company)
    company.close()
    database.close()
    forget_apps()
    databases.drop(url)
