"""How each person wants to be told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, insert, select

from dougong.kit.db import Transaction
from dougong.kit.errors import in_language
from dougong.kit.fixed import Fixed
from dougong.kit.types import Id
from dougong.messaging.kinds import ALWAYS_LISTED, KINDS, MAILED
from dougong.messaging.models import notification_preference, notification_quiet


@dataclass(frozen=True)
class Way:
    """Whether a kind of message goes into the list and by mail."""

    inbox: bool
    mail: bool


@dataclass(frozen=True)
class Quiet:
    """No mail between these times of the day; over midnight when `start` is the later one."""

    start: time
    end: time

    def until(self, now: datetime, zone: str) -> datetime:
        """When a mail wanted at `now` may go: `now`, or the end of the quiet time."""
        local = now.astimezone(ZoneInfo(zone))
        clock = local.time()
        over_midnight = self.start > self.end
        inside = (clock >= self.start or clock < self.end) if over_midnight else self.start <= clock < self.end
        if not inside:
            return now
        day = local.date() + timedelta(days=1 if over_midnight and clock >= self.start else 0)
        return datetime.combine(day, self.end, local.tzinfo).astimezone(now.tzinfo)


def default_way(kind: str) -> Way:
    return Way(True, kind in MAILED)


def way_of(kind: str, inbox: bool | None, mail: bool | None) -> Way:
    """What somebody's row for a kind of message means; both None: they have said nothing."""
    return default_way(kind) if inbox is None or mail is None else Way(inbox or kind in ALWAYS_LISTED, mail)


def ways(tx: Transaction, people: Collection[str], kind: str) -> dict[str, Way]:
    """How each of `people` wants to be told of `kind`."""
    found = {person: default_way(kind) for person in people}
    rows: Iterable[tuple[Any, ...]]
    if len(found) <= _FEW:
        rows = (row for person in found for row in _WAYS.rows(tx, {"person": person, "kind": kind}))
    else:
        p = notification_preference.c
        asked = select(p.person_id, p.inbox, p.mail).where(p.kind == kind, p.person_id.in_(people))
        rows = (tuple(row) for row in tx.execute(asked))
    for person, inbox, mail in rows:
        found[person] = way_of(kind, inbox, mail)
    return found


_FEW = 4
"""So many people are asked for one by one, by a statement that is built once."""
_WAYS = Fixed(
    select(notification_preference.c.person_id, notification_preference.c.inbox, notification_preference.c.mail).where(
        notification_preference.c.person_id == bindparam("person", type_=Id()),
        notification_preference.c.kind == bindparam("kind"),
    )
)


def quiet_times(tx: Transaction, people: Collection[str]) -> dict[str, Quiet]:
    q = notification_quiet.c
    rows = tx.execute(select(notification_quiet).where(q.person_id.in_(people)))
    return {row.person_id: Quiet(time.fromisoformat(row.from_time), time.fromisoformat(row.to_time)) for row in rows}


def read(tx: Transaction, person: str, language: str, *, mail_available: bool) -> dict[str, Any]:
    """`GET /me/notification-preferences`."""
    p = notification_preference.c
    rows = tx.execute(select(p.kind, p.inbox, p.mail).where(p.person_id == person))
    said = {row.kind: Way(row.inbox or row.kind in ALWAYS_LISTED, row.mail) for row in rows}
    quiet = quiet_times(tx, [person]).get(person)
    items = []
    for kind, label in KINDS.items():
        way = said.get(kind, default_way(kind))
        items.append({"kind": kind, "label": in_language(label, language), "inbox": way.inbox, "mail": way.mail})
    shown = {"from": quiet.start.isoformat("minutes"), "to": quiet.end.isoformat("minutes")} if quiet else None
    return {"items": items, "mail_available": mail_available, "quiet": shown}


def write(tx: Transaction, person: str, items: Sequence[tuple[str, Way]], quiet: tuple[str, str] | None) -> None:
    """Replaces everything the person has said."""
    tx.execute(delete(notification_preference).where(notification_preference.c.person_id == person))
    tx.execute(delete(notification_quiet).where(notification_quiet.c.person_id == person))
    rows = [
        {"person_id": person, "kind": kind, "inbox": way.inbox or kind in ALWAYS_LISTED, "mail": way.mail}
        for kind, way in items
    ]
    if rows:
        tx.execute(insert(notification_preference), rows)
    if quiet:
        tx.execute(insert(notification_quiet).values(person_id=person, from_time=quiet[0], to_time=quiet[1]))
