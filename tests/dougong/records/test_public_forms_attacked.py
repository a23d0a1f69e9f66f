"""What somebody with nothing but a public link tries: other records, other fields, other people's tokens, floods."""

import base64
import io
from collections.abc import Iterator
from typing import Any

from dougong.records.public import proof as proofs
from tests.dougong.records.conftest import Shop, settings
from tests.dougong.records.public import LINKS, Stranger, codes, made
from tests.dougong.records.public import settings as asking
from tests.dougong.records.test_public_forms import customer, orders

__all__ = ["settings"]


def texts(document: Any) -> Iterator[str]:
    """Every string anywhere in a document."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield str(key)
            yield from texts(value)
    elif isinstance(document, list):
        for each in document:
            yield from texts(each)
    elif isinstance(document, str):
        yield document


def test_acceptance_l_a_public_link_reads_no_other_field_and_no_other_record(shop: Shop) -> None:
    mine = customer(shop, "可选", level="a", discount=0.3, mobile="13800138000")
    hidden = customer(shop, "藏起", level="b")
    order = shop.add("order", {"customer": hidden, "status": "open"})
    guest = Stranger(shop, made(shop, asking("customer", "status", "due", edit_days=3)))
    page = guest.open()
    told = " ".join(texts(page))
    for secret in ("secret", "discount", "mobile", "level", "payable", "total", "reason"):
        assert secret not in told, secret
    definition = page["form"]["runtime"]["definition"]["fields"][0]
    assert {"filter", "fill"}.isdisjoint(definition)
    for query in (
        {},
        {"search": "藏"},
        {"search": "密"},
        {"search": "0.3"},
        {"values": f"{hidden},{mine},{order['id']}"},
    ):
        items = guest.get("/choices/customer", **query).json()["items"]
        assert {each["id"] for each in items} <= {mine}, query
        assert all(each.keys() == {"id", "title"} for each in items)
    assert guest.get("/choices/customer", search="密").json()["items"] == [], "search reads the title alone"
    for field in ("customer.secret", "status", "lines.product", "owner", "nothing"):
        assert guest.get(f"/choices/{field}").status_code == 404, field
    unknown = mine[:-4] + "0000"
    refusals = [guest.send({"customer": each}) for each in (hidden, unknown, "x", order["id"])]
    assert {(each.status_code, *codes(each)) for each in refusals} == {(422, ("customer", "link_unknown"))}
    sent = guest.send({"customer": mine, "status": "open"})
    assert sent.status_code == 201, sent.text
    assert not any(each["id"] in sent.text or str(each["no"]) in sent.text for each in orders(shop))
    edit = sent.json()["edit"]["token"]
    own = guest.get(f"/answers/{edit}").json()
    assert own["values"].keys() == {"customer", "status"}, "what formulas found behind the link is not told back"
    assert guest.get(f"/answers/{order['id']}.{edit.partition('.')[2]}").status_code == 404
    for path in (
        f"apps/shop/forms/order/records/{order['id']}",
        "apps/shop/forms/order/records",
        f"apps/shop/forms/customer/records/{mine}",
        "apps/shop/forms/order",
        "apps/shop/forms/order/fields/customer/choices",
        "apps/shop/forms/order/links",
        "apps/shop/forms/order/records:changes",
        "apps/shop/forms/order/example",
        "apps/shop/odata/order",
        "apps/shop/odata/customer",
        "apps/shop/odata/$metadata",
        "apps/shop/openapi.json",
        "directory",
    ):
        basic = base64.b64encode(f"x:{guest.token}".encode()).decode()
        for extra in ({}, {"authorization": f"Bearer {guest.token}"}, {"authorization": f"Basic {basic}"}):
            assert guest.browser.get(f"/api/v1/{path}", headers={**guest.headers, **extra}).status_code == 401, path


def test_fields_of_two_links_to_one_form_offer_each_their_own(shop: Shop) -> None:
    form = {
        "label": "转介",
        "fields": [
            {"key": "a", "type": "link", "form": "customer", "label": "甲"},
            {"key": "b", "type": "link", "form": "customer", "label": "乙", "many": True},
            {"key": "c", "type": "link", "form": "customer", "label": "丙", "fill": {"note": "secret"}},
            {"key": "note", "type": "text", "label": "备注"},
            {"key": "who", "type": "member", "label": "谁"},
            {"key": "looked", "type": "formula", "formula": "c.secret", "as": "text"},
        ],
    }
    made_form = shop.builder.browser.post("/api/v1/apps/shop/forms", json={"label": "转介", "key": "referral"})
    assert made_form.status_code == 201, made_form.text
    shop.publish("referral", form)
    first, second = customer(shop, "一", level="a"), customer(shop, "二", level="b")
    links = "/api/v1/apps/shop/forms/referral/links"
    choices = {"a": {"filter": "level = 'a'"}, "b": {"ids": [second]}}
    body: dict[str, Any] = {"fields": [{"field": "a"}, {"field": "b"}, {"field": "c"}], "choices": choices}
    guest = Stranger(shop, made(shop, body, links))
    guest.open()
    assert [guest.get(f"/choices/{key}").json().get("items") for key in "ab"] == [
        [{"id": first, "title": "一"}],
        [{"id": second, "title": "二"}],
    ]
    assert guest.get("/choices/c").status_code == 404, "without a list of its own a field offers nothing"
    assert guest.send({"a": first, "b": [second]}).status_code == 201
    for wrong in ({"a": second}, {"b": [second, first]}, {"c": first}):
        assert codes(guest.send(wrong)) == [(next(iter(wrong)), "link_unknown")], wrong

    def refused(**settings: Any) -> set[str]:
        answer = shop.builder.browser.post(
            links, json={"label": "x", "settings": {"fields": [{"field": "a"}], **settings}}
        )
        assert answer.status_code == 422, answer.text
        return {each["code"] for each in answer.json()["errors"]}

    assert refused(fields=[{"field": "who"}]) == {"people"}
    assert refused(fields=[{"field": "c"}, {"field": "note"}], edit_days=3) == {"told_back"}
    assert refused(thanks={"text": "{looked}"}) == {"unknown_place"}
    assert refused(choices={"a": {"title": "level"}}) == {"no_title"}
    assert refused(fields=[{"field": "nothing"}]) == {"unknown_field"}
    grant = {"id": "g1", "to": [f"public:{first}"], "form": "order", "ops": ["read"], "rows": "all", "read": ["*"]}
    roles = shop.builder.browser.get("/api/v1/apps/shop/roles").json()
    roles["grants"].append(grant)
    given = {"roles": roles["roles"], "grants": roles["grants"], "revision": roles["revision"]}
    assert shop.builder.browser.put("/api/v1/apps/shop/roles", json=given).status_code == 422


def test_forged_fields_prefill_and_parameters_are_refused(shop: Shop) -> None:
    buyer = customer(shop, "预填")
    fields = ["customer", {"field": "status", "mode": "locked"}, {"field": "due", "mode": "hidden"}]
    channels = [{"parameter": "from", "field": "reason"}]
    link = made(shop, asking(*fields, channels=channels))
    guest = Stranger(shop, link)
    guest.open()
    for key in ("status", "due", "reason", "owner", "total", "no", "version", "id", "created_by", "lines", "nothing"):
        assert codes(guest.send({"customer": buyer, key: "open"})) == [(key, "not_on_this_form")], key
    sign = shop.builder.browser.post(
        f"{LINKS}/{link['id']}:prefill", json={"values": {"status": "lost", "due": "2026-12-24"}}
    )
    signed = sign.json()["url"].partition("?p=")[2]
    page = guest.open(p=signed)
    assert page["form"]["prefill"] == {"status": "lost"}, "hidden ones are not even shown"
    assert page["form"]["runtime"]["definition"]["fields"][1]["readonly"] is True
    assert guest.send({"customer": buyer}, prefill=signed, channel={"from": "qr", "status": "open"}).status_code == 201
    (record,) = orders(shop)
    assert (record["status"], record["due"], record["reason"]) == ("lost", "2026-12-24", "qr")
    packed, _, signature = signed.rpartition(".")
    for forged in (f"{packed[:-2]}AA.{signature}", f"{packed}.{signature[::-1]}", packed, "x.y"):
        answer = guest.send({"customer": buyer}, prefill=forged)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_prefill"), forged
    other = Stranger(shop, made(shop, asking(*fields)))
    other.open()
    assert other.send({"customer": buyer}, prefill=signed).status_code == 422, "signed for another link"


def test_one_time_addresses_passwords_and_proofs_serve_once(shop: Shop) -> None:
    buyer = customer(shop, "专属")
    link = made(shop, asking("customer", who="recipients"))
    listed = shop.builder.browser.post(f"{LINKS}/{link['id']}/recipients", json={"labels": ["张三", "李四"]}).json()
    token = listed["items"][0]["url"].partition("?to=")[2]
    guest = Stranger(shop, link)
    assert guest.open()["state"] == "not_invited"
    guest.headers["x-form-recipient"] = token
    assert guest.open()["state"] == "open"
    assert guest.send({"customer": buyer}).status_code == 201
    thief = Stranger(shop, link)
    thief.headers["x-form-recipient"] = token
    assert thief.open()["state"] == "answered"
    replayed = thief.send({"customer": buyer})
    assert (replayed.status_code, replayed.json()["code"]) == (403, "link_answered")
    people = shop.builder.browser.get(f"{LINKS}/{link['id']}/recipients").json()["items"]
    assert [each["used_at"] is not None for each in people] == [True, False]
    second = people[1]
    shop.builder.browser.delete(f"{LINKS}/{link['id']}/recipients/{second['id']}")
    thief.headers["x-form-recipient"] = second["url"].partition("?to=")[2]
    assert thief.open()["state"] == "not_invited"

    locked = made(shop, asking("customer"), password="开门大吉")
    guest = Stranger(shop, locked)
    assert guest.open()["form"] is None
    assert guest.send({"customer": buyer}).json()["code"] == "link_password"
    assert guest.get("/choices/customer").json()["code"] == "link_password"
    tries = [guest.browser.post(f"{guest.base}:unlock", json={"password": f"x{n}"}) for n in range(11)]
    assert [each.status_code for each in tries] == [403] * 10 + [429]
    assert "retry-after" in tries[-1].headers
    friend = Stranger(shop, locked, "10.1.1.1")
    friend.open()
    right = friend.browser.post(f"{friend.base}:unlock", json={"password": "开门大吉"}, headers=friend.headers)
    friend.headers["x-form-pass"] = right.json()["pass"]
    assert friend.open()["state"] == "open"
    guest.headers["x-form-pass"] = right.json()["pass"]
    assert guest.open()["state"] == "password", "a pass is its browser's alone"
    used = friend.proof()
    assert friend.send({"customer": buyer}, proof=used).status_code == 201
    wrong = {**friend.proof(), "nonce": 0}
    far = Stranger(shop, made(shop, asking("customer")))
    far.open()
    for proof in (used, wrong, {"challenge": "x.y", "nonce": 1}, far.proof()):
        answer = friend.send({"customer": buyer}, proof=proof)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_proof"), proof
    assert len(orders(shop)) == 2


def test_floods_get_harder_then_stop_and_uploads_are_bounded(shop: Shop) -> None:
    publish = {
        "label": "反馈",
        "fields": [
            {"key": "note", "type": "text", "label": "内容"},
            {"key": "files", "type": "attachment", "label": "附件", "max_mb": 1, "max_files": 2, "accept": [".png"]},
            {"key": "inside", "type": "attachment", "label": "内部"},
        ],
    }
    shop.builder.browser.post("/api/v1/apps/shop/forms", json={"label": "反馈", "key": "feedback"})
    shop.publish("feedback", publish)
    link = made(shop, {"fields": [{"field": "note"}, {"field": "files"}]}, "/api/v1/apps/shop/forms/feedback/links")
    guest, other = Stranger(shop, link), Stranger(shop, link)
    guest.open()
    other.open()

    def upload(who: Stranger, content: bytes, name: str = "a.png", field: str = "files") -> Any:
        files = {"file": (name, io.BytesIO(content))}
        return who.browser.post(f"{who.base}/files", params={"field": field}, files=files, headers=who.headers)

    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
    mine = upload(guest, png).json()
    assert upload(guest, b"x" * (1024 * 1024 + 9_000)).status_code == 413
    assert upload(guest, b"MZ" + b"\0" * 50, "virus.exe").status_code == 422
    for field in ("inside", "note", "nothing", ""):
        assert upload(guest, png, field=field).status_code == 404, field
    assert codes(other.send({"files": [{"id": mine["id"]}]})) == [("files", "attachment_unknown")]
    theirs = shop.builder.browser.post("/api/v1/files", files={"file": ("b.png", io.BytesIO(png))}).json()
    assert codes(guest.send({"files": [{"id": theirs["id"]}]})) == [("files", "attachment_unknown")]
    assert guest.send({"note": "有图", "files": [{"id": mine["id"], "name": "改名.png"}]}).status_code == 201
    assert guest.browser.get(f"/api/v1/files/{mine['id']}").status_code == 401
    (record,) = shop.builder.browser.get(shop.records("feedback")).json()["items"]
    assert record["files"][0]["name"] == "a.png"
    assert guest.get("/pictures/logo").status_code == guest.get("/pictures/secret").status_code == 404

    spent = {"challenge": "x.y", "nonce": 0}
    bits = [proofs.bits_for(shop.company.app.state.rates, link["id"], "testclient")]
    flood = [guest.send({"note": "刷"}, proof=spent).status_code for _ in range(58)]
    bits.append(proofs.bits_for(shop.company.app.state.rates, link["id"], "testclient"))
    assert bits[0] <= proofs.EASIEST + 1 < bits[1] <= proofs.HARDEST
    assert set(flood[:50]) == {422}
    assert flood[-1] == 429
    far = Stranger(shop, link, "10.2.2.2")
    far.open()
    assert far.send({"note": "别处照常"}).status_code == 201
