"""What goes on around tickets: logs, calls, surveys and answers (R63, R99, R123, R124, R152).

Planted: NPS of the newest wave is better than of the one before; answers to 发票 tickets complain of waiting."""

from __future__ import annotations

import random

from scripts.crm_data import office_hours, ticket_texts
from scripts.crm_data.people import CSM
from scripts.crm_data.tickets import Ticket
from scripts.crm_data.words import Row, at, person, ref
from scripts.crm_data.world import World, office_minute, picker

LOGGED, CALLS = 420, 150
CSAT, CES = 420, 80
WAVES = (("前一轮", -190, 90), ("本轮", -40, 110))
"""NPS waves: name, first day, answers."""
_SURVEYS = (
    ("工单满意度", "csat", "您对本次服务满意吗？", 1, 5, "up", "很不满意", "非常满意"),
    ("客户推荐度 NPS", "nps", "您有多大可能把我们推荐给同行或朋友？", 0, 10, "up", "完全不可能", "非常可能"),
    ("费力度 CES", "ces1", "您为解决此次问题付出了多少精力？", 1, 5, "down", "非常少", "非常多"),
    ("费力度 CES 2.0", "ces2", "公司让我很容易就解决了问题，您同意吗？", 1, 7, "up", "非常不同意", "非常同意"),
)
_NPS = {
    "high": (2, 22, 76), "growing": (6, 34, 60), "promising": (14, 40, 46), "dormant": (34, 40, 26), "lost": (56, 30, 14),
}  # fmt: skip
_NPS_WORDS = {
    "good": ("数据准，现场师傅也专业，已经推荐给兄弟厂。", "上线快，看得见效果。", "续费没犹豫。", "客户经理每个季度都来，很踏实。"),
    "middle": ("功能够用，报表希望再灵活一些。", "价格略高，服务不错。", "偶尔掉线，其他都好。"),
    "bad": ("发票总要催，财务很头疼。", "换了三个对接人，每次都要重新讲一遍。", "用了半年还没达到承诺的效果。", "响应慢，希望有专人负责。"),
}  # fmt: skip


