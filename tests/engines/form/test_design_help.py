"""What helps a designer: relations, conflicts, reasons, test cases, options that rules leave."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from engines.form.case import Case
from engines.form.cases import run_case
from engines.form.compile import CompiledForm, compile_form
from engines.form.conflicts import conflicts
from engines.form.definition import load_form
from engines.form.pipeline import evaluate, finish
from engines.form.run import Run
from engines.form.uses import uses
from engines.form.why import Answer, explain

STAGES = [{"value": value} for value in ("new", "won", "lost")]
FIELDS: list[dict[str, Any]] = [
    {"key": "stage", "type": "select", "options": STAGES, "default": "new"},
    {"key": "amount", "type": "number"},
    {"key": "start", "type": "date"},
    {"key": "finish", "type": "date"},
    {
        "key": "reason",
        "type": "select",
        "options": [{"value": v, "label": v.upper()} for v in ("price", "time", "other")],
    },
    {"key": "note", "type": "text"},
    {"key": "double", "type": "formula", "formula": "amount * 2", "as": "number"},
    {"key": "lines", "type": "subform", "fields": [{"key": "qty", "type": "number"}, {"key": "why", "type": "text"}]},
]
NOW = dt.datetime(2026, 1, 5, 4, tzinfo=dt.UTC)


def form_of(**parts: Any) -> CompiledForm:
    fields = [dict(field) for field in FIELDS]
    fields[-1] |= parts.pop("rows", {})
    compiled = compile_form(load_form({"key": "deal", "label": "商机", "fields": fields, **parts}), {})
    assert compiled.ok, [problem.message for problem in compiled.problems]
    return compiled


def save(compiled: CompiledForm, changes: dict[str, Any], old: dict[str, Any] | None = None) -> Any:
    return evaluate(compiled, old=old, changes=changes, linked=lambda _f, _i: None, user={"id": "me"}, now=NOW)


def ask(compiled: CompiledForm, changes: dict[str, Any], path: str) -> Answer:
    """`explain` of a record that is being created."""
    run = Run(compiled, None, changes, lambda _f, _i: None, {"id": "me"}, NOW, dt.UTC, "json", {}, False)
    answer = explain(run, finish(run), path)
    assert answer is not None
    return answer


def test_a_rule_leaves_some_options_and_refuses_the_others_in_rows_too() -> None:
    columns = [{"key": "qty", "type": "number"}, {"key": "kind", "type": "multi_select", "options": STAGES}]
    compiled = form_of(
        rules=[
            {"when": "stage = 'lost'", "options": {"reason": ["price", "time"]}},
            {"when": "amount > 5", "options": {"reason": ["time", "other"]}},
        ],
        rows={"fields": columns, "rules": [{"when": "qty > 1", "options": {"kind": ["won"]}}]},
    )
    lost = {"stage": "lost", "reason": "price"}
    assert save(compiled, lost).ok
    refused = save(compiled, {**lost, "amount": 6}).problems
    assert [(each.field, each.code, each.params["value"]) for each in refused] == [
        ("reason", "option_not_offered", "price")
    ]
    assert "PRICE" in refused[0].message["en"]
    assert ask(compiled, {**lost, "amount": 6}, "reason").options == ("time",)
    rows = [{"qty": 1, "kind": ["lost"]}, {"qty": 2, "kind": ["won", "lost"]}]
    wrong = save(compiled, {"lines": rows}).problems
    assert [(each.path, each.code) for each in wrong] == [(("lines", 1, "kind"), "option_not_offered")]


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("stage = 'won'", "stage = 'lost'", False),
        ("stage in ('won', 'new')", "stage <> 'won' and stage <> 'new'", False),
        ("amount > 5", "amount <= 5", False),
        ("amount > 5", "amount < 7", True),
        ("not (amount > 5)", "amount > 5", False),
        ("start < finish", "start >= finish", False),
        ("start <= finish", "start >= finish", True),
        ("ISBLANK(note)", "note = 'x'", False),
        ("stage = 'won' or amount > 5", "stage = 'lost'", True),
        ("LEN(note) > 3", "stage = 'won'", True),
        ("LEN(note) > 3", "not (LEN(note) > 3)", False),
    ],
)
def test_two_rules_are_told_of_only_when_they_can_hold_at_once(first: str, second: str, told: bool) -> None:
    sets = form_of(rules=[{"when": first, "set": {"note": "'a'"}}, {"when": second, "set": {"note": "'b'"}}])
    shows = form_of(rules=[{"when": first, "show": ["reason"]}, {"when": second, "hide": ["reason"]}])
    for compiled, action in ((sets, "set"), (shows, "hide")):
        found = [problem for problem in conflicts(compiled) if problem.code == "conflict"]
        assert [problem.path for problem in found] == [("rules", 1, action)] * told
        assert all(problem.level == "warning" for problem in found)


def test_checks_nobody_can_satisfy_and_conditions_that_never_hold_are_told() -> None:
    compiled = form_of(
        checks=[
            {"assert": "amount > 10", "message": "a"},
            {"assert": "amount < 5", "message": "b"},
            {"assert": "amount < 20", "message": "c"},
            {"assert": "amount > 3 and amount < 2", "message": "d"},
        ],
        rules=[{"when": "stage = 'won' and stage = 'lost'", "require": ["note"]}],
    )
    found = {(problem.path, problem.code) for problem in conflicts(compiled)}
    assert found == {
        (("rules", 0, "when"), "never_holds"),
        (("checks", 1, "assert"), "conflict"),
        (("checks", 3, "assert"), "never_holds"),
    }


def test_a_field_says_why_it_is_hidden_required_locked_and_where_its_value_is_from() -> None:
    compiled = form_of(
        rules=[
            {"id": "r1", "label": "输单", "when": "stage = 'lost'", "show": ["reason"], "require": ["reason"]},
            {"id": "r2", "when": "amount > 100", "set": {"note": "'big ' & amount"}, "readonly": ["note"]},
        ],
        checks=[{"id": "c1", "assert": "double < 1000", "message": "too much", "fields": ["amount"]}],
        rows={"rules": [{"when": "qty > parent.amount", "require": ["why"]}]},
    )
    hidden = ask(compiled, {"stage": "won"}, "reason")
    assert (hidden.visible, hidden.origin, [(b.action, b.number, b.holds) for b in hidden.because]) == (
        False,
        "cleared",
        [("show", 1, False), ("require", 1, False)],
    )
    (read,) = hidden.because[0].reads
    assert (read.path, read.value, read.node, hidden.because[0].text) == (("stage",), "won", "stage", "stage = 'lost'")
    note = ask(compiled, {"amount": 600, "note": "mine"}, "note")
    assert (note.value, note.readonly, note.origin) == ("big 600", True, "rule")
    assert note.behind is not None and (note.behind.id, note.behind.detail) == ("r2", "'big ' & amount")
    double = ask(compiled, {"amount": 600}, "double")
    assert (double.value, double.origin, double.checks[0].holds) == (1200, "formula", False)
    assert double.behind is not None and double.behind.reads[0].value == 600
    assert ask(compiled, {}, "stage").origin == "default" and ask(compiled, {"note": "x"}, "note").origin == "sent"
    rows = {"amount": 5, "lines": [{"qty": 9}, {"qty": 1}]}
    assert [ask(compiled, rows, f"lines.{n}.why").required for n in (0, 1)] == [True, False]
    path = [read.path for read in ask(compiled, rows, "lines.0.why").because[0].reads]
    assert path == [("qty",), ("parent", "amount")]


def test_a_test_case_of_a_form_tells_what_is_otherwise_than_expected() -> None:
    compiled = form_of(
        rules=[{"when": "stage = 'lost'", "show": ["reason"], "require": ["reason"]}],
        checks=[{"id": "c1", "assert": "start >= TODAY()", "message": "late", "fields": ["start"]}],
    )
    given = {"stage": "lost", "amount": 4, "start": "2026-01-04", "lines": [{"qty": 2}]}
    expect = {
        "values": {"double": 8, "lines.0.qty": 2},
        "visible": {"reason": True},
        "required": {"reason": True},
        "problems": ["reason:required", "check"],
    }
    case = Case.model_validate({"name": "lost", "given": given, "expect": expect})
    assert run_case(compiled, case) == []
    wrong = case.model_copy(update={"given": {**given, "amount": 5}, "day": dt.date(2026, 1, 4)})
    found = {(each.path, each.aspect): each.found for each in run_case(compiled, wrong)}
    assert found == {("double", "value"): 10, ("", "problems"): ["reason:required"]}
    stored = Case.model_validate(
        {
            "name": "kept",
            "record": {"stage": "won", "amount": 3},
            "given": {"note": "x"},
            "expect": {"values": {"amount": 3}},
        }
    )
    assert run_case(compiled, stored) == []


def test_rollups_of_rows_and_of_records_that_link_here() -> None:
    deal = load_form(
        {"key": "deal", "fields": [{"key": "account", "type": "link", "form": "account"}, *FIELDS[1:2], FIELDS[5]]}
    )
    over = {"type": "rollup", "form": "deal", "link": "account", "field": "amount"}
    sums = {"key": "rows", "type": "rollup", "link": "lines", "field": "qty", "fn": "sum", "where": "qty < parent.cap"}
    fields = [
        {"key": "cap", "type": "number"},
        FIELDS[-1],
        sums,
        {"key": "avg", **over, "fn": "avg"},
        {"key": "low", **over, "fn": "min", "where": "amount > 1"},
        {"key": "kinds", **over, "field": "note", "fn": "distinct"},
        {"key": "last", **over, "field": "note", "fn": "last", "order": "-amount", "as": "text"},
    ]
    compiled = compile_form(load_form({"key": "account", "fields": fields}), {"deal": deal})
    assert compiled.problems == ()
    records = {
        "d1": {"amount": Decimal(1), "note": "a"},
        "d2": {"amount": Decimal(4), "note": "b"},
        "d3": {"amount": Decimal(3), "note": "a"},
    }
    old = {"id": "me", "cap": Decimal(5), "lines": [{"id": "l1", "qty": Decimal(9)}, {"id": "l2", "qty": Decimal(2)}]}

    def linked(form: str, record_id: str) -> Any:
        return {"ids": list(records)} if form == "<-deal.account" else records[record_id]

    found = evaluate(compiled, old=old, changes={}, linked=linked, user={"id": "u"}, now=NOW, recompute=True).values
    assert [str(found[key]) for key in ("rows", "avg", "low", "kinds", "last")] == [
        "2",
        "2.66666666666667",
        "3",
        "2",
        "a",
    ]
    empty = save(compiled, {}).values
    assert [empty[key] for key in ("rows", "avg", "low", "kinds", "last")] == [Decimal(0), None, None, Decimal(0), None]


def test_every_field_says_what_it_depends_on_and_what_uses_it() -> None:
    compiled = form_of(
        rules=[{"when": "stage = 'lost'", "show": ["reason"]}],
        checks=[{"assert": "double < 10", "message": "x"}],
        rows={"rules": [{"when": "qty > parent.amount", "require": ["why"]}]},
    )
    found = uses(compiled)
    in_row = {"kind": "rule", "subform": "lines", "number": 1}
    assert found["double"]["depends_on"] == ["amount"]
    assert found["double"]["used_by"] == [{"kind": "check", "subform": None, "number": 1}]
    assert found["amount"]["used_by"] == [{"kind": "field", "node": "double"}, in_row]
    assert found["reason"]["touched_by"] == [{"kind": "rule", "subform": None, "number": 1}]
    assert found["lines.why"]["touched_by"] == [in_row] and "note" not in found
