"""Telling people: a row in their list, a live sign, perhaps a mail; each at most once per key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, false, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from dougong.kit import jobs
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import NotFound, Text, in_language, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.many import Inserting
from dougong.kit.types import iso_instant
from dougong.messaging import live, preferences
from dougong.messaging.models import notification
from dougong.messaging.preferences import Way

MAIL_JOB = "messaging.mail"
NOBODYS = (".example", ".invalid")
"""Ends of addresses that are nobody's for ever (RFC 2606), as the invented people of demo data have: no mail goes."""


@dataclass
class MailSwitch:
    """Whether this installation sends mail; set by each door from its settings."""

    on: bool = False


MAIL = MailSwitch()


def use_mail(settings: Settings) -> None:
    """Called once by each door: without an SMTP server no mail is even noted."""
    MAIL.on = bool(settings.smtp_url)


@dataclass(frozen=True)
class Addressee:
    """Somebody to tell, with what the messaging room can't know of people. `person_id` "": only an address. `way`: how
    they want to be told of the kind of message, when it is known already."""

    person_id: str
    email: str
    locale: str
    timezone: str
    way: Way | None = None


@dataclass(frozen=True)
class Message:
    """What people are told. `key` names what happened: told again, nobody is told twice.

    `link`: `{app, form, record, instance, task, dashboard}`, those that apply. `by`: whose deed it was."""

    key: str
    kind: str
    title: Text
    text: Text
    link: Mapping[str, Any] | None = None
    by: str | None = None


def notify(tx: Transaction, people: Sequence[Addressee], message: Message, *, mail: bool = True) -> int:
    """Tells each of `people` as they wish, inside the transaction. → how many had not been told yet

    `mail` False: they get no mail of it, because a mail is sent anyway."""
    by_id = {person.person_id: person for person in people}
    ways = {person.person_id: person.way for person in people if person.way is not None}
    ways |= preferences.ways(tx, by_id.keys() - ways.keys(), message.kind) if len(ways) < len(by_id) else {}
    rows = [_row(tx, person_id, message, listed=way.inbox) for person_id, way in sorted(ways.items())]
    new = {row[0] for row in _INSERT.returning(tx, rows)}
    live.touch(tx, {person_id for person_id in new if ways[person_id].inbox}, live.NOTIFICATIONS)
    if mail:
        send_mails(tx, [by_id[person_id] for person_id in sorted(new) if ways[person_id].mail], message)
    return len(new)


def send_mails(tx: Transaction, people: Sequence[Addressee], message: Message) -> None:
    """A mail to each of `people`, once this is committed and their quiet time is over. Nothing without a server."""
    for person, later in mailable(tx, people):
        args = {
            "to": person.email,
            "key": f"{message.key}/{person.person_id or person.email}",
            "title": in_language(message.title, person.locale),
            "text": in_language(message.text, person.locale),
            "link": dict(message.link or {}),
        }
        jobs.enqueue(tx, MAIL_JOB, args, run_after=None if later == tx.now else later)


def mailable(tx: Transaction, people: Sequence[Addressee]) -> list[tuple[Addressee, datetime]]:
    """Those a mail may go to, and when: now, or when their quiet time is over. Nobody without a server."""
    if not MAIL.on:
        return []
    quiet = preferences.quiet_times(tx, [person.person_id for person in people if person.person_id])
    found = []
    for person in people:
        if not person.email.endswith(NOBODYS):
            quiet_time = quiet.get(person.person_id)
            found.append((person, quiet_time.until(tx.now, person.timezone) if quiet_time else tx.now))
    return found


def _inserting(dialect: str) -> ReturningInsert[Any]:
    made: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(notification)
    once = made.on_conflict_do_nothing(index_elements=["person_id", "key"])
    statement: ReturningInsert[Any] = once.returning(notification.c.person_id)
    return statement


_INSERT = Inserting(_inserting, [column.name for column in notification.c])


def _row(tx: Transaction, person: str, message: Message, *, listed: bool) -> dict[str, Any]:
    return {
        "id": new_id(),
        "person_id": person,
        "key": message.key,
        "kind": message.kind,
        "title": dict(message.title),
        "text": dict(message.text),
        "link": dict(message.link) if message.link else None,
        "by": message.by,
        "created_at": tx.now,
        # who doesn't want it in the list has read it: the row only keeps them from being mailed twice
        "read_at": None if listed else tx.now,
        "listed": listed,
    }


def listing(
    tx: Transaction, person: str, language: str, *, unread: bool, kind: str | None, limit: int, cursor: str | None
) -> dict[str, Any]:
    """`GET /me/notifications`, newest first."""
    n = notification.c
    where = [n.person_id == person, n.listed]
    if unread:
        where.append(n.read_at.is_(None))
    if kind:
        where.append(n.kind == kind)
    if cursor:
        where.append(n.id < cursor if is_id(cursor) else false())
    rows = tx.execute(select(notification).where(*where).order_by(n.id.desc()).limit(limit + 1)).all()
    following = rows[limit - 1].id if len(rows) > limit else None
    items = [_document(row, language) for row in rows[:limit]]
    return {"items": items, "next": following, "unread": unread_count(tx, person)}


def _document(row: Row[Any], language: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "title": in_language(row.title, language),
        "text": in_language(row.text, language),
        "link": row.link,
        "by": row.by,
        "created_at": iso_instant(row.created_at),
        "read_at": iso_instant(row.read_at) if row.read_at else None,
    }


def unread_count(tx: Transaction, person: str) -> int:
    n = notification.c
    mine = select(func.count()).select_from(notification).where(n.person_id == person, n.read_at.is_(None), n.listed)
    return int(tx.execute(mine).scalar_one())


def mark_read(tx: Transaction, person: str, ids: Sequence[str] | None) -> int:
    """Marks these (None: all) as read. → how many are still unread"""
    n = notification.c
    where = [n.person_id == person, n.read_at.is_(None)]
    if ids is not None:
        where.append(n.id.in_([each for each in ids if is_id(each)]))
    if tx.execute(update(notification).where(*where).values(read_at=tx.now)).rowcount:
        live.touch(tx, {person}, live.NOTIFICATIONS)
    return unread_count(tx, person)


def remove(tx: Transaction, person: str, notification_id: str) -> None:
    n = notification.c
    where = [n.person_id == person, n.id == notification_id]
    # hidden, not deleted: the row keeps the same message from coming again
    values = {"listed": False, "read_at": func.coalesce(n.read_at, tx.now)}
    found = (
        is_id(notification_id) and tx.execute(update(notification).where(*where, n.listed).values(**values)).rowcount
    )
    if not found:
        raise NotFound(say("找不到这条消息。", "There is no such message."))
    live.touch(tx, {person}, live.NOTIFICATIONS)
