"""The typed inputs of metrics: which tables and columns one needs, and how a frame is brought into that shape.

Kinds and what they become: `id`, `text` String · `date` Date (an instant becomes its day in the viewer's zone) ·
`instant` Datetime(ms, UTC) · `number` Float64 · `money` Decimal(38, 10), so that sums are exact · `boolean` Boolean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from engines.report.metrics._result import Text

Kind = Literal["id", "text", "date", "instant", "number", "money", "boolean"]
MONEY = pl.Decimal(38, 10)
INSTANT = pl.Datetime("ms", "UTC")
_TYPES: dict[Kind, pl.DataType] = {
    "id": pl.String(), "text": pl.String(), "date": pl.Date(), "instant": INSTANT,
    "number": pl.Float64(), "money": MONEY, "boolean": pl.Boolean(),
}  # fmt: skip


class MetricInputError(ValueError):
    """A metric got data it cannot count: which table, which column, and the sentence for people."""

    def __init__(self, table: str, column: str, text: Text) -> None:
        super().__init__(f"{table}.{column}: {text.en}" if column else f"{table}: {text.en}")
        self.table, self.column, self.text = table, column, text


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. An optional one that is missing is filled with nulls."""

    key: str
    kind: Kind
    label: Text
    optional: bool = False

    def to_json(self) -> dict[str, Any]:
        """For the editor that lets people choose the field."""
        return {"key": self.key, "kind": self.kind, "label": self.label.to_json(), "optional": self.optional}


@dataclass(frozen=True, slots=True)
class Table:
    """One input. `link` is the column that names the row of the first table a row belongs to."""

    key: str
    label: Text
    columns: tuple[Column, ...]
    link: str | None = None
    optional: bool = False

    def to_json(self) -> dict[str, Any]:
        """For the editor."""
        columns = [column.to_json() for column in self.columns]
        return {"key": self.key, "label": self.label.to_json(), "columns": columns, "optional": self.optional}


def column(key: str, kind: Kind, zh: str, en: str, *, optional: bool = False) -> Column:
    """Short for a Column with its label in both languages."""
    return Column(key, kind, Text(zh, en), optional)


def table(key: str, zh: str, en: str, *columns: Column, link: str | None = None, optional: bool = False) -> Table:
    """Short for a Table with its label in both languages."""
    return Table(key, Text(zh, en), columns, link, optional)


def ready(wanted: Table, frame: pl.DataFrame | None, tz: str) -> pl.DataFrame:
    """The declared columns of a frame, in their types. Raises MetricInputError."""
    if frame is None:
        raise MetricInputError(wanted.key, "", Text("缺少这张表", "the table is missing"))
    return frame.select([_expression(wanted, part, frame, tz) for part in wanted.columns])


def _expression(wanted: Table, part: Column, frame: pl.DataFrame, tz: str) -> pl.Expr:
    if part.key not in frame.columns:
        if part.optional:
            return pl.lit(None, _TYPES[part.kind]).alias(part.key)
        raise MetricInputError(wanted.key, part.key, Text("缺少这一列", "the column is missing"))
    given = frame.schema[part.key]
    source = pl.col(part.key)
    if given == pl.Null:
        return source.cast(_TYPES[part.kind])
    if part.kind == "date" and isinstance(given, pl.Datetime) and given.time_zone is not None:
        return source.dt.convert_time_zone(tz).dt.date()
    if part.kind == "instant" and isinstance(given, pl.Datetime) and given.time_zone is not None:
        return source.dt.convert_time_zone("UTC").cast(INSTANT)
    if _fits(part.kind, given):
        return source.cast(_TYPES[part.kind])
    raise MetricInputError(
        wanted.key, part.key, Text(f"类型不对：需要 {part.kind}，得到 {given}", f"needs {part.kind}, got {given}")
    )


def _fits(kind: Kind, given: pl.DataType) -> bool:
    if kind in ("id", "text"):
        return isinstance(given, pl.String | pl.Categorical | pl.Enum) or given.is_integer()
    if kind in ("number", "money"):
        return given.is_numeric()
    if kind == "boolean":
        return given == pl.Boolean
    return kind == "date" and given == pl.Date
