"""Leads (R50, R52, R53, R130, R170, R175). Planted: 6 stuck for more than 5 days after the last contact, 9 that nobody
contacted for more than 3 days after they were assigned, 6 pairs with the same telephone. Website leads are spread
evenly over group A."""

from __future__ import annotations

import random
from dataclasses import dataclass

from scripts.crm_data import names, places
from scripts.crm_data.campaigns import Campaign, brought_by
from scripts.crm_data.catalogue import PRODUCTS
from scripts.crm_data.people import GROUP_A, SALES
from scripts.crm_data.places import CITIES
from scripts.crm_data.words import Row, at, person, ref
from scripts.crm_data.world import Customer, World, office_minute, picker

LEADS, STUCK, UNTOUCHED, TWICE = 400, 6, 9, 6
CONVERTED, FOLLOWING, FRESH, POOL, INVALID = 150, 104, 24, 58, 43
"""By status, besides the planted ones and those entered twice; together with them 400."""

_NEEDS = (
    "工厂有 {n} 台注塑机，想先采集运行状态和能耗，预算十万以内。",
    "看了官网案例，想了解网关能否接西门子和三菱 PLC，数量约 {n} 台。",
    "老系统没人维护，想换平台，历史数据要保留，约 {n} 个点位。",
    "新厂区明年投产，想把 {n} 台设备一次性规划好。",
    "想做预测性维护，先从 {n} 台风机试点，需要现场勘测。",
    "集团要求上能耗管理，{n} 个车间分项计量，年底前要报表。",
    "现有设备厂商不开放协议，咨询采集方案，共 {n} 台。",
    "想申请试用云平台，{n} 个用户，先看看移动端体验。",
    "展会上看过视觉检测演示，产品缺陷漏检率高，日产 {n} 万件。",
    "冷库温湿度监测，{n} 个测点，断网也要能补传。",
)
_SCORE_WORDS = {
    "referral": ("老客户介绍", 25), "exhibition": ("展会面谈", 15), "website": ("官网主动留资", 18), "ads": ("广告点击", 8),
    "channel": ("伙伴推荐", 16), "event": ("活动到场", 14), "ecommerce": ("商城下单", 20), "qr": ("现场扫码", 10),
}  # fmt: skip
_CHANNELS = {
    "website": "website", "exhibition": "qr", "referral": "phone", "ads": "website", "channel": "partner",
    "event": "wechat", "ecommerce": "ecommerce", "qr": "qr",
}  # fmt: skip


@dataclass
class Lead:
    """What other domains know of a lead."""

    number: int
    owner: str
    created: int
    customer: Customer | None
    campaign: Campaign | None
    status: str
    name: str
    last: int | None
    """Day of the last contact."""


def add_leads(world: World) -> list[Lead]:
    """400 leads; converted ones carry their customer and contact."""
    pick = picker("leads")
    young = [customer for customer in world.customers if -420 < customer.created < -6 and customer.contacts]
    leads = [_converted(world, pick, customer) for customer in sorted(pick.sample(young, CONVERTED), key=_age)]
    for status, count in (("following", FOLLOWING), ("assigned", FRESH), ("pool", POOL), ("invalid", INVALID)):
        leads += [_plain(world, pick, status) for _ in range(count)]
    leads += [_add(world, pick, "following", -pick.randint(14, 30), last=-pick.randint(6, 9)) for _ in range(STUCK)]
    leads += [_add(world, pick, "assigned", -pick.randint(4, 7)) for _ in range(UNTOUCHED)]
    known = [lead for lead in leads if lead.status == "following"][:TWICE]
    leads += [_again(world, pick, lead) for lead in known]
    _spread_group_a(world, leads)
    return leads


def _age(customer: Customer) -> int:
    return customer.created


def _converted(world: World, pick: random.Random, customer: Customer) -> Lead:
    created = customer.created - pick.randint(1, 6)
    contact = customer.contacts[0]
    lead = _add(world, pick, "converted", created, customer=customer, last=customer.created)
    world.put(
        "lead",
        lead.number,
        name=contact.name,
        company=customer.name,
        mobile=contact.mobile,
        email=contact.email,
        customer=ref("customer", customer.number),
        contact=ref("contact", contact.number),
        converted_at=at(customer.created, 1080),
    )
    return lead


def _plain(world: World, pick: random.Random, status: str) -> Lead:
    match status:
        case "following":
            created = -pick.randint(3, 60)
            return _add(world, pick, status, created, last=-pick.randint(1, min(4, -created)))
        case "assigned":
            return _add(world, pick, status, -pick.randint(1, 2))
        case "pool":
            created = -pick.randint(30, 200)
            return _add(world, pick, status, created, last=created + pick.randint(0, 6))
        case _:
            created = -pick.randint(4, 260)
            return _add(world, pick, status, created, last=min(-1, created + pick.randint(0, 2)))


