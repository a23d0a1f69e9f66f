"""Customers and their contacts (R35, R42, R46, R47).

Planted: 9 companies that were entered twice, spelt differently with the same telephone; 8 birthdays of contacts in the
7 days after the install, nobody else's near, and somebody born on 29 February.
"""

from __future__ import annotations

import random

from scripts.crm_data import names, places
from scripts.crm_data.people import CSM, PORTAL_CUSTOMER, SALES
from scripts.crm_data.places import CITIES, City
from scripts.crm_data.words import Row, at, day, person, ref
from scripts.crm_data.world import Contact, Customer, World, office_minute, picker

CUSTOMERS, TWICE, BUYERS, CONTACTS = 260, 9, 156, 430
BIRTHDAYS = (1, 2, 2, 3, 4, 5, 6, 7)
"""Days from the install on which contacts have their birthday."""

SOURCES = ("website", "exhibition", "referral", "ads", "channel", "event")
SOURCE_WEIGHTS = (28, 19, 22, 11, 13, 7)
_TAGS = ("key_account", "annual", "price_sensitive", "tech_driven", "fast_payer", "exhibition_met")
_VISITS = (
    "喜欢上午 10 点前到访，先看车间再谈方案；访客需提前一天报备车牌。",
    "不接受临时拜访，请提前三天预约；会议室有投影，资料请带纸质版两份。",
    "午休 12:00–13:30 不接待；进厂需穿防静电鞋，自备安全帽。",
    "总经理习惯喝茶聊现场问题，少讲 PPT，多带同行案例。",
    "周五下午例会，不方便接待；停车请走北门。",
    "希望技术人员一同到访，现场能答就不要回去再答复。",
)
_PREFERENCES = (
    "习惯微信文字沟通，不喜欢语音。", "资料请发邮件，并抄送采购。", "工作日 9 点前不接电话。", "对新技术感兴趣，常看行业公众号。",
    "出差多，周一和周五在公司。", "重视交付时间，先给计划再谈价格。",
)  # fmt: skip


def add_customers(world: World) -> None:
    """All customers, then all contacts."""
    pick = picker("customers")
    brands = names.brands(pick, CUSTOMERS)
    for number in range(1, CUSTOMERS - TWICE + 1):
        world.customers.append(_customer(world, pick, number, brands[number - 1]))
    for again in pick.sample(world.customers[:BUYERS], TWICE):
        world.customers.append(_entered_twice(world, pick, again))
    _groups(world, pick)
    _contacts(world)


def _customer(world: World, pick: random.Random, number: int, brand: str) -> Customer:
    region = places.region(pick)
    city = pick.choice(CITIES[region])
    industry = pick.choices(names.INDUSTRIES, names.INDUSTRY_WEIGHTS)[0]
    buys = number <= BUYERS
    created = -pick.randint(75, 545) if buys else -pick.randint(4, 400)
    short = f"{city.name}{brand}"
    facts = Customer(
        number=number,
        name=f"{short}{pick.choice(names.TRADES[industry])}有限公司",
        short=short,
        region=region,
        city=city.name,
        industry=industry,
        source=pick.choices(SOURCES, SOURCE_WEIGHTS)[0],
        owner=pick.choice(SALES[region]),
        created=created,
        buys=buys,
        row={},
    )
    world.add("customer", _row(pick, facts, city, brand))
    facts.row = world.rows["customer"][-1]
    return facts


def _row(pick: random.Random, facts: Customer, city: City, brand: str) -> Row:
    consent = pick.choices(("all", "email", "sms", "none"), (50, 15, 10, 25))[0]
    return {
        "name": facts.name,
        "type": pick.choices(("enterprise", "government", "partner"), (92, 4, 4))[0],
        "credit_no": f"91000000MA{facts.number:05}{pick.randint(100, 999)}",
        "industry": facts.industry,
        "region": facts.region,
        "size": pick.choices(("s", "m", "l", "xl"), (20, 40, 30, 10) if facts.buys else (40, 38, 18, 4))[0],
        "source": facts.source,
        "stage": "new",
        "phone": names.land_line(city.code, facts.number),
        "website": names.site(brand, facts.number),
        "address": places.address(pick, city),
        "geo": places.location(pick, city),
        "preferred_channel": pick.choices(("phone", "wechat", "email", "sms", "visit"), (30, 36, 18, 6, 10))[0],
        "consent": consent,
        "consent_on": day(facts.created) if consent != "none" else None,
        "consent_text": "同意接收产品资讯与服务通知" if consent != "none" else None,
        "founded_on": day(-pick.randint(700, 9000)),
        "tags": pick.sample(_TAGS, pick.choice((0, 0, 1, 1, 2))),
        "visit_preferences": pick.choice(_VISITS) if facts.buys and pick.random() < 0.4 else None,
        "do_not_contact": True if pick.random() < 0.02 else None,
        "aum": pick.randint(20, 900) * 100_000 if facts.industry == "finance" else None,
        "csm": person(CSM) if facts.buys else None,
        "portal_users": [person(PORTAL_CUSTOMER)] if facts.number == 1 else [],
        "partner": ref("partner", 1 + facts.number % 18) if facts.source == "channel" else None,
        "owner": person(facts.owner),
        "created_at": at(facts.created, office_minute(pick)),
    }


