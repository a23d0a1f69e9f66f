"""Working calendars: weekly slots (several a day), holidays, days worked though free (调休), a zone.

Administrators edit them; flows name one by its key, and those that name none use the default one. Until anybody has
made one, the default is Monday to Friday, 9–12 and 13–18 in China's time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Row, bindparam, delete, insert, select, update

from dougong.apps.problems import invalid
from dougong.audit.service import record
from dougong.flows.design_models import work_calendar
from dougong.flows.design_schemas import CalendarBody, CalendarChange
from dougong.flows.models import flow, flow_version
from dougong.flows.refusals import calendar_not_found
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, say
from dougong.kit.fixed import Fixed
from dougong.kit.later import later
from dougong.kit.web import Actor
from engines.calendar import DEFAULT_CALENDAR, Slot, WorkCalendar
from engines.form.keys import make_key
from engines.form.labels import label_text

holidays = later("holidays")

DEFAULT_KEY = "default"
DEFAULT_ZONE = "Asia/Shanghai"
MOST = 100
_SCRATCH = "flows.calendars"
Zoned = tuple[WorkCalendar, ZoneInfo]
_NAMED = Fixed(select(work_calendar).where(work_calendar.c.key == bindparam("key")))
_DEFAULT = Fixed(select(work_calendar).where(work_calendar.c.is_default))
_COLUMNS = [column.name for column in work_calendar.c]


def calendar_of(tx: Transaction, key: str | None) -> Zoned:
    """The calendar a flow counts in, and its zone. An unknown key (a calendar that was deleted) means the default.
    Looked up once per transaction."""
    known: dict[str | None, Zoned] = tx.scratch.setdefault(_SCRATCH, {})
    if key not in known:
        known[key] = _look_up(tx, key)
    return known[key]


def _look_up(tx: Transaction, key: str | None) -> Zoned:
    found = _NAMED.first(tx, {"key": key}) if key else None
    found = found or _DEFAULT.first(tx, {})
    if found is None:
        return DEFAULT_CALENDAR, ZoneInfo(DEFAULT_ZONE)
    row = dict(zip(_COLUMNS, found, strict=True))
    parts = {name: row[name] for name in ("weekly", "holidays", "workdays")}
    return _built(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)), ZoneInfo(row["timezone"])


def of_flow(tx: Transaction, _app: str, key: str | None) -> tuple[WorkCalendar, tzinfo]:
    """Hook of running flows: calendars are the organisation's, whichever app the flow is in."""
    return calendar_of(tx, key)


def default_calendar(tx: Transaction) -> WorkCalendar:
    """Hook of records: what `WORKDAY` and its kin count by in forms."""
    return calendar_of(tx, None)[0]


@lru_cache(maxsize=256)
def _built(text: bytes) -> WorkCalendar:
    parts = orjson.loads(text)
    weekly = {int(day): tuple(_slot(*span) for span in spans) for day, spans in parts["weekly"].items() if spans}
    return WorkCalendar(weekly, _dates(parts["holidays"]), _dates(parts["workdays"]))


def _slot(start: str, end: str) -> Slot:
    return Slot(time.fromisoformat(start), time.max if end == "24:00" else time.fromisoformat(end))


def _dates(entries: list[dict[str, str]]) -> frozenset[date]:
    return frozenset(date.fromisoformat(entry["date"]) for entry in entries)


def exists(tx: Transaction, key: str) -> bool:
    return key == DEFAULT_KEY or _NAMED.first(tx, {"key": key}) is not None


def listing(tx: Transaction) -> dict[str, Any]:
    """`GET /calendars`; the built-in one while there is no other."""
    rows = tx.execute(select(work_calendar).order_by(work_calendar.c.is_default.desc(), work_calendar.c.key)).all()
    return {"items": [document(row) for row in rows] or [_built_in()]}


def document(row: Row[Any]) -> dict[str, Any]:
    shown = ("key", "label", "timezone", "weekly", "holidays", "workdays", "is_default", "version")
    return {name: row._mapping[name] for name in shown}


def _built_in() -> dict[str, Any]:
    office = [["09:00", "12:00"], ["13:00", "18:00"]]
    return {
        "key": DEFAULT_KEY,
        "label": {"zh-CN": "默认工作日历", "en": "Default calendar"},
        "timezone": DEFAULT_ZONE,
        "weekly": {str(day): office if day < 5 else [] for day in range(7)},
        "holidays": [],
        "workdays": [],
        "is_default": True,
        "version": 0,
    }


