"""templates/crm: from a lead of the website to customer, contact and opportunity."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.dougong.flows.crm import API
from tests.dougong.people import Someone
from tests.templates.sales_office import Office, database_kind, office, settings

__all__ = ["database_kind", "office", "settings"]


def lead(office: Office, number: int, by: Someone | None = None, **values: Any) -> str:
    """A lead of the website with a mobile of its own."""
    given = {"name": f"客户{number}", "mobile": f"138001{number:05d}", "source": "website", **values}
    return office.add("lead", by, **given)


@pytest.fixture
def group_a(office: Office) -> list[Someone]:
    """Three salespeople, who are the members of the pool of group A."""
    return [office.who(name) for name in ("li", "zhang", "liu")]


def test_R031_a_mobile_must_be_one_and_is_kept_in_one_spelling(office: Office) -> None:
    refused = office.api.post(
        f"{API}/forms/lead/records", json={"name": "张三", "source": "website", "mobile": "12345"}
    )
    assert refused.status_code == 422
    assert {error["field"] for error in refused.json()["errors"]} == {"mobile"}
    kept = office.get("lead", lead(office, 1, mobile="138 0013 8000"))
    assert kept["mobile"] == "+8613800138000"


def test_R032_R033_sources_and_stages_are_those_of_the_promise(office: Office) -> None:
    sources = [option["label"]["zh-CN"] for option in office.form("lead")["source"]["options"]]
    assert sources[:3] == ["官网", "展会", "老客户介绍"]
    stages = [option["label"]["zh-CN"] for option in office.form("opportunity")["stage"]["options"]]
    assert stages == ["新线索", "初步沟通", "方案报价", "商务谈判", "成交客户", "流失客户"]


def test_R050_leads_are_shared_evenly(office: Office, group_a: list[Someone]) -> None:
    marketing = office.who("marketing")
    made = [lead(office, number, marketing) for number in range(9)]
    owners = Counter(office.get("lead", each)["owner"] for each in made)
    assert owners == {person.id: 3 for person in group_a}
    first = office.get("lead", made[0])
    assert (first["status"], first["group"]) == ("assigned", "a")
    assert len(office.tasks(person=group_a[0].id, kind="todo")) == 3, "each gets to-dos"
    assert any("新线索" in title for title in office.told(group_a[0]))


def test_R050_who_is_away_gets_no_lead(office: Office, group_a: list[Someone]) -> None:
    now = datetime.now(UTC)
    away = {"from_at": (now - timedelta(days=1)).isoformat(), "until_at": (now + timedelta(days=5)).isoformat()}
    item = {**away, "substitute": None, "note": "休假"}
    answer = group_a[1].browser.put("/api/v1/me/substitute", json={"items": [item]})
    assert answer.status_code == 200, answer.text
    owners = {office.get("lead", lead(office, number))["owner"] for number in range(4)}
    assert owners == {group_a[0].id, group_a[2].id}


def test_R040_R042_what_comes_in_is_cleaned_classified_and_known_again(office: Office, group_a: list[Someone]) -> None:
    first = lead(office, 1, name=" 王  芳 ", company="杭州  第一医院", email="Wang.Fang@Example.COM", title="院长",
                 need="门诊需要一套带远程监测的网关，预算三十万，希望下月上线", region="east")  # fmt: skip
    seen = office.get("lead", first)
    assert (seen["company"], seen["email"]) == ("杭州 第一医院", "wang.fang@example.com")
    assert seen["industry"] == "medical"
    assert seen["channel"] == "website"
    assert seen["grade"] == "hot"
    assert "需求具体 +15" in seen["score_reasons"]
    reasons = [int(line.rpartition(" ")[2]) for line in seen["score_reasons"].splitlines()]
    assert seen["score"] == sum(reasons), "the reasons add up to the score"
    again = office.get("lead", lead(office, 1, name="王女士"))
    assert again["duplicate_of"] == first
    assert again["owner"] == seen["owner"], "and goes to who follows the first one"
    assert again["score"] < seen["score"]


def next_monday(office: Office) -> datetime:
    """Nine in the morning in Shanghai on the next Monday that is to come."""
    now = office.database.clock()
    return (now + timedelta(days=7 - now.weekday())).replace(hour=1, minute=0, second=0, microsecond=0)


def test_R025_an_unanswered_lead_is_reminded_of_and_passed_on(office: Office, group_a: list[Someone]) -> None:
    begin = next_monday(office)
    office.database.clock = lambda: begin
    record = lead(office, 1)
    before = office.get("lead", record)["owner"]
    other = lead(office, 2)
    office.add("follow_up", lead=other, subject="首次联系", content="已加微信")
    first = next(person for person in group_a if person.id == before)
    for minutes, reminded, passed_on in ((29, False, False), (31, True, False), (119, True, False), (125, True, True)):
        with office.later(minutes=minutes):
            office.work_off()
        assert any("超过 30 分钟未响应" in title for title in office.told(first)) == reminded, minutes
        assert (office.get("lead", record)["owner"] != before) == passed_on, minutes
    answered = office.get("lead", other)
    assert answered["status"] == "following"
    assert answered["response_minutes"] == 0
    assert answered["owner"] == group_a[1].id, "who has answered keeps the lead"


def test_a_lead_goes_back_to_the_pool_and_is_claimed_within_the_limits(office: Office, group_a: list[Someone]) -> None:
    li, zhang, _ = group_a
    stranger = office.who("zhou")
    made = [lead(office, number) for number in range(9)]
    mine = [each for each in made if office.get("lead", each)["owner"] == li.id]
    for each in mine:
        back = office.press("lead", each, "lead_return", li)
        assert back.status_code == 201, back.text
    seen = office.get("lead", mine[0])
    assert (seen["status"], seen["owner"], seen["returned_by"]) == ("pool", office.boss.id, li.id)
    too_soon = office.press("lead", mine[0], "lead_claim", li)
    assert too_soon.status_code == 409
    assert "3 天内不能再领取" in too_soon.json()["detail"]
    assert office.press("lead", mine[0], "lead_claim", stranger).status_code == 404, "not a member: not even seen"
    refused = office.press("lead", mine[0], "lead_claim", zhang)
    assert "手上未转化的线索已达上限（3 条）" in refused.json()["detail"]
    assert office.get("lead", mine[0])["status"] == "pool", "and nothing of the refused press stays"
    for each in [each for each in made if office.get("lead", each)["owner"] == zhang.id]:
        assert office.patch("lead", each, status="invalid", invalid_reason="no_need").status_code == 200
    assert office.press("lead", mine[0], "lead_claim", zhang).status_code == 201
    assert office.press("lead", mine[1], "lead_claim", zhang).status_code == 201
    third = office.press("lead", mine[2], "lead_claim", zhang)
    assert "每天 2 条" in third.json()["detail"]
    taken = office.get("lead", mine[0])
    assert (taken["status"], taken["owner"]) == ("assigned", zhang.id)
    twice = office.press("lead", mine[0], "lead_claim", zhang)
    assert twice.status_code == 409, "what is claimed is claimed"


def test_R053_R057_untouched_leads_are_told_warned_of_and_recycled(office: Office, group_a: list[Someone]) -> None:
    record = lead(office, 1)
    owner = next(person for person in group_a if person.id == office.get("lead", record)["owner"])
    office.add("follow_up", owner, lead=record, subject="首次联系", content="介绍产品")
    with office.later(days=2.9):
        office.work_off()
        assert not any("超过三天未联系" in title for title in office.told(owner))
    with office.later(days=3.1):
        office.work_off()
        assert sum("超过三天未联系" in title for title in office.told(owner)) == 1
    with office.later(days=6.5):
        office.work_off()
        assert any("即将退回公海" in title for title in office.told(owner))
        assert office.get("lead", record)["status"] == "following"
    with office.later(days=8.5):
        office.work_off()
    assert office.get("lead", record)["status"] == "pool"


def test_R074_a_lead_becomes_customer_contact_and_deal_at_once(office: Office, group_a: list[Someone]) -> None:
    record = lead(office, 1, company="绍兴柯桥织造有限公司", title="厂长", source="exhibition", by=group_a[0])
    missing = office.press("lead", record, "convert", group_a[0])
    assert missing.status_code == 409
    assert "还缺：区域" in missing.json()["detail"]
    office.patch("lead", record, group_a[0], region="east", opportunity_name="织造车间联网", expected_amount=260000)
    assert "预计成交日" in office.press("lead", record, "convert", group_a[0]).json()["detail"]
    office.patch("lead", record, group_a[0], expected_close="2031-06-30")
    done = office.press("lead", record, "convert", group_a[0])
    assert done.status_code == 200, done.text
    seen = office.get("lead", record)
    assert seen["status"] == "converted"
    customer, contact = office.get("customer", seen["customer"]), office.get("contact", seen["contact"])
    assert (customer["name"], customer["source"], customer["owner"]) == (
        "绍兴柯桥织造有限公司",
        "exhibition",
        group_a[0].id,
    )
    assert (contact["customer"], contact["title"], contact["mobile"]) == (customer["id"], "厂长", seen["mobile"])
    deal = office.records("opportunity", filter=f"lead = '{record}'")[0]
    assert (deal["customer"], deal["stage"], deal["amount"]) == (customer["id"], "contact", 260000)
    assert (deal["owner"], deal["region"], deal["source"]) == (group_a[0].id, "east", "exhibition")
    again = lead(office, 2, company="绍兴柯桥织造有限公司", region="east", source="event", by=group_a[0])
    assert office.press("lead", again, "convert", group_a[0]).status_code == 200
    assert office.get("lead", again)["customer"] == customer["id"], "the customer there is, not a second one"
    assert len(office.records("customer")) == 1


def test_R074_a_conversion_that_fails_leaves_nothing_behind(office: Office, group_a: list[Someone]) -> None:
    long = "阿" * 55
    record = lead(office, 1, name=long, company="宁波海天有限公司", region="east", source="event", by=group_a[0])
    refused = office.press("lead", record, "convert", group_a[0])
    assert refused.status_code == 409, refused.text
    assert "姓名" in refused.json()["detail"], "contacts have shorter names, and it says so"
    assert office.records("customer") == [], "not even the customer that was made first"
    assert office.get("lead", record)["status"] != "converted"
    assert office.instances(record, "lead_convert") == []
