"""Where web pages, apps and mails send signals to. No cookie is read or set here, so any site may ask (`OPEN_PATH`)."""

from __future__ import annotations

from pathlib import Path as File
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, RedirectResponse

from dougong.kit.db import Database, Db, Read
from dougong.kit.errors import Invalid, TooLarge, say
from dougong.kit.web import client_ip, declares, enforce, language_of, requires
from dougong.records.public import signals
from dougong.records.public.door import Guest
from dougong.records.public.routes import Counted, Token, rates_of
from dougong.records.public.settings import SignalBody
from dougong.records.routes import listeners_of

OPEN_PATH = "/api/v1/signals/"
_AT = "/signals/{token}"
_SCRIPT = (File(__file__).parent / "signals.js").read_text("utf-8")
_SEEN = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002014c003b")
"""A picture of one transparent point."""
_OURS = {"referrer-policy": "no-referrer", "cache-control": "no-store", "x-robots-tag": "noindex"}
_SHARED = {"cross-origin-resource-policy": "cross-origin"}
Signed = Annotated[str, Query(max_length=8_000)]
router = APIRouter(tags=["public forms"])
PUBLIC = [requires("public")]


def _guest(request: Request) -> Guest:
    """Neither who they are nor what they use is kept of those who send."""
    return Guest(ip=client_ip(request), agent="", language=language_of(request))


@declares("public")
async def send_signals(request: Request) -> Response:
    """A batch of events: JSON, also as plain text, as `navigator.sendBeacon` sends it without asking first."""
    await enforce("public", request)
    guest, token = _guest(request), request.path_params["token"]
    rates = rates_of(request)
    rates.count(signals.PER_ADDRESS, "signal", guest.ip)
    rates.count(signals.PER_LINK, "signal", token[:64])
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > signals.MAX_BYTES:
        raise _too_large()
    raw = await request.body()
    if len(raw) > signals.MAX_BYTES:
        raise _too_large()
    try:
        body = SignalBody.model_validate_json(raw)
    except ValidationError as wrong:
        raise Invalid(say("事件格式不正确。", "These are no signals."), "bad_signals") from wrong
    database: Database = request.app.state.database
    origin, listeners = request.headers.get("origin"), listeners_of(request)

    def work() -> dict[str, int]:
        with database.transaction() as tx:
            return signals.take(tx, token, guest, origin, body, listeners)

    return JSONResponse(await run_in_threadpool(work), 202, headers=_SHARED)


def _too_large() -> TooLarge:
    return TooLarge(say("一次最多 64 KB。", "At most 64 KB at once."))


router.add_route(_AT, send_signals, methods=["POST"])


@router.get(_AT + "/open", dependencies=PUBLIC, response_class=RedirectResponse)
def follow_signed_address(token: Token, request: Request, db: Db, rates: Counted, p: Signed) -> Response:
    """Notes that a signed address was followed, and leads on to the page it names."""
    guest = _guest(request)
    rates.count(signals.PER_ADDRESS, "signal", guest.ip)
    with db.transaction() as tx:
        to = signals.follow(tx, token, guest, p, listeners_of(request), lead=True)
    return RedirectResponse(str(to), 303, headers=_OURS)


@router.get(_AT + "/seen.gif", dependencies=PUBLIC, response_class=Response)
def see_signed_picture(token: Token, request: Request, db: Db, rates: Counted, p: Signed) -> Response:
    """Notes that a mail was shown with its pictures."""
    guest = _guest(request)
    rates.count(signals.PER_ADDRESS, "signal", guest.ip)
    with db.transaction() as tx:
        signals.follow(tx, token, guest, p, listeners_of(request), lead=False)
    return Response(_SEEN, media_type="image/gif", headers=_OURS | _SHARED)


@router.get(_AT + "/page.js", dependencies=PUBLIC, response_class=Response)
def script_for_pages(token: Token, request: Request, tx: Read) -> Response:
    """The script that a web page takes in: it sends to the address it came from."""
    signals.enter(tx, token, _guest(request))
    headers = {"cache-control": "public, max-age=3600", **_SHARED}
    return Response(_SCRIPT, media_type="text/javascript; charset=utf-8", headers=headers)