def _add(
    world: World,
    pick: random.Random,
    status: str,
    created: int,
    *,
    customer: Customer | None = None,
    last: int | None = None,
) -> Lead:
    region = customer.region if customer else places.region(pick)
    source = customer.source if customer else pick.choices(tuple(_SCORE_WORDS), (34, 14, 12, 12, 8, 8, 5, 7))[0]
    owner = customer.owner if customer else pick.choice(SALES[region])
    campaign = brought_by(pick, source, created)
    minute = office_minute(pick)
    row = _row(pick, region, source, customer.industry if customer else None) | {
        "status": status,
        "campaign": ref("campaign", campaign.number) if campaign else None,
        "referrer": ref("customer", pick.randint(1, 29)) if source == "referral" else None,
        "utm": f"utm_source={source}&utm_campaign={campaign.utm}" if campaign else None,
        "owner": person(owner),
        "created_at": at(created, minute),
        "last_contact_at": at(last, 1085) if last is not None else None,
    }
    row |= _progress(pick, status, created, minute, region, last)
    number = world.add("lead", row)
    return Lead(number, owner, created, customer, campaign, status, str(row["name"]), last)


def _row(pick: random.Random, region: str, source: str, industry: str | None) -> Row:
    industry = industry or pick.choices(names.INDUSTRIES, names.INDUSTRY_WEIGHTS)[0]
    name = names.person_name(pick)
    serial = 1000 + pick.randint(0, 900_000)
    city = pick.choice(CITIES[region])
    word, points = _SCORE_WORDS[source]
    role = pick.choice(((20, "职位：负责人"), (12, "职位：技术主管"), (5, "职位：经办人")))
    visits = pick.randint(0, 9)
    score = min(98, points + role[0] + 4 * visits + pick.randint(5, 20))
    return {
        "name": name,
        "company": f"{city.name}{names.brands(pick, 1)[0]}{pick.choice(names.TRADES[industry])}有限公司",
        "title": role[1].removeprefix("职位："),
        "mobile": names.mobile(serial),
        "email": f"{names.sound(name)}@lead{serial}.example.com" if pick.random() < 0.6 else None,
        "source": source,
        "channel": _CHANNELS[source],
        "region": region,
        "industry": industry,
        "group": "a" if source == "website" else "b",
        "interest": ref("product", pick.choice(PRODUCTS[:14]).number),
        "need": pick.choice(_NEEDS).format(n=pick.randint(3, 80)),
        "score": score,
        "score_reasons": f"{word} +{points}\n{role[1]} +{role[0]}\n近 30 天访问 {visits} 次 +{4 * visits}",
        "trial": True if source == "website" and pick.random() < 0.25 else None,
        "consent": True if pick.random() < 0.7 else None,
    }


def _progress(pick: random.Random, status: str, created: int, minute: int, region: str, last: int | None) -> Row:
    """When it was assigned, first answered, given back, and why it is no lead."""
    answered = min(1195, minute + pick.choice((6, 11, 18, 22, 27, 35, 52, 90)))
    done: Row = {"assigned_at": at(created, minute)}
    if last is not None:
        done["first_response_at"] = at(created, answered)
    if status == "pool":
        assert last is not None
        back = min(-1, last + 15)
        done |= {"pool": ref("pool", places.REGIONS.index(region) + 1), "pool_at": at(back, 120)}
    if status == "invalid":
        done["invalid_reason"] = pick.choice(("wrong_number", "no_need", "no_need", "competitor", "spam", "duplicate"))
    return done


def _again(world: World, pick: random.Random, known: Lead) -> Lead:
    """The same person leaves the telephone once more, elsewhere."""
    lead = _add(world, pick, "assigned", -1)
    row = world.rows["lead"][known.number - 1]
    company = str(row["company"]).removesuffix("有限公司")
    world.put("lead", lead.number, name=row["name"], mobile=row["mobile"], company=company, region=row["region"])
    return lead


def _spread_group_a(world: World, leads: list[Lead]) -> None:
    """Website leads that aren't converted belong to group A, one after the other."""
    mine = [lead for lead in leads if world.rows["lead"][lead.number - 1].get("group") == "a" and not lead.customer]
    for place, lead in enumerate(mine):
        lead.owner = GROUP_A[place % len(GROUP_A)]
        world.put("lead", lead.number, owner=person(lead.owner))
