"""The write pipeline, case by case. The laws that hold for any form are in test_laws.py."""

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest

from engines.form.labels import label_text
from engines.form.needs import needs
from engines.form.outcome import State
from tests.engines.form.forms import (
    ACME,
    CUSTOMER,
    HOLDING,
    ME,
    OPPORTUNITY,
    RECORDS,
    ROW_1,
    ROW_2,
    codes,
    compiled,
    run,
    stored,
)

OPP = compiled(OPPORTUNITY, CUSTOMER)
LINES = [{"qty": 2, "price": 30}, {"qty": 4, "price": 10}]


def small(fields: list[dict[str, Any]], **parts: Any) -> Any:
    return compiled({"key": "f", "fields": fields, **parts})


def test_R048_a_new_record_gets_defaults_filled_fields_and_formulas() -> None:
    outcome = run(OPP, None, {"name": "设备采购", "customer": ACME, "amount": 200, "probability": 0.5, "lines": LINES})
    assert outcome.ok, outcome.problems
    values = outcome.values
    assert (values["stage"], values["region"], values["close_date"]) == ("new", "east", dt.date(2026, 11, 22))
    assert (values["weighted"], values["sum"], values["levels"]) == (D(100), D(100), "AB")
    assert [row["share"] for row in values["lines"]] == [D("0.6"), D("0.4")]
    assert [row["id"] for row in values["lines"]] == [None, None] and outcome.owner == ME
    assert set(values) == {field["key"] for field in OPPORTUNITY["fields"]}


def test_an_error_of_a_formula_is_a_value_not_a_refusal() -> None:
    outcome = run(OPP, None, {"name": "x", "lines": [{"qty": 0, "price": 1}]})
    assert outcome.ok and outcome.values["lines"][0]["share"] is None
    assert outcome.errors == {"lines.0.share": "#DIV/0!"}
    form = small([{"key": "a", "type": "number"}, {"key": "b", "type": "formula", "formula": "1 / a"}])
    first = run(form, None, {"a": 0})
    assert (first.values["b"], first.errors) == (None, {"b": "#DIV/0!"})
    again = run(form, stored(first), {"a": 0})
    assert again.changed == set() and again.errors == {"b": "#DIV/0!"}
    assert run(form, stored(first), {"a": 2}).values["b"] == D("0.5")


def test_a_field_hidden_by_a_rule_is_neither_required_nor_trusted() -> None:
    outcome = run(OPP, None, {"name": "x", "lost_reason": "forged"})
    assert outcome.ok and outcome.values["lost_reason"] is None
    assert outcome.states["lost_reason"] == State(visible=False)
    shown = run(OPP, stored(outcome), {"stage": "lost"})
    assert codes(shown) == [(("lost_reason",), "required")]
    assert shown.problems[0].message == {"zh-CN": "丢单原因：必填", "en": "丢单原因: required"}
    assert run(OPP, stored(outcome), {"stage": "lost", "lost_reason": "价格"}).ok


def test_a_field_that_becomes_hidden_is_cleared() -> None:
    lost = stored(run(OPP, None, {"name": "x", "stage": "lost", "lost_reason": "价格"}))
    outcome = run(OPP, lost, {"stage": "new"})
    assert outcome.values["lost_reason"] is None and {"stage", "lost_reason"} <= outcome.changed


def test_a_field_hidden_by_its_setting_keeps_its_value_and_is_not_required() -> None:
    form = small([{"key": "a", "type": "text", "hidden": True, "required": True}, {"key": "b", "type": "text"}])
    outcome = run(form, None, {"b": "x"})
    assert outcome.ok and not outcome.states["a"].visible
    assert run(form, {**stored(outcome), "a": "kept"}, {"b": "y"}).values["a"] == "kept"


def test_hide_wins_over_show() -> None:
    rules = [{"when": "TRUE", "show": ["a"]}, {"when": "b = 'x'", "hide": ["a"]}]
    form = small([{"key": "a", "type": "text"}, {"key": "b", "type": "text"}], rules=rules)
    assert run(form, None, {"a": "1", "b": "x"}).values["a"] is None
    assert run(form, None, {"a": "1", "b": "y"}).values["a"] == "1"


