"""Addresses of public forms that flows make out, and conditions that ask for an instant."""

from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlparse

from tests.dougong.flows.crm import API, Crm, crm, settings
from tests.dougong.records.public import solved

__all__ = ["crm", "settings"]
LINK = {
    "label": "官网", "key": "web",
    "settings": {"fields": [{"field": "note"}, {"field": "contract", "mode": "hidden"},
                            {"field": "amount", "mode": "locked"}]},
}  # fmt: skip
FORM: dict[str, Any] = {
    "label": "回执", "title": "note",
    "fields": [
        {"key": "note", "type": "text", "label": "意见"},
        {"key": "contract", "type": "link", "form": "contract", "label": "合同"},
        {"key": "amount", "type": "money", "label": "金额"},
    ],
}  # fmt: skip


def flow(*nodes: dict[str, Any], **more: Any) -> dict[str, Any]:
    ids = ["start", *(node["id"] for node in nodes), "end"]
    return {
        "form": "contract", "trigger": {"on": "create"}, "variables": [{"key": "url", "type": "text"}],
        "nodes": [{"id": "start", "type": "start"}, *nodes, {"id": "end", "type": "end"}],
        "edges": [{"from": a, "to": b} for a, b in pairwise(ids)], **more,
    }  # fmt: skip


SIGN = {
    "id": "sign", "type": "address", "form": "receipt", "link": "web", "variable": "url", "expires": "2 days",
    "set": [{"field": "contract", "value": "id"}, {"field": "amount", "value": "amount"}],
}  # fmt: skip


def receipt(crm: Crm) -> None:
    """A form with a public link, and a flow that writes its address into another record."""
    made = crm.api.post(f"{API}/forms", json={"key": "receipt", "label": FORM["label"]})
    assert made.status_code == 201, made.text
    draft = crm.api.get(f"{API}/forms/receipt/draft").json()
    definition = {**draft["definition"], **FORM}
    saved = crm.api.put(
        f"{API}/forms/receipt/draft", json={"definition": definition, "revision": draft["revision"]}
    ).json()
    answer = crm.api.post(f"{API}/forms/receipt/draft:publish", json={"revision": saved["revision"]})
    assert answer.status_code == 200, answer.text
    assert crm.api.post(f"{API}/forms/receipt/links", json=LINK).status_code == 201
    note = {"id": "note", "type": "create", "form": "lead", "set": [{"field": "name", "value": "LEFT(flow.url, 250)"}]}
    crm.publish("sign", flow(SIGN, note, notify_initiator=False))


def test_who_holds_a_flow_s_address_answers_for_the_record_it_was_made_for_and_for_no_other(crm: Crm) -> None:
    receipt(crm)
    contract, other = crm.add("contract", no="C-1", amount=120), crm.add("contract", no="C-2", amount=7)
    crm.work_off()
    leads = crm.api.get(f"{API}/forms/lead/records", params={"sort": "created_at"}).json()["items"]
    assert len(leads) == 2
    found = urlparse(leads[0]["name"])
    signed, base = parse_qs(found.query)["p"][0], f"/api/v1{found.path}"
    stranger = crm.company.browser()
    opened = stranger.get(base, params={"p": signed}).json()
    assert opened["state"] == "open"
    headers = {"x-form-visitor": opened["visitor"], "idempotency-key": "a"}

    def send(values: dict[str, Any], prefill: str | None) -> Any:
        asked = stranger.post(f"{base}:challenge", headers=headers).json()
        body = {"values": values, "prefill": prefill, "proof": solved(asked["challenge"], asked["bits"])}
        return stranger.post(f"{base}/answers", headers=headers, json=body)

    assert send({"note": "x", "contract": other}, signed).status_code == 422
    forged = signed[:-2] + ("AA" if signed[-2:] != "AA" else "BB")
    assert send({"note": "x"}, forged).status_code == 422
    assert send({"note": "收到"}, signed).status_code == 201
    (answer,) = crm.api.get(f"{API}/forms/receipt/records").json()["items"]
    assert (answer["contract"], answer["amount"], answer["note"]) == (contract, 120, "收到")
    headers["idempotency-key"] = "b"
    with crm.later(days=3):
        assert send({"note": "zu spaet"}, signed).status_code == 422, "the address has ended"


def test_an_address_of_a_link_or_field_that_is_not_there_cannot_be_published(crm: Crm) -> None:
    receipt(crm)
    gone = crm.draft("gone", flow({**SIGN, "link": "nowhere"}))
    assert [problem["code"] for problem in gone["problems"]] == ["unknown_link"]
    field = crm.draft("field", flow({**SIGN, "set": [{"field": "note", "value": "no"}, {"field": "x", "value": "1"}]}))
    assert "unknown_field" in [problem["code"] for problem in field["problems"]]
    double = crm.api.post(f"{API}/forms/receipt/links", json=LINK)
    assert double.status_code == 422, "a key names one link"
    named = crm.api.post(f"{API}/forms/receipt/links", json={"label": "微信", "settings": LINK["settings"]}).json()
    assert named["key"] == "weixin"


def test_a_condition_on_other_records_compares_with_an_instant_of_the_flow_s_own(crm: Crm) -> None:
    first = crm.add("opportunity", name="早")
    look = {"id": "look", "type": "find", "form": "opportunity", "where": "created_at < flow.record.created_at"}
    said = [{"field": "name", "value": "'前面有 ' & steps.look.count"}]
    count = {"id": "note", "type": "create", "form": "lead", "set": said}
    crm.publish("before", flow({**look, "limit": 50}, count, notify_initiator=False))
    with crm.later(hours=1):
        crm.add("contract", no="C-3")
    with crm.later(hours=2):
        crm.add("opportunity", name="晚")
        crm.work_off()
    (lead,) = crm.api.get(f"{API}/forms/lead/records").json()["items"]
    assert lead["name"] == "前面有 1" and first
