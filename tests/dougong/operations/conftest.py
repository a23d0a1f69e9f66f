"""An installation worth keeping: records with lines and links, a file, fields and rows that were put aside, a form in
the bin. Made once for each kind of database."""

import io
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from dougong.app import create_app, open_database
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.operations.restore import Open
from tests.conftest import FreshDatabase
from tests.databases import Kind
from tests.dougong.conftest import forget_apps
from tests.dougong.people import Company
from tests.dougong.records.conftest import Shop, prepare
from tests.dougong.records.rest import DEAL, FIRM, _build

KEY = SecretStr("operations-operations-operations")
NEVER = ("partners", "lines", "place")
"""Fields of deals that were put aside: pairs of a link to many, rows, a column."""


def _prepare(url: str) -> None:
    def build(company: Company) -> None:
        _build(company)
        shop = Shop(company, company.admin, "rest")
        shop.publish("deal", {**DEAL, "fields": [each for each in DEAL["fields"] if each["key"] not in NEVER]})
        longer = {"key": "founded", "type": "text", "label": "成立"}
        shop.publish(
            "firm", {**FIRM, "fields": [longer if each["key"] == "founded" else each for each in FIRM["fields"]]}
        )
        api = "/api/v1/apps/rest/forms"
        assert company.admin.browser.post(api, json={"label": "旧表", "key": "old"}).status_code == 201
        shop.publish("old", {"label": "旧表", "fields": [{"key": "name", "type": "text", "label": "名称"}]})
        shop.add("old", {"name": "还在回收站里"})
        assert company.admin.browser.delete(f"{api}/old").status_code == 204

    prepare(url, build, secret_key=KEY)


Installed = Callable[[Kind], Settings]


@pytest.fixture
def installed(fresh_database: FreshDatabase, tmp_path: Path) -> Installed:
    """`installed("sqlite")`: the settings of the installation on that kind of database, with one uploaded file."""

    def made(kind: Kind) -> Settings:
        settings = Settings(database_url=fresh_database(kind, _prepare), data=tmp_path / "source", secret_key=KEY)
        with at_work(settings) as shop:
            sent = shop.builder.browser.post("/api/v1/files", files={"file": ("合同.txt", io.BytesIO(b"signed"))})
            assert sent.status_code == 201, sent.text
            shop.add("deal", {"name": "有附件", "files": [{"id": sent.json()["id"]}]})
        return settings

    return made


@pytest.fixture
def empty(fresh_database: FreshDatabase, tmp_path: Path) -> Installed:
    """`empty("postgresql")`: the settings of a place where nothing is yet."""

    def made(kind: Kind) -> Settings:
        url = fresh_database(kind) if kind == "postgresql" else f"sqlite:///{tmp_path / 'target' / 'new.sqlite3'}"
        return Settings(database_url=url, data=tmp_path / "target", secret_key=KEY)

    return made


def opener(settings: Settings) -> Open:
    """Opens databases as the product does."""
    return lambda url: open_database(settings.model_copy(update={"database_url": url}))


@contextmanager
def at_work(settings: Settings) -> Iterator[Shop]:
    """The product on this installation, and its administrator."""
    forget_apps()
    with closing(open_database(settings)) as database:
        company = Company(create_app(settings, database), database)
        try:
            yield Shop(company, company.admin, "rest")
        finally:
            company.close()
            forget_apps()


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    with closing(open_database(settings)) as database:
        yield database


def names(shop: Shop, form: str) -> list[Any]:
    answer = shop.builder.browser.get(shop.records(form), params={"sort": "created_at"})
    assert answer.status_code == 200, answer.text
    return [each["name"] for each in answer.json()["items"]]
