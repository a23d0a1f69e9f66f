"""Forgotten passwords, invitations by mail, and the book of letters."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from limits import RateLimitItemPerMinute
from pydantic import BaseModel

from dougong.accounts import post
from dougong.accounts.providers import shown_to_strangers
from dougong.identity import letters, people
from dougong.identity.entering import caller_of
from dougong.identity.schemas import Body, Email, Named
from dougong.kit.config import Configured
from dougong.kit.db import Read, Write
from dougong.kit.errors import Invalid, TooMany, say
from dougong.kit.pages import MAX_PAGE
from dougong.kit.rates import Rates
from dougong.kit.web import CurrentPerson, language_of, requires

router = APIRouter()
_PER_ACCOUNT = RateLimitItemPerMinute(3, 15)
_PER_ADDRESS = RateLimitItemPerMinute(30, 15)


class ResetAsked(Body):
    email: Email


class ProviderButton(BaseModel):
    id: str
    name: str


class SignInWays(BaseModel):
    """What the page of signing in offers."""

    providers: list[ProviderButton]
    mail: bool
    """Letters go out by themselves; else an administrator brings the link."""


class Letter(BaseModel):
    id: str
    kind: str
    person: Named
    address: str
    title: str
    text: str
    state: Literal["waiting", "sent", "kept", "failed"]
    reason: str | None
    has_link: bool
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime | None


class Outbox(BaseModel):
    items: list[Letter]
    next: str | None
    mail: bool
    public_url: bool
    """False: no mail can carry a link, because nobody said under which address people come."""


class LinkShown(BaseModel):
    url: str


@router.get("/sign-in-ways", tags=["session"], dependencies=[requires("public")])
def get_sign_in_ways(tx: Read, settings: Configured) -> SignInWays:
    buttons = [ProviderButton.model_validate(each) for each in shown_to_strangers(tx, settings)]
    return SignInWays(providers=buttons, mail=bool(settings.smtp_url and settings.public_url))


@router.post("/password-reset", tags=["session"], dependencies=[requires("public")], status_code=202)
def ask_password_reset(body: ResetAsked, tx: Write, request: Request) -> None:
    """A letter with a link, if there is such an account. The answer is the same in every case, and so is the work: who
    it is for is looked up by a job."""
    rates: Rates = request.app.state.rates
    rates.count(_PER_ADDRESS, "reset", "address", caller_of(request).ip)
    try:
        rates.count(_PER_ACCOUNT, "reset", "account", body.email)
    except TooMany:
        return  # no more letters for now, and nobody is told whether there were any
    letters.ask(tx, "reset", email=body.email)


_admin = APIRouter(tags=["people"], dependencies=[requires("admin")])


@_admin.post("/people/{person_id}/invitation:mail", dependencies=[requires("confirmed")], status_code=202)
def mail_invitation(person_id: str, tx: Write, actor: CurrentPerson) -> None:
    """The link of an invitation by mail; without mail it waits in the outbox."""
    if not people.get_person(tx, person_id)["active"]:
        raise Invalid(say("此人已停用。", "This person has been switched off."), "not_active")
    letters.ask(tx, "invitation", person_id=person_id, by=actor.person_id)


@_admin.get("/letters")
def list_letters(
    tx: Read,
    request: Request,
    settings: Configured,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
    cursor: str | None = None,
) -> Outbox:
    """What was, or would have been, mailed about accounts; without its links."""
    items, following = post.outbox(tx, language_of(request), limit, cursor)
    known = bool(settings.public_url)
    letters_shown = [Letter.model_validate(item) for item in items]
    return Outbox(items=letters_shown, next=following, mail=bool(settings.smtp_url), public_url=known)


@_admin.post("/letters/{letter_id}:reveal", dependencies=[requires("confirmed")])
def reveal_letter(letter_id: str, tx: Write, actor: CurrentPerson, settings: Configured) -> LinkShown:
    """The link of a letter that did not go out; noted in the audit log."""
    return LinkShown(url=settings.public_url.rstrip("/") + post.reveal(tx, actor, letter_id))


router.include_router(_admin)
