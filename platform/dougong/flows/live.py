"""The flows of an app that may start now, found by what happens: kept per process and per stamp of the app.

Publishing, binning or switching a flow raises the app's stamp (`definitions.update_flow`), so a change of a record
needs no query to know that no flow is interested in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select

from dougong.apps import repository as apps
from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.flows import calendars, definitions
from dougong.flows.models import flow, flow_change
from dougong.flows.programs import base_scope
from dougong.flows.reading import shape
from dougong.kit.db import Transaction
from dougong.kit.errors import NotFound
from dougong.kit.fixed import Kept
from dougong.kit.types import dump_json
from dougong.records.linked import Linked
from dougong.records.work import Work
from engines.flow.definition import Flow
from engines.form.environment import Linked as LinkedRecords
from engines.form.environment import RecordEnv
from engines.formula import Formula, FormulaErrors, check, compile_closure

Values = Mapping[str, Any]
_SCRATCH = "flows.live"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Live:
    """A flow that may start: its published version, and the condition of its trigger, ready to be asked."""

    id: str
    key: str
    version: int
    flow: Flow
    condition: Formula | None
    holds: Callable[[Any], Any] | None

    @property
    def on(self) -> str:
        """What it waits for: `update`, `button`, …"""
        return self.flow.trigger.on

    @property
    def gate(self) -> bool:
        return getattr(self.flow.trigger, "mode", "after") == "gate"

    def is_met(self, env: RecordEnv | None) -> bool:
        """True when the condition is TRUE, or there is none; blank and errors are not TRUE."""
        return self.holds is None or (env is not None and self.holds(env) is True)


@dataclass(frozen=True)
class LiveFlows:
    """What an app's flows are interested in. `broken`: keys of flows that no longer fit the app's forms."""

    by_event: Mapping[tuple[str | None, str], Sequence[Live]]
    by_key: Mapping[str, Live]
    by_id: Mapping[str, Live]
    guarded: frozenset[str] = frozenset()
    """Forms in which changes are, or may become, held."""
    broken: Sequence[str] = field(default=())

    def of(self, form: str | None, on: str) -> Sequence[Live]:
        return self.by_event.get((form, on), ())

    def any_of(self, on: str) -> list[Live]:
        return [live for live in self.by_id.values() if live.on == on]


LIVE: Kept[LiveFlows] = Kept(1_000)


def live_flows(tx: Transaction, app: AppCatalog) -> LiveFlows:
    """The flows of the app that may start, as this transaction sees them."""
    key = (app.app_id, app.stamp, app.tables.serial)
    if apps.is_changed(tx, app.app_id):
        mine: dict[Any, LiveFlows] = tx.scratch.setdefault(_SCRATCH, {})
        if key not in mine:
            mine[key] = _load(tx, app)
        return mine[key]
    return LIVE.get(key, lambda: _load(tx, app))


def find_live(tx: Transaction, flow_id: str) -> tuple[AppCatalog, Live] | None:
    """The flow with its app, if it may start now; the app's forms stay as they are until the transaction ends."""
    key = tx.execute(select(flow.c.app).where(flow.c.id == flow_id)).scalar()
    if key is None:
        return None
    try:
        app = app_catalog(tx, key, hold=True)
    except NotFound:  # the app lies in the bin
        return None
    live = live_flows(tx, app).by_id.get(flow_id)
    return None if live is None else (app, live)


def _load(tx: Transaction, app: AppCatalog) -> LiveFlows:
    found: list[Live] = []
    broken: list[str] = []
    for row in definitions.flows.all_of(tx, app.app_id):
        if row.published is None or row.deleted_at is not None or not row.enabled or row.key in app.closed.flows:
            continue
        live = _live(app, row)
        if live is None:
            broken.append(row.key)
        elif live.flow.enabled and live.flow.form not in app.closed.forms:
            found.append(live)
    if broken:
        _log.warning("flows_broken", app=app.key, flows=broken)
    by_event: dict[tuple[str | None, str], list[Live]] = {}
    for live in found:
        by_event.setdefault((live.flow.form, live.on), []).append(live)
    c = flow_change.c
    waiting = tx.execute(select(c.form).where(c.app == app.key, c.state == "held").distinct()).scalars()
    guarded = {*waiting, *(live.flow.form for live in found if live.gate and live.flow.form)}
    by_key = {live.key: live for live in found}
    return LiveFlows(by_event, by_key, {live.id: live for live in found}, frozenset(guarded), broken)


_READ: Kept[tuple[Live | None]] = Kept(2_000)
"""By the app's forms and what is published: another flow's new version leaves this one as it is."""


def _live(app: AppCatalog, row: definitions.FlowRow) -> Live | None:
    text = dump_json(row.published)
    key = (app.tables.serial, row.id, row.published_version, hashlib.blake2b(text.encode(), digest_size=16).digest())
    return _READ.get(key, lambda: (_read(app, row),))[0]


def _read(app: AppCatalog, row: definitions.FlowRow) -> Live | None:
    found, faults = shape(row.published)
    return None if found is None or faults else as_if_live(app, row, found)


def as_if_live(app: AppCatalog, row: definitions.FlowRow, found: Flow) -> Live | None:
    """The flow as it would be if this were what is published; None when it doesn't fit the app's forms."""
    if found.form is not None and found.form not in app.forms:
        return None
    text = getattr(found.trigger, "when", None) or getattr(found.trigger, "each", None)
    if text is None:
        return Live(row.id, row.key, row.published_version, found, None, None)
    try:
        condition = check(text, base_scope(app, found.form), expect="boolean")
    except FormulaErrors:
        return None
    return Live(row.id, row.key, row.published_version, found, condition, compile_closure(condition))


def env_of(
    work: Work, flow: Flow, form: str, values: Values, old: Values, linked: LinkedRecords | None = None
) -> RecordEnv:
    """What a trigger's condition sees: the record (system columns included) and what it was before. `linked`: other
    eyes on linked records than the flow's own."""
    calendar, zone = calendars.calendar_of(work.tx, flow.calendar)
    readers, others = work.app.compiled[form].readers, linked or Linked(work)
    return RecordEnv(readers, values, old, work.user, others, work.tx.now, zone, calendar)


def zone_of(tx: Transaction, flow: Flow) -> ZoneInfo:
    """The zone of a flow's days."""
    return calendars.calendar_of(tx, flow.calendar)[1]
