"""The statements a form's records are kept with, built once per published form and process (`dougong.kit.fixed`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Table, Update, bindparam, delete, insert, select, update

from dougong.access.lists import AnyOf, IdList
from dougong.access.tables import OUTER_ROW, SYSTEM_COLUMNS, Catalog, storage_of
from dougong.kit.fixed import Fixed, Kept
from dougong.kit.types import Id
from engines.form.fields._rows import RowsField
from engines.form.fields.base import FieldModel
from engines.form.storage import ChildTable, LinkTable
from engines.form.storage import Column as StoredColumn

T = TypeVar("T")
_MOST_UPDATES = 256  # sets of columns that are changed together: few in practice, endless on purpose


class TableStatements:
    """Statements over one table, by its id column."""

    def __init__(self, table: Table) -> None:
        self.names = tuple(column.name for column in table.c)
        self.insert = Fixed(insert(table).inline(), keys=self.names)
        self._table = table
        self._updates: Kept[Fixed] = Kept(_MOST_UPDATES)

    def update(self, columns: Iterable[str]) -> Fixed:
        """Writes `columns` of the row `_row_id` (no field can have that name)."""
        keys = sorted(columns)
        return self._updates.get(tuple(keys), lambda: Fixed(self._update(), keys=keys))

    def _update(self) -> Update:
        return update(self._table).where(self._table.c.id == bindparam("_row_id", type_=Id()))


class RecordStatements(TableStatements):
    """A form's own table."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        chosen = select(table).where(AnyOf(table.c.id, bindparam("ids", type_=IdList()))).order_by(table.c.id)
        self.get = Fixed(chosen)
        self.get_locked = Fixed(chosen.with_for_update())


class LineStatements(TableStatements):
    """The rows of a subform, by the record they belong to. `get` begins with the row they stand in, or the record;
    `lists`: columns that hold rows themselves, with the path of those."""

    def __init__(self, table: Table, path: str, subform: RowsField) -> None:
        super().__init__(table)
        c = table.c
        ids = bindparam("ids", type_=IdList())
        self.path = tuple(path.split("."))
        self.columns = column_keys(subform)
        self.lists = {field.key: f"{path}.{field.key}" for field in subform.fields if isinstance(field, RowsField)}
        owner = c[OUTER_ROW] if len(self.path) > 1 else c.record_id
        wanted = select(owner, c.id, *(c[key] for key in self.columns)).where(AnyOf(c.record_id, ids))
        self.get = Fixed(wanted.order_by(c.record_id, c.position))
        self.ids = Fixed(select(c.id).where(c.record_id == bindparam("record_id", type_=Id())))
        self.delete = Fixed(delete(table).where(AnyOf(c.id, ids)))


class PairStatements:
    """The pairs of a link to many."""

    def __init__(self, table: Table) -> None:
        c = table.c
        wanted = select(c.record_id, c.target_id).where(AnyOf(c.record_id, bindparam("ids", type_=IdList())))
        self.get = Fixed(wanted.order_by(c.record_id, c.position))
        self.insert = Fixed(insert(table).inline(), keys=("id", "record_id", "target_id", "position"))
        self.delete = Fixed(delete(table).where(c.record_id == bindparam("record_id", type_=Id())))


class FormStatements:
    """Everything that reads and writes the records of one form."""

    def __init__(self, catalog: Catalog, form_key: str) -> None:
        fields = catalog.form(form_key).fields
        self.own = RecordStatements(catalog.table(form_key))
        self.columns = tuple(field.key for field in fields if isinstance(storage_of(field), StoredColumn))
        self.lines: Mapping[str, LineStatements] = {
            path: LineStatements(catalog.child(form_key, path), path, subform)
            for path, subform in catalog.form(form_key).subforms.items()
        }
        self.pairs: Mapping[str, PairStatements] = {
            field.key: PairStatements(catalog.links(form_key, field.key))
            for field in fields
            if isinstance(storage_of(field), LinkTable)
        }
        if self.own.names != (*SYSTEM_COLUMNS, *self.columns):
            raise RuntimeError(f"the table of {form_key} has other columns than the form")


class PerForm(Generic[T]):
    """What is worked out once per published form and process; gone with the catalog when the app is published anew."""

    def __init__(self, make: Callable[[Catalog, str], T]) -> None:
        self._make = make
        self._kept: WeakKeyDictionary[Catalog, dict[str, T]] = WeakKeyDictionary()

    def of(self, catalog: Catalog, form_key: str) -> T:
        forms = self._kept.get(catalog)
        if forms is None:
            forms = self._kept[catalog] = {}
        found = forms.get(form_key)
        if found is None:
            found = forms[form_key] = self._make(catalog, form_key)
        return found


STATEMENTS = PerForm(FormStatements)


def column_keys(subform: FieldModel) -> tuple[str, ...]:
    """The columns of a subform that are stored in its rows."""
    storage = storage_of(subform)
    assert isinstance(storage, ChildTable)
    return tuple(field.key for field in storage.fields if isinstance(storage_of(field), StoredColumn))
