"""A form by its public link: two pages on a phone, sent without a connection, arrived once."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.trips.dashboards import publish_form
from tests.trips.trip import Trip

FORM: dict[str, Any] = {
    "key": "request",
    "label": "服务请求",
    "title": "name",
    "fields": [
        {"key": "no", "type": "series", "label": "单号", "parts": [{"text": "SR"}, {"counter": 3}]},
        {"key": "name", "type": "text", "label": "称呼", "required": True},
        {"key": "urgent", "type": "boolean", "label": "紧急"},
        {"key": "mobile", "type": "text", "label": "电话"},
        {"key": "note", "type": "long_text", "label": "内容"},
    ],
}


def test_an_answer_made_without_a_connection_arrives_once(trip: Trip) -> None:
    app, form = publish_form(trip, "售后", FORM)
    settings = {
        "fields": [{"field": "name"}, {"field": "urgent"}, {"field": "mobile", "required": True}, {"field": "note"}],
        "pages": [
            {"label": "您是谁", "fields": ["name", "urgent"]},
            {"label": "怎么联系", "fields": ["mobile"], "when": "urgent = TRUE"},
            {"label": "什么事", "fields": ["note"]},
        ],
        "thanks": {"text": "{name}，单号 {no}"},
    }
    link = trip.admin.post(f"/apps/{app}/forms/{form}/links", {"label": "官网", "settings": settings})
    path = "/public/" + link["url"].rpartition("/public/")[2]
    tab = trip.open(path=path, phone=True)
    expect(tab.get_by_role("heading", name="服务请求")).to_be_visible()
    tab.get_by_role("button", name="下一页").click()
    expect(tab.get_by_text(re.compile("称呼.*"))).not_to_have_count(0)
    expect(tab.get_by_role("heading", name="您是谁")).to_be_visible()
    tab.get_by_label("称呼").fill("王女士")
    tab.get_by_role("button", name="下一页").click()
    expect(tab.get_by_role("heading", name="什么事")).to_be_visible()
    tab.get_by_role("button", name="English").click()
    expect(tab.get_by_role("button", name="Submit")).to_be_visible()
    tab.get_by_role("button", name="中文").click()
    tab.get_by_label("内容").fill("水管漏水")
    tab.context.set_offline(True)
    tab.get_by_role("button", name="提交").click()
    expect(tab.get_by_role("heading", name="已保存在本机")).to_be_visible()
    tab.context.set_offline(False)
    expect(tab.get_by_text("王女士，单号 SR001")).to_be_visible()
    tab.get_by_role("button", name="再填一份").click()
    expect(tab.get_by_label("称呼")).to_have_value("")
    records = trip.admin.get(f"/apps/{app}/forms/{form}/records")["items"]
    assert [(each["name"], each["note"], each["mobile"]) for each in records] == [("王女士", "水管漏水", None)]
