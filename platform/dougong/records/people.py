"""Other people than the caller: what they may see of a record, and how they are told of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import bindparam, select

from dougong.access.lists import AnyOf, IdList
from dougong.apps.rights import access_of
from dougong.identity import authentication
from dougong.identity.models import person
from dougong.kit.db import Transaction
from dougong.kit.errors import Text, say
from dougong.kit.fixed import Fixed
from dougong.kit.web import Actor
from dougong.messaging.models import notification_preference
from dougong.messaging.preferences import way_of
from dougong.messaging.service import Addressee
from dougong.records.work import Work

_p = notification_preference.c
_ADDRESSEES = Fixed(
    select(person.c.id, person.c.email, person.c.locale, person.c.timezone, _p.inbox, _p.mail)
    .select_from(
        person.outerjoin(notification_preference, (_p.person_id == person.c.id) & (_p.kind == bindparam("kind")))
    )
    .where(AnyOf(person.c.id, bindparam("ids", type_=IdList())), person.c.active)
)


def addressees(tx: Transaction, people: Collection[str], kind: str) -> list[Addressee]:
    """Those who have not left, with what a message of this kind needs to know of them."""
    if not people:
        return []
    found = _ADDRESSEES.rows(tx, {"ids": sorted(people), "kind": kind})
    return [
        Addressee(person_id, email, locale, timezone, way_of(kind, inbox, mail))
        for person_id, email, locale, timezone, inbox, mail in found
    ]


def actor_of(tx: Transaction, person_id: str) -> Actor | None:
    """Somebody as they are now; None when they have left."""
    row = tx.execute(select(person).where(person.c.id == person_id, person.c.active)).first()
    return None if row is None else replace(authentication.actor_of(row), door="system")


def as_person(work: Work, person_id: str) -> Work | None:
    """The same app in the same transaction through the eyes of somebody who is to be told of it; None when they have
    left, and for people from outside: what colleagues say of a record, and notices of it, stay among them."""
    actor = actor_of(work.tx, person_id)
    if actor is None or actor.outside:
        return None
    return replace(work, actor=actor, access=access_of(work.tx, actor, work.app), listeners=())


def sees(work: Work, form_key: str, record_id: str) -> bool:
    """Whether the person of this work may see the record."""
    if form_key not in work.app.forms or not work.access.may(form_key, "read"):
        return False
    return record_id in work.access.visible_ids(work.tx, form_key, [record_id])


def title_of(work: Work, form_key: str, record_id: str) -> Text:
    """What names the record, as far as this person may see it; else what the form is called."""
    rows = work.tx.execute(work.access.titles(form_key, [record_id])).all()
    title = str(rows[0].title) if rows and rows[0].title else ""
    form = work.app.forms[form_key]
    return say(title or form.name("zh-CN"), title or form.name("en"))
