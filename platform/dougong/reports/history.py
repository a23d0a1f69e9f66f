"""What became of deliveries and alerts, for those who design the dashboard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from dougong.identity.models import person
from dougong.kit import jobs
from dougong.kit.db import Transaction
from dougong.kit.errors import in_language
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from dougong.messaging.service import MAIL
from dougong.reports import schedules
from dougong.reports.definitions import DashboardRow
from dougong.reports.delivering import BY_HAND, delivery_of
from dougong.reports.models import RINGING, dashboard_clock, dashboard_firing, dashboard_sending
from dougong.reports.problems import alert_not_found, delivery_not_found
from engines.report.definition import Dashboard

_c, _s, _f = dashboard_clock.c, dashboard_sending.c, dashboard_firing.c
Document = dict[str, Any]


def deliveries(tx: Transaction, row: DashboardRow) -> Document:
    """`GET …/deliveries`: those of the published version, when each is next due, and how the last went."""
    clocks, dashboard = _clocks(tx, row, schedules.DELIVERY), _published(row)
    last: dict[str, datetime] = {
        each.delivery: each.at
        for each in tx.execute(
            select(_s.delivery, func.max(_s.due_at).label("at")).where(_s.dashboard_id == row.id).group_by(_s.delivery)
        )
    }
    items = [
        {
            **delivery.model_dump(mode="json"),
            "next_at": _instant(clocks[delivery.key].next_at) if delivery.key in clocks else None,
            "last": _outcome(tx, row, delivery.key, last[delivery.key]) if delivery.key in last else None,
        }
        for delivery in (dashboard.deliveries if dashboard else ())
    ]
    return {"items": items, "mail_available": MAIL.on}


def sendings(tx: Transaction, row: DashboardRow, key: str, limit: int, language: str) -> Document:
    """`GET …/deliveries/{key}/sendings`, newest first; those sent by hand too."""
    _delivery(row, key)
    mine = (_s.dashboard_id == row.id, _s.delivery.in_((key, BY_HAND + key)))
    found = select(dashboard_sending, person.c.name).join(person, person.c.id == _s.person_id).where(*mine)
    rows = tx.execute(found.order_by(_s.due_at.desc(), _s.id.desc()).limit(limit)).all()
    return {
        "items": [
            {
                "person": each.person_id,
                "name": each.name,
                "due_at": iso_instant(each.due_at),
                "by_hand": each.delivery != key,
                "state": each.state,
                "reason": in_language(each.reason, language) if each.reason else None,
                "sent_at": _instant(each.sent_at),
            }
            for each in rows
        ]
    }


def send_now(tx: Transaction, actor: Actor, row: DashboardRow, key: str) -> str | None:
    """A mail of the delivery to the caller alone, with the caller's rights. → the job"""
    _delivery(row, key)
    at = iso_instant(tx.now)
    args = {"dashboard": row.id, "delivery": BY_HAND + key, "at": at, "only": actor.person_id}
    return jobs.enqueue(tx, schedules.DELIVER_JOB, args, owner_id=actor.person_id)


def alerts(tx: Transaction, row: DashboardRow, language: str) -> Document:
    """`GET …/alerts`: those of the published version, when each was asked last, and which groups ring."""
    clocks, dashboard = _clocks(tx, row, schedules.ALERT), _published(row)
    ringing: dict[str, list[Document]] = defaultdict(list)
    for each in tx.execute(
        select(dashboard_firing).where(_f.dashboard_id == row.id, RINGING).order_by(_f.fired_at.desc(), _f.id)
    ):
        ringing[each.alert].append(_firing(each, language))
    items = []
    for alert in dashboard.alerts if dashboard else ():
        noted: Mapping[str, Any] = (clocks[alert.key].checkpoint if alert.key in clocks else None) or {}
        problem = noted.get("problem")
        items.append(
            {
                **alert.model_dump(mode="json"),
                "checked_at": noted.get("at"),
                "problem": in_language(problem, language) if problem else None,
                "ringing": ringing[alert.key],
            }
        )
    return {"items": items}


def firings(tx: Transaction, row: DashboardRow, key: str, limit: int, language: str) -> Document:
    """`GET …/alerts/{key}/firings`, newest first."""
    dashboard = _published(row)
    if dashboard is None or all(alert.key != key for alert in dashboard.alerts):
        raise alert_not_found(key)
    mine = (_f.dashboard_id == row.id, _f.alert == key)
    rows = tx.execute(select(dashboard_firing).where(*mine).order_by(_f.fired_at.desc(), _f.id.desc()).limit(limit))
    return {"items": [_firing(each, language) for each in rows]}


def _outcome(tx: Transaction, row: DashboardRow, key: str, at: datetime) -> Document:
    """How many mails of one due time are in which state."""
    mine = (_s.dashboard_id == row.id, _s.delivery == key, _s.due_at == at)
    counts = tx.execute(select(_s.state, func.count().label("n")).where(*mine).group_by(_s.state)).all()
    states = dict.fromkeys(("waiting", "sent", "dropped", "failed"), 0)
    return {"due_at": iso_instant(at), **states, **{each.state: each.n for each in counts}}


def _firing(each: Row[Any], language: str) -> Document:
    return {
        "id": each.id,
        "text": in_language(each.text, language),
        "values": each.measured,
        "fired_at": iso_instant(each.fired_at),
        "calmed_at": _instant(each.calmed_at),
    }


def _clocks(tx: Transaction, row: DashboardRow, kind: str) -> dict[str, Row[Any]]:
    mine = (_c.dashboard_id == row.id, _c.kind == kind)
    return {each.key: each for each in tx.execute(select(dashboard_clock).where(*mine))}


def _published(row: DashboardRow) -> Dashboard | None:
    return None if row.published is None else Dashboard.model_validate(row.published)


def _delivery(row: DashboardRow, key: str) -> None:
    dashboard = _published(row)
    if dashboard is None or key.startswith(BY_HAND) or delivery_of(dashboard, key) is None:
        raise delivery_not_found(key)


def _instant(at: datetime | None) -> str | None:
    return iso_instant(at) if at is not None else None
