"""Links by which somebody chooses their password and is signed in: made by administrators, shown once, good once.

A visit of the page uses nothing up (programs that look at links visit them too); the password that is sent does.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select

from dougong.audit import service as audit
from dougong.identity.authentication import actor_of, hash_secret
from dougong.identity.models import invitation, person
from dougong.identity.people import get_person, set_password
from dougong.identity.signin import Caller, open_session
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import Invalid, NotFound, say
from dougong.kit.ids import new_id
from dougong.kit.web import Actor

GOOD_FOR = timedelta(days=7)
_c = invitation.c


def invite(tx: Transaction, actor: Actor, person_id: str) -> tuple[str, datetime]:
    """(the link's secret, when it ends) for somebody who may sign in; earlier links of theirs end."""
    if not get_person(tx, person_id)["active"]:
        raise Invalid(say("此人已停用。", "This person has been switched off."), "not_active")
    tx.execute(delete(invitation).where(_c.person_id == person_id))
    token, expires_at = secrets.token_urlsafe(32), tx.now + GOOD_FOR
    row = {"id": new_id(), "token_hash": hash_secret(token), "person_id": person_id, "created_by": actor.person_id}
    tx.execute(insert(invitation).values(**row, created_at=tx.now, expires_at=expires_at))
    audit.record(tx, actor, "person.invite", f"person:{person_id}")
    return token, expires_at


def invited(tx: Transaction, token: str) -> dict[str, Any]:
    """`{name, email, expires_at}` of whom the link is for; one 404 for every link that leads nowhere."""
    row = _find(tx, token)
    return {"name": row.name, "email": row.email, "expires_at": row.expires_at}


def take(tx: Transaction, settings: Settings, token: str, password_hash: str, caller: Caller) -> tuple[str, str]:
    """(the person, the cookie's secret): the password is set, the link ends, everything else signed in ends."""
    row = _find(tx, token)
    if not tx.execute(delete(invitation).where(_c.id == row.invitation)).rowcount:
        raise _gone()  # somebody was faster with the same link
    set_password(tx, actor_of(row), row.id, password_hash, must_change=False)
    secret = open_session(tx, settings, row.id, password_hash, caller)
    if secret is None:
        raise _gone()
    return row.id, secret


def _find(tx: Transaction, token: str) -> Row[Any]:
    statement = select(person, _c.id.label("invitation"), _c.expires_at).join(invitation, _c.person_id == person.c.id)
    row = tx.execute(statement.where(_c.token_hash == hash_secret(token), person.c.active)).first()
    if row is None or row.expires_at <= tx.now:
        raise _gone()
    return row


def _gone() -> NotFound:
    return NotFound(
        say("这个链接无效或已使用，请向管理员索取新的链接。", "This link has ended or was used; ask for a new one."),
        "link_not_found",
    )
