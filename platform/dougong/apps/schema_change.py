"""From the tables of the published definitions to those of the new ones, keeping every value (design §5.2).

`plan_changes` compares two definitions field by field; `Migration.apply` carries the difference out in the transaction
that also writes the new version, so a crash leaves the old version and the old tables. The order:

```
bring back what was hidden → drop indexes that change → put aside (hide, convert) → new tables → new columns
       → convert values → foreign keys that change → new indexes (a unique one looks for duplicates first)
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Index, Table

from dougong.access.tables import Catalog, build_tables
from dougong.apps import retired
from dougong.apps.conversion import converter
from dougong.apps.ddl import Schema, index_signatures
from dougong.apps.online.prepared import NOTHING, Prepared
from dougong.apps.restore import bring_back
from dougong.apps.retired import Kind, Path, Retired
from dougong.apps.undoing import kept_before, untouched
from dougong.apps.uniques import duplicate_values, duplicates_found
from dougong.apps.values import (
    aside_values,
    is_recomputed,
    own_table,
    owner_table,
    storage,
    stored_fields,
    write_values,
)
from dougong.kit.db import Transaction
from engines.form.definition import Form
from engines.form.evolve import evolve
from engines.form.fields import FieldModel
from engines.form.fields._choices import Choices
from engines.form.fields.base import Reading
from engines.form.storage import ChildTable, LinkTable
from engines.form.storage import Column as StoredColumn

ChangeOp = Literal["add", "hide", "convert", "reference"]


@dataclass(frozen=True)
class Change:
    """What happens to one stored field: `add` has `new`, `hide` has `old`, the others have both."""

    op: ChangeOp
    path: Path
    field: FieldModel
    """The new field; the old one for `hide`."""
    old: FieldModel | None = None


def plan_changes(old: Form | None, new: Form, aside: Iterable[Retired] = ()) -> list[Change]:
    """The changes of one form's tables, hides first. `old` has the hidden fields that come back."""
    before, after = stored_fields(old), stored_fields(new)
    converted = {step.field for step in evolve(old, new) if step.op == "convert_field"}
    changes = [Change("hide", path, field) for path, field in before.items() if path not in after]
    for path, field in after.items():
        was = before.get(path)
        if was is None:
            changes.append(Change("add", path, field))
        elif ".".join(path) in converted or _moves(was, field) or _gives_back(path, was, field, aside):
            changes.append(Change("convert", path, field, was))
        elif getattr(field, "on_delete", None) != getattr(was, "on_delete", None):
            changes.append(Change("reference", path, field, was))
    return changes


def _gives_back(path: Path, was: FieldModel, field: FieldModel, aside: Iterable[Retired]) -> bool:
    """True when options come back whose values were taken away with them not long ago."""
    if not isinstance(was, Choices) or not isinstance(field, Choices):
        return False
    back = field.by_value.keys() - was.by_value.keys()
    kept = (each.field for each in aside if each.path == path and each.kind == "converted")
    return any(isinstance(each, Choices) and not back.isdisjoint(each.by_value) for each in kept)


def _moves(was: FieldModel, field: FieldModel) -> bool:
    """True when values can't stay where they are. The columns of a subform are compared one by one."""
    old, new = storage(was), storage(field)
    if isinstance(old, ChildTable) and isinstance(new, ChildTable):
        return False
    return old != new


@dataclass(frozen=True)
class _Conversion:
    form: str
    change: Change
    source: Retired
    kept: Retired | None
    """Values from before an earlier change of type, when this one goes back to that type."""


