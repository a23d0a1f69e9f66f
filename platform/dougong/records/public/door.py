"""Coming by a public link: which one, who comes, and whether it is open to them now.

A visitor is a browser: a signed random id, kept in a cookie and by the page. Whoever clears both is somebody new; where
that matters a link asks for a signed-in person or is made out to recipients.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from limits import RateLimitItemPerMinute
from sqlalchemy import Row, select
from sqlalchemy.dialects import postgresql, sqlite

from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.identity.passwords import verify_password
from dougong.kit import public_link
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import NotAllowed, NotFound, Problem, TooMany, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.rates import Rates
from dougong.kit.web import Actor
from dougong.records.public import links
from dougong.records.public.models import form_link, form_link_answer, form_link_day, form_link_recipient
from dougong.records.public.settings import LinkSettings, settings_of
from dougong.records.public.variant import variant_catalog

State = Literal["open", "closed", "early", "ended", "full", "sign_in", "not_invited", "answered", "password"]
PER_PASSWORD_ADDRESS = RateLimitItemPerMinute(10, 15)
PER_PASSWORD_LINK = RateLimitItemPerMinute(300, 15)
_VISITOR, _PASS = "visitor", "pass"
_l, _a, _r, _d = form_link.c, form_link_answer.c, form_link_recipient.c, form_link_day.c


@dataclass(frozen=True)
class Guest:
    """What a request shows of itself, unverified: tokens of headers, cookie and address."""

    ip: str
    agent: str
    language: str
    person: Actor | None = None
    cookie: str | None = None
    visitor: str | None = None
    passed: str | None = None
    recipient: str | None = None


@dataclass(frozen=True)
class Opened:
    """A link that was found, and who comes. `catalog`: the app with the form as the link asks for it."""

    row: Row[Any]
    secret: str
    settings: LinkSettings
    catalog: AppCatalog
    visitor: str
    answerer: str | None
    """`person:…`, `recipient:…` or `visitor:…`; None for one who has to sign in or was not invited."""

    @property
    def visitor_token(self) -> str:
        return public_link.sign(self.secret, _VISITOR, self.visitor)

    @property
    def pass_token(self) -> str:
        return public_link.sign(self.secret, _pass_purpose(self.row), self.visitor)


def enter(tx: Transaction, token: str, guest: Guest, *, lock: bool = False) -> Opened:
    """The link behind an address; one 404 for every address that leads nowhere. `lock`: no answer beside this one."""
    wanted = select(form_link).where(_l.address_hash == public_link.hashed(token))
    row = tx.execute(wanted.with_for_update() if lock else wanted).first()
    if row is None:
        raise no_such_link()
    try:
        catalog = app_catalog(tx, row.app, hold=lock)
    except NotFound as gone:
        raise no_such_link() from gone
    if row.form not in catalog.forms:
        raise no_such_link()
    settings, secret = settings_of(row.settings), links.secret_of(tx, row)
    variant = variant_catalog(catalog, row.form, row.id, row.version, settings)
    visitor = _visitor(secret, guest)
    return Opened(row, secret, settings, variant, visitor, _answerer(tx, row, settings, secret, guest, visitor))


def state_of(tx: Transaction, link: Opened, guest: Guest) -> State:
    """What stands in the way, the first of it; `open` when nothing does."""
    row, settings = link.row, link.settings
    if not row.active or settings.signals is not None:  # signals come by a door of their own, without a page
        return "closed"
    if settings.opens_at is not None and tx.now < settings.opens_at:
        return "early"
    if settings.closes_at is not None and tx.now >= settings.closes_at:
        return "ended"
    if settings.who == "signed_in" and guest.person is None:
        return "sign_in"
    if link.answerer is None:
        return "not_invited"
    if has_answered(tx, link):
        return "answered"
    if settings.quota is not None and row.answers >= settings.quota:
        return "full"
    return "open" if has_passed(link, guest) else "password"


def has_passed(link: Opened, guest: Guest) -> bool:
    """Whether the password was given, by this very browser, since it was last changed."""
    if link.row.password_hash is None:
        return True
    return public_link.opened(link.secret, _pass_purpose(link.row), guest.passed) == link.visitor


def has_answered(tx: Transaction, link: Opened) -> bool:
    """Whether the link takes one answer each and has this one's."""
    if not link.settings.once and link.settings.who != "recipients":
        return False
    mine = (_a.link_id == link.row.id, _a.answerer == link.answerer)
    return tx.execute(select(_a.id).where(*mine).limit(1)).first() is not None


