"""Campaigns, channels, stages of life, word of mouth and partners, with the CRM's own flows and boards."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from dougong.messaging.channels import null_channels
from dougong.messaging.signing import signed_headers
from tests.dougong.flows.crm import API
from tests.templates.growth import customer, day, hook, instant, now, only, role, template
from tests.templates.office import Office, office, settings

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
    order = office.add("order", customer=made, contact=contact, channel="website", status="paid", paid_at=instant())
    assert office.get("order", order)["customer"] == made
    office.add("points", customer=made, delta=50, reason="order")
    office.work_off()
    assert office.get("customer", made)["points"] == 50, "transactions: points add up"
    office.add("touch", kind="unsubscribed", channel="email", customer=made, contact=contact)
    office.work_off()
    assert office.get("contact", contact)["do_not_contact"] is True, "marketing: who opts out is left in peace"
