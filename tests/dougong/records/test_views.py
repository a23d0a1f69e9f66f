"""Saved views: personal, shared, locked; nobody names or guesses in them what they may not see."""

from typing import Any

from tests.dougong.records.conftest import CUSTOMER, Shop
from tests.dougong.records.test_rights import READER

VIEWS = "/api/v1/apps/shop/forms/customer/views"
BOARD: dict[str, Any] = {
    "label": "看板", "type": "kanban", "group_by": "level", "totals": [{"fn": "count"}], "limits": {"a": 3},
    "colors": [{"when": "level = 'a'", "color": "red"}],
}  # fmt: skip


def test_a_board_is_kept_locked_and_shown_with_its_colours(shop: Shop) -> None:
    browser = shop.builder.browser
    board = browser.post(VIEWS, json=BOARD).json()
    assert board["type"] == "kanban" and board["limits"] == {"a": 3} and board["group_by"] == "level"
    runtime = browser.get("/api/v1/apps/shop/forms/customer").json()
    [rule] = runtime["colors"][board["id"]]
    assert rule["color"] == "red" and rule["reads"] == ["level"] and rule["when"]["root"]["k"]
    url, version = f"{VIEWS}/{board['id']}", board["version"]
    locked = browser.patch(url, json={**BOARD, "locked": True, "version": version}).json()
    assert locked["locked"]
    again = browser.patch(url, json={**BOARD, "label": "x", "locked": True, "version": locked["version"]})
    assert (again.status_code, again.json()["code"]) == (409, "view_locked")
    assert browser.delete(url).json()["code"] == "view_locked"
    assert browser.patch(url, json={**BOARD, "version": locked["version"]}).status_code == 200
    for wrong in ({"group_by": "name"}, {"lane": "nothing"}, {"colors": [{"when": "level", "color": "red"}]}):
        refused = browser.post(VIEWS, json={**BOARD, **wrong})
        assert (refused.status_code, refused.json()["code"]) == (422, "bad_view"), wrong
    assert browser.post(VIEWS, json={**BOARD, "wheels": 4}).status_code == 422


def test_a_saved_view_outlives_a_deleted_field(shop: Shop) -> None:
    browser = shop.builder.browser
    browser.post(VIEWS, json={**BOARD, "columns": [{"field": "name"}, {"field": "level"}], "sort": ["level"]})
    shop.publish("customer", {**CUSTOMER, "fields": [each for each in CUSTOMER["fields"] if each["key"] != "level"]})
    [view] = browser.get(VIEWS).json()["items"]
    assert view["columns"] == [{"field": "name"}] and view["sort"] == [] and "group_by" not in view
    assert "colors" in view and browser.get("/api/v1/apps/shop/forms/customer").json()["colors"] == {}


def test_a_view_names_and_asks_only_what_its_maker_may_see(shop: Shop) -> None:
    clerk = shop.company.hire("clerk")
    role = {"key": "clerk", "label": "clerk", "builtin": False, "members": [{"kind": "person", "id": clerk.id}]}
    shop.grant([role], [READER])
    for hidden in ({"group_by": "secret"}, {"filter": "secret = 'x'"}, {"columns": [{"field": "secret"}]}):
        refused = clerk.browser.post(VIEWS, json={"label": "x", **hidden})
        assert refused.status_code == 422 and "secret" in refused.text and "内部备注" not in refused.text
    assert clerk.browser.post(VIEWS, json={**BOARD, "shared": True}).status_code == 403
    by_secret = {**BOARD, "shared": True, "colors": [{"when": "secret = 'x'", "color": "red"}]}
    shared = shop.builder.browser.post(VIEWS, json=by_secret).json()
    seen = clerk.browser.get("/api/v1/apps/shop/forms/customer").json()
    assert [view["id"] for view in seen["views"]] == [shared["id"]] and seen["colors"] == {}
    assert clerk.browser.delete(f"{VIEWS}/{shared['id']}").status_code == 403
