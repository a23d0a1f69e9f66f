"""Who follows a record: its owner and its maker by themselves, whoever was mentioned in it, and who has said so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from dougong.identity.directory import names_of_people
from dougong.records.around.models import record_follower
from dougong.records.repository import chunks
from dougong.records.work import Work

_c = record_follower.c
_ONE_EACH = ("record_id", "person_id")


def followers_of(work: Work, form_key: str, ids: Collection[str]) -> dict[str, set[str]]:
    """Person ids by record, deleted ones too; without regard to what they may still see."""
    found: dict[str, set[str]] = {}
    table = work.app.tables.table(form_key)
    for chunk in chunks(sorted(ids)):
        rows = work.tx.execute(select(table.c.id, table.c.owner, table.c.created_by).where(table.c.id.in_(chunk))).all()
        said: dict[str, dict[str, bool]] = defaultdict(dict)
        for row in work.tx.execute(select(_c.record_id, _c.person_id, _c.following).where(_c.record_id.in_(chunk))):
            said[row.record_id][row.person_id] = row.following
        for row in rows:
            answers = said[row.id]
            themselves = {each for each in (row.owner, row.created_by) if each and answers.get(each, True)}
            found[row.id] = themselves | {each for each, following in answers.items() if following}
    return found


def document(work: Work, form_key: str, record_id: str) -> dict[str, Any]:
    """`{"following": whether the caller does, "items": [{"id", "name"}]}`."""
    people = followers_of(work, form_key, [record_id]).get(record_id, set())
    names = names_of_people(work.tx, people)
    items = [{"id": each, "name": names[each]} for each in sorted(names, key=lambda each: (names[each], each))]
    return {"following": work.actor.person_id in people, "items": items}


def follow(work: Work, form_key: str, record_id: str, *, following: bool) -> None:
    """What the caller says; it holds until they say otherwise."""
    values = _row(work, form_key, record_id, work.actor.person_id, following)
    said = {"following": following, "since": work.tx.now}
    work.tx.execute(_made(work).values(**values).on_conflict_do_update(index_elements=_ONE_EACH, set_=said))


def follow_mentioned(work: Work, form_key: str, record_id: str, people: Iterable[str]) -> None:
    """Whoever was mentioned follows, unless they have said that they don't want to."""
    for person in sorted(people):
        values = _row(work, form_key, record_id, person, True)
        work.tx.execute(_made(work).values(**values).on_conflict_do_nothing(index_elements=_ONE_EACH))


def _made(work: Work) -> Any:
    return (postgresql.insert if work.tx.dialect == "postgresql" else sqlite.insert)(record_follower)


def _row(work: Work, form_key: str, record_id: str, person: str, following: bool) -> Mapping[str, Any]:
    return {
        "record_id": record_id,
        "person_id": person,
        "app": work.app.key,
        "form": form_key,
        "following": following,
        "since": work.tx.now,
    }
