"""History that is let go of: from its beginning on, nothing half, and whoever stood on it is told."""

from sqlalchemy import select

from dougong.kit.db import Database
from dougong.kit.ids import new_id
from dougong.records.changes import Change, log
from dougong.records.forgetting import mark
from dougong.records.models import change_log
from tests.dougong.aging import choose, later, run
from tests.dougong.records.conftest import Shop
from tests.dougong.settled import settle


def entries(database: Database) -> list[int]:
    with database.snapshot() as tx:
        return list(tx.execute(select(change_log.c.seq).order_by(change_log.c.seq)).scalars())


def test_history_goes_from_its_beginning_and_whoever_read_before_it_is_told(shop: Shop) -> None:
    database, root = shop.company.database, shop.builder.browser
    feed = shop.records("customer") + ":changes"
    one = shop.add("customer", {"name": "甲"})
    before = root.get(feed).json()["next"]
    settle(database)
    made = [{"op": "create", "values": {"name": f"批{n}"}} for n in range(4)]
    root.post(shop.records("customer") + ":bulk", json={"operations": made})
    settle(database)
    here = root.get(feed).json()["next"]
    was = entries(database)
    assert run(database).get("history", 0) == 0, "nobody has chosen a period"
    assert choose(shop.company, history=90).status_code == 200
    assert run(database).get("history", 0) == 0, "nothing is old enough"
    later(database, 91)
    url = f"{shop.records('customer')}/{one['id']}"
    assert root.patch(url, json={"level": "b", "version": 1}).status_code == 200
    assert run(database)["history"] == len(was)
    left = entries(database)
    assert len(left) == 1 and left[0] > was[-1], "the last one stays, so that no number is given twice"
    with database.snapshot() as tx:
        gone = mark(tx)
    assert gone is not None and gone.seq == was[-1]
    answer = root.get(feed, params={"since": before})
    assert (answer.status_code, answer.json()["code"]) == (410, "changes_start_again")
    assert "保留期限" in answer.json()["detail"]
    assert [each["op"] for each in root.get(feed, params={"since": here}).json()["items"]] == ["update"]
    assert len(root.get(f"{url}/history").json()["items"]) == 1
    assert root.get(url).json()["level"] == "b", "the record itself is untouched"


def test_what_a_webhook_was_not_told_stays(shop: Shop) -> None:
    database, root = shop.company.database, shop.builder.browser
    shop.add("customer", {"name": "甲"})
    settle(database)
    body = {"form": "customer", "label": "ERP", "url": "https://example.com/in"}
    hook = root.post("/api/v1/apps/shop/webhooks", json=body)
    assert hook.status_code == 201, hook.text
    told = entries(database)
    settle(database)
    shop.add("customer", {"name": "乙"})
    choose(shop.company, history=90)
    later(database, 91)
    shop.add("customer", {"name": "丙"})
    assert run(database)["history"] == len(told)
    assert len(entries(database)) == 2
    url = f"/api/v1/apps/shop/webhooks/{hook.json()['id']}"
    assert root.patch(url, json={**body, "active": False, "version": hook.json()["version"]}).status_code == 200
    assert run(database)["history"] == 1


def test_a_bulk_edit_is_not_half_undone_and_a_demo_record_of_unknown_past_stays(shop: Shop) -> None:
    database, root = shop.company.database, shop.builder.browser
    one, batch = shop.add("customer", {"name": "甲"}), new_id()
    with database.transaction() as tx:
        edit = Change("shop", "customer", one["id"], "update", 2, {"level": (None, "b")})
        log(tx, [edit, edit], by=shop.company.admin.id, door="bulk", batch=batch)
    undo = shop.records("customer") + ":undo"
    assert root.post(undo, json={"batch": batch}).status_code == 202
    choose(shop.company, history=90)
    later(database, 91)
    shop.add("customer", {"name": "乙"})
    assert run(database)["history"] == 3
    answer = root.post(undo, json={"batch": batch})
    assert (answer.status_code, answer.json()["code"]) == (409, "history_gone")
