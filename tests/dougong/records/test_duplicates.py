"""Duplicates are found under the reader's rights, merged through the pipeline, and come apart again as they were."""

from typing import Any

from dougong.worker import Worker
from tests.dougong.jobs import finished
from tests.dougong.records.conftest import Shop

KEYS = [{"field": "name", "kind": "company"}, {"field": "mobile", "kind": "phone"}]


def _customers(shop: Shop) -> list[dict[str, Any]]:
    return [
        shop.add("customer", {"name": "上海宏远贸易有限公司", "mobile": "13800138000", "secret": "老客户"}),
        shop.add("customer", {"name": "宏远贸易（上海）有限责任公司", "level": "a", "discount": 0.1}),
        shop.add("customer", {"name": "鸿远贸易", "mobile": "13800138000"}),
        shop.add("customer", {"name": "杭州云帆软件有限公司"}),
    ]


def _found(shop: Shop, browser: Any, keys: list[dict[str, str]] = KEYS) -> dict[str, Any]:
    started = browser.post(f"{shop.records('customer')}:duplicates", json={"keys": keys})
    assert started.status_code == 202, started.text
    return finished(browser, started.json()["id"])


def test_R042_duplicates_are_found_with_evidence_hinted_while_typing_and_said_to_be_different(
    shop: Shop, worker: Worker
) -> None:
    first, second, third, _ = _customers(shop)
    browser, records = shop.builder.browser, shop.records("customer")
    offered = browser.get(f"{records}:duplicate-keys").json()
    assert offered["suggested"] == KEYS
    (group,) = _found(shop, browser)["groups"]
    assert {member["id"] for member in group["members"]} == {first["id"], second["id"], third["id"]}
    evidence = [each for member in group["members"] for each in member["evidence"]]
    assert {"field": "name", "how": "legal_form"} in evidence
    assert {"field": "mobile", "how": "same"} in evidence
    typed = browser.post(
        f"{records}:similar", json={"values": {"name": "上海宏远贸易公司", "mobile": "+86 138-0013-8000"}}
    )
    assert {item["id"] for item in typed.json()["items"]} >= {first["id"], second["id"]}
    assert browser.post(f"{records}:similar", json={"values": {"name": "宏"}}).json() == {"items": []}
    said = browser.post(f"{records}:different", json={"ids": [first["id"], third["id"]]})
    assert said.status_code == 204, said.text
    (group,) = _found(shop, browser)["groups"]
    assert {member["id"] for member in group["members"]} == {first["id"], second["id"]}
    # rights: neither the search nor the hint tells of what somebody may not see
    read = {"to": ["role:sales"], "ops": ["read"], "rows": "all", "read": ["name"]}
    seller = shop.seller("销售甲", [{**read, "id": "g1", "form": "customer"}]).browser
    (group,) = _found(shop, seller, KEYS[:1])["groups"]
    assert {member["id"] for member in group["members"]} == {first["id"], second["id"]}
    refused = seller.post(f"{records}:duplicates", json={"keys": KEYS})
    assert refused.status_code == 422 and "mobile" in refused.text
    assert seller.post(f"{records}:similar", json={"values": {"mobile": "13800138000"}}).json() == {"items": []}
    for door, body in (
        (":different", {"ids": [first["id"], second["id"]]}),
        (":merge", {"winner": {"id": first["id"], "version": 1}, "losers": [{"id": second["id"], "version": 1}]}),
    ):
        assert seller.post(records + door, json=body).status_code == 403


def _merge_body(winner: dict[str, Any], *losers: dict[str, Any], **choose: str) -> dict[str, Any]:
    return {
        "winner": {"id": winner["id"], "version": winner["version"]},
        "losers": [{"id": each["id"], "version": each["version"]} for each in losers],
        "choose": choose,
    }