def _entered_twice(world: World, pick: random.Random, known: Customer) -> Customer:
    """杭州云帆电气有限公司 comes again as 云帆电气（杭州）有限公司."""
    brand = known.short.removeprefix(known.city)
    trade = known.name.removeprefix(known.short).removesuffix("有限公司")
    created = pick.randint(known.created + 20, -10)
    facts = Customer(
        number=len(world.customers) + 1,
        name=f"{brand}{trade}（{known.city}）有限公司",
        short=known.short,
        region=known.region,
        city=known.city,
        industry=known.industry,
        source=pick.choices(SOURCES, SOURCE_WEIGHTS)[0],
        owner=pick.choice(SALES[known.region]),
        created=created,
        buys=False,
        row={},
    )
    same = {key: known.row[key] for key in ("type", "industry", "region", "size", "phone", "address")}
    own: Row = {"name": facts.name, "source": facts.source, "stage": "new", "owner": person(facts.owner)}
    world.add("customer", {**own, **same, "created_at": at(created, office_minute(pick))})
    facts.row = world.rows["customer"][-1]
    return facts


def _groups(world: World, pick: random.Random) -> None:
    """Some companies belong to another, and some were recommended by one."""
    for customer in world.customers[30 : CUSTOMERS - TWICE]:
        if pick.random() < 0.12:
            customer.row["parent_company"] = ref("customer", pick.randint(1, 25))
        if customer.source == "referral":
            customer.row["referrer"] = ref("customer", pick.randint(1, 29))


def _contacts(world: World) -> None:
    pick = picker("contacts")
    singles = world.customers
    rest = pick.choices(world.customers[:BUYERS], k=CONTACTS - len(singles))
    birthdays = _birthdays(pick)
    for place, customer in enumerate([*singles, *rest]):
        number = place + 1
        first = place < len(singles)
        name = names.person_name(pick)
        role, title = names.role_and_title(pick, first)
        email = f"{names.sound(name)}{number}@example.com" if pick.random() < 0.75 else None
        row: Row = {
            "name": name,
            "customer": ref("customer", customer.number),
            "title": title,
            "role": role,
            "mobile": names.mobile(number),
            "email": email,
            "wechat": f"wx_{names.sound(name)}{number}" if pick.random() < 0.55 else None,
            "birthday": birthdays[place],
            "preferred_channel": pick.choices(("phone", "wechat", "email", "sms", "visit"), (30, 40, 18, 6, 6))[0],
            "preferences": pick.choice(_PREFERENCES) if pick.random() < 0.3 else None,
            "consent": pick.choices(("all", "email", "sms", "none"), (50, 12, 8, 30))[0],
            "openid": f"oDG{pick.getrandbits(80):020x}" if pick.random() < 0.3 else None,
            "portal_user": person(PORTAL_CUSTOMER) if number == 1 else None,
            "active": False if not first and pick.random() < 0.05 else None,
            "owner": person(customer.owner),
            "created_at": at(min(-1, customer.created + pick.randint(0, 60)), office_minute(pick)),
        }
        world.add("contact", row)
        customer.contacts.append(Contact(number, name, str(row["mobile"]), email))


def _birthdays(pick: random.Random) -> list[Row | str | None]:
    """Of each contact: 8 near, the others at least 12 days off, one on 29 February, some unknown."""
    days: list[Row | str | None] = [
        day(pick.randint(12, 355), years=-pick.randint(26, 58)) if pick.random() < 0.6 else None
        for _ in range(CONTACTS)
    ]
    buyers = pick.sample(range(BUYERS), len(BIRTHDAYS) + 1)
    for place, shift in zip(buyers, BIRTHDAYS, strict=False):
        days[place] = day(shift, years=-pick.randint(28, 55))
    days[buyers[-1]] = "1988-02-29"
    return days
