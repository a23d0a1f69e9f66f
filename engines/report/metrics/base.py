"""What every metric is: a versioned definition that says what it needs, how it counts, and where the rule comes from.

A metric file holds its options (pydantic), its result (dataclass), a function
`compute(frames, options, scene) -> result`, and one `METRIC = Metric(...)`. The same definition, of the same version,
gives the same number for the same data: whoever changes a rule raises the version. `frames` are polars frames by the
keys of `Metric.tables`; columns come under the keys declared there. Nothing here reads a clock: `scene.now` is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar
from zoneinfo import ZoneInfo

import polars as pl

from engines.calendar import DEFAULT_CALENDAR, WorkCalendar
from engines.report.metrics._frames import Column, MetricInputError, Table, ready
from engines.report.metrics._result import Interval, Note, Result, Text
from engines.report.parts import Format, Part

__all__ = [
    "Column", "Frames", "Interval", "Metric", "MetricInputError", "Note", "Options", "Result", "Scene", "Table", "Text",
]  # fmt: skip

Frames = Mapping[str, pl.DataFrame]


class Options(Part):
    """The settings of a metric: typed, strict, with defaults. A metric without settings uses this one."""


@dataclass(frozen=True)
class Scene:
    """When and where a metric is computed: `now` (aware), the zone whose days count, and the working calendars.

    `calendars` are named ones for rows that carry a calendar of their own; `calendar` holds for all others.
    """

    now: datetime
    tz: str = "Asia/Shanghai"
    calendar: WorkCalendar = DEFAULT_CALENDAR
    calendars: Mapping[str, WorkCalendar] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("now must know its zone")

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which instants become days."""
        return ZoneInfo(self.tz)

    @property
    def as_of(self) -> date:
        """Today, where the viewer is."""
        return self.now.astimezone(self.zone).date()


OptionsT = TypeVar("OptionsT", bound=Options)
ResultT = TypeVar("ResultT", bound=Result)


@dataclass(frozen=True)
class Metric(Generic[OptionsT, ResultT]):
    """One definition. `formula` says the rule in words, `source` who made it; `better` is the direction of good."""

    key: str
    version: int
    label: Text
    doc: Text
    formula: Text
    source: str
    tables: tuple[Table, ...]
    options: type[OptionsT]
    run: Callable[[Frames, OptionsT, Scene], ResultT]
    unit: Format = "number"
    better: Literal["up", "down"] | None = None

    def compute(self, frames: Frames, options: OptionsT | None = None, *, scene: Scene) -> ResultT:
        """The result for these rows. Raises MetricInputError when a table or column is missing or of another type."""
        chosen = self.options() if options is None else options
        return self.run(self._ready(frames, scene), chosen, scene)

    def compute_by(
        self, frames: Frames, by: str, options: OptionsT | None = None, *, scene: Scene
    ) -> dict[Any, ResultT]:
        """One result per value of `by`, a column of the first table (R89, R91, R100). Rows of a further table follow
        their row of the first one when the table declares a `link`, and are seen by every group when it does not."""
        main = self.tables[0]
        source = frames.get(main.key)
        if source is None or by not in source.columns:
            raise MetricInputError(main.key, by, Text("缺少分组列", "the column to group by is missing"))
        results: dict[Any, ResultT] = {}
        for (value,), part in sorted(source.group_by([by]), key=lambda item: (item[0][0] is None, str(item[0][0]))):
            inside = {**frames, main.key: part}
            for table in self.tables[1:]:
                if table.link is not None and table.key in frames:
                    mine = part.select(pl.col(main.columns[0].key).alias(table.link))
                    inside[table.key] = frames[table.key].join(mine.unique(), on=table.link, how="semi")
            results[value] = self.compute(inside, options, scene=scene)
        return results

    def _ready(self, frames: Frames, scene: Scene) -> dict[str, pl.DataFrame]:
        unknown = sorted(set(frames) - {table.key for table in self.tables})
        if unknown:
            raise MetricInputError(unknown[0], "", Text("没有这张表", "the metric knows no such table"))
        return {
            table.key: ready(table, frames.get(table.key), scene.tz)
            for table in self.tables
            if table.key in frames or not table.optional
        }

    def card(self) -> dict[str, Any]:
        """What the card of the metric shows beside its number, and the editor needs to offer it."""
        return {
            "key": self.key,
            "version": self.version,
            "label": self.label.to_json(),
            "doc": self.doc.to_json(),
            "formula": self.formula.to_json(),
            "source": self.source,
            "unit": self.unit,
            "better": self.better,
            "tables": [table.to_json() for table in self.tables],
            "options": self.options.model_json_schema(),
        }
