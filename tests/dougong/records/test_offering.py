"""What a link offers, where that hangs on the record being filled in: the same for the page, REST, bulk and import."""

import json
from typing import Any

import pytest

from tests.dougong.records.conftest import Shop
from tests.dougong.records.public import Stranger, made

CONTACT: dict[str, Any] = {
    "label": "联系人",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "姓名"},
        {"key": "customer", "type": "link", "form": "customer", "label": "客户"},
        {"key": "since", "type": "date", "label": "起"},
    ],
}
VISIT: dict[str, Any] = {
    "label": "拜访",
    "title": "topic",
    "fields": [
        {"key": "topic", "type": "text", "label": "主题"},
        {"key": "day", "type": "date", "label": "日期"},
        {"key": "customer", "type": "link", "form": "customer", "label": "客户"},
        {
            "key": "contact",
            "type": "link",
            "form": "contact",
            "label": "联系人",
            "filter": "(ISBLANK(parent.customer) or customer = parent.customer) and not (since > parent.day)",
        },
        {
            "key": "people",
            "type": "subform",
            "label": "参加人",
            "fields": [
                {"key": "firm", "type": "link", "form": "customer", "label": "单位"},
                {"key": "who", "type": "link", "form": "contact", "label": "人", "filter": "customer = parent.firm"},
            ],
        },
    ],
}


@pytest.fixture
def visits(shop: Shop) -> dict[str, str]:
    """Two customers with a contact each; visits."""
    for key, form in (("contact", CONTACT), ("visit", VISIT)):
        body = {"label": form["label"], "key": key}
        assert shop.builder.browser.post(f"/api/v1/apps/{shop.key}/forms", json=body).status_code == 201
        shop.publish(key, form)
    ids = {name: shop.add("customer", {"name": name, "level": "a"})["id"] for name in ("甲", "乙")}
    for name, firm, since in (("安", "甲", "2026-01-01"), ("贝", "乙", "2026-06-01")):
        ids[name] = shop.add("contact", {"name": name, "customer": ids[firm], "since": since})["id"]
    return ids


def offers(shop: Shop, field: str, given: dict[str, Any] | None, **query: Any) -> list[str]:
    """Titles of the choices, or the code of a refusal."""
    more = {} if given is None else {"given": json.dumps(given)}
    url = f"/api/v1/apps/{shop.key}/forms/visit/fields/{field}/choices"
    answer = shop.builder.browser.get(url, params={**more, **query})
    if answer.status_code != 200:
        return [answer.json()["code"]]
    return [each["title"] for each in answer.json()["items"]]


def test_R029_choices_hang_on_what_stands_in_other_fields(shop: Shop, visits: dict[str, str]) -> None:
    a, an, bei = visits["甲"], visits["安"], visits["贝"]
    assert offers(shop, "contact", None) == ["安", "贝"], "who names no record is offered all; the save decides"
    assert offers(shop, "contact", {"customer": None}) == ["安", "贝"]
    assert offers(shop, "contact", {"customer": a}) == ["安"]
    assert offers(shop, "contact", {"customer": None, "day": "2026-03-01"}) == ["安"]
    assert offers(shop, "contact", {"customer": a}, search="贝") == []
    assert offers(shop, "contact", {"customer": a}, values=f"{an},{bei}") == ["安"], "which of these still fit"
    assert offers(shop, "people.who", {"people.firm": a}) == ["安"]
    assert offers(shop, "people.who", {}) == []
    kept = shop.add("visit", {"customer": a, "contact": an})
    assert offers(shop, "contact", {}, record=kept["id"]) == ["安"], "what isn't sent is as it is stored"
    assert offers(shop, "contact", {"topic": "x", "nothing": 1}) == ["bad_query"]
    assert offers(shop, "contact", {"customer": "x" * 9_000}) == ["bad_query"]
    runtime = shop.builder.browser.get(f"/api/v1/apps/{shop.key}/forms/visit").json()
    assert runtime["offers"] == {"contact": ["customer", "day"], "people.who": ["people.firm"]}


