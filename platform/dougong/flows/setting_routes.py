"""Routes of what flows lean on: working calendars and connections."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from dougong.apps.rights import design_app
from dougong.flows import calendars, connections, savings
from dougong.flows.design_schemas import Answer, CalendarBody, CalendarChange, ConnectionChange, ConnectionCreate
from dougong.flows.refusals import connection_not_found
from dougong.flows.savings import SavingsBody
from dougong.kit.db import Db, Read, Write
from dougong.kit.errors import in_language, say
from dougong.kit.ids import new_id
from dougong.kit.outbound import CallFailed
from dougong.kit.web import CurrentPerson, language_of, requires
from dougong.messaging.channels import Channels
from dougong.messaging.channels.base import Outgoing

router = APIRouter(tags=["flows"])
SIGNED_IN = [requires("signed_in")]
ADMIN = [requires("admin")]
DESIGN = [requires("design")]


@router.get("/calendars", dependencies=SIGNED_IN)
def list_calendars(tx: Read) -> Answer:
    return calendars.listing(tx)


@router.get("/calendars/holidays", dependencies=ADMIN)
def propose_holidays(year: Annotated[int, Query(ge=2000, le=2100)]) -> Answer:
    return dict(calendars.proposal(year))


@router.post("/calendars", dependencies=ADMIN, status_code=201)
def create_calendar(tx: Write, actor: CurrentPerson, body: CalendarBody) -> Answer:
    return calendars.create(tx, actor, body)


@router.put("/calendars/{key}", dependencies=ADMIN)
def change_calendar(key: str, tx: Write, actor: CurrentPerson, body: CalendarChange) -> Answer:
    return calendars.change(tx, actor, key, body)


@router.delete("/calendars/{key}", dependencies=ADMIN, status_code=204)
def delete_calendar(key: str, tx: Write, actor: CurrentPerson) -> None:
    calendars.remove(tx, actor, key)


@router.get("/apps/{app}/connections", dependencies=DESIGN)
def list_connections(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    return connections.listing(tx, design_app(tx, actor, app))


@router.post("/apps/{app}/connections", dependencies=DESIGN, status_code=201)
def create_connection(app: str, tx: Write, actor: CurrentPerson, body: ConnectionCreate) -> Answer:
    return connections.create(tx, actor, design_app(tx, actor, app), body)


@router.patch("/apps/{app}/connections/{key}", dependencies=DESIGN)
def change_connection(app: str, key: str, tx: Write, actor: CurrentPerson, body: ConnectionChange) -> Answer:
    return connections.change(tx, actor, design_app(tx, actor, app), key, body)


@router.delete("/apps/{app}/connections/{key}", dependencies=DESIGN, status_code=204)
def delete_connection(app: str, key: str, tx: Write, actor: CurrentPerson) -> None:
    connections.remove(tx, actor, design_app(tx, actor, app), key)


@router.post("/apps/{app}/connections/{key}:test", dependencies=DESIGN)
def test_connection(app: str, key: str, database: Db, actor: CurrentPerson, request: Request) -> Answer:
    """Sends a test message now. Nothing is sent inside a transaction."""
    language = language_of(request)
    with database.snapshot() as tx:
        found = connections.find(tx, design_app(tx, actor, app).id, key)
    if found is None:
        raise connection_not_found(key)
    channels: Channels = request.app.state.channels
    if found.kind not in channels.by_kind:
        return {
            "ok": True,
            "message": in_language(say("已保存；在流程中试用。", "Stored; try it in a flow."), language),
        }
    title = in_language(say("斗拱测试消息", "A test message of Dougong"), language)
    message = Outgoing(f"test/{new_id()}", title, in_language(say("连接正常。", "The connection works."), language))
    try:
        channels.of(found.kind).send(message, found.settings, found.secrets, database.clock())
    except CallFailed as failed:
        return {"ok": False, "message": in_language(failed.reason, language)}
    return {"ok": True, "message": in_language(say("已发送。", "Sent."), language)}


@router.get("/apps/{app}/step-savings", dependencies=DESIGN)
def list_step_savings(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    """What an automatic step of each type is worth, in minutes."""
    return savings.listing(tx, design_app(tx, actor, app))


@router.put("/apps/{app}/step-savings", dependencies=DESIGN)
def change_step_savings(app: str, tx: Write, actor: CurrentPerson, body: SavingsBody) -> Answer:
    return savings.change(tx, actor, design_app(tx, actor, app), body)
