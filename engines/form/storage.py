"""How a field is kept, said without naming a database.

`platform/dougong/access` turns these words into tables: a `Column` of the form's own table, a
`ChildTable` for a subform, a `LinkTable` for a link to many records.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:  # the fields package names these classes; only the type checker needs the way back
    from engines.form.fields.base import FieldModel

ColumnKind = Literal["text", "number", "boolean", "date", "datetime", "id", "json"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `number` without precision is an unconstrained NUMERIC (15 significant digits by the
    language's own rule), so that a change of `decimals` never touches the table.
    `references`: None, "person", "department" or "form:<key>"."""

    kind: ColumnKind
    precision: int | None = None
    scale: int | None = None
    references: str | None = None


@dataclass(frozen=True, slots=True)
class ChildTable:
    """Rows of a subform, in an order of their own; `fields` are its columns' definitions."""

    fields: tuple["FieldModel", ...]


@dataclass(frozen=True, slots=True)
class LinkTable:
    """Pairs of (record, linked record), in an order of their own."""

    target_form: str


Storage: TypeAlias = Column | ChildTable | LinkTable | None
