"""Campaigns, channels, stages of life, word of mouth and partners, with the CRM's own flows and boards."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.dougong.flows.crm import API
from tests.templates.growth import (
    ZONE,
    customer,
    day,
    hook,
    instant,
    now,
    only,
    role,
    signed_answer,
    signed_in,
    template,
)
from tests.templates.office import Office, office, settings
from tests.templates.test_boards import tiles

__all__ = ["office", "settings"]

CHANNELS = [
    "website", "widget", "email", "sms", "phone", "chat", "wechat", "miniapp", "wecom", "dingtalk", "feishu", "app",
    "ecommerce", "pos", "qr", "social", "partner", "excel", "api",
]  # fmt: skip


def campaign(office: Office, segment: str, **values: Any) -> str:
    """A mailing that is ready to be started."""
    given = {"name": "春季升级", "kind": "email", "status": "planned", "start_on": day(), "end_on": day(14)}
    texts = {"subject_a": "升级有礼", "body_a": "<p>{contact}您好，<b>限时</b></p>", "body_b": "<p>最后三天</p>"}
    return office.add("campaign", **{**given, **texts, "segments": [segment], "holdout": 0.2, "split": 0.5, **values})


def won(office: Office, deal: str) -> None:
    """The deal goes to its end, through what the template asks for on the way."""
    answer = office.patch("opportunity", deal, stage="won", closed_on=day())
    assert answer.status_code == 200, answer.text
    assert office.get("opportunity", deal)["stage"] == "won"


def workday(hour: int) -> float:
    """Days from now to this hour of the next day from Monday to Friday, as the company counts hours."""
    today = now().astimezone(ZONE)
    ahead = max(1, 7 - today.weekday()) if today.weekday() >= 4 else 1
    start = datetime(today.year, today.month, today.day, hour, tzinfo=ZONE) + timedelta(days=ahead)
    return (start - today) / timedelta(days=1)


def audience(office: Office, people: int, **values: Any) -> str:
    """A segment of one customer with so many contacts."""
    segment = office.add("segment", name="升级客群", scheme="custom", kind="static")
    made, _contact = customer(office, segments=[segment], **values)
    for number in range(1, people):
        given = {"email": f"p{number}@example.com", "consent": "all"}
        office.add("contact", name=f"联系人 {number}", customer=made, **given)
    return segment


def test_R058_a_rule_answers_to_any_change_of_the_360_view(office: Office) -> None:
    """One change of each kind of data about a customer: identity, transactions, behaviour, service, marketing."""
    made, contact = customer(office, value_tier="growing", health=80)
    template(office, "recall")
    office.add("tier_strategy", name="沉睡", tier="dormant", every_days=14, content="唤醒", channel="phone")
    assert office.patch("customer", made, value_tier="dormant").status_code == 200
    assert office.get("customer", made)["next_action"] == "唤醒", "identity: another tier is another plan"
    office.add("event", source="product", name="login", customer=made, at=instant(-0.1))
    assert office.patch("customer", made, health=30, health_reasons="停用").status_code == 200
    assert only(office.list("save_plan"))["reason"] == "health", "behaviour: low use starts a plan"
    office.add("points", customer=made, delta=50, reason="order")
    office.work_off()
    assert office.get("customer", made)["points"] == 50, "transactions: points add up"
    told = office.add("ticket", subject="网关离线", kind="consult", channel="phone", customer=made)
    assert office.patch("ticket", told, status="solved", resolution="已重启").status_code == 200
    assert office.patch("ticket", told, score=2).status_code == 200
    office.work_off()
    assert office.get("ticket", told)["call_back"] is True, "service: who is unhappy is called"
    office.add("touch", kind="unsubscribed", channel="email", customer=made, contact=contact)
    office.work_off()
    assert office.get("contact", contact)["do_not_contact"] is True, "marketing: who opts out is left in peace"


def test_R073_R167_a_campaign_keeps_a_holdout_sends_two_versions_and_respects_who_opted_out(office: Office) -> None:
    segment = audience(office, 40)
    made = office.list("customer")[0]["id"]
    office.add("contact", name="不同意", customer=made, email="no@example.com", consent="none")
    office.add("contact", name="退订过", customer=made, email="left@example.com", consent="all", do_not_contact=True)
    mailing = campaign(office, segment, landing="https://www.example.com/spring")
    assert office.patch("campaign", mailing, status="running").status_code == 200
    office.work_off()
    touches = office.list("touch")
    variants = [row["variant"] for row in touches]
    assert len(touches) == 40 and set(variants) == {"a", "b", "holdout"}
    assert {row["kind"] for row in touches if row["variant"] == "holdout"} == {"planned"}, "they get nothing"
    messages = office.list("message")
    assert len(messages) == 40 - variants.count("holdout") and {row["status"] for row in messages} == {"sent"}
    texts = [row["body"] for row in messages]
    assert sum("最后三天" in text for text in texts) == variants.count("b")
    assert all("退订：" in text and "/api/v1/signals/" in text and "<" not in text for text in texts)
    before = len(messages)
    assert office.patch("campaign", mailing, status="planned").status_code == 200
    assert office.patch("campaign", mailing, status="running").status_code == 200
    office.work_off()
    assert len(office.list("message")) == before, "nobody gets it twice"


def test_R073_R167_clicks_score_and_go_to_sales_silence_gets_one_reminder(office: Office) -> None:
    template(office, "nurture")
    segment = audience(office, 2)
    sales = office.person("sales")
    contacts = office.list("contact")
    lead = office.add("lead", name="王芳", source="website", email="wang@example.com", score=10, owner=sales.id)
    mailing = campaign(office, segment, holdout=0, landing="https://www.example.com/spring", body_b=None)
    assert office.patch("campaign", mailing, status="running").status_code == 200
    office.work_off()
    first = next(row for row in office.list("touch") if row["contact"] == contacts[0]["id"])
    assert office.patch("touch", first["id"], lead=lead).status_code == 200
    score = office.get("lead", lead)["score"]
    body = next(row["body"] for row in office.list("message") if row["contact"] == contacts[0]["id"])
    address = re.search(r"/api/v1/signals/\S+", body)
    assert address is not None
    led = office.company.browser().get(address[0], follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, "https://www.example.com/spring")
    office.work_off()
    clicked = only(office.list("touch", "kind = 'clicked'"))
    assert (clicked["contact"], clicked["campaign"]) == (contacts[0]["id"], mailing)
    assert office.get("lead", lead)["score"] == score + 20
    assert any("点击了 春季升级" in title for title in office.told(sales))
    with office.later(days=3.1):
        office.work_off()
    again = office.list("message", "template <> NULL")
    assert [row["contact"] for row in again] == [contacts[1]["id"]], "who clicked is in other hands"


def test_R167_who_unsubscribes_by_the_address_in_the_mail_is_left_in_peace(office: Office) -> None:
    segment = audience(office, 1)
    contact = office.list("contact")[0]["id"]
    mailing = campaign(office, segment, holdout=0)
    assert office.patch("campaign", mailing, status="running").status_code == 200
    office.work_off()
    address = re.search(r"/public/forms/\S+", only(office.list("message"))["body"])
    assert address is not None
    left = signed_answer(office, address[0], {"note": "太频繁"})
    assert left.status_code == 201, left.text
    office.work_off()
    noted = only(office.list("touch", "kind = 'unsubscribed'"))
    assert (noted["contact"], noted["campaign"], noted["note"]) == (contact, mailing, "太频繁")
    assert office.get("contact", contact)["do_not_contact"] is True
    assert (
        office.patch("campaign", campaign(office, segment, holdout=0, name="再来一次"), status="running").status_code
        == 200
    )
    office.work_off()
    assert len(office.list("message")) == 1


def test_R167_the_return_of_campaigns_is_theirs_by_name_and_attribution_sums_to_what_was_won(office: Office) -> None:
    made, _contact = customer(office)
    one, two = (
        office.add("campaign", name=name, kind="ads", costs=[{"item": "投放", "amount": 10000}]) for name in "甲乙"
    )
    sales = office.person("sales").id
    for amount, campaigns in ((90000, [one, two, one]), (30000, [two])):
        deal = office.add(
            "opportunity", name=f"{amount}", customer=made, amount=amount, stage="contact", campaign=one, owner=sales
        )
        for place, each in enumerate(campaigns):
            at = instant(place - 9)
            office.add("touch", kind="visit", channel="website", campaign=each, opportunity=deal, customer=made, at=at)
        won(office, deal)
    for person in (office.admin, role(office, "marketing_manager")):
        found = tiles(office, "marketing", person)
        assert {key: tile.get("problems") for key, tile in found.items() if tile.get("figure") is None} == {}
        rows = found["roi"]["figure"]["table"]["rows"]
        assert {row[0] for row in rows} == {"甲", "乙"}, "names, not ids"
        credits = {}
        for model in ("first", "last", "linear", "position"):
            metric = found[model]["figure"]["metric"]["result"]
            assert sum(credit["deals"] for credit in metric["credits"]) == pytest.approx(2), "shares of a deal sum to 1"
            assert sum(credit["amount"] for credit in metric["credits"]) == pytest.approx(120000)
            names = {row[0]: row for row in found[model]["figure"]["table"]["rows"]}
            credits[model] = names["乙"]
        assert [float(credits[model][1]) for model in ("first", "last", "linear", "position")] == [1, 1, 1.33, 1.2]
    roi = next(row for row in rows if row[0] == "甲")
    assert roi[-1] == "320.0%", "(120,000 × 35 % − 10,000) ÷ 10,000"


def test_R148_messages_of_all_channels_come_in_by_one_flow_and_land_with_their_customer(office: Office) -> None:
    made, contact = customer(office, mobile="13800138000")
    call = hook(office, "channel_message")
    for number, channel in enumerate(CHANNELS):
        body = {
            "channel": channel,
            "kind": "reply",
            "sender": "13800138000",
            "text": f"来自{channel}",
            "id": f"x{number}",
        }
        assert call(f"m{number}", body).status_code == 202, channel
    office.work_off()
    found = office.list("touch", f"customer = '{made}'")
    assert sorted(row["channel"] for row in found) == sorted(CHANNELS) and len(CHANNELS) >= 15
    assert {row["contact"] for row in found} == {contact}
    assert call("m99", {"channel": "fax", "kind": "reply", "sender": "1", "id": "y"}).status_code == 422
    assert call("m98", {"channel": "email", "kind": "reply", "id": "z"}, "whsec_" + "A" * 44).status_code == 401


def test_R145_replies_by_mail_and_wechat_join_their_customer_and_new_people_become_leads(office: Office) -> None:
    made, contact = customer(office, mobile="13800138000")
    assert office.patch("contact", contact, openid="o-7", external_userid="wm-7").status_code == 200
    call = hook(office, "channel_message")
    senders = {"email": "wang@example.com", "wechat": "o-7", "wecom": "wm-7", "phone": "+8613800138000"}
    for number, (channel, sender) in enumerate(senders.items()):
        at = instant(number / 100 - 1)
        body = {
            "channel": channel,
            "kind": "reply",
            "sender": sender,
            "text": "可以报价吗",
            "id": f"{number}",
            "at": at,
        }
        assert call(f"m{number}", body).status_code == 202
    office.work_off()
    assert [row["channel"] for row in office.list("touch", f"contact = '{contact}'")] == list(senders)
    assert office.get("customer", made)["last_contact_at"] == office.list("touch")[3]["at"]
    assert any("通过" in title for title in office.told(office.person("sales")))
    stranger = {
        "channel": "wecom",
        "kind": "signed_up",
        "sender": "wm-new",
        "name": "陈晨",
        "text": "想试用",
        "id": "n1",
    }
    assert call("m9", stranger).status_code == 202
    office.work_off()
    lead = only(office.list("lead"))
    assert (lead["name"], lead["wechat"], lead["need"], lead["channel"]) == ("陈晨", "wm-new", "想试用", "wecom")
    assert call("m10", {**stranger, "kind": "reply", "id": "n2"}).status_code == 202
    office.work_off()
    assert [row["lead"] for row in office.list("touch", "sender = 'wm-new'")] == [lead["id"]] * 2


def test_R155_mentions_are_routed_by_tone_answered_in_time_and_escalated(office: Office) -> None:
    made, _contact = customer(office)
    assert office.patch("contact", _contact, wechat="@yunfan").status_code == 200
    call, marketing, manager = (
        hook(office, "channel_message"),
        role(office, "marketing"),
        role(office, "marketing_manager"),
    )
    start = workday(10)
    with office.later(days=start):
        for number, (sender, text) in enumerate((("@yunfan", "网关又坏了，太差"), ("@someone", "这家的报表真好用"))):
            body = {
                "channel": "social",
                "kind": "mention",
                "sender": sender,
                "text": text,
                "id": f"s{number}",
                "url": "https://w.example/1",
            }
            assert call(f"m{number}", body).status_code == 202
        office.work_off()
        signed_in(office.admin, marketing)
        bad, good = office.list("touch")
        assert (bad["tone"], bad["customer"], good["tone"], good["customer"]) == ("negative", made, "positive", None)
        assert {(each.person, each.record_id) for each in office.tasks(node="answer")} == {
            (office.person("sales").id, bad["id"]), (marketing.id, good["id"]),
        }  # fmt: skip
    with office.later(days=start + 0.5 / 24):
        task = next(each for each in office.tasks(node="answer") if each.person == marketing.id)
        body = {"verb": "submit", "record": {"answer": "谢谢支持！"}}
        done = marketing.browser.post(f"/api/v1/tasks/{task.id}:decide", json=body)
        assert done.status_code == 200, done.text
        office.work_off()
        answered = office.get("touch", good["id"])
        assert answered["answer"] == "谢谢支持！" and answered["answer_minutes"] == pytest.approx(30, abs=1)
        assert any("发布" in title for title in office.told(marketing)), "no provider is set up here"
    with office.later(days=start + 4 / 24):
        office.work_off()
        assert manager.id in {each.person for each in office.tasks(node="answer")}, "late: the manager too"


def test_R153_R154_what_people_do_on_the_web_and_in_the_product_goes_to_their_customer(office: Office) -> None:
    made, contact = customer(office)
    product = office.add("product", name="边缘网关", code="GW-X1", category="gateway", price=9800, unit="台")
    links = office.api.get(f"{API}/forms/event/links").json()["items"]
    web = only(links)
    url = web["url"].split("testserver")[-1]
    page = office.company.browser()
    page.headers.pop("origin", None)

    def happens(*signals: dict[str, Any], **more: Any) -> None:
        given = [{"source": "web", "visitor": "v-1", "at": instant(), **each} for each in signals]
        answer = page.post(url, json={"signals": given, **more})
        assert (answer.status_code, answer.json()["left_out"]) == (202, 0), answer.text
        office.work_off()

    happens(
        {"name": "page_view", "id": "e1", "page": "https://www.example.com/pricing", "seconds": 40},
        {"name": "download", "id": "e2", "page": "/white-paper.pdf"},
        {"name": "product_view", "id": "e3", "fields": {"product_code": "GW-X1"}},
    )
    assert {row["customer"] for row in office.list("event")} == {None}
    assert only(office.list("event", "name = 'product_view'"))["product"] == product
    values = {"name": "mail_click", "source": "mail", "contact": contact, "customer": made}
    signed = office.api.post(f"{API}/forms/event/links/{web['id']}:prefill", json={"values": values}).json()["url"]
    happens({"name": "page_view", "id": "e4"}, prefill=signed.split("p=")[1])
    assert {row["customer"] for row in office.list("event")} == {made}, "what the visitor did before is theirs too"
    happens({"name": "cart", "id": "e5"})
    assert only(office.list("event", "name = 'cart'"))["contact"] == contact, "and what they do afterwards"
    call = hook(office, "product_events")
    usage = {"source": "product", "name": "login", "user": "wang@example.com", "id": "p1", "at": instant()}
    assert call("m1", usage).status_code == 202
    assert call("m2", {**usage, "name": "feature_use", "id": "p2", "props": '{"feature": "report"}'}).status_code == 202
    office.work_off()
    assert len(office.list("event", f"customer = '{made}' and source = 'product'")) == 2
    assert office.get("customer", made)["last_login_at"] is not None


def test_R169_each_stage_of_life_brings_its_next_action_and_who_does_it(office: Office) -> None:
    made, _contact = customer(office, journey="acquire")
    seen = {}
    for stage, who in (("convert", "sales"), ("maintain", "csm"), ("retain", "csm")):
        assert office.patch("customer", made, journey=stage).status_code == 200
        office.work_off()
        now_ = office.get("customer", made)
        seen[stage] = now_["next_action"]
        assert now_["next_action_on"] in {day(3), day(30), day(2)}
        assert any(now_["next_action"] in title for title in office.told(office.person(who)))
    assert len(set(seen.values())) == 3
    lead = office.add(
        "lead", name="新人", company="新公司", mobile="13900139000", source="website", owner=office.person("sales").id
    )
    assert office.get("lead", lead)["status"] == "assigned"


def test_R175_who_brought_whom_is_kept_thanked_once_and_counted(office: Office) -> None:
    friend, _ = customer(office, "老客户")
    made, _ = customer(office, "新客户", source="referral", referrer=friend)
    for name in ("一期", "二期"):
        won(
            office,
            office.add(
                "opportunity", name=name, customer=made, amount=1000, stage="contact", owner=office.person("sales").id
            ),
        )
        office.work_off()
    points = only(office.list("points"))
    assert (points["customer"], points["reason"], points["delta"]) == (friend, "referral", 500)
    assert office.get("customer", friend)["points"] == 500
    assert any("老客户 推荐的 新客户 已成交" in title for title in office.told(office.person("sales")))
    referrals = tiles(office, "customer_value", tiles=["referrals"])["referrals"]["figure"]["table"]["rows"]
    assert referrals == [["老客户", "1"]]


def test_R164_two_partners_register_one_customer_and_the_conflict_is_decided_by_a_person(office: Office) -> None:
    manager = role(office, "channel_manager")
    facts = {"manager": manager.id, "level": "registered", "region": "east", "rebate_rate": 0.05, "protect_days": 60}
    one, two = (office.add("partner", name=name, **facts) for name in ("甲伙伴", "乙伙伴"))
    first = office.add("deal_reg", partner=one, end_customer="海川制造", amount=200000)
    office.work_off()
    office.decide(manager, "approve")
    office.work_off()
    kept = office.get("deal_reg", first)
    assert (kept["status"], kept["valid_to"]) == ("approved", day(60))
    deal = office.get("opportunity", kept["opportunity"])
    assert (deal["partner"], deal["pipeline"], deal["amount"]) == (one, "channel", 200000)
    second = office.add("deal_reg", partner=two, end_customer="海川制造", amount=210000)
    office.work_off()
    clash = office.get("deal_reg", second)
    assert (clash["status"], clash["conflict_with"]) == ("conflict", first)
    office.decide(manager, "reject", "已由甲伙伴报备")
    office.work_off()
    assert office.get("deal_reg", second)["status"] == "refused"
    won(office, deal["id"])
    office.work_off()
    rebate = only(office.list("rebate"))
    assert (rebate["partner"], rebate["amount"]) == (one, 10000)
    assert office.get("deal_reg", first)["status"] == "converted"
    office.add("deal_reg", partner=one, end_customer="旧客户", amount=1, status="approved", valid_to=day(-1))
    late = office.add("deal_reg", partner=two, end_customer="旧客户", amount=2)
    office.work_off()
    assert office.get("deal_reg", late)["status"] == "submitted", "protection has ended"
    found = tiles(office, "partners", manager)
    assert {key: tile.get("problems") for key, tile in found.items() if tile.get("figure") is None} == {}
    assert found["list"]["figure"]["table"]["rows"][0][1] == "乙伙伴"