def add_service(world: World, tickets: list[Ticket]) -> None:
    """Surveys, logs of the newest tickets, calls, and 700 answers."""
    pick = picker("service")
    for name, kind, question, low, high, orientation, low_text, high_text in _SURVEYS:
        row: Row = {"name": name, "kind": kind, "question": question, "low": low, "high": high}
        row |= {"orientation": orientation, "low_text": low_text, "high_text": high_text, "active": True}
        world.add("survey", {**row, "intro": "只需一分钟，您的回答会直接送到负责人。", "owner": person("he_ying")})
    for ticket in tickets[-LOGGED:]:
        _logs(world, pick, ticket)
    phoned = [ticket for ticket in tickets if ticket.channel == "phone"]
    for ticket in sorted(pick.sample(phoned, CALLS), key=lambda one: one.created):
        _call(world, pick, ticket)
    rated = [ticket for ticket in tickets if ticket.score is not None]
    for ticket in sorted(pick.sample(rated, CSAT), key=lambda one: one.created):
        _csat(world, pick, ticket)
    for number, ticket in enumerate(pick.sample([one for one in tickets if one.solved is not None], CES)):
        _ces(world, pick, ticket, first=number < CES // 2)
    for wave in WAVES:
        _nps(world, pick, *wave)


def _logs(world: World, pick: random.Random, ticket: Ticket) -> None:
    subject = world.rows["ticket"][ticket.number - 1]
    texts: list[tuple[str, int, str, bool]] = [
        ("customer", ticket.created, str(subject["description"]), False),
        ("system", ticket.created + 1, "已收到您的请求，工单已分派，客服会尽快联系您。", True),
        ("agent", ticket.answered, ticket_texts.ANSWERS[ticket.kind], False),
    ]
    if pick.random() < 0.5:
        texts.append(("customer", ticket.answered + 9, pick.choice(ticket_texts.THANKS), False))
    if ticket.solved is not None:
        texts.append(("agent", ticket.solved, str(subject["resolution"]), False))
    for who, when, text, auto in sorted(texts, key=lambda entry: entry[1]):
        _log(world, ticket, who, when, text, auto=auto)
    if pick.random() < 0.3:
        _log(world, ticket, "internal", ticket.answered + 4, pick.choice(ticket_texts.INTERNAL), auto=False)


def _log(world: World, ticket: Ticket, who: str, when: int, text: str, *, auto: bool) -> None:
    inside = who == "internal"
    by = person(ticket.assignee) if who in ("agent", "internal") else None
    row: Row = {"ticket": ref("ticket", ticket.number), "customer": ref("customer", ticket.customer.number)}
    row |= {"visibility": "internal" if inside else "public", "from": "agent" if inside else who, "by": by}
    row |= {"at": office_hours.told(when), "text": text, "auto": True if auto else None}
    world.add("ticket_log", {**row, "created_at": office_hours.told(when)})


def _call(world: World, pick: random.Random, ticket: Ticket) -> None:
    contact = world.rows["contact"][ticket.contact - 1]
    row: Row = {
        "ticket": ref("ticket", ticket.number),
        "customer": ref("customer", ticket.customer.number),
        "contact": ref("contact", ticket.contact),
        "direction": pick.choices(("in", "out"), (70, 30))[0],
        "number": contact["mobile"],
        "at": office_hours.told(ticket.created),
        "duration": pick.randint(45, 900),
        "recording": f"https://calls.example.com/{ticket.number:06}.mp3",
        "transcript": pick.choice(ticket_texts.CALLS),
        "created_at": office_hours.told(ticket.created + 16),
        "owner": person(ticket.assignee),
    }
    world.add("call_log", row)


def _csat(world: World, pick: random.Random, ticket: Ticket) -> None:
    assert ticket.score is not None and ticket.solved is not None
    mood = "good" if ticket.score >= 4 else "middle" if ticket.score == 3 else "bad"
    comment = pick.choice(ticket_texts.COMMENTS[mood]) if mood != "good" or pick.random() < 0.4 else None
    if mood == "bad" and ticket.kind == "billing":
        comment = pick.choice(ticket_texts.COMMENTS["bad"][::3])
    _answer(world, ticket, 1, ticket.score, comment)


def _ces(world: World, pick: random.Random, ticket: Ticket, *, first: bool) -> None:
    if first:
        _answer(world, ticket, 3, pick.choices((1, 2, 3, 4, 5), (34, 33, 18, 10, 5))[0], None)
    else:
        _answer(world, ticket, 4, pick.choices((2, 3, 4, 5, 6, 7), (3, 6, 12, 22, 32, 25))[0], None)


def _answer(world: World, ticket: Ticket, survey: int, score: int, comment: str | None) -> None:
    assert ticket.solved is not None
    row: Row = {
        "survey": ref("survey", survey),
        "kind": _SURVEYS[survey - 1][1],
        "score": score,
        "comment": comment,
        "ticket": ref("ticket", ticket.number),
        "customer": ref("customer", ticket.customer.number),
        "contact": ref("contact", ticket.contact),
        "agent": person(ticket.assignee),
        "sent_at": office_hours.told(ticket.solved + 5),
        "at": office_hours.told(ticket.solved + 90),
        "created_at": office_hours.told(ticket.solved + 90),
    }
    world.add("survey_response", row)


def _nps(world: World, pick: random.Random, wave: str, start: int, count: int) -> None:
    """One answer per customer and wave."""
    asked = [customer for customer in world.buyers if customer.created < start and "value_tier" in customer.row]
    for customer in pick.sample(asked, min(count, len(asked))):
        weights = _NPS[customer.row["value_tier"]]
        if wave == WAVES[0][0]:
            weights = (weights[0] + 7, weights[1] + 6, weights[2])
        mood = pick.choices(("bad", "middle", "good"), weights)[0]
        score = pick.choice({"bad": (2, 4, 5, 6, 6), "middle": (7, 8, 8), "good": (9, 9, 10)}[mood])
        when = start + pick.randint(0, 20)
        minute = office_minute(pick)
        row: Row = {
            "survey": ref("survey", 2),
            "kind": "nps",
            "score": score,
            "comment": pick.choice(_NPS_WORDS[mood]) if pick.random() < 0.7 else None,
            "customer": ref("customer", customer.number),
            "contact": ref("contact", customer.contacts[0].number),
            "wave": wave,
            "agent": person(CSM),
            "sent_at": at(start - 1, 600),
            "at": at(when, minute),
            "created_at": at(when, minute),
        }
        world.add("survey_response", row)
        customer.row["nps_last"] = score
