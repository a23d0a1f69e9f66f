"""What a builder asks about records and forms: why, and whether the form's own test cases pass."""

from typing import Any

from tests.dougong.records.conftest import ORDER, Shop


def _draft(shop: Shop, definition: dict[str, Any]) -> int:
    base = f"/api/v1/apps/{shop.key}/forms/order/draft"
    revision = shop.builder.browser.get(base).json()["revision"]
    document = {"schema_version": 1, "key": "order", **definition}
    saved = shop.builder.browser.put(base, json={"definition": document, "revision": revision})
    assert saved.status_code == 200, saved.text
    new: int = saved.json()["revision"]
    return new


def test_a_builder_is_told_why_and_sees_no_value_that_is_not_theirs(shop: Shop) -> None:
    customer = shop.add("customer", {"name": "甲", "discount": 0.1})
    order = shop.add("order", {"customer": customer["id"], "lines": [{"product": "a", "quantity": 2, "price": 5}]})
    url = shop.records("order") + ":explain"
    asked = shop.builder.browser.post(url, json={"id": order["id"], "path": "reason"}).json()
    assert (asked["visible"], asked["origin"], asked["because"][0]["text"]) == (False, "cleared", "status = 'lost'")
    assert asked["because"][0]["reads"] == [{"path": "status", "label": "状态", "node": "status", "value": None}]
    changed = {"id": order["id"], "path": "payable", "values": {"lines": [{"product": "b", "quantity": 1, "price": 9}]}}
    payable = shop.builder.browser.post(url, json=changed).json()
    assert (payable["value"], payable["origin"]) == (8.1, "formula")
    assert [(r["path"], r["value"]) for r in payable["behind"]["reads"]] == [("total", 9), ("customer.discount", 0.1)]
    cell = shop.builder.browser.post(url, json={"id": order["id"], "path": "lines.0.amount"}).json()
    assert (cell["label"], cell["value"], cell["behind"]["text"]) == ("金额", 10, "quantity * price")
    # the draft at hand may be asked about; a place that isn't there and a record that isn't there answer alike
    rules = [{"id": "n", "when": "total > 5", "require": ["due"]}]
    drafted = {"id": order["id"], "path": "due", "definition": {"schema_version": 1, **ORDER, "rules": rules}}
    assert shop.builder.browser.post(url, json=drafted).json()["required"] is True
    nobody = "01890a5d-ac96-774b-bcce-b302099a8057"
    for body in ({"id": order["id"], "path": "nothing"}, {"id": nobody, "path": "due"}):
        assert shop.builder.browser.post(url, json=body).status_code == 404
    # who builds but may read little: values are withheld, and a record out of sight isn't there
    builder = shop.company.hire("李四")
    assert builder.browser.post(url, json={"id": order["id"], "path": "due"}).status_code in (403, 404)
    builders = [(shop.builder.id, "owner"), (builder.id, "designer")]
    items = [{"person_id": person, "level": level} for person, level in builders]
    added = shop.builder.browser.put(f"/api/v1/apps/{shop.key}/builders", json={"items": items})
    assert added.status_code == 200, added.text
    assert builder.browser.post(url, json={"id": order["id"], "path": "due"}).status_code == 404
    reads = {"id": "few", "to": ["everyone"], "form": "order", "ops": ["read"], "rows": "all", "read": ["payable"]}
    shop.grant([], [reads])
    few = builder.browser.post(url, json={"id": order["id"], "path": "payable"}).json()
    assert few["value"] == 9
    assert [(r["value"], r["withheld"]) for r in few["behind"]["reads"]] == [(None, True), (None, True)]


def test_a_form_with_a_red_test_case_is_published_only_when_it_is_named(shop: Shop) -> None:
    base = f"/api/v1/apps/{shop.key}/forms/order/draft"
    case = {
        "name": "折扣",
        "given": {"customer": "01890a5d-ac96-774b-bcce-b302099a8057", "lines": [{"quantity": 2, "price": 10}]},
        "linked": {"customer": {"01890a5d-ac96-774b-bcce-b302099a8057": {"discount": 0.25}}},
        "expect": {"values": {"total": 20, "payable": 15}, "problems": ["lines:required"]},
    }
    red = {**case, "name": "红", "expect": {"visible": {"reason": True}}}
    revision = _draft(shop, {**ORDER, "tests": [case, red]})
    items = shop.builder.browser.post(f"{base}:test").json()["items"]
    assert [(item["name"], item["ok"]) for item in items] == [("折扣", True), ("红", False)]
    wrong = {"path": "reason", "aspect": "visible", "expected": True, "found": False}
    assert items[1]["mismatches"] == [wrong]
    refused = shop.builder.browser.post(f"{base}:publish", json={"revision": revision})
    assert (refused.status_code, refused.json()["code"]) == (409, "tests_failing")
    assert [each["name"] for each in refused.json()["tests"]] == ["红"]
    other = {"revision": revision, "accept_failing": ["折扣"]}
    assert shop.builder.browser.post(f"{base}:publish", json=other).status_code == 409
    confirmed = {"revision": revision, "accept_failing": ["红"]}
    assert shop.builder.browser.post(f"{base}:publish", json=confirmed).status_code == 200
    twice = shop.builder.browser.put(
        base,
        json={
            "definition": {"schema_version": 1, "key": "order", **ORDER, "tests": [case, case]},
            "revision": revision,
        },
    )
    assert "duplicate_key" in [problem["code"] for problem in twice.json().get("problems", [])]
