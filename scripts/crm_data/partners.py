"""Partners, the deals they register, their rebates (R164). Planted: one conflict of two registrations."""

from __future__ import annotations

import random

from scripts.crm_data import names, places
from scripts.crm_data.catalogue import PRODUCTS
from scripts.crm_data.people import MANAGER, PORTAL_PARTNER
from scripts.crm_data.places import CITIES, REGIONS
from scripts.crm_data.words import Row, at, day, person, ref
from scripts.crm_data.world import World, office_minute, picker

PARTNERS, REGISTRATIONS = 20, 36
_KINDS = ("系统集成", "智能科技", "工控设备", "信息工程")
_DISCOUNT = {"gold": (0.3, 0.08), "silver": (0.22, 0.05), "registered": (0.15, 0.03)}
_NEEDS = (
    "产线数据采集，约 40 台设备，希望年内上线。", "老厂能耗改造，需要分项计量和报表。", "新建车间配套，客户指定国产网关。",
    "替换到期的旧平台，数据要能迁移。", "设备出口，需要英文界面和远程运维。",
)  # fmt: skip


def add_partners(world: World) -> None:
    """The 20 partners; customers of source «channel» and deals refer to them."""
    pick = picker("partners")
    for number, brand in enumerate(names.brands(pick, PARTNERS), 1):
        region = REGIONS[number % 5] if number > 3 else ("east", "south", "north")[number - 1]
        level = "gold" if number <= 4 else "silver" if number <= 11 else "registered"
        name = names.person_name(pick)
        discount, rebate = _DISCOUNT[level]
        ended = number == PARTNERS
        world.add(
            "partner",
            {
                "name": f"{pick.choice(CITIES[region]).name}{brand}{pick.choice(_KINDS)}有限公司",
                "level": level,
                "region": region,
                "status": "ended" if ended else "paused" if number == PARTNERS - 1 else "active",
                "manager": person(MANAGER[region]),
                "contact_name": name,
                "mobile": names.mobile(5000 + number),
                "email": f"{names.sound(name)}@partner{number}.example.com",
                "agreement_start": day(-pick.randint(380, 500)),
                "agreement_end": day(-12 if ended else pick.randint(40, 300)),
                "discount": discount,
                "rebate_rate": rebate,
                "protect_days": 90,
                "portal_users": [person(PORTAL_PARTNER)] if number == 1 else [],
                "created_at": at(-pick.randint(505, 545), office_minute(pick)),
                "owner": person(MANAGER[region]),
            },
        )


def add_registrations(world: World) -> None:
    """Registrations that became deals first, then open and refused ones, the conflicting pair last; then rebates."""
    pick = picker("registrations")
    deals = [(deal, deal.partner) for deal in world.opportunities if deal.partner]
    for deal, partner in deals[:14]:
        submitted = deal.created - pick.randint(2, 8)
        row = _registration(pick, partner, deal.customer.name, round(deal.amount, -3), submitted)
        row |= {"status": "converted", "customer": ref("customer", deal.customer.number)}
        row |= {"opportunity": ref("opportunity", deal.number), "valid_to": day(submitted + 90)}
        world.add("deal_reg", row)
    for status in (*["approved"] * 8, *["submitted"] * 4, *["refused"] * 4, *["expired"] * 4):
        world.add("deal_reg", _open_registration(pick, status))
    _conflict(world, pick)
    _rebates(world, pick)


def _open_registration(pick: random.Random, status: str) -> Row:
    submitted = -pick.randint(*{"submitted": (1, 4), "expired": (130, 260)}.get(status, (5, 70)))
    row = _registration(pick, pick.randint(1, 18), _end_customer(pick), pick.randint(4, 60) * 10_000, submitted)
    row["status"] = status
    if status in ("approved", "expired"):
        row["valid_to"] = day(submitted + 90)
    if status == "refused":
        row["reason"] = pick.choice(("客户已由直销团队跟进", "信息不完整，未提供联系人", "超出授权区域"))
    return row


def _registration(pick: random.Random, partner: int, end_customer: str, amount: float, submitted: int) -> Row:
    return {
        "partner": ref("partner", partner),
        "end_customer": end_customer,
        "product": ref("product", pick.choice(PRODUCTS[:14]).number),
        "amount": amount,
        "contact_name": names.person_name(pick),
        "mobile": names.mobile(5100 + pick.randint(1, 800)),
        "need": pick.choice(_NEEDS),
        "submitted_on": day(submitted),
        "created_at": at(submitted, office_minute(pick)),
    }


def _end_customer(pick: random.Random) -> str:
    city = pick.choice(CITIES[places.region(pick)])
    return f"{city.name}{names.brands(pick, 1)[0]}{pick.choice(names.TRADES['manufacturing'])}有限公司"


def _conflict(world: World, pick: random.Random) -> None:
    """Two partners register the same customer within three weeks; the later one is told."""
    name = "苏州景锐汽车零部件有限公司"
    first = _registration(pick, 1, name, 380_000, -24)
    known = world.add("deal_reg", {**first, "status": "approved", "valid_to": day(66)})
    again = _registration(pick, 5, "景锐汽车零部件（苏州）有限公司", 360_000, -3)
    again["mobile"] = first["mobile"]
    reason = "同一终端客户已由其他伙伴报备，且仍在保护期内"
    world.add("deal_reg", {**again, "status": "conflict", "conflict_with": ref("deal_reg", known), "reason": reason})


def _rebates(world: World, pick: random.Random) -> None:
    won = [(deal, deal.partner) for deal in world.opportunities if deal.partner and deal.stage == "won"]
    for place, (deal, number) in enumerate(won):
        partner = world.rows["partner"][number - 1]
        quarter = min(5, -deal.since // 90)
        status = "draft" if quarter == 0 else "approved" if quarter == 1 else "paid"
        world.add(
            "rebate",
            {
                "partner": ref("partner", number),
                "opportunity": ref("opportunity", deal.number),
                "base": deal.amount,
                "rate": partner["rebate_rate"],
                "status": status,
                "paid_on": day(deal.since + 100 - pick.randint(0, 5))
                if status == "paid" and deal.since < -105
                else (day(-2 - place % 3) if status == "paid" else None),
                "created_at": at(min(-1, deal.since + 1), office_minute(pick)),
            },
        )
