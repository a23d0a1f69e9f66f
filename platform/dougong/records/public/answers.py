"""An answer by a public link: through the one write pipeline, once, and told in the audit log.

What people send is looked at by key before anything else: only fields the link asks for are taken, anything else is
refused. Locked, hidden and channel fields are the server's to fill, from signed or declared parameters. The link's row
is locked from the first look to the last count, so a quota and «one answer each» hold however many come at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import Row, insert, select, update

from dougong.audit.service import record as record_audit
from dougong.kit import public_link
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, FieldError, Invalid, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from dougong.records import service, writing
from dougong.records.problems import invalid_record, version_conflict
from dougong.records.public import choices, door, drafts, links, proof
from dougong.records.public.checking import filled_in, places_in, written
from dougong.records.public.door import Guest, Opened
from dougong.records.public.models import form_link, form_link_answer, form_link_recipient
from dougong.records.public.rights import adding, changing, choosing, naming, stranger, work_of
from dougong.records.public.settings import AnswerBody, AnswerChange
from dougong.records.work import Item, Listener, Work
from engines.form.fields.subform import SubformField
from engines.form.labels import label_text

_EDIT = "edit"
_MAX_KEY = 200
_a, _r = form_link_answer.c, form_link_recipient.c
Document = dict[str, Any]


def answer(
    tx: Transaction, token: str, guest: Guest, body: AnswerBody, key: str, listeners: Sequence[Listener]
) -> Document:
    """`POST …/answers`: the record is made, and what is said about it. The same key again gets the same reply."""
    link = door.enter(tx, token, guest, lock=True)
    once, fingerprint = _once_key(link, key), _fingerprint(body)
    before = _given(tx, link, once, fingerprint)
    if before is not None:
        return _reply(tx, link, before)
    door.must_be_open(tx, link, guest)
    proof.redeem(tx, link.secret, body.proof)
    actor = actor_of(link, guest)
    values = taken(tx, link, body)
    choices.must_be_offered(tx, link, actor, values)
    named = naming(link.row.id, link.catalog, _form(link), link.settings, values)
    work = _work(tx, link, actor, listeners, adding(link.row.id, _form(link), link.settings), *named)
    item = service.create(work, link.row.form, values)
    _noted(work, link, item, "form_link.answer")
    answer_id = new_id()
    _store(tx, link, answer_id, once, fingerprint, item, _told(link, item, guest.language))
    if body.draft:
        drafts.forget(tx, link, body.draft)
    return _reply(tx, link, tx.execute(select(form_link_answer).where(_a.id == answer_id)).one())


def taken(tx: Transaction, link: Opened, body: AnswerBody) -> dict[str, Any]:
    """The values to write: those asked for, over them what the signed address says, and the channel's."""
    values = _asked(link, body.values)
    signed = links.prefill_in(tx, link.secret, body.prefill)
    locked = {each.field for each in link.settings.fields if each.mode != "ask"}
    values |= {key: value for key, value in signed.items() if key in locked}
    for channel in link.settings.channels:
        if channel.parameter in body.channel:
            values[channel.field] = body.channel[channel.parameter] or None
    return values


