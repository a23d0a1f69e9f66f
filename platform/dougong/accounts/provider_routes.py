"""Signing in through a provider, and setting providers up."""

from __future__ import annotations

import hmac
import secrets
from typing import Annotated
from urllib.parse import quote

import structlog
from fastapi import APIRouter, Query, Request
from limits import RateLimitItemPerMinute
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row
from starlette.responses import RedirectResponse

from dougong.accounts import arrivals, oidc, providers
from dougong.identity import signin, tickets
from dougong.identity.entering import caller_of, set_cookie
from dougong.identity.policy_routes import RoleName
from dougong.identity.schemas import Body
from dougong.kit.config import Configured, Settings
from dougong.kit.db import Database, Db, Read, Transaction, Write
from dougong.kit.errors import Conflict, Problem, in_language, say
from dougong.kit.outbound import outbound
from dougong.kit.rates import Rates
from dougong.kit.web import CurrentPerson, language_of, requires

router = APIRouter()
_log = structlog.get_logger(__name__)
_PER_ADDRESS = RateLimitItemPerMinute(100, 15)
_TICKET = "oidc"
COOKIE = "dougong_sign_in"
_PATH = "/api/v1/sign-in"

Domain = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, max_length=253, pattern=r"^(\*|[a-z0-9-]+(\.[a-z0-9-]+)+)$"
    ),
]


class ProviderValues(Body):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    issuer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=300)]
    client_id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    client_secret: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    domains: Annotated[list[Domain], Field(min_length=1, max_length=50)]
    """Of addresses it may speak for; `*`: of all."""
    creates: bool = False
    roles: Annotated[list[RoleName], Field(max_length=50)] = Field(default_factory=list)
    trusted: bool = False
    active: bool = True


class ProviderChange(Body):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)] | None = None
    issuer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=300)] | None = None
    client_id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] | None = None
    client_secret: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)] | None = None
    domains: Annotated[list[Domain], Field(min_length=1, max_length=50)] | None = None
    creates: bool | None = None
    roles: Annotated[list[RoleName], Field(max_length=50)] | None = None
    trusted: bool | None = None
    active: bool | None = None
    version: int | None = None


class ProviderShown(BaseModel):
    id: str
    name: str
    issuer: str
    client_id: str
    domains: list[str]
    creates: bool
    roles: list[str]
    trusted: bool
    active: bool
    version: int
    people: int
    """Who have signed in through it."""


class ProviderList(BaseModel):
    items: list[ProviderShown]
    callback: str | None
    """What to enter at the provider (with the id at the end of it); None while nobody said under which address people
    come."""


class ProviderMade(BaseModel):
    id: str


class TestResult(BaseModel):
    ok: bool
    message: str


