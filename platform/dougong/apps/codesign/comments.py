"""Comments on a draft: threads, mentions, resolved or open. Nobody changes another's words.

A designer who mentions a colleague thereby asks them to look at the draft; a guest can mention only who may see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from dougong.apps import repository
from dougong.apps.codesign.looking import Looking, guests_of, invite
from dougong.apps.codesign.models import draft_comment
from dougong.audit.service import record
from dougong.identity.directory import names_of_people, search_people
from dougong.identity.models import person
from dougong.kit.errors import Conflict, FieldError, Invalid, NotAllowed, NotFound, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.types import iso_instant
from dougong.messaging import service as messaging
from dougong.messaging.mentions import mentioned, plain
from dougong.messaging.service import Addressee, Message
from engines.form.labels import label_text

MOST = 500
_TOLD = 200
_c = draft_comment.c


def listing(look: Looking) -> list[dict[str, Any]]:
    """Oldest first; a deleted one only while somebody has answered it."""
    rows = look.tx.execute(_of(look).order_by(_c.id.desc()).limit(MOST)).all()[::-1]
    answered = {row.reply_to for row in rows if row.reply_to and row.deleted_at is None}
    shown = [row for row in rows if row.deleted_at is None or row.id in answered]
    people = {each for row in shown for each in (row.by, row.resolved_by, *mentioned(row.text)) if each}
    names = names_of_people(look.tx, people)
    return [_document(look, row, names) for row in shown]


def add(look: Looking, text: str, reply_to: str | None, anchor: str | None) -> str:
    """A new comment. → its id"""
    root = _one(look, reply_to) if reply_to is not None else None
    _make_room(look)
    people = _welcome(look, mentioned(text))
    comment_id = new_id()
    values = {
        "id": comment_id,
        "app_id": look.app.id,
        "kind": look.kind,
        "thing_id": look.row.id,
        "anchor": anchor if root is None else root.anchor,
        "reply_to": None if root is None else root.reply_to or root.id,
        "text": text,
        "by": look.actor.person_id,
        "created_at": look.tx.now,
    }
    look.tx.execute(insert(draft_comment).values(**values))
    _tell(look, comment_id, text, people, _thread(look, values["reply_to"]))
    _note(look, "create", comment_id)
    return comment_id


def change(look: Looking, comment_id: str, text: str) -> None:
    """Other words for one's own comment; who is mentioned for the first time is told."""
    row = _own(look, comment_id)
    people = _welcome(look, mentioned(text) - mentioned(row.text))
    _write(look, comment_id, text=text, edited_at=look.tx.now)
    _tell(look, comment_id, text, people, set())
    _note(look, "update", comment_id)


def remove(look: Looking, comment_id: str) -> None:
    """One's own comment; its words are gone, answers to it stay."""
    _own(look, comment_id)
    _write(look, comment_id, text="", deleted_at=look.tx.now)
    _note(look, "delete", comment_id)


def resolve(look: Looking, comment_id: str, *, resolved: bool) -> None:
    """Done with, or open again: of a whole thread."""
    if _one(look, comment_id).reply_to is not None:
        raise Conflict(say("请在话题的第一条评论上操作。", "Resolve the first comment of the thread."), "not_a_thread")
    by = look.actor.person_id if resolved else None
    _write(look, comment_id, resolved_at=look.tx.now if resolved else None, resolved_by=by)
    _note(look, "resolve" if resolved else "reopen", comment_id)


def mentionable(look: Looking, search: str, limit: int = 8) -> list[dict[str, Any]]:
    """`{id, name, department}`: for designers every colleague, for guests those who may see the draft."""
    found = [each for each in search_people(look.tx, search, (), limit * 4) if not each.get("outside")]
    if not look.designer:
        inside = _insiders(look)
        found = [each for each in found if each["id"] in inside]
    return [{name: each[name] for name in ("id", "name", "department")} for each in found][:limit]


def _insiders(look: Looking) -> set[str]:
    """Guests and builders of the app."""
    return guests_of(look.tx, look.row.id) | {each for each, _level in repository.list_builders(look.tx, look.app.id)}


