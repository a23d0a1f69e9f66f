"""Line items inside line items: an order's deliveries, each with its packages."""

from decimal import Decimal as D
from typing import Any

from engines.form.compile import compile_form
from engines.form.definition import load_form
from engines.form.evolve import evolve
from engines.form.needs import needs
from engines.form.outcome import Outcome
from tests.engines.form.forms import ACME, CUSTOMER, ROW_1, ROW_2, codes, compiled, run, stored

PACKAGES = {
    "key": "packages",
    "type": "subform",
    "label": "包裹",
    "fields": [
        {"key": "kind", "type": "text"},
        {"key": "count", "type": "number", "label": "件数"},
        {"key": "weight", "type": "number"},
        {"key": "carrier", "type": "link", "form": "customer", "many": False, "fill": {"region": "region"}},
        {"key": "region", "type": "text"},
        {"key": "total", "type": "formula", "formula": "count * weight * parent.factor + parent.parent.base"},
        {"key": "share", "type": "formula", "formula": "count / SUM(parent.packages.count)"},
    ],
    "rules": [{"when": "parent.fragile and weight > 5", "require": ["kind"], "set": {"count": "1"}}],
    "checks": [
        {"assert": "ISBLANK(weight) or weight <= parent.parent.most", "message": "too heavy", "fields": ["weight"]}
    ],
}
ORDER = {
    "key": "order",
    "fields": [
        {"key": "base", "type": "number", "default": 0},
        {"key": "most", "type": "number", "default": 100},
        {
            "key": "deliveries",
            "type": "subform",
            "label": "发货",
            "fields": [
                {"key": "factor", "type": "number", "default": 1},
                {"key": "fragile", "type": "boolean"},
                PACKAGES,
                {"key": "sum", "type": "formula", "formula": "SUM(packages.total)"},
                {"key": "n", "type": "formula", "formula": "COUNTA(packages)"},
            ],
        },
        {"key": "all", "type": "formula", "formula": "SUM(deliveries.packages.total)"},
        {"key": "most_in_one", "type": "formula", "formula": "MAX(deliveries.sum)"},
    ],
}
FORM = compiled(ORDER, CUSTOMER)
INNER = ["01890a5d-ac96-774b-bcce-b30209900001", "01890a5d-ac96-774b-bcce-b30209900002"]
TWO = [
    {"packages": [{"count": 2, "weight": 3}, {"count": 1, "weight": 1}]},
    {"factor": 10, "packages": [{"count": 1, "weight": 4}]},
]


def kept(outcome: Outcome) -> dict[str, Any]:
    record = stored(outcome)
    fresh = iter([*INNER, "01890a5d-ac96-774b-bcce-b30209900003"])
    for row in record["deliveries"]:
        row["packages"] = [{**inner, "id": next(fresh)} for inner in row["packages"] or ()]
    return record


def test_rows_inside_rows_are_computed_summed_and_stable() -> None:
    record = kept(run(FORM, None, {"deliveries": TWO}))
    assert [row["sum"] for row in record["deliveries"]] == [7, 40]
    assert (record["all"], record["most_in_one"]) == (47, 40)
    assert record["deliveries"][0]["packages"][0]["share"] == D(2) / 3 or record["deliveries"][0]["n"] == 2
    changed = [
        {"id": ROW_1, "packages": [{"id": INNER[1], "count": 5}, {"count": 1, "weight": 2}]},
        {"id": ROW_2},
    ]
    outcome = run(FORM, record, {"deliveries": changed})
    rows = outcome.values["deliveries"]
    assert [each["id"] for each in rows[0]["packages"]] == [INNER[1], None]
    assert (rows[0]["packages"][0]["weight"], rows[0]["sum"], rows[1]["sum"], outcome.values["all"]) == (1, 7, 40, 47)
    assert outcome.subforms["deliveries"].changes == {ROW_1: {"packages"}} and outcome.changed == {"deliveries"}
    raised = run(FORM, record, {"base": 1})
    assert raised.values["all"] == 50 and raised.subforms["deliveries"].changes.keys() == {ROW_1, ROW_2}
    assert run(FORM, record, {}).changed == set()


