"""What compile_form finds out: types, order, cycles, dependencies on other forms, mistakes with a place."""

from typing import Any

import pytest

from engines.form.compile import compile_form
from engines.form.definition import load_form
from engines.form.problems import Path
from engines.form.scope import name_entries, scope_for
from engines.formula import FormulaErrors, check
from tests.engines.form.forms import CUSTOMER, OPPORTUNITY, compiled

OPP = compiled(OPPORTUNITY, CUSTOMER)


def problems(fields: list[dict[str, Any]], **parts: Any) -> list[tuple[Path, str]]:
    form = load_form({"key": "f", "fields": fields, **parts})
    result = compile_form(form, {"customer": load_form(CUSTOMER)})
    assert all(problem.message["zh-CN"] and problem.message["en"] for problem in result.problems)
    return [(problem.path, problem.code) for problem in result.problems]


def test_a_field_comes_after_all_that_decides_it() -> None:
    place = {node: index for index, node in enumerate(OPP.order)}
    for node, sources in OPP.depends.items():
        assert all(place[source] < place[node] for source in sources if source in place)
    assert OPP.depends["weighted"] == {"amount", "probability"}
    assert OPP.depends["lines.share"] == {"lines", "lines.total", "sum"}


def test_a_share_of_the_total_is_no_cycle() -> None:
    assert OPP.order.index("lines.total") < OPP.order.index("sum") < OPP.order.index("lines.share")


def test_dependents_tell_what_a_change_reaches() -> None:
    assert OPP.dependents["lines.qty"] == {"lines.total", "lines.share", "sum"}
    assert OPP.dependents["stage"] >= {"lost_reason", "probability", "weighted"}


def test_foreign_depends_name_every_field_on_the_way() -> None:
    refs = {(ref.form, ref.field, tuple(hop.via for hop in ref.hops)) for ref in OPP.foreign_depends["levels"]}
    assert refs == {
        ("customer", "level", ("customer",)),
        ("customer", "holding", ("customer",)),
        ("customer", "level", ("customer", "holding")),
    }
    assert set(OPP.foreign_depends) == {"levels"}


A: dict[str, Any] = {"key": "a", "type": "number"}
B: dict[str, Any] = {"key": "b", "type": "number"}


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ([{"key": "a", "type": "formula", "formula": "b"}, {"key": "b", "type": "formula", "formula": "a"}], []),
        ([{"key": "a", "type": "formula", "formula": "a + 1"}], []),
        ([A, B], [{"when": "a > 1", "show": ["b"]}, {"when": "b > 1", "hide": ["a"]}]),
        ([A, B], [{"when": "a > 1", "hide": ["a"]}]),
        ([{**A, "default": {"formula": "b"}}, {**B, "default": {"formula": "a"}}], []),
    ],
)
def test_a_cycle_is_a_problem_that_names_its_fields(fields: list[Any], rules: list[Any]) -> None:
    found = problems(fields, rules=rules)
    assert [code for _, code in found] == ["cycle"]
    assert found[0][0][:1] == ("fields",)


def test_a_mistake_in_a_formula_has_a_place_in_the_definition_and_in_the_text() -> None:
    form = load_form({"key": "f", "fields": [A, {"key": "c", "type": "formula", "formula": "a + amuont"}]})
    (problem,) = compile_form(form, {}).problems
    assert problem.path == ("fields", 1, "formula") and (problem.pos, problem.length) == (4, 6)


LINK = {"key": "k", "type": "link", "form": "customer"}
SUB = {"key": "rows", "type": "subform", "fields": [{"key": "q", "type": "number"}]}


