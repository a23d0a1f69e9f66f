"""The record of a dry run: values that are given, not stored; what steps would write is laid over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from dougong.apps.catalog import AppCatalog
from dougong.flows.hooks import Working
from dougong.flows.seeing import SeenRecords
from dougong.flows.world import InstanceEnv
from dougong.kit.db import Transaction
from dougong.kit.errors import Invalid, say
from engines.form.compile import CompiledForm
from engines.form.environment import RecordEnv
from engines.form.fields import FIELD_TYPES
from engines.form.fields.formula import Shown
from engines.form.pipeline import evaluate

Values = Mapping[str, Any]


class SampleEnv(InstanceEnv):
    """An InstanceEnv over given values. `linked`: the other records, as far as who tries the flow out may see them."""

    def __init__(
        self,
        tx: Transaction,
        app: AppCatalog,
        form: str | None,
        record_id: str | None,
        initiator: str | None,
        sample: Values,
        old: Values,
        working: Callable[[], Working],
        linked: SeenRecords,
    ) -> None:
        super().__init__(tx, app, form, record_id, initiator=initiator, working=working)
        self._sample = dict(sample)
        self._old = dict(old)
        self.linked = linked

    @property
    def values(self) -> Values:
        return self._sample

    def lay_over(self, values: Values) -> None:
        """Canonical values that a step would write; computed fields follow."""
        if self._form is None:
            return
        self._sample |= values
        self._sample |= computed(self._app.compiled[self._form], self._sample, self)
        self.__dict__.pop("_record", None)

    def lay_over_json(self, values: Values) -> None:
        """Values as a form would send them."""
        if self._form is not None:
            self.lay_over(canonical(self._app, self._form, values))

    @cached_property
    def _record(self) -> RecordEnv | None:
        if self._form is None:
            return None
        readers = self._app.compiled[self._form].readers
        return RecordEnv(readers, self._sample, self._old, {}, self.linked, self.now, self.tz, self.calendar)


def computed(compiled: CompiledForm, values: Values, env: SampleEnv) -> dict[str, Any]:
    """The formula fields of a record with these values."""
    outcome = evaluate(
        compiled,
        old=dict(values),
        changes={},
        linked=env.linked,
        user=env.principal.user_values(),
        now=env.now,
        tz=env.tz,
        source="parsed",
        series=None,
        recompute=True,
    )
    return {field.key: outcome.values.get(field.key) for field in compiled.form.fields if isinstance(field, Shown)}


def canonical(app: AppCatalog, form: str, values: Values) -> dict[str, Any]:
    """JSON values of fields as the engines take them; 422 for what is no field or no value of it."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        field = app.forms[form].field(key)
        if field is None:
            raise Invalid(say(f"没有字段“{key}”。", f"There is no field “{key}”."), "unknown_field")
        try:
            found[key] = None if value is None else FIELD_TYPES[field.type].from_json(field, value)
        except ValueError as error:
            name = field.name()
            raise Invalid(say(f"“{name}”的值无效。", f"“{name}” has no such value: {error}"), "bad_value") from error
    return found
