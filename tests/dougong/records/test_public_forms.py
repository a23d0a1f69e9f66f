"""Public forms: asked for, filled in, sent once, told, changed by who sent them; and the same verdict as every door."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from dougong.audit.models import audit_log
from dougong.records.models import change_log
from dougong.records.public.proof import solves
from dougong.records.public.settings import Proof
from tests.dougong.records.conftest import Shop, settings
from tests.dougong.records.public import LINKS, Stranger, codes, made, solved
from tests.dougong.records.public import settings as asking

__all__ = ["settings"]
ORDERS = "order"


def customer(shop: Shop, name: str, level: str = "a", **more: Any) -> str:
    return str(shop.add("customer", {"name": name, "level": level, "secret": f"密-{name}", **more})["id"])


def orders(shop: Shop) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shop.builder.browser.get(shop.records(ORDERS)).json()["items"]
    return found


def ident(value: Any) -> Any:
    """A person as an id, told with a name or without."""
    return value["id"] if isinstance(value, dict) else value


def test_R037_R039_an_answer_by_a_public_link_is_a_record_told_with_its_link(shop: Shop) -> None:
    buyer = customer(shop, "海棠")
    told = {"text": "已收到，单号 {no}，交期 {due}", "title": "谢谢"}
    channels = [{"parameter": "from", "field": "reason"}]
    owner = shop.builder.id
    fields = ["customer", "status", "due", {"field": "lines", "columns": ["product", "quantity"]}]
    link = made(shop, asking(*fields, thanks=told, channels=channels, owner=owner))
    app = shop.builder.browser.get(f"/api/v1/apps/{shop.key}").json()
    coloured = {"version": app["version"], "color": "red"}
    assert shop.builder.browser.patch(f"/api/v1/apps/{shop.key}", json=coloured).status_code == 200
    guest = Stranger(shop, link)
    page = guest.open()
    assert (page["state"], page["title"]) == ("open", "订单")
    assert (page["theme"]["color"], page["theme"]["accent"]) == (None, "red"), "without a colour of its own: the app's"
    definition = page["form"]["runtime"]["definition"]
    assert [field["key"] for field in definition["fields"]] == ["customer", "status", "due", "lines"]
    assert [column["key"] for column in definition["fields"][3]["fields"]] == ["product", "quantity"]
    offered = guest.get("/choices/customer").json()["items"]
    assert offered == [{"id": buyer, "title": "海棠"}]
    values = {"customer": buyer, "status": "lost", "due": "2026-12-01", "lines": [{"product": "茶", "quantity": 2}]}
    sent = guest.send(values, channel={"from": "wechat"})
    assert sent.status_code == 201, sent.text
    assert sent.json() == {
        "thanks": {"title": "谢谢", "text": "已收到，单号 SO00001，交期 2026-12-01", "button": "", "url": ""},
        "edit": None,
    }
    (record,) = orders(shop)
    assert (record["reason"], record["due"]) == ("wechat", "2026-12-01")
    full = shop.get(ORDERS, record["id"])
    assert ident(full["owner"]) == owner
    with shop.company.database.snapshot() as tx:
        (entry,) = tx.execute(select(audit_log).where(audit_log.c.action == "form_link.answer")).all()
        assert (entry.actor_id, orjson.loads(entry.detail)["link"], entry.target.split("/")[2]) == (
            None,
            link["id"],
            record["id"],
        )
        (change,) = tx.execute(select(change_log).where(change_log.c.record_id == record["id"])).all()
        assert (change.door, change.by) == ("public", None)
    (listed,) = shop.builder.browser.get(LINKS).json()["items"]
    assert (listed["answers"], listed["views"]) == (1, 1)
    days = shop.builder.browser.get(f"{LINKS}/{link['id']}/statistics").json()["days"]
    assert (sum(day["answers"] for day in days), sum(day["views"] for day in days)) == (1, 1)
    for kind, start in (("svg", b"<?xml"), ("png", b"\x89PNG")):
        code = shop.builder.browser.get(f"{LINKS}/{link['id']}/code.{kind}")
        assert code.content.startswith(start)
    assert shop.company.hire("路人").browser.get(LINKS).status_code in (403, 404)


def test_acceptance_a_the_public_link_gives_the_same_verdict_and_values_as_the_api(shop: Shop) -> None:
    buyer = customer(shop, "梧桐", discount=0.1)
    guest = Stranger(shop, made(shop))
    guest.open()
    api, url = shop.builder.browser, shop.records(ORDERS)
    lines = [{"product": "茶", "quantity": 3, "price": 10.5}, {"product": "杯", "quantity": 1, "price": 7}]
    cases: list[dict[str, Any]] = [
        {"customer": buyer, "status": "open", "lines": lines},
        {"customer": buyer, "status": "lost"},
        {"customer": buyer, "status": "lost", "reason": "价格"},
        {"customer": buyer, "status": "open", "reason": "隐藏时被丢弃"},
        {"status": "open"},
        {"customer": buyer, "lines": [{"quantity": 0}]},
        {"customer": buyer, "due": "2026-02-30"},
        {"customer": buyer, "status": "nothing"},
    ]
    compared = ("status", "reason", "due", "total", "payable")
    for number, values in enumerate(cases):
        by_api, by_link = api.post(url, json=values), guest.send(values)
        assert by_api.status_code == by_link.status_code, (number, by_api.text, by_link.text)
        if by_api.status_code == 422:
            assert sorted(codes(by_api)) == sorted(codes(by_link)), number
        else:
            ones, twos = sorted(orders(shop), key=lambda each: str(each["no"]))[-2:]
            assert {key: ones[key] for key in compared} == {key: twos[key] for key in compared}, number
    with_rule = [order for order in orders(shop) if order["status"] == "open"]
    assert {order["reason"] for order in with_rule} == {None}, "a hidden field's value is dropped at both doors"


def test_an_answer_sent_again_is_the_same_answer(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    buyer = customer(shop, "一品")
    guest = Stranger(shop, made(shop, asking("customer", "status", edit_days=7)))
    guest.open()
    first = guest.send({"customer": buyer, "status": "open"}, key="offline-1")
    again = guest.send({"customer": buyer, "status": "open"}, key="offline-1")
    assert (first.status_code, again.json()) == (201, first.json())
    assert guest.send({"customer": buyer, "status": "lost"}, key="offline-1").status_code == 409
    assert len(orders(shop)) == 1
    other = Stranger(shop, {"url": guest.base})
    other.open()
    assert other.send({"customer": buyer, "status": "open"}, key="offline-1").status_code == 201
    assert len(orders(shop)) == 2, "the key belongs to its sender"
    edit = first.json()["edit"]["token"]
    mine = guest.get(f"/answers/{edit}").json()
    assert mine["values"] == {"customer": buyer, "status": "open"}
    assert mine["page"]["form"]["runtime"]["definition"]["key"] == ORDERS
    path, change = f"{guest.base}/answers/{edit}", {"values": {"status": "lost"}, "version": mine["version"]}
    refused = guest.browser.patch(path, json={**change, "proof": guest.proof()})
    assert codes(refused) == [("reason", "required")], "rules hold for changes too"
    beyond = guest.browser.patch(path, json={**change, "values": {"reason": "x"}, "proof": guest.proof()})
    assert codes(beyond) == [("reason", "not_on_this_form")]
    kept = guest.browser.patch(path, json={**change, "values": {"status": None}, "proof": guest.proof()})
    assert kept.status_code == 200, kept.text
    stale = guest.browser.patch(path, json={**change, "values": {"status": "open"}, "proof": guest.proof()})
    assert (stale.status_code, stale.json()["code"]) == (409, "version_conflict")
    shop.company.database.clock = lambda: datetime.now(UTC) + timedelta(days=8)
    assert guest.get(f"/answers/{edit}").status_code == 404
    monkeypatch.setattr(shop.company.database, "clock", lambda: datetime.now(UTC))


def test_a_link_opens_closes_fills_up_and_asks_once(shop: Shop) -> None:
    now, buyer = datetime.now(UTC), customer(shop, "双喜")
    times = {"opens_at": (now + timedelta(hours=1)).isoformat(), "closes_at": (now + timedelta(hours=2)).isoformat()}
    link = made(shop, asking("customer", **times, quota=2, once=True))
    values = {"customer": buyer}

    def state(guest: Stranger) -> str:
        document = guest.open()
        assert (document["form"] is None) == (document["state"] != "open")
        sent = guest.send(values)
        assert (sent.status_code == 201) == (document["state"] == "open"), sent.text
        if sent.status_code != 201:
            assert (sent.status_code, sent.json()["code"]) == (403, f"link_{document['state']}")
        return str(document["state"])

    guests = [Stranger(shop, link, f"10.0.0.{number}") for number in range(3)]
    assert state(guests[0]) == "early"
    shop.company.database.clock = lambda: now + timedelta(minutes=90)
    assert [state(guests[0]), state(guests[0]), state(guests[1]), state(guests[2])] == [
        "open",
        "answered",
        "open",
        "full",
    ]
    cleared = Stranger(shop, link)
    cleared.headers["x-form-visitor"] = guests[0].headers["x-form-visitor"]
    assert cleared.open()["state"] == "answered", "without its cookie the page's own token still tells"
    shop.company.database.clock = lambda: now + timedelta(hours=3)
    assert state(guests[2]) == "ended"
    body = {"label": "官网", "settings": link["settings"], "active": False, "version": link["version"]}
    assert shop.builder.browser.put(f"{LINKS}/{link['id']}", json=body).status_code == 200
    assert state(guests[2]) == "closed"
    assert shop.builder.browser.put(f"{LINKS}/{link['id']}", json=body).status_code == 409
    assert shop.builder.browser.delete(f"{LINKS}/{link['id']}").status_code == 204
    assert guests[2].get().status_code == 404
    shop.company.database.clock = lambda: datetime.now(UTC)
    person = shop.company.hire("李四")
    signed_in = made(shop, asking("customer", who="signed_in", once=True))
    assert Stranger(shop, signed_in).open()["state"] == "sign_in"
    guest = Stranger(shop, signed_in)
    guest.browser = person.browser
    assert [state(guest), state(guest)] == ["open", "answered"]
    latest = max(orders(shop), key=lambda each: str(each["no"]))
    assert ident(latest["created_by"]) == person.id


def test_pages_branch_by_what_was_answered_and_the_link_may_ask_more_than_the_form(shop: Shop) -> None:
    buyer = customer(shop, "分页")
    asked = ["customer", "status", {"field": "due", "required": True}, "lines"]
    pages = [
        {"label": "谁", "fields": ["customer", "status"]},
        {"label": "何时", "fields": ["due"], "when": "status = 'open'"},
        {"label": "什么", "fields": ["lines"]},
    ]
    link = made(shop, asking(*asked, pages=pages))
    guest = Stranger(shop, link)
    form = guest.open()["form"]
    assert [page["fields"] for page in form["pages"]] == [["customer", "status"], ["due"], ["lines"]]
    assert [rule["hide"] for rule in form["runtime"]["programs"]["rules"] if rule.get("id") == "page:1"] == [["due"]]
    assert codes(guest.send({"customer": buyer, "status": "open"})) == [("due", "required")]
    assert guest.send({"customer": buyer, "status": "open", "due": "2026-12-02"}).status_code == 201
    assert guest.send({"customer": buyer, "due": "2026-12-03"}).status_code == 201
    assert sorted(str(each["due"]) for each in orders(shop)) == ["2026-12-02", "None"], "a page not shown is dropped"
    for wrong, code in (
        ([{"fields": ["customer", "status", "due", "lines"], "when": "customer.secret = 'x'"}], "page_condition"),
        ([{"fields": ["customer"], "when": "status = 'open'"}], "required_on_page"),
        ([{"fields": ["customer", "status"]}], "page_missing"),
        ([{"fields": ["reason"]}], "page_field"),
    ):
        body = {"label": "官网", "settings": asking(*asked, pages=wrong)}
        refused = shop.builder.browser.post(LINKS, json=body)
        assert refused.status_code == 422, wrong
        assert code in {each["code"] for each in refused.json()["errors"]}, refused.text


def test_a_draft_goes_on_elsewhere_and_ends_with_the_answer(shop: Shop) -> None:
    buyer = customer(shop, "草稿")
    link = made(shop, asking("customer", "status", drafts=True))
    desk, phone = Stranger(shop, link), Stranger(shop, link)
    desk.open()
    kept = desk.browser.put(f"{desk.base}/draft", json={"values": {"status": "open", "total": 5}}).json()
    assert phone.get(f"/drafts/{kept['draft']}").json()["values"] == {"status": "open"}
    more = {"values": {"status": "lost"}, "draft": kept["draft"]}
    assert phone.browser.put(f"{phone.base}/draft", json=more).json()["draft"] == kept["draft"]
    assert phone.get(f"/drafts/{kept['draft'][:-1]}x").status_code == 404
    large = {"values": {"status": "x" * 300_000}}
    assert phone.browser.put(f"{phone.base}/draft", json=large).status_code == 413
    phone.open()
    assert phone.send({"customer": buyer}, draft=kept["draft"]).status_code == 201
    assert desk.get(f"/drafts/{kept['draft']}").status_code == 404
    plain = Stranger(shop, made(shop))
    assert plain.browser.put(f"{plain.base}/draft", json={"values": {}}).status_code == 404


def test_a_solution_is_the_one_the_page_finds() -> None:
    """The same vector stands in frontend/src/lib/public-form/proof.test.ts."""
    assert solved("abc", 12) == {"challenge": "abc", "nonce": 4959}
    assert solves(Proof(challenge="abc", nonce=4959), 12)
    assert not solves(Proof(challenge="abc", nonce=4958), 12)
