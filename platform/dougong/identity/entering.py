"""What the routes of signing in share: the cookie, and the answer to who has come in or half in."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import BaseModel

import dougong
from dougong.identity import signin
from dougong.identity.authentication import cookie_name
from dougong.identity.schemas import Me, MePerson
from dougong.identity.throttle import Throttle
from dougong.kit.config import Settings
from dougong.kit.db import Database, Transaction
from dougong.kit.web import client_ip


class CodeAsked(BaseModel):
    """The password was right; `POST /session/second-factor` with this ticket and a code goes on, within 10 minutes."""

    ticket: str


def _throttle(request: Request) -> Throttle:
    throttle: Throttle = request.app.state.throttle
    return throttle


Throttled = Annotated[Throttle, Depends(_throttle)]


def caller_of(request: Request) -> signin.Caller:
    return signin.Caller(client_ip(request), request.headers.get("user-agent", ""))


def me_of(tx: Transaction, person_id: str, must_enrol: bool = False) -> Me:
    """Who is signed in, as the page shows it."""
    facts = signin.me(tx, person_id) | {"must_enrol": must_enrol}
    return Me(person=MePerson.model_validate(facts), version=dougong.__version__)


def let_in(
    come: signin.Entered | signin.Asked, request: Request, response: Response, database: Database, settings: Settings
) -> Me | CodeAsked:
    """The cookie and who they are, or what is still asked."""
    if isinstance(come, signin.Asked):
        return CodeAsked(ticket=come.ticket)
    set_cookie(response, request, settings, come.secret)
    with database.snapshot() as tx:
        return me_of(tx, come.person_id, come.must_enrol)


def set_cookie(response: Response, request: Request, settings: Settings, secret: str) -> None:
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=settings.session_days * 24 * 3600,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies or request.url.scheme == "https",
    )


def drop_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(cookie_name(settings), path="/", secure=settings.secure_cookies, httponly=True)
