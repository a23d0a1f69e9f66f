"""Random report queries over the sample app of the access tests."""

from random import Random
from typing import Any

DIMENSIONS: list[dict[str, Any]] = [
    {"field": "kind"}, {"field": "owner"}, {"field": "sales"}, {"field": "b1"}, {"field": "n1"}, {"field": "customer"},
    {"field": "customer.name"}, {"field": "customer.size"}, {"field": "customer.region"}, {"field": "t1"},
    {"field": "customer.region.name"}, {"field": "n2", "bins": {"width": 2.5, "start": 0.5}},
    {"field": "n1", "bins": {"edges": [-1, 1, 100]}}, {"field": "tags"}, {"field": "lines.name"},
    {"field": "lines.product.name"}, {"field": "partners.name"}, {"field": "partners"}, {"field": "customer.secret"},
]  # fmt: skip
TIMES = ("d1", "at1", "created_at", "d2")
GRAINS = (
    "year", "fiscal_year", "quarter", "fiscal_quarter", "month", "iso_week", "week", "day", "hour", "month_of_year",
    "day_of_month", "weekday", "hour_of_day", "weekday_hour",
)  # fmt: skip
MEASURES: list[dict[str, Any]] = [
    {"fn": "count"}, {"fn": "count", "field": "n1"}, {"fn": "sum", "field": "n1"}, {"fn": "sum", "field": "n2"},
    {"fn": "avg", "field": "n1"}, {"fn": "avg", "field": "n3"}, {"fn": "min", "field": "d1"},
    {"fn": "max", "field": "t1"}, {"fn": "min", "field": "t2"}, {"fn": "distinct", "field": "customer"},
    {"fn": "max", "field": "at1"}, {"fn": "sum", "field": "customer.size"}, {"fn": "distinct", "field": "n1"},
    {"fn": "median", "field": "n2"}, {"fn": "stddev", "field": "n1"}, {"fn": "sum", "field": "lines.price"},
    {"fn": "sum", "field": "lines.qty"}, {"fn": "first", "field": "kind", "by": "created_at"},
    {"fn": "distinct", "field": "tags"}, {"fn": "count", "field": "partners"}, {"fn": "min", "field": "id"},
    {"fn": "distinct", "field": "customer.region.name"}, {"fn": "max", "field": "customer.name"},
]  # fmt: skip
CONDITIONS = (
    "n1 > 1", "kind = 'a' or kind = NULL", "customer.name <> 'a'", "b1", "not b1", "'x' in tags", "n2 < 3 and b2",
    "SUM(lines.qty) > 2", "sales = user.id", "n1 / n2 > 1", "d1 <= TODAY()", "kind in ('a', 'b')", "n1 <> 2.5",
    "customer.region.name = 'north'", "MONTH(at1) = 11", "t1 = t2", "LEN(t1) > 1", "owner = user.id",
    "UPPER(t1) = 'A B'", "ISBLANK(customer.secret)", "at1 >= DATETIME(2026, 11, 1)", "'a' in partners.name",
    "COUNTA(lines.id) > 1",
)  # fmt: skip
CALENDARS = (
    {"week_start": 1, "fiscal_month": 1}, {"week_start": 7, "fiscal_month": 4}, {"week_start": 6, "fiscal_month": 12},
)  # fmt: skip


def question(random: Random) -> dict[str, Any]:
    """One query document."""
    rows = [_dimension(random, f"r{place}") for place in range(random.choice((0, 1, 1, 2)))]
    cols = [_dimension(random, "c0")] if random.random() < 0.2 else []
    measures = [{"key": f"m{place}", **random.choice(MEASURES)} for place in range(random.choice((1, 1, 2, 3)))]
    for measure in measures:
        _finish(random, measure)
    document: dict[str, Any] = {"from": "sample", "rows": rows, "cols": cols, "measures": measures}
    if random.random() < 0.6:
        document["where"] = random.choice(CONDITIONS)
    if random.random() < 0.3:
        document["period"] = _period(random)
        if random.random() < 0.5:
            document["compare"] = [{"key": "ly", "shift": "-1 year"}]
    if random.random() < 0.5:
        document["totals"] = random.sample(("row", "col", "all"), random.randrange(1, 4))
    numbers = [m["key"] for m in measures if m["fn"] in ("count", "sum", "distinct", "avg")]
    if rows and numbers and random.random() < 0.3:
        rows[0]["top"] = {"by": numbers[0], "n": random.randrange(1, 4), "others": random.random() < 0.7}
    if numbers and random.random() < 0.2:
        document["having"] = f"{numbers[0]} > 1"
    if len(numbers) > 1 and random.random() < 0.4:
        measures.append({"key": "ratio", "formula": f"{numbers[0]} / {numbers[1]}"})
    if numbers and rows and random.random() < 0.4:
        document["order"] = [{"by": numbers[0], "desc": random.random() < 0.5}]
    if random.random() < 0.15:
        document["limit"] = random.randrange(1, 5)
    return document


def _finish(random: Random, measure: dict[str, Any]) -> None:
    """A condition of its own now and then; standard deviations are known by their key."""
    if measure["fn"] == "stddev":
        measure["key"] = f"stddev_{measure['key']}"
    entity = str(measure.get("field", "")).partition(".")[0]
    if random.random() < 0.3 and entity not in ("lines", "tags", "partners"):
        measure["where"] = random.choice(CONDITIONS)


def listing(random: Random) -> dict[str, Any]:
    """A list of records."""
    fields = random.sample(("t1", "n1", "kind", "customer.name", "at1", "b1", "tags", "lines.qty", "partners.name"), 3)
    document: dict[str, Any] = {"from": "sample", "list": ["id", *fields]}
    if random.random() < 0.6:
        document["where"] = random.choice(CONDITIONS)
    if random.random() < 0.5:
        document["limit"] = random.randrange(1, 20)
    return document


def _dimension(random: Random, key: str) -> dict[str, Any]:
    if random.random() < 0.4:
        field = random.choice(TIMES)
        grains = [grain for grain in GRAINS if field in ("at1", "created_at") or "hour" not in grain]
        return {"key": key, "field": field, "grain": random.choice(grains)}
    return {"key": key, **random.choice(DIMENSIONS)}


def _period(random: Random) -> dict[str, Any]:
    field = random.choice(TIMES)
    if random.random() < 0.5:
        unit = random.choice(("day", "week", "month", "quarter", "year", "fiscal_year"))
        return {"field": field, "last": random.randrange(1, 5), "unit": unit, "current": random.random() < 0.7}
    return {"field": field, "start": "2026-01-01", "end": random.choice(("2026-11-22", "2026-06-30"))}