class Migration:
    """The change of one app's tables in one transaction."""

    def __init__(
        self,
        tx: Transaction,
        app_id: str,
        app_key: str,
        old: Mapping[str, Form],
        new: Mapping[str, Form],
        reading: Reading,
        prepared: Prepared = NOTHING,
    ) -> None:
        self.tx = tx
        self._prepared = prepared
        self.app_id = app_id
        self.app_key = app_key
        self.old_forms = dict(old)
        self.new_forms = new
        self.reading = reading
        self.new: Catalog = build_tables(app_key, new)
        self.old: Catalog = build_tables(app_key, old)
        self._schema = Schema(tx)
        self._new_tables: list[Table] = []
        self._conversions: list[_Conversion] = []

    def apply(self, form_keys: Sequence[str]) -> None:
        """Everything these forms need. Raises a `Problem` when a unique rule meets duplicates."""
        was = self.old
        published = [key for key in form_keys if key in self.old_forms]
        self._schema.lock([table for key in published for table in was.tables_of(key)])
        for key in published:
            self.old_forms[key] = bring_back(self, key)
        self.old = build_tables(self.app_key, self.old_forms)
        plans = {key: self._plan(key) for key in form_keys}
        touched = {place for key, plan in plans.items() for change in plan for place in self._places(key, change)}
        before = index_signatures(self.tx, [table for key in published for table in was.tables_of(key)])
        after = index_signatures(self.tx, [table for key in form_keys for table in self.new.tables_of(key)])
        stay = {text for text, index in before.items() if text in after and not _touches(index, touched)}
        for text, index in before.items():
            if text not in stay:
                self._schema.drop_index(index)
        for key, plan in plans.items():
            self._put_aside(key, plan)
        for key, plan in plans.items():
            self._collect_new_tables(key, plan)
        self._schema.create_tables(self._new_tables)
        for key, plan in plans.items():
            self._add_columns(key, plan)
        for conversion in self._conversions:
            self._convert(conversion)
        for text, index in after.items():
            if text not in stay:
                self._create_index(index)

    def _plan(self, form_key: str) -> list[Change]:
        aside = retired.of_form(self.tx, self.app_id, form_key)
        return plan_changes(self.old_forms.get(form_key), self.new_forms[form_key], aside)

    @property
    def schema(self) -> Schema:
        return self._schema

    def _places(self, form_key: str, change: Change) -> Iterator[tuple[str, str]]:
        """(table, column) whose indexes must be made anew; column `*`: the whole table's."""
        was = change.field if change.op == "hide" else change.old
        if was is None:
            return
        if isinstance(storage(was), StoredColumn):
            yield owner_table(self.old, form_key, change.path).name, change.path[-1]
        else:
            yield own_table(self.old, form_key, change.path).name, "*"

    # -- away ------------------------------------------------------------------------------------------------------
    def _put_aside(self, form_key: str, plan: Sequence[Change]) -> None:
        hidden = {change.path for change in plan if change.op == "hide"}
        # the tables of links inside a subform go before the subform's own table, which they refer to
        for change in sorted(plan, key=lambda change: -len(change.path)):
            if change.op == "hide" and not _goes_with_subform(change, hidden):
                self._aside(form_key, change.path, change.field, "hidden")
            elif change.op == "convert" and change.old is not None:
                aside = retired.of_form(self.tx, self.app_id, form_key)
                kept = kept_before(aside, change.path, change.field)
                source = self._aside(form_key, change.path, change.old, "converted")
                self._conversions.append(_Conversion(form_key, change, source, kept))

    def _aside(self, form_key: str, path: Path, field: FieldModel, kind: Kind) -> Retired:
        place = storage(field)
        if isinstance(place, StoredColumn):
            table = owner_table(self.old, form_key, path)
            column = retired.free_name(path[-1], retired.names_aside(self.tx, table.name))
            self._schema.put_column_aside(table, path[-1], column)
            return retired.put_aside(self.tx, self.app_id, form_key, path, field, kind, table.name, column)
        table = own_table(self.old, form_key, path)
        name = retired.free_name(table.name, retired.names_aside(self.tx))
        if isinstance(place, LinkTable):
            self._schema.put_pairs_aside(table, name)
        else:
            self._schema.put_rows_aside(table, name)
            retired.table_renamed(self.tx, table.name, name)
        return retired.put_aside(self.tx, self.app_id, form_key, path, field, kind, name, None)

    # -- new -------------------------------------------------------------------------------------------------------
    def _collect_new_tables(self, form_key: str, plan: Sequence[Change]) -> None:
        if form_key not in self.old_forms:
            self._new_tables.extend(self.new.tables_of(form_key))
            return
        for change in plan:
            if change.op in ("add", "convert") and not isinstance(storage(change.field), StoredColumn):
                self._new_tables.append(own_table(self.new, form_key, change.path))

    def _add_columns(self, form_key: str, plan: Sequence[Change]) -> None:
        created = {table.name for table in self._new_tables}
        for change in plan:
            if change.op == "reference":
                self._replace_reference(form_key, change)
            elif change.op in ("add", "convert") and isinstance(storage(change.field), StoredColumn):
                table = owner_table(self.new, form_key, change.path)
                ready = self._prepared.columns.get((form_key, change.path))
                if ready is not None:
                    self._schema.take_column(table, str(ready.column), change.path[-1])
                    retired.forget(self.tx, ready.id)
                elif table.name not in created:
                    self._schema.add_column(table, change.path[-1])

    def _replace_reference(self, form_key: str, change: Change) -> None:
        if isinstance(storage(change.field), LinkTable):
            old, new = (own_table(catalog, form_key, change.path) for catalog in (self.old, self.new))
            self._schema.replace_pairs_reference(old, new)
        else:
            old, new = (owner_table(catalog, form_key, change.path) for catalog in (self.old, self.new))
            self._schema.replace_reference(old, new, change.path[-1])

    # -- values ----------------------------------------------------------------------------------------------------
    def _convert(self, conversion: _Conversion) -> None:
        change = conversion.change
        if change.old is None or is_recomputed(change.field):
            return  # computed values are worked out anew after the publish
        if (conversion.form, change.path) in self._prepared.columns:
            return
        convert = converter(change.old, change.field, self.reading)
        undone = self._undo(conversion, change.old) if conversion.kept else frozenset()
        for batch in aside_values(self.tx, conversion.source):
            pairs = [(row, convert(old).value) for row, old in batch if row not in undone]
            self._write(conversion, [(row, value) for row, value in pairs if value is not None])

    def _undo(self, conversion: _Conversion, between: FieldModel) -> frozenset[str]:
        """Values nobody touched since the earlier change come back exactly as they were before it. → their rows"""
        if conversion.kept is None:
            return frozenset()
        now = {row: value for batch in aside_values(self.tx, conversion.source) for row, value in batch}
        undone: set[str] = set()
        for batch in untouched(self.tx, conversion.kept, between, now, self.reading):
            self._write(conversion, batch)
            undone.update(row for row, _value in batch)
        return frozenset(undone)

    def _write(self, conversion: _Conversion, pairs: Sequence[tuple[str, object]]) -> None:
        write_values(self.tx, self.new, conversion.form, conversion.change.path, pairs)

    # -- indexes ---------------------------------------------------------------------------------------------------
    def _create_index(self, index: Index) -> None:
        ready = self._prepared.indexes.get(str(index.name))
        if ready is not None:
            self._schema.take_index(ready, index)
            return
        if index.unique:
            found = duplicate_values(self.tx, index)
            if found:
                raise duplicates_found(index, found)
        self._schema.create_index(index)


def _goes_with_subform(change: Change, hidden: set[Path]) -> bool:
    """True for a plain column of a subform that is hidden as a whole: it stays in the subform's table."""
    return isinstance(storage(change.field), StoredColumn) and change.path[:-1] in hidden


def _touches(index: Index, touched: set[tuple[str, str]]) -> bool:
    table = index.table.name if index.table is not None else ""
    return (table, "*") in touched or any((table, column.name) in touched for column in index.columns)
