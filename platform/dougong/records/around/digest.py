"""Followers are told of changes: what happened to a record within a few minutes is one message, not one per keystroke.

The change log is the queue, so that a change costs nothing more when it is made. Up to where it has been told stands in
one row, moved in the transaction that writes the messages: each change is told once, whatever dies in between. On
PostgreSQL the row counts transactions, because a lower `seq` may commit after a higher one: what lies below the oldest
running transaction is complete.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from dougong.apps.problems import app_not_found
from dougong.identity.directory import names_of_people
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import LANGUAGES, Problem, say
from dougong.messaging import service as messaging
from dougong.messaging.service import Message
from dougong.records.around.following import followers_of
from dougong.records.around.models import followed_until
from dougong.records.changes import oldest_running
from dougong.records.models import change_log
from dougong.records.people import addressees, as_person, title_of
from dougong.records.repository import chunks
from dougong.records.system import system_work
from dougong.records.work import Work
from engines.form.labels import label_text

EVERY = timedelta(minutes=2)
MOST_SINGLE = 5
"""Records of a form of which a person is told one by one; more are one message with their number."""
_TOLD = ("update", "delete", "restore")
_SYSTEM = say("系统", "The system")
_c, _u = change_log.c, followed_until.c


@dataclass
class _Seen:
    """What one follower is told of one record."""

    by: set[str | None] = field(default_factory=set)
    fields: dict[str, None] = field(default_factory=dict)
    ops: set[str] = field(default_factory=set)
    last: int = 0


def is_due(tx: Transaction) -> bool:
    """Whether the change log has grown since followers were told."""
    newest = tx.execute(select(func.max(_c.seq))).scalar_one_or_none() or 0
    return newest > (tx.execute(select(_u.seq)).scalar_one_or_none() or 0)


def tell_followers(database: Database) -> int:
    """Tells everybody what has happened since the last time. → how many messages"""
    with database.transaction() as tx:
        rows = _news(tx)
        told = 0
        by_form: dict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
        for row in rows:
            by_form[row.app, row.form].append(row)
        for (app_key, form_key), changes in by_form.items():
            told += _tell_form(tx, app_key, form_key, changes)
        return told


def _news(tx: Transaction) -> list[Row[Any]]:
    """Changes since the last time, and the mark behind them. The first time there is nothing to tell."""
    newest = tx.execute(select(func.max(_c.seq))).scalar_one_or_none() or 0
    running = oldest_running(tx) if tx.dialect == "postgresql" else 0
    mark = tx.execute(select(followed_until).with_for_update()).first()
    if mark is None:
        tx.execute(insert(followed_until).values(id=1, seq=newest, xid=running))
        return []
    tx.execute(update(followed_until).values(seq=newest, xid=running))
    wanted = select(_c.seq, _c.app, _c.form, _c.record_id, _c.op, _c.by, _c.changes).where(_c.op.in_(_TOLD))
    if tx.dialect == "postgresql":
        wanted = wanted.where(_c.xid >= mark.xid, _c.xid < running)
    else:
        wanted = wanted.where(_c.seq > mark.seq, _c.seq <= newest)
    return list(tx.execute(wanted.order_by(_c.seq)))


def _tell_form(tx: Transaction, app_key: str, form_key: str, rows: Sequence[Row[Any]]) -> int:
    try:
        work = system_work(tx, app_key)
    except Problem as problem:
        if problem.code != app_not_found(app_key).code:
            raise
        return 0  # the app lies in the bin
    if form_key not in work.app.forms:
        return 0
    followers = followers_of(work, form_key, {row.record_id for row in rows})
    wanted: dict[str, dict[str, list[Row[Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for person in followers.get(row.record_id, ()):
            if person != row.by:
                wanted[person][row.record_id].append(row)
    return sum(_tell_person(work, form_key, person, records) for person, records in wanted.items())


def _tell_person(work: Work, form_key: str, person: str, records: Mapping[str, list[Row[Any]]]) -> int:
    theirs = as_person(work, person)
    if theirs is None or not theirs.access.may(form_key, "read"):
        return 0
    found = _visible(theirs, form_key, records)
    if not found:
        return 0
    people = addressees(work.tx, [person], "followed")
    if len(found) > MOST_SINGLE:
        return messaging.notify(work.tx, people, _many(theirs, form_key, found))
    messages = (_one(theirs, form_key, record_id, seen) for record_id, seen in found.items())
    return sum(messaging.notify(work.tx, people, message) for message in messages)


def _visible(theirs: Work, form_key: str, records: Mapping[str, list[Row[Any]]]) -> dict[str, _Seen]:
    """What of the changes this person may know: records they see, fields they see in them."""
    readable = theirs.access.readable_fields(form_key)
    found: dict[str, _Seen] = {}
    for chunk in chunks(sorted(records)):
        for deleted in (False, True):
            statement = theirs.access.select(form_key, ids=chunk, deleted=deleted)
            for seen in theirs.tx.execute(statement).mappings():
                mine = {key for key in readable if seen.get(f"_see_{key}", True)}
                told = _told(records[seen["id"]], mine)
                if told is not None:
                    found[seen["id"]] = told
    return found


def _told(rows: Iterable[Row[Any]], mine: set[str]) -> _Seen | None:
    told = _Seen()
    for row in rows:
        fields = [key for key in row.changes or {} if key in mine]
        if row.op == "update" and not fields:
            continue
        told.by.add(row.by)
        told.fields |= dict.fromkeys(fields)
        told.ops.add(row.op)
        told.last = row.seq
    return told if told.ops else None


def _one(theirs: Work, form_key: str, record_id: str, seen: _Seen) -> Message:
    title = title_of(theirs, form_key, record_id)
    who, what = _names(theirs, seen.by), _labels(theirs, form_key, seen.fields)
    if "delete" in seen.ops:
        heading = say(f"{who['zh-CN']} 删除了你关注的数据", f"{who['en']} deleted a record you follow")
    elif "restore" in seen.ops:
        heading = say(f"{who['zh-CN']} 恢复了“{title['zh-CN']}”", f"{who['en']} restored “{title['en']}”")
    else:
        heading = say(f"{who['zh-CN']} 修改了“{title['zh-CN']}”", f"{who['en']} changed “{title['en']}”")
    link = {"app": theirs.app.key, "form": form_key, "record": record_id}
    return Message(f"followed:{record_id}:{seen.last}", "followed", heading, what, link, _sole(seen.by))


def _many(theirs: Work, form_key: str, found: Mapping[str, _Seen]) -> Message:
    form = theirs.app.forms[form_key]
    people = {person for seen in found.values() for person in seen.by}
    who, number = _names(theirs, people), len(found)
    heading = say(
        f"{who['zh-CN']} 修改了你关注的 {number} 条“{form.name('zh-CN')}”",
        f"{who['en']} changed {number} records of “{form.name('en')}” that you follow",
    )
    what = _labels(theirs, form_key, {key: None for seen in found.values() for key in seen.fields})
    last = max(seen.last for seen in found.values())
    link = {"app": theirs.app.key, "form": form_key}
    return Message(f"followed:{theirs.app.key}/{form_key}:{last}", "followed", heading, what, link, _sole(people))


def _names(work: Work, people: Iterable[str | None]) -> Mapping[str, str]:
    ids = sorted(person for person in people if person)
    names = names_of_people(work.tx, ids)
    known = [names.get(person, "?") for person in ids]
    return say(*("、".join(known) or _SYSTEM["zh-CN"], ", ".join(known) or _SYSTEM["en"]))


def _labels(work: Work, form_key: str, keys: Iterable[str]) -> Mapping[str, str]:
    fields = [work.app.forms[form_key].by_key.get(key) for key in keys]
    shown = {
        language: [label_text(each.label, language) or each.key for each in fields if each is not None]
        for language in LANGUAGES
    }
    return say("、".join(shown["zh-CN"]), ", ".join(shown["en"]))


def _sole(people: set[str | None]) -> str | None:
    return next(iter(people)) if len(people) == 1 else None
