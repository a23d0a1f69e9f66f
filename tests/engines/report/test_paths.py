"""Paths: along links, then to many; no record is counted twice, none is lost."""

from decimal import Decimal
from typing import Any

import polars as pl

from engines.formula import NUMBER, TEXT, record
from engines.report.compiler import compile_query
from engines.report.compute import compute
from engines.report.plan import plan
from engines.report.query import Query
from engines.report.scope import Crossing, TableScope
from tests.engines.report.world import NOW, SHANGHAI

TABLES: dict[str, dict[str, Any]] = {
    "deal": {"id": TEXT, "amount": NUMBER, "customer": record("customer")},
    "customer": {"id": TEXT, "city": record("city")},
    "city": {"id": TEXT, "name": TEXT},
    "contact": {"id": TEXT, "role": TEXT, "score": NUMBER, "customer": record("customer")},
    "call": {"id": TEXT, "minutes": NUMBER, "kind": TEXT},
}
LINKS = {
    ("deal", "customer"): (Crossing("customer", "one", "customer", "customer"),),
    ("customer", "city"): (Crossing("city", "one", "city", "city"),),
    ("customer", "contacts"): (Crossing("contacts", "children", "contact", "customer"),),
    ("contact", "calls"): (Crossing("calls", "children", "call", "contact"),),
    ("contact", "customer"): (Crossing("customer", "one", "customer", "customer"),),
}
FRAMES = {
    "deal": pl.DataFrame({"id": ["d1", "d2", "d3"], "amount": [10.0, 20.0, 40.0], "customer": ["c1", "c1", None]}),
    "customer": pl.DataFrame({"id": ["c1", "c2"], "city": ["x", None]}),
    "city": pl.DataFrame({"id": ["x"], "name": ["上海"]}),
    "contact": pl.DataFrame(
        {
            "id": ["k1", "k2", "k3"],
            "role": ["cto", "cto", None],
            "score": [1.0, 2.0, 4.0],
            "customer": ["c1", "c1", "c1"],
        }
    ),
    "call": pl.DataFrame(
        {
            "id": ["l1", "l2", "l3"],
            "contact": ["k1", "k1", "k2"],
            "minutes": [5.0, 7.0, 9.0],
            "kind": ["in", "out", "in"],
        }
    ),
}


def ask(document: dict[str, Any]) -> Any:
    query = Query.model_validate({"from": "deal", **document})
    return compute(plan(compile_query(query, TableScope("deal", TABLES, LINKS)), NOW, SHANGHAI), FRAMES)


N = {"key": "n", "fn": "count"}
AMOUNT = {"key": "a", "fn": "sum", "field": "amount"}


def test_a_dimension_to_many_behind_a_link_counts_each_deal_once() -> None:
    answer = ask(
        {"rows": [{"key": "r", "field": "customer.contacts.role"}], "measures": [N, AMOUNT], "totals": ["all"]}
    )
    assert answer.rows == (("cto", 2, 30), (None, 3, 70))
    assert answer.total() == ((None, 3, 70),)


def test_measures_two_steps_away_by_dimensions_on_the_way() -> None:
    minutes = {"key": "min", "fn": "sum", "field": "customer.contacts.calls.minutes"}
    score = {"key": "score", "fn": "sum", "field": "customer.contacts.score"}
    inward = {**minutes, "key": "inward", "where": "customer.contacts.calls.kind = 'in'"}
    answer = ask({"rows": [{"key": "r", "field": "customer.contacts.role"}], "measures": [minutes, score, inward]})
    assert answer.rows == (("cto", 42, 6, 28), (None, 0, 8, 0))  # two deals reach the same contacts
    by_kind = ask({"rows": [{"key": "k", "field": "customer.contacts.calls.kind"}], "measures": [score, AMOUNT]})
    assert by_kind.rows == (("in", 6, 30), ("out", 2, 30), (None, 8, 70))


def test_links_after_links() -> None:
    answer = ask({"rows": [{"key": "c", "field": "customer.city.name"}], "measures": [N], "where": "amount > 15"})
    assert answer.rows == (("上海", 1), (None, 1))


def test_a_condition_may_ask_all_rows_behind_a_path() -> None:
    answer = ask({"measures": [N, AMOUNT], "where": "SUM(customer.contacts.score) > 6"})
    assert answer.rows == ((Decimal(2), Decimal(30)),)
