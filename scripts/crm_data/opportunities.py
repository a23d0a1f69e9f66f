"""Opportunities and every stage they entered (R33, R52, R88, R89, R102, R103).

A closed deal walks the stages with the chances below; open ones stand where they stand since a day of their own.
Planted: 华南 loses most deals between quote and negotiation; 6 deals stay in 初步沟通 for more than 5 days.
"""

from __future__ import annotations

import random

from scripts.crm_data.campaigns import Campaign, brought_by
from scripts.crm_data.catalogue import COMPETITORS, HARDWARE, PRODUCTS, REASONS, Product
from scripts.crm_data.customers import CUSTOMERS, TWICE
from scripts.crm_data.leads import Lead
from scripts.crm_data.people import SALES
from scripts.crm_data.words import Row, at, day, person, ref
from scripts.crm_data.world import Customer, Opportunity, World, office_minute, picker

OPPORTUNITIES, MOVES, STUCK = 520, 2400, 6
STAGES = ("new", "contact", "quote", "negotiation", "won")
_OPEN = {"new": 26, "contact": 40, "quote": 48, "negotiation": 46}
_ON = {"new": 0.9, "contact": 0.84, "quote": 0.72, "negotiation": 0.66}
"""How many of those in a stage go on; 华南 leaves most of them after the quote."""
_ON_SOUTH_AFTER_QUOTE = 0.3
_STAYS = {"new": (1, 4), "contact": (2, 9), "quote": (4, 16), "negotiation": (6, 28)}
_ONCE = CUSTOMERS - TWICE
_LATEST = -66
"""The day by which deals began that are closed by now."""
_BACK = 0.62
"""How many deals go back to the quote from the negotiation, perhaps more than once."""

_PROJECTS = {
    "manufacturing": ("产线数据采集", "设备联网改造", "视觉检测工位", "能耗监测", "预测性维护试点", "二期扩容"),
    "software": ("平台接口合作", "数据看板", "机房动环监测"),
    "retail": ("冷链温湿度监测", "门店能耗管理", "仓储环境监测"),
    "education": ("实训室物联网平台", "校园能耗监测"),
    "medical": ("洁净车间环境监测", "设备追溯与点检", "冷库监测"),
    "logistics": ("冷链车队监测", "分拣线设备联网", "园区能耗管理"),
    "construction": ("塔吊安全监测", "项目部能耗管理", "混凝土养护监测"),
    "finance": ("租赁设备远程监测", "数据中心动环"),
}
_NEXT = {
    "new": ("电话确认需求与预算", "约第一次拜访", "发送同行业案例"),
    "contact": ("安排产品演示", "现场勘测点位", "约技术部门交流"),
    "quote": ("提交正式报价", "讲解方案，确认点位清单", "申请特价审批"),
    "negotiation": ("合同条款评审", "确认付款方式", "等待预算批复", "约总经理面谈"),
}
_STEP = {"new": "first_contact", "contact": "needs", "quote": "quote", "negotiation": "sign", "won": "after_sales"}
_LOST = {"price": "price", "competitor": "competitor", "budget": "budget", "timing": "timing", "product": "product"}


def add_opportunities(world: World, leads: list[Lead]) -> None:
    """Closed deals of the last 18 months, those that came from leads first; then the open ones."""
    pick = picker("opportunities")
    by_customer = {lead.customer.number: lead for lead in leads if lead.customer}
    open_stages = [stage for stage, count in _OPEN.items() for _ in range(count)]
    closed = OPPORTUNITIES - len(open_stages)
    won_of_failing = 0
    for customer in _customers(world, pick, closed):
        lead = by_customer.pop(customer.number, None)
        entered = _closed(pick, customer, lead)
        campaign = lead.campaign if lead else brought_by(pick, customer.source, entered[0][1])
        if campaign and campaign.fails and entered[-1][0] == "won":
            won_of_failing += 1
            if won_of_failing > 1:
                entered[-1] = ("lost", entered[-1][1])
        _add(world, pick, customer, entered, lead, campaign)
    stuck = [True] * STUCK + [False] * (_OPEN["contact"] - STUCK)
    for stage in open_stages:
        customer = pick.choice(world.customers[:_ONCE])
        lead = by_customer.pop(customer.number, None)
        late = stage == "contact" and stuck.pop()
        entered = _open(pick, customer, stage, late)
        campaign = lead.campaign if lead else brought_by(pick, customer.source, entered[0][1])
        _add(world, pick, customer, entered, lead, campaign)
    _more_moves(world, pick)
    _stages_of_customers(world)


