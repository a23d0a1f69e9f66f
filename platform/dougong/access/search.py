"""Search: text that contains what was typed, in any visible text field. The same answer on both databases.

Letters A-Z match their small forms, everything else matches itself (PostgreSQL's `lower` under collation "C" and
SQLite's `lower` both know ASCII only). No full-text index: `LIKE` over SQLite's trigram tables answers wrongly.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, false, func, literal, or_
from sqlalchemy.sql.sqltypes import String as SqlString

from dougong.access.tables import storage_of
from dougong.access.visibility import Sight
from dougong.access.words import as_read
from dougong.kit.types import CodePointText
from engines.form.fields.base import FieldModel
from engines.form.fields.lookup import LookupField
from engines.form.storage import Column as StoredColumn

MAX_SEARCH = 200
_SEARCHED = frozenset(
    {
        "text",
        "long_text",
        "rich_text",
        "phone",
        "email",
        "url",
        "series",
        "formula",
        "address",
        "location",
        "barcode",
        "lookup",
        "rollup",
    }
)
_ESCAPE = "\\"
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def records(sight: Sight, text: str) -> ColumnElement[bool]:
    """Rows where a text field that the viewer may see contains `text`."""
    fields = [field.key for field in sight.catalog.form(sight.form).fields if sight.gives(field.key)]
    searched = [key for key in fields if is_searched(sight.catalog.field(sight.form, key))]
    columns = [as_read(sight.catalog.field(sight.form, key), sight.column(key)) for key in searched]
    return or_(*(matches(column, text) for column in columns)) if columns else false()


def matches(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """`column` contains `text`, letters without case."""
    if not isinstance(column.type, (CodePointText, SqlString)):
        return false()
    wanted = text[:MAX_SEARCH].translate(_LOWER).replace("\0", "")
    for special in (_ESCAPE, "%", "_"):
        wanted = wanted.replace(special, _ESCAPE + special)
    return func.lower(column, type_=String()).like(literal(f"%{wanted}%", String()), escape=_ESCAPE)


def is_searched(field: FieldModel | None) -> bool:
    """True for fields whose text a person reads. Choices are kept by value, which nobody sees, so they aren't."""
    if field is None or field.type not in _SEARCHED:
        return False
    if isinstance(field, LookupField) and field.as_ == "select":
        return False
    stored = storage_of(field)
    return isinstance(stored, StoredColumn) and stored.kind == "text"
