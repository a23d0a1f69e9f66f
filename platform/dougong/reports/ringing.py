"""The alerts of a dashboard that ring now, shown on it to the people who are told of them, and to nobody else: what an
alert says is what the publisher of the dashboard may see."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from dougong.kit.db import Transaction
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from dougong.reports import receivers
from dougong.reports.definitions import DashboardRow
from dougong.reports.models import RINGING, dashboard_firing
from engines.report.definition import Alert, Dashboard

_MOST = 20


def ringing_for(tx: Transaction, actor: Actor, row: DashboardRow, dashboard: Dashboard) -> list[dict[str, Any]]:
    """`[{alert, tile, label, text, fired_at}]`, newest first."""
    f = dashboard_firing.c
    statement = select(dashboard_firing).where(f.dashboard_id == row.id, RINGING).order_by(f.fired_at.desc(), f.id)
    firings = tx.execute(statement.limit(_MOST)).all()
    if not firings:
        return []
    rings = {firing.alert for firing in firings}
    mine = {each.key: each for each in dashboard.alerts if each.key in rings and _is_told(tx, actor, row.app, each)}
    return [
        {
            "alert": firing.alert,
            "tile": mine[firing.alert].tile,
            "label": mine[firing.alert].label or firing.alert,
            "text": firing.text,
            "fired_at": iso_instant(firing.fired_at),
        }
        for firing in firings
        if firing.alert in mine
    ]


def _is_told(tx: Transaction, actor: Actor, app: str, alert: Alert) -> bool:
    return any(one.person_id == actor.person_id for one in receivers.people_of(tx, app, alert.to))
