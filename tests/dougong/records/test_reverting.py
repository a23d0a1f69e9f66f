"""A record, or one field, as it was: through the write pipeline, naming what can't come back."""

from typing import Any

import pytest

from tests.dougong.people import Someone
from tests.dougong.records.conftest import Shop

CLERK = {
    "id": "clerk_reads",
    "to": ["role:clerk"],
    "form": "customer",
    "ops": ["read", "update"],
    "rows": "all",
    "read": ["name", "level", "mobile"],
    "write": ["level"],
}


@pytest.fixture
def clerk(shop: Shop) -> Someone:
    """Sees name, level and mobile; may change the level only."""
    person = shop.company.hire("clerk")
    members = [{"kind": "person", "id": person.id}]
    shop.grant([{"key": "clerk", "label": "clerk", "builtin": False, "members": members}], [CLERK])
    return person


def _change(shop: Shop, record: str, version: int, **values: Any) -> int:
    answer = shop.builder.browser.patch(record, json={"version": version, **values})
    assert answer.status_code == 200, answer.text
    found: int = answer.json()["version"]
    return found


def _entries(shop: Shop, record: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = shop.builder.browser.get(f"{record}/history").json()["items"]
    return items


def test_R140_a_whole_record_comes_back_with_its_lines_and_rules_apply(shop: Shop) -> None:
    root = shop.builder.browser
    customer = shop.add("customer", {"name": "华兴", "discount": 0.1})
    line = {"product": "A", "quantity": 2, "price": 10}
    made = shop.add("order", {"customer": customer["id"], "status": "open", "lines": [line, {**line, "product": "B"}]})
    record = f"{shop.records('order')}/{made['id']}"
    kept_line = {**made["lines"][1], "quantity": 5}
    del kept_line["amount"]
    version = _change(shop, record, 1, status="lost", reason="贵", lines=[kept_line])
    created = _entries(shop, record)[-1]
    answer = root.post(f"{record}:revert", json={"seq": created["seq"], "version": version})
    assert answer.status_code == 200, answer.text
    done = answer.json()
    now = done["record"]
    assert now["status"] == "open" and now.get("reason") is None
    assert [(row["product"], row["quantity"], row["amount"]) for row in now["lines"]] == [("A", 2, 20), ("B", 2, 20)]
    assert now["lines"][1]["id"] == made["lines"][1]["id"] and now["total"] == 40
    assert {one["field"] for one in done["kept"]} == {"total", "payable"}  # computed: they follow by themselves
    # a restore is a change like any other: in the history, with a new version, refused when somebody was faster
    newest = _entries(shop, record)[0]
    assert (newest["op"], newest["door"]) == ("update", "revert") and now["version"] == version + 1
    again = root.post(f"{record}:revert", json={"seq": created["seq"], "version": version})
    assert again.status_code == 409 and again.json()["current"]["version"] == now["version"]


def test_R140_one_field_comes_back_and_what_cannot_is_named(shop: Shop, clerk: Someone) -> None:
    root = shop.builder.browser
    made = shop.add("customer", {"name": "华兴", "level": "a", "secret": "x"})
    record = f"{shop.records('customer')}/{made['id']}"
    version = _change(shop, record, 1, name="华兴科技", level="b", secret="y")
    change = _entries(shop, record)[0]
    body = {"seq": change["seq"], "before": True, "version": version}
    one = root.post(f"{record}:revert", json={**body, "fields": ["secret"]}).json()
    assert one["record"]["secret"] == "x" and one["record"]["name"] == "华兴科技"
    assert [each["field"] for each in one["restored"]] == ["secret"]
    # the clerk restores what they may write; the name is named, the hidden field is not
    theirs = clerk.browser.post(f"{record}:revert", json={**body, "version": version + 1}).json()
    assert theirs["record"]["level"] == "a" and theirs["record"]["name"] == "华兴科技"
    assert [(each["field"], each["reason"]) for each in theirs["kept"]] == [("name", "你没有修改它的权限。")]
    assert shop.get("customer", made["id"])["secret"] == "x"
    # somebody else has the name by now: the value is refused and named, the rest comes back
    shop.add("customer", {"name": "华兴"})
    version = _change(shop, record, version + 2, level="b")
    whole = root.post(f"{record}:revert", json={**body, "version": version})
    assert whole.status_code == 200, whole.text
    assert [each["field"] for each in whole.json()["kept"]] == ["name"]
    assert whole.json()["record"]["level"] == "a"
    alone = root.post(f"{record}:revert", json={**body, "fields": ["name"], "version": version + 1})
    assert alone.status_code == 422
    created = _entries(shop, record)[-1]
    nothing = {"seq": created["seq"], "before": True, "version": version + 1}
    assert root.post(f"{record}:revert", json=nothing).json()["code"] == "nothing_before"
    assert root.post(f"{record}:revert", json={"seq": 10**6, "version": 1}).status_code == 404
    assert clerk.browser.post(f"{record.replace('customer', 'order')}:revert", json=body).status_code == 404
