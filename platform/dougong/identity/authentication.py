"""Who asks: from a session cookie or an API token to an `Actor`, cheaply.

One indexed query finds the person; the answer is remembered in this process for `REMEMBER` seconds, keyed by the hash
of the secret. Every committed change to people, sessions or tokens made by this process empties the memory at once;
changes made by another process are seen after at most `REMEMBER` seconds. Unknown secrets are never remembered.
"""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Row, or_, select, update
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from dougong.identity.models import api_token, person, session
from dougong.kit.config import Settings
from dougong.kit.db import Database, Transaction
from dougong.kit.web import Actor, TokenScope, client_ip

COOKIE = "dougong_session"
HOST_COOKIE = f"__Host-{COOKIE}"
"""Over https: browsers take it from this very host only, so no neighbour under the same domain can plant one."""
TOKEN_PREFIX = "dg_"  # noqa: S105 - how our tokens begin, no secret
REMEMBER = 5.0
TOUCH_EVERY = timedelta(seconds=60)
TOPIC = "people"
"""Announced in every transaction that changes people, memberships, sessions or tokens."""
_MOST_REMEMBERED = 20_000


def hash_secret(secret: str) -> str:
    """SHA-256 is enough for secrets of 256 random bits: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class Shown:
    """What a request shows: the hash of a cookie or of a bearer token."""

    kind: str
    digest: str


def cookie_name(settings: Settings) -> str:
    """What the cookie of a session is called here."""
    return HOST_COOKIE if settings.secure_cookies else COOKIE


def shown_by(connection: HTTPConnection, cookie_name: str) -> Shown | None:
    """A bearer token wins over a cookie; a wrong token is not saved by a good cookie."""
    header = connection.headers.get("authorization")
    if header is not None:
        scheme, _, secret = header.partition(" ")
        return Shown("token", hash_secret(secret.strip())) if scheme.lower() == "bearer" else None
    cookie = connection.cookies.get(cookie_name)
    return Shown("session", hash_secret(cookie)) if cookie else None


class Authenticator:
    """Stands in `app.state.authenticator`; see `dougong.kit.web.Authenticates`."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._cookie = cookie_name(settings)
        self._idle = timedelta(minutes=settings.session_idle_minutes)
        self._memory: dict[Shown, tuple[float, Actor]] = {}
        self._generation = 0
        self._touches: dict[tuple[str, str], datetime] = {}
        self._lock = threading.Lock()
        database.listen(TOPIC, self._forget)

    async def authenticate(self, connection: HTTPConnection) -> Actor | None:
        shown = shown_by(connection, self._cookie)
        if shown is None:
            return None
        remembered = self._memory.get(shown)
        if remembered is not None and remembered[0] > time.monotonic():
            actor: Actor | None = remembered[1]
        else:
            actor = await run_in_threadpool(self._look_up, shown)
        if actor is None:
            return None
        return replace(actor, ip=client_ip(connection), user_agent=connection.headers.get("user-agent", "")[:300])

    @property
    def has_touches(self) -> bool:
        return bool(self._touches)

    def write_touches(self) -> None:
        """Notes when sessions and tokens were last used. Called after the answer is sent: it waits for no request."""
        with self._lock:
            touches, self._touches = self._touches, {}
        with self._database.transaction() as tx:
            for (kind, identifier), at in touches.items():
                if kind == "session":
                    tx.execute(update(session).where(session.c.id == identifier).values(last_seen_at=at))
                else:
                    tx.execute(update(api_token).where(api_token.c.id == identifier).values(last_used_at=at))

    def _forget(self, _value: object) -> None:
        with self._lock:
            self._generation += 1
            self._memory.clear()

    def _look_up(self, shown: Shown) -> Actor | None:
        generation = self._generation
        with self._database.snapshot() as tx:
            found = self._of_session(tx, shown) if shown.kind == "session" else self._of_token(tx, shown)
        if found is None or found.must_change_password or found.must_enrol:
            return found  # what they are held up by ends at once, in every process
        with self._lock:
            if generation == self._generation:  # else what was read may already be revoked
                if len(self._memory) >= _MOST_REMEMBERED:
                    self._memory.clear()
                self._memory[shown] = (time.monotonic() + REMEMBER, found)
        return found

    def _of_session(self, tx: Transaction, shown: Shown) -> Actor | None:
        c = session.c
        row = tx.execute(
            select(person, c.id.label("session_id"), c.last_seen_at, c.must_enrol)
            .join(session, c.person_id == person.c.id)
            .where(c.token_hash == shown.digest, c.expires_at > tx.now, c.last_seen_at > tx.now - self._idle)
            .where(person.c.active)
        ).first()
        if row is None:
            return None
        self._note("session", row.session_id, row.last_seen_at, tx.now)
        return replace(actor_of(row), session_id=row.session_id, must_enrol=row.must_enrol)

    def _of_token(self, tx: Transaction, shown: Shown) -> Actor | None:
        c = api_token.c
        row = tx.execute(
            select(person, c.id.label("token_id"), c.apps, c.ops, c.last_used_at)
            .join(api_token, c.person_id == person.c.id)
            .where(c.token_hash == shown.digest, or_(c.expires_at.is_(None), c.expires_at > tx.now))
            .where(person.c.active)
        ).first()
        if row is None:
            return None
        self._note("token", row.token_id, row.last_used_at, tx.now)
        apps = None if row.apps is None else frozenset(row.apps)
        return replace(actor_of(row), door="api", token=TokenScope(row.token_id, apps, frozenset(row.ops)))

    def _note(self, kind: str, identifier: str, last: datetime | None, now: datetime) -> None:
        if last is None or now - last >= TOUCH_EVERY:
            with self._lock:
                self._touches[kind, identifier] = now


def actor_of(row: Row[tuple[object, ...]]) -> Actor:
    """The actor of a row of `person`, with no door yet."""
    return Actor(
        person_id=row.id,
        name=row.name,
        email=row.email,
        is_admin=row.is_admin,
        department_id=row.department_id,
        locale=row.locale,
        timezone=row.timezone,
        must_change_password=row.must_change_password,
        outside=row.outside,
    )