def test_R029_every_door_refuses_what_is_not_offered(shop: Shop, visits: dict[str, str]) -> None:
    a, b, an, bei = visits["甲"], visits["乙"], visits["安"], visits["贝"]
    browser, url = shop.builder.browser, shop.records("visit")
    refused = browser.post(url, json={"customer": a, "contact": bei})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "not_offered")
    assert "联系人" in refused.json()["errors"][0]["message"]
    kept = shop.add("visit", {"customer": a, "contact": an})
    moved = browser.patch(f"{url}/{kept['id']}", json={"customer": b, "version": 1})
    assert moved.json()["errors"][0]["path"] == ["contact"], "the other field is told by the link that no longer fits"
    assert browser.patch(f"{url}/{kept['id']}", json={"customer": b, "contact": None, "version": 1}).status_code == 200
    rows = [{"firm": a, "who": an}, {"firm": a, "who": bei}]
    assert browser.post(url, json={"people": rows}).json()["errors"][0]["path"] == ["people", 1, "who"]
    operations = [{"op": "create", "values": {"customer": firm, "contact": an}} for firm in (a, b)]
    bulk = browser.post(f"{url}:bulk", json={"operations": operations, "atomic": False}).json()
    assert [each["ok"] for each in bulk["results"]] == [True, False]


def test_nothing_is_told_of_records_that_may_not_be_seen(shop: Shop, visits: dict[str, str]) -> None:
    grants = [
        {"id": "v", "to": ["role:sales"], "form": "visit", "ops": ["create", "read"], "rows": "all", "read": ["*"],
         "write": ["*"]},
        {"id": "c", "to": ["role:sales"], "form": "contact", "ops": ["read"], "rows": "formula",
         "formula": "name = '安'", "read": ["name"]},
        {"id": "k", "to": ["role:sales"], "form": "customer", "ops": ["read"], "rows": "formula",
         "formula": "name = '甲'", "read": ["name"]},
    ]  # fmt: skip
    person = shop.seller("小李", grants)
    url = f"/api/v1/apps/{shop.key}/forms/visit/fields/contact/choices"

    def offered(customer: str) -> list[str]:
        query = {"given": json.dumps({"customer": customer})}
        return [each["title"] for each in person.browser.get(url, params=query).json()["items"]]

    assert offered(visits["甲"]) == ["安"], "the condition reads the record as it is, fields one doesn't see as well"
    assert offered(visits["乙"]) == ["安"], "a customer one may not see counts as blank"
    codes = set()
    for customer in (visits["甲"], None):
        sent = {"customer": customer, "contact": visits["贝"]}
        codes.add(person.browser.post(shop.records("visit"), json=sent).json()["errors"][0]["code"])
    assert codes == {"link_unknown"}, "fits or not: of a record one may not see nothing is told"


def test_R037_a_public_form_offers_by_the_same_condition(shop: Shop, visits: dict[str, str]) -> None:
    links = f"/api/v1/apps/{shop.key}/forms/visit/links"
    choices = {"customer": {"filter": "level = 'a'"}, "contact": {}}
    asked = {"fields": [{"field": "customer"}, {"field": "contact"}], "choices": choices}
    guest = Stranger(shop, made(shop, asked, links))
    page = guest.open()
    assert page["form"]["runtime"]["offers"] == {"contact": ["customer"]}

    def offered(**given: Any) -> list[str]:
        return [each["title"] for each in guest.get("/choices/contact", given=json.dumps(given)).json()["items"]]

    assert offered(customer=visits["乙"]) == ["贝"]
    assert offered(customer=visits["甲"], day="2020-01-01") == ["安"], "what the link doesn't ask for isn't read"
    assert guest.send({"customer": visits["乙"], "contact": visits["安"]}).status_code == 422
    assert guest.send({"customer": visits["乙"], "contact": visits["贝"]}).status_code == 201
