"""templates/crm: what the smaller forms of sales promise."""

from typing import Any

from tests.dougong.flows.crm import API
from tests.templates.sales_office import Office, database_kind, office, settings

__all__ = ["database_kind", "office", "settings"]


def refused(office: Office, form: str, **values: Any) -> set[str]:
    """The fields that keep a record from being added."""
    answer = office.api.post(f"{API}/forms/{form}/records", json=values)
    assert answer.status_code == 422, answer.text
    return {error["field"].partition(".")[0] for error in answer.json()["errors"]}


def test_R036_R042_tags_at_will_and_no_customer_twice(office: Office) -> None:
    kinds = {"industry": "manufacturing", "region": "east", "abc_class": "a", "stage": "quote"}
    made = office.add("customer", name="宁波海天塑机", tags=["annual", "看重交期"], **kinds)
    office.add("customer", name="别家", tags=["annual"])
    assert office.get("customer", made)["tags"] == ["annual", "看重交期"]
    for kind in ("'看重交期' in tags", *(f"{key} = '{value}'" for key, value in kinds.items())):
        assert [each["id"] for each in office.records("customer", filter=kind)] == [made], kind
    assert refused(office, "customer", name=" 宁波海天塑机 ") == {"name"}


def test_R047_preferences_and_the_next_visit_are_kept_with_the_customer(office: Office) -> None:
    made = office.add("customer", name="常州机械", visit_preferences="喝绿茶，会议室要投影", revisit_on="2031-03-01")
    seen = office.get("customer", made)
    assert (seen["visit_preferences"], seen["revisit_on"]) == ("喝绿茶，会议室要投影", "2031-03-01")
    views = {view["key"]: view for view in office.api.get(f"{API}/forms/customer/draft").json()["definition"]["views"]}
    assert {"revisits", "map", "by_tier"} <= set(views)
    assert (views["revisits"]["type"], views["revisits"]["date"]) == ("calendar", "revisit_on"), "the plan of visits"
    planned = office.records("customer", view="revisits", filter="revisit_on >= DATE(2031, 3, 1)")
    assert [each["id"] for each in planned] == [made]


def test_R017_samples_are_followed_until_judged_and_projects_through_their_phases(office: Office) -> None:
    customer = office.add("customer", name="台州阀门")
    product = office.add("product", name="压力传感器", code="S-1", category="sensor", price=300)
    assert refused(office, "sample", customer=customer, product=product, status="sent") == {"sent_on"}
    made = office.add("sample", customer=customer, product=product, status="sent", sent_on="2026-11-01")
    assert office.patch("sample", made, status="passed").status_code == 422, "a verdict needs its reason"
    assert office.patch("sample", made, status="passed", feedback="精度够", feedback_on="2026-11-20").status_code == 200
    phases = [{"name": name, "progress": done} for name, done in (("设计", 1), ("采购", 0.5), ("安装", 0), ("验收", 0))]
    span = {"start_on": "2026-11-01", "end_on": "2027-03-01"}
    project = office.add("project", name="二期产线", customer=customer, phases=phases, **span)
    seen = office.get("project", project)
    assert seen["progress"] == 0.38, "how far it is follows from its phases"
    phases = [{**each, "progress": 1} if each["name"] == "采购" else each for each in seen["phases"]]
    assert office.patch("project", project, phases=phases).status_code == 200
    assert office.get("project", project)["progress"] == 0.5
    assert [each["name"] for each in office.get("project", project)["phases"]] == ["设计", "采购", "安装", "验收"]
    assert refused(office, "project", name="倒着", customer=customer, start_on="2027-01-01", end_on="2026-01-01") == {
        "end_on"
    }


def test_R023_R024_the_self_check_asks_for_figures_and_goals_say_how_far_they_are(office: Office) -> None:
    labels = [field["label"]["zh-CN"] for field in office.form("diagnosis").values()]
    assert {"客户数据存放在哪里", "拥有哪些客户数据", "在用工具", "流程痛点", "量化目标"} <= set(labels), (
        "data, tools, flows, goals"
    )
    span: dict[str, Any] = {"from_on": "2026-01-01", "to_on": "2026-12-31", "period": "year"}
    faster = office.add("goal", name="首次响应 30 分钟", metric="first_response", unit="minutes", better="down",
                        baseline=120, target=30, actual=75, **span)  # fmt: skip
    assert office.get("goal", faster)["progress"] == 0.5
    assert office.get("goal", faster)["reached"] is False
    more = office.add("goal", name="复购率 +5%", metric="repurchase", unit="percent", target=0.45, actual=0.5, **span)
    assert office.get("goal", more)["reached"] is True


def test_R160_R184_journeys_have_six_stages_and_events_count_who_came(office: Office) -> None:
    stages = [option["label"]["zh-CN"] for option in office.form("journey_stage")["stage"]["options"]]
    assert stages == ["认知", "兴趣评估", "购买决策", "交付上线", "使用服务", "忠诚推荐"]
    customer = office.add("customer", name="湖州丝业")
    people = [office.add("contact", name=name, customer=customer, wechat=name) for name in ("甲", "乙", "丙")]
    states = ("attended", "attended", "absent")
    rows = [{"contact": person, "status": state} for person, state in zip(people, states, strict=True)]
    made = office.add("event_meeting", name="私享会", kind="dinner", at="2026-12-01T10:00:00Z", attendees=rows)
    seen = office.get("event_meeting", made)
    assert (seen["invited"], seen["attended"], seen["show_rate"]) == (3, 2, 0.6667)
    assert {row["customer"] for row in seen["attendees"]} == {customer}


def test_R185_a_deal_in_another_currency_counts_in_yuan(office: Office) -> None:
    customer = office.add("customer", name="Acme GmbH", language="en", currency="eur")
    deal: dict[str, Any] = {"name": "Pilot", "customer": customer, "currency": "eur", "exchange_rate": 7.8}
    made = office.get("opportunity", office.add("opportunity", **deal, foreign_amount=10000))
    assert (made["amount"], made["weighted"]) == (78000, 7800)


def test_R133_costs_of_products_and_mobiles_of_others_contacts_are_hidden(office: Office) -> None:
    product = office.add("product", name="网关", code="G", category="gateway", price=1000, cost=600)
    assert "cost" not in office.get("product", product, office.who("li"))
    assert office.get("product", product, office.who("wang"))["margin"] == 0.4
    zhang = office.who("zhang")
    customer = office.add("customer", zhang, name="金华工具")
    contact = office.add("contact", zhang, name="吴经理", customer=customer, mobile="13800138001")
    others = office.get("contact", contact, office.who("li"))
    assert others.get("mobile") is None
    assert others["mobile_masked"] == "138****8001"
    assert office.get("contact", contact, zhang)["mobile"] == "+8613800138001"
    hidden = office.records("contact", office.who("li"), filter="mobile = '+8613800138001'")
    assert hidden == [], "nor can it be found by it"
