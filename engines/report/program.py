"""A compiled query: every path resolved, every formula compiled, every type known.

The fan-out rule. The *rows of a measure* are the rows that its field belongs to: the records of the table, or those
behind the last to-many crossing of its path (`lines.amount`: the lines). Its `where` is asked of these rows, so
`lines.kind = 'a'` means this line. A dimension that lies on or above these rows is simply their value; any other is
counted once per distinct value that the rows have in common with it. Nothing is ever multiplied by a join.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from engines.formula import (
    DictScope,
    Formula,
    Ref,
    Type,
)
from engines.report.errors import Message
from engines.report.parts import Label, TimeGrain
from engines.report.periods import CYCLIC
from engines.report.query import Bins, Query, Top
from engines.report.scope import Crossings, Path, Route

GROUPABLE = frozenset({"text", "number", "boolean", "date", "datetime", "person", "department", "record"})
TEMPORAL = frozenset({"date", "datetime"})


@dataclass(frozen=True)
class Condition:
    """A formula asked of the rows behind `entity`. `routes`: what it reads; those that do not lie on or above these
    rows are lists. `constants`: paths whose values `plan` is given."""

    formula: Formula
    entity: Crossings
    routes: tuple[Route, ...]
    constants: tuple[Path, ...]


@dataclass(frozen=True)
class Group:
    """A dimension. `type` is the type of its members (a date for `day` … `year`, a number for cyclic grains)."""

    key: str
    label: Label
    side: Literal["row", "col"]
    route: Route
    type: Type
    grain: TimeGrain | None = None
    bins: Bins | None = None
    fill: bool = False
    top: Top | None = None

    @property
    def options(self) -> tuple[str, ...] | None:
        """The values of a select field, in their order."""
        return self.route.ref.options

    @property
    def periodic(self) -> bool:
        """Whether members are spans of time that follow one another."""
        return self.grain is not None and self.grain not in CYCLIC


@dataclass(frozen=True)
class Aggregate:
    """A measure with a function. `entity`: the rows it works on."""

    key: str
    fn: str
    entity: Crossings
    route: Route | None
    where: Condition | None
    type: Type
    p: float | None = None
    by: Route | None = None


@dataclass(frozen=True)
class Derived:
    """A measure over measures. `reads`: keys of measures and `<measure>__<compare>`."""

    key: str
    formula: Formula
    reads: tuple[str, ...]

    @property
    def type(self) -> Type:
        return self.formula.type


@dataclass(frozen=True)
class Program:
    """A compiled query. `derived` stands in an order in which each can be computed."""

    query: Query
    table: str
    groups: tuple[Group, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    derived: tuple[Derived, ...] = ()
    where: Condition | None = None
    having: Formula | None = None
    period: Route | None = None
    listed: tuple[Route, ...] = ()
    needs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """table → columns that have to be loaded, ids included."""
    links: tuple[Crossings, ...] = ()
    """Every way from the table to other rows that is taken."""
    notes: tuple[Message, ...] = ()

    @property
    def rows(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.side == "row")

    @property
    def cols(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.side == "col")

    def group(self, key: str) -> Group:
        """The dimension of a key; KeyError."""
        return next(group for group in self.groups if group.key == key)

    @property
    def measure_types(self) -> dict[str, Type]:
        """Type by measure key, in the query's order."""
        types = {item.key: item.type for item in self.aggregates} | {item.key: item.type for item in self.derived}
        return {measure.key: types[measure.key] for measure in self.query.measures}

    @property
    def uncompared(self) -> frozenset[str]:
        """The measures that read comparisons themselves: they have none."""
        compares = [compare.key for compare in self.query.compare]
        columns = {f"{measure.key}__{key}" for measure in self.query.measures for key in compares}
        found: set[str] = set()
        for item in self.derived:
            if any(name in columns or name in found for name in item.reads):
                found.add(item.key)
        return frozenset(found)

    def routes(self) -> list[Route]:
        """Every route that is read."""
        found: list[Route] = [group.route for group in self.groups]
        conditions = [self.where, *(aggregate.where for aggregate in self.aggregates)]
        found += [route for condition in conditions if condition for route in condition.routes]
        found += [route for item in self.aggregates for route in (item.route, item.by) if route]
        return [*found, *self.listed, *([self.period] if self.period else [])]

    def constants(self) -> frozenset[Path]:
        """The paths whose values `plan` has to be given."""
        conditions = [self.where, *(aggregate.where for aggregate in self.aggregates)]
        return frozenset(path for condition in conditions if condition for path in condition.constants)


def measure_scope(program: Program) -> DictScope:
    """What conditions over measures see (`having`, alerts): dimensions, measures, comparisons."""
    return DictScope(measure_refs(program.query, program.groups, program.measure_types))


def measure_refs(query: Query, groups: Iterable[Group], types: Mapping[str, Type]) -> dict[str, Ref]:
    refs = {group.key: Ref(group.type, options=group.options) for group in groups}
    for key, type_ in types.items():
        refs[key] = Ref(type_)
        refs |= {f"{key}__{compare.key}": Ref(type_) for compare in query.compare}
    return refs


def compared_along(program: Program) -> Group | None:
    """The dimension whose members a comparison moves: of the period's field, else the first of time."""
    for group in program.groups:
        if group.periodic and (program.period is None or group.route.path == program.period.path):
            return group
    return None