def test_a_hidden_formula_is_still_computed() -> None:
    fields = [{"key": "a", "type": "number"}, {"key": "b", "type": "formula", "formula": "a * 2"}]
    form = small(fields, rules=[{"when": "a > 5", "show": ["b"]}])
    outcome = run(form, None, {"a": 1})
    assert outcome.values["b"] == 2 and not outcome.states["b"].visible
    assert run(form, None, {"a": 6}).states["b"].visible


def test_a_chain_of_rules_settles_in_one_pass() -> None:
    fields = [{"key": key, "type": "text"} for key in ("c", "b", "a")]
    rules = [{"when": "b = 'go'", "show": ["c"]}, {"when": "a = 'go'", "show": ["b"]}]
    form = small(fields, rules=rules)
    outcome = run(form, None, {"a": "no", "b": "go", "c": "forged"})
    assert outcome.values == {"c": None, "b": None, "a": "no"}


@pytest.mark.parametrize("value", [5, 0.5, "x", "2026-01-01"])
def test_a_computed_field_cannot_be_written(value: Any) -> None:
    assert (("weighted",), "computed") in codes(run(OPP, None, {"name": "x", "amount": 1, "weighted": value}))
    assert (("no",), "computed") in codes(run(OPP, None, {"name": "x", "no": "OP1"}))


def test_sending_a_computed_value_back_is_fine() -> None:
    record = stored(run(OPP, None, {"name": "x", "amount": 10, "probability": 0.5}, series={"no": "OP1"}))
    assert record["weighted"] == 5 and record["no"] == "OP1"
    assert run(OPP, record, {"name": "y", "weighted": 5, "no": "OP1"}).ok
    assert run(OPP, record, {"weighted": 6}).problems[0].code == "computed"


def test_a_read_only_field_refuses_a_change_by_name_and_takes_its_own_value_back() -> None:
    form = small([{"key": "a", "type": "text", "label": "合同号", "readonly": True, "default": "K1"}])
    created = run(form, None, {})
    assert created.values["a"] == "K1" and created.states["a"].readonly
    assert run(form, None, {"a": "K1"}).ok
    refused = run(form, stored(created), {"a": "K2"})
    assert codes(refused) == [(("a",), "readonly")] and refused.problems[0].message["zh-CN"].startswith("合同号：")
    assert run(form, stored(created), {"a": "K1"}).ok


def test_a_field_that_a_rule_makes_read_only_refuses_a_change() -> None:
    won = stored(run(OPP, None, {"name": "x", "stage": "won"}))
    assert codes(run(OPP, won, {"amount": 5})) == [(("amount",), "readonly")]
    assert codes(run(OPP, None, {"name": "x", "stage": "won", "amount": 5})) == [(("amount",), "readonly")]
    assert run(OPP, won, {"amount": None}).ok


def test_two_allowed_saves_may_be_made_as_one() -> None:
    new = stored(run(OPP, None, {"name": "x", "amount": 1}))
    closing = run(OPP, new, {"stage": "won", "amount": 5})
    assert closing.ok and closing.values["amount"] == 5 and closing.states["amount"].readonly
    assert run(OPP, stored(closing), {"stage": "new", "amount": 6}).ok


def test_set_runs_when_its_condition_or_input_changes_and_not_otherwise() -> None:
    new = stored(run(OPP, None, {"name": "x", "amount": 100, "probability": 0.3}))
    won = run(OPP, new, {"stage": "won"})
    assert won.values["probability"] == 1 and won.values["weighted"] == 100
    adjusted = run(OPP, stored(won), {"probability": 0.9})
    assert adjusted.values["probability"] == D("0.9")
    assert run(OPP, stored(adjusted), {"name": "y"}).values["probability"] == D("0.9")


def test_the_last_rule_that_holds_sets_the_field() -> None:
    fields = [{"key": "n", "type": "number"}, {"key": "t", "type": "text"}]
    rules = [{"when": "n > 1", "set": {"t": "'big'"}}, {"when": "n > 5", "set": {"t": "'huge'"}}]
    form = small(fields, rules=rules)
    assert [run(form, None, {"n": n}).values["t"] for n in (1, 2, 6)] == [None, "big", "huge"]


def test_set_may_read_the_field_it_sets() -> None:
    form = small([{"key": "t", "type": "text"}], rules=[{"when": "ISBLANK(t)", "set": {"t": "'unnamed'"}}])
    assert run(form, None, {}).values["t"] == "unnamed"
    assert run(form, None, {"t": "x"}).values["t"] == "x"