def _customers(world: World, pick: random.Random, count: int) -> list[Customer]:
    """Whose deal it is: every buyer has at least one, old customers more."""
    old = [customer for customer in world.customers[:_ONCE] if customer.created < _LATEST - 4]
    weights = [4 if customer.buys else 1 for customer in old]
    buyers = [customer for customer in old if customer.buys]
    return buyers + pick.choices(old, weights, k=count - len(buyers))


def _closed(pick: random.Random, customer: Customer, lead: Lead | None) -> list[tuple[str, int]]:
    """Stages with their days, the last one won or lost, before today."""
    sure = 0.3 if customer.region == "south" else 0.7
    first = customer.first_won is None and customer.buys and pick.random() < sure
    since = customer.created if first else pick.randint(customer.created, _LATEST)
    day_ = min(since, _LATEST)
    entered = [("new", day_)]
    for place, stage in enumerate(STAGES[:-1]):
        day_ += pick.randint(*_STAYS[stage])
        chance = _ON_SOUTH_AFTER_QUOTE if customer.region == "south" and stage == "quote" else _ON[stage]
        if customer.source == "referral" and stage == "negotiation":
            chance += 0.12
        if not first and pick.random() > chance:
            return [*entered, ("lost", min(-1, day_))]
        entered.append((STAGES[place + 1], min(-1, day_)))
        if stage == "quote" and pick.random() < _BACK:
            entered += [("quote", min(-1, day_ + 2)), ("negotiation", min(-1, day_ + 5))]
            day_ += 5
    return entered


def _open(pick: random.Random, customer: Customer, stage: str, late: bool) -> list[tuple[str, int]]:
    """Stages with their days, the last one still open."""
    since = {
        "new": -pick.randint(1, 5),
        "contact": -pick.randint(7, 11) if late else -pick.randint(1, 4),
        "quote": -pick.randint(1, 24),
        "negotiation": -pick.randint(1, 32),
    }[stage]
    entered = [(stage, since)]
    for before in reversed(STAGES[: STAGES.index(stage)]):
        since -= pick.randint(*_STAYS[before])
        entered.insert(0, (before, since))
    if customer.created > entered[0][1]:
        shift = customer.created - entered[0][1]
        entered = [(one, min(when + shift, entered[-1][1])) for one, when in entered]
    return entered


def _add(
    world: World,
    pick: random.Random,
    customer: Customer,
    entered: list[tuple[str, int]],
    lead: Lead | None,
    campaign: Campaign | None,
) -> None:
    stage = entered[-1][0]
    lines = _lines(pick, customer)
    amount = round(sum(round(line["quantity"] * line["price"] * (1 - line["discount"]), 2) for line in lines), 2)
    again = customer.first_won is not None and entered[0][1] > customer.first_won
    kind = pick.choices(("renewal", "upsell", "cross_sell"), (30, 40, 30))[0] if again else "new"
    partner = pick.randint(1, 18) if customer.source == "channel" and pick.random() < 0.75 else None
    number = len(world.opportunities) + 1
    project = pick.choice(_PROJECTS[customer.industry])
    row: Row = {
        "name": f"{customer.short}{project}",
        "customer": ref("customer", customer.number),
        "contact": ref("contact", customer.contacts[0].number),
        "contacts": [
            {"contact": ref("contact", contact.number), "role": world.rows["contact"][contact.number - 1]["role"]}
            for contact in customer.contacts[:3]
        ],
        "pipeline": "channel" if partner else "renewal" if kind == "renewal" else "new_business",
        "kind": kind,
        "stage": stage,
        "amount": amount,
        "products": lines,
        "region": customer.region,
        "source": customer.source,
        "lead": ref("lead", lead.number) if lead else None,
        "campaign": ref("campaign", campaign.number) if campaign else None,
        "partner": ref("partner", partner) if partner else None,
        "stage_since": at(entered[-1][1], 1020),
        "standard_step": _STEP.get(stage),
        "owner": person(_owner(pick, customer)),
        "created_at": at(entered[0][1], office_minute(pick)),
    }
    row |= _ended(pick, stage, entered[-1][1]) if stage in ("won", "lost") else _running(pick, stage, amount)
    world.add("opportunity", row)
    deal = Opportunity(number, customer, customer.owner, stage, entered, lines, amount, world.rows["opportunity"][-1])
    deal.campaign = campaign.number if campaign else None
    deal.partner = partner
    deal.owner = str(row["owner"]["$person"])
    world.opportunities.append(deal)
    if stage == "won" and (customer.first_won is None or entered[-1][1] < customer.first_won):
        customer.first_won = entered[-1][1]
        customer.buys = True


