"""Routes of views shared by link: for those who design the app, and for whoever holds an address."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from dougong.identity.passwords import hash_password
from dougong.kit.config import Configured, Settings
from dougong.kit.db import Database, Db, Read, Write
from dougong.kit.errors import NotAllowed
from dougong.kit.rates import Rates
from dougong.kit.web import CurrentPerson, client_ip, requires
from dougong.records.public.settings import Password
from dougong.records.read_routes import caller_of, executor_of, json_response, parsed
from dougong.records.reading.aggregates import aggregate
from dougong.records.reading.query import ListQuery
from dougong.records.reading.reader import Reader
from dougong.records.routes import AppKey, FormKey
from dougong.records.schemas import Aggregate
from dougong.records.view_links import door, feed, links, page
from dougong.records.view_links.door import Visit
from dougong.records.view_links.links import ViewLinkBody

LINKS = "/apps/{app}/forms/{form}/view-links"
VIEW = "/public/views/{token}"
COOKIE = "dougong_view"
router = APIRouter(tags=["views shared by link"])
DESIGN, PUBLIC = [requires("design")], [requires("public")]
Token = Annotated[str, Path(max_length=64)]
LinkId = Annotated[str, Path(max_length=36)]
Document = dict[str, Any]


@router.get(LINKS, dependencies=DESIGN)
def list_view_links(app: AppKey, form: FormKey, tx: Read) -> Document:
    return links.listing(tx, app, form)


@router.post(LINKS, dependencies=DESIGN, status_code=201)
async def create_view_link(
    app: AppKey, form: FormKey, body: ViewLinkBody, request: Request, db: Db, actor: CurrentPerson, settings: Configured
) -> Document:
    """The address is in this answer and nowhere else."""
    caller = await caller_of(request)
    root = (settings.public_url or str(request.base_url)).rstrip("/")

    def make() -> Document:
        password = hash_password(body.password) if body.password else None  # 50 ms: before the transaction
        with db.transaction() as tx:
            return links.create(tx, actor, caller, form, body, password, root)

    return await run_in_threadpool(make)


@router.delete(LINKS + "/{link}", dependencies=DESIGN, status_code=204)
def delete_view_link(app: AppKey, form: FormKey, link: LinkId, tx: Write, actor: CurrentPerson) -> None:
    links.remove(tx, actor, app, form, link)


@router.get(VIEW, dependencies=PUBLIC)
def open_view(token: Token, tx: Read, request: Request, settings: Configured) -> Document:
    """How the view looks, and its fields; `{"state": "password"}` and no more until the password was given."""
    _rates(request).count(door.PER_READ, "view", client_ip(request))
    try:
        visit = door.enter(tx, token, request.cookies.get(COOKIE))
    except NotAllowed:
        return {"state": "password"}
    return page.document(visit, settings.map_document)


@router.post(VIEW + ":unlock", dependencies=PUBLIC, status_code=204)
def unlock_view(token: Token, body: Password, request: Request, db: Db, settings: Configured, out: Response) -> None:
    """The pass for the right password, in a cookie of this one address."""
    passed = door.unlock(db, _rates(request), token, body.password, client_ip(request))
    _remember(out, token, passed, settings)


@router.get(VIEW + "/records", dependencies=PUBLIC, response_class=Response)
async def list_view_records(token: Token, request: Request, db: Db) -> Response:
    """A page of the view's records. Filter, sort and fields as everywhere, over what is shown."""
    visit = await _visit(request, db, token)
    query = door.question(visit, parsed(ListQuery, request))
    found = await Reader(executor_of(request), visit.caller.app, visit.caller.access).page(visit.form, query)
    return json_response({**found, "items": [door.shown(visit, each) for each in found["items"]]})


@router.get(VIEW + "/calendar.ics", dependencies=PUBLIC, response_class=Response)
async def subscribe_to_calendar(token: Token, request: Request, db: Db) -> Response:
    """A calendar view as a feed for calendar programs. They know no passwords: a link with one has no feed."""
    visit = await _visit(request, db, token)
    query = door.question(visit, feed.question(visit))
    found = await Reader(executor_of(request), visit.caller.app, visit.caller.access).page(visit.form, query)
    text = feed.calendar(visit, found["items"], db.clock(), request.url.hostname or "dougong")
    headers = {"content-disposition": 'inline; filename="calendar.ics"'}
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)


@router.post(VIEW + "/records:aggregate", dependencies=PUBLIC, response_class=Response)
async def sum_view_records(token: Token, body: Aggregate, request: Request, db: Db) -> Response:
    """Counts and sums by group, where whoever shared the view may make them."""
    visit = await _visit(request, db, token)
    return json_response(await aggregate(executor_of(request), visit.caller, visit.form, door.sums(visit, body)))


async def _visit(request: Request, db: Database, token: str) -> Visit:
    def enter() -> Visit:
        _rates(request).count(door.PER_READ, "view", client_ip(request))
        with db.snapshot() as tx:
            return door.enter(tx, token, request.cookies.get(COOKIE))

    return await run_in_threadpool(enter)


def _rates(request: Request) -> Rates:
    rates: Rates = request.app.state.rates
    return rates


def _remember(response: Response, token: str, passed: str, settings: Settings) -> None:
    response.set_cookie(
        COOKIE, passed, path=f"/api/v1/public/views/{token}", httponly=True, samesite="lax",
        secure=settings.secure_cookies,
    )  # fmt: skip
