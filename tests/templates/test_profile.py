"""The page of a customer: six kinds of data, one timeline out of every form, under the rights of each role."""

from typing import Any

from tests.dougong.flows.crm import API
from tests.dougong.people import Someone
from tests.templates.office import Office, office, settings
from tests.templates.test_money import product

__all__ = ["office", "settings"]
DAY = "2026-10-01"
KINDS = ["identity", "deals", "behaviour", "service", "marketing", "usage"]


def read(office: Office, customer: str, what: str, by: Someone | None = None, **params: Any) -> dict[str, Any]:
    url = f"{API}/forms/customer/records/{customer}/{what}"
    answer = (by or office.admin).browser.get(url, params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def full(office: Office) -> tuple[str, dict[str, str]]:
    """A customer who has been spoken to on every channel. → customer, the records by kind of the timeline"""
    seller = office.person("sales")
    upper = office.customer()
    customer = office.customer(parent_company=upper)
    contact = office.add("contact", name="王工", mobile="13800138000", customer=customer)
    at = "2026-11-20T02:00:00.000Z"
    deal = office.add("opportunity", name="产线改造", customer=customer, amount=90_000, owner=seller.id)
    made = {
        "follow_up": office.add("follow_up", subject="上门", customer=customer, kind="visit", at=at, content="看现场"),
        "opportunity": deal,
        "ticket": office.add("ticket", subject="离线", customer=customer, contact=contact, kind="fault"),
        "call": office.add("call_log", number="13800138000", contact=contact, at=at, transcript="约好周五到货"),
        "event": office.add("event", contact=contact, source="web", name="page_view", page="/g2", at=at),
        "touch": office.add("touch", contact=contact, kind="opened", channel="email", at=at),
        "message": office.add("message", customer=customer, channel="sms", subject="回访", body="您好", at=at),
        "asset": office.add(
            "asset", serial="SN-1", product=product(office), customer=customer, installed_on="2026-10-01"
        ),
        "order": office.add("order", customer=customer, channel="website", amount=500, status="paid", paid_at=at),
        "contract": office.add("contract", name="年框", customer=customer, amount=90_000, signed_on="2026-10-08"),
    }
    return customer, {**made, "upper": upper}


def test_R161_R046_R132_one_page_gathers_the_six_kinds_of_data_of_a_customer(office: Office) -> None:
    customer, made = full(office)
    page = read(office, customer, "profile")
    assert [tab["key"] for tab in page["tabs"]] == KINDS
    assert {"value_tier", "abc_class", "health", "clv", "nps_last", "stage", "owner", "next_action"} <= {
        each["field"] for each in page["header"]
    }
    figures = {each["key"]: each["value"] for each in page["figures"]}
    assert (figures["open_tickets"], figures["open_deals"], figures["assets"]) == (1, 1, 1)
    counts = {each["key"]: each["count"] for tab in page["tabs"] for each in tab["lists"]}
    expected = {"contacts": 1, "opportunities": 1, "tickets": 1, "calls": 1, "installed": 1, "touchpoints": 1}
    assert {key: counts[key] for key in expected} == expected
    assert counts["browsing"] == 1 and counts["messages"] == 1 and counts["orders"] == 1
    children = read(office, made["upper"], "profile/children")
    assert [each["id"] for each in children["items"]] == [customer]


def test_R151_R147_one_timeline_tells_the_whole_history_whatever_the_channel(office: Office) -> None:
    customer, made = full(office)
    lines = read(office, customer, "timeline", limit=100)["items"]
    told = {(line["kind"], line["id"]) for line in lines}
    kinds = {key: ident for key, ident in made.items() if key != "upper"}
    assert set(kinds.items()) <= told
    assert [line["at"] for line in lines] == sorted((line["at"] for line in lines), reverse=True)
    spoken = read(office, customer, "timeline", search="周五到货")["items"]
    assert [(line["kind"], line["text"]) for line in spoken] == [("call", "约好周五到货")]
    # what happens at a subsidiary stands in the history of the group
    above = {line["kind"] for line in read(office, made["upper"], "timeline", limit=100)["items"]}
    assert {"follow_up", "opportunity", "ticket", "contract", "asset", "order"} <= above
    # before the call: what they looked at (R182)
    browsing = read(office, customer, "profile/browsing", fields="page")["items"]
    assert [each["page"] for each in browsing] == ["/g2"]


def test_R139_a_role_sees_of_the_page_what_it_may_read_and_no_more(office: Office) -> None:
    customer, made = full(office)
    agent = office.person("service_agent")
    page = read(office, customer, "profile", agent)
    lines = read(office, customer, "timeline", agent, limit=100)["items"]
    forms = {each["key"]: each["ops"] for each in agent.browser.get(API).json()["forms"]}
    shown = {line["form"] for line in lines} | {each["form"] for tab in page["tabs"] for each in tab["lists"]}
    assert shown <= {form for form, ops in forms.items() if "read" in ops}
    assert ("ticket", made["ticket"]) in {(line["kind"], line["id"]) for line in lines}
    guest = office.person("portal_customer")
    assert guest.browser.get(f"{API}/forms/customer/records/{customer}/timeline").status_code == 404
    own = office.customer(portal_users=[guest.id])
    theirs = office.add("ticket", subject="发票", customer=own, kind="billing")
    office.add("follow_up", subject="内部", customer=own, kind="visit", at="2026-11-20T02:00:00.000Z", content="评估")
    seen = read(office, own, "timeline", guest, limit=100)["items"]
    assert ("ticket", theirs) in {(line["kind"], line["id"]) for line in seen}
    assert {line["form"] for line in seen} <= {"ticket", "ticket_log", "asset", "invoice"}
    assert all(line["who"] is None for line in seen)
