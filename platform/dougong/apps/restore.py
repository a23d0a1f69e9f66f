"""Hidden fields come back: their columns and tables return under their own names, with their values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from dougong.access.tables import build_tables
from dougong.apps import retired
from dougong.apps.ddl import Schema
from dougong.apps.retired import Retired
from dougong.apps.values import own_table, owner_table, storage, stored_fields
from dougong.kit.db import Transaction
from engines.form.definition import Form, load_form
from engines.form.storage import ChildTable, LinkTable

if TYPE_CHECKING:
    from collections.abc import Mapping


class Restoring(Protocol):
    """What bringing fields back needs of the migration under way."""

    tx: Transaction
    app_id: str
    app_key: str
    old_forms: dict[str, Form]
    new_forms: Mapping[str, Form]

    @property
    def schema(self) -> Schema: ...


def bring_back(migration: Restoring, form_key: str) -> Form:
    """Restores every hidden field that the new definition has again. → the old definition with these fields in it.

    A field that comes back as another type is restored as it was; the caller then converts it like any other.
    """
    form = migration.old_forms[form_key]
    wanted = stored_fields(migration.new_forms[form_key])
    hidden = [each for each in retired.of_form(migration.tx, migration.app_id, form_key) if each.kind == "hidden"]
    # subforms first: their columns stand inside them
    for each in sorted(_newest(hidden), key=lambda each: len(each.path)):
        present = stored_fields(form)
        parent_there = len(each.path) == 1 or each.path[:-1] in present
        if each.path in wanted and each.path not in present and parent_there:
            form = _with_field(form, each)
            _restore(migration, form, each)
    return form


def _newest(hidden: Iterable[Retired]) -> list[Retired]:
    """One entry per path; `hidden` comes newest first."""
    found: dict[tuple[str, ...], Retired] = {}
    for each in hidden:
        found.setdefault(each.path, each)
    return list(found.values())


def _restore(migration: Restoring, form: Form, source: Retired) -> None:
    catalog = build_tables(migration.app_key, {**migration.old_forms, form.key: form})
    place = storage(source.field)
    if source.column is not None:
        table = owner_table(catalog, form.key, source.path)
        migration.schema.bring_column_back(table, source.column, source.path[-1])
    elif isinstance(place, LinkTable):
        migration.schema.bring_pairs_back(source.table, own_table(catalog, form.key, source.path))
    elif isinstance(place, ChildTable):
        table = own_table(catalog, form.key, source.path)
        migration.schema.bring_rows_back(source.table, table)
        retired.table_renamed(migration.tx, source.table, table.name)
    retired.forget(migration.tx, source.id)


def _with_field(form: Form, source: Retired) -> Form:
    return load_form(retired.with_field(form.to_json(), source))