def _owner(pick: random.Random, customer: Customer) -> str:
    """Mostly who owns the customer; sometimes a colleague of the team."""
    return customer.owner if pick.random() < 0.9 else pick.choice(SALES[customer.region])


def _ended(pick: random.Random, stage: str, when: int) -> Row:
    row: Row = {"closed_on": day(when), "expected_close": day(when), "last_contact_at": at(when, 960)}
    if stage == "lost":
        category = pick.choices(tuple(_LOST), (34, 26, 14, 14, 12))[0]
        competitor = pick.randint(1, len(COMPETITORS))
        row |= {"lost_reason": category, "reason": ref("lost_reason", pick.choice(REASONS[category]))}
        if category in ("price", "competitor"):
            row |= {"competitor": COMPETITORS[competitor - 1], "competitor_ref": ref("competitor", competitor)}
    return row


def _running(pick: random.Random, stage: str, amount: float) -> Row:
    forecast = {"quote": ("pipeline", "best"), "negotiation": ("best", "commit", "commit")}.get(stage, ("pipeline",))
    return {
        "expected_close": day(pick.choice((-6, -3, *range(5, 110)))),
        "next_step": pick.choice(_NEXT[stage]),
        "next_action_on": day(pick.randint(0, 12)),
        "forecast": pick.choice(forecast),
        "probability_override": 0.9 if stage == "negotiation" and pick.random() < 0.1 else None,
        "tech_review": "passed" if stage == "negotiation" and amount > 150_000 else None,
    }


def _lines(pick: random.Random, customer: Customer) -> list[Row]:
    """Hardware with software or service, at a discount for who buys much."""
    size = customer.row.get("size", "m")
    many = {"s": 1, "m": 2, "l": 4, "xl": 7}[size]
    chosen: list[Product] = pick.sample(HARDWARE, pick.randint(1, 2))
    chosen += pick.sample([one for one in PRODUCTS if one not in HARDWARE], pick.randint(0, 2))
    discount = pick.choice((0, 0, 0.05, 0.08, 0.1, 0.12))
    return [
        {
            "product_ref": ref("product", product.number),
            "product": product.name,
            "quantity": _quantity(pick, product, many),
            "price": product.price,
            "discount": discount,
        }
        for product in chosen
    ]


def _quantity(pick: random.Random, product: Product, many: int) -> int:
    if product.recurring or product.category == "software":
        return 1
    if product.dear:
        return pick.randint(1, many)
    return pick.randint(2, 6) * many if product.price < 1000 else pick.randint(1, 4) * many


def _more_moves(world: World, pick: random.Random) -> None:
    """Writes the stages entered; deals that were long in negotiation went back once more until there are 2,400."""
    long_ = [deal for deal in world.opportunities if deal.stage in ("won", "lost") and len(deal.entered) > 4]
    missing = MOVES - sum(len(deal.entered) for deal in world.opportunities)
    for deal in pick.sample(long_, max(0, missing // 2)):
        place = next(i for i, (stage, _) in enumerate(deal.entered) if stage == "negotiation")
        when, until = deal.entered[place][1], deal.entered[place + 1][1]
        between = [("quote", min(when + 1, until)), ("negotiation", min(when + 3, until))]
        deal.entered[place + 1 : place + 1] = between
    for deal in world.opportunities:
        _history(world, deal)


def _history(world: World, deal: Opportunity) -> None:
    for place, (stage, when) in enumerate(deal.entered):
        left = deal.entered[place + 1][1] if place + 1 < len(deal.entered) else None
        minute = 560 + 37 * place
        world.add(
            "stage_change",
            {
                "opportunity": ref("opportunity", deal.number),
                "customer": ref("customer", deal.customer.number),
                "region": deal.customer.region,
                "from_stage": deal.entered[place - 1][0] if place else None,
                "stage": stage,
                "entered_at": at(when, minute),
                "left_at": at(left, minute + 37) if left is not None else None,
                "amount": deal.amount,
                "by": person(deal.owner),
                "owner": person(deal.owner),
                "created_at": at(when, minute),
            },
        )


def _stages_of_customers(world: World) -> None:
    """A customer stands where the furthest deal stands; won counts for ever, lost when nothing is open."""
    order = ("lost", "new", "contact", "quote", "negotiation", "won")
    best: dict[int, str] = {}
    for deal in world.opportunities:
        now = best.get(deal.customer.number, "lost")
        best[deal.customer.number] = max(now, deal.stage, key=order.index)
    for customer in world.customers:
        stage = best.get(customer.number, "new")
        values: Row = {"stage": stage}
        if customer.first_won is not None:
            values |= {"signed_on": day(customer.first_won)}
        if stage == "lost":
            values |= {"lost_reason": "price"}
        customer.row.update(values)
