"""What happens to customers by itself: onboarding, greetings, tiers, health, intent, surveys, renewals."""

import time
from datetime import date

from dougong.flows.dates import is_anniversary
from engines.flow.definition import Flow
from engines.flow.triggers import OnDate
from tests.dougong.flows.crm import API
from tests.templates.growth import customer, day, instant, only, role, signed_answer, signed_link, template, until
from tests.templates.office import Office, office, settings

__all__ = ["office", "settings"]


def test_R066_a_contract_that_begins_brings_a_manager_welcome_mails_and_a_training_to_book(office: Office) -> None:
    for number in (1, 2, 3):
        template(office, "welcome", name=f"欢迎 {number}", subject=f"第 {number} 封")
    made, _contact = customer(office, csm=None)
    contract = office.add("contract", name="年度服务", customer=made, amount=50000, kind="saas", start_on=day())
    assert office.patch("contract", contract, end_on=day(365), signed_on=day(), status="active").status_code == 200
    office.work_off()
    onboarding = only(office.list("onboarding"))
    assert onboarding["customer"] == made and onboarding["csm"] == office.person("csm").id
    assert office.get("customer", made)["csm"] == office.person("csm").id
    first = only(office.list("message"))
    assert first["subject"] == "第 1 封" and first["status"] == "sent"
    assert first["body"].startswith("云帆科技的王芳您好") and first["address"] in first["body"]
    booked = signed_answer(office, first["address"], {"at": instant(4), "people": 3, "topic": "报表"})
    assert booked.status_code == 201, booked.text
    office.work_off()
    assert only(office.list("booking"))["customer"] == made
    assert office.get("onboarding", onboarding["id"])["attendees"] == 3
    for days, count in ((3.1, 2), (7.2, 3)):
        with office.later(days=days):
            office.work_off()
        assert len(office.list("message")) == count
    assert [row["subject"] for row in office.list("message")] == ["第 1 封", "第 2 封", "第 3 封"]
    assert {row["status"] for row in office.list("message")} == {"sent"}


def test_R067_a_valuable_customer_who_stays_away_for_a_week_is_a_task_with_a_brief(office: Office) -> None:
    away, _ = customer(office, value_tier="high", last_login_at=instant(-8), health=55, health_reasons="近期使用下降")
    customer(office, "常来科技", value_tier="high", last_login_at=instant(-2))
    customer(office, "小客户", value_tier="growing", last_login_at=instant(-20))
    for _ in range(3):
        office.add("event", source="web", name="page_view", customer=away, at=instant(-3))
    for days in (1, 2):
        with office.later(days=days):
            office.work_off()
    task = only([each._mapping for each in office.tasks(node="task")])
    assert task["person"] == office.person("csm").id and "云帆科技" in str(task["title"])
    shown = office.person("csm").browser.get(f"/api/v1/tasks/{task['id']}").json()
    brief = shown["record"]["values"]
    assert brief["health"] == 55 and brief["health_reasons"] == "近期使用下降" and brief["last_login_at"]


def test_R182_the_brief_before_the_call_says_what_the_customer_did(office: Office) -> None:
    away, _ = customer(office, value_tier="high", last_login_at=instant(-8), health=55)
    for name in ("page_view", "product_view", "feature_use"):
        office.add("event", source="web", name=name, customer=away, at=instant(-3))
    with office.later(days=1):
        office.work_off()
    plan = only(office.list("save_plan"))
    assert plan["customer"] == away and plan["reason"] == "silent"
    assert "浏览 2 次" in plan["plan"] and "使用功能 1 次" in plan["plan"] and "健康度 55" in plan["plan"]


def test_R068_a_birthday_is_greeted_with_a_coupon_once(office: Office) -> None:
    template(office, "birthday")
    customer(office, birthday=f"1988-{day(2)[5:]}" if day(2)[5:] != "02-29" else "1988-02-28")
    customer(office, "别家", birthday=f"1990-{day(40)[5:]}" if day(40)[5:] != "02-29" else "1990-02-28")
    office.work_off()
    assert office.list("coupon") == []
    with office.later(days=until(day(2), 10)):
        office.work_off()
        office.work_off()
    coupon, message = only(office.list("coupon")), only(office.list("message"))
    assert coupon["value"] == 50 and coupon["reason"] == "birthday"
    assert coupon["code"] in message["body"] and message["status"] == "sent"


