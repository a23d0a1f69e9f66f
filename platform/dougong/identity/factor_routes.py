"""The second step of signing in, one's own second factor, and showing again who one is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import segno
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, StringConstraints

from dougong.identity import factor, letters, passwords, people, policy, signin
from dougong.identity.authentication import TOPIC
from dougong.identity.entering import CodeAsked, Throttled, caller_of, let_in
from dougong.identity.models import person
from dougong.identity.schemas import Body, Me, Password
from dougong.kit.config import Configured
from dougong.kit.db import Db, Read, Write
from dougong.kit.errors import FieldError, Invalid, NotAllowed, say
from dougong.kit.web import CurrentPerson, requires

router = APIRouter(tags=["session"])

Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=6, max_length=40)]


class SecondStep(Body):
    ticket: Annotated[str, StringConstraints(max_length=64)]
    code: Code
    """Of the app, or a recovery code."""


class CodeShown(Body):
    code: Code


class Proof(Body):
    password: Password | None = None
    code: Code | None = None


class FactorState(BaseModel):
    on: bool
    since: datetime | None
    codes_left: int
    required: bool
    """Demanded by the administrator: can't be turned off."""


class EnrolmentBegun(BaseModel):
    secret: str
    uri: str
    qr: str
    """A picture as a data address."""


class RecoveryCodes(BaseModel):
    codes: list[str]
    """Shown this once."""


@router.post("/session/second-factor", dependencies=[requires("public")])
def finish_sign_in(
    body: SecondStep, request: Request, response: Response, database: Db, settings: Configured, throttle: Throttled
) -> Me | CodeAsked:
    """The code after the password."""
    come = signin.second_step(database, settings, throttle, body.ticket, body.code, caller_of(request))
    return let_in(come, request, response, database, settings)


@router.post("/session/confirm", dependencies=[requires("session")], status_code=204)
def confirm_session(body: Proof, database: Db, actor: CurrentPerson, throttle: Throttled) -> None:
    """Shows again who one is: by a code when there is a second factor, else by the password."""
    throttle.count_try(f"confirm:{actor.person_id}", actor.ip)
    with database.snapshot() as tx:
        coded = factor.is_on(tx, actor.person_id)
        _, stored = people.password_facts(tx, actor.person_id)
    if not coded and not (body.password and passwords.verify_password(stored, body.password)):
        wrong = say("密码不正确。", "The password is not right.")
        raise Invalid(wrong, "wrong_password", [FieldError("password", "wrong_password", wrong)])
    with database.transaction() as tx:
        if coded and not (body.code and factor.check(tx, actor.person_id, body.code)):
            raise factor.wrong_code()
        signin.confirm(tx, actor)
    throttle.forgive(f"confirm:{actor.person_id}")


@router.get("/me/second-factor", dependencies=[requires("session")])
def get_second_factor(tx: Read, actor: CurrentPerson) -> FactorState:
    row = tx.execute(person.select().where(person.c.id == actor.person_id)).one()
    return FactorState(**factor.state(tx, actor.person_id), required=policy.demands(tx, row))


@router.post("/me/second-factor", dependencies=[requires("session"), requires("confirmed")], status_code=201)
def begin_second_factor(tx: Write, actor: CurrentPerson) -> EnrolmentBegun:
    """A secret for the app on the phone, which counts once `:confirm` was sent a code of it."""
    _refuse_first_password(actor.must_change_password)
    made = factor.begin(tx, actor)
    picture = segno.make_qr(made.uri, error="m").svg_data_uri(scale=4, border=2, light="white")
    return EnrolmentBegun(secret=made.secret, uri=made.uri, qr=picture)


@router.post("/me/second-factor:confirm", dependencies=[requires("session")])
def confirm_second_factor(body: CodeShown, database: Db, actor: CurrentPerson, throttle: Throttled) -> RecoveryCodes:
    """Turns it on. All other sessions end, as they were opened without it."""
    throttle.count_try(f"confirm:{actor.person_id}", actor.ip)
    with database.transaction() as tx:
        codes = factor.finish(tx, actor, body.code)
        signin.close_sessions(tx, actor, actor.person_id, keep=actor.session_id)
        letters.ask(tx, "second_factor_on", person_id=actor.person_id)
    return RecoveryCodes(codes=codes)


@router.post("/me/recovery-codes", dependencies=[requires("own_session", outside=True), requires("confirmed")])
def renew_recovery_codes(tx: Write, actor: CurrentPerson) -> RecoveryCodes:
    """New ones; the old ones end."""
    return RecoveryCodes(codes=factor.renew_codes(tx, actor))


@router.delete(
    "/me/second-factor", dependencies=[requires("own_session", outside=True), requires("confirmed")], status_code=204
)
def remove_second_factor(tx: Write, actor: CurrentPerson) -> None:
    """Turns it off, unless it is demanded."""
    row = tx.execute(person.select().where(person.c.id == actor.person_id)).one()
    if policy.demands(tx, row):
        raise NotAllowed(
            say("管理员要求使用两步验证，不能关闭。", "Your administrator demands two-step verification."), "demanded"
        )
    factor.remove(tx, actor, actor.person_id)
    signin.close_sessions(tx, actor, actor.person_id, keep=actor.session_id)
    letters.ask(tx, "second_factor_off", person_id=actor.person_id)
    tx.announce(TOPIC)


def _refuse_first_password(pending: bool) -> None:
    """Who still has the password somebody else made chooses their own first."""
    if pending:
        raise NotAllowed(
            say("请先修改密码，再继续使用。", "Please change your password first."), "password_change_required"
        )