def _welcome(look: Looking, people: set[str]) -> set[str]:
    """The same people, all of whom may now see the draft."""
    if look.designer:
        invite(look, people)
    elif people - _insiders(look):
        message = say("只能提到已受邀的同事。", "Only people who may see this draft can be mentioned.")
        raise Invalid(message, "mention_not_allowed", [FieldError("text", "mention_not_allowed", message)])
    return people


def _thread(look: Looking, root: str | None) -> set[str]:
    """Who has a part in the thread, as far as they may still look."""
    if root is None:
        return set()
    said = select(_c.by).where(_c.thing_id == look.row.id, (_c.id == root) | (_c.reply_to == root))
    return set(look.tx.execute(said).scalars()) & _insiders(look)


def _tell(look: Looking, comment_id: str, text: str, people: set[str], others: set[str]) -> None:
    words = plain(text, names_of_people(look.tx, mentioned(text)))[:_TOLD]
    label = look.row.draft.get("label") or look.row.key
    title = {language: label_text(label, language) for language in ("zh-CN", "en")}
    name = look.actor.name
    link = {"app": look.app.key, "draft": f"{look.kind}/{look.row.key}", "comment": comment_id}
    headlines = {
        "mention": say(
            f"{name} 请你看看“{title['zh-CN']}”的草稿", f"{name} asks you to look at the draft of “{title['en']}”"
        ),
        "comment": say(f"{name} 评论了“{title['zh-CN']}”的草稿", f"{name} commented on the draft of “{title['en']}”"),
    }
    for kind, told in (("mention", people), ("comment", others - people)):
        message = Message(f"{kind}:{comment_id}", kind, headlines[kind], say(words, words), link, look.actor.person_id)
        messaging.notify(look.tx, _addressees(look, told - {look.actor.person_id}), message)


def _addressees(look: Looking, people: set[str]) -> list[Addressee]:
    p = person.c
    rows = look.tx.execute(select(p.id, p.email, p.locale, p.timezone).where(p.id.in_(people), p.active)).all()
    return [Addressee(row.id, row.email, row.locale, row.timezone) for row in rows]


def _make_room(look: Looking) -> None:
    count = select(func.count()).where(_c.thing_id == look.row.id, _c.deleted_at.is_(None))
    if look.tx.execute(count).scalar_one() >= MOST:
        raise Conflict(say("评论太多了，请先清理。", "Too many comments; delete some first."), "too_many_comments")


def _of(look: Looking) -> Any:
    return select(draft_comment).where(_c.thing_id == look.row.id)


def _one(look: Looking, comment_id: str) -> Row[Any]:
    wanted = _of(look).where(_c.id == comment_id, _c.deleted_at.is_(None))
    row = look.tx.execute(wanted).first() if is_id(comment_id) else None
    if row is None:
        raise NotFound(
            say("评论不存在，或已删除。", "There is no such comment, or it was deleted."), "comment_not_found"
        )
    return row


def _own(look: Looking, comment_id: str) -> Row[Any]:
    row = _one(look, comment_id)
    if row.by != look.actor.person_id:
        message = say("只能修改或删除自己的评论。", "Only your own comments can be changed or deleted.")
        raise NotAllowed(message, "not_your_comment")
    return row


def _write(look: Looking, comment_id: str, **values: Any) -> None:
    look.tx.execute(update(draft_comment).where(_c.id == comment_id).values(**values))


def _note(look: Looking, act: str, comment_id: str) -> None:
    record(look.tx, look.actor, f"draft_comment.{act}", look.target, {"comment": comment_id}, app=look.app.key)


def _document(look: Looking, row: Row[Any], names: Mapping[str, str]) -> dict[str, Any]:
    done = {"by": _who(row.resolved_by, names), "at": iso_instant(row.resolved_at)} if row.resolved_at else None
    return {
        "id": row.id,
        "reply_to": row.reply_to,
        "anchor": row.anchor,
        "text": row.text,
        "people": {each: names.get(each) for each in sorted(mentioned(row.text))},
        "files": [],
        "by": _who(row.by, names),
        "at": iso_instant(row.created_at),
        "edited_at": iso_instant(row.edited_at) if row.edited_at else None,
        "deleted": row.deleted_at is not None,
        "resolved": done,
        "mine": row.by == look.actor.person_id,
    }


def _who(person_id: str, names: Mapping[str, str]) -> dict[str, str | None]:
    return {"id": person_id, "name": names.get(person_id)}