def test_R068_who_was_born_on_29_february_is_greeted_on_the_28th_of_other_years(office: Office) -> None:
    flow = Flow.model_validate(office.api.get(f"{API}/flows/birthday_greeting/versions/1").json()["definition"])
    assert isinstance(flow.trigger, OnDate) and flow.trigger.yearly
    born = date(1988, 2, 29)
    assert is_anniversary(born, date(2027, 2, 28), flow.trigger.leap)
    assert is_anniversary(born, date(2028, 2, 29), flow.trigger.leap)
    assert not is_anniversary(born, date(2028, 2, 28), flow.trigger.leap)


def test_R068_the_anniversary_of_the_first_signing_is_greeted_too(office: Office) -> None:
    template(office, "birthday")
    made, _ = customer(office, signed_on=f"2023-{day(2)[5:]}" if day(2)[5:] != "02-29" else "2023-02-28")
    with office.later(days=until(day(2), 10)):
        office.work_off()
    assert only(office.list("coupon"))["reason"] == "anniversary"
    assert only(office.list("message"))["customer"] == made


def test_R071_care_goes_by_the_preferred_channel_and_never_without_consent(office: Office) -> None:
    born = day(1)[5:] if day(1)[5:] != "02-29" else "02-28"
    for channel in ("email", "wechat", "phone"):
        template(office, "birthday", channel)
    for name, channel in (("甲", "email"), ("乙", "wechat"), ("丙", "phone")):
        customer(office, name, birthday=f"1988-{born}", preferred_channel=channel)
    made, contact = customer(office, "拒绝", birthday=f"1988-{born}", preferred_channel="email")
    assert office.patch("contact", contact, consent="none").status_code == 200
    with office.later(days=until(day(1), 10)):
        office.work_off()
    found = {row["customer"]: row for row in office.list("message")}
    assert found[made]["status"] == "blocked" and "授权" in found[made]["reason"]
    others = {row["channel"]: row["status"] for key, row in found.items() if key != made}
    assert others["email"] == "sent" and others["wechat"] == "failed", "no provider is set up here"
    assert office.tasks(node="call"), "who prefers the phone is called by a person"
    assert others["phone"] == "queued"


def test_R071_nobody_is_texted_at_night(office: Office) -> None:
    made, contact = customer(office, mobile="13800138000")
    with office.later(days=until(day(), 23.5)):
        written = office.add("message", customer=made, contact=contact, channel="sms", body="您好")
        office.work_off()
        assert office.get("message", written)["status"] == "queued"
    with office.later(days=until(day(1), 10)):
        office.work_off()
        assert office.get("message", written)["status"] != "queued"


def test_R112_the_table_of_strategies_says_what_a_change_of_tier_does(office: Office) -> None:
    recall = template(office, "recall")
    office.add(
        "tier_strategy", name="待唤醒", tier="dormant", every_days=14, frequency="两周一次", content="发送唤醒优惠",
        incentive="限时折扣", coupon_value=80, channel="email", template=recall,
    )  # fmt: skip
    made, _ = customer(office, value_tier="growing", last_contact_at=instant(-1))
    assert office.patch("customer", made, value_tier="dormant").status_code == 200
    office.work_off()
    now = office.get("customer", made)
    assert now["next_action"] == "发送唤醒优惠" and now["next_action_on"] == day(14)
    coupon = only(office.list("coupon"))
    assert coupon["value"] == 80 and coupon["name"] == "限时折扣" and coupon["reason"] == "recall"
    assert only(office.list("message"))["template"] == recall


def test_R171_customers_are_visited_as_often_as_their_tier_says(office: Office) -> None:
    office.add("tier_strategy", name="高价值", tier="high", every_days=7, content="高层关怀", channel="visit")
    made, _ = customer(office)
    assert office.patch("customer", made, value_tier="high", last_contact_at=instant(-8)).status_code == 200
    office.work_off()
    with office.later(days=3):
        office.work_off()
    assert any("该回访了" in title for title in office.told(office.person("csm")))
    assert office.get("customer", made)["revisit_on"] is not None


