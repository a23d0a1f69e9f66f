"""From the quote to the booked invoice: approvals by discount, contract, signature, instalments, payments, ERP."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import orjson
import pytest

from dougong.kit.ids import new_id
from tests.dougong.flows.crm import API
from tests.dougong.flows.test_run_outbox import other_system
from tests.dougong.people import Someone
from tests.templates.office import Office, office, settings
from tests.templates.test_service import hook

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
"""In Shanghai: whatever is due at a time of the day has had it, and begins tomorrow at the same time."""

__all__ = ["office", "settings"]


def product(office: Office, **values: Any) -> str:
    given: dict[str, Any] = {
        "name": "工业网关",
        "code": new_id(),
        "price": 10_000,
        "tax": 0.13,
        "category": "gateway",
        **values,
    }
    return office.add("product", **given)


def quote(office: Office, discount: float, **values: Any) -> str:
    """A quote of the salesperson for ten gateways."""
    seller = office.person("sales")
    lines = [{"product": product(office), "quantity": 10, "discount": discount}]
    given = {"customer": values.get("customer") or office.customer(), "lines": lines, **values}
    return office.add("quote", seller, **given)


def submit(office: Office, record: str, form: str = "quote") -> None:
    answer = office.press(form, record, "submit", office.person("sales"))
    assert answer.status_code == 200, answer.text


def test_a_quote_takes_prices_from_the_product_and_adds_up(office: Office) -> None:
    found = office.get("quote", quote(office, 0.1))
    assert [found[key] for key in ("total_list", "total", "discount")] == [100_000, 90_000, 0.1]
    assert found["tax_total"] == pytest.approx(10_353.98)


@pytest.mark.parametrize(
    ("discount", "asked"), [(0.1, []), (0.15, ["sales_manager"]), (0.25, ["sales_manager", "regional_director"])]
)
def test_R074_the_deeper_the_discount_the_more_people_approve(
    office: Office, discount: float, asked: list[str]
) -> None:
    found = quote(office, discount)
    sent_early = office.press("quote", found, "send", office.person("sales"))
    assert sent_early.status_code == 409
    submit(office, found)
    for name in asked:
        assert office.get("quote", found)["status"] == "approving"
        office.decide(office.person(name), "approve")
    assert office.get("quote", found)["status"] == "approved"
    assert office.tasks() == []
    assert office.press("quote", found, "send", office.person("sales")).status_code == 200
    sent = office.get("quote", found)
    assert sent["status"] == "sent" and sent["sent_at"] is not None


def test_a_refused_quote_comes_back_and_an_old_one_expires(office: Office) -> None:
    refused = quote(office, 0.15)
    submit(office, refused)
    office.decide(office.person("sales_manager"), "reject", "折扣太深")
    assert office.get("quote", refused)["status"] == "refused"
    sent = quote(office, 0)
    submit(office, sent)
    with office.later(days=32):
        office.work_off()
        assert office.get("quote", sent)["status"] == "expired"


def won(office: Office, seller: Someone, discount: float = 0.1) -> tuple[str, str]:
    """A deal that was won with an approved quote. → the deal, its contract"""
    customer = office.customer()
    deal = office.add("opportunity", seller, name="产线改造", customer=customer, amount=90_000, stage="negotiation",
                      expected_close="2030-01-01")  # fmt: skip
    offered = quote(office, discount, opportunity=deal, customer=customer)
    submit(office, offered)
    today = office.database.clock().date().isoformat()
    answer = office.patch("opportunity", deal, stage="won", closed_on=today)
    assert answer.status_code == 200, answer.text
    (contract,) = office.list("contract", f"opportunity = '{deal}'")
    return deal, contract["id"]


def test_R080_a_won_deal_becomes_a_contract_that_legal_checks_and_delivery_gets(office: Office) -> None:
    seller, legal = office.person("sales"), office.person("legal")
    _, contract = won(office, seller)
    drafted = office.get("contract", contract)
    assert (drafted["amount"], drafted["status"]) == (90_000, "draft")
    empty = office.press("contract", contract, "submit", seller)
    assert empty.status_code == 422, "legal wants to see when it will be paid"
    plan = [
        {"name": "预付", "due": "2030-01-01", "amount": 27_000},
        {"name": "验收", "due": "2030-04-01", "amount": 63_000},
    ]
    assert office.patch("contract", contract, seller, payment_plan=plan).status_code == 200
    submit(office, contract, "contract")
    office.decide(legal, "approve")
    assert office.get("contract", contract)["status"] == "signing"
    assert office.press("contract", contract, "signed", seller).status_code in (403, 404, 409, 422)
    assert office.press("contract", contract, "signed", legal).status_code == 200
    rows = office.list("instalment", f"contract = '{contract}'", seller)
    assert [(row["seq"], row["due"], row["amount"]) for row in rows] == [
        (1, "2030-01-01", 27_000), (2, "2030-04-01", 63_000)]  # fmt: skip
    (delivery,) = office.list("delivery", f"contract = '{contract}'", office.person("delivery_engineer"))
    assert delivery["status"] == "handover"


def signed(office: Office) -> str:
    """A contract in effect, of 90,000 in two instalments."""
    plan = [{"due": "2026-01-01", "amount": 30_000}, {"due": "2026-02-01", "amount": 60_000}]
    seller = office.person("sales").id
    customer = office.customer(name="云帆", credit_no="91310000MA1FL0AB1X")
    given: dict[str, Any] = {
        "amount": 90_000,
        "payment_plan": plan,
        "status": "signing",
        "kind": "service",
        "owner": seller,
    }
    contract = office.add("contract", name="年框", customer=customer, **given)
    assert office.press("contract", contract, "signed", office.person("legal")).status_code == 200
    return contract


def test_R144_the_e_signature_goes_out_and_its_signed_callback_puts_the_contract_in_effect(office: Office) -> None:
    with other_system((200, b'{"document": "doc-7"}')) as (url, asked):
        body = {"key": "esign", "label": "电子签", "kind": "http", "settings": {"base_url": url}}
        assert office.api.post(f"{API}/connections", json=body).status_code == 201
        office.settings = office.settings.model_copy(update={"outbound_allow": "127.0.0.1"})
        plan = [{"due": "2030-01-01", "amount": 500}]
        contract = office.add("contract", name="合同甲", customer=office.customer(), amount=500, payment_plan=plan,
                              owner=office.person("sales").id)  # fmt: skip
        assert office.patch("contract", contract, status="legal").status_code == 200
        office.decide(office.person("legal"), "approve")
        office.work_off()
    assert orjson.loads(asked[0]["body"])["title"] == "合同甲"
    waiting = office.get("contract", contract)
    assert (waiting["esign"], waiting["esign_id"]) == ("sent", "doc-7")
    told = {"document": "doc-7", "status": "signed", "hash": "sha256:ab12"}
    call = hook(office, "esign_callback")
    assert call("m0", told, "whsec_" + "A" * 44).status_code == 401
    assert call("m1", told).status_code == 202
    office.work_off()
    active = office.get("contract", contract)
    assert (active["status"], active["esign"], active["esign_hash"]) == ("active", "signed", "sha256:ab12")
    assert len(office.list("instalment", f"contract = '{contract}'")) == 1


def test_R056_R165_a_payment_pays_its_instalment_and_starts_its_invoice(office: Office) -> None:
    contract, finance = signed(office), office.person("finance")
    paid = office.add("payment", finance, contract=contract, amount=30_000, received_on="2026-01-05")
    first, second = office.list("instalment", f"contract = '{contract}'")
    assert (first["status"], first["paid"], first["days_late"]) == ("paid", 30_000, 4)
    assert second["status"] == "open"
    found = office.get("contract", contract)
    assert (found["paid_total"], found["unpaid"]) == (30_000, 60_000)
    (invoice,) = office.list("invoice", f"payment = '{paid}'", finance)
    assert (invoice["amount"], invoice["title"], invoice["kind"]) == (30_000, "云帆", "special")
    assert invoice["status"] == "approving"
    assert [task.kind for task in office.tasks(person=finance.id)] == ["approval"]


def issued(office: Office) -> str:
    """An invoice that finance has approved and issued."""
    contract, finance = signed(office), office.person("finance")
    office.add("payment", finance, contract=contract, amount=30_000, received_on="2026-01-05")
    (invoice,) = office.list("invoice", f"contract = '{contract}'")
    office.decide(finance, "approve")
    (task,) = office.tasks(person=finance.id)
    values = {"number": "25312000000012345678", "issued_on": "2026-01-06"}
    answer = finance.browser.post(f"/api/v1/tasks/{task.id}:decide", json={"verb": "submit", "record": values})
    assert answer.status_code == 200, answer.text
    return str(invoice["id"])


def test_R143_R158_the_invoice_is_booked_in_the_erp_once_with_tries_and_one_key(office: Office) -> None:
    with other_system((503, b"busy"), (200, b'{"voucher": "PZ-9"}')) as (url, asked):
        body = {"key": "erp", "label": "ERP", "kind": "http", "settings": {"base_url": url}}
        assert office.api.post(f"{API}/connections", json=body).status_code == 201
        office.settings = office.settings.model_copy(update={"outbound_allow": "127.0.0.1"})
        invoice = issued(office)
        office.work_off()
        assert office.get("invoice", invoice)["erp_status"] == "pending"
        with office.later(minutes=10):
            office.work_off()
    booked = office.get("invoice", invoice)
    assert (booked["erp_status"], booked["erp_no"], booked["status"]) == ("done", "PZ-9", "issued")
    assert len(asked) == 2 and len({call["headers"]["Idempotency-Key"] for call in asked}) == 1
    assert any("发票已开具" in title for title in office.told(office.person("sales")))


def test_R134_only_finance_voids_an_invoice(office: Office) -> None:
    invoice = issued(office)
    for name in ("sales", "sales_manager", "service_agent", "csm", "executive"):
        assert office.press("invoice", invoice, "void", office.person(name)).status_code in (403, 404), name
    assert office.press("invoice", invoice, "void", office.person("finance")).status_code == 200
    assert office.get("invoice", invoice)["status"] == "voided"


def test_R138_service_reads_contracts_without_their_amounts(office: Office) -> None:
    contract = signed(office)
    seen = office.get("contract", contract, office.person("service_agent"))
    assert seen["name"] == "年框"
    assert {"amount", "payment_plan", "paid_total", "unpaid"}.isdisjoint(k for k, v in seen.items() if v is not None)
    asked = {"filter": "amount > 0"}
    url = f"{API}/forms/contract/records"
    assert office.person("service_agent").browser.get(url, params=asked).status_code == 422


def test_overdue_instalments_are_reminded_of_every_week_until_they_are_paid(office: Office) -> None:
    office.at(NOON)
    today = office.database.clock().date()
    seller = office.person("sales")
    contract = office.add("contract", name="年框", customer=office.customer(), amount=100, owner=seller.id)
    due = (today + timedelta(days=4)).isoformat()
    row = office.add("instalment", contract=contract, due=due, amount=100, owner=seller.id)
    with office.later(days=1):
        office.work_off()
    assert any("3 天后应收" in title for title in office.told(seller))
    for days in (6, 14):
        with office.later(days=days):
            office.work_off()
    late = office.get("instalment", row)
    assert late["status"] == "overdue" and late["reminders"] >= 2
    with office.later(days=15):
        office.add("payment", office.person("finance"), contract=contract, amount=100)
        office.work_off()
    assert office.get("instalment", row)["status"] == "paid"
    assert {each.status for each in office.instances(row, "instalment_overdue")} == {"ended"}


def test_R055_R082_R101_four_approvals_of_invoices_become_one_and_take_a_fraction_of_the_time(office: Office) -> None:
    """Version 1 asked four people one after another; the template's has one of them."""
    url = f"{API}/flows/invoice_approval/draft"
    short = office.api.get(url).json()
    long = {**short["definition"], "nodes": [], "edges": []}
    chain = ["sales_manager", "legal", "regional_director", "finance"]
    long["nodes"] = [
        {"id": "start", "type": "start"},
        *(
            {"id": f"a{n}", "type": "approval", "label": role, "assignees": [{"role": role}]}
            for n, role in enumerate(chain)
        ),
        {"id": "end", "type": "end"},
    ]  # fmt: skip
    names = ["start", *(f"a{n}" for n in range(4)), "end"]
    long["edges"] = [
        {"from": a, "to": b, **({"when": "outcome = 'approved'"} if a != "start" else {})} for a, b in pairwise(names)
    ]
    published: list[tuple[int, int]] = []
    for document in (long, short["definition"]):
        office.publish("invoice_approval", document)
        invoice = office.add(
            "invoice", customer=office.customer(name=f"客户{len(published)}"), title="云帆", amount=100
        )
        steps = 0
        while waiting := [task for task in office.tasks() if task.kind == "approval"]:
            steps += 1
            with office.later(hours=6 * steps):
                office.decide(next(p for p in map(office.person, chain) if p.id == waiting[0].person), "approve")
        published.append((steps, office.instances(invoice, "invoice_approval")[-1].version))
    (slow, before), (fast, after) = published
    assert (slow, fast) == (4, 1)
    assert after == before + 1
