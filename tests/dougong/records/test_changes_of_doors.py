"""Whoever follows the feed, or listens to webhooks, has what is there: whichever door a change came by."""

from typing import Any

import orjson
from sqlalchemy import select

from dougong.kit.db import Database
from dougong.records.webhooks import collecting
from dougong.records.webhooks.models import webhook_delivery
from dougong.worker import Worker
from tests.dougong.flows.crm import straight
from tests.dougong.jobs import finished
from tests.dougong.records.conftest import Shop
from tests.dougong.records.public import Stranger, made, settings
from tests.dougong.settled import settle

APP = "/api/v1/apps/shop"
FORMS = ("customer", "order")
COLUMNS = [{"index": index, "field": key} for index, key in enumerate(("name", "level"))]
PLAN = {"sheet": "csv", "target": {"form": "customer"}, "columns": COLUMNS, "on_error": "skip"}
FLOW = {"form": "customer", "trigger": {"on": "create", "when": "level = 'b'"}}
NOTE = {"id": "note", "type": "update", "set": [{"field": "secret", "value": "CONCAT(name, '!')"}]}


class Copy:
    """What a program that follows the feed has: records by id."""

    def __init__(self, shop: Shop, form: str) -> None:
        self.shop, self.form = shop, form
        self.records: dict[str, dict[str, Any]] = {}
        self.cursor = self._ask()["next"]

    def follow(self) -> list[str]:
        """Takes in what is new. → what was told, as `op`"""
        told: list[str] = []
        while True:
            page = self._ask(since=self.cursor, limit="3")
            assert len({each["id"] for each in page["items"]}) == len(page["items"]), "each record once in a page"
            for each in page["items"]:
                told.append(each["op"])
                self.records.pop(each["id"], None)
                if "record" in each:
                    self.records[each["id"]] = each["record"]
            self.cursor = page["next"]
            if not page["more"]:
                break
        there = self.shop.builder.browser.get(self.shop.records(self.form), params={"limit": "1000"}).json()["items"]
        assert self.records == {each["id"]: each for each in there}, told
        return told

    def _ask(self, **params: str) -> dict[str, Any]:
        settle(self.shop.company.database)
        answer = self.shop.builder.browser.get(self.shop.records(self.form) + ":changes", params=params)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


def test_nothing_is_lost_or_told_twice_by_import_bulk_flow_public_form_undo_and_merge(
    shop: Shop, worker: Worker, database: Database
) -> None:
    root, customers = shop.builder.browser, shop.records("customer")
    for form in FORMS:
        hook = {"form": form, "label": form, "url": "https://erp.example.com/in", "batch": 100}
        assert root.post(f"{APP}/webhooks", json=hook).status_code == 201
    copy, orders = Copy(shop, "customer"), Copy(shop, "order")

    plan = root.post(
        f"{APP}/imports", files={"file": ("c.csv", "名称,级别\n甲,a\n乙,a\n丙,a\n丁,a\n".encode())}
    ).json()["id"]
    assert root.post(f"{APP}/imports/{plan}:plan", json=PLAN).status_code == 200
    finished(root, root.post(f"{APP}/imports/{plan}:run").json()["id"])
    assert copy.follow() == ["create"] * 4

    operations = [{"op": "create", "values": {"name": f"批{n}", "level": "a"}} for n in range(3)]
    assert root.post(f"{customers}:bulk", json={"operations": operations}).status_code == 200
    change = {"filter": "level = 'a'", "changes": [{"field": "discount", "value": 0.5}]}
    edit = finished(root, root.post(f"{customers}:edit", json=change).json()["id"])
    assert edit["changed"] == 7
    assert sorted(copy.follow()) == ["create"] * 3 + ["update"] * 7
    finished(root, root.post(f"{customers}:undo", json={"batch": edit["batch"]}).json()["id"])
    assert copy.follow() == ["update"] * 7

    one, two = (next(each for each in copy.records.values() if each["name"] == name) for name in ("批0", "批1"))
    body = {
        "winner": {key: one[key] for key in ("id", "version")},
        "losers": [{key: two[key] for key in ("id", "version")}],
    }
    sale = shop.add("order", {"customer": two["id"]})
    merge = root.post(f"{customers}:merge", json={**body, "choose": {"discount": two["id"], "name": two["id"]}})
    assert merge.status_code == 200, merge.text
    assert "delete" in copy.follow() and orders.follow(), "the order has another customer"
    assert orders.records[sale["id"]]["customer"] == one["id"]
    assert root.post(f"{customers}:unmerge", json={"merge": merge.json()["merge"]}).status_code == 200
    assert "restore" in copy.follow() and orders.follow()
    assert orders.records[sale["id"]]["customer"] == two["id"]

    stranger = Stranger(shop, made(shop, settings()))
    stranger.open()
    answer = stranger.send({"customer": one["id"], "status": "open", "lines": [{"product": "椅子", "quantity": 1}]})
    assert answer.status_code == 201, answer.text
    assert orders.follow() == ["create"]

    flow = root.post(f"{APP}/flows", json={"label": "记录", "form": "customer", "key": "note"})
    assert flow.status_code == 201, flow.text
    draft = root.get(f"{APP}/flows/note/draft").json()
    definition = {**draft["definition"], **FLOW, **straight(NOTE)}
    saved = root.put(f"{APP}/flows/note/draft", json={"definition": definition, "revision": draft["revision"]}).json()
    published = root.post(f"{APP}/flows/note/draft:publish", json={"revision": saved["revision"]})
    assert published.status_code == 200, published.text
    noted = shop.add("customer", {"name": "流", "level": "b"})["id"]
    assert copy.follow() and copy.records[noted]["secret"] == "流!"

    finished(root, root.post(f"{APP}/imports/{plan}:undo").json()["id"])
    copy.follow()
    _webhooks_told_the_same(database, {"customer": copy, "order": orders})


def _webhooks_told_the_same(database: Database, copies: dict[str, Copy]) -> None:
    """Every version of a record came at most once, the last one of each for certain."""
    settle(database)
    collecting.collect(database)
    d = webhook_delivery.c
    with database.snapshot() as tx:
        bodies = [orjson.loads(text) for text in tx.execute(select(d.body).order_by(d.id)).scalars()]
    for form, copy in copies.items():
        events = [each for body in bodies if body["data"]["form"] == form for each in body["data"]["events"]]
        seen = [(each["id"], each["version"], each["op"]) for each in events]
        assert len(seen) == len(set(seen)), "nothing twice"
        last = {each["id"]: each for each in events}
        assert {key: each["version"] for key, each in last.items() if "record" in each} == {
            key: each["version"] for key, each in copy.records.items()
        }