def test_a_rule_that_sets_an_impossible_value_is_told() -> None:
    form = small(
        [{"key": "s", "type": "select", "options": [{"value": "a"}]}], rules=[{"when": "TRUE", "set": {"s": "'z'"}}]
    )
    assert codes(run(form, None, {})) == [(("s",), "option_unknown")]


def test_a_changed_link_fills_what_was_not_sent() -> None:
    record = stored(run(OPP, None, {"name": "x", "customer": ACME}))
    assert record["region"] == "east"
    assert run(OPP, record, {"customer": HOLDING}).values["region"] == "west"
    assert run(OPP, record, {"customer": HOLDING, "region": "east"}).values["region"] == "east"
    assert run(OPP, record, {"customer": None}).values["region"] is None
    own = stored(run(OPP, record, {"region": "west"}))
    assert run(OPP, own, {"name": "y", "customer": ACME}).values["region"] == "west"


def test_a_read_only_field_is_filled_though_the_page_sends_it_too() -> None:
    link = {"key": "customer", "type": "link", "form": "customer", "fill": {"level": "level"}}
    level = {"key": "level", "type": "text", "readonly": True}
    form = compiled({"key": "f", "fields": [link, level]}, CUSTOMER)
    record = stored(run(form, None, {"customer": ACME, "level": "A"}))
    moved = run(form, record, {"customer": HOLDING, "level": "B"})
    assert moved.ok and moved.values["level"] == "B"
    assert codes(run(form, record, {"customer": HOLDING, "level": "A+"})) == [(("level",), "readonly")]


def test_unknown_keys_are_refused_with_a_hint() -> None:
    outcome = run(OPP, None, {"name": "x", "amout": 1, "金额": 2, "version": 3})
    assert codes(outcome) == [((key,), "unknown_field") for key in ("amout", "金额", "version")]
    assert [problem.params["did_you_mean"] for problem in outcome.problems[:2]] == ["amount", "amount"]


def test_a_value_that_cannot_be_read_is_reported_once() -> None:
    outcome = run(OPP, None, {"name": 5, "amount": "12"})
    assert codes(outcome) == [(("name",), "type"), (("amount",), "type")]


def test_limits_look_at_what_changes_only() -> None:
    form = small([{"key": "a", "type": "text", "max_length": 3}, {"key": "b", "type": "text"}])
    old = {"id": "1", "a": "from before", "b": None, "version": 1}
    assert run(form, old, {"b": "x"}).ok
    assert codes(run(form, old, {"a": "still too long"})) == [(("a",), "max_length")]


def test_checks_block_or_warn_and_say_so_in_both_languages() -> None:
    late = run(OPP, None, {"name": "x", "close_date": "2020-01-01"})
    assert codes(late) == [(("close_date",), "check")] and not late.ok
    assert label_text(late.problems[0].message, "en") == "The date must not be in the past"
    warning = {"assert": "n < 5", "level": "warn", "message": "大"}
    form = small([{"key": "n", "type": "number"}], checks=[warning])
    outcome = run(form, None, {"n": 9})
    assert outcome.ok and [problem.level for problem in outcome.problems] == ["warn"]


def test_conditions_may_look_at_the_old_value_and_the_user() -> None:
    checks = [{"assert": "ISBLANK(old.n) or n >= old.n or 'boss' in user.roles", "message": "不能减少"}]
    form = small([{"key": "n", "type": "number"}], checks=checks)
    record = stored(run(form, None, {"n": 5}))
    assert run(form, record, {"n": 6}).ok and not run(form, record, {"n": 4}).ok


def test_a_new_owner_is_a_change_and_blank_is_refused() -> None:
    record = stored(run(OPP, None, {"name": "x"}))
    given = run(OPP, record, {"owner": ACME})
    assert given.owner == ACME and given.changed == {"owner"}
    assert codes(run(OPP, record, {"owner": None})) == [(("owner",), "required")]


def test_nothing_changes_when_nothing_is_said() -> None:
    record = stored(run(OPP, None, {"name": "x", "customer": ACME, "amount": 3, "lines": LINES}))
    again = run(OPP, record, {})
    assert again.changed == set() and again.subforms == {} and again.ok
    assert {key: record[key] for key in again.values} == again.values


