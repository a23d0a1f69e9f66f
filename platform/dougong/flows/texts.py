"""Texts with `{paths}` in them: titles of tasks, messages, addresses and bodies of calls.

A path is replaced by its value as a person reads it: options by their label, people, departments and linked records by
their name, dates and numbers as their field writes them. `plain` gives values for machines instead (ids, ISO dates).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from dougong.apps.catalog import AppCatalog
from dougong.identity.directory import names_of_departments, names_of_people
from dougong.kit.db import Transaction
from engines.form.fields import FIELD_TYPES
from engines.form.fields.base import FieldModel, Reading
from engines.form.fields.link import LinkField
from engines.form.scope import Trace, scope_for
from engines.formula import ErrorValue
from engines.formula.values import Env, to_text

_PATH = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){0,4})\}")
MOST = 20_000  # characters of a filled text
Text = str | Mapping[Any, str]
_PEOPLE = ("owner", "created_by", "updated_by", "user", "id")


class Filler:
    """Fills templates for one instance: `env` answers the paths, `form` says what the record's fields are. `title`
    names linked records (form, id) to somebody in particular; without it they are named to everybody alike."""

    def __init__(
        self,
        tx: Transaction,
        app: AppCatalog,
        form: str | None,
        env: Env,
        title: Callable[[str, str], str | None] | None = None,
    ) -> None:
        self._tx = tx
        self._title_of = title or partial(record_title, tx, app)
        self._app = app
        self._scope = scope_for(app.forms[form], app.forms) if form in app.forms and form is not None else None
        self._env = env

    def fill(self, text: str, language: str = "zh-CN") -> str:
        """The text for people."""
        return _PATH.sub(lambda found: self._read(tuple(found[1].split(".")), language), text)[:MOST]

    def label(self, text: Text | None) -> dict[str, str]:
        """A label in both languages, filled."""
        found = text or ""
        return {
            language: self.fill(found if isinstance(found, str) else _of(found, language), language)
            for language in ("zh-CN", "en")
        }

    def plain(self, text: str, quote: Callable[[str], str] = str) -> str:
        """The text for machines; `quote` is put around each value (percent-encoding, JSON escapes)."""
        return _PATH.sub(lambda found: quote(self._plain(tuple(found[1].split(".")))), text)[:MOST]

    def value(self, path: tuple[str, ...]) -> Any:
        """The canonical value of a path; None for an unknown path and for an error value."""
        try:
            value = self._env.get(path)
        except (KeyError, IndexError):
            return None
        return None if isinstance(value, ErrorValue) else value

    def _plain(self, path: tuple[str, ...]) -> str:
        value = self.value(path)
        if isinstance(value, (list, tuple)):
            return ",".join(to_text(each, self._env.tz) for each in value if not isinstance(each, dict))
        if isinstance(value, datetime):
            return value.isoformat()
        return to_text(value, self._env.tz)

    def _read(self, path: tuple[str, ...], language: str) -> str:
        value = self.value(path)
        if value is None:
            return ""
        trace = self._trace(path)
        if trace is not None:
            return self._of_record(trace, value, language)
        values = value if isinstance(value, (list, tuple)) else [value]
        return "、".join(self._other(path, each) for each in values)

    def _trace(self, path: tuple[str, ...]) -> Trace | None:
        if self._scope is None or path[0] in ("flow", "steps", "each", "outcome", "user"):
            return None
        return self._scope.trace(path)

    def _of_record(self, trace: Trace, value: Any, language: str) -> str:
        key = trace.last if trace.hops else trace.key
        field = self._field(trace, key or "")
        values = value if isinstance(value, list) and (trace.base == "rows" or _is_one(field, value)) else [value]
        if field is None:
            return "、".join(self._other((key or "",), each) for each in values)
        reading = Reading(tz=self._env.tz, title=self._title)
        kind = FIELD_TYPES[field.type]
        return "、".join(kind.format(field, each, language, reading) for each in values if each is not None)

    def _field(self, trace: Trace, key: str) -> FieldModel | None:
        if trace.hops:
            form = self._app.forms.get(trace.hops[-1].form)
            return form.field(key) if form is not None else None
        if self._scope is None:
            return None
        if trace.subform is not None:
            subform = self._scope.form.subform(trace.subform)
            return subform.field(key) if subform is not None else None
        return self._scope.form.field(key)

    def _other(self, path: tuple[str, ...], value: Any) -> str:
        """System columns, the user, and what the flow itself keeps: people by name."""
        if isinstance(value, str) and (path[-1] in _PEOPLE or path[-1] in ("initiator", "by")):
            return names_of_people(self._tx, [value]).get(value, value)
        return "" if isinstance(value, dict) else to_text(value, self._env.tz)

    def _title(self, field: FieldModel, value: str) -> str | None:
        if field.type == "member":
            return names_of_people(self._tx, [value]).get(value)
        if field.type == "department":
            return names_of_departments(self._tx, [value]).get(value)
        return self._title_of(field.form, value) if isinstance(field, LinkField) else None


def record_title(tx: Transaction, app: AppCatalog, form: str, record_id: str) -> str | None:
    """What names a record, raw: for texts that a designer wrote for people who may not see the record itself."""
    found = app.forms.get(form)
    field = found.title_field() if found is not None else None
    if field is None or field.key not in app.tables.table(form).c:
        return None
    table = app.tables.table(form)
    value = tx.execute(select(table.c[field.key]).where(table.c.id == record_id)).scalar_one_or_none()
    return None if value is None else FIELD_TYPES[field.type].format(field, value)


def _of(label: Mapping[Any, str], language: str) -> str:
    return label.get(language) or label.get("zh-CN") or next(iter(label.values()), "")


def _is_one(field: FieldModel | None, value: list[Any]) -> bool:
    """A field of one value whose path gives a list (it came over a link to many)."""
    return field is not None and not FIELD_TYPES[field.type].formula_type(field).is_list
