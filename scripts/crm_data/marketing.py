"""Touches, coupons, points and messages (R73, R122, R150, R167, R168).

Planted: a deal that came from a lead was touched 8 or 9 times before it was won (the 8.6 of the sources); mail campaigns
have variants A, B and a holdout.
"""

from __future__ import annotations

import random

from scripts.crm_data.campaigns import CAMPAIGNS, Campaign
from scripts.crm_data.people import MARKETING
from scripts.crm_data.words import Row, at, day, person, ref
from scripts.crm_data.world import Contact, Customer, Opportunity, World, office_minute, picker

TOUCHES, COUPONS, POINTS, MESSAGES = 3000, 120, 300, 260
_WAY = (
    ("visit", "website"), ("sent", "email"), ("opened", "email"), ("clicked", "email"), ("signed_up", "website"),
    ("attended", "wechat"), ("call", "phone"), ("reply", "wechat"), ("visit", "website"),
)  # fmt: skip
"""What a customer lives through before the deal is won."""


def add_touches(world: World) -> None:
    """Before deals that were won, then what campaigns sent, until there are 3,000."""
    pick = picker("touches")
    for deal in [one for one in world.opportunities if one.stage == "won" and "lead" in one.row]:
        _before_deal(world, pick, deal)
    mails = [one for one in CAMPAIGNS if one.kind in ("email", "sms")]
    others = [one for one in CAMPAIGNS if one.kind not in ("email", "sms") and one.status != "planned"]
    for campaign in mails:
        _mailing(world, pick, campaign)
    while len(world.rows["touch"]) < TOUCHES:
        _response(world, pick, pick.choice(others))


def _before_deal(world: World, pick: random.Random, deal: Opportunity) -> None:
    count = pick.choices((8, 9), (40, 60))[0]
    days = sorted(pick.randint(min(deal.created - 20, deal.since), deal.since) for _ in range(count))
    running = [
        one for one in CAMPAIGNS if one.status != "planned" and one.start <= deal.since and one.end >= deal.created - 40
    ]
    for (kind, channel), when in zip(_WAY, days, strict=False):
        campaign = next((one for one in CAMPAIGNS if one.number == deal.campaign), None)
        if campaign is None or pick.random() < 0.5:
            campaign = pick.choice(running) if running and pick.random() < 0.8 else campaign
        contact = pick.choice(deal.customer.contacts)
        _touch(world, pick, campaign, kind, channel, when, deal.customer, contact, deal)


def _mailing(world: World, pick: random.Random, campaign: Campaign) -> None:
    """To 180 contacts: a tenth gets nothing, the others A or B; some open, some of these click."""
    known = [(customer, contact) for customer in world.buyers for contact in customer.contacts]
    for place, (customer, contact) in enumerate(pick.sample(known, min(180, len(known)))):
        if place % 10 == 0:
            _touch(
                world, pick, campaign, "planned", campaign.channel, campaign.start, customer, contact, variant="holdout"
            )
            continue
        variant = "ab"[place % 2]
        _touch(world, pick, campaign, "sent", campaign.channel, campaign.start, customer, contact, variant=variant)
        if pick.random() > (0.34 if variant == "a" else 0.42):
            continue
        when = campaign.start + pick.randint(0, 2)
        _touch(world, pick, campaign, "opened", campaign.channel, when, customer, contact, variant=variant)
        if pick.random() < 0.35:
            _touch(world, pick, campaign, "clicked", campaign.channel, when + 1, customer, contact, variant=variant)
        elif pick.random() < 0.03:
            _touch(world, pick, campaign, "unsubscribed", campaign.channel, when, customer, contact, variant=variant)


def _response(world: World, pick: random.Random, campaign: Campaign) -> None:
    customer = pick.choice(world.customers)
    when = pick.randint(campaign.start, min(-1, campaign.end))
    kinds = {
        "exhibition": ("visit", "signed_up"), "webinar": ("signed_up", "attended"), "event": ("signed_up", "attended", "visit"),
        "social": ("visit", "clicked"), "content": ("visit", "clicked", "signed_up"), "referral": ("visit", "call"),
    }.get(campaign.kind, ("visit", "clicked"))  # fmt: skip
    _touch(world, pick, campaign, pick.choice(kinds), campaign.channel, when, customer, customer.contacts[0])


def _touch(
    world: World,
    pick: random.Random,
    campaign: Campaign | None,
    kind: str,
    channel: str,
    when: int,
    customer: Customer,
    contact: Contact,
    deal: Opportunity | None = None,
    *,
    variant: str | None = None,
) -> None:
    when = min(-1, when)
    minute = office_minute(pick)
    row: Row = {
        "campaign": ref("campaign", campaign.number) if campaign else None,
        "kind": kind,
        "channel": channel,
        "at": at(when, minute),
        "customer": ref("customer", customer.number),
        "contact": ref("contact", contact.number),
        "opportunity": ref("opportunity", deal.number) if deal else None,
        "lead": deal.row["lead"] if deal else None,
        "variant": variant,
        "utm": campaign.utm if campaign else None,
        "created_at": at(when, minute),
    }
    world.add("touch", row)


