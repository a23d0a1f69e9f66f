"""The definition of a dashboard: filters, tiles, grid (design §3). Documents carry `schema_version`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from engines.report.binding import MetricBinding
from engines.report.charts import AnyChart
from engines.report.parts import Calendar, FieldPath, FormulaText, Key, Label, Part
from engines.report.query import Query

SCHEMA_VERSION = 1
__all__ = ["SCHEMA_VERSION", "Alert", "Calendar", "Dashboard", "Delivery", "Filter", "Place", "Tile"]


Bound = Annotated[float, Field(ge=-1e12, le=1e12)]


class Filter(Part):
    """One control of the filter bar. It reaches every tile whose form has the field, or that `fields` maps to one.

    An `input` is no filter but a number that the viewer moves between `min` and `max`, on the tiles whose measures name
    it; it has neither form nor field, and begins at `default`."""

    key: Key
    label: Label = ""
    type: Literal["date_range", "select", "person", "department", "text", "number", "boolean", "link", "input"]
    field: FieldPath = ""
    form: Key = ""
    fields: Annotated[dict[Key, FieldPath | None], Field(max_length=100)] = Field(default_factory=dict)
    """tile → its own field for this filter; null: the filter leaves the tile alone."""
    default: Any = None
    min: Bound | None = None
    max: Bound | None = None
    step: Annotated[float, Field(gt=0, le=1e9)] | None = None
    unit: Label = ""

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if self.type != "input":
            if not self.field or not self.form:
                raise ValueError("a filter names a form and a field")
            if self.min is not None or self.max is not None or self.step is not None or self.unit:
                raise ValueError("only an input has bounds, a step and a unit")
            return self
        if self.field or self.form or self.fields:
            raise ValueError("an input has neither form nor field")
        if self.min is None or self.max is None or self.min >= self.max:
            raise ValueError("an input needs a least and a largest number")
        if isinstance(self.default, bool) or not isinstance(self.default, int | float):
            raise ValueError("an input begins with a number")
        if not self.min <= self.default <= self.max:
            raise ValueError("an input begins within its bounds")
        return self


class Tile(Part):
    """One tile: a chart over a query, a metric over tables of its own, a text, or a picture."""

    key: Key
    label: Label = ""
    note: Label = ""
    empty: Label = ""
    """What stands there while there is nothing to show: why, and what would fill it."""
    chart: AnyChart
    query: Query | None = None
    metric: MetricBinding | None = None
    drill: Annotated[tuple[FieldPath, ...], Field(max_length=6)] = ()
    """The dimensions a click goes down through before the records (R98)."""
    cross_filter: bool = True

    @model_validator(mode="after")
    def _has_what_it_shows(self) -> Self:
        if (self.query is None) != (self.chart.type in ("text", "image", "metric")):
            raise ValueError("a chart needs a query, a text or picture has none")
        if (self.metric is None) == (self.chart.type == "metric"):
            raise ValueError("a metric tile, and only a metric tile, names a metric")
        return self


class Place(Part):
    """Where a tile stands on the grid of 12 columns; `order` is its place on a phone (reading order when left out)."""

    tile: Key
    x: Annotated[int, Field(ge=0, le=11)]
    y: Annotated[int, Field(ge=0, le=1_000)]
    w: Annotated[int, Field(ge=1, le=12)]
    h: Annotated[int, Field(ge=1, le=60)]
    order: Annotated[int, Field(ge=0, le=1_000)] | None = None


class Alert(Part):
    """A condition on a measure of a tile (R96): `when` sees the tile's measures and their comparisons, per group. It
    rings when it has become true, and again only after `calm` held. `minimum` is a measure that must reach a base."""

    key: Key
    label: Label = ""
    tile: Key
    when: FormulaText
    calm: FormulaText | None = None
    minimum: FormulaText | None = None
    flow: Key | None = None
    to: Annotated[tuple[Annotated[str, StringConstraints(max_length=80)], ...], Field(max_length=50)] = ()
    """`role:sales`, `person:<id>`."""


class Delivery(Part):
    """Sends the dashboard by mail on a cron line, once per group of receivers with equal rights."""

    key: Key
    label: Label = ""
    cron: Annotated[str, StringConstraints(min_length=9, max_length=120)]
    timezone: Annotated[str, StringConstraints(max_length=64)] = "Asia/Shanghai"
    formats: Annotated[tuple[Literal["pdf", "xlsx", "link"], ...], Field(min_length=1, max_length=3)] = ("pdf",)
    """Files that are attached. Every mail has a link to the page; `link` alone: nothing else."""
    to: Annotated[tuple[Annotated[str, StringConstraints(max_length=80)], ...], Field(max_length=50)]


class Dashboard(BaseModel):
    """A page of tiles. Immutable: a change makes a new object."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    schema_version: Literal[1] = 1
    key: Key
    label: Label = ""
    description: Label | None = None
    icon: Annotated[str, StringConstraints(max_length=64)] | None = None
    calendar: Calendar = Calendar()
    theme: Literal["default", "ocean", "forest", "sunset", "mono"] = "default"
    filters: Annotated[tuple[Filter, ...], Field(max_length=30)] = ()
    tiles: Annotated[tuple[Tile, ...], Field(max_length=60)] = ()
    grid: Annotated[tuple[Place, ...], Field(max_length=60)] = ()
    alerts: Annotated[tuple[Alert, ...], Field(max_length=50)] = ()
    deliveries: Annotated[tuple[Delivery, ...], Field(max_length=20)] = ()

    def to_json(self) -> dict[str, Any]:
        """The document to store: only what differs from the defaults, keys in reading order."""
        data = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return {"schema_version": self.schema_version, **data}
