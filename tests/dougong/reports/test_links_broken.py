"""A public link over forms that change: what is gone is told in its tile, the others stay."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.dougong.people import Company
from tests.dougong.records.conftest import CUSTOMER, ORDER, Shop, build_app
from tests.dougong.reports.test_attack_doors import API, publish

NOTE: dict[str, Any] = {"label": "备注", "title": "text", "fields": [{"key": "text", "type": "text", "label": "内容"}]}
N = {"key": "n", "fn": "count"}


def kpi(key: str, form: str, measure: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"key": key, "chart": {"type": "kpi", "value": measure["key"]},
            "query": {"from": form, "measures": [measure], **more}}  # fmt: skip


@pytest.fixture
def shop(company: Company) -> Shop:
    return build_app(company, "shop", "商店", {"customer": CUSTOMER, "order": ORDER, "note": NOTE})


def test_a_field_or_a_form_that_is_gone_is_told_in_its_tile_and_the_others_stay(shop: Shop) -> None:
    browser = shop.builder.browser
    shop.add("order", {"customer": shop.add("customer", {"name": "甲"})["id"], "due": "2026-11-22"})
    shop.add("note", {"text": "一"})
    latest = {"key": "latest", "fn": "count", "where": "due > DATE(2020, 1, 1)"}
    publish(shop, browser, {"tiles": [kpi("orders", "order", N), kpi("due", "order", latest), kpi("notes", "note", N)]})
    expires = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    made = browser.post(f"{API}/dashboards/board/links", json={"label": "外链", "expires_at": expires}).json()
    address = f"/api/v1/public/dashboards/{made['url'].rpartition('/')[2]}"
    stranger = shop.company.browser()

    def tiles() -> dict[str, Any]:
        view, answer = stranger.get(address), stranger.post(f"{address}/data", json={})
        assert (view.status_code, answer.status_code) == (200, 200)
        found: dict[str, Any] = answer.json()["tiles"]
        return found

    assert {key: tile["figure"]["kpi"]["value"] for key, tile in tiles().items()} == {"orders": 1, "due": 1, "notes": 1}
    shop.publish("order", {**ORDER, "fields": [field for field in ORDER["fields"] if field["key"] != "due"]})
    gone = browser.delete(f"{API}/forms/note")
    assert gone.status_code in (200, 204), gone.text
    after = tiles()
    assert {key: tile["state"] for key, tile in after.items()} == {"orders": "ok", "due": "refused", "notes": "refused"}
    for key in ("due", "notes"):
        assert after[key]["message"] == "此图表引用了你无权查看或已不存在的数据。"
        assert after[key]["problems"] == [], "a stranger learns no names of forms and fields"
    mine = browser.post(f"{API}/dashboards/board/data", json={}).json()["tiles"]
    assert [problem["message"] for problem in mine["notes"]["problems"]] == ["没有表单“note”"]
    assert "due" in mine["due"]["problems"][0]["message"]