def test_the_same_verdict_for_parsed_values() -> None:
    outcome = run(OPP, None, {"name": "x", "amount": D("1.239"), "close_date": dt.date(2027, 1, 1)}, source="parsed")
    assert outcome.ok and outcome.values["amount"] == D("1.24")
    assert codes(run(OPP, None, {"name": "x", "stage": "nope"}, source="parsed")) == [(("stage",), "option_unknown")]


def test_linked_values_refresh_on_demand() -> None:
    record = {**stored(run(OPP, None, {"name": "x", "customer": ACME})), "levels": "stale"}
    assert run(OPP, record, {"name": "y"}).values["levels"] == "stale"
    assert run(OPP, record, {}, recompute=True).values["levels"] == "AB"


# Rows ------------------------------------------------------------------------------------------------------


def with_rows() -> dict[str, Any]:
    return stored(run(OPP, None, {"name": "x", "lines": LINES}))


def test_rows_are_created_updated_deleted_and_ordered_by_their_ids() -> None:
    record = with_rows()
    outcome = run(OPP, record, {"lines": [{"qty": 1, "price": 1}, {"id": ROW_2, "qty": 5}]})
    diff = outcome.subforms["lines"]
    assert ([row["qty"] for row in diff.created], diff.deleted, diff.order) == ([1], [ROW_1], [None, ROW_2])
    assert diff.updated[0]["price"] == 10 and diff.changes == {ROW_2: {"qty", "total", "share"}}
    assert outcome.values["sum"] == 51 and {"lines", "sum"} <= outcome.changed


def test_a_new_order_alone_is_a_change() -> None:
    outcome = run(OPP, with_rows(), {"lines": [{"id": ROW_2}, {"id": ROW_1}]})
    diff = outcome.subforms["lines"]
    assert (diff.order, diff.created, diff.updated, diff.deleted) == ([ROW_2, ROW_1], [], [], [])


def test_a_row_that_is_gone_or_stands_twice_is_refused() -> None:
    record = with_rows()
    assert codes(run(OPP, record, {"lines": [{"id": ACME, "qty": 1}]})) == [(("lines", 0), "row_unknown")]
    assert codes(run(OPP, record, {"lines": [{"id": ROW_1}, {"id": ROW_1}]})) == [(("lines", 1), "row_repeated")]


def test_problems_of_a_row_name_the_row() -> None:
    outcome = run(OPP, None, {"name": "x", "lines": [{"qty": 1}, {"qty": "1", "quantity": 2}]})
    assert codes(outcome) == [(("lines", 1, "qty"), "type"), (("lines", 1, "quantity"), "unknown_field")]
    assert outcome.problems[0].message["zh-CN"].startswith("明细 第 2 行“数量”：")


def test_a_rule_of_one_row_says_nothing_about_another() -> None:
    """frappe#36921: a field that became mandatory in one row was mandatory in all."""
    outcome = run(OPP, None, {"name": "x", "lines": [{"qty": 11, "price": 1}, {"qty": 1, "price": 1}]})
    assert codes(outcome) == [(("lines", 0, "note"), "required")]
    assert outcome.states["lines.0.note"].required and not outcome.states["lines.1.note"].required


def test_deleting_a_row_leaves_the_states_of_the_others() -> None:
    lines = [{"qty": 11, "price": 1, "note": "n"}, {"qty": 12, "price": 1, "note": "n"}]
    record = stored(run(OPP, None, {"name": "x", "lines": lines}))
    outcome = run(OPP, record, {"lines": [{"id": ROW_2, "note": None}]})
    assert codes(outcome) == [(("lines", 0, "note"), "required")]


def test_a_row_rule_sets_only_rows_whose_own_input_changed() -> None:
    columns = [{"key": "kind", "type": "text"}, {"key": "rate", "type": "number"}]
    subform = {"key": "rows", "type": "subform", "fields": columns}
    form = small([{**subform, "rules": [{"when": "kind = 'std'", "set": {"rate": "10"}}]}])
    record = stored(run(form, None, {"rows": [{"kind": "std"}, {"kind": "own", "rate": 5}]}))
    edited = stored(run(form, record, {"rows": [{"id": ROW_1, "rate": 7}, {"id": ROW_2}]}))
    outcome = run(form, edited, {"rows": [{"id": ROW_1}, {"id": ROW_2, "kind": "std"}]})
    assert [row["rate"] for row in outcome.values["rows"]] == [7, 10]


