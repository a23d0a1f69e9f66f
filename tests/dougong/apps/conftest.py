"""A designer at work: apps, drafts and publishes through the real routes, and rows put straight into the tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Table, insert, select

from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.apps.ddl import column_names
from dougong.kit.db import Database
from dougong.kit.ids import new_id
from tests.dougong.people import Company

API = "/api/v1"


@dataclass
class Designer:
    """Somebody who designs one app, and looks into its tables."""

    browser: TestClient
    database: Database
    app: str = "crm"

    def form(self, key: str, *fields: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Makes the form (or changes its draft) and publishes it. → its draft afterwards"""
        self.draft(key, *fields, **more)
        answer = self.publish(key)
        assert answer.status_code == 200, answer.text
        return self.get_draft(key)

    def draft(self, key: str, *fields: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Makes the form when there is none, and saves this draft."""
        answer = self.browser.get(self.url(key, "draft"))
        if answer.status_code == 404:
            made = self.browser.post(f"{API}/apps/{self.app}/forms", json={"label": key, "key": key})
            assert made.status_code == 201, made.text
            answer = made
        definition = {"schema_version": 1, "key": key, "label": key, "fields": list(fields), **more}
        saved = self.browser.put(
            self.url(key, "draft"), json={"definition": definition, "revision": answer.json()["revision"]}
        )
        assert saved.status_code == 200, saved.text
        result: dict[str, Any] = saved.json()
        return result

    def get_draft(self, key: str) -> dict[str, Any]:
        result: dict[str, Any] = self.browser.get(self.url(key, "draft")).json()
        return result

    def publish(self, key: str, *, accept_losses: bool = False) -> httpx.Response:
        revision = self.get_draft(key)["revision"]
        body = {"revision": revision, "accept_losses": accept_losses}
        return self.browser.post(self.url(key, "draft:publish"), json=body)

    def impact(self, key: str) -> dict[str, Any]:
        answer = self.browser.post(self.url(key, "draft:impact"))
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()
        return result

    def url(self, key: str, rest: str = "") -> str:
        return f"{API}/apps/{self.app}/forms/{key}" + (f"/{rest}" if rest else "")

    def catalog(self) -> AppCatalog:
        with self.database.snapshot() as tx:
            return app_catalog(tx, self.app)

    def put(self, key: str, *rows: dict[str, Any]) -> list[str]:
        """Records straight into the form's table (no pipeline: that is the records room's)."""
        table = self.catalog().tables.table(key)
        made = []
        with self.database.transaction() as tx:
            for row in rows:
                fixed = {"id": new_id(), "created_at": tx.now, "updated_at": tx.now, "version": 1}
                made.append({**dict.fromkeys(column.name for column in table.c), **fixed, **row})
            tx.execute(insert(table), made)
        return [row["id"] for row in made]

    def insert(self, table: Table, *rows: dict[str, Any]) -> None:
        with self.database.transaction() as tx:
            tx.execute(insert(table), list(rows))

    def values(self, key: str, field: str) -> dict[str, Any]:
        """The field's values by record id."""
        table = self.catalog().tables.table(key)
        with self.database.snapshot() as tx:
            return {row[0]: row[1] for row in tx.execute(select(table.c.id, table.c[field]))}

    def columns(self, name: str) -> set[str]:
        with self.database.snapshot() as tx:
            return set(column_names(tx, name))


@pytest.fixture
def designer(company: Company, database: Database) -> Iterator[Designer]:
    """The owner of an app `crm` without forms."""
    maker = company.hire("设计者")
    answer = maker.browser.post(f"{API}/apps", json={"label": "客户关系管理", "key": "crm"})
    assert answer.status_code == 201, answer.text
    yield Designer(maker.browser, database)