def _asked(link: Opened, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, if nothing of it is beyond the link. Hidden columns of a subform are refused like fields."""
    form = _form(link)
    asked = {each.field: each for each in link.settings.fields if each.mode == "ask"}
    errors = [_not_asked(key) for key in sent if key not in asked]
    for key, value in sent.items():
        field = form.field(key)
        if key not in asked or not isinstance(field, SubformField) or not isinstance(value, list):
            continue
        chosen = asked[key].columns
        columns = [column.key for column in field.fields if chosen is None or column.key in chosen]
        extra = {name for row in value if isinstance(row, Mapping) for name in row} - {"id", *columns}
        errors += [_not_asked(f"{key}.{name}") for name in sorted(extra)]
    if errors:
        raise invalid_record(errors)
    return dict(sent)


def _not_asked(key: str) -> FieldError:
    return FieldError(
        key.partition(".")[0],
        "not_on_this_form",
        say(f"此表单没有“{key}”。", f"This form does not ask for “{key}”."),
    )


# -- changing one's own answer ------------------------------------------------------------------------------------
def own(tx: Transaction, token: str, edit: str, guest: Guest) -> Document:
    """`GET …/answers/{edit}`: what was sent, as it is now."""
    link, row, work = _own_work(tx, token, edit, guest, ())
    seen = writing.seen(work, link.row.form, row.record_id)
    if seen is None:
        raise door.no_such_link()
    values = {
        each.field: _narrowed(seen[each.field], each.columns)
        for each in link.settings.fields
        if each.mode == "ask" and seen.get(each.field) is not None
    }
    return {"values": values, "version": seen["version"], "until": _until(link, row)}


def change_own(
    tx: Transaction, token: str, edit: str, guest: Guest, body: AnswerChange, listeners: Sequence[Listener]
) -> Document:
    """`PATCH …/answers/{edit}`."""
    link, row, work = _own_work(tx, token, edit, guest, listeners)
    proof.redeem(tx, link.secret, body.proof)
    values = _asked(link, body.values)
    choices.must_be_offered(tx, link, work.actor, _new_choices(work, link.row.form, row, values))
    try:
        item = service.update(work, link.row.form, row.record_id, values, body.version)
    except Conflict as conflict:
        if conflict.code != "version_conflict":
            raise
        raise version_conflict(None) from conflict
    _noted(work, link, item, "form_link.change")
    told = _told(link, item, guest.language)
    tx.execute(update(form_link_answer).where(_a.id == row.id).values(reply=told))
    return _reply(tx, link, tx.execute(select(form_link_answer).where(_a.id == row.id)).one())


def _own_work(
    tx: Transaction, token: str, edit: str, guest: Guest, listeners: Sequence[Listener]
) -> tuple[Opened, Row[Any], Work]:
    link = door.enter(tx, token, guest, lock=bool(listeners))
    answer_id = public_link.opened(link.secret, _EDIT, edit)
    mine = (_a.id == answer_id, _a.link_id == link.row.id)
    row = tx.execute(select(form_link_answer).where(*mine)).first() if is_id(answer_id or "") else None
    if row is None or row.record_id is None or not link.row.active or not link.settings.edit_days:
        raise door.no_such_link()
    if tx.now >= row.at + timedelta(days=link.settings.edit_days):
        raise door.no_such_link()
    grant = changing(link.row.id, _form(link), link.settings, row.record_id)
    return link, row, _work(tx, link, actor_of(link, guest), listeners, grant)


def _new_choices(work: Work, form_key: str, row: Row[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Links that stay as they were need not be on offer any more."""
    stored = work.repository(form_key).get(row.record_id)
    old = stored.values if stored else {}
    return {key: value for key, value in values.items() if old.get(key) != value}


# -- parts --------------------------------------------------------------------------------------------------------
def actor_of(link: Opened, guest: Guest) -> Actor:
    """Nobody in person, unless the link asks people to sign in."""
    if link.settings.who == "signed_in" and guest.person is not None:
        return guest.person
    return stranger(link.row.id, link.row.label, link.settings, guest.language, guest.ip, guest.agent)


def _work(tx: Transaction, link: Opened, actor: Actor, listeners: Sequence[Listener], *grants: Any) -> Work:
    chosen = choosing(link.row.id, link.catalog, _form(link), link.settings).values()
    every = [*grants, *chosen]
    return work_of(tx, link.catalog, link.row.id, actor, every, listeners, uploader=link.visitor)


def _form(link: Opened) -> Any:
    return link.catalog.forms[link.row.form]


def _narrowed(value: Any, columns: Sequence[str] | None) -> Any:
    if columns is None or not isinstance(value, list):
        return value
    return [{name: cell for name, cell in row.items() if name in {"id", *columns}} for row in value]


def _once_key(link: Opened, key: str) -> str:
    """The sender's key, for this sender alone: nobody gets another's reply by guessing it."""
    if not key or not key.isprintable() or len(key) > _MAX_KEY:
        raise Invalid(
            say("请求缺少 Idempotency-Key。", "The request needs an Idempotency-Key."), "idempotency_key_required"
        )
    return hashlib.sha256(f"{link.visitor}\n{key}".encode()).hexdigest()


def _fingerprint(body: AnswerBody) -> str:
    """Of what was meant: a new challenge for the same answer is no other answer."""
    meant = [body.values, body.prefill, body.channel]
    return hashlib.sha256(orjson.dumps(meant, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _given(tx: Transaction, link: Opened, once: str, fingerprint: str) -> Row[Any] | None:
    mine = (_a.link_id == link.row.id, _a.once_key == once)
    row = tx.execute(select(form_link_answer).where(*mine)).first()
    if row is not None and row.fingerprint != fingerprint:
        raise Conflict(
            say("此提交编号已用于另一份内容。", "This key was used for another answer."), "idempotency_key_reused"
        )
    return row


def _store(
    tx: Transaction, link: Opened, answer_id: str, once: str, fingerprint: str, item: Item, told: Document
) -> None:
    values = {"id": answer_id, "link_id": link.row.id, "answerer": link.answerer, "once_key": once}
    values |= {"record_id": item.new.id if item.new else None, "fingerprint": fingerprint, "reply": told, "at": tx.now}
    tx.execute(insert(form_link_answer).values(**values))
    c = form_link.c
    tx.execute(update(form_link).where(c.id == link.row.id).values(answers=c.answers + 1))
    kind, _, ident = (link.answerer or "").partition(":")
    if kind == "recipient":
        tx.execute(update(form_link_recipient).where(_r.id == ident).values(used_at=tx.now))
    door.counted(tx, link, answers=1)


def _noted(work: Work, link: Opened, item: Item, action: str) -> None:
    target = f"{work.app.key}/{link.row.form}/{item.record_id}"
    detail: Document = {"link": link.row.id, "by": (link.answerer or "").partition(":")[0]}
    if item.held is not None:
        detail["held"] = dict(item.held)
    someone = work.actor if work.actor.person_id else None
    record_audit(
        work.tx, someone, action, target, detail, app=work.app.key, ip=work.actor.ip, user_agent=work.actor.user_agent
    )


def _told(link: Opened, item: Item, language: str) -> Document:
    """The thank-you page in the sender's language, with their own values."""
    thanks, form = link.settings.thanks, _form(link)
    values = (item.new.values if item.new else None) or (item.outcome.values if item.outcome else {})
    named = {key for text in (thanks.text, thanks.title) for key in places_in(text)} & set(form.by_key)
    tellable = {key for key in named if key in link.settings.asked or form.by_key[key].type == "series"}
    words = {key: written(form.by_key[key], values.get(key), language) for key in tellable}
    return {
        "title": filled_in(label_text(thanks.title, language), words),
        "text": filled_in(label_text(thanks.text, language), words),
        "button": label_text(thanks.button, language),
        "url": thanks.url,
    }


def _reply(tx: Transaction, link: Opened, row: Row[Any]) -> Document:
    edit = None
    if link.settings.edit_days and row.record_id is not None:
        edit = {"token": public_link.sign(link.secret, _EDIT, row.id), "until": _until(link, row)}
    return {"thanks": row.reply, "edit": edit}


def _until(link: Opened, row: Row[Any]) -> str:
    return iso_instant(row.at + timedelta(days=link.settings.edit_days))
