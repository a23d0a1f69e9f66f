"""A locked record is changed through no door, says why, and is unlocked by those who have the right to."""

from typing import Any

from dougong.worker import Worker
from tests.dougong.jobs import finished
from tests.dougong.records.conftest import CUSTOMER, ORDER, Shop

LOCK = {"when": "status = 'lost'", "message": {"zh-CN": "已丢单，不能修改。", "en": "It is lost."}, "manual": True}
CLERK = {"to": ["role:sales"], "form": "order", "rows": "all", "read": ["*"], "write": ["*"]}


def test_a_locked_record_is_refused_at_every_door_and_unlocked_by_right(shop: Shop, worker: Worker) -> None:
    shop.publish("customer", CUSTOMER)
    shop.publish("order", {**ORDER, "lock": LOCK})
    root = shop.builder.browser
    clerk = shop.seller("文员", [{**CLERK, "id": "o", "ops": ["read", "create", "update", "delete"]}]).browser
    customer = shop.add("customer", {"name": "华兴"})["id"]
    order = shop.add("order", {"customer": customer, "status": "lost", "reason": "贵"})
    other = shop.add("order", {"customer": customer})
    records = shop.records("order")
    record = f"{records}/{order['id']}"

    def change(browser: Any, url: str = record, **values: Any) -> Any:
        version = root.get(url).json()["version"]
        return browser.patch(url, json={"version": version, **values})

    def refused(answer: Any) -> bool:
        return answer.status_code == 409 and answer.json()["code"] == "record_locked" and "已丢单" in answer.text

    # page and REST, bulk, deletion, restoring an older state, an edit of many by formula
    assert refused(change(root, due="2026-03-05")) and refused(root.delete(record))
    ops = [{"op": "update", "id": each["id"], "values": {"due": "2026-03-05"}} for each in (order, other)]
    bulk = root.post(f"{records}:bulk", json={"operations": ops, "atomic": False}).json()["results"]
    assert [each["ok"] for each in bulk] == [False, True] and bulk[0]["problem"]["code"] == "record_locked"
    seq = root.get(f"{record}/history").json()["items"][0]["seq"]
    assert root.post(f"{record}:revert", json={"seq": seq, "before": False, "version": 1}).status_code == 200  # nothing
    edit = root.post(f"{records}:edit", json={"changes": [{"field": "due", "formula": "TODAY()"}]}).json()
    done = finished(root, edit["id"])
    assert (done["changed"], done["refused"]) == (1, 1) and "已丢单" in done["problems"][0]["message"]
    can = root.get(record).json()["_can"]
    assert (can["update"], can["delete"], can["write"], can["lock"]) == (False, False, [], True)
    assert can["locked"]["reason"] == "已丢单，不能修改。"
    # who has no right to lock doesn't unlock either; who has it, opens the record until it is locked again
    assert clerk.get(record).json()["_can"]["lock"] is False
    assert clerk.post(f"{record}:unlock", json={}).status_code == 403
    assert shop.company.hire("路人").browser.post(f"{record}:unlock", json={}).status_code in (403, 404)
    opened = root.post(f"{record}:unlock", json={"note": "客户回心转意"})
    assert opened.json() == {"locked": None, "lock": True}
    assert change(clerk, due="2026-03-06").status_code == 200
    assert root.post(f"{record}:lock", json={"note": "完毕"}).json()["locked"]["note"] == "完毕"
    assert change(clerk, due="2026-03-07").json()["detail"] == "此数据已被锁定。（完毕）"
    # by hand without a condition; and what follows by formula still follows
    second = f"{records}/{other['id']}"
    assert (
        root.post(f"{second}:lock", json={}).status_code == 200 and change(clerk, second, due=None).status_code == 409
    )
    shop.builder.browser.patch(
        f"{shop.records('customer')}/{customer}", json={"version": 1, "discount": 0.5}
    ).raise_for_status()
    lines = clerk.get(f"{record}/activity").json()["items"]
    told = [(line["locked"], line["note"], line["by"]["name"]) for line in lines if line["kind"] == "lock"]
    assert told == [(True, "完毕", "管理员"), (False, "客户回心转意", "管理员")]
    free = f"{shop.records('customer')}/{customer}"
    assert root.post(f"{free}:lock", json={}).json()["code"] == "not_lockable"
    assert "lock" in root.get(f"/api/v1/apps/{shop.key}/forms/order").json()["ops"]
