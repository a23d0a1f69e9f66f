"""templates/crm: opportunities from first contact to won or lost, follow-ups, and who works together."""

from datetime import timedelta
from typing import Any

from tests.dougong.flows.crm import API
from tests.dougong.people import Someone
from tests.templates.sales_office import Office, database_kind, office, settings

__all__ = ["database_kind", "office", "settings"]


def deal(office: Office, by: Someone, **values: Any) -> str:
    """An opportunity in first contact, of a customer of its own."""
    number = len(office.records("customer"))
    customer = office.add("customer", by, name=f"绍兴织造 {number}", region="east")
    given = {"name": f"车间联网 {number}", "stage": "contact", "amount": 100000, "expected_close": "2031-06-30"}
    return office.add("opportunity", by, customer=customer, **{**given, **values})


def test_R051_a_proposal_waits_for_the_sales_manager(office: Office) -> None:
    li, wang = office.who("li"), office.who("wang")
    record = deal(office, li)
    assert office.patch("opportunity", record, li, stage="quote").status_code in (200, 202)
    assert office.get("opportunity", record)["stage"] == "contact", "it is held"
    office.decide(wang, "reject", "折扣过高，请重新测算")
    assert office.get("opportunity", record)["stage"] == "contact"
    office.patch("opportunity", record, li, stage="quote")
    office.decide(wang, "approve")
    seen = office.get("opportunity", record)
    assert (seen["stage"], seen["probability"]) == ("quote", 0.5)


def test_R054_a_technical_review_stands_before_negotiation_when_it_is_wanted(office: Office) -> None:
    li, wang, expert = office.who("li"), office.who("wang"), office.who("presales")
    plain, wanted = deal(office, li), deal(office, li, tech_review="pending")
    for record in (plain, wanted):
        office.add("follow_up", li, opportunity=record, customer=office.get("opportunity", record)["customer"],
                   subject="需求确认", content="现场看了三条产线")  # fmt: skip
        office.patch("opportunity", record, li, stage="quote")
        office.decide(wang, "approve")
        assert office.patch("opportunity", record, li, stage="negotiation").status_code in (200, 202)
    assert office.get("opportunity", plain)["stage"] == "negotiation"
    assert office.get("opportunity", wanted)["stage"] == "quote"
    office.decide(expert, "approve")
    seen = office.get("opportunity", wanted)
    assert (seen["stage"], seen["tech_review"]) == ("negotiation", "passed")


def test_R051_negotiation_needs_a_follow_up_and_won_an_amount(office: Office) -> None:
    li, wang = office.who("li"), office.who("wang")
    record = deal(office, li)
    office.patch("opportunity", record, li, stage="quote")
    office.decide(wang, "approve")
    refused = office.patch("opportunity", record, li, stage="negotiation")
    assert refused.status_code == 422
    assert "跟进记录" in refused.text
    lost = office.patch("opportunity", record, li, stage="lost")
    assert {error["field"] for error in lost.json()["errors"]} == {"lost_reason"}


def test_R052_five_days_in_first_contact_tell_owner_and_supervisor_once(office: Office) -> None:
    li, wang = office.who("li"), office.who("wang")
    stuck, moved = deal(office, li), deal(office, li)
    with office.later(days=4.9):
        office.patch("opportunity", moved, li, stage="lost", lost_reason="budget")
        office.work_off()
    assert not any("停留超过 5 天" in title for title in office.told(li))
    with office.later(days=5.1):
        office.work_off()
        office.work_off()
    name = office.get("opportunity", stuck)["name"]
    for person in (li, wang):
        told = [title for title in office.told(person) if "停留超过 5 天" in title]
        assert told == [f"商机 {name} 在初步沟通停留超过 5 天"]
    with office.later(days=7.2):
        office.work_off()
    assert any("仍停在初步沟通" in title for title in office.told(wang))


def test_R053_a_customer_without_contact_for_three_days_is_told(office: Office) -> None:
    li = office.who("li")
    record = deal(office, li)
    customer = office.get("opportunity", record)["customer"]
    office.add("follow_up", li, customer=customer, opportunity=record, subject="电话", content="约了下周")
    name = office.get("customer", customer)["name"]
    with office.later(days=3.1):
        office.work_off()
        assert f"客户 {name} 已超过三天未联系" in office.told(li)
        assert [each["id"] for each in office.records("customer", li, filter="last_contact_at < NOW() - 3")] == [
            customer
        ]


def test_R044_R076_a_follow_up_is_kept_summed_up_and_pushed_when_due(office: Office) -> None:
    li, wang = office.who("li"), office.who("wang")
    record = deal(office, li)
    customer = office.get("opportunity", record)["customer"]
    due = (office.database.clock() + timedelta(hours=2)).isoformat()
    body = {"customer": customer, "opportunity": record, "subject": "报价沟通", "content": "客户认可方案，价格再谈",
            "summary": "价格还有 5 个点", "kind": "phone", "standard_step": "quote", "next_at": due}  # fmt: skip
    office.add("follow_up", li, **body)
    seen = office.get("opportunity", record)
    assert (seen["standard_step"], seen["follow_up_count"]) == ("quote", 1)
    assert seen["last_contact_at"] is not None
    assert office.get("customer", customer)["next_action"] == "报价沟通"
    assert [each["summary"] for each in office.records("follow_up", wang)] == ["价格还有 5 个点"], "for the manager"
    assert office.tasks(person=li.id) == []
    with office.later(hours=2.1):
        office.work_off()
    assert "该跟进了：报价沟通" in office.told(li)
    assert len(office.tasks(person=li.id, kind="todo")) == 1


