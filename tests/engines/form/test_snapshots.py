"""A link that keeps a snapshot: the moment it was taken, what stays, what is taken again."""

import datetime as dt
from decimal import Decimal
from typing import Any

from engines.form.compile import compile_form
from engines.form.definition import load_form
from engines.form.pipeline import evaluate

PRODUCT = load_form({"key": "product", "fields": [{"key": "price", "type": "money"}]})
COLUMNS = [
    {"key": "product", "type": "link", "form": "product", "fill": {"price": "price"}, "stamp": "taken"},
    {"key": "price", "type": "money", "readonly": True},
    {"key": "taken", "type": "datetime", "readonly": True},
    {"key": "twice", "type": "formula", "formula": "price * 2", "as": "money"},
]
ORDER = {"key": "order", "fields": [*COLUMNS, {"key": "lines", "type": "subform", "fields": COLUMNS}]}
FORM = compile_form(load_form(ORDER), {"product": PRODUCT})
FIRST, LATER = (dt.datetime(2026, 3, day, tzinfo=dt.UTC) for day in (5, 9))
A, GONE = "0190a8f0-0000-7000-8000-000000000001", "0190a8f0-0000-7000-8000-000000000002"


def evaluated(old: Any, changes: dict[str, Any], price: int, **more: Any) -> Any:
    def linked(_form: str, record: str) -> Any:
        return {"price": Decimal(price)} if record == A else None

    now = FIRST if old is None else LATER
    return evaluate(FORM, old=old, changes=changes, linked=linked, user={"id": "p"}, now=now, **more)


def test_a_snapshot_knows_its_moment_and_is_taken_again_on_request_only() -> None:
    assert [each.code for each in FORM.problems] == []
    made = evaluated(None, {"product": A, "lines": [{"product": A}]}, 10)
    row = {**made.values["lines"][0], "id": "r"}
    old = {**made.values, "lines": [row], "id": "x"}
    assert (old["price"], old["taken"], old["twice"]) == (Decimal(10), FIRST, Decimal(20))
    assert (row["price"], row["taken"]) == (Decimal(10), FIRST)
    kept = evaluated(old, {}, 12)
    assert kept.changed == set() and kept.values["price"] == Decimal(10)
    again = evaluated(old, {}, 12, refill=frozenset({"product", "lines.product"}))
    assert (again.values["price"], again.values["taken"], again.values["twice"]) == (Decimal(12), LATER, Decimal(24))
    assert (again.values["lines"][0]["price"], again.values["lines"][0]["twice"]) == (Decimal(12), Decimal(24))
    assert again.changed == {"price", "taken", "twice", "lines"} and again.problems == []
    back = evaluated({**old, **again.values}, {}, 12, taken={"price": Decimal(10), "taken": FIRST})
    assert (back.values["price"], back.values["taken"], back.values["twice"]) == (Decimal(10), FIRST, Decimal(20))
    gone = evaluated({**old, "product": GONE}, {}, 12, refill=frozenset({"product"}))
    assert gone.values["price"] == Decimal(10) and gone.changed == set()
    cleared = evaluated(old, {"product": None}, 12)
    assert (cleared.values["price"], cleared.values["taken"]) == (None, None)


def test_the_moment_stands_in_a_date_and_time_beside_filled_fields() -> None:
    def codes(**link: Any) -> list[str]:
        fields = [{"key": "product", "type": "link", "form": "product", **link}, *COLUMNS[1:3]]
        return [
            each.code for each in compile_form(load_form({"key": "o", "fields": fields}), {"product": PRODUCT}).problems
        ]

    fill = {"price": "price"}
    assert codes(fill=fill, stamp="taken") == []
    assert codes(fill=fill, stamp="gone") == ["unknown_field"]
    assert codes(fill=fill, stamp="price") == codes(stamp="taken") == ["stamp"]