def create(tx: Transaction, actor: Actor, body: CalendarBody) -> dict[str, Any]:
    """A new calendar; the first one is the default."""
    tx.lock("flows.calendars")
    taken = set(tx.execute(select(work_calendar.c.key)).scalars())
    key = body.key or make_key(label_text(body.label, "zh-CN"), taken, fallback="calendar")
    if key in taken or len(taken) >= MOST:
        raise Conflict(say(f"标识“{key}”已被使用。", f"The key “{key}” is taken."), "key_taken")
    is_default = body.is_default or not taken
    if is_default:
        tx.execute(update(work_calendar).values(is_default=False))
    values = _values(body) | {"is_default": is_default, "version": 1, "updated_by": actor.person_id}
    tx.execute(insert(work_calendar).values(key=key, updated_at=tx.now, **values))
    tx.scratch.pop(_SCRATCH, None)
    record(tx, actor, "calendar.create", f"calendar:{key}")
    return document(_row(tx, key))


def change(tx: Transaction, actor: Actor, key: str, body: CalendarChange) -> dict[str, Any]:
    """Replaces a calendar. The built-in default becomes a row when it is first changed (version 0)."""
    tx.lock("flows.calendars")
    nobody = tx.execute(select(work_calendar.c.key).limit(1)).first() is None
    if nobody and key == DEFAULT_KEY and body.version == 0:
        fresh = CalendarBody(**body.model_dump(exclude={"version", "key"}), key=DEFAULT_KEY)
        return create(tx, actor, fresh)
    current = _row(tx, key)
    if current.version != body.version:
        sentence = say("日历已被他人修改，请刷新后重试。", "Somebody else has changed this calendar; reload.")
        raise Conflict(sentence, "stale", extra={"current": document(current)})
    if current.is_default and not body.is_default:
        raise invalid("is_default", "one_default", "必须有一个默认日历。", "One calendar must be the default.")
    if body.is_default:
        tx.execute(update(work_calendar).values(is_default=False))
    values = _values(body) | {"is_default": body.is_default, "version": current.version + 1}
    statement = update(work_calendar).where(work_calendar.c.key == key)
    tx.execute(statement.values(updated_at=tx.now, updated_by=actor.person_id, **values))
    tx.scratch.pop(_SCRATCH, None)
    record(tx, actor, "calendar.change", f"calendar:{key}")
    return document(_row(tx, key))


def remove(tx: Transaction, actor: Actor, key: str) -> None:
    """Deletes a calendar that no flow names and that isn't the default."""
    tx.lock("flows.calendars")
    current = _row(tx, key)
    users = _users(tx, key)
    if current.is_default or users:
        places = "、".join(users[:5]) or "默认 / default"
        raise Conflict(say(f"仍被使用：{places}。", f"Still used by: {places}."), "in_use", extra={"used_by": users})
    tx.execute(delete(work_calendar).where(work_calendar.c.key == key))
    record(tx, actor, "calendar.delete", f"calendar:{key}")


def _users(tx: Transaction, key: str) -> list[str]:
    joined = (flow_version.c.flow_id == flow.c.id) & (flow_version.c.n == flow.c.published_version)
    rows = tx.execute(select(flow.c.app, flow.c.key, flow_version.c.definition).join(flow_version, joined))
    return [f"{row.app}/{row.key}" for row in rows if row.definition.get("calendar") == key]


def _values(body: CalendarBody) -> dict[str, Any]:
    return body.model_dump(mode="json", include={"label", "timezone", "weekly", "holidays", "workdays"})


def _row(tx: Transaction, key: str) -> Row[Any]:
    row = tx.execute(select(work_calendar).where(work_calendar.c.key == key)).first()
    if row is None:
        raise calendar_not_found(key)
    return row


def proposal(year: int) -> Mapping[str, Any]:
    """China's holidays of a year as far as the library knows them; 调休 days are added by hand until they are known."""
    found = holidays.country_holidays("CN", years=year, language="zh_CN")
    free = [{"date": day.isoformat(), "name": name} for day, name in sorted(found.items()) if day.year == year]
    worked = sorted(day for day in getattr(found, "weekend_workdays", ()) if day.year == year)
    return {"holidays": free, "workdays": [{"date": day.isoformat(), "name": "调休上班"} for day in worked]}
