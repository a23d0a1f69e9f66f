"""Signing in and out: sessions kept by the server, known to the browser by a random cookie."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from dougong.audit import service as audit
from dougong.identity import factor, passwords, policy, tickets
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


@dataclass(frozen=True)
class Entered:
    """A session: what the cookie carries, and whether a second factor must be set up before anything else."""

    secret: str
    person_id: str
    must_enrol: bool = False


@dataclass(frozen=True)
class Asked:
    """The first factor was right; the ticket and a code give the session."""

    ticket: str


TICKET = "second_factor"


def sign_in(
    database: Database, settings: Settings, throttle: Throttle, email: str, password: str, caller: Caller
) -> Entered | Asked:
    """Unknown, wrong and switched-off accounts answer alike, in like time.

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
            come = admit(tx, settings, row.id, row.password_hash, caller, fresh_hash=fresh)
        if come is not None:
            throttle.forgive(email)
            return come
    with database.transaction() as tx:
        target = f"person:{row.id}" if row else f"email:{email[:150]}"
        audit.record(tx, None, "session.refuse", target, ip=caller.ip, user_agent=caller.user_agent)
    raise Unauthenticated(say("邮箱或密码不正确。", "The e-mail or the password is not right."), "wrong_credentials")


def admit(
    tx: Transaction,
    settings: Settings,
    person_id: str,
    stored: str,
    caller: Caller,
    *,
    method: str = "password",
    trusted: bool = False,
    fresh_hash: str | None = None,
) -> Entered | Asked | None:
    """Somebody whose first factor was just right: in, or asked for the second. None when the account is another by now.
    `trusted`: a provider has seen to the second factor."""
    if not trusted and factor.is_on(tx, person_id):
        return Asked(tickets.make(tx, TICKET, person_id, {"method": method}))
    secret = open_session(tx, settings, person_id, stored, caller, fresh_hash, method=method, proved=trusted)
    if secret is None:
        return None
    held = select(session.c.must_enrol).where(session.c.token_hash == hash_secret(secret))
    return Entered(secret, person_id, tx.execute(held).scalar_one())


def second_step(
    database: Database, settings: Settings, throttle: Throttle, ticket: str, code: str, caller: Caller
) -> Entered:
    """The code after the password: of the app or a recovery code. 401 for a ticket that has ended, 422 for a wrong
    code."""
    with database.snapshot() as tx:
        person_id = tickets.find(tx, TICKET, ticket).person_id
    throttle.count_try(f"second:{person_id}", caller.ip)
    with database.transaction() as tx:
        row = tickets.find(tx, TICKET, ticket)
        who = tx.execute(select(person).where(person.c.id == person_id, person.c.active)).first()
        if who is None:
            raise tickets.gone()
        right = factor.check(tx, person_id, code)
        if right:
            tickets.use(tx, row)
            method = row.document["method"]
            secret = open_session(tx, settings, person_id, who.password_hash, caller, method=method, proved=True)
        else:
            told = {"step": "second_factor"}
            where = {"ip": caller.ip, "user_agent": caller.user_agent}
            audit.record(tx, None, "session.refuse", f"person:{person_id}", told, **where)
    if not right or secret is None:
        raise factor.wrong_code()
    throttle.forgive(f"second:{person_id}")
    return Entered(secret, person_id)


def open_session(
    tx: Transaction,
    settings: Settings,
    person_id: str,
    stored: str,
    caller: Caller,
    fresh_hash: str | None = None,
    *,
    method: str = "password",
    proved: bool = False,
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
            method=method,
            proved=proved,
            must_enrol=not proved and not factor.is_on(tx, person_id) and policy.demands(tx, same),
        )
    )
    told = {"method": method, "second_factor": proved}
    where = {"ip": caller.ip, "user_agent": caller.user_agent}
    audit.record(tx, actor_of(same), "session.create", f"session:{session_id}", told, **where)
    return secret


def confirm(tx: Transaction, actor: Actor) -> None:
    """They have shown once more who they are."""
    tx.execute(update(session).where(session.c.id == actor.session_id).values(confirmed_at=tx.now))
    audit.record(tx, actor, "session.confirm", f"session:{actor.session_id}")


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
    tickets.drop_of(tx, person_id)
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
    proof = (
        "code"
        if factor.is_on(tx, person_id)
        else "nothing"
        if row.password_hash == passwords.NO_PASSWORD
        else "password"
    )
    return {key: row._mapping[key] for key in keys} | {"department": own, "confirms_by": proof}


def forget_expired(tx: Transaction, idle_minutes: int) -> int:
    """Drops sessions nobody can use any more; called once an hour."""
    c = session.c
    idle = tx.now - timedelta(minutes=idle_minutes)
    tickets.forget_expired(tx)
    return tx.execute(delete(session).where((c.expires_at <= tx.now) | (c.last_seen_at <= idle))).rowcount
