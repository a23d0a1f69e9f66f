"""Random queries over random small worlds: the engine against the oracle, cell by cell, totals included."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.report.answer import Answer
from engines.report.parts import Calendar
from engines.report.plan import OTHERS as ENGINE_OTHERS
from tests.engines.report import oracle
from tests.engines.report.world import STAGES, ask

DIMENSIONS: list[dict[str, Any]] = [
    {"field": "stage"}, {"field": "owner"}, {"field": "customer.level"}, {"field": "urgent"}, {"field": "rate"},
    {"field": "amount", "bins": {"width": 0.5, "start": 0.1}}, {"field": "amount", "bins": {"edges": [-1, 0.3, 100]}},
    {"field": "created_at", "grain": "month"}, {"field": "created_at", "grain": "hour"},
    {"field": "created_at", "grain": "weekday_hour"}, {"field": "created_at", "grain": "day"},
    {"field": "closes", "grain": "week"}, {"field": "closes", "grain": "iso_week"},
    {"field": "closes", "grain": "fiscal_year"}, {"field": "closes", "grain": "fiscal_quarter"},
    {"field": "closes", "grain": "quarter"}, {"field": "closes", "grain": "month_of_year"},
    {"field": "lines.kind"}, {"field": "lines.product.group"}, {"field": "lines.due", "grain": "month"},
    {"field": "tags"}, {"field": "partners.city"}, {"field": "customer.areas"},
    {"field": "customer.since", "grain": "year"},
]  # fmt: skip
MEASURES: list[dict[str, Any]] = [
    {"fn": "count", "where": "stage = 'won'", "_where": lambda record, row: record.get("stage") == "won"},
    {"fn": "sum", "field": "amount"},
    {"fn": "sum", "field": "amount", "where": "urgent", "_where": lambda record, row: bool(record.get("urgent"))},
    {"fn": "avg", "field": "amount"},
    {"fn": "median", "field": "amount"},
    {"fn": "percentile", "p": 0.9, "field": "amount"},
    {"fn": "stddev", "field": "rate"},
    {"fn": "min", "field": "closes"},
    {"fn": "max", "field": "stage"},
    {"fn": "distinct", "field": "customer"},
    {"fn": "distinct", "field": "amount"},
    {"fn": "sum", "field": "customer.credit"},
    {"fn": "sum", "field": "lines.qty"},
    {
        "fn": "sum",
        "field": "lines.price",
        "where": "lines.kind = 'x'",
        "_where": lambda record, row: row["kind"] == "x",
    },
    {"fn": "avg", "field": "lines.price"},
    {"fn": "count", "field": "tags"},
    {"fn": "distinct", "field": "tags"},
    {"fn": "sum", "field": "partners.fee"},
    {"fn": "first", "field": "stage", "by": "created_at"},
    {"fn": "last", "field": "lines.kind", "by": "lines.due"},
]


def _not_won_nor_first(world: Any, record: dict[str, Any]) -> bool:
    return not (record.get("stage") == "won" or record.get("owner") in ("u1", None))


CONDITIONS: list[tuple[str, Any]] = [
    ("stage in ('won', 'lost')", lambda world, r: r.get("stage") in ("won", "lost")),
    ("not (stage = 'won' or owner in ('u1', NULL))", _not_won_nor_first),
    ("amount > 0.3", lambda world, r: r.get("amount") is not None and r["amount"] > Decimal("0.3")),
    ("'vip' in tags", lambda world, r: "vip" in (r.get("tags") or [])),
    ("customer.level <> 'A'", lambda world, r: oracle.value_at(world, r, r, "customer.level", "") != "A"),
    (
        "SUM(lines.qty * lines.price) > 2",
        lambda world, r: sum(
            (line["qty"] or Decimal(0)) * (line["price"] or Decimal(0))
            for line in oracle.rows_of(world, r, "lines")
        ) > 2,
    ),
    ("'x' in lines.kind", lambda world, r: "x" in [line["kind"] for line in oracle.rows_of(world, r, "lines")]),
    ("FALSE", lambda world, r: False),
]  # fmt: skip
CALENDARS = [
    {"tz": "Asia/Shanghai", "week_start": 1, "fiscal_month": 1},
    {"tz": "America/New_York", "week_start": 7, "fiscal_month": 4},
    {"tz": "Australia/Lord_Howe", "week_start": 6, "fiscal_month": 7},
    {"tz": "America/Sao_Paulo", "week_start": 7, "fiscal_month": 12},
]
AMOUNTS = [None, "0", "0.1", "0.2", "0.3", "-0.3", "1000000.1", "-1000000", "12.345", "99999999.99", "0.6"]
DST_DAYS = [
    datetime(2026, 3, 8, 5, tzinfo=UTC),
    datetime(2026, 11, 1, 4, tzinfo=UTC),
    datetime(2018, 11, 4, 1, tzinfo=UTC),
]


def decimal(chance: random.Random, texts: list[str | None]) -> Decimal | None:
    text = chance.choice(texts)
    return None if text is None else Decimal(text)


def world(chance: random.Random) -> dict[str, list[dict[str, Any]]]:
    """A random small world."""

    def day() -> date | None:
        return chance.choice([None, date(2025, 1, 1) + timedelta(days=chance.randrange(760)), date(2024, 2, 29)])

    def instant() -> datetime | None:
        near = chance.choice(DST_DAYS) + timedelta(minutes=chance.randrange(600))
        return chance.choice(
            [None, near, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(500_000))]
        )

    customers = [
        {
            "id": f"c{i}", "level": chance.choice([None, "A", "B"]), "credit": decimal(chance, ["5", "7.5", None]),
            "since": day(), "areas": chance.choice([None, ["n"], ["n", "s"]]),
        }
        for i in range(chance.randrange(4))
    ]  # fmt: skip
    links = [None, *(customer["id"] for customer in customers)]
    products = [{"id": f"p{i}", "group": chance.choice([None, "g1", "g2"])} for i in range(3)]
    partners = [
        {"id": f"q{i}", "city": chance.choice(["sh", "bj", None]), "fee": decimal(chance, ["1.1", "2"])}
        for i in range(3)
    ]
    opportunities = [
        {
            "id": f"o{i:02}", "name": f"n{i}", "stage": chance.choice([None, *STAGES]),
            "amount": decimal(chance, AMOUNTS), "rate": decimal(chance, [None, "0.25", "0.5", "0.123456"]),
            "urgent": chance.choice([None, True, False]), "closes": day(), "created_at": instant(),
            "owner": chance.choice([None, "u1", "u2", "u3"]),
            "customer": chance.choice(links),
            "tags": chance.choice([None, [], ["vip"], ["vip", "new"], ["new", "old", "vip"]]),
        }
        for i in range(chance.choice([0, 1, 5, 14]))
    ]  # fmt: skip
    lines = [
        {
            "id": f"l{i:02}", "parent": chance.choice(opportunities)["id"], "kind": chance.choice([None, "x", "y"]),
            "product": chance.choice([None, "p0", "p1", "p2"]), "qty": decimal(chance, [None, "1", "2.5"]),
            "price": decimal(chance, [None, "0.1", "0.2", "3"]), "due": day(),
        }
        for i in range(chance.randrange(16) if opportunities else 0)
    ]  # fmt: skip
    ends = {(chance.choice(opportunities)["id"], f"q{chance.randrange(3)}") for _ in range(8) if opportunities}
    pairs = [{"id": f"{parent}-{target}", "parent": parent, "target": target} for parent, target in sorted(ends)]
    return {
        "opportunity": opportunities, "customer": customers, "lines": lines, "product": products, "pairs": pairs,
        "partner": partners,
    }  # fmt: skip


def question(chance: random.Random) -> dict[str, Any]:
    """A random query document; what only the oracle reads begins with _."""
    chosen = chance.sample(DIMENSIONS, chance.choice([0, 1, 1, 2, 3]))
    dimensions = [{"key": f"d{place}", **dimension} for place, dimension in enumerate(chosen)]
    cut = chance.randrange(len(dimensions) + 1) if len(dimensions) > 1 else len(dimensions)
    measures = [{"key": "n", "fn": "count"}] + [
        {"key": f"m{place}", **measure} for place, measure in enumerate(chance.sample(MEASURES, chance.randrange(1, 5)))
    ]
    if chance.random() < 0.5:
        measures.append({"key": "won", **MEASURES[0]})
        measures.append({"key": "ratio", "formula": "won / n", "_ratio": ("won", "n")})
    document: dict[str, Any] = {
        "rows": dimensions[:cut], "cols": dimensions[cut:], "measures": measures,
        "totals": chance.sample(["row", "col", "all"], chance.randrange(4)), "limit": 50_000,
    }  # fmt: skip
    if chance.random() < 0.5:
        document["where"], document["_where"] = chance.choice(CONDITIONS)
    topped = [d for d in dimensions if not d.get("grain")]
    if topped and chance.random() < 0.4:
        chance.choice(topped)["top"] = {"by": "n", "n": chance.choice([1, 2]), "lowest": chance.random() < 0.3}
    if chance.random() < 0.4:
        document["period"] = {"field": "closes", "start": "2026-01-01", "end": "2026-06-30"}
        document["_span"] = (date(2026, 1, 1), date(2026, 7, 1))
        if not any(d["field"] == "closes" and d["grain"] in ("week", "iso_week") for d in dimensions):
            document["compare"] = [{"key": "ly", "shift": "-1 year"}]
            document["_before"] = (date(2025, 1, 1), date(2025, 7, 1))
    return document


def shown(document: dict[str, Any]) -> dict[str, Any]:
    """The document as the engine gets it."""
    clean = {key: value for key, value in document.items() if not key.startswith("_")}
    measures = document["measures"]
    clean["measures"] = [{k: v for k, v in m.items() if not k.startswith("_")} for m in measures]
    return clean


def natural(dimension: dict[str, Any], member: Any) -> Any:
    if member is None:
        return (1, 0)
    return (0, STAGES.index(member) if dimension["field"] == "stage" else member)


def tops_of(document: dict[str, Any], truth: oracle.Oracle) -> dict[str, list[Any]]:
    tops: dict[str, list[Any]] = {}
    for dimension in truth.dimensions:
        if top := dimension.get("top"):
            cells = truth.cells((dimension["key"],), document.get("_span"), {})
            counts = {members[0]: cell["n"] for members, cell in cells.items()}
            sign = 1 if top["lowest"] else -1
            ranked = sorted(counts, key=lambda m: (sign * counts[m], natural(dimension, m)))
            tops[dimension["key"]] = ranked[: top["n"]]
    return tops


def same(left: Any, right: Any, rough: bool) -> bool:
    if left is None or right is None or not isinstance(right, Decimal):
        return bool(left == right)
    if rough:
        return bool(float(left) == pytest.approx(float(right), rel=1e-9, abs=1e-9))
    return bool(left == right)


def check_set(answer: Answer, document: dict[str, Any], truth: oracle.Oracle, by: tuple[str, ...], rows: Any) -> None:
    """One grouping set of the answer, cell by cell."""
    tops = {key: members for key, members in tops_of(document, truth).items() if key in by}
    cells = truth.cells(by, document.get("_span"), tops)
    before = truth.cells(by, document["_before"], tops) if "_before" in document else {}
    along = next((d for d in truth.dimensions if d["key"] in by and _moves(d)), None) if before else None
    found = {}
    for row in rows:
        named = dict(zip([column.key for column in answer.columns], row, strict=True))
        found[tuple(oracle.OTHERS if named[key] is ENGINE_OTHERS else named[key] for key in by)] = named
    if along is None:
        assert set(found) == set(cells) | set(before), by
    else:
        assert set(found) >= set(cells)
    for members, named in found.items():
        for measure in document["measures"]:
            nothing = Decimal(0) if measure.get("fn") in ("count", "distinct", "sum") else None
            rough = measure.get("fn") == "stddev"
            want = cells.get(members, {}).get(measure["key"], nothing)
            assert same(named[measure["key"]], want, rough), (by, members, measure)
            if "_before" in document:
                there = tuple(
                    _year_before(member) if along is not None and key == along["key"] else member
                    for key, member in zip(by, members, strict=True)
                )
                want = before.get(there, {}).get(measure["key"], nothing)
                assert same(named[f"{measure['key']}__ly"], want, rough), (by, members, measure, "ly")


def _moves(dimension: dict[str, Any]) -> bool:
    return bool(dimension["field"] == "closes" and dimension["grain"] != "month_of_year")


def _year_before(member: Any) -> Any:
    return None if member is None else member.replace(year=member.year - 1)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(seed=st.integers(0, 10**9))
def test_random_queries_answer_as_the_slow_oracle_does(seed: int) -> None:
    chance = random.Random(seed)
    data, document, calendar = world(chance), question(chance), chance.choice(CALENDARS)
    options = {"decimals": chance.random() < 0.5, "categories": chance.random() < 0.5}
    answer = ask(shown(document), data, Calendar(**calendar), **options)
    truth = oracle.Oracle(document, data, calendar)
    detail = tuple(dimension["key"] for dimension in truth.dimensions)
    check_set(answer, document, truth, detail, answer.rows)
    for total in answer.totals:
        check_set(answer, document, truth, total.by, total.rows)
    wanted = {"row": {"row", "all"}, "col": {"col", "all"}}
    if document["cols"] and "row" in document["totals"]:
        assert any(set(total.by) == {d["key"] for d in document["rows"]} for total in answer.totals), wanted


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(seed=st.integers(0, 10**9))
def test_the_order_of_rows_in_the_tables_changes_nothing(seed: int) -> None:
    chance = random.Random(seed)
    data, document, calendar = world(chance), question(chance), Calendar(**chance.choice(CALENDARS))
    document["measures"] = [m for m in document["measures"] if m.get("fn") != "stddev"]
    shuffled = {table: chance.sample(rows, len(rows)) for table, rows in data.items()}
    first, second = ask(shown(document), data, calendar), ask(shown(document), shuffled, calendar)
    assert first.rows == second.rows
    assert first.totals == second.totals


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(seed=st.integers(0, 10**9))
def test_taking_only_the_first_groups_answers_as_taking_all(seed: int) -> None:
    chance = random.Random(seed)
    data, document = world(chance), question(chance)
    document["rows"], document["cols"] = [*document["rows"], *document["cols"]], []
    document.pop("compare", None)
    keys = [item["key"] for item in [*document["rows"], *document["measures"]]]
    document["order"] = [
        {"by": key, "desc": chance.random() < 0.5, "nulls": chance.choice(["first", "last"])}
        for key in chance.sample(keys, min(len(keys), chance.randrange(3)))
    ]
    document["limit"] = chance.choice([1, 2, 4])
    few = ask(shown(document), data)
    every = ask({**shown(document), "having": "n >= 0"}, data)  # a condition on measures needs all groups
    assert few.rows == every.rows
    assert few.left_out == every.left_out
    assert few.totals == every.totals