def test_rows_follow_a_field_of_the_record() -> None:
    columns = [
        {"key": "price", "type": "money"},
        {"key": "net", "type": "formula", "formula": "price * (1 - parent.off)"},
    ]
    form = small([{"key": "off", "type": "percent"}, {"key": "rows", "type": "subform", "fields": columns}])
    record = stored(run(form, None, {"off": 0, "rows": [{"price": 10}]}))
    outcome = run(form, record, {"off": 0.5})
    assert outcome.values["rows"][0]["net"] == 5 and outcome.subforms["rows"].changes == {ROW_1: {"net"}}


def test_a_hidden_subform_loses_its_rows() -> None:
    subform = {"key": "rows", "type": "subform", "fields": [{"key": "a", "type": "text", "required": True}]}
    form = small([{"key": "t", "type": "text"}, subform], rules=[{"when": "t = 'yes'", "show": ["rows"]}])
    record = stored(run(form, None, {"t": "yes", "rows": [{"a": "1"}]}))
    outcome = run(form, record, {"t": "no", "rows": [{"id": ROW_1}, {}]})
    assert outcome.ok and outcome.values["rows"] is None and outcome.subforms["rows"].deleted == [ROW_1]


def test_a_subform_may_be_required_and_bounded() -> None:
    subform = {
        "key": "rows",
        "type": "subform",
        "required": True,
        "max_rows": 1,
        "fields": [{"key": "a", "type": "text"}],
    }
    form = small([subform])
    assert codes(run(form, None, {})) == [(("rows",), "required")]
    assert codes(run(form, None, {"rows": [{"a": "1"}, {"a": "2"}]})) == [(("rows",), "max_rows")]


def test_a_read_only_subform_refuses_other_rows() -> None:
    form = small([{"key": "rows", "type": "subform", "readonly": True, "fields": [{"key": "a", "type": "text"}]}])
    record = {"id": "1", "version": 1, "rows": [{"id": ROW_1, "a": "x"}]}
    assert run(form, record, {"rows": [{"id": ROW_1, "a": "x"}]}).ok
    assert codes(run(form, record, {"rows": [{"id": ROW_1, "a": "y"}]})) == [(("rows",), "readonly")]
    assert codes(run(form, record, {"rows": []})) == [(("rows",), "readonly")]


def test_a_thousand_rows_and_not_one_more() -> None:
    assert codes(run(OPP, None, {"name": "x", "lines": [{"qty": 1}] * 1001})) == [(("lines",), "max_rows")]
    assert run(OPP, None, {"name": "x", "lines": [{"qty": 1, "price": 1}] * 1000}).values["sum"] == 1000


# Linked records --------------------------------------------------------------------------------------------


def test_needs_names_linked_records_step_by_step_until_all_are_there() -> None:
    changes = {"name": "x", "customer": ACME}
    loaded: dict[str, dict[str, Any]] = {"customer": {}}
    asked = []
    while missing := needs(OPP, None, changes, loaded):
        asked.append(missing)
        for key, ids in missing.items():
            loaded[key] |= {record_id: RECORDS.get((key, record_id)) for record_id in ids}
    assert asked == [{"customer": {ACME}}, {"customer": {HOLDING}}]


def test_a_record_that_does_not_exist_is_asked_for_once() -> None:
    assert needs(OPP, None, {"customer": ME}, {"customer": {ME: None}}) == {}


def test_an_edit_elsewhere_needs_no_linked_record() -> None:
    record = stored(run(OPP, None, {"name": "x", "customer": ACME}))
    assert needs(OPP, record, {"name": "y"}) == {}
    assert needs(OPP, record, {"name": "y"}, recompute=True) == {"customer": {ACME}}


@pytest.mark.parametrize("changes", [{"customer": "nonsense"}, {"customer": 5}, {"lines": "x"}, {"lines": [5]}])
def test_needs_takes_whatever_a_client_sends(changes: dict[str, Any]) -> None:
    assert isinstance(needs(OPP, None, changes), dict)
