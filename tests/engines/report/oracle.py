"""The same answers the slow way: plain Python over plain rows, one cell at a time, independent of the engine's plans.

Deliberately simple: for each grouping set, walk the records; for each record find the rows of each measure and the
members that these rows have; put the values in lists; compute each list with the textbook formula.
"""

import statistics
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from engines.formula.values import NUMBERS

Row = dict[str, Any]
OTHERS = "<others>"


class World:
    """Rows by table, looked up by id and by parent."""

    def __init__(self, data: dict[str, list[Row]]) -> None:
        self.data = data
        self.by_id = {table: {row["id"]: row for row in rows} for table, rows in data.items()}

    def below(self, table: str, row: Row | None, name: str) -> tuple[str, list[Row]] | None:
        """The rows behind a link or subform; None when `name` is a plain field."""
        if row is None:
            return None
        if (table, name) == ("opportunity", "lines"):
            return "lines", [line for line in self.data["lines"] if line["parent"] == row["id"]]
        if (table, name) == ("opportunity", "partners"):
            pairs = [pair for pair in self.data["pairs"] if pair["parent"] == row["id"]]
            found = [self.by_id["partner"].get(pair["target"]) for pair in pairs]
            return "partner", [partner for partner in found if partner is not None]
        return None

    def to_one(self, table: str, row: Row, name: str) -> tuple[str, Row | None] | None:
        target = {("opportunity", "customer"): "customer", ("lines", "product"): "product"}.get((table, name))
        return None if target is None else (target, self.by_id[target].get(row.get(name)))


def many_part(path: str) -> str:
    """The to-many part of a path of the test world: `lines`, `partners`, `tags`, `customer.areas`, or none."""
    if path in ("tags", "customer.areas"):
        return path
    return path.split(".")[0] if path.split(".")[0] in ("lines", "partners") else ""


def rows_of(world: World, record: Row, part: str) -> list[Any]:
    """The rows of a to-many part of a record: lines, partners, or the elements of a list."""
    if part == "":
        return [record]
    if part == "tags":
        return list(dict.fromkeys(record.get("tags") or []))
    if part == "customer.areas":
        customer = world.by_id["customer"].get(record.get("customer"))
        return list(dict.fromkeys((customer or {}).get("areas") or []))
    found = world.below("opportunity", record, part)
    assert found is not None
    return found[1]


def value_at(world: World, record: Row, row: Any, path: str, part: str) -> Any:
    """The value of a path on a row of its to-many part (or on the record)."""
    if part in ("tags", "customer.areas"):
        return row
    names = path.split(".")[1 if part else 0 :]
    table = {"": "opportunity", "lines": "lines", "partners": "partner"}[part]
    at: Row | None = row
    for name in names[:-1]:
        assert at is not None
        step = world.to_one(table, at, name)
        assert step is not None
        table, at = step
        if at is None:
            return None
    return None if at is None else at.get(names[-1])


def period(grain: str, value: Any, tz: str, week_start: int, fiscal_month: int) -> Any:
    """The member of a time dimension, by stepping through days and months one at a time."""
    if value is None:
        return None
    zone = ZoneInfo(tz)
    local = value.astimezone(zone) if isinstance(value, datetime) else None
    day: date = local.date() if local else value
    if grain == "hour":
        assert local is not None
        return (
            value - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        ).astimezone(UTC)
    cyclic = {
        "month_of_year": lambda: day.month,
        "day_of_month": lambda: day.day,
        "weekday": lambda: day.weekday() + 1,
        "hour_of_day": lambda: local.hour if local else 0,
        "weekday_hour": lambda: day.weekday() * 24 + (local.hour if local else 0),
    }
    if grain in cyclic:
        return Decimal(cyclic[grain]())
    begins: dict[str, Callable[[date], bool]] = {
        "day": lambda d: True,
        "week": lambda d: d.isoweekday() == week_start,
        "iso_week": lambda d: d.isoweekday() == 1,
        "month": lambda d: d.day == 1,
        "quarter": lambda d: d.day == 1 and d.month in (1, 4, 7, 10),
        "year": lambda d: d.day == 1 and d.month == 1,
        "fiscal_quarter": lambda d: d.day == 1 and (d.month - fiscal_month) % 3 == 0,
        "fiscal_year": lambda d: d.day == 1 and d.month == fiscal_month,
    }
    while not begins[grain](day):
        day -= timedelta(days=1)
    return day


def computed(fn: str, values: list[Any], p: float | None = None) -> Any:
    """A function over the values that are not blank."""
    found = [value for value in values if value is not None]
    if fn in ("count", "distinct"):
        return Decimal(len(found) if fn == "count" else len(set(found)))
    if fn == "sum":
        return NUMBERS.plus(sum(found, Decimal(0)))
    if not found:
        return None
    if fn in ("min", "max"):
        return min(found) if fn == "min" else max(found)
    exact = sorted(Fraction(value) for value in found)
    if fn == "avg":
        return _decimal(sum(exact, Fraction(0)) / len(exact))
    if fn == "stddev":
        return _decimal(Fraction(statistics.stdev(exact))) if len(exact) > 1 else None
    place = (len(exact) - 1) * Fraction(repr(p if fn == "percentile" else 0.5))
    low = int(place)
    high = min(low + 1, len(exact) - 1)
    return _decimal(exact[low] + (exact[high] - exact[low]) * (place - low))