def test_R072_what_is_sent_hangs_on_the_stage_of_life(office: Office) -> None:
    texts = {tier: template(office, "nurture", name=tier, tier=tier) for tier in ("high", "promising")}
    for tier, text in texts.items():
        office.add("tier_strategy", name=tier, tier=tier, every_days=30, content=tier, channel="email", template=text)
    made, _ = customer(office, value_tier="growing")
    for tier in texts:
        assert office.patch("customer", made, value_tier=tier).status_code == 200
        office.work_off()
    assert [row["template"] for row in office.list("message")] == list(texts.values())


def test_R069_low_health_starts_a_save_plan_once(office: Office) -> None:
    made, _ = customer(office, health=70)
    for health in (60, 35, 30):
        assert office.patch("customer", made, health=health, health_reasons="30 天未使用").status_code == 200
    office.work_off()
    plan = only(office.list("save_plan"))
    assert plan["reason"] == "health" and "30 天未使用" in plan["plan"] and plan["csm"] == office.person("csm").id
    assert any("健康度" in title for title in office.told(office.person("csm")))


def test_R085_a_lost_customer_is_offered_a_way_back_and_asked_why(office: Office) -> None:
    template(office, "recall")
    made, _ = customer(office, value_tier="dormant")
    assert office.patch("customer", made, value_tier="lost").status_code == 200
    office.work_off()
    assert only(office.list("coupon"))["reason"] == "recall" and len(office.list("message")) == 1
    with office.later(days=7.1):
        office.work_off()
        assert only([each._mapping for each in office.tasks(node="reason")])["person"] == office.person("csm").id
    assert len(office.list("message")) == 2


def test_R070_three_looks_and_no_order_bring_an_offer(office: Office) -> None:
    template(office, "nurture")
    product = office.add("product", name="边缘网关 X1", code="GW-X1", category="gateway", price=9800, unit="台")
    made, _ = customer(office)
    for count in range(4):
        office.add("event", source="web", name="product_view", customer=made, product=product, at=instant())
        office.work_off()
        assert len(office.list("coupon")) == (1 if count >= 2 else 0)
    assert "边缘网关 X1" in only(office.list("coupon"))["name"]


def test_R130_who_has_ordered_is_left_alone_and_sales_hears_of_who_has_not(office: Office) -> None:
    product = office.add("product", name="边缘网关 X1", code="GW-X1", category="gateway", price=9800, unit="台")
    buyer, _ = customer(office, "已下单")
    office.add("order", customer=buyer, amount=9800, channel="website", status="paid")
    looker, _ = customer(office, "只看不买")
    for made in (buyer, looker):
        for _ in range(3):
            office.add("event", source="web", name="product_view", customer=made, product=product, at=instant())
    office.work_off()
    assert only(office.list("coupon"))["customer"] == looker
    assert [title for title in office.told(office.person("sales")) if "多次浏览" in title] == [
        "只看不买 多次浏览 边缘网关 X1"
    ]


def test_R083_from_the_scan_to_the_coupon_in_ten_seconds(office: Office) -> None:
    survey = office.add("survey", name="订单评价", kind="csat", question="满意吗？")
    made, _ = customer(office, points=5)
    order = office.add("order", customer=made, amount=120, channel="pos", status="paid")
    url = signed_link(office, "survey_response", "review", survey=survey, order=order, customer=made)
    began = time.monotonic()
    assert signed_answer(office, url, {"stars": 5, "comment": "很快"}).status_code == 201
    office.work_off()
    coupon = only(office.list("coupon"))
    assert time.monotonic() - began < 10
    assert coupon["reason"] == "review" and coupon["customer"] == made and coupon["status"] == "issued"
    assert office.get("customer", made)["points"] == 15
    answer = only(office.list("survey_response"))
    assert answer["score"] == 5 and answer["kind"] == "csat" and answer["order"] == order


