"""Snapshots of linked records through the doors: kept, compared, taken again by who may, undone."""

from typing import Any

from dougong.worker import Worker
from tests.dougong.jobs import finished
from tests.dougong.records.conftest import Shop

OFFER: dict[str, Any] = {
    "label": "报价",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称"},
        {
            "key": "customer",
            "type": "link",
            "form": "customer",
            "label": "客户",
            "fill": {"discount": "discount", "remark": "secret"},
            "stamp": "taken",
        },
        {"key": "discount", "type": "percent", "label": "折扣", "decimals": 1, "readonly": True},
        {"key": "remark", "type": "text", "label": "备注", "readonly": True},
        {"key": "taken", "type": "datetime", "label": "取值时间", "readonly": True},
    ],
}


def test_a_snapshot_is_compared_with_its_source_and_taken_again_by_who_may(shop: Shop, worker: Worker) -> None:
    browser, url = shop.builder.browser, shop.records("offer")
    browser.post(f"/api/v1/apps/{shop.key}/forms", json={"label": "报价", "key": "offer"})
    shop.publish("offer", OFFER)
    customer = shop.add("customer", {"name": "甲", "discount": 0.1, "secret": "旧"})
    offers = [shop.add("offer", {"name": name, "customer": customer["id"]}) for name in ("一", "二")]
    first, second = (f"{url}/{each['id']}" for each in offers)
    assert offers[0]["discount"] == 0.1 and offers[0]["taken"] is not None

    def differing(at: str, by: Any = browser) -> list[str]:
        [told] = by.get(f"{at}/sources").json()["items"]
        assert told["differs"] == any(each["differs"] for each in told["fields"])
        return [each["field"] for each in told["fields"] if each["differs"]]

    assert differing(first) == []
    change = {"discount": 0.2, "secret": "新", "version": customer["version"]}
    assert browser.patch(f"{shop.records('customer')}/{customer['id']}", json=change).status_code == 200
    assert shop.get("offer", offers[0]["id"])["discount"] == 0.1, "what was taken stays"
    assert differing(first) == ["discount", "remark"]

    # the reader's rights on both sides; the right to change the link
    reading = {"ops": ["read"], "rows": "all", "to": ["role:sales"]}
    grants = [
        {**reading, "id": "r1", "form": "offer", "ops": ["read", "update"], "read": ["*"], "write": ["name"]},
        {**reading, "id": "r2", "form": "customer", "read": ["name", "discount"]},
    ]
    sales = shop.seller("小李", grants).browser
    assert differing(first, sales) == ["discount"]
    assert sales.post(f"{first}:refill", json={"links": ["customer"]}).status_code == 422
    refused = sales.post(f"{url}:edit-preview", json={"changes": [{"field": "customer", "refill": True}]})
    assert refused.json()["code"] == "not_writable"
    assert sales.get(f"{shop.records('customer')}/{customer['id']}/sources").json() == {"items": []}

    done = browser.post(f"{first}:refill", json={}).json()
    assert (done["discount"], done["remark"]) == (0.2, "新") and done["taken"] > offers[0]["taken"]
    assert differing(first) == []
    last = browser.get(f"{first}/history").json()["items"][0]["seq"]
    undone = browser.post(f"{first}:revert", json={"seq": last, "before": True, "version": done["version"]}).json()
    assert (undone["record"]["discount"], undone["record"]["taken"]) == (0.1, offers[0]["taken"]), undone

    # many, previewed and undone as a whole, read-only fields too
    edit = {"ids": [offers[1]["id"]], "changes": [{"field": "customer", "refill": True}]}
    sample = browser.post(f"{url}:edit-preview", json=edit).json()["sample"][0]
    assert (sample["before"]["discount"], sample["after"]["discount"]) == (0.1, 0.2)
    result = finished(browser, browser.post(f"{url}:edit", json=edit).json()["id"])
    assert result["changed"] == 1 and differing(second) == []
    finished(browser, browser.post(f"{url}:undo", json={"batch": result["batch"]}).json()["id"])
    back = shop.get("offer", offers[1]["id"])
    assert (back["discount"], back["remark"], back["taken"]) == (0.1, "旧", offers[1]["taken"])
    plain = {"changes": [{"field": "name", "refill": True}]}
    assert browser.post(f"{url}:edit-preview", json=plain).json()["code"] == "unknown_field"