def add_rewards(world: World) -> None:
    """Coupons, some of them used by an order; points of orders and what they were given for; messages."""
    pick = picker("rewards")
    orders = [order for order in world.orders if -100 < order.day < -2]
    for number, order in enumerate(sorted(pick.sample(orders, 44), key=lambda one: one.day), 1):
        _coupon(world, pick, number, order.customer, order.day - pick.randint(2, 20), used=order.number)
    for number in range(45, COUPONS + 1):
        _coupon(world, pick, number, pick.choice(world.buyers), -pick.randint(1, 80))
    _points(world, pick)
    for _ in range(MESSAGES):
        _message(world, pick)


def _coupon(
    world: World, pick: random.Random, number: int, customer: Customer, given: int, used: int | None = None
) -> None:
    rule = pick.choices(("amount", "percent", "gift", "trial"), (50, 30, 12, 8))[0]
    value, minimum, name = {
        "amount": (200, 2000, "满 2000 减 200"),
        "percent": (10, 1000, "九折券"),
        "gift": (1, 0, "免费巡检一次"),
        "trial": (30, 0, "能耗模块试用 30 天"),
    }[rule]
    until = given + 60
    row: Row = {
        "code": f"DG{number:04}{pick.randint(100, 999)}",
        "name": name,
        "rule": rule,
        "value": value,
        "minimum": minimum,
        "reason": pick.choice(("birthday", "anniversary", "recall", "review", "campaign", "vip")),
        "valid_from": day(given),
        "valid_to": day(until),
        "status": "used" if used else "expired" if until < 0 else "issued",
        "customer": ref("customer", customer.number),
        "contact": ref("contact", customer.contacts[0].number),
        "order": ref("order", used) if used else None,
        "owner": person(MARKETING[number % 2]),
        "created_at": at(given, 545),
    }
    code = world.add("coupon", row)
    if used:
        world.put("order", used, coupon_code=world.rows["coupon"][code - 1]["code"])


def _points(world: World, pick: random.Random) -> None:
    balance: dict[int, int] = {}
    for order in world.orders[-(POINTS - 40) :]:
        _point(world, pick, balance, order.customer, max(1, int(order.net // 100)), "order", order.day, order.number)
    for place in range(40):
        customer = pick.choice([one for one in world.buyers if balance.get(one.number, 0) > 20])
        if place % 2:
            spent = -min(balance[customer.number], pick.choice((10, 20)))
            _point(world, pick, balance, customer, spent, "redeem", -1)
        else:
            reason = pick.choice(("review", "referral", "double", "birthday"))
            _point(world, pick, balance, customer, pick.choice((20, 50, 100)), reason, -pick.randint(1, 60))
    for number, sum_ in balance.items():
        world.customers[number - 1].row["points"] = sum_


def _point(
    world: World,
    pick: random.Random,
    balance: dict[int, int],
    customer: Customer,
    delta: int,
    reason: str,
    when: int,
    order: int | None = None,
) -> None:
    balance[customer.number] = balance.get(customer.number, 0) + delta
    minute = office_minute(pick)
    row: Row = {"customer": ref("customer", customer.number), "delta": delta, "reason": reason, "at": at(when, minute)}
    world.add("points", {**row, "order": ref("order", order) if order else None, "created_at": at(when, minute)})


def _message(world: World, pick: random.Random) -> None:
    number = pick.randint(1, len(world.rows["message_template"]))
    template = world.rows["message_template"][number - 1]
    customer = pick.choice(world.buyers)
    contact = customer.contacts[0]
    when, minute = -pick.randint(1, 90), office_minute(pick)
    status = pick.choices(("delivered", "sent", "failed", "blocked"), (78, 12, 5, 5))[0]
    reason = {"failed": "号码停机或邮箱不存在", "blocked": "对方未同意接收营销信息"}.get(status)
    texts = {"contact": contact.name, "customer": customer.short}
    row: Row = {
        "template": ref("message_template", number),
        "customer": ref("customer", customer.number),
        "contact": ref("contact", contact.number),
        "channel": template["channel"],
        "subject": str(template.get("subject") or template["name"]),
        "body": str(template["body"]).format(**texts),
        "status": status,
        "reason": reason,
        "at": at(when, minute),
        "provider_id": f"mock-{pick.getrandbits(48):012x}" if status in ("delivered", "sent") else None,
        "created_at": at(when, minute),
    }
    world.add("message", row)