def _decimal(value: Fraction) -> Decimal:
    return NUMBERS.divide(Decimal(value.numerator), Decimal(value.denominator))


class Oracle:
    """Answers the generated queries of test_random_queries.py (its documents carry Python conditions as `_where`)."""

    def __init__(self, document: dict[str, Any], data: dict[str, list[Row]], calendar: dict[str, Any]) -> None:
        self.document, self.world, self.calendar = document, World(data), calendar
        self.dimensions = [*document.get("rows", []), *document.get("cols", [])]

    def member(self, dimension: Row, value: Any) -> Any:
        if value is None:
            return None
        if dimension.get("grain"):
            return period(dimension["grain"], value, **self.calendar)
        if dimension.get("bins"):
            bins = dimension["bins"]
            if "edges" in bins:
                return Decimal(sum(1 for edge in bins["edges"] if value >= Decimal(repr(edge))))
            width, start = Decimal(repr(bins["width"])), Decimal(repr(bins.get("start", 0)))
            return start + ((value - start) // width - (1 if (value - start) % width < 0 else 0)) * width
        return value

    def records(self, span: tuple[date, date] | None) -> list[Row]:
        """The records of the query (of a span of `closes` when there is a period)."""
        where = self.document.get("_where") or (lambda world, record: True)
        found = [record for record in self.world.data["opportunity"] if where(self.world, record)]
        if span is None:
            return found
        return [r for r in found if r.get("closes") is not None and span[0] <= r["closes"] < span[1]]

    def contributions(
        self, record: Row, part: str, keys: tuple[str, ...], tops: dict[str, list[Any]]
    ) -> Iterator[tuple[tuple[Any, ...], Any]]:
        """(members, row) of a record for measures over `part`: each row once per distinct combination of members."""
        dimensions = [d for d in self.dimensions if d["key"] in keys]
        parts = list(dict.fromkeys(p for d in dimensions if (p := many_part(d["field"])) not in ("", part)))
        for row in rows_of(self.world, record, part):
            combinations: dict[tuple[Any, ...], None] = {}
            for chosen in product(*[rows_of(self.world, record, p) or [None] for p in parts]):
                at = dict(zip(parts, chosen, strict=True)) | {part: row} | ({"": record} if part else {})
                members = []
                for dimension in dimensions:
                    own = many_part(dimension["field"])
                    there = at[own]
                    value = None if there is None else value_at(self.world, record, there, dimension["field"], own)
                    member = self.member(dimension, value)
                    if dimension["key"] in tops and member not in tops[dimension["key"]]:
                        member = OTHERS
                    members.append(member)
                combinations[tuple(members)] = None
            for members_of_row in combinations:
                yield members_of_row, row

    def cells(
        self, keys: tuple[str, ...], span: tuple[date, date] | None, tops: dict[str, list[Any]]
    ) -> dict[tuple[Any, ...], dict[str, Any]]:
        """Every cell of a grouping set with all measures, formulas included."""
        records = self.records(span)
        found: dict[tuple[Any, ...], dict[str, Any]] = {} if keys else {(): {}}
        for record in records:
            for members, _row in self.contributions(record, "", keys, tops):
                found.setdefault(members, {})
        for measure in self.document["measures"]:
            if "fn" not in measure:
                continue
            part = many_part(measure.get("field", ""))
            lists: dict[tuple[Any, ...], list[Any]] = {}
            where = measure.get("_where") or (lambda record, row: True)
            for record in records:
                for members, row in self.contributions(record, part, keys, tops):
                    if where(record, row):
                        lists.setdefault(members, []).append(self._value(measure, record, row, part))
            for members, cell in found.items():
                cell[measure["key"]] = self._computed(measure, lists.get(members, []))
        for cell in found.values():
            self._formulas(cell)
        return found

    def _value(self, measure: Row, record: Row, row: Any, part: str) -> Any:
        if "field" not in measure:
            return True
        value = value_at(self.world, record, row, measure["field"], part)
        if measure["fn"] not in ("first", "last"):
            return value
        by = value_at(self.world, record, row, measure["by"], part)
        return None if value is None or by is None else (by, row["id"], value)

    def _computed(self, measure: Row, values: list[Any]) -> Any:
        if measure["fn"] in ("first", "last"):
            found = [value for value in values if value is not None]
            if not found:
                return None
            return (min(found) if measure["fn"] == "first" else max(found))[2]
        return computed(measure["fn"], values, measure.get("p"))

    def _formulas(self, cell: dict[str, Any]) -> None:
        for measure in self.document["measures"]:
            if "formula" in measure:
                part, whole = (cell[key] for key in measure["_ratio"])
                cell[measure["key"]] = NUMBERS.divide(part or Decimal(0), whole) if whole else None
