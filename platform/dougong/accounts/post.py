"""Letters about accounts: written into a book that administrators can see, then sent when this installation sends mail.

A link stands sealed beside its letter until the mail has gone out. Where none goes out (no SMTP server, or nobody said
under which address people come) it stays, and an administrator may look at it: that is in the audit log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, false, insert, select, update

from dougong.accounts.models import letter
from dougong.accounts.texts import WORDINGS, Wording
from dougong.audit import service as audit
from dougong.identity import invitations
from dougong.identity.authentication import hash_secret
from dougong.identity.models import invitation, person
from dougong.identity.passwords import NO_PASSWORD
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, NotFound, Text, in_language, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.retention import Forgotten, drop_some, kept
from dougong.kit.sealing import Holder
from dougong.kit.web import Actor
from dougong.messaging.service import NOBODYS

_c = letter.c
_NO_SERVER = say("未配置邮件服务器（DOUGONG_SMTP_URL）。", "No mail server is set (DOUGONG_SMTP_URL).")
_NO_ADDRESS = say(
    "未设置访问地址（DOUGONG_PUBLIC_URL），邮件里无法给出链接。",
    "Nobody said under which address people come (DOUGONG_PUBLIC_URL), so no mail can carry a link.",
)
_NOBODY = say("演示地址，不会真正发送。", "An invented address of demo data: no mail goes there.")


@dataclass(frozen=True)
class Envelope:
    """A letter on its way out."""

    id: str
    address: str
    title: str
    text: str
    link: str | None


def write(tx: Transaction, settings: Settings, args: Mapping[str, Any]) -> str | None:
    """Writes the letter a job asks for. → its id; None when there is nobody to write to."""
    wording = WORDINGS[args["kind"]]
    who = _receiver(tx, args, wording)
    if who is None:
        return None
    link = digest = expires_at = None
    letter_id = new_id()
    if wording.linked:
        purpose = invitations.RESET if args["kind"] == "reset" else invitations.WELCOME
        token, expires_at = invitations.make_link(tx, who.id, purpose, args.get("by"))
        link, digest = tx.vault.seal(f"/welcome/{token}", _place(letter_id)), hash_secret(token)
    reason = _why_kept(settings, who.email, wording)
    facts = {"name": who.name, "email": who.email}
    row = {
        "id": letter_id,
        "kind": args["kind"],
        "person_id": who.id,
        "address": who.email,
        "title": in_language(wording.title, who.locale),
        "text": in_language(wording.text, who.locale).format(**facts),
        "link": link,
        "link_hash": digest,
        "state": "kept" if reason else "waiting",
        "reason": dict(reason) if reason else None,
        "by": args.get("by"),
        "created_at": tx.now,
        "expires_at": expires_at,
    }
    tx.execute(insert(letter).values(**row))
    return letter_id


def envelope(tx: Transaction, settings: Settings, letter_id: str) -> Envelope | None:
    """What goes out; None for a letter that is kept, or was sent."""
    row = tx.execute(select(letter).where(_c.id == letter_id, _c.state == "waiting")).first()
    if row is None:
        return None
    link = settings.public_url.rstrip("/") + tx.vault.open(row.link, _place(row.id)) if row.link else None
    return Envelope(row.id, row.address, row.title, row.text, link)


def sent(tx: Transaction, letter_id: str) -> None:
    """It has gone out: its link is now the receiver's alone."""
    mine = update(letter).where(_c.id == letter_id)
    tx.execute(mine.values(state="sent", sent_at=tx.now, link=None, reason=None))


def not_sent(tx: Transaction, letter_id: str, reason: Text, *, last: bool) -> None:
    """A try that failed; `last`: there is no other."""
    mine = update(letter).where(_c.id == letter_id)
    tx.execute(mine.values(state="failed" if last else "waiting", reason=dict(reason)))


def outbox(tx: Transaction, language: str, limit: int, cursor: str | None) -> tuple[list[dict[str, Any]], str | None]:
    """A page of the book, newest first, and the cursor of the next."""
    statement = select(letter, person.c.name).join(person, person.c.id == _c.person_id)
    if cursor:
        statement = statement.where(_c.id < cursor if is_id(cursor) else false())
    rows = tx.execute(statement.order_by(_c.id.desc()).limit(limit + 1)).all()
    following = rows[limit - 1].id if len(rows) > limit else None
    return [_document(tx, row, language) for row in rows[:limit]], following


def reveal(tx: Transaction, actor: Actor, letter_id: str) -> str:
    """The path the letter leads to, for an administrator who brings it to its receiver some other way."""
    row = tx.execute(select(letter).where(_c.id == letter_id)).first() if is_id(letter_id) else None
    if row is None:
        raise NotFound(say("找不到这封邮件。", "There is no such letter."))
    if not _has_link(tx, row):
        raise Conflict(say("链接已发出、已使用或已过期。", "The link was sent, was used, or has ended."), "link_gone")
    audit.record(tx, actor, "letter.reveal", f"letter:{row.id}", {"person": row.person_id, "kind": row.kind})
    path: str = tx.vault.open(row.link, _place(row.id))
    return path


def close_links(tx: Transaction) -> int:
    """Takes out links that have ended. → how many"""
    over = update(letter).where(_c.expires_at <= tx.now, _c.link.is_not(None))
    return int(tx.execute(over.values(link=None)).rowcount)


@kept(
    "letters",
    days=90,
    least=7,
    label=say("账号邮件", "Account mails"),
    text=say("邀请、重置密码等邮件的记录。", "What was sent as invitations, new passwords and warnings."),
)
def forget_letters(tx: Transaction, before: datetime, most: int) -> Forgotten:
    """Letters that went, or would have gone, out."""
    return drop_some(tx, letter, most, _c.created_at < before)


def holders(tx: Transaction) -> Iterator[Holder]:
    """Everything that is sealed here."""
    for row in tx.execute(select(_c.id, _c.link).where(_c.link.is_not(None))).all():
        yield Holder({"link": (row.link, _place(row.id))}, update(letter).where(_c.id == row.id).values)


def _receiver(tx: Transaction, args: Mapping[str, Any], wording: Wording) -> Row[Any] | None:
    c = person.c
    found = select(person).where(c.active)
    found = found.where(c.id == args["person"]) if args.get("person") else found.where(c.email == args["email"])
    row = tx.execute(found).first()
    # who never had a password signs in at a provider, or waits for an invitation: strangers can't change that
    return None if row is None or (args["kind"] == "reset" and row.password_hash == NO_PASSWORD) else row


def _why_kept(settings: Settings, address: str, wording: Wording) -> Text | None:
    if not settings.smtp_url:
        return _NO_SERVER
    if wording.linked and not settings.public_url:
        return _NO_ADDRESS
    return _NOBODY if address.endswith(NOBODYS) else None


def _document(tx: Transaction, row: Row[Any], language: str) -> dict[str, Any]:
    keys = ("id", "kind", "address", "title", "text", "state", "created_at", "sent_at", "expires_at")
    reason = in_language(row.reason, language) if row.reason else None
    told = {key: row._mapping[key] for key in keys} | {"reason": reason, "has_link": _has_link(tx, row)}
    return told | {"person": {"id": row.person_id, "name": row.name}}


def _has_link(tx: Transaction, row: Row[Any]) -> bool:
    if row.link is None:
        return False
    i = invitation.c
    return tx.execute(select(i.id).where(i.token_hash == row.link_hash, i.expires_at > tx.now)).first() is not None


def _place(letter_id: str) -> str:
    return f"letter/{letter_id}"