def test_R063_a_low_answer_is_followed_up_and_cannot_be_given_for_somebody_else(office: Office) -> None:
    survey = office.add("survey", name="年度 NPS", kind="nps", question="会推荐吗？")
    made, _ = customer(office)
    url = signed_link(office, "survey_response", "nps", survey=survey, customer=made, wave="2026Q4")
    forged = signed_answer(office, url, {"likely": 3, "customer": made})
    assert forged.status_code == 422, "only what the link asks for can be sent"
    assert signed_answer(office, url, {"likely": 3, "comment": "响应太慢"}).status_code == 201
    office.work_off()
    found = only(office.list("survey_response"))
    assert found["score"] == 3 and found["wave"] == "2026Q4" and found["group"] == "detractor"
    assert office.get("customer", made)["nps_last"] == 3
    assert only([each._mapping for each in office.tasks(node="call")])["person"] == office.person("csm").id


def test_R172_ninety_days_before_the_end_a_renewal_begins(office: Office) -> None:
    template(office, "renewal")
    office.add("survey", name="续约 NPS", kind="nps", question="会推荐吗？")
    made, _ = customer(office, health=80, nps_last=9)
    contract = office.add("contract", name="年度服务", customer=made, amount=60000, kind="saas", start_on=day(-265))
    assert office.patch("contract", contract, end_on=day(100), signed_on=day(-265), status="active").status_code == 200
    office.work_off()
    assert office.list("renewal") == []
    with office.later(days=11):
        office.work_off()
    renewal = only(office.list("renewal"))
    assert renewal["amount_before"] == 60000 and renewal["likelihood"] == "high" and renewal["contract"] == contract
    deal = office.get("opportunity", renewal["opportunity"])
    assert deal["pipeline"] == "renewal" and deal["kind"] == "renewal" and deal["customer"] == made
    assert "/public/forms/" in only(office.list("message"))["address"]
    with office.later(days=41):
        office.work_off()
    assert any("报续约价" in title for title in office.told(office.person("csm")))
    with office.later(days=71):
        office.work_off()
    assert any("30 天后到期" in title for title in office.told(office.person("sales_manager")))
    assert office.patch("renewal", renewal["id"], status="renewed", amount=72000).status_code == 200
    office.work_off()
    assert office.get("contract", contract)["renewed"] is True
    assert office.get("renewal", renewal["id"])["value_change"] == 12000


def test_R170_a_busy_trial_is_offered_the_upgrade_and_a_quiet_one_help(office: Office) -> None:
    upgrade, help_ = template(office, "quote"), template(office, "welcome")
    busy, _ = customer(office, "常用")
    quiet, _ = customer(office, "少用")
    for made in (busy, quiet):
        office.add("event", source="product", name="trial_start", customer=made, at=instant())
    office.work_off()
    for _ in range(6):
        office.add("event", source="product", name="feature_use", customer=busy, at=instant(1))
    with office.later(days=7.1):
        office.work_off()
    assert {row["customer"]: row["template"] for row in office.list("message")} == {busy: upgrade, quiet: help_}
    assert any("建议升级" in title for title in office.told(office.person("sales")))


def test_R168_every_kind_of_reward_can_be_given(office: Office) -> None:
    made, _ = customer(office)
    for rule, value in (("amount", 50), ("percent", 15), ("gift", 1), ("trial", 14)):
        coupon = office.add("coupon", name=rule, rule=rule, value=value, customer=made, reason="vip")
        assert office.get("coupon", coupon)["code"]
    for delta, reason in ((100, "order"), (100, "double"), (50, "referral"), (-80, "redeem")):
        office.add("points", customer=made, delta=delta, reason=reason)
    office.work_off()
    assert office.get("customer", made)["points"] == 170
    entry = {"customer": made, "delta": 5, "reason": "redeem"}
    wrong = office.api.post(f"{API}/forms/points/records", json=entry)
    assert wrong.status_code == 422
    with office.later(days=40):
        office.work_off()
    assert {row["status"] for row in office.list("coupon")} == {"expired"}


def test_R022_the_csm_finds_all_of_it_in_one_list_of_to_dos(office: Office) -> None:
    role(office, "channel_manager")
    made, _ = customer(office, value_tier="high", last_login_at=instant(-9), health=80)
    survey = office.add("survey", name="NPS", kind="nps", question="会推荐吗？")
    office.add("survey_response", survey=survey, score=2, customer=made)
    with office.later(days=1):
        office.work_off()
    found = office.person("csm").browser.get("/api/v1/tasks", params={"box": "todo"}).json()["items"]
    assert {row["flow"]["key"] for row in found} == {"silent_customer", "survey_answered"}
