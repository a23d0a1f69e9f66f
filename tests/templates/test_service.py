"""Tickets from the first word to the rating: intake, SLA clocks, routing, messages, survey, knowledge base."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dougong import paths
from dougong.messaging.channels import null_channels
from tests.dougong.flows.crm import API, sent_by
from tests.dougong.records.conftest import Shop
from tests.dougong.records.public import Stranger
from tests.templates.growth import hook
from tests.templates.office import SLA, Office, office, settings

__all__ = ["office", "settings"]

MONDAY = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)
"""Nine o'clock in Shanghai on a working day."""


def at(office: Office, moment: datetime) -> None:
    """The clock stands here."""
    office.database.clock = lambda: moment


def minutes(record: dict[str, Any], key: str) -> float:
    """From the ticket's creation to the moment in `key`."""
    moments = [datetime.fromisoformat(record[each]) for each in (key, "created_at")]
    return (moments[0] - moments[1]).total_seconds() / 60


def ticket(office: Office, **values: Any) -> str:
    given = {"subject": "网关离线", "kind": "fault", "channel": "phone", **values}
    return office.add("ticket", office.person("service_agent"), **given)


def test_R038_a_ticket_is_structured_by_preset_kinds_and_urgencies(office: Office) -> None:
    form = office.person("service_agent").browser.get(f"{API}/forms/ticket").json()
    fields = {field["key"]: field for field in form["definition"]["fields"]}
    assert [option["value"] for option in fields["priority"]["options"]] == ["p1", "p2", "p3", "p4"]
    assert {"fault", "outage", "billing", "consult", "complaint"} <= {o["value"] for o in fields["kind"]["options"]}
    found = office.get("ticket", ticket(office, kind="outage"))
    assert (found["priority"], found["team"], found["status"]) == ("p1", "second", "dispatched")
    unknown = office.api.post(f"{API}/forms/ticket/records", json={"subject": "x", "kind": "别的"})
    assert unknown.status_code == 422


@pytest.mark.parametrize(
    ("tier", "kind", "more", "team", "assignee"),
    [
        ("vip", "fault", {}, "second", "second_line"),
        ("standard", "fault", {}, "first", "service_agent"),
        ("standard", "fault", {"impact": "company"}, "second", "second_line"),  # nobody there can work: P1
        ("standard", "outage", {}, "second", "second_line"),
        ("vip", "billing", {}, "finance", "finance"),
        ("vip", "consult", {}, "first", "service_agent"),
        ("standard", "consult", {"priority": "p1"}, "second", "second_line"),
    ],
)
def test_R059_R060_tickets_are_routed_by_tier_kind_and_urgency(
    office: Office, tier: str, kind: str, more: dict[str, str], team: str, assignee: str
) -> None:
    customer = office.customer(abc_class="a" if tier == "vip" else "c")
    found = office.get("ticket", ticket(office, customer=customer, kind=kind, **more))
    assert (found["tier"], found["team"]) == (tier, team)
    names = (
        {office.person(name).id for name in (assignee, f"{assignee}_2")}
        if assignee == "service_agent"
        else {office.person(assignee).id}
    )
    assert found["assignee"] in names


def test_R059_the_first_line_takes_turns(office: Office) -> None:
    turns = [office.get("ticket", ticket(office, kind="consult"))["assignee"] for _ in range(4)]
    assert sorted(turns.count(each) for each in set(turns)) == [2, 2]


def test_R061_an_outage_of_a_vip_reaches_the_second_line_and_the_chat_groups(office: Office) -> None:
    for key, kind in (("service_dingtalk", "dingtalk"), ("service_wecom", "wecom")):
        body = {"key": key, "label": key, "kind": kind, "settings": {"url": "https://oapi.example.com/robot"}}
        assert office.api.post(f"{API}/connections", json=body).status_code == 201
    customer = office.customer(value_tier="high")
    found = office.get("ticket", ticket(office, customer=customer, kind="outage", subject="系统崩溃"))
    assert found["assignee"] == office.person("second_line").id
    assert any("VIP 紧急工单" in title for title in office.told(office.person("service_manager")))
    sent = null_channels()
    office.work_off(sent)
    assert any(found["no"] in title for title in sent_by(sent, "dingtalk"))
    assert any(found["no"] in title for title in sent_by(sent, "wecom"))


