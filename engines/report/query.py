"""The one query shape (design §3): for KPI, chart, pivot, list, alert, export and mail alike.

    {"from": "opportunity", "where": "stage in ('won', 'lost')",
     "rows": [{"key": "m", "field": "created_at", "grain": "month", "fill": true}],
     "cols": [{"key": "lv", "field": "customer.level"}],
     "measures": [{"key": "amt", "fn": "sum", "field": "amount"},
                  {"key": "won", "fn": "count", "where": "stage = 'won'"}, {"key": "n", "fn": "count"},
                  {"key": "rate", "formula": "won / n", "format": "percent"}],
     "compare": [{"key": "ly", "shift": "-1 year"}], "totals": ["row", "col", "all"],
     "having": "amt > 0", "order": ["m"], "top": {"by": "amt", "n": 10, "others": true}, "limit": 5000}

Laws: a measure with `formula` is computed over measures, in each grouping set anew, never summed. Totals are grouping
sets of their own over the records. Paths through a to-many link or subform never multiply the records of `from`: a
measure over such a path aggregates the many side, and a dimension over one counts each record once per distinct value.
Nothing is cut without `left_out` in the answer.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from engines.report.parts import FieldPath, Format, FormulaText, Key, Label, Part, Shift, Source, TimeGrain

Fn = Literal[
    "count", "distinct", "sum", "avg", "min", "max", "median", "percentile", "stddev", "first", "last",
]  # fmt: skip
MAX_CELLS = 50_000


class Bins(Part):
    """Numeric bins: `width` wide from `start`, or `edges`; open at both ends when edges are given."""

    width: Annotated[float, Field(gt=0)] | None = None
    start: float = 0
    edges: Annotated[tuple[float, ...], Field(min_length=1, max_length=100)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.width is None) == (self.edges is None):
            raise ValueError("bins have either a width or edges")
        if self.edges is not None and list(self.edges) != sorted(set(self.edges)):
            raise ValueError("edges must rise")
        return self


class Top(Part):
    """The `n` members with the largest (`lowest`: smallest) `by`; `others` gathers the rest,
    computed from its records."""

    by: Key
    n: Annotated[int, Field(ge=1, le=500)]
    others: bool = True
    lowest: bool = False


class Dimension(Part):
    """What is grouped by. `grain` for dates and instants, `bins` for numbers; `fill` adds the periods (or options) that
    have no record. `path` over a to-many link: once per distinct value."""

    key: Key
    field: FieldPath
    label: Label = ""
    grain: TimeGrain | None = None
    bins: Bins | None = None
    fill: bool = False
    top: Top | None = None


class Measure(Part):
    """What is computed: a function over a field (`count` needs none), each with its own `where`; a formula over other
    measures; or a number that the viewer moves. `share` of row, column or all; `running` over the first row dimension.
    `p`: `percentile` (0–1); `by` orders `first` and `last`."""

    key: Key
    label: Label = ""
    fn: Fn | None = None
    field: FieldPath | None = None
    formula: FormulaText | None = None
    input: Key | None = None
    """A number that the viewer moves (`Filter` of type `input`); `inputs.with_inputs` puts it in."""
    where: FormulaText | None = None
    p: Annotated[float, Field(gt=0, lt=1)] | None = None
    by: FieldPath | None = None
    share: Literal["row", "col", "all"] | None = None
    running: bool = False
    format: Format | None = None
    decimals: Annotated[int, Field(ge=0, le=8)] | None = None
    unit: Label = ""
    """What stands behind the number: minutes, people, CNY."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if sum(kind is not None for kind in (self.fn, self.formula, self.input)) != 1:
            raise ValueError("a measure has either a function or a formula or is an input")
        if self.fn is None and (self.field or self.where or self.p or self.by):
            raise ValueError("a measure over measures has no field and no condition of its own")
        if self.fn is not None and self.fn != "count" and self.field is None:
            raise ValueError("this function needs a field")
        if (self.fn == "percentile") != (self.p is not None):
            raise ValueError("percentile, and only percentile, needs p")
        if (self.fn in ("first", "last")) != (self.by is not None):
            raise ValueError("first and last, and only they, need by")
        return self


class Compare(Part):
    """The same measures for another time: `shift` moves the period of the `period` or of the first time dimension;
    `previous` is the period of equal length just before. Answers carry `<measure>__<key>` beside each measure."""

    key: Key
    shift: Shift | Literal["previous"]
    label: Label = ""


class Period(Part):
    """A span of time over a date or instant field: a named one in the viewer's calendar, or from–to (both included)."""

    field: FieldPath
    last: Annotated[int, Field(ge=1, le=3_660)] | None = None
    """With `unit`: the last n units, the running one included when `current`."""
    unit: Literal["day", "week", "month", "quarter", "year", "fiscal_year"] | None = None
    current: bool = True
    start: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    end: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None

    @model_validator(mode="after")
    def _one_span(self) -> Self:
        if (self.unit is None) == (self.start is None and self.end is None):
            raise ValueError("a period is either a number of units or from–to")
        if (self.unit is None) != (self.last is None):
            raise ValueError("last and unit belong together")
        return self


class Order(Part):
    """By the key of a dimension or measure. Blanks come last unless `nulls` says first."""

    by: Key
    desc: bool = False
    nulls: Literal["first", "last"] = "last"


class Query(Part):
    """See the module. `list` gives records instead of groups: the fields to show (drill-down ends there)."""

    form: Source = Field(alias="from")
    app: Key | None = None
    where: FormulaText | None = None
    period: Period | None = None
    rows: Annotated[tuple[Dimension, ...], Field(max_length=6)] = ()
    cols: Annotated[tuple[Dimension, ...], Field(max_length=3)] = ()
    measures: Annotated[tuple[Measure, ...], Field(max_length=30)] = ()
    compare: Annotated[tuple[Compare, ...], Field(max_length=4)] = ()
    totals: tuple[Literal["row", "col", "all"], ...] = ()
    having: FormulaText | None = None
    order: Annotated[tuple[Order | Key, ...], Field(max_length=10)] = ()
    list: Annotated[tuple[FieldPath, ...], Field(max_length=60)] = ()
    limit: Annotated[int, Field(ge=1, le=MAX_CELLS)] = 5_000

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        keys = [dimension.key for dimension in self.rows + self.cols] + [measure.key for measure in self.measures]
        if len(keys) != len(set(keys)):
            raise ValueError("every dimension and measure needs a key of its own")
        if self.list and (self.rows or self.cols or self.measures):
            raise ValueError("a list of records has no groups")
        if not self.list and not self.measures:
            raise ValueError("a query needs at least one measure, or a list of fields")
        return self

    def to_json(self) -> dict[str, Any]:
        """The document to store: only what differs from the defaults."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
