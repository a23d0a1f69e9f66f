"""What the engine may know of an instance's record: raw values (a designer's formulas read the record as rules do),
loaded when a formula first asks, inside the transaction of the step.

A held change is laid over the record: the flow judges what would become of it, `old.…` is the record as it still is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from dougong.access.compiler import Access
from dougong.access.grants import Principal
from dougong.apps.catalog import AppCatalog
from dougong.apps.rights import principal_of
from dougong.flows.acting import actor_of
from dougong.flows.hooks import Working
from dougong.flows.models import flow_change
from dougong.kit.db import Transaction
from dougong.kit.fixed import Fixed
from dougong.records.linked import Linked
from dougong.records.system import SYSTEM
from dougong.records.work import Work
from engines.calendar import DEFAULT_CALENDAR, WorkCalendar
from engines.flow.env import World
from engines.flow.state import unpack
from engines.form.environment import RecordEnv
from engines.form.fields import FIELD_TYPES

_ZONE = ZoneInfo("Asia/Shanghai")


def _office_days() -> Working:
    return DEFAULT_CALENDAR, _ZONE


_HELD = Fixed(
    select(flow_change.c.op, flow_change.c["values"]).where(
        flow_change.c.instance_id == bindparam("instance_id"), flow_change.c.state == "held"
    )
)

Values = Mapping[str, Any]


class InstanceEnv:
    """An `engines.formula` Env over one record. `gate`: the instance (its id) may hold a change of the record."""

    def __init__(
        self,
        tx: Transaction,
        app: AppCatalog,
        form: str | None,
        record_id: str | None,
        *,
        initiator: str | None = None,
        before: Values | None = None,
        gate: str | None = None,
        working: Callable[[], Working] = _office_days,
    ) -> None:
        self._tx = tx
        self._app = app
        self._form = form if form in app.forms else None
        self._record_id = record_id
        self._initiator = initiator
        self._before = before
        self._gate = gate
        self.working = working
        self.now: datetime = tx.now

    @property
    def calendar(self) -> WorkCalendar:
        """The working calendar that formulas count in."""
        return self.working()[0]

    @property
    def tz(self) -> tzinfo:
        """The zone in which days are meant."""
        return self.working()[1]

    @cached_property
    def principal(self) -> Principal:
        """Who started the flow, in its app; nobody for flows of the clock."""
        actor = actor_of(self._tx, self._initiator) if self._initiator else None
        return principal_of(self._tx, actor, self._app.key) if actor else Principal(person_id=None)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.tz).date()

    def get(self, path: tuple[str, ...]) -> Any:
        """The value of a path of the record; None for what a record without a form would answer."""
        if path[0] == "user":
            values = self.principal.user_values()
            return values.get(path[1] if len(path) > 1 else "id")
        return self._record.get(path) if self._record is not None else None

    def linked_records(self) -> Callable[[str, str], Values | None]:
        """The records behind links, as formulas of the record read them."""
        return self._record.linked if self._record is not None else Linked(self._work)

    @cached_property
    def values(self) -> Values:
        """The record's own values and system columns, a held change laid over them."""
        return {**self._stored, **self._held}

    @cached_property
    def _stored(self) -> Values:
        if self._form is None or self._record_id is None:
            return {}
        found = self._work.repository(self._form).get(self._record_id)
        return {} if found is None else {**found.values, **found.system}

    @cached_property
    def _held(self) -> Values:
        if self._gate is None or self._form is None:
            return {}
        row = _HELD.first(self._tx, {"instance_id": self._gate})
        if row is None or row[1] is None:
            return {}
        form = self._app.forms[self._form]
        fields = {key: form.field(key) for key in row[1]}
        return {
            key: FIELD_TYPES[field.type].from_json(field, row[1][key])
            for key, field in fields.items()
            if field is not None
        }

    @cached_property
    def _record(self) -> RecordEnv | None:
        if self._form is None:
            return None
        old = self._stored if self._held else {key: unpack(value) for key, value in (self._before or {}).items()}
        readers = self._app.compiled[self._form].readers
        return RecordEnv(readers, self.values, old, {}, Linked(self._work), self.now, self.tz, self.calendar)

    @cached_property
    def _work(self) -> Work:
        """For reading only: it carries no grants."""
        access = Access(self._app.tables, (), Principal(person_id=None), self._tx.now)
        return Work(self._tx, self._app, SYSTEM, access, "system")


class InstanceWorld(World):
    """What `advance` is given: the record, the calendar and the zone in which its days are meant. These are looked up
    when a formula or a timer asks: most steps need none of them."""

    def __init__(self, env: InstanceEnv) -> None:
        # the class it stands in for is frozen
        object.__setattr__(self, "record", env)
        object.__setattr__(self, "_env", env)

    @property
    def calendar(self) -> WorkCalendar:
        return self._env.calendar

    @property
    def tz(self) -> tzinfo:
        return self._env.tz

    _env: InstanceEnv
