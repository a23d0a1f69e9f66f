"""Boards, paper and modules of money, delivery and service: every tile answers, every template prints."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.dougong.flows.crm import API
from tests.dougong.people import Someone
from tests.templates.office import Office, office, settings
from tests.templates.test_delivery import accepted
from tests.templates.test_money import issued, quote
from tests.templates.test_service import MONDAY, at, solved, ticket

__all__ = ["office", "settings"]


def tiles(office: Office, board: str, by: Someone | None = None, **body: Any) -> dict[str, Any]:
    answer = (by or office.admin).browser.post(f"{API}/dashboards/{board}/data", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["tiles"]
    return found


def drilled(office: Office, board: str, **body: Any) -> dict[str, Any]:
    answer = office.api.post(f"{API}/dashboards/{board}:drill", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_R098_R100_a_slow_response_is_followed_from_the_kind_to_the_person_to_the_tickets(office: Office) -> None:
    at(office, MONDAY)
    slow = ticket(office, customer=office.customer(), kind="billing", subject="发票未开")
    quick = ticket(office, kind="consult")
    for record, minutes in ((quick, 10), (slow, 170)):
        with office.later(minutes=minutes):
            office.add("ticket_log", office.admin, ticket=record, text="已处理")
    found = tiles(office, "service", tiles=["kinds", "people"])
    assert found["kinds"]["figure"] is not None and found["people"]["figure"] is not None
    who = drilled(office, "service", tile="kinds", cell={"kind": "billing"})
    assert office.get("ticket", slow)["assignee"] in str(who), "the next question is who"
    rows = drilled(office, "service", tile="kinds", cell={"kind": "billing"}, to="records", fields=["subject"])
    assert "发票未开" in str(rows) and "网关离线" not in str(rows)


def test_R099_the_word_cloud_counts_what_customers_write(office: Office) -> None:
    for subject in ("发票抬头错误", "发票没有收到", "网关离线"):
        ticket(office, subject=subject)
    words = tiles(office, "service", tiles=["words"])["words"]["figure"]["cloud"]["words"]
    counted = {word["word"]: word["value"] for word in words}
    assert max(counted, key=lambda word: counted[word]) == "发票" and counted["发票"] == 2


def test_R125_first_contact_resolution_counts_what_one_contact_solved(office: Office) -> None:
    first, second = office.customer(), office.customer()
    solved(office, customer=first, kind="consult")
    again = solved(office, customer=second, kind="consult")
    office.add("ticket_log", None, ticket=again, text="又来了", **{"from": "customer"})
    assert office.patch("ticket", again, status="solved").status_code == 200
    figure = tiles(office, "service", tiles=["fcr"])["fcr"]["figure"]
    assert "50" in str(figure["metric"]), figure


def test_R092_open_instalments_make_the_payment_forecast(office: Office) -> None:
    today = datetime.now(UTC).date().isoformat()
    contract = office.add("contract", name="年框", customer=office.customer(), amount=1234)
    office.add("instalment", contract=contract, due=today, amount=1234)
    figure = tiles(office, "money", tiles=["forecast"])["forecast"]["figure"]
    assert "1,234" in str(figure) or "1234" in str(figure)


@pytest.mark.parametrize("template", ["quote", "contract", "qr_label", "work_order"])
def test_R074_quotes_contracts_labels_and_reports_come_on_paper(office: Office, template: str) -> None:
    match template:
        case "quote":
            form, record, reader = "quote", quote(office, 0.05), "sales"
        case "contract":
            issued(office)
            form, record, reader = "contract", office.list("contract")[0]["id"], "legal"
        case "qr_label":
            form, record, reader = "asset", accepted(office, office.customer()), "delivery_engineer"
        case _:
            order = office.add("work_order", customer=office.customer(), kind="repair")
            form, record, reader = "work_order", order, "service_manager"
    body = {"ids": [record], "template": template}
    answer = office.person(reader).browser.post(f"{API}/forms/{form}/records:print", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"%PDF") and len(answer.content) > 5_000


def test_R008_modules_of_service_and_delivery_are_switched_off_and_on_again(office: Office) -> None:
    agent = office.person("service_agent")
    record = ticket(office)
    on = {module["key"] for module in office.api.get(f"{API}/modules").json()["items"] if module["on"]}
    assert {"money", "delivery", "service"} <= on
    off = office.api.put(f"{API}/modules", json={"on": sorted(on - {"service"})})
    assert off.status_code == 200, off.text
    assert agent.browser.get(f"{API}/forms/ticket/records/{record}").status_code in (403, 404)
    assert office.api.put(f"{API}/modules", json={"on": sorted(on)}).status_code == 200
    assert office.get("ticket", record, agent)["subject"] == "网关离线"


def test_R124_effort_is_asked_with_its_own_question_and_less_is_better(office: Office) -> None:
    question = "您为解决此次问题付出了多少精力？"
    given = {"name": "客户费力度", "kind": "ces1", "question": question}
    other_scale = {**given, "low": 1, "high": 7, "orientation": "up"}
    assert office.api.post(f"{API}/forms/survey/records", json=other_scale).status_code == 422
    survey = office.add("survey", None, **given)
    found = office.get("survey", survey)
    assert (found["question"], found["low"], found["high"], found["orientation"]) == (question, 1, 5, "down")
    url = f"{API}/forms/survey_response/records"
    answers = [office.api.post(url, json={"survey": survey, "kind": "ces1", "score": score}) for score in (2, 6)]
    assert [answer.status_code for answer in answers] == [201, 422], "a scale of seven is another metric"
