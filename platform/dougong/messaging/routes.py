"""Routes of the messaging room: one's messages, how one is told, and the live stream."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request
from sse_starlette import EventSourceResponse

from dougong.kit.config import Configured
from dougong.kit.db import Db, Read, Write
from dougong.kit.errors import in_language, say
from dougong.kit.outbound import CallFailed
from dougong.kit.web import CurrentPerson, language_of, requires
from dougong.messaging import preferences, service
from dougong.messaging.channels import Channels
from dougong.messaging.channels.base import Outgoing
from dougong.messaging.live import Hub
from dougong.messaging.preferences import Way
from dougong.messaging.schemas import MAX_PAGE, Kind, MailTest, MarkRead, Preferences

router = APIRouter(tags=["messages"])
SIGNED_IN = [requires("signed_in", outside=True)]
ADMIN = [requires("admin")]
STREAM_SECONDS = 600
"""A stream ends by itself after ten minutes and is opened again: so a session that has ended ends here too."""
PING_SECONDS = 15
Document = dict[str, Any]


@router.get("/me/notifications", dependencies=SIGNED_IN)
def list_notifications(
    tx: Read,
    actor: CurrentPerson,
    request: Request,
    unread: bool = False,
    kind: Kind | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
    cursor: Annotated[str | None, Query(max_length=36)] = None,
) -> Document:
    return service.listing(
        tx, actor.person_id, language_of(request), unread=unread, kind=kind, limit=limit, cursor=cursor
    )


@router.get("/me/notifications/count", dependencies=SIGNED_IN)
def count_notifications(tx: Read, actor: CurrentPerson) -> Document:
    return {"unread": service.unread_count(tx, actor.person_id)}


@router.post("/me/notifications:read", dependencies=SIGNED_IN)
def read_notifications(tx: Write, actor: CurrentPerson, body: MarkRead) -> Document:
    return {"unread": service.mark_read(tx, actor.person_id, body.ids)}


@router.delete("/me/notifications/{notification_id}", dependencies=SIGNED_IN, status_code=204)
def remove_notification(notification_id: str, tx: Write, actor: CurrentPerson) -> None:
    service.remove(tx, actor.person_id, notification_id)


@router.get("/me/notification-preferences", dependencies=SIGNED_IN)
def get_preferences(tx: Read, actor: CurrentPerson, request: Request, settings: Configured) -> Document:
    return preferences.read(tx, actor.person_id, language_of(request), mail_available=bool(settings.smtp_url))


@router.put("/me/notification-preferences", dependencies=SIGNED_IN)
def put_preferences(
    tx: Write, actor: CurrentPerson, body: Preferences, request: Request, settings: Configured
) -> Document:
    items = {item.kind: Way(item.inbox, item.mail) for item in body.items}
    quiet = (body.quiet.from_, body.quiet.to) if body.quiet else None
    preferences.write(tx, actor.person_id, list(items.items()), quiet)
    return preferences.read(tx, actor.person_id, language_of(request), mail_available=bool(settings.smtp_url))


@router.get("/me/stream", dependencies=SIGNED_IN, response_class=EventSourceResponse)
async def stream(request: Request, actor: CurrentPerson) -> EventSourceResponse:
    """Tells when there is something new; what it is, the page asks for itself."""
    hub: Hub = request.app.state.hub
    return EventSourceResponse(changes(hub, actor.person_id), ping=PING_SECONDS, headers={"Cache-Control": "no-store"})


async def changes(hub: Hub, person: str, seconds: float = STREAM_SECONDS) -> AsyncIterator[dict[str, str]]:
    """The events of one stream, for at most `seconds`."""
    deadline = asyncio.get_running_loop().time() + seconds
    async with contextlib.aclosing(hub.follow(person)) as following:
        while (left := deadline - asyncio.get_running_loop().time()) > 0:
            try:
                async with asyncio.timeout(left):
                    topic, stamp = await anext(following)
            except TimeoutError:
                return
            yield {"event": "change", "data": orjson.dumps({"topic": topic, "stamp": stamp}).decode()}


@router.post("/mail:test", dependencies=ADMIN)
def test_mail(request: Request, body: MailTest, database: Db, settings: Configured, actor: CurrentPerson) -> Document:
    """Sends one mail now, so that an operator sees at once what is wrong."""
    language = language_of(request)
    if not settings.smtp_url:
        text = say("尚未设置 DOUGONG_SMTP_URL。", "DOUGONG_SMTP_URL is not set.")
        return {"ok": False, "message": in_language(text, language)}
    now = database.clock()
    title = in_language(say("斗拱测试邮件", "A test mail of Dougong"), language)
    text = say("收到此邮件，说明邮件设置正确。", "You can read this: mail works.")
    message = Outgoing(f"mail-test/{actor.person_id}/{now}", title, in_language(text, language), to=(body.to,))
    channels: Channels = request.app.state.channels
    try:
        channels.of("mail").send(message, {}, {}, now)
    except CallFailed as failed:
        return {"ok": False, "message": in_language(failed.reason, language)}
    return {"ok": True, "message": in_language(say("已发送。", "Sent."), language)}