def must_be_open(tx: Transaction, link: Opened, guest: Guest) -> None:
    """Raises the problem that stands for the state; its code is `link_<state>`."""
    state = state_of(tx, link, guest)
    if state != "open":
        raise refusal(state)


def unlock(database: Database, rates: Rates, token: str, password: str, guest: Guest) -> tuple[Opened, str]:
    """The pass for a password. Tries are counted by address and by link. Raises NotAllowed, TooMany."""
    with database.snapshot() as tx:
        link = enter(tx, token, guest)
    try:
        rates.count(PER_PASSWORD_ADDRESS, "password", link.row.id, guest.ip)
        rates.count(PER_PASSWORD_LINK, "password", link.row.id)
    except TooMany as often:
        raise TooMany(
            say("密码尝试次数过多，请稍后再试。", "Too many tries; try again later."), headers=often.headers
        ) from often
    if not verify_password(link.row.password_hash, password):  # outside of the transaction: it takes 50 ms
        raise NotAllowed(say("密码不正确。", "The password is not right."), "wrong_password")
    return link, link.pass_token


def counted(tx: Transaction, link: Opened, *, views: int = 0, answers: int = 0) -> None:
    """One more on the link's day."""
    day = tx.now.astimezone(ZoneInfo(link.settings.timezone)).date()
    made = (postgresql.insert if tx.dialect == "postgresql" else sqlite.insert)(form_link_day)
    values = {"link_id": link.row.id, "day": day, "views": views, "answers": answers}
    more = {"views": _d.views + views, "answers": _d.answers + answers}
    tx.execute(made.values(**values).on_conflict_do_update(index_elements=["link_id", "day"], set_=more))


def no_such_link() -> NotFound:
    """One answer for every reason why not."""
    return NotFound(say("链接不存在或已失效。", "This link does not exist or is no longer valid."), "link_not_found")


_REASONS = {
    "closed": say("此表单已停止收集。", "This form takes no more answers."),
    "early": say("此表单尚未开放。", "This form is not open yet."),
    "ended": say("此表单的填写时间已结束。", "The time for this form is over."),
    "full": say("提交数量已达上限。", "This form has all the answers it takes."),
    "sign_in": say("请先登录再填写。", "Please sign in to fill in this form."),
    "not_invited": say("请使用发给您的专属链接。", "Use the link that was sent to you."),
    "answered": say("您已提交过。", "You have already answered."),
    "password": say("请先输入密码。", "Give the password first."),
}


def refusal(state: str) -> Problem:
    """The state as what a caller is told."""
    return NotAllowed(_REASONS[state], f"link_{state}")


def _visitor(secret: str, guest: Guest) -> str:
    """The cookie first: the page's own copy serves where there are none (inside a frame of another site)."""
    for shown in (guest.cookie, guest.visitor):
        found = public_link.opened(secret, _VISITOR, shown)
        if found is not None and is_id(found):
            return found
    return new_id()


def _answerer(
    tx: Transaction, row: Row[Any], settings: LinkSettings, secret: str, guest: Guest, visitor: str
) -> str | None:
    if settings.who == "signed_in":
        return f"person:{guest.person.person_id}" if guest.person else None
    if settings.who == "recipients":
        recipient = links.recipient_in(secret, guest.recipient)
        mine = (_r.id == recipient, _r.link_id == row.id)
        known = recipient is not None and tx.execute(select(_r.id).where(*mine)).first() is not None
        return f"recipient:{recipient}" if known else None
    return f"visitor:{visitor}"


def _pass_purpose(row: Row[Any]) -> str:
    """With the hash in it a pass ends when the password changes."""
    return f"{_PASS}:{row.password_hash}"