def test_rules_checks_and_problems_name_both_rows() -> None:
    rows = [{"fragile": True, "packages": [{"weight": 6, "count": 9}, {"weight": 200}, {"weight": "x", "kin": 1}]}]
    outcome = run(FORM, None, {"deliveries": rows})
    at = ("deliveries", 0, "packages")
    assert codes(outcome) == [
        ((*at, 2, "weight"), "type"),
        ((*at, 2, "kin"), "unknown_field"),
        ((*at, 0, "kind"), "required"),
        ((*at, 1, "kind"), "required"),
        ((*at, 1, "weight"), "check"),
    ]
    assert outcome.problems[0].message["zh-CN"].startswith("发货 第 1 行，包裹 第 3 行“weight”：")
    assert outcome.values["deliveries"][0]["packages"][0]["count"] == 1
    assert outcome.states["deliveries.0.packages.0.kind"].required


def test_an_inner_row_of_another_row_is_refused_and_a_set_runs_where_its_row_changed() -> None:
    first = {"fragile": True, "packages": [{"kind": "a", "weight": 6}]}
    record = kept(run(FORM, None, {"deliveries": [first, {"packages": [{"kind": "b", "weight": 7}]}]}))
    moved = run(FORM, record, {"deliveries": [{"id": ROW_1, "packages": [{"id": INNER[1]}]}, {"id": ROW_2}]})
    assert codes(moved) == [(("deliveries", 0, "packages", 0), "row_unknown")]
    counted = [{"id": ROW_1, "packages": [{"id": INNER[0], "count": 4}]}, {"id": ROW_2, "fragile": True}]
    rows = run(FORM, record, {"deliveries": counted}).values["deliveries"]
    assert [row["packages"][0]["count"] for row in rows] == [4, 1]  # only the second row began to be fragile


def test_links_of_inner_rows_are_foreseen_and_fill() -> None:
    changes = {"deliveries": [{"packages": [{"carrier": ACME}]}]}
    assert needs(FORM, None, changes) == {"customer": {ACME}}
    assert run(FORM, None, changes).values["deliveries"][0]["packages"][0]["region"] == "east"


def test_a_subform_that_a_rule_locks_takes_no_change_of_a_cell() -> None:
    """Adding and removing rows was refused, another value in a row was not."""
    lines = {"key": "lines", "type": "subform", "fields": [{"key": "a", "type": "number"}]}
    rules = [{"when": "done", "readonly": ["lines"]}]
    form = compiled({"key": "f", "fields": [{"key": "done", "type": "boolean"}, lines], "rules": rules})
    record = stored(run(form, None, {"lines": [{"a": 1}]}))
    record = stored(run(form, record, {"done": True})) | {"lines": record["lines"]}
    assert codes(run(form, record, {"lines": [{"id": ROW_1, "a": 2}]})) == [(("lines",), "readonly")]
    assert run(form, record, {"lines": [{"id": ROW_1, "a": 1}]}).ok


def test_inner_subforms_come_go_and_come_back_as_steps() -> None:
    plain = load_form(
        {**ORDER, "fields": [{"key": "deliveries", "type": "subform", "fields": [{"key": "factor", "type": "number"}]}]}
    )
    small = {**PACKAGES, "rules": [], "checks": [], "fields": [{"key": "count", "type": "number"}]}
    outer = {"key": "deliveries", "type": "subform", "fields": [{"key": "factor", "type": "number"}, small]}
    nested = load_form({**ORDER, "fields": [outer]})
    steps = [(step.op, step.field) for step in evolve(plain, nested)]
    assert steps == [("add_subform", "deliveries.packages"), ("add_field", "deliveries.packages.count")]
    assert [(step.op, step.field) for step in evolve(nested, plain)] == [("hide_subform", "deliveries.packages")]
    loose = {
        **ORDER,
        "fields": [
            outer,
            {"key": "x", "type": "formula", "formula": "SUM(deliveries.packages.count * deliveries.factor)"},
        ],
    }
    assert not compile_form(load_form(loose), {}).ok  # two lists of different rows
