"""Metric tiles: which form and fields stand for the tables and columns that a metric needs.

    {"key": "funnel", "options": {"stages": ["new", "quote", "won"]}, "by": "region",
     "tables": {"deals": {"from": "opportunity", "where": "pipeline = 'new'",
                          "columns": {"id": "id", "amount": "amount", "stage": "stage"}},
                "history": {"from": "opportunity", "history": "stage",
                            "columns": {"deal": "record", "stage": "value", "entered": "at"}}}}

Each table becomes a query that lists records: filters, rights and paths are those of every other query. `history` takes
the moments at which a field took a value instead of the records: `record`, `value`, `at`, and the record's own paths.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from engines.report.parts import FieldPath, FormulaText, Key, Part, Source
from engines.report.query import Period, Query

Word = Annotated[str, StringConstraints(max_length=200)]


class MappedColumn(Part):
    """The values of a field, each by another word: `{"field": "stage", "map": {"won": "won"}, "otherwise": "open"}`."""

    field: FieldPath
    map: Annotated[dict[Word, Word], Field(max_length=200)]
    otherwise: Word | None = None


class AskedColumn(Part):
    """Whether a condition holds: a boolean column."""

    where: FormulaText


MetricColumn = FieldPath | MappedColumn | AskedColumn


class MetricTable(Part):
    """One table of a metric: the records of a form (or the history of one of its fields) and what fills each column."""

    form: Source = Field(alias="from")
    app: Key | None = None
    where: FormulaText | None = None
    period: Period | None = None
    history: Key | None = None
    columns: Annotated[dict[Key, MetricColumn], Field(min_length=1, max_length=40)]

    def query(self, by: str | None = None) -> Query:
        """The list of records that the table is made of."""
        paths = [column for column in self.columns.values() if isinstance(column, str)]
        paths += [column.field for column in self.columns.values() if isinstance(column, MappedColumn)]
        paths += [by] if by else []
        first = "record" if self.history else "id"
        listed = tuple(dict.fromkeys([first, *paths]))
        return Query(form=self.form, app=self.app, where=self.where, period=self.period, list=listed)

    @property
    def asked(self) -> dict[str, str]:
        """Column → the condition that fills it."""
        return {key: column.where for key, column in self.columns.items() if isinstance(column, AskedColumn)}


class MetricBinding(Part):
    """A metric, its options, its tables; `by`, a path of the first table's form, gives one result per value."""

    key: Key
    options: Annotated[dict[Key, Any], Field(max_length=30)] = Field(default_factory=dict)
    tables: Annotated[dict[Key, MetricTable], Field(min_length=1, max_length=8)]
    by: FieldPath | None = None