@pytest.mark.parametrize(("tier", "priority"), list(SLA))
def test_R062_the_promise_comes_from_the_policy_of_tier_and_urgency(office: Office, tier: str, priority: str) -> None:
    at(office, MONDAY)
    first, solve, business = SLA[tier, priority]
    customer = office.customer(abc_class="a" if tier == "vip" else "c")
    found = office.get("ticket", ticket(office, customer=customer, kind="consult", priority=priority))
    if not business or first < 180:  # before lunch a working minute is a minute
        assert minutes(found, "first_response_due") == pytest.approx(first, abs=0.1)
    if not business:
        assert minutes(found, "resolution_due") == pytest.approx(solve, abs=0.1)
    days, rest = divmod(solve, 480)
    if business and not rest:  # whole working days: at the end of the last of them
        due = datetime.fromisoformat(found["resolution_due"])
        assert due - MONDAY == timedelta(days=(days - 1) + 2 * ((days - 1) // 5), hours=9)


def test_R062_people_are_warned_before_and_told_after_a_breach(office: Office) -> None:
    at(office, MONDAY)
    found = ticket(office, customer=office.customer(), priority="p2", kind="consult")
    assignee = office.get("ticket", found)["assignee"]
    agent = next(p for p in map(office.person, ("service_agent", "service_agent_2")) if p.id == assignee)
    with office.later(minutes=44):
        office.work_off()
    assert not any("即将超时" in title for title in office.told(agent))
    with office.later(minutes=46):
        office.work_off()
    assert any("即将超时" in title for title in office.told(agent))
    with office.later(minutes=61):
        office.work_off()
    late = office.get("ticket", found)
    assert (late["sla_first"], late["sla_resolution"]) == ("breached", "open")
    manager = office.person("service_manager")
    assert any("首次响应超时" in title for title in office.told(manager))
    assert not any("解决超时" in title for title in office.told(manager))
    with office.later(days=3):
        office.work_off()
    assert office.get("ticket", found)["sla_resolution"] == "breached"
    with office.later(days=6):
        office.work_off()
    assert any("严重超时升级" in title for title in office.told(office.person("executive")))


def test_R062_the_clocks_stand_still_while_the_customer_is_waited_for(office: Office) -> None:
    at(office, MONDAY)
    agent = office.person("service_agent")
    found = ticket(office, customer=office.customer(), priority="p2", kind="consult")
    before = office.get("ticket", found)
    with office.later(minutes=30):
        assert office.press("ticket", found, "wait", agent).status_code == 200
    with office.later(days=2):
        office.work_off()
    assert office.get("ticket", found)["sla_first"] == "open"
    assert not any("即将超时" in title for title in office.told(agent))
    with office.later(days=1, minutes=30):  # the next day, 9:30: eight working hours have passed
        agent = office.person("service_agent")
        assert office.press("ticket", found, "start", agent).status_code == 200
        after = office.get("ticket", found)
    assert after["paused_work_minutes"] == pytest.approx(480, abs=0.2)
    assert after["paused_seconds"] == pytest.approx(86400, abs=5)
    moved = datetime.fromisoformat(after["first_response_due"]) - datetime.fromisoformat(before["first_response_due"])
    assert moved == pytest.approx(timedelta(days=1), abs=timedelta(seconds=10))
    with office.later(days=1, minutes=44):
        office.work_off()
    assert not any("即将超时" in title for title in office.told(agent))
    with office.later(days=1, minutes=50):
        office.work_off()
    assert any("即将超时" in title for title in office.told(agent))


def solved(office: Office, **values: Any) -> str:
    """A ticket that was answered and solved."""
    found = ticket(office, **values)
    agent = office.person("service_agent")
    message = {"ticket": found, "text": "已远程处理", "from": "agent", "visibility": "public"}
    office.add("ticket_log", agent, **message)
    version = office.get("ticket", found)["version"]
    body = {"version": version, "status": "solved", "resolution": "重启后恢复"}
    answer = agent.browser.patch(f"{API}/forms/ticket/records/{found}", json=body)
    assert answer.status_code == 200, answer.text
    return found


def test_R063_R064_a_rating_closes_the_ticket_and_silence_does_after_72_hours(office: Office) -> None:
    contact = office.add("contact", name="张工", customer=office.customer(), email="zhang@example.com")
    rated, silent = solved(office, contact=contact), solved(office, subject="另一件")
    first = office.get("ticket", rated)
    assert first["survey_sent_at"] is not None and first["sla_resolution"] == "met"
    sent = null_channels()
    office.work_off(sent)
    assert office.patch("ticket", rated, office.person("service_manager"), score=5).status_code == 200
    office.work_off()
    done = office.get("ticket", rated)
    assert (done["status"], done["call_back"]) == ("closed", False)
    with office.later(hours=71):
        office.work_off()
    assert office.get("ticket", silent)["status"] == "solved"
    with office.later(hours=73):
        office.work_off()
    assert office.get("ticket", silent)["status"] == "closed"


def test_R064_the_answer_to_a_survey_rates_and_closes_its_ticket(office: Office) -> None:
    found = solved(office)
    survey = office.add("survey", name="服务满意度", kind="csat", question="您对本次服务满意吗？")
    answer = office.add("survey_response", survey=survey, kind="csat", score=5, ticket=found)
    office.work_off()
    rated = office.get("ticket", found)
    assert (rated["score"], rated["status"]) == (5, "closed")
    assert office.get("survey_response", answer)["agent"] == rated["assignee"]


def test_R063_a_low_rating_makes_a_call_back_and_tells_the_manager(office: Office) -> None:
    found = solved(office)
    assert office.patch("ticket", found, office.person("service_manager"), score=2).status_code == 200
    office.work_off()
    low = office.get("ticket", found)
    assert low["call_back"] is True
    assert any("低分评价" in title for title in office.told(office.person("service_manager")))
    assert [task.kind for task in office.tasks(person=low["assignee"]) if task.kind == "fill"] == ["fill"]


def test_R081_a_ticket_reopens_within_a_week_with_its_history_whoever_takes_it(office: Office) -> None:
    found = solved(office)
    with office.later(days=2):
        other = office.person("service_agent_2")
        office.add("ticket_log", other, ticket=found, text="又离线了", **{"from": "customer"})
        again = office.get("ticket", found)
        assert (again["status"], again["reopen_count"], again["contact_count"]) == ("reopened", 1, 2)
        assert again["solved_at"] is None and again["first_response_at"] is not None
        texts = {row["text"] for row in office.list("ticket_log", f"ticket = '{found}'", other)}
        assert {"已远程处理", "又离线了"} <= texts, "the next agent reads everything"
        assert office.patch("ticket", found, other, assignee=other.id).status_code == 200
        assert any("转给你的工单" in title for title in office.told(other))
    late = solved(office, subject="旧事")
    with office.later(days=8):
        assert office.press("ticket", late, "reopen", office.person("service_agent_2")).status_code == 409


def test_R126_answers_of_people_count_as_response_and_automatic_ones_do_not(office: Office) -> None:
    at(office, MONDAY)
    found = ticket(office, customer=office.customer(), kind="consult")
    receipts = office.list("ticket_log", f"ticket = '{found}'")
    assert [(row["auto"], row["from"]) for row in receipts] == [(True, "system")]
    assert office.get("ticket", found)["first_response_at"] is None
    with office.later(minutes=40):
        agent = office.person("service_agent")
        office.add("ticket_log", agent, ticket=found, text="内部讨论", visibility="internal")
        assert office.get("ticket", found)["first_response_at"] is None
        office.add("ticket_log", agent, ticket=found, text="您好，正在处理")
    answered = office.get("ticket", found)
    assert answered["first_response_minutes"] == pytest.approx(40, abs=0.2)
    assert (answered["sla_first"], answered["status"], answered["reply_count"]) == ("met", "working", 1)


def test_R151_R166_every_channel_lands_in_one_history_of_one_customer(office: Office) -> None:
    customer = office.customer()
    contact = office.add(
        "contact", name="张工", customer=customer, mobile="13800138000", email="zhang@example.com", openid="o-77"
    )
    call = hook(office, "ticket_inbound")
    words = {"subject": "发票抬头错误", "text": "请重开", "kind": "billing"}
    ways = {"email": {"email": "zhang@example.com"}, "wechat": {"openid": "o-77"}, "phone": {"mobile": "13800138000"}}
    for number, (channel, who) in enumerate(ways.items()):
        answer = call(f"m{number}", {"message_id": f"id-{number}", "channel": channel, **words, **who})
        assert answer.status_code == 202, answer.text
    again = call("m9", {"message_id": "id-0", "channel": "email", **words, **ways["email"]})
    assert again.status_code == 202
    office.work_off()
    found = office.list("ticket", f"customer = '{customer}'", office.person("service_agent"))
    assert [(row["channel"], row["contact"]) for row in found] == [(each, contact) for each in ways]
    assert {row["team"] for row in found} == {"finance"}
    forged = call("m10", {"channel": "email", **words}, "whsec_" + "A" * 44)
    assert forged.status_code == 401


def test_R152_calls_come_with_recording_and_transcript_to_the_customer(office: Office) -> None:
    customer = office.customer()
    office.add("contact", name="张工", customer=customer, mobile="13800138000")
    open_ticket = ticket(office, customer=customer)
    call = hook(office, "call_inbound")
    heard = {
        "call_id": "c-1", "number": "13800138000", "direction": "in", "at": "2026-03-16T02:00:00Z", "seconds": 95,
        "recording": "https://calls.example.com/c-1.mp3", "transcript": "网关又离线了",
    }  # fmt: skip
    assert call("m1", heard).status_code == 202
    office.work_off()
    (found,) = office.list("call_log", by=office.person("service_agent"))
    assert (found["customer"], found["ticket"]) == (customer, open_ticket)
    assert (found["duration"], found["transcript"]) == (95, "网关又离线了")


def test_R162_knowledge_is_reviewed_voted_for_and_linked_to_tickets(office: Office) -> None:
    agent, reviewer = office.person("service_agent"), office.person("second_line")
    article = office.add(
        "kb_article", agent, title="网关离线怎么办", body="<p>重启</p>", category="fault", visibility="portal"
    )
    assert office.press("kb_article", article, "submit", agent).status_code == 200
    office.decide(reviewer, "approve")
    published = office.get("kb_article", article)
    assert (published["status"], published["edition"]) == ("published", 1)
    assert office.press("kb_article", article, "vote_up", office.person("sales")).status_code == 200
    found = ticket(office)
    assert office.patch("ticket", found, agent, kb=article).status_code == 200
    linked = office.get("kb_article", article)
    assert (linked["helpful"], linked["tickets"]) == (1, 1)


def test_R037_R039_one_form_takes_requests_of_every_channel_and_scans(office: Office) -> None:
    customer = office.customer()
    office.add("contact", name="张工", customer=customer, mobile="13800138000")
    (packed,) = json.loads((paths.templates() / "crm/public_links/ticket.json").read_text("utf-8"))["links"]
    again = packed | {"key": "again"}  # the secret of the installed one stayed behind
    made = office.api.post(f"{API}/forms/ticket/links", json=again)
    assert made.status_code == 201, made.text
    stranger = Stranger(Shop(office.company, office.admin, "crm"), made.json())
    channels = ["website", "wechat", "app", "qr"]
    for channel in channels:
        stranger.open(**{"from": channel})
        asked = {"subject": "网关离线", "kind": "fault", "mobile": "13800138000"}
        answer = stranger.send(asked, channel={"from": channel})
        assert answer.status_code == 201, answer.text
    found = office.list("ticket", f"customer = '{customer}'", office.person("service_agent"))
    assert [row["channel"] for row in found] == channels
    assert {row["status"] for row in found} == {"dispatched"}
