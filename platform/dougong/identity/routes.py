"""One's own account: sessions, password, tokens. What concerns others stands in `people_routes`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from dougong.identity import (
    factor_routes,
    invitations,
    letters,
    passwords,
    people,
    people_routes,
    policy_routes,
    signin,
    tokens,
)
from dougong.identity.entering import CodeAsked, Throttled, caller_of, drop_cookie, let_in, me_of
from dougong.identity.schemas import (
    InvitationTaken,
    Invited,
    Me,
    MeChange,
    PasswordChange,
    SessionItem,
    SessionList,
    SignIn,
    TokenCreate,
    TokenCreated,
    TokenItem,
    TokenList,
)
from dougong.kit.config import Configured
from dougong.kit.db import Db, Read, Write
from dougong.kit.errors import FieldError, Invalid, say
from dougong.kit.web import CurrentPerson, MaybePerson, requires

router = APIRouter()
_own = APIRouter(tags=["session"])


Token = Annotated[str, Path(max_length=64)]


@_own.post("/session", dependencies=[requires("public")])
def sign_in(
    body: SignIn, request: Request, response: Response, database: Db, settings: Configured, throttle: Throttled
) -> Me | CodeAsked:
    """Signs in with a fresh session, whatever was in the cookie before; with a second factor, half way."""
    come = signin.sign_in(database, settings, throttle, body.email, body.password, caller_of(request))
    return let_in(come, request, response, database, settings)


@_own.get("/invitations/{token}", dependencies=[requires("public")])
def get_invitation(token: Token, tx: Read) -> Invited:
    """Whom the link is for."""
    return Invited.model_validate(invitations.invited(tx, token))


@_own.post("/invitations/{token}", dependencies=[requires("public")])
def take_invitation(
    token: Token,
    body: InvitationTaken,
    request: Request,
    response: Response,
    database: Db,
    settings: Configured,
    throttle: Throttled,
) -> Me | CodeAsked:
    """The password somebody chooses by their link, which ends with it; they are signed in, or asked for a code."""
    caller = caller_of(request)
    throttle.count_try(f"invitation:{caller.ip}", caller.ip)
    with database.snapshot() as tx:
        email = invitations.invited(tx, token)["email"]
    passwords.require_good_password(body.password, email=email)
    hashed = passwords.hash_password(body.password)
    with database.transaction() as tx:
        come = invitations.take(tx, settings, token, hashed, caller)
    return let_in(come, request, response, database, settings)


@_own.get("/session", dependencies=[requires("known")])
def get_session(tx: Read, actor: CurrentPerson) -> Me:
    return me_of(tx, actor.person_id, actor.must_enrol)


@_own.delete("/session", dependencies=[requires("public")], status_code=204)
def sign_out(actor: MaybePerson, tx: Write, response: Response, settings: Configured) -> None:
    """Ends this session; fine when there is none."""
    if actor is not None and actor.session_id is not None:
        signin.close_session(tx, actor, actor.session_id)
    drop_cookie(response, settings)


@_own.delete("/sessions", dependencies=[requires("session")], status_code=204)
def sign_out_everywhere(
    tx: Write, actor: CurrentPerson, response: Response, settings: Configured, others: bool = False
) -> None:
    """`others`: this session stays."""
    signin.close_sessions(tx, actor, actor.person_id, keep=actor.session_id if others else None)
    if not others:
        drop_cookie(response, settings)


@_own.get("/sessions", dependencies=[requires("session")])
def list_sessions(tx: Read, actor: CurrentPerson, settings: Configured) -> SessionList:
    rows = signin.sessions_of(tx, actor, settings)
    return SessionList(items=[SessionItem.model_validate(row) for row in rows])


@_own.delete("/sessions/{session_id}", dependencies=[requires("session")], status_code=204)
def delete_session(session_id: str, tx: Write, actor: CurrentPerson) -> None:
    signin.close_session(tx, actor, session_id)


@_own.patch("/me", dependencies=[requires("own_session", outside=True)])
def update_me(body: MeChange, tx: Write, actor: CurrentPerson) -> Me:
    people.update_person(tx, actor, actor.person_id, body.given(nullable=("phone",)))
    return me_of(tx, actor.person_id)


@_own.post("/me/password", dependencies=[requires("session")], status_code=204)
def change_my_password(body: PasswordChange, database: Db, actor: CurrentPerson, throttle: Throttled) -> None:
    """Asks for the old password, and ends all other sessions."""
    throttle.count_try(actor.email, actor.ip)
    with database.snapshot() as tx:
        email, stored = people.password_facts(tx, actor.person_id)
    if not passwords.verify_password(stored, body.old):
        wrong = say("原密码不正确。", "The old password is not right.")
        raise Invalid(wrong, "wrong_password", [FieldError("old", "wrong_password", wrong)])
    passwords.require_good_password(body.new, email=email, field="new")
    if body.new == body.old:
        same = say("新密码不能与原密码相同。", "The new password must differ from the old one.")
        raise Invalid(same, "same_password", [FieldError("new", "same_password", same)])
    hashed = passwords.hash_password(body.new)
    with database.transaction() as tx:
        people.set_password(tx, actor, actor.person_id, hashed, must_change=False, keep_session=actor.session_id)
        letters.ask(tx, "password_changed", person_id=actor.person_id)
    throttle.forgive(email)


@_own.get("/tokens", dependencies=[requires("own_session")])
def list_tokens(tx: Read, actor: CurrentPerson) -> TokenList:
    return TokenList(items=[TokenItem.model_validate(row) for row in tokens.tokens_of(tx, actor.person_id)])


@_own.post("/tokens", dependencies=[requires("own_session"), requires("confirmed")], status_code=201)
def create_token(body: TokenCreate, tx: Write, actor: CurrentPerson) -> TokenCreated:
    """The answer carries the secret, this once."""
    row = tokens.create_token(
        tx, actor, actor.person_id, name=body.name, apps=body.apps, ops=body.ops, expires_at=body.expires_at
    )
    return TokenCreated.model_validate(row)


@_own.delete("/tokens/{token_id}", dependencies=[requires("own_session")], status_code=204)
def delete_token(token_id: str, tx: Write, actor: CurrentPerson) -> None:
    tokens.delete_token(tx, actor, token_id)


router.include_router(_own)
router.include_router(factor_routes.router)
router.include_router(policy_routes.router)
router.include_router(people_routes.router)
