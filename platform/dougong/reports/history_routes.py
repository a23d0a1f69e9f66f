"""Routes of deliveries and alerts: what is planned, what was sent, what rang."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from dougong.apps.rights import design_app
from dougong.audit.service import record
from dougong.kit.db import Read, Transaction, Write
from dougong.kit.web import Actor, CurrentPerson, language_of, requires
from dougong.reports import drafts, history
from dougong.reports.definitions import DashboardRow
from dougong.reports.schemas import Answer

router = APIRouter(tags=["reports"], dependencies=[requires("design")])
DASHBOARD = "/apps/{app}/dashboards/{dashboard}"
Limit = Annotated[int, Query(ge=1, le=200)]


def _row(tx: Transaction, actor: Actor, app: str, key: str) -> DashboardRow:
    return drafts.find(tx, design_app(tx, actor, app), key)


@router.get(f"{DASHBOARD}/deliveries")
def list_deliveries(app: str, dashboard: str, tx: Read, actor: CurrentPerson) -> Answer:
    return history.deliveries(tx, _row(tx, actor, app, dashboard))


@router.get(f"{DASHBOARD}/deliveries/{{delivery}}/sendings")
def list_sendings(
    app: str, dashboard: str, delivery: str, tx: Read, actor: CurrentPerson, request: Request, limit: Limit = 50
) -> Answer:
    return history.sendings(tx, _row(tx, actor, app, dashboard), delivery, limit, language_of(request))


@router.post(f"{DASHBOARD}/deliveries/{{delivery}}:send", status_code=202)
def send_delivery_to_me(app: str, dashboard: str, delivery: str, tx: Write, actor: CurrentPerson) -> Answer:
    row = _row(tx, actor, app, dashboard)
    job = history.send_now(tx, actor, row, delivery)
    record(tx, actor, "dashboard.send", f"{app}/{dashboard}", {"delivery": delivery}, app=row.app)
    return {"job": job}


@router.get(f"{DASHBOARD}/alerts")
def list_alerts(app: str, dashboard: str, tx: Read, actor: CurrentPerson, request: Request) -> Answer:
    return history.alerts(tx, _row(tx, actor, app, dashboard), language_of(request))


@router.get(f"{DASHBOARD}/alerts/{{alert}}/firings")
def list_firings(
    app: str, dashboard: str, alert: str, tx: Read, actor: CurrentPerson, request: Request, limit: Limit = 50
) -> Answer:
    return history.firings(tx, _row(tx, actor, app, dashboard), alert, limit, language_of(request))
