"""Comments on a record. Who may read the record reads them and may write; nobody changes another's words.

People stand in a text as `<@id>`. Only who may see the record can be mentioned: a mention tells them of it, so it must
not be a way to tell somebody of what they may not know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, insert, select, update

from dougong.audit.service import record as record_audit
from dougong.files import service as files
from dougong.identity.directory import names_of_people, search_people
from dougong.kit.errors import Conflict, FieldError, Invalid, NotAllowed, NotFound, Text, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.types import iso_instant
from dougong.messaging import service as messaging
from dougong.messaging.mentions import mentioned, plain
from dougong.messaging.service import Message
from dougong.records.around.following import follow_mentioned, followers_of
from dougong.records.around.live import stir
from dougong.records.around.models import record_comment
from dougong.records.people import addressees, as_person, sees, title_of
from dougong.records.work import Work

FILES_FIELD = "_comment"
"""In the place of a field's key: files of comments are read by whoever reads the record."""
MOST = 1_000
"""Comments of one record that are shown; nobody reads more, and a page must not grow without end."""
_TOLD = 200
_c = record_comment.c


def listing(work: Work, form_key: str, record_id: str) -> list[dict[str, Any]]:
    """Oldest first; a deleted one only while somebody has answered it."""
    rows = work.tx.execute(_of(work, form_key, record_id).order_by(_c.id.desc()).limit(MOST)).all()[::-1]
    answered = {row.reply_to for row in rows if row.reply_to and row.deleted_at is None}
    return documents(work, [row for row in rows if row.deleted_at is None or row.id in answered])