def test_R088_every_change_of_stage_is_written_down(office: Office) -> None:
    li = office.who("li")
    record = deal(office, li)
    office.patch("opportunity", record, li, stage="new")
    with office.later(days=2):
        office.patch("opportunity", record, li, stage="lost", lost_reason="price")
    steps = office.records("stage_change", sort="entered_at")
    assert [(each["from_stage"], each["stage"]) for each in steps] == [
        (None, "contact"),
        ("contact", "new"),
        ("new", "lost"),
    ]
    assert [each["days"] for each in steps] == [0, 2, None]
    assert {each["opportunity"] for each in steps} == {record}
    assert {each["by"] for each in steps} == {li.id}
    assert office.get("opportunity", record)["stage_days"] in (0, -2, 2)


def test_R075_R183_standard_steps_come_with_outlines_that_fit_the_stage(office: Office) -> None:
    li = office.who("li")
    steps = [option["label"]["zh-CN"] for option in office.form("opportunity")["standard_step"]["options"]]
    assert steps == ["首次联系", "需求确认", "报价", "签约", "售后"]
    record = deal(office, li)
    url = f"{API}/forms/opportunity/records/{record}:press"
    proposed = li.browser.post(url, json={"button": "write_up"}).json()
    assert proposed["form"] == "follow_up"
    assert proposed["values"]["standard_step"] == "needs"
    assert proposed["values"]["content"].startswith("【需求确认】")
    templates = li.browser.get(f"{API}/forms/follow_up/record-templates").json()["items"]
    assert [each["label"].partition(" ")[0] for each in templates] == [
        "首次联系", "需求确认", "报价跟进", "签约推进", "售后回访",
    ]  # fmt: skip


def test_R077_R078_a_request_goes_to_the_other_team_and_the_answer_is_kept(office: Office) -> None:
    li, expert = office.who("li"), office.who("presales")
    record = deal(office, li, step_owner=expert.id)
    assert office.patch("opportunity", record, expert, next_step="出方案").status_code == 200, "whose step it is"
    question = {
        "subject": "能否接入旧设备",
        "to": expert.id,
        "question": "客户有 2012 年的控制器",
        "opportunity": record,
    }
    asked = office.add("collab_request", li, **question)
    (task,) = office.tasks(person=expert.id)
    answer = {"answer": "可以，加装协议转换模块", "to_knowledge": True}
    done = expert.browser.post(f"/api/v1/tasks/{task.id}:decide", json={"verb": "submit", "record": answer})
    assert done.status_code == 200, done.text
    seen = office.get("collab_request", asked, li)
    assert (seen["status"], seen["answer"]) == ("answered", "可以，加装协议转换模块")
    assert any("已答复" in title for title in office.told(li))
    (draft,) = office.records("kb_article")
    assert (draft["title"], draft["status"]) == ("能否接入旧设备", "draft")


def test_R079_everything_of_a_leaver_is_handed_over_after_a_look(office: Office) -> None:
    li, zhang, wang = office.who("li"), office.who("zhang"), office.who("wang")
    kept = deal(office, zhang)
    records = [deal(office, li) for _ in range(2)]
    office.add("lead", li, name="周先生", source="event", wechat="zhou", status="assigned")
    made = office.add("hand_over", wang, leaver=li.id, successor=zhang.id, reason="离职")
    assert office.press("hand_over", made, "run", wang).status_code == 409, "look first"
    looked = office.press("hand_over", made, "preview", wang)
    assert looked.status_code == 200, looked.text
    counts = office.get("hand_over", made, wang)
    assert [counts[f"n_{each}"] for each in ("customer", "opportunity", "lead", "follow_up")] == [2, 2, 1, 0]
    assert {office.get("opportunity", each)["owner"] for each in records} == {li.id}, "looking changes nothing"
    done = office.press("hand_over", made, "run", wang)
    assert done.status_code == 200, done.text
    assert {office.get("opportunity", each)["owner"] for each in [*records, kept]} == {zhang.id}
    assert office.records("customer", li, filter="owner = user.id") == []
    assert len(office.records("customer", zhang, filter="owner = user.id")) == 3
    assert any("你接收了" in title for title in office.told(zhang))


def test_R027_customers_ideas_are_voted_for_once_each(office: Office) -> None:
    idea = office.add("idea", office.who("csm"), title="手机上看产线", body="希望小程序能看实时产量")
    for name in ("li", "zhang"):
        assert office.press("idea", idea, "vote", office.who(name)).status_code == 200
    twice = office.press("idea", idea, "vote", office.who("li"))
    assert twice.status_code == 409
    assert "已经支持过" in twice.json()["detail"]
    assert office.get("idea", idea)["support"] == 2
