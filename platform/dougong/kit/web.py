"""Who asks, and what a route demands: every route declares its right, and the declaration is what enforces it.

`requires("admin")` in a route's `dependencies` names a right. The check behind the name is put into
`app.state.rights` by the room that owns it (identity: `public known session signed_in admin`; access: `design`,
`record:read` …), so a room can demand a right it knows only by name. `create_app` refuses a name nobody checks,
and `undeclared_routes` finds routes that declare nothing. People from *outside* (customers, partners) reach only the
routes that are declared open to them, `requires("signed_in", outside=True)`: a new route is closed to them until
somebody has looked at what it tells.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.requests import HTTPConnection

from dougong.kit.errors import LANGUAGES, NotAllowed, Unauthenticated, say

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Checker = Callable[[Request], Awaitable[None]]
_RIGHT = "__dougong_right__"
_OUTSIDE = "__dougong_outside__"


@dataclass(frozen=True, slots=True)
class TokenScope:
    """What an API token may at most do. Its owner's rights are the other limit: both must hold."""

    token_id: str
    apps: frozenset[str] | None
    """None: all apps of its owner."""
    ops: frozenset[str]

    def allows(self, op: str, app: str | None = None) -> bool:
        return op in self.ops and (app is None or self.apps is None or app in self.apps)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request or job, and the door they came through."""

    person_id: str
    name: str
    email: str
    is_admin: bool
    department_id: str | None
    locale: str
    timezone: str
    must_change_password: bool = False
    must_enrol: bool = False
    """Has to have a second factor and has none yet: nothing but enrolling works."""
    outside: bool = False
    """A customer or a partner: they know of the organisation only what grants to their roles give them."""
    ip: str = ""
    user_agent: str = ""
    door: str = "ui"
    """`ui` (browser session), `api` (token), `import`, `bulk`, `system`."""
    session_id: str | None = None
    token: TokenScope | None = None

    def token_allows(self, op: str, app: str | None = None) -> bool:
        """False when a token is used that does not cover `op` (in `app`); True for people in a browser."""
        return self.token is None or self.token.allows(op, app)


class Authenticates(Protocol):
    """What stands in `app.state.authenticator`; the identity room brings it."""

    async def authenticate(self, connection: HTTPConnection) -> Actor | None:
        """Who asks, or None when no valid session or token is shown. Cheap: remembered for a few seconds."""
        ...


async def actor_or_none(connection: HTTPConnection) -> Actor | None:
    """Who asks, found out once a request. For bare Starlette routes and for routes that also serve strangers."""
    state = connection.scope.setdefault("state", {})
    if "actor" not in state:
        authenticator: Authenticates = connection.app.state.authenticator
        state["actor"] = await authenticator.authenticate(connection)
    actor: Actor | None = state["actor"]
    return actor


async def authenticate(connection: HTTPConnection) -> Actor:
    """Who asks; a 401 for strangers."""
    actor = await actor_or_none(connection)
    if actor is None:
        raise Unauthenticated(say("请先登录。", "Please sign in first."), headers={"WWW-Authenticate": "Bearer"})
    return actor


async def _current(request: Request) -> Actor:
    return await authenticate(request)


CurrentPerson = Annotated[Actor, Depends(_current)]
"""The signed-in person of a route; 401 for strangers."""


async def _maybe(request: Request) -> Actor | None:
    return await actor_or_none(request)


MaybePerson = Annotated[Actor | None, Depends(_maybe)]
"""The signed-in person, or None: for routes that serve strangers too."""


@dataclass(frozen=True)
class Right:
    """The dependency behind `requires`: looks up the check by name and runs it before the route's transaction."""

    name: str
    outside: bool = False

    async def __call__(self, request: Request) -> None:
        checkers: dict[str, Checker] = request.app.state.rights
        await checkers[self.name](request)
        if not self.outside and self.name not in _OF_ANYBODY:
            actor = await actor_or_none(request)
            if actor is not None and actor.outside:
                raise NotAllowed(say("外部用户不能使用此功能。", "People from outside can't use this."), "outside")


_OF_ANYBODY = frozenset({"public", "known", "session", "confirmed"})
"""Rights over one's own sign-in, and of strangers; `confirmed` says how fresh a sign-in is, not whose."""


def requires(right: str, *, outside: bool = False) -> Any:
    """`dependencies=[requires("admin")]`: declares and enforces the right of a FastAPI route or of a whole router.
    `outside`: people from outside may use it too."""
    return Depends(Right(right, outside))


def declares(right: str, *, outside: bool = False) -> Callable[[Endpoint], Endpoint]:
    """Marks a bare Starlette endpoint that enforces `right` itself (see `enforce`)."""

    def mark(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _RIGHT, right)
        setattr(endpoint, _OUTSIDE, outside)
        return endpoint

    return mark


async def enforce(right: str, request: Request) -> None:
    """For bare Starlette endpoints: runs the check that `requires(right)` would run. FastAPI's own routes that end up
    here have been asked by their declaration."""
    endpoint = request.scope.get("endpoint")
    asked = endpoint is not None and not hasattr(endpoint, _RIGHT)
    await Right(right, getattr(endpoint, _OUTSIDE, asked))(request)


def declared_rights(app: FastAPI) -> Iterator[tuple[str, frozenset[str]]]:
    """`("GET /api/v1/people", {"admin"})` of every route there is."""
    for route in iter_route_contexts(app.routes):
        methods = ",".join(sorted((route.methods or set()) - {"HEAD"})) or "MOUNT"
        yield f"{methods} {route.path}", frozenset(_rights_of(route))


def open_to_outside(app: FastAPI) -> Iterator[str]:
    """The routes that people from outside may use, rights of strangers and over one's own sign-in among them."""
    for route in iter_route_contexts(app.routes):
        methods = ",".join(sorted((route.methods or set()) - {"HEAD"})) or "MOUNT"
        marked = list(_marks_of(route))
        if marked and all(mark.outside or mark.name in _OF_ANYBODY for mark in marked):
            yield f"{methods} {route.path}"


def undeclared_routes(app: FastAPI) -> Sequence[str]:
    """Routes that say nothing about who may use them; must be empty."""
    return [name for name, rights in declared_rights(app) if not rights]


def _rights_of(route: RouteContext) -> Iterator[str]:
    return (mark.name for mark in _marks_of(route))


def _marks_of(route: RouteContext) -> Iterator[Right]:
    for marked in (route.endpoint, getattr(route, "app", None)):
        if hasattr(marked, _RIGHT):
            yield Right(getattr(marked, _RIGHT), getattr(marked, _OUTSIDE, False))
    dependant = getattr(route, "dependant", None)
    if isinstance(dependant, Dependant):
        for each in dependant.dependencies:
            if isinstance(each.call, Right):
                yield each.call


def client_ip(connection: HTTPConnection) -> str:
    """The caller's address; the server has already resolved X-Forwarded-For of trusted proxies."""
    return connection.client.host if connection.client else ""


def language_of(connection: HTTPConnection) -> str:
    """The language of sentences: `Accept-Language` when it names one of ours, else the person's, else Chinese."""
    for part in connection.headers.get("accept-language", "").split(","):
        wanted = part.split(";")[0].strip().lower()
        for language in LANGUAGES:
            if wanted and wanted.split("-")[0] == language.split("-")[0].lower():
                return language
    actor: Actor | None = connection.scope.get("state", {}).get("actor")
    return actor.locale if actor else LANGUAGES[0]
