"""Signing in and out: sessions kept by the server, known to the browser by a random cookie."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from dougong.audit import service as audit
from dougong.identity import passwords
from dougong.identity.authentication import TOPIC, actor_of, hash_secret
from dougong.identity.models import department, person, session
from dougong.identity.throttle import Throttle
from dougong.kit.config import Settings
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import NotFound, Unauthenticated, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.web import Actor


@dataclass(frozen=True)
class Caller:
    """Where a sign-in comes from."""

    ip: str
    user_agent: str


def sign_in(
    database: Database, settings: Settings, throttle: Throttle, email: str, password: str, caller: Caller
) -> tuple[str, str]:
    """→ (the cookie's secret, the person's id). Unknown, wrong and switched-off accounts answer alike, in like time.

    The hash is computed outside any transaction; the session is then made only if the account is still the same.
    """
    email = email.strip().lower()
    throttle.count_try(email, caller.ip)
    with database.snapshot() as tx:
        row = tx.execute(select(person).where(person.c.email == email)).first()
    right = passwords.verify_password(row.password_hash if row and row.active else None, password)
    fresh = passwords.hash_password(password) if row and right and passwords.needs_rehash(row.password_hash) else None
    if row is not None and right:
        with database.transaction() as tx:
            secret = open_session(tx, settings, row.id, row.password_hash, caller, fresh)
        if secret is not None:
            throttle.forgive(email)
            return secret, row.id
    with database.transaction() as tx:
        target = f"person:{row.id}" if row else f"email:{email[:150]}"
        audit.record(tx, None, "session.refuse", target, ip=caller.ip, user_agent=caller.user_agent)
    raise Unauthenticated(say("邮箱或密码不正确。", "The e-mail or the password is not right."), "wrong_credentials")


def open_session(
    tx: Transaction, settings: Settings, person_id: str, stored: str, caller: Caller, fresh_hash: str | None = None
) -> str | None:
    """A session for somebody whose password was just verified against `stored`. → the cookie's secret; None when the
    account has another password by now, or is switched off. `fresh_hash` replaces `stored`."""
    c = person.c
    same = tx.execute(select(person).where(c.id == person_id, c.active, c.password_hash == stored)).first()
    if same is None:
        return None
    if fresh_hash:
        tx.execute(update(person).where(c.id == person_id).values(password_hash=fresh_hash))
    secret, session_id = secrets.token_urlsafe(32), new_id()
    tx.execute(
        insert(session).values(
            id=session_id,
            token_hash=hash_secret(secret),
            person_id=person_id,
            created_at=tx.now,
            last_seen_at=tx.now,
            expires_at=tx.now + timedelta(days=settings.session_days),
            ip=caller.ip[:64],
            user_agent=caller.user_agent[:300],
        )
    )
    audit.record(
        tx, actor_of(same), "session.create", f"session:{session_id}", ip=caller.ip, user_agent=caller.user_agent
    )
    return secret


def close_session(tx: Transaction, actor: Actor, session_id: str) -> None:
    """Ends one of one's own sessions; 404 when it isn't."""
    c = session.c
    gone = (
        is_id(session_id)
        and tx.execute(delete(session).where(c.id == session_id, c.person_id == actor.person_id)).rowcount
    )
    if not gone:
        raise NotFound(say("找不到这个登录会话。", "There is no such session."))
    audit.record(tx, actor, "session.delete", f"session:{session_id}")
    tx.announce(TOPIC)


def close_sessions(tx: Transaction, actor: Actor | None, person_id: str, *, keep: str | None = None) -> int:
    """Signs somebody out everywhere (but for the session `keep`). → how many sessions ended"""
    c = session.c
    statement = delete(session).where(c.person_id == person_id)
    ended = tx.execute(statement.where(c.id != keep) if keep else statement).rowcount
    audit.record(tx, actor, "session.delete_all", f"person:{person_id}", {"ended": ended})
    tx.announce(TOPIC)
    return ended


def sessions_of(tx: Transaction, actor: Actor, settings: Settings) -> list[dict[str, Any]]:
    """One's own live sessions, the latest used first."""
    c = session.c
    alive = tx.now - timedelta(minutes=settings.session_idle_minutes)
    rows = tx.execute(
        select(session)
        .where(c.person_id == actor.person_id, c.expires_at > tx.now, c.last_seen_at > alive)
        .order_by(c.last_seen_at.desc(), c.id)
    )
    return [dict(row._mapping) | {"current": row.id == actor.session_id} for row in rows]


def me(tx: Transaction, person_id: str) -> dict[str, Any]:
    """The person of `Me`: what the page shows of oneself."""
    row = tx.execute(
        select(person, department.c.name.label("department_name"))
        .outerjoin(department, department.c.id == person.c.department_id)
        .where(person.c.id == person_id)
    ).one()
    own = {"id": row.department_id, "name": row.department_name} if row.department_id else None
    keys = ("id", "name", "email", "phone", "locale", "timezone", "is_admin", "outside", "must_change_password")
    return {key: row._mapping[key] for key in keys} | {"department": own}


def forget_expired(tx: Transaction, idle_minutes: int) -> int:
    """Drops sessions nobody can use any more; called once an hour."""
    c = session.c
    idle = tx.now - timedelta(minutes=idle_minutes)
    return tx.execute(delete(session).where((c.expires_at <= tx.now) | (c.last_seen_at <= idle))).rowcount