@router.get("/sign-in/{provider_id}", tags=["session"], dependencies=[requires("public")])
def start_sign_in(
    provider_id: str,
    request: Request,
    database: Db,
    settings: Configured,
    next: Annotated[str, Query(max_length=500)] = "/",
) -> RedirectResponse:
    """Sends the browser to the provider, with a cookie by which it is known when it comes back."""
    rates: Rates = request.app.state.rates
    rates.count(_PER_ADDRESS, "oidc", caller_of(request).ip)
    sent = oidc.Sent(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
    try:
        with database.snapshot() as tx:
            row = providers.get(tx, provider_id, active=True)
            provider = _provider(tx, settings, row)
        address = provider.address(sent)
    except Problem as problem:
        return _back(problem, request)
    with database.transaction() as tx:
        document = vars(sent) | {"provider": row.id, "next": _own_place(next)}
        ticket = tickets.make(tx, _TICKET, None, document)
    answer = RedirectResponse(address, 303)
    answer.set_cookie(
        COOKIE, ticket, max_age=600, path=_PATH, httponly=True, samesite="lax", secure=settings.secure_cookies
    )
    return answer


@router.get("/sign-in/{provider_id}/callback", tags=["session"], dependencies=[requires("public")])
def finish_provider_sign_in(
    provider_id: str,
    request: Request,
    database: Db,
    settings: Configured,
    code: Annotated[str, Query(max_length=4000)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
    iss: Annotated[str | None, Query(max_length=300)] = None,
    error: Annotated[str, Query(max_length=200)] = "",
) -> RedirectResponse:
    """Where the provider sends the browser back to: a session, or the sign-in page with what is still missing."""
    try:
        come, place = _arrive(request, database, settings, provider_id, code, state, iss, error)
    except Problem as problem:
        _log.warning("provider_sign_in_refused", provider=provider_id, reason=str(problem))
        answer = _back(problem, request)
    else:
        if isinstance(come, signin.Asked):  # behind the #, so that it reaches no server's log
            answer = RedirectResponse(f"/sign-in?next={quote(place, safe='')}#{come.ticket}", 303)
        else:
            answer = RedirectResponse(place, 303)
            set_cookie(answer, request, settings, come.secret)
    answer.delete_cookie(COOKIE, path=_PATH)
    return answer


def _arrive(
    request: Request,
    database: Database,
    settings: Settings,
    provider_id: str,
    code: str,
    state: str,
    iss: str | None,
    error: str,
) -> tuple[signin.Entered | signin.Asked, str]:
    with database.transaction() as tx:
        ticket = tickets.find(tx, _TICKET, request.cookies.get(COOKIE, ""))
        tickets.use(tx, ticket)  # whatever comes of it: a code, a state, a nonce are good once
        kept = ticket.document
        row = providers.get(tx, provider_id, active=True)
        provider = _provider(tx, settings, row)
    if kept["provider"] != provider_id or not hmac.compare_digest(kept["state"].encode(), state.encode()):
        raise oidc.refused("another state than was sent")
    if iss is not None and iss != row.issuer:  # RFC 9207
        raise oidc.refused("another issuer than was asked")
    if error or not code:
        raise oidc.refused(error or "no code")
    sent = oidc.Sent(kept["state"], kept["nonce"], kept["verifier"])
    claims = provider.claims(code, sent, database.clock())
    with database.transaction() as tx:
        return arrivals.arrive(tx, settings, row, claims, caller_of(request)), kept["next"]


def _provider(tx: Transaction, settings: Settings, row: Row[tuple[object, ...]]) -> oidc.Provider:
    if not settings.public_url:
        raise Conflict(say("请先设置 DOUGONG_PUBLIC_URL。", "Set DOUGONG_PUBLIC_URL first."), "no_public_url")
    client = oidc.Client(row.issuer, row.client_id, providers.secret_of(tx, row), _callback(settings, row.id))
    return oidc.Provider(outbound(settings), client)


def _callback(settings: Settings, provider_id: str) -> str:
    return f"{settings.public_url.rstrip('/')}{_PATH}/{provider_id}/callback"


def _back(problem: Problem, request: Request) -> RedirectResponse:
    """To the sign-in page, which says what went wrong."""
    text = in_language(problem.detail, language_of(request))
    return RedirectResponse(f"/sign-in?problem={quote(text[:300], safe='')}", 303)


def _own_place(place: str) -> str:
    """Only a place of our own page: an address from elsewhere would be an open redirect."""
    fine = place.startswith("/") and not place.startswith(("//", "/\\")) and place.isprintable() and "\\" not in place
    return place if fine else "/"


_admin = APIRouter(tags=["people"], dependencies=[requires("admin")])


@_admin.get("/identity-providers")
def list_identity_providers(tx: Read, settings: Configured) -> ProviderList:
    callback = _callback(settings, "") if settings.public_url else None
    return ProviderList(items=[ProviderShown.model_validate(each) for each in providers.listing(tx)], callback=callback)


@_admin.post("/identity-providers", dependencies=[requires("confirmed")], status_code=201)
def create_identity_provider(
    body: ProviderValues, tx: Write, actor: CurrentPerson, settings: Configured
) -> ProviderMade:
    return ProviderMade(id=providers.add(tx, actor, settings, body.model_dump()))


@_admin.patch("/identity-providers/{provider_id}", dependencies=[requires("confirmed")], status_code=204)
def update_identity_provider(
    provider_id: str, body: ProviderChange, tx: Write, actor: CurrentPerson, settings: Configured
) -> None:
    providers.change(tx, actor, settings, provider_id, body.given())


@_admin.delete("/identity-providers/{provider_id}", dependencies=[requires("confirmed")], status_code=204)
def delete_identity_provider(provider_id: str, tx: Write, actor: CurrentPerson) -> None:
    """Nobody signs in through it any more; accounts stay."""
    providers.remove(tx, actor, provider_id)


@_admin.post("/identity-providers/{provider_id}:test")
def test_identity_provider(provider_id: str, request: Request, database: Db, settings: Configured) -> TestResult:
    """Asks the issuer for what it publishes."""
    try:
        with database.snapshot() as tx:
            provider = _provider(tx, settings, providers.get(tx, provider_id))
        provider.metadata()
    except Problem as problem:
        return TestResult(ok=False, message=in_language(problem.detail, language_of(request)))
    return TestResult(ok=True, message=in_language(say("连接正常", "The provider answers"), language_of(request)))


router.include_router(_admin)