@pytest.mark.parametrize(
    ("fields", "parts", "wanted"),
    [
        ([A], {"title": "z"}, (("title",), "unknown_field")),
        ([A], {"layout": [{"section": None, "items": ["z"]}]}, (("layout",), "unknown_field")),
        ([A], {"layout": [{"section": None, "items": ["a", "a"]}]}, (("layout",), "placed_twice")),
        ([A], {"rules": [{"when": "a > 1", "show": ["z"]}]}, (("rules", 0, "show", 0), "unknown_field")),
        ([A], {"rules": [{"when": "a > 1", "set": {"z": "1"}}]}, (("rules", 0, "set", "z"), "unknown_field")),
        ([A], {"rules": [{"when": "a + 1", "show": ["a"]}]}, (("rules", 0, "when"), "wrong_result")),
        (
            [A],
            {"checks": [{"assert": "a > 1", "message": "m", "fields": ["z"]}]},
            (("checks", 0, "fields", 0), "unknown_field"),
        ),
        ([A], {"unique": [{"fields": ["z"]}]}, (("unique", 0, "fields", 0), "unknown_field")),
        ([{"key": "t", "type": "long_text", "unique": True}], {}, (("fields", 0, "unique"), "unique")),
        (
            [A],
            {"views": [{"key": "v", "columns": [{"field": "z"}]}]},
            (("views", 0, "columns", 0, "field"), "unknown_field"),
        ),
        ([{**LINK, "form": "nowhere"}], {}, (("fields", 0, "form"), "unknown_form")),
        ([{**LINK, "fill": {"z": "name"}}], {}, (("fields", 0, "fill", "z"), "unknown_field")),
        ([A, {**LINK, "fill": {"a": "nothing"}}], {}, (("fields", 1, "fill", "a"), "unknown_field")),
        ([{**A, "default": "x"}], {}, (("fields", 0, "default"), "type")),
        ([{**A, "default": {"formula": "'x'"}}], {}, (("fields", 0, "default", "formula"), "wrong_result")),
        (
            [{"key": "s", "type": "series", "parts": [{"field": "z"}, {"counter": 3}]}],
            {},
            (("fields", 0, "parts", 0), "unknown_field"),
        ),
        (
            [{**SUB, "fields": [{"key": "n", "type": "series"}]}],
            {},
            (("fields", 0, "fields", 0, "type"), "series_in_row"),
        ),
        (
            [{"key": "a", "type": "text", "required": True, "later": True}],
            {},
            (("fields", 0, "later"), "needed_at_once"),
        ),
        (
            [{**SUB, "rules": [{"when": "z > 1", "hide": ["q"]}]}],
            {},
            (("fields", 0, "rules", 0, "when"), "unknown_name"),
        ),
    ],
)
def test_what_does_not_fit_together_is_told_with_its_path(fields: list[Any], parts: Any, wanted: Any) -> None:
    found = problems(fields, **parts)
    assert wanted in found and len(found) == 1


def test_names_inside_a_row() -> None:
    scope = OPP.scope("row:lines")
    for text in ("qty > 1", "parent.amount + price", "parent.customer.level = 'A'", "old.qty = qty", "user.name"):
        check(text, scope)
    for text in ("amount", "lines.qty", "parent.nothing", "row.qty"):
        with pytest.raises(FormulaErrors):
            check(text, scope)


def test_names_of_filters_and_grants() -> None:
    for kind in ("filter", "grant"):
        check("owner = user and customer.region = 'east' and created_at < NOW()", OPP.scope(kind))
        with pytest.raises(FormulaErrors):
            check("old.amount = amount", OPP.scope(kind))
    with pytest.raises(ValueError, match="no such scope"):
        OPP.scope("universe")


def test_links_may_be_followed_twice_and_lists_never_nest() -> None:
    scope = scope_for(load_form(OPPORTUNITY), OPP.forms)
    check("customer.holding.level", scope)
    with pytest.raises(FormulaErrors):
        check("customer.holding.holding.level", scope)
    many = {"key": "m", "type": "link", "form": "customer", "many": True}
    tagged = {"key": "customer", "fields": [{"key": "tags", "type": "multi_select", "options": [{"value": "x"}]}]}
    both = scope_for(load_form({"key": "f", "fields": [many]}), {"customer": load_form(tagged)})
    assert both.resolve(("m", "tags")) is None and both.resolve(("m", "id")) is not None


def test_the_editor_is_offered_every_name_with_a_label() -> None:
    names = {entry["name"]: entry for entry in name_entries(OPP.scope())}
    assert {"amount", "customer.level", "lines.qty", "owner", "user.department", "old.stage"} <= set(names)
    assert names["amount"]["label"] == "金额" and names["lines.qty"]["type"] == {"list": "number"}
    assert "parent.amount" in {entry["name"] for entry in name_entries(OPP.scope("row:lines"))}


def test_the_page_gets_trees_not_text() -> None:
    programs = OPP.programs
    assert set(programs["formulas"]) == {"weighted", "sum", "levels", "lines.total", "lines.share"}
    assert programs["formulas"]["weighted"]["root"]["f"] == "mul"
    assert set(programs["defaults"]) == {"close_date"}
    lost, won, row = programs["rules"]
    assert lost["show"] == ["lost_reason"] and lost["set"]["probability"]["root"]["k"] == "lit"
    assert won["readonly"] == ["amount"] and row["subform"] == "lines" and row["require"] == ["note"]
    assert programs["checks"][0]["level"] == "block"


def test_a_hundred_links_in_a_chain_are_ordered_without_recursion() -> None:
    fields = [{"key": "f0", "type": "number"}]
    fields += [{"key": f"f{n}", "type": "formula", "formula": f"f{n - 1} + 1"} for n in range(1, 500)]
    result = compile_form(load_form({"key": "f", "fields": list(reversed(fields))}), {})
    assert result.order == tuple(f"f{n}" for n in range(500))
