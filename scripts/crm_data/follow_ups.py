"""900 follow-ups: at every stage of deals, with leads, and the next contact they agree on (R44, R53, R76, R105)."""

from __future__ import annotations

import random
from typing import Any

from scripts.crm_data.catalogue import COMPETITORS
from scripts.crm_data.follow_up_texts import NEEDS, NEXT, SOURCES, TEXTS, TRADES
from scripts.crm_data.leads import Lead
from scripts.crm_data.words import Row, at, day, person, ref
from scripts.crm_data.world import Opportunity, World, picker

FOLLOW_UPS, WITH_LEADS = 900, 180
_MINUTES = {"phone": (4, 25), "visit": (60, 180), "meeting": (45, 120)}


def add_follow_ups(world: World, leads: list[Lead]) -> None:
    """Leads first, then deals; open deals get theirs up to the last days."""
    pick = picker("follow_ups")
    contacted = [lead for lead in leads if lead.last is not None]
    for lead in pick.sample(contacted, WITH_LEADS):
        _with_lead(world, pick, lead)
    open_ = [deal for deal in world.opportunities if deal.stage not in ("won", "lost")]
    closed = [deal for deal in world.opportunities if deal.stage in ("won", "lost")]
    for deal in open_:
        _with_deal(world, pick, deal, deal.stage, pick.randint(max(deal.since, -12), -1))
    while len(world.rows["follow_up"]) < FOLLOW_UPS:
        deal = pick.choice(closed)
        stage, when = pick.choice(deal.entered)
        _with_deal(world, pick, deal, stage, min(-1, when + pick.randint(0, 4)))
    _last_contacts(world)


def _with_lead(world: World, pick: random.Random, lead: Lead) -> None:
    assert lead.last is not None
    row = world.rows["lead"][lead.number - 1]
    kind, subject, text = pick.choice(TEXTS["lead"])
    _add(
        world,
        pick,
        kind,
        lead.last,
        lead.owner,
        {
            "subject": f"{subject}：{lead.name}",
            "lead": ref("lead", lead.number),
            "customer": ref("customer", lead.customer.number) if lead.customer else None,
            "contact": ref("contact", lead.customer.contacts[0].number) if lead.customer else None,
            "content": _written(pick, text, lead.name, str(row["source"]), str(row["industry"])),
        },
    )


def _with_deal(world: World, pick: random.Random, deal: Opportunity, stage: str, when: int) -> None:
    kind, subject, text = pick.choice(TEXTS[stage])
    contact = pick.choice(deal.customer.contacts)
    content = _written(pick, text, contact.name, deal.customer.source, deal.customer.industry)
    _add(
        world,
        pick,
        kind,
        when,
        deal.owner,
        {
            "subject": subject,
            "customer": ref("customer", deal.customer.number),
            "contact": ref("contact", contact.number),
            "opportunity": ref("opportunity", deal.number),
            "content": content,
        },
    )


def _written(pick: random.Random, text: str, who: str, source: str, industry: str) -> str:
    return text.format(
        who=who,
        source=SOURCES[source],
        trade=TRADES[industry],
        n=pick.randint(8, 60),
        next=pick.choice(NEXT),
        rival=pick.choice(COMPETITORS[:6]),
        need=pick.choice(NEEDS),
    )


def _add(world: World, pick: random.Random, kind: str, when: int, owner: str, values: dict[str, Any]) -> None:
    minute = pick.choice((pick.randint(545, 700), pick.randint(790, 1070)))
    lasting = _MINUTES.get(kind)
    seconds = pick.randint(*lasting) * 60 if lasting else None
    row: Row = {
        **values,
        "kind": kind,
        "direction": "in" if kind == "chat" or pick.random() < 0.12 else "out",
        "at": at(when, minute),
        "duration": seconds,
        "summary": str(values["content"]).split("。")[0] + "。" if kind in ("meeting", "visit") else None,
        "next_at": at(when + pick.randint(1, 21), 600) if pick.random() < 0.65 else None,
        "owner": person(owner),
        "created_at": at(when, min(1195, minute + 20)),
    }
    world.add("follow_up", row)


def _last_contacts(world: World) -> None:
    """The newest follow-up is the last contact of its deal and customer; what comes next, their next action."""
    newest: dict[tuple[str, str], tuple[int, int]] = {}
    for row in world.rows["follow_up"]:
        moment = (row["at"]["$days"], _minute(row["at"]["time"]))
        for form in ("opportunity", "customer"):
            if form in row:
                key = (form, row[form]["$ref"])
                newest[key] = max(moment, newest.get(key, moment))
    for (form, name), (when, minute) in newest.items():
        target = world.rows[form][int(name.partition(":")[2]) - 1]
        target["last_contact_at"] = at(when, minute)
    for customer in world.customers:
        if "last_contact_at" in customer.row and customer.row["stage"] != "lost" and customer.number % 3:
            customer.row["next_action_on"] = day(1 + customer.number % 14)
            customer.row["next_action"] = ("电话回访", "发送新方案", "约季度拜访", "确认付款计划")[customer.number % 4]
            customer.row["revisit_on"] = day(7 + customer.number % 60)


def _minute(time: str) -> int:
    hour, _, minute = time.partition(":")
    return int(hour) * 60 + int(minute)
