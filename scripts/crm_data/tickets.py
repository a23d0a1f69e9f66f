"""1,600 tickets of a year (R59–R64, R95–R101, R125, R126).

Planted: Monday 13–17 o'clock is when answers take longest; the curve rises for 20 weeks because of 发票 tickets that wait
for one person of finance under a 4-step approval, and falls with version 2 of the flow 8 weeks ago; at the install
5 open tickets are past their warning, 3 are too late, 2 pause.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from scripts.crm_data import office_hours, ticket_texts
from scripts.crm_data.knowledge import ARTICLES_OF
from scripts.crm_data.people import AGENTS, FINANCE, SECOND_LINE
from scripts.crm_data.words import Row, minutes, person, ref
from scripts.crm_data.world import Customer, World, picker

TICKETS, WARNED, LATE, PAUSED = 1600, 5, 3, 2
WEEKS = 52
RISES, FIXED = -28, -8
"""Weeks in which answers to 发票 tickets begin to take longer, and in which version 2 came."""
KINDS = {"billing": 31, "fault": 24, "consult": 17, "howto": 17, "complaint": 8, "outage": 3}
_PRIORITY = {
    "billing": ("p3", "p3", "p2"), "fault": ("p2", "p3"), "consult": ("p4",), "howto": ("p4", "p3"), "complaint": ("p2",),
    "outage": ("p1",),
}  # fmt: skip
_ANSWER = {"fault": (12, 42), "consult": (18, 55), "howto": (15, 50), "complaint": (8, 30), "outage": (3, 13)}
_WORK = {
    "billing": (240, 1100), "fault": (160, 1300), "consult": (60, 500), "howto": (30, 300), "complaint": (200, 1000),
    "outage": (60, 260),
}  # fmt: skip
_SLA = (("p1", 15, 240, 30, 480), ("p2", 30, 480, 60, 960), ("p3", 60, 1440, 120, 2400), ("p4", 240, 2400, 480, 4800))
"""Urgency; first response and resolution in minutes, for VIP and for others."""
_CHANNELS = ("phone", "wechat", "email", "website", "widget", "wecom", "app", "chat", "qr", "miniapp")
_CHANNEL_WEIGHTS = (24, 20, 14, 12, 8, 7, 6, 5, 2, 2)
_END_OF_LAST_WEEK = office_hours.moment(-1, 5, 18 * 60)


@dataclass
class Ticket:
    """What surveys, logs and calls know of a ticket. `created` and `solved` in minutes, see `office_hours`."""

    number: int
    customer: Customer
    contact: int
    kind: str
    created: int
    answered: int
    solved: int | None
    assignee: str
    channel: str
    score: int | None


def add_policies(world: World) -> None:
    """Eight lines: urgency × VIP or not. VIP P1 counts round the clock."""
    for priority, *times in _SLA:
        for tier, first, whole in (("vip", times[0], times[1]), ("standard", times[2], times[3])):
            row: Row = {"name": f"{'VIP' if tier == 'vip' else '标准'} · {priority.upper()}", "tier": tier}
            row |= {"priority": priority, "first_response_minutes": first, "resolution_minutes": whole}
            row |= {"next_reply_minutes": first * 2, "business": not (tier == "vip" and priority == "p1"), "warn": 0.75}
            world.add("sla_policy", {**row, "active": True})


def add_tickets(world: World) -> list[Ticket]:
    """All tickets, the oldest first; what is planted for the hour of the install at the end."""
    pick = picker("tickets")
    count = TICKETS - WARNED - LATE - PAUSED
    created = sorted(_created(pick) for _ in range(count))
    loud = [(customer, _loudness(customer)) for customer in world.buyers]
    callers = pick.choices([one for one, _ in loud], [weight for _, weight in loud], k=count)
    found = [_ticket(world, pick, caller, kind, when) for caller, (when, kind) in zip(callers, created, strict=True)]
    _planted(world, pick)
    return found


def _created(pick: random.Random) -> tuple[int, str]:
    """When a ticket comes in and what about: most of all on Monday afternoons, then mostly 发票."""
    weeks = -pick.choices(range(1, WEEKS + 1), [2 + (WEEKS - n) / WEEKS for n in range(1, WEEKS + 1)])[0]
    kind = pick.choices(tuple(KINDS), tuple(KINDS.values()))[0]
    monday = 46 if kind == "billing" else 24
    weekday = pick.choices(range(1, 8), (monday, 19, 17, 16, 15, 2, 1))[0]
    if weekday == 1 and pick.random() < 0.66:
        minute = pick.randint(13 * 60, 17 * 60 - 1)
    else:
        minute = pick.choice((pick.randint(540, 715), pick.randint(780, 1075), pick.randint(540, 1190)))
    return office_hours.moment(weeks, weekday, minute), kind


def _ticket(world: World, pick: random.Random, customer: Customer, kind: str, created: int) -> Ticket:
    weeks = created // (7 * 1440)
    vip = customer.row.get("abc_class") == "a" or customer.row.get("value_tier") == "high"
    priority = pick.choice(_PRIORITY[kind])
    round_the_clock = vip and priority == "p1"
    wait = _wait(pick, kind, weeks, created)
    answered = created + wait if round_the_clock else office_hours.later(created, wait)
    work = round(pick.randint(*_WORK[kind]) * (1.25 if weeks < -26 else 1.0)) + wait
    solved: int | None = created + work if round_the_clock else office_hours.later(created, work)
    assert solved is not None
    if solved > _END_OF_LAST_WEEK:
        open_ = created >= office_hours.moment(-1, 4, 0) and kind in ("consult", "howto")
        solved = None if open_ else max(answered + 5, min(solved, _END_OF_LAST_WEEK))
    if answered > _END_OF_LAST_WEEK or (solved or 0) > _END_OF_LAST_WEEK + 600:
        return _ticket(world, pick, customer, kind, office_hours.moment(-2, 2, 600))
    if solved is None:
        vip, priority = False, "p4"
    contact = pick.choice(customer.contacts)
    assignee = _assignee(pick, kind)
    score = _score(pick, wait, kind) if solved is not None and pick.random() < 0.36 else None
    channel = pick.choices(_CHANNELS, _CHANNEL_WEIGHTS)[0]
    row = _row(world, pick, customer, kind, channel) | {
        "contact": ref("contact", contact.number),
        "mobile": contact.mobile,
        "priority": priority,
        "tier": "vip" if vip else "standard",
        "team": {"billing": "finance", "outage": "second"}.get(kind, "second" if assignee == SECOND_LINE else "first"),
        "assignee": person(assignee),
        "sla": ref("sla_policy", _policy(priority, vip)),
        "first_response_at": office_hours.told(answered),
        "solved_at": office_hours.told(solved) if solved is not None else None,
        "score": score,
        "owner": person(assignee),
        "created_at": office_hours.told(created),
    }
    row |= _ended(pick, kind, weeks, solved)
    number = world.add("ticket", row)
    return Ticket(number, customer, contact.number, kind, created, answered, solved, assignee, channel, score)


def _loudness(customer: Customer) -> int:
    return {"high": 5, "growing": 4, "promising": 3}.get(str(customer.row.get("value_tier")), 1)


def _wait(pick: random.Random, kind: str, weeks: int, created: int) -> int:
    """Working minutes until somebody answers."""
    minute_of_week = created % (7 * 1440)
    monday_afternoon = 13 * 60 <= minute_of_week < 17 * 60
    if kind == "billing":
        if weeks >= FIXED:
            wait = pick.randint(16, 40)
        elif weeks < RISES:
            wait = pick.randint(32, 64)
        else:
            wait = round((60 + 17 * (weeks - RISES)) * pick.uniform(0.8, 1.2))
    else:
        wait = pick.randint(*_ANSWER[kind])
    return round(wait * (2.1 if kind != "outage" else 1.2)) if monday_afternoon else wait


def _assignee(pick: random.Random, kind: str) -> str:
    if kind == "billing":
        return FINANCE
    if kind == "outage" or (kind == "fault" and pick.random() < 0.3):
        return SECOND_LINE
    return pick.choice(AGENTS)


def _policy(priority: str, vip: bool) -> int:
    return 2 * (int(priority[1]) - 1) + (1 if vip else 2)


def _score(pick: random.Random, wait: int, kind: str) -> int:
    """Who waits long is less content."""
    if wait > 180:
        return pick.choices((1, 2, 3, 4, 5), (16, 26, 30, 18, 10))[0]
    return pick.choices((1, 2, 3, 4, 5), (1, 3, 9, 34, 53) if kind != "complaint" else (6, 12, 24, 36, 22))[0]


def _row(world: World, pick: random.Random, customer: Customer, kind: str, channel: str) -> Row:
    subject, text = pick.choice(ticket_texts.SUBJECTS[kind])
    number = pick.randint(3, 40)
    assets = world.assets.get(customer.number, [])
    return {
        "subject": subject,
        "description": text.format(n=number),
        "customer": ref("customer", customer.number),
        "asset": ref("asset", pick.choice(assets)) if assets and kind == "fault" and pick.random() < 0.7 else None,
        "channel": channel,
        "kind": kind,
        "impact": "company" if kind == "outage" else pick.choice(("one", "one", "team")),
        "region": customer.region,
    }


def _ended(pick: random.Random, kind: str, weeks: int, solved: int | None) -> Row:
    contacts = pick.choices((1, 2, 3), (74, 20, 6))[0]
    row: Row = {"contact_count": contacts, "reply_count": contacts}
    if kind == "billing":
        row |= {"approval_steps": 2 if weeks >= FIXED else 4, "flow_version": 2 if weeks >= FIXED else 1}
    if solved is None:
        return {**row, "status": pick.choice(("new", "dispatched", "working", "working"))}
    again = pick.random() < 0.04
    row |= {"resolution": pick.choice(ticket_texts.RESOLUTIONS[kind]), "reopen_count": 1 if again else None}
    row |= {"status": "solved" if weeks == -1 else "closed"}
    row |= {"kb": ref("kb_article", pick.choice(ARTICLES_OF[kind])) if pick.random() < 0.35 else None}
    if weeks != -1:
        row |= {"closed_at": office_hours.told(min(solved + 180, _END_OF_LAST_WEEK + 600))}
    return row


def _planted(world: World, pick: random.Random) -> None:
    """VIP P1 tickets have 240 minutes by the clock: warned after 180. Paused ones wait for the customer."""
    vips = [customer for customer in world.buyers if customer.row.get("value_tier") == "high"]
    ages = [*(190 + 9 * place for place in range(WARNED)), *(265 + 60 * place for place in range(LATE))]
    for place, age in enumerate([*ages, *[150] * PAUSED]):
        customer = vips[3 * place]
        paused = place >= WARNED + LATE
        row = _row(world, pick, customer, "fault" if paused or place % 2 else "outage", "phone") | {
            "contact": ref("contact", customer.contacts[0].number),
            "mobile": customer.contacts[0].mobile,
            "priority": "p3" if paused else "p1",
            "tier": "vip",
            "team": "second",
            "assignee": person(SECOND_LINE),
            "sla": ref("sla_policy", _policy("p3" if paused else "p1", True)),
            "status": ("waiting_customer", "on_hold")[place % 2] if paused else "working",
            "paused_at": minutes(-70) if paused else None,
            "sla_resolution": "breached" if WARNED <= place < WARNED + LATE else None,
            "first_response_at": minutes(9 - age),
            "contact_count": 1,
            "owner": person(SECOND_LINE),
            "created_at": minutes(-age),
        }
        world.add("ticket", row)
