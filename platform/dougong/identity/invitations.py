"""Links by which somebody chooses their password and is signed in: made by administrators and shown once, or mailed to
who forgot theirs. Good once.

A visit of the page uses nothing up (programs that look at links visit them too); the password that is sent does.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select

from dougong.audit import service as audit
from dougong.identity import letters
from dougong.identity.authentication import actor_of, hash_secret
from dougong.identity.models import invitation, person
from dougong.identity.people import get_person, set_password
from dougong.identity.signin import Asked, Caller, Entered, admit
from dougong.identity.tokens import delete_tokens
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import Invalid, NotFound, say
from dougong.kit.ids import new_id
from dougong.kit.web import Actor

GOOD_FOR = timedelta(days=7)
RESET_GOOD_FOR = timedelta(minutes=30)
WELCOME, RESET = "welcome", "reset"
_c = invitation.c


def invite(tx: Transaction, actor: Actor, person_id: str) -> tuple[str, datetime]:
    """(the link's secret, when it ends) for somebody who may sign in; earlier links of theirs end."""
    if not get_person(tx, person_id)["active"]:
        raise Invalid(say("此人已停用。", "This person has been switched off."), "not_active")
    audit.record(tx, actor, "person.invite", f"person:{person_id}")
    return make_link(tx, person_id, WELCOME, actor.person_id)


def make_link(tx: Transaction, person_id: str, purpose: str, by: str | None) -> tuple[str, datetime]:
    """(secret, end) of a new link; an earlier one for the same purpose ends."""
    tx.execute(delete(invitation).where(_c.person_id == person_id, _c.purpose == purpose))
    token, expires_at = secrets.token_urlsafe(32), tx.now + (RESET_GOOD_FOR if purpose == RESET else GOOD_FOR)
    row = {"id": new_id(), "token_hash": hash_secret(token), "person_id": person_id, "created_by": by}
    tx.execute(insert(invitation).values(**row, created_at=tx.now, expires_at=expires_at, purpose=purpose))
    return token, expires_at


def invited(tx: Transaction, token: str) -> dict[str, Any]:
    """`{name, email, expires_at, purpose}` of whom the link is for; one 404 for every link that leads nowhere."""
    row = _find(tx, token)
    return {"name": row.name, "email": row.email, "expires_at": row.expires_at, "purpose": row.purpose}


def take(tx: Transaction, settings: Settings, token: str, password_hash: str, caller: Caller) -> Entered | Asked:
    """The password is set, all links of theirs end, everything else signed in ends; they are in, or asked for their
    second factor: a mailbox is one factor, whoever reads it."""
    row = _find(tx, token)
    if not tx.execute(delete(invitation).where(_c.id == row.invitation)).rowcount:
        raise _gone()  # somebody was faster with the same link
    tx.execute(delete(invitation).where(_c.person_id == row.id))
    set_password(tx, actor_of(row), row.id, password_hash, must_change=False)
    if row.purpose == RESET:
        delete_tokens(tx, row.id)
        letters.ask(tx, "password_changed", person_id=row.id)
    come = admit(tx, settings, row.id, password_hash, caller, method="link")
    if come is None:
        raise _gone()
    return come


def _find(tx: Transaction, token: str) -> Row[Any]:
    columns = (_c.id.label("invitation"), _c.expires_at, _c.purpose)
    statement = select(person, *columns).join(invitation, _c.person_id == person.c.id)
    row = tx.execute(statement.where(_c.token_hash == hash_secret(token), person.c.active)).first()
    if row is None or row.expires_at <= tx.now:
        raise _gone()
    return row


def _gone() -> NotFound:
    return NotFound(
        say("这个链接无效或已使用，请向管理员索取新的链接。", "This link has ended or was used; ask for a new one."),
        "link_not_found",
    )
