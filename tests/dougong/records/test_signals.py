"""Signals: what pages, apps and mails send by themselves becomes records, and nothing else can be done with it."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
from httpx import Response

from tests.dougong.records.conftest import Shop, settings
from tests.dougong.records.public import LINKS, codes, made

__all__ = ["settings"]
SITE = "https://www.example.com"
PAGE = {"origin": SITE, "sec-fetch-site": "cross-site", "content-type": "text/plain;charset=UTF-8"}
VISIT: dict[str, Any] = {
    "label": "访问",
    "fields": [
        {"key": "what", "type": "select", "label": "事件", "required": True,
         "options": [{"value": "page_view", "label": "浏览"}, {"value": "download", "label": "下载"}]},
        {"key": "page", "type": "text", "label": "页面"},
        {"key": "visitor", "type": "text", "label": "访客"},
        {"key": "external", "type": "text", "label": "编号", "unique": True},
        {"key": "at", "type": "datetime", "label": "时间", "default": {"formula": "NOW()"}},
        {"key": "customer", "type": "link", "form": "customer", "label": "客户"},
        {"key": "secret", "type": "text", "label": "内部"},
    ],
}  # fmt: skip
WORDS = {"name": "what", "page": "page", "visitor": "visitor", "id": "external", "at": "at"}


def signal_link(shop: Shop, **signals: Any) -> dict[str, Any]:
    """A link of a form of visits that takes signals of the site."""
    browser = shop.builder.browser
    created = browser.post(f"/api/v1/apps/{shop.key}/forms", json={"label": "访问", "key": "visit"})
    assert created.status_code == 201, created.text
    shop.publish("visit", VISIT)
    asked = [{"field": key} for key in ("what", "page", "visitor", "external", "at")]
    body = {"fields": [*asked, {"field": "customer", "mode": "hidden"}]}
    return made(
        shop, {**body, "signals": {"sites": [SITE], "words": WORDS, **signals}}, links=LINKS.replace("order", "visit")
    )


def path(link: dict[str, Any], more: str = "") -> str:
    return urlsplit(str(link["url"])).path + more


def sent(shop: Shop, link: dict[str, Any], *signals: dict[str, Any], headers: Any = None, **more: Any) -> Response:
    """What a page that nobody is signed in to sends."""
    body, client = orjson.dumps({"signals": list(signals), **more}), shop.company.browser()
    client.headers.pop("origin", None)
    found: Response = client.post(path(link), content=body, headers=PAGE if headers is None else headers)
    return found


def visits(shop: Shop) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shop.builder.browser.get(shop.records("visit"), params={"sort": "created_at"}).json()[
        "items"
    ]
    return found


def test_R153_a_page_sends_what_happens_on_it_once_each_and_nothing_beyond_the_link(shop: Shop) -> None:
    link = signal_link(shop)
    view = {"name": "page_view", "page": f"{SITE}/pricing", "visitor": "v1", "id": "e1", "title": "has no field"}
    answer = sent(shop, link, view, {"name": "download", "page": "/a.pdf", "visitor": "v1", "id": "e2"})
    assert (answer.status_code, answer.json()) == (202, {"taken": 2, "left_out": 0}), answer.text
    again = sent(
        shop, link, view, {"name": "bought_the_moon", "id": "e3"}, {**view, "id": "e4", "fields": {"secret": "x"}}
    )
    assert again.json() == {"taken": 0, "left_out": 3}, (
        "sent twice; no such option; a field that the link does not take"
    )
    assert sent(shop, link, {**view, "id": "e5", "fields": {"customer": "x"}}).json()["taken"] == 0
    found = visits(shop)
    assert [(row["what"], row["external"], row["customer"]) for row in found] == [
        ("page_view", "e1", None),
        ("download", "e2", None),
    ]
    assert all(row["secret"] is None for row in found)


def test_R153_only_pages_of_the_named_sites_send_and_only_so_much(shop: Shop) -> None:
    link = signal_link(shop, sites=["https://*.example.com"])
    view = {"name": "page_view", "id": "e1"}
    assert sent(shop, link, view, headers={**PAGE, "origin": "https://evil.test"}).status_code == 403
    assert sent(shop, link, view, headers={**PAGE, "origin": "https://notexample.com"}).status_code == 403
    assert sent(shop, link, view).status_code == 202
    assert sent(shop, link, {"name": "page_view", "id": "e2"}, headers={}).status_code == 202, "apps have no origin"
    assert sent(shop, link, *[view] * 51).status_code == 422
    assert sent(shop, link, {"name": "page_view", "page": "x" * 70_000}).status_code == 413
    stranger = shop.company.browser()
    assert stranger.post(path(link), content=b"{", headers=PAGE).status_code == 422
    assert stranger.post("/api/v1/signals/nowhere", content=b'{"signals":[{}]}', headers=PAGE).status_code == 404
    script = stranger.get(path(link, "/page.js"))
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert stranger.get("/api/v1/public/forms/" + path(link).rpartition("/")[2]).json()["state"] == "closed", "no form"
    elsewhere = f"/api/v1/apps/{shop.key}/forms/visit/records"
    assert (
        stranger.post(elsewhere, json={}, headers={"origin": SITE, "sec-fetch-site": "cross-site"}).status_code == 403
    )


def test_R153_a_followed_address_says_who_came_and_leads_where_it_was_signed_for(shop: Shop) -> None:
    link = signal_link(shop)
    buyer = shop.add("customer", {"name": "海棠", "level": "b"})["id"]
    prefill = f"{LINKS.replace('order', 'visit')}/{link['id']}:prefill"
    values = {"what": "download", "customer": buyer}
    browser = shop.builder.browser
    made_out = browser.post(prefill, json={"values": values, "page": f"{SITE}/offer?x=1"})
    assert made_out.status_code == 200, made_out.text
    url = urlsplit(made_out.json()["url"])
    stranger = shop.company.browser()
    led = stranger.get(f"{url.path}?{url.query}", follow_redirects=False)
    assert led.status_code == 303 and led.headers["location"].startswith(f"{SITE}/offer?x=1&dg=")
    who = parse_qs(urlsplit(led.headers["location"]).query)["dg"][0]
    assert sent(shop, link, {"name": "page_view", "id": "e9"}, prefill=who).json()["taken"] == 1
    assert [(row["what"], row["customer"]) for row in visits(shop)] == [
        ("download", buyer),
        ("page_view", buyer),
    ]
    forged = url.query[:-3] + ("abc" if not url.query.endswith("abc") else "abd")
    assert stranger.get(f"{url.path}?{forged}", follow_redirects=False).status_code == 404
    away = browser.post(prefill, json={"values": values, "page": "https://elsewhere.test/"}).json()["url"]
    led = stranger.get(urlsplit(away).path + "?" + urlsplit(away).query, follow_redirects=False)
    assert led.headers["location"] == "https://elsewhere.test/", "who comes is told to our own sites only"
    seen = browser.post(prefill, json={"values": values}).json()["url"]
    picture = stranger.get(urlsplit(seen).path + "?" + urlsplit(seen).query)
    assert picture.headers["content-type"] == "image/gif" and len(visits(shop)) == 4
    assert browser.post(prefill, json={"values": values, "page": "javascript:alert(1)"}).status_code == 422


def test_signals_and_forms_to_fill_in_do_not_mix(shop: Shop) -> None:
    signal_link(shop)
    links = LINKS.replace("order", "visit")
    body = {"fields": [{"field": "what"}], "signals": {"words": {"name": "secret"}}, "once": True}
    refused = shop.builder.browser.post(links, json={"label": "x", "settings": body})
    assert {code for _field, code in codes(refused)} == {"not_asked", "no_page"}
    plain = shop.builder.browser.post(links, json={"label": "x", "settings": {"fields": [{"field": "what"}]}}).json()
    answer = shop.company.browser().post(
        f"/api/v1/signals/{plain['url'].rpartition('/')[2]}", content=b'{"signals":[{}]}'
    )
    assert answer.status_code == 404
