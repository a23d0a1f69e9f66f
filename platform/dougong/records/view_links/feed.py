"""A calendar view as a feed that calendar programs subscribe to (iCalendar, RFC 5545).

The address is that of the shared view; what it shows is what the link shows, under the rights that its maker has when
the program asks. Programs ask every few hours, so times are exact and changes are late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dougong.kit.errors import Invalid, say
from dougong.kit.types import iso_instant
from dougong.records.reading.query import ListQuery
from dougong.records.view_links.door import Visit
from dougong.records.view_links.links import FED
from engines.form.fields import FIELD_TYPES
from engines.form.fields.base import FieldModel
from engines.form.fields.link import LinkField
from engines.form.fields.subform import SubformField
from engines.form.labels import label_text

MOST = 1_000
"""Events of a feed: those that begin last."""
_OCTETS = 75
_ASK_EVERY = "PT1H"


def question(visit: Visit) -> ListQuery:
    """Which records become events. Raises Invalid for a view that is no calendar."""
    settings = visit.settings
    if settings.type not in FED or settings.date is None:
        sentence = say("只有日历和甘特视图可以订阅。", "Only calendars and timelines can be subscribed to.")
        raise Invalid(sentence, "not_a_calendar")
    return ListQuery(sort=f"-{settings.date}", limit=MOST, filter=f"{settings.date} <> NULL")


def calendar(visit: Visit, records: Iterable[Mapping[str, Any]], now: datetime, host: str) -> str:
    """The feed's text. `host` makes the ids of events unlike those of other installations."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Dougong//Dougong//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(visit.row.label)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{_ASK_EVERY}",
        f"X-PUBLISHED-TTL:{_ASK_EVERY}",
    ]
    for record in records:
        lines += _event(visit, record, now, host)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(visit: Visit, record: Mapping[str, Any], now: datetime, host: str) -> Iterator[str]:
    settings = visit.settings
    start, end = record.get(settings.date or ""), record.get(settings.end) if settings.end else None
    if not isinstance(start, str):
        return
    yield "BEGIN:VEVENT"
    yield f"UID:{record['id']}@{host}"
    yield f"DTSTAMP:{_instant(iso_instant(now))}"
    yield f"SEQUENCE:{record['version']}"
    yield _moment("DTSTART", start)
    if isinstance(end, str) and end > start:
        yield _moment("DTEND", end, last=True)
    yield f"SUMMARY:{_escaped(str(record.get('_title') or record['id'][-6:]))}"
    told = "\n".join(_told(visit, record))
    if told:
        yield f"DESCRIPTION:{_escaped(told)}"
    yield "END:VEVENT"


def _told(visit: Visit, record: Mapping[str, Any]) -> Iterator[str]:
    """The other fields that the link shows, as people read them; names of linked records aren't asked for."""
    form, language = visit.caller.app.forms[visit.form], visit.maker.locale
    for key in visit.fields:
        field, value = form.by_key.get(key), record.get(key)
        if field is None or value is None or key in (visit.settings.date, visit.settings.end) or not _is_plain(field):
            continue
        kind = FIELD_TYPES[field.type]
        text = kind.format(field, kind.from_json(field, value), language)
        if text:
            yield f"{label_text(field.label or key, language)}: {text}"


def _is_plain(field: FieldModel) -> bool:
    return not isinstance(field, LinkField | SubformField) and field.type not in ("member", "department", "lookup")


def _moment(name: str, value: str, *, last: bool = False) -> str:
    """A day or an instant. The end of whole days is the day after the last one."""
    if len(value) > len("2026-01-01"):
        return f"{name}:{_instant(value)}"
    day = date.fromisoformat(value) + timedelta(days=1 if last else 0)
    return f"{name};VALUE=DATE:{day:%Y%m%d}"


def _instant(value: str) -> str:
    return f"{datetime.fromisoformat(value).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """At most 75 octets a line, never within a character; what follows begins with a space."""
    piece, octets = "", 0
    for sign in line:
        width = len(sign.encode())
        if octets + width > _OCTETS:
            yield piece
            piece, octets = " ", 1
        piece, octets = piece + sign, octets + width
    yield piece
