"""What the checker, the tree and its tools promise."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from engines.calendar import WorkCalendar
from engines.formula import (
    FUNCTIONS,
    TEXT,
    DictEnv,
    DictScope,
    ErrorValue,
    Formula,
    FormulaError,
    FormulaErrors,
    Ref,
    check,
    compile_closure,
    deps,
    parse,
    polars_functions,
    rename,
    rename_in_tree,
)
from engines.formula.polars_parts import BUILDERS
from engines.formula.reference import catalogue, reference
from engines.formula.upgrade import STEPS, upgrade

ROOT = Path(__file__).parents[3]
SCOPE = DictScope(
    {
        "amount": "number",
        "stage": Ref(TEXT, {"zh-CN": "阶段", "en": "Stage"}, options=("new", "won")),
        "name": "text",
        "due": "date",
        "created": "datetime",
        "customer": {"record": "customer"},
        "customer.level": "text",
        "lines.amount": {"list": "number"},
        "anything": "any",
    }
)
NOW = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)


def problems(text: str, **options: Any) -> list[FormulaError]:
    with pytest.raises(FormulaErrors) as caught:
        check(text, SCOPE, **options)
    return list(caught.value.problems)


def test_every_problem_is_told_with_its_place() -> None:
    found = problems("amout + IF(stage = 'lost', 1, 2) + NOPE(1)")
    assert [problem.code for problem in found] == ["unknown_name", "unknown_option", "unknown_function"]
    assert [problem.pos for problem in found] == [0, 19, 35]
    assert "amount" in found[0].message["en"]
    assert "'new'" in found[1].message["zh-CN"]


def test_a_label_is_no_name_but_the_key_is_told() -> None:
    (problem,) = problems("阶段 = 'won'")
    assert problem.code == "unknown_name"
    assert "stage" in problem.message["zh-CN"] and "stage" in problem.message["en"]


def test_the_tree_has_the_published_shape() -> None:
    formula = check("stage in ('won', 'new')", SCOPE)
    assert formula.ast == {
        "v": 1,
        "type": "boolean",
        "root": {
            "k": "call",
            "f": "in",
            "t": "boolean",
            "a": [
                {"k": "ref", "path": ["stage"], "t": "text"},
                {
                    "k": "list",
                    "t": {"list": "text"},
                    "a": [{"k": "lit", "t": "text", "v": "won"}, {"k": "lit", "t": "text", "v": "new"}],
                },
            ],
        },
    }
    percent = check("amount * 90%", SCOPE).ast["root"]
    assert percent["a"][1] == {"k": "lit", "t": "number", "v": "0.9"}
    assert check("name = ''", SCOPE).ast["root"]["a"][1] == {"k": "lit", "t": "null", "v": None}


def test_refs_and_deps_tell_what_is_read() -> None:
    formula = check("amount + SUM(lines.amount) + IF(customer.level = 'A', amount, 0)", SCOPE)
    assert formula.refs == ("amount", "lines.amount", "customer.level")
    assert deps(formula) == (("amount",), ("lines", "amount"), ("customer", "level"))


@pytest.mark.parametrize(
    ("text", "expect", "kind"),
    [
        ("amount", "text", "text"),
        ("created", "date", "date"),
        ("due", "datetime", "datetime"),
        ("NULL", "number", "null"),
        ("anything", "number", "any"),
    ],
)
def test_the_expected_type_is_reached_by_conversion(text: str, expect: str, kind: str) -> None:
    assert check(text, SCOPE, expect=expect).type.kind == kind


def test_a_result_of_another_type_is_refused() -> None:
    assert [problem.code for problem in problems("name", expect="number")] == ["wrong_result"]
    assert [problem.code for problem in problems("amount > 1", expect="number")] == ["wrong_result"]


def test_labels_can_be_shown_instead_of_keys() -> None:
    text = check("customer.level = 'A' and not (amount > 1)", SCOPE).text({"customer.level": "级别", "amount": "金额"})
    assert text == "级别 = 'A' and not 金额 > 1"


def test_rename_keeps_everything_else_of_the_text() -> None:
    text = "customer.level = 'customer' and  amount>1 and IF(customer=NULL, 1, amount_2) = amount"
    assert rename(text, "customer", "client") == text.replace("customer.", "client.").replace("(customer", "(client")
    assert rename("amount + amount_2 + x.amount", "amount", "total") == "total + amount_2 + x.amount"
    assert rename("a.b.c + a.bc", "a.b", "a.x") == "a.x.c + a.bc"


def test_rename_in_a_tree_follows_paths() -> None:
    tree = check("customer.level & amount", SCOPE).ast
    renamed = rename_in_tree(tree, "customer", "client")
    assert deps(renamed) == (("client", "level"), ("amount",))
    assert deps(tree) == (("customer", "level"), ("amount",))


def test_an_older_tree_is_lifted_and_a_newer_one_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    current = check("amount", SCOPE).ast
    monkeypatch.setitem(STEPS, 0, lambda tree: {**tree, "v": 1})
    assert upgrade({**current, "v": 0}) == current
    with pytest.raises(FormulaError, match="newer"):
        Formula.from_json({**current, "v": 2})


def test_a_stored_error_of_a_field_is_the_result() -> None:
    env = DictEnv({"amount": ErrorValue("#DIV/0!")}, now=NOW)
    for text in ("amount", "amount + 1", "amount > 5", "amount = 5", "-amount", "ROUND(amount, 2)"):
        value = compile_closure(check(text, SCOPE))(env)
        assert isinstance(value, ErrorValue) and value.code == "#DIV/0!", text
    assert compile_closure(check("IFERROR(amount, 7)", SCOPE))(env) == 7


def test_values_of_unknown_type_never_raise() -> None:
    for text in ("anything + 1", "anything > 1", "-anything", "anything & 'x'", "ROUND(anything, 2)", "LEN(anything)"):
        for value in ("text", True, [1], {"a": 1}, 1.5, date(2026, 1, 1)):
            compile_closure(check(text, SCOPE))(DictEnv({"anything": value}, now=NOW))


def test_workdays_follow_the_calendar_with_make_up_days() -> None:
    calendar = WorkCalendar(
        holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
        workdays=frozenset({date(2026, 9, 27), date(2026, 10, 10)}),
    )
    env = DictEnv({"due": date(2026, 9, 30)}, now=NOW)
    with_calendar = DictEnv({"due": date(2026, 9, 30)}, now=NOW, calendar=calendar)
    formula = check("WORKDAY(due, 3)", SCOPE)
    assert compile_closure(formula)(env) == date(2026, 10, 5)
    assert compile_closure(formula)(with_calendar) == date(2026, 10, 10)
    assert compile_closure(formula, calendar=calendar)(env) == date(2026, 10, 10)
    count = compile_closure(check("NETWORKDAYS(DATE(2026,9,26), DATE(2026,10,11))", SCOPE), calendar=calendar)
    assert count(env) == 1 + 3 + 2 + 1


def test_each_function_is_documented_and_has_examples() -> None:
    functions = {function.name: function for function in FUNCTIONS.values()}
    assert len(functions) >= 110
    for function in functions.values():
        assert function.doc["zh-CN"] and function.doc["en"] and function.examples, function.name
    assert {entry["name"] for entry in catalogue()} == set(functions)
    json.dumps(catalogue())


def test_polars_support_is_declared_where_it_exists() -> None:
    declared = {function.name for function in FUNCTIONS.values() if "polars" in function.backends}
    assert polars_functions.MODULES
    assert declared == set(BUILDERS)


def test_the_function_reference_is_fresh() -> None:
    page = (ROOT / "docs" / "formula-functions.md").read_text(encoding="utf-8")
    assert page == reference(), "run python -m scripts.formula_reference"


def test_parse_gives_places() -> None:
    tree = parse("  ROUND(amount, 2)")
    assert (tree.kind, tree.value, tree.pos, tree.end) == ("call", "ROUND", 2, 18)
    assert [(child.pos, child.end) for child in tree.children] == [(8, 14), (16, 17)]


@pytest.mark.parametrize(
    ("text", "hint"),
    [("a；b", ","), ("amount && 1", "and"), ("“x”", '"'), ("1 || 2", "or"), ("a.b。c", ".")],
)
def test_a_slip_of_the_keyboard_gets_a_hint(text: str, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert f"「{hint}」" in caught.value.message["zh-CN"]
