"""What a query answers: columns, rows, totals, and what was left out. Values are canonical; `to_json` is the wire form.

    {"columns": [{"key": "m", "label": "…", "role": "row", "type": "date", "grain": "month"},
                 {"key": "amt", "label": "…", "role": "measure", "type": "number", "format": "money"},
                 {"key": "amt__ly", …, "of": "amt", "compare": "ly"}],
     "rows": [["2026-01-01", 1200.5, 900]], "totals": [{"by": [], "rows": [[null, 15000, 12000]]}],
     "left_out": null, "notes": [{"zh-CN": "…", "en": "…"}], "as_of": "…", "empty": false}

A row has a value per column: members of the row and column dimensions, then measures and comparisons. The member that
gathers what a top list leaves out is `{"others": true}`; the column names the members kept (`top`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

from engines.report.errors import Message
from engines.report.parts import Format, Label
from engines.report.plan import OTHERS
from engines.report.query import Bins

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Column:
    """What stands at one place of each row. `type`: a type of the formula language. `options`: values of a select
    field in order. `compare`/`of`: a comparison of a measure. `top`: the members that a top list kept."""

    key: str
    label: Label
    role: Literal["row", "col", "measure", "field"]
    type: str
    format: Format | None = None
    decimals: int | None = None
    grain: str | None = None
    bins: Bins | None = None
    options: tuple[str, ...] | None = None
    of: str | None = None
    compare: str | None = None
    top: tuple[Any, ...] | None = None
    path: str | None = None
    unit: Label = ""

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {"key": self.key, "label": self.label, "role": self.role, "type": self.type}
        for name in ("format", "decimals", "grain", "of", "compare", "path"):
            if (value := getattr(self, name)) is not None:
                data[name] = value
        if self.unit:
            data["unit"] = self.unit
        if self.options is not None:
            data["options"] = list(self.options)
        if self.top is not None:
            data["top"] = [value_json(member) for member in self.top]
        if self.bins is not None:
            data["bins"] = self.bins.model_dump(mode="json", exclude_defaults=True)
        return data


@dataclass(frozen=True)
class Total:
    """The rows of one grouping set: `by` names the dimensions that are not rolled up."""

    by: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class LeftOut:
    """How many groups (or records) are not shown, of how many. Totals hold them all the same."""

    count: int
    of: int


@dataclass(frozen=True)
class Answer:
    """See the module. `ids`: the records of a list, row by row."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Total, ...] = ()
    left_out: LeftOut | None = None
    notes: tuple[Message, ...] = ()
    as_of: str | None = None
    empty: bool = False
    ids: tuple[str, ...] | None = None

    def place(self, key: str) -> int:
        """The place of a column in each row; KeyError."""
        for index, column in enumerate(self.columns):
            if column.key == key:
                return index
        raise KeyError(key)

    def column(self, key: str) -> Column:
        """The column of a key; KeyError."""
        return self.columns[self.place(key)]

    def values(self, key: str) -> list[Any]:
        """One column down all rows."""
        place = self.place(key)
        return [row[place] for row in self.rows]

    def total(self, *by: str) -> tuple[Row, ...]:
        """The rows of a grouping set; empty when it was not asked for."""
        return next((total.rows for total in self.totals if set(total.by) == set(by)), ())

    def to_json(self) -> dict[str, Any]:
        """The wire form."""
        data: dict[str, Any] = {
            "columns": [column.to_json() for column in self.columns],
            "rows": [[value_json(value) for value in row] for row in self.rows],
            "totals": [
                {"by": list(total.by), "rows": [[value_json(value) for value in row] for row in total.rows]}
                for total in self.totals
            ],
            "left_out": None if self.left_out is None else {"count": self.left_out.count, "of": self.left_out.of},
            "notes": list(self.notes),
            "as_of": self.as_of,
            "empty": self.empty,
        }
        return data if self.ids is None else {**data, "ids": list(self.ids)}


def value_json(value: Any) -> Any:
    """A canonical value in JSON; numbers of 15 digits are exact as doubles."""
    if value is OTHERS:
        return {"others": True}
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return [value_json(item) for item in value] if isinstance(value, list) else value