def documents(work: Work, rows: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    """`Comment`s of docs/records.md, with the names of everybody in them."""
    people = {person for row in rows for person in (row.by, row.resolved_by, *mentioned(row.text)) if person}
    names = names_of_people(work.tx, people)
    return [_document(work, row, names) for row in rows]


def add(work: Work, form_key: str, record_id: str, text: str, attached: Sequence[str], reply_to: str | None) -> str:
    """A new comment. → its id"""
    root = _root(work, form_key, record_id, reply_to)
    people = mentioned(text)
    _refuse_blind(work, form_key, record_id, people)
    comment_id = new_id()
    values = {
        "id": comment_id,
        "app": work.app.key,
        "form": form_key,
        "record_id": record_id,
        "reply_to": root,
        "text": text,
        "files": _claimed(work, form_key, record_id, attached),
        "by": work.actor.person_id,
        "created_at": work.tx.now,
        "stamp": 1,
    }
    work.tx.execute(insert(record_comment).values(**values))
    follow_mentioned(work, form_key, record_id, people)
    _tell(work, form_key, record_id, comment_id, text, people)
    _note(work, "create", form_key, record_id, comment_id)
    return comment_id


def change(work: Work, form_key: str, record_id: str, comment_id: str, text: str, attached: Sequence[str]) -> None:
    """Other words for one's own comment; who is mentioned for the first time is told."""
    row = _own(work, form_key, record_id, comment_id)
    people = mentioned(text)
    _refuse_blind(work, form_key, record_id, people - mentioned(row.text))
    kept = {each["id"]: each for each in row.files}
    fresh = _claimed(work, form_key, record_id, [each for each in attached if each not in kept])
    still = [kept[each] for each in attached if each in kept]
    files.let_go(work.tx, [each for each in kept if each not in attached])
    _write(work, comment_id, text=text, files=[*still, *fresh], edited_at=work.tx.now)
    follow_mentioned(work, form_key, record_id, people)
    _tell(work, form_key, record_id, comment_id, text, people - mentioned(row.text), only_mentioned=True)
    _note(work, "update", form_key, record_id, comment_id)


def remove(work: Work, form_key: str, record_id: str, comment_id: str) -> None:
    """One's own comment; its text and files are gone, answers to it stay."""
    row = _own(work, form_key, record_id, comment_id)
    files.let_go(work.tx, [each["id"] for each in row.files])
    _write(work, comment_id, text="", files=[], deleted_at=work.tx.now)
    _note(work, "delete", form_key, record_id, comment_id)


def resolve(work: Work, form_key: str, record_id: str, comment_id: str, *, resolved: bool) -> None:
    """Done with, or open again: of a whole thread, by whoever may comment."""
    row = _one(work, form_key, record_id, comment_id)
    if row.reply_to is not None:
        raise Conflict(say("请在话题的第一条评论上操作。", "Resolve the first comment of the thread."), "not_a_thread")
    by = work.actor.person_id if resolved else None
    _write(work, comment_id, resolved_at=work.tx.now if resolved else None, resolved_by=by)
    _note(work, "resolve" if resolved else "reopen", form_key, record_id, comment_id)


def mentionable(work: Work, form_key: str, record_id: str, search: str, limit: int = 8) -> list[dict[str, Any]]:
    """`{id, name, department}` of people who match and may see the record."""
    found = search_people(work.tx, search, (), limit * 4)
    return [each for each in found if _may_see(work, form_key, record_id, each["id"])][:limit]


def _tell(
    work: Work,
    form_key: str,
    record_id: str,
    comment_id: str,
    text: str,
    people: set[str],
    *,
    only_mentioned: bool = False,
) -> None:
    names = names_of_people(work.tx, mentioned(text) | {work.actor.person_id})
    words = plain(text, names)
    words = words if len(words) <= _TOLD else f"{words[:_TOLD]}…"
    followers = set() if only_mentioned else followers_of(work, form_key, [record_id]).get(record_id, set())
    link = {"app": work.app.key, "form": form_key, "record": record_id, "comment": comment_id}
    for kind, told in (("mention", people), ("comment", followers - people)):
        for person in sorted(told - {work.actor.person_id}):
            theirs = as_person(work, person)
            if theirs is None or not sees(theirs, form_key, record_id):
                continue
            title = _headline(kind, work.actor.name, title_of(theirs, form_key, record_id))
            message = Message(f"{kind}:{comment_id}", kind, title, say(words, words), link, work.actor.person_id)
            messaging.notify(work.tx, addressees(work.tx, [person], kind), message)


def _headline(kind: str, name: str, title: Text) -> Text:
    if kind == "mention":
        return say(f"{name} 在“{title['zh-CN']}”中提到了你", f"{name} mentioned you in “{title['en']}”")
    return say(f"{name} 评论了“{title['zh-CN']}”", f"{name} commented on “{title['en']}”")


def _refuse_blind(work: Work, form_key: str, record_id: str, people: Iterable[str]) -> None:
    blind = [person for person in sorted(people) if not _may_see(work, form_key, record_id, person)]
    if not blind:
        return
    names = names_of_people(work.tx, blind)
    listed = "、".join(names.get(each, "?") for each in blind), ", ".join(names.get(each, "?") for each in blind)
    message = say(
        f"{listed[0]} 无权查看此数据，不能在这里提到。",
        f"{listed[1]} may not see this record and can't be mentioned here.",
    )
    raise Invalid(message, "mention_not_allowed", errors=[FieldError("text", "mention_not_allowed", message)])


def _may_see(work: Work, form_key: str, record_id: str, person: str) -> bool:
    if person == work.actor.person_id:
        return True
    theirs = as_person(work, person)
    return theirs is not None and sees(theirs, form_key, record_id)


def _claimed(work: Work, form_key: str, record_id: str, attached: Sequence[str]) -> list[dict[str, Any]]:
    wanted = list(dict.fromkeys(attached))
    free = files.unclaimed_or_of(work.tx, wanted, work.actor.person_id)
    if len(free) < len(wanted):
        message = say("有的附件不存在，或不是你上传的。", "Some attachments don't exist or are not yours.")
        raise Invalid(message, "attachment_unknown", errors=[FieldError("files", "attachment_unknown", message)])
    files.claim(work.tx, wanted, work.app.key, form_key, record_id, FILES_FIELD)
    facts = files.facts_of(work.tx, wanted)
    return [facts[each].document() for each in wanted]


def _root(work: Work, form_key: str, record_id: str, reply_to: str | None) -> str | None:
    """The first comment of the thread: an answer to an answer stands under the same one."""
    if reply_to is None:
        return None
    row = _one(work, form_key, record_id, reply_to)
    found: str = row.reply_to or row.id
    return found


def _of(work: Work, form_key: str, record_id: str) -> Any:
    return select(record_comment).where(_c.record_id == record_id, _c.app == work.app.key, _c.form == form_key)


def _one(work: Work, form_key: str, record_id: str, comment_id: str) -> Row[Any]:
    wanted = _of(work, form_key, record_id).where(_c.id == comment_id, _c.deleted_at.is_(None))
    row = work.tx.execute(wanted).first() if is_id(comment_id) else None
    if row is None:
        raise NotFound(
            say("评论不存在，或已删除。", "There is no such comment, or it was deleted."), "comment_not_found"
        )
    return row


def _own(work: Work, form_key: str, record_id: str, comment_id: str) -> Row[Any]:
    row = _one(work, form_key, record_id, comment_id)
    if row.by != work.actor.person_id:
        raise NotAllowed(
            say("只能修改或删除自己的评论。", "Only your own comments can be changed or deleted."), "not_your_comment"
        )
    return row


def _write(work: Work, comment_id: str, **values: Any) -> None:
    work.tx.execute(update(record_comment).where(_c.id == comment_id).values(stamp=_c.stamp + 1, **values))


def _note(work: Work, act: str, form_key: str, record_id: str, comment_id: str) -> None:
    target = f"{work.app.key}/{form_key}/{record_id}"
    record_audit(work.tx, work.actor, f"comment.{act}", target, {"comment": comment_id}, app=work.app.key)
    stir(work.tx)


def _document(work: Work, row: Row[Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "reply_to": row.reply_to,
        "text": row.text,
        "people": _named(mentioned(row.text), names),
        "files": row.files,
        "by": {"id": row.by, "name": names.get(row.by)},
        "at": iso_instant(row.created_at),
        "edited_at": iso_instant(row.edited_at) if row.edited_at else None,
        "deleted": row.deleted_at is not None,
        "resolved": {
            "by": {"id": row.resolved_by, "name": names.get(row.resolved_by)},
            "at": iso_instant(row.resolved_at),
        }
        if row.resolved_at
        else None,
        "mine": row.by == work.actor.person_id,
    }


def _named(people: Collection[str], names: Mapping[str, str]) -> dict[str, str | None]:
    return {each: names.get(each) for each in sorted(people)}
