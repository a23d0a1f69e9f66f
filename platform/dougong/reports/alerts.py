"""Alerts at work: looked at when records change (a minute's changes together) and every quarter of an hour.

An alert is asked with the rights of the person who published the dashboard, as they are at that moment: what it says
is what that person would see. It rings once per group, when its condition becomes true, and again only after the group
has calmed down: a firing that has not calmed is unique in the database, whoever looks at the same time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of
from dougong.audit.service import record
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Problem, Text, say
from dougong.kit.ids import new_id
from dougong.kit.types import iso_instant
from dougong.messaging.service import Message, notify
from dougong.reports import definitions, receivers, schedules, viewing
from dougong.reports.definitions import DashboardRow
from dougong.reports.delivering import board_of
from dougong.reports.exporting.content import text_of
from dougong.reports.hooks import Rang, hooks
from dougong.reports.models import RINGING, dashboard_clock, dashboard_firing
from dougong.reports.naming import member_names
from dougong.reports.roads import Answered, bounded
from dougong.reports.snapshots import Snapshots, reading_of
from engines.formula import FormulaError, FormulaErrors
from engines.report.alarm import Verdict, judge
from engines.report.answer import Answer, value_json
from engines.report.answer import Row as AnswerRow
from engines.report.definition import Alert, Dashboard
from engines.report.errors import ReportError
from engines.report.formats import Look, value_text

AT_LEAST_EVERY = timedelta(minutes=15)
"""Time alone can make a condition true (this month's sum)."""
_MOST_LINES = 20
_OWNER_GONE = say("发布者已离职，提醒已停止。", "Who published the dashboard has left; the alert has stopped.")
_NO_TILE = say("图表已不存在。", "The tile is gone.")
_NOT_COMPUTED = say("无法计算此提醒的图表。", "The tile of this alert can't be computed.")
_FAILED = say("检查此提醒时出错，稍后重试。", "Looking at this alert failed; it is tried again.")
_c, _f = dashboard_clock.c, dashboard_firing.c
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Look:
    """One look at one alert: what it found, and what it noted for the next."""

    row: DashboardRow
    alert: Alert
    checkpoint: Mapping[str, Any] | None
    verdict: Verdict | None = None
    texts: Mapping[str, Text] | None = None
    measured: Mapping[str, Mapping[str, Any]] | None = None


def watch(database: Database, snapshots: Snapshots | None = None) -> int:
    """Looks at every alert whose time has come. → how many rang"""
    with database.snapshot() as tx:
        waiting = schedules.due(tx, schedules.ALERT)
    rang = 0
    for dashboard_id, key in waiting:
        try:
            rang += _watch(database, dashboard_id, key, snapshots)
        except Exception:
            # one alert must not keep the others from being looked at; it says so, and is tried again in a minute
            _log.exception("alert_failed", dashboard=dashboard_id, alert=key)
            _say_failed(database, dashboard_id, key)
    return rang


def _watch(database: Database, dashboard_id: str, key: str, snapshots: Snapshots | None) -> int:
    def looked(tx: Transaction) -> tuple[Row[Any] | None, _Look | None]:
        clock = tx.execute(select(dashboard_clock).where(*_mine(dashboard_id, key), _c.next_at <= tx.now)).first()
        return clock, _look(tx, clock, snapshots) if clock is not None else None

    clock, look = reading_of(database, snapshots).answer(looked, consistent=True)
    if clock is None:
        return 0
    with database.transaction() as tx:
        return _note(tx, clock, look)


def _say_failed(database: Database, dashboard_id: str, key: str) -> None:
    """The alert shows that it could not be looked at. What it saw last stays, so the next look asks again."""
    with database.transaction() as tx:
        mine = _mine(dashboard_id, key)
        before = tx.execute(select(_c.checkpoint).where(*mine)).scalar() or {}
        noted = {**before, "heads": None, "problem": dict(_FAILED)}
        tx.execute(
            update(dashboard_clock).where(*mine).values(checkpoint=noted, next_at=tx.now + schedules.ALERT_EVERY)
        )


def _look(tx: Transaction, clock: Row[Any], snapshots: Snapshots | None) -> _Look | None:
    """Asks the alert, if anything it stands on may have changed. None: it isn't there (any more)."""
    found = schedules.live(tx, clock.dashboard_id)
    alert = next((each for each in found[1].alerts if each.key == clock.key), None) if found is not None else None
    if found is None or alert is None:
        return None
    row, dashboard = found
    version = definitions.dashboards.version(tx, row, row.published_version)
    tile = next((each for each in dashboard.tiles if each.key == alert.tile), None)
    owner = receivers.actor_of(tx, version["published_by"])
    catalog = app_catalog(tx, row.app)
    heads = repr(viewing.head(tx, row.app, sorted(viewing.forms_of([tile] if tile else [], catalog.forms))))
    before = clock.checkpoint or {}
    state = {"heads": heads, "version": row.published_version, "stamp": catalog.stamp}
    unchanged = all(before.get(name) == value for name, value in state.items())
    if unchanged and tx.now - datetime.fromisoformat(before["at"]) < AT_LEAST_EVERY:
        return _Look(row, alert, before)
    state |= {"at": iso_instant(tx.now), "problem": None}
    if owner is None or tile is None:
        return _Look(row, alert, {**state, "problem": _OWNER_GONE if owner is None else _NO_TILE})
    board = board_of(tx, access_of(tx, owner, catalog), catalog, dashboard, owner.locale, snapshots)
    try:
        with bounded(tx):
            answered = board.answered(tile)
            verdict = judge(alert, answered.plan, answered.answer, _ringing(tx, row.id, alert.key))
    except (ReportError, FormulaError, FormulaErrors, Problem) as error:
        _log.info("alert_not_computed", app=row.app, dashboard=row.key, alert=alert.key, reason=str(error))
        return _Look(row, alert, {**state, "problem": _NOT_COMPUTED})
    texts = _texts(tx, dashboard, answered, verdict)
    measured = {member: _measured(answered.answer, line) for member, line in verdict.rings.items()}
    return _Look(row, alert, state, verdict, texts, measured)


def _note(tx: Transaction, clock: Row[Any], look: _Look | None) -> int:
    """Writes down what a look found, unless somebody else looked meanwhile. → how many groups rang"""
    following = tx.now + schedules.ALERT_EVERY
    values = {"next_at": following, "checkpoint": clock.checkpoint if look is None else dict(look.checkpoint or {})}
    seen = (*_mine(clock.dashboard_id, clock.key), _c.next_at == clock.next_at)
    if not tx.execute(update(dashboard_clock).where(*seen).values(**values)).rowcount:
        return 0
    if look is None or look.verdict is None:
        return 0
    if look.verdict.calmed:
        open_ = (_f.dashboard_id == look.row.id, _f.alert == look.alert.key, RINGING)
        tx.execute(
            update(dashboard_firing).where(*open_, _f.member.in_(sorted(look.verdict.calmed))).values(calmed_at=tx.now)
        )
    new = {member: firing for member in look.verdict.rings if (firing := _fire(tx, look, member)) is not None}
    if new:
        _tell(tx, look, new)
    return len(new)


def _fire(tx: Transaction, look: _Look, member: str) -> str | None:
    """A firing of a group that doesn't ring yet. → its id"""
    insertion = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
    firing = new_id()
    values = {
        "id": firing, "dashboard_id": look.row.id, "alert": look.alert.key, "member": member, "fired_at": tx.now,
        "text": dict((look.texts or {})[member]), "measured": dict((look.measured or {})[member]),
    }  # fmt: skip
    once = insertion(dashboard_firing).values(**values)
    once = once.on_conflict_do_nothing(index_elements=["dashboard_id", "alert", "member"], index_where=RINGING)
    made: str | None = tx.execute(once.returning(dashboard_firing.c.id)).scalar()  # psycopg's rowcount doesn't tell
    return made


def _tell(tx: Transaction, look: _Look, new: Mapping[str, str]) -> None:
    """People are told of all groups at once; flows start once per group."""
    row, alert, texts = look.row, look.alert, look.texts or {}
    lines = [texts[member] for member in new]
    told = [one for one in receivers.people_of(tx, row.app, alert.to) if receivers.may_open(tx, one, row.app)]
    name = {lang: text_of(alert.label, "en" if lang == "en" else "zh-CN") or alert.key for lang in ("zh-CN", "en")}
    message = Message(
        key=f"alert/{row.id}/{alert.key}/{min(new.values())}",
        kind="alert",
        title=say(f"指标提醒：{name['zh-CN']}", f"Alert: {name['en']}"),
        text=_joined(lines),
        link={"app": row.app, "dashboard": row.key},
    )
    if told:
        notify(tx, [receivers.addressee_of(one) for one in told], message)
    detail = {"alert": alert.key, "groups": len(new), "people": len(told)}
    record(tx, None, "dashboard.alert", f"{row.app}/{row.key}", detail, app=row.app)
    if alert.flow is None or hooks.rang is None:
        return
    for member, firing in new.items():
        payload = {"alert": alert.key, "dashboard": row.key, "text": texts[member]["zh-CN"]}
        payload |= (look.measured or {})[member]
        try:
            with tx.connection.begin_nested():
                hooks.rang(tx, Rang(row.app, alert.flow, firing, payload))
        except Problem as problem:
            _log.warning("alert_started_nothing", app=row.app, alert=alert.key, reason=str(problem))


def _joined(lines: Sequence[Text]) -> Text:
    """The first lines, and how many more there are."""
    more = len(lines) - _MOST_LINES
    rest = [say(f"另有 {more} 项", f"and {more} more")] if more > 0 else []
    shown = [*lines[:_MOST_LINES], *rest]
    return say("\n".join(each["zh-CN"] for each in shown), "\n".join(each["en"] for each in shown))


def _ringing(tx: Transaction, dashboard_id: str, alert: str) -> set[str]:
    mine = (_f.dashboard_id == dashboard_id, _f.alert == alert, RINGING)
    return set(tx.execute(select(_f.member).where(*mine)).scalars())


def _texts(tx: Transaction, dashboard: Dashboard, found: Answered, verdict: Verdict) -> dict[str, Text]:
    """Per ringing group a line in both languages: its members, then its measures."""
    if not verdict.rings:
        return {}
    chinese, english = (
        Look(language, calendar=dashboard.calendar, names=member_names(tx, found.scope, found.answer, language))
        for language in ("zh-CN", "en")
    )
    return {
        member: say(_line(found.answer, row, chinese), _line(found.answer, row, english))
        for member, row in verdict.rings.items()
    }


def _line(answer: Answer, row: AnswerRow, look: Look) -> str:
    pairs = list(zip(answer.columns, row, strict=True))
    group = [value_text(value, column, look) for column, value in pairs if column.role != "measure"]
    measures = [
        f"{look.label(column.label) or column.key} {value_text(value, column, look)}"
        for column, value in pairs
        if column.role == "measure"
    ]
    return " · ".join([*group, look.say("，", ", ").join(measures)])


def _measured(answer: Answer, row: AnswerRow) -> dict[str, Any]:
    """Members and measures by key, as JSON."""
    return {column.key: value_json(value) for column, value in zip(answer.columns, row, strict=True)}


def _mine(dashboard_id: str, key: str) -> tuple[Any, ...]:
    return (_c.dashboard_id == dashboard_id, _c.kind == schedules.ALERT, _c.key == key)
