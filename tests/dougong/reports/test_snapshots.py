"""Snapshots of large forms: never stale, whoever wrote; the same rights; warm after a restart; within their memory."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from fastapi import FastAPI

from dougong.app import create_app, open_database
from dougong.apps.catalog import app_catalog
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.records import changes
from dougong.records.feed.moved import begin_anew
from dougong.reports.scope import TableKey
from dougong.reports.snapshots import Snapshots
from tests.dougong.aging import choose, later, run
from tests.dougong.people import Company
from tests.dougong.records.conftest import CUSTOMER, ORDER, Shop, build_app

ORDERS = TableKey("order")
LINES = TableKey("order", "lines")
WANTED = {ORDERS: frozenset({"total", "status", "customer"}), LINES: frozenset({"amount", "record_id"})}


@pytest.fixture
def shop(company: Company) -> Shop:
    return build_app(company, "shop", "商店", {"customer": CUSTOMER, "order": ORDER})


@pytest.fixture
def store(app: FastAPI) -> Iterator[Snapshots]:
    found: Snapshots = app.state.snapshots
    found.large = 0
    yield found


def totals(store: Snapshots) -> list[float]:
    """The totals of all orders as the snapshot has them now, and the sum of their lines."""
    with store.database.snapshot() as tx:
        catalog = app_catalog(tx, "shop")
    found = store.fresh(catalog, WANTED)
    lines = found[LINES].lazy().collect()["amount"].sum()
    values: list[float] = sorted(found[ORDERS].lazy().collect()["total"].to_list())
    assert round(sum(values), 2) == round(lines, 2)
    return values


def order(shop: Shop, customer: str, *prices: float) -> dict[str, Any]:
    lines = [{"product": "P", "quantity": 1, "price": price} for price in prices]
    return shop.add("order", {"customer": customer, "status": "open", "lines": lines})


def test_every_change_is_in_the_next_look(shop: Shop, store: Snapshots) -> None:
    customer = shop.add("customer", {"name": "甲"})["id"]
    first = order(shop, customer, 10)
    assert totals(store) == [10]
    second = order(shop, customer, 1, 2.5)
    assert totals(store) == [3.5, 10]
    browser, path = shop.builder.browser, shop.records("order")
    change = {"lines": [{"product": "Q", "quantity": 2, "price": 4}], "version": second["version"]}
    assert browser.patch(f"{path}/{second['id']}", json=change).status_code == 200
    assert totals(store) == [8, 10]
    assert browser.delete(f"{path}/{first['id']}").status_code == 204
    assert totals(store) == [8]
    assert browser.post(f"{path}/{first['id']}:restore").status_code in (200, 204)
    assert totals(store) == [8, 10]


def test_what_has_not_looked_for_longer_than_history_is_kept_is_made_anew(shop: Shop, store: Snapshots) -> None:
    customer = shop.add("customer", {"name": "甲"})["id"]
    order(shop, customer, 10)
    assert totals(store) == [10]
    order(shop, customer, 5)
    choose(shop.company, history=90)
    later(store.database, 91)
    shop.add("customer", {"name": "乙"})
    assert run(store.database)["history"] == 3
    assert totals(store) == [5, 10]


def test_columns_come_as_they_are_asked_for(shop: Shop, store: Snapshots) -> None:
    customer = shop.add("customer", {"name": "庚"})["id"]
    order(shop, customer, 10)
    assert totals(store) == [10]
    order(shop, customer, 20)
    with store.database.snapshot() as tx:
        catalog = app_catalog(tx, "shop")
    found = store.fresh(catalog, {ORDERS: frozenset({"no", "created_at"}), LINES: frozenset({"product"})})
    records, lines = (found[key].lazy().collect() for key in (ORDERS, LINES))
    assert sorted(zip(records["total"], records["no"], strict=True)) == [(10, "SO00001"), (20, "SO00002")]
    assert lines["product"].to_list() == ["P", "P"]
    assert records["created_at"].null_count() == 0
    assert totals(store) == [10, 20]


def test_another_process_sees_what_this_one_saved(shop: Shop, store: Snapshots, settings: Settings) -> None:
    other_database = open_database(settings)
    other = Snapshots(other_database, large=0)
    customer = shop.add("customer", {"name": "乙"})["id"]
    order(shop, customer, 5)
    assert totals(other) == totals(store) == [5]
    for price in range(1, 30):
        order(shop, customer, price)
        assert len(totals(other)) == price + 1
    assert totals(other) == totals(store)
    other_database.close()


def test_a_transaction_that_took_its_number_early_and_commits_late_is_not_missed(
    shop: Shop, store: Snapshots, database: Database
) -> None:
    if database.dialect == "sqlite":
        pytest.skip("SQLite has one writer: numbers are taken in the order of commits")
    customer = shop.add("customer", {"name": "丙"})["id"]
    early = order(shop, customer, 7)
    assert totals(store) == [7]
    with database.snapshot() as tx:
        catalog = app_catalog(tx, "shop")
    table, numbered, done = catalog.tables.table("order"), threading.Event(), threading.Event()

    def late() -> None:
        with database.transaction() as tx:
            change = changes.Change("shop", "order", early["id"], "update", 2, {"status": ("open", "lost")})
            changes.log(tx, [change], by=None, door="system")
            tx.execute(table.update().where(table.c["id"] == early["id"]).values(status="lost"))
            numbered.set()
            done.wait(20)

    thread = threading.Thread(target=late)
    thread.start()
    assert numbered.wait(20)
    order(shop, customer, 1)  # takes a higher number and commits first
    assert totals(store) == [1, 7]
    found = store.fresh(catalog, WANTED)[ORDERS].lazy().collect()
    assert set(found["status"].to_list()) == {"open"}
    done.set()
    thread.join()
    found = store.fresh(catalog, WANTED)[ORDERS].lazy().collect()
    assert sorted(found["status"].to_list()) == ["lost", "open"]


def test_a_restart_is_warm_and_catches_up(shop: Shop, store: Snapshots, tmp_path: Path) -> None:
    customer = shop.add("customer", {"name": "丁"})["id"]
    order(shop, customer, 3)
    store.folder = tmp_path / "kept"
    assert totals(store) == [3]
    store.save()
    order(shop, customer, 4)
    again = Snapshots(store.database, store.folder, large=0)
    assert totals(again) == [3, 4]
    assert len(again._kept[next(iter(again._kept))].delta) > 0, "the base came from disk, the rest from the log"
    assert {path.suffix for path in store.folder.iterdir()} == {".parquet"}, "nothing half-written stays"
    for path in store.folder.iterdir():  # rows that are not those of this database's past
        metadata = pl.read_parquet_metadata(path)["dougong"].replace('"mark":[', '"mark":[9')
        pl.read_parquet(path).head(0).write_parquet(path, metadata={"dougong": metadata})
    assert totals(Snapshots(store.database, store.folder, large=0)) == [3, 4], "what isn't ours is not used"


def test_a_file_from_before_a_restore_is_not_used(shop: Shop, store: Snapshots, tmp_path: Path) -> None:
    customer = shop.add("customer", {"name": "壬"})["id"]
    order(shop, customer, 3)
    store.folder = tmp_path / "kept"
    assert totals(store) == [3]
    store.save()
    order(shop, customer, 4)
    with store.database.transaction() as tx:
        begin_anew(tx)
    assert totals(Snapshots(store.database, store.folder, large=0)) == [3, 4]


def test_a_damaged_file_is_made_anew_from_the_database(shop: Shop, store: Snapshots, tmp_path: Path) -> None:
    order(shop, shop.add("customer", {"name": "辛"})["id"], 3)
    store.folder = tmp_path / "kept"
    assert totals(store) == [3]
    store.save()
    for path in store.folder.iterdir():
        path.write_bytes(path.read_bytes()[:-20])
    assert totals(Snapshots(store.database, store.folder, large=0)) == [3]


def test_two_processes_that_end_together_leave_a_file_of_one_of_them(
    shop: Shop, store: Snapshots, tmp_path: Path
) -> None:
    """Rows of the one beside the note of the other would lose what was changed between them."""
    customer = shop.add("customer", {"name": "壬"})["id"]
    order(shop, customer, 3)
    folder = tmp_path / "kept"
    early, late = (Snapshots(store.database, folder, large=0) for _process in range(2))
    assert totals(early) == [3]
    order(shop, customer, 4)
    assert totals(late) == [3, 4]
    ending = [threading.Thread(target=each.save) for each in (late, early) for _again in range(5)]
    for thread in ending:
        thread.start()
    for thread in ending:
        thread.join()
    for path in folder.iterdir():
        note = json.loads(pl.read_parquet_metadata(path)["dougong"])
        rows = len(pl.read_parquet(path))
        snapshots = [each._kept[tuple(note["name"])] for each in (early, late)]
        assert (rows, note["seq"], note["xmin"]) in [
            (len(each.lazy().collect()), each.cursor.seq, each.cursor.xmin) for each in snapshots
        ]
    assert totals(Snapshots(store.database, folder, large=0)) == [3, 4]


def test_memory_has_a_budget(shop: Shop, store: Snapshots) -> None:
    order(shop, shop.add("customer", {"name": "戊"})["id"], 3)
    totals(store)
    assert len(store._kept) == 2
    store.budget = 1
    with store.database.snapshot() as tx:
        catalog = app_catalog(tx, "shop")
    store.fresh(catalog, {TableKey("customer"): frozenset({"name"})})
    assert [name[1:] for name in store._kept] == [("customer", None)], "what is in use stays, the rest goes"


def test_a_dashboard_over_a_large_form_is_answered_from_its_snapshot(
    shop: Shop, store: Snapshots, app: FastAPI, settings: Settings
) -> None:
    customer = shop.add("customer", {"name": "己", "level": "a"})["id"]
    tile = {
        "key": "sum",
        "chart": {"type": "bar", "x": "level", "y": ["sum"]},
        "query": {
            "from": "order",
            "rows": [{"key": "level", "field": "customer.level"}],
            "measures": [{"key": "sum", "fn": "sum", "field": "lines.amount"}],
        },
    }
    for price in (1.1, 2.2):
        order(shop, customer, price)
        found = shop.builder.browser.post("/api/v1/apps/shop/dashboards:preview", json={"tile": tile}).json()
        assert found["state"] == "ok", found
    assert found["figure"]["figure"]["data"][0]["y"] == [3.3]
    assert {name[1:] for name in store._kept} >= {("order", None), ("order", "lines"), ("customer", None)}
    fresh = create_app(settings, app.state.database)
    assert fresh.state.snapshots.folder == settings.data / "snapshots"