def test_R045_a_merge_takes_everything_along_and_comes_apart_again(shop: Shop) -> None:
    first, second, third, _ = _customers(shop)
    browser, records = shop.builder.browser, shop.records("customer")
    order = shop.add("order", {"customer": second["id"], "lines": [{"product": "椅子", "quantity": 2, "price": 100}]})
    assert order["payable"] == 180
    said = browser.post(f"{records}/{second['id']}/comments", json={"text": "回访过"})
    assert said.status_code == 201
    body = _merge_body(first, second, third, name=second["id"], level=second["id"], discount=second["id"])
    preview = browser.post(f"{records}:merge-preview", json=body).json()
    assert preview["problem"] is None and preview["record"]["name"] == second["name"]
    assert preview["moved"]["links"] == [{"form": "order", "label": "订单", "records": 1}]
    assert preview["moved"]["comments"] == 1
    assert shop.get("customer", second["id"])["version"] == 1  # nothing was done
    done = browser.post(f"{records}:merge", json=body)
    assert done.status_code == 200, done.text
    merged = shop.get("customer", first["id"])
    assert (merged["name"], merged["level"], merged["mobile"], merged["secret"]) == (
        second["name"],
        "a",
        "+8613800138000",
        "老客户",
    )
    assert browser.get(f"{records}/{second['id']}").status_code == 404
    turned = shop.get("order", order["id"])
    assert (turned["customer"], turned["payable"]) == (first["id"], 180)
    assert [c["text"] for c in browser.get(f"{records}/{first['id']}/comments").json()["items"]] == ["回访过"]
    assert browser.get(f"{records}/{first['id']}/history").json()["items"][0]["door"] == "merge"
    (listed,) = browser.get(f"{records}:merges").json()["items"]
    assert (listed["id"], listed["records"], listed["undone_at"]) == (done.json()["merge"], 3, None)
    # somebody goes on working, then the merge is undone: what was changed since stays and is named
    changed = browser.patch(f"{records}/{first['id']}", json={"level": "b", "version": merged["version"]})
    assert changed.status_code == 200, changed.text
    back = browser.post(f"{records}:unmerge", json={"merge": listed["id"]})
    assert back.status_code == 200, back.text
    assert back.json()["restored"] == 2
    assert [(kept["field"], kept["record"]) for kept in back.json()["kept"]] == [("level", first["id"])]
    assert shop.get("customer", first["id"])["name"] == first["name"]
    assert shop.get("customer", second["id"])["name"] == second["name"]
    assert shop.get("customer", third["id"])["mobile"] == "+8613800138000"
    assert shop.get("order", order["id"])["customer"] == second["id"]
    assert browser.get(f"{records}/{first['id']}/comments").json()["items"] == []
    assert [c["text"] for c in browser.get(f"{records}/{second['id']}/comments").json()["items"]] == ["回访过"]
    again = browser.post(f"{records}:unmerge", json={"merge": listed["id"]})
    assert again.status_code == 409 and again.json()["code"] == "already_undone"


def test_R045_lines_of_merged_records_come_together_and_only_who_may_change_all_of_it_merges(shop: Shop) -> None:
    first, second, *_ = _customers(shop)
    browser, orders = shop.builder.browser, shop.records("order")
    one = shop.add("order", {"customer": first["id"], "lines": [{"product": "椅子", "quantity": 1, "price": 5}]})
    two = shop.add("order", {"customer": second["id"], "lines": [{"product": "桌子", "quantity": 2, "price": 7}]})
    stale = browser.post(f"{orders}:merge", json=_merge_body({**one, "version": 9}, two))
    assert stale.status_code == 409
    unknown = browser.post(f"{orders}:merge", json=_merge_body(one, two, status="all"))
    assert unknown.status_code == 409 and unknown.json()["code"] == "one_value"
    done = browser.post(f"{orders}:merge", json=_merge_body(one, two, lines="all")).json()
    assert [(line["product"], line["amount"]) for line in done["record"]["lines"]] == [("椅子", 5), ("桌子", 14)]
    assert (done["record"]["no"], done["record"]["total"]) == (one["no"], 19)
    kept_id = done["record"]["lines"][0]["id"]
    assert kept_id == one["lines"][0]["id"]
    back = browser.post(f"{orders}:unmerge", json={"merge": done["merge"]}).json()
    assert back["kept"] == [] and [line["id"] for line in back["record"]["lines"]] == [kept_id]
    # attack: all rights on customers, none on the orders that link to them; then rows of somebody else
    whole = {"ops": ["read", "update", "delete"], "rows": "all", "read": ["*"], "write": ["*"]}
    seller = shop.seller("销售乙", [{"to": ["role:sales"], "id": "g1", "form": "customer", **whole}]).browser
    refused = seller.post(f"{shop.records('customer')}:merge", json=_merge_body(first, second))
    assert refused.status_code == 403 and refused.json()["code"] == "records_not_yours", refused.text
    assert shop.get("customer", second["id"])["version"] == 1
    roles = browser.get(f"/api/v1/apps/{shop.key}/roles").json()
    own = [{**grant, "rows": "own"} if grant["to"] == ["role:sales"] else grant for grant in roles["grants"]]
    saved = browser.put(
        f"/api/v1/apps/{shop.key}/roles", json={**{k: roles[k] for k in ("roles", "revision")}, "grants": own}
    )
    assert saved.status_code == 200, saved.text
    mine = shop.add("customer", {"name": "宏远二部", "owner": shop.builder.id})
    hidden = seller.post(f"{shop.records('customer')}:merge", json=_merge_body(mine, second))
    assert hidden.status_code == 404, hidden.text
    assert seller.post(f"{orders}:unmerge", json={"merge": done["merge"]}).status_code in (403, 404)
