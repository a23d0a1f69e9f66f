"""Laws of rules that hold for any form and any input (Hypothesis)."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engines.form.compile import CompiledForm, compile_form
from engines.form.definition import load_form
from tests.engines.form.forms import ME, ROW_1, codes, compiled, run, stored

KEYS = ("a", "b", "c", "d", "e")
WORDS = ("x", "y", None)


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """Five text fields and up to six rules. A rule only reads fields before those it acts on, so there is
    no cycle; the order in the definition is shuffled, so that position can't matter."""
    rules = []
    for _ in range(draw(st.integers(0, 6))):
        reads = draw(st.integers(0, 3))
        later = KEYS[reads + 1 :]
        targets = st.lists(st.sampled_from(later), min_size=1, max_size=2, unique=True)
        rule: dict[str, Any] = {"when": f"{KEYS[reads]} = '{draw(st.sampled_from(('x', 'y')))}'"}
        for action in draw(st.lists(st.sampled_from(("show", "hide", "require", "readonly")), min_size=1, unique=True)):
            rule[action] = draw(targets)
        if draw(st.booleans()):
            rule["set"] = {draw(st.sampled_from(later)): draw(st.sampled_from(("'x'", "'y'", KEYS[reads])))}
        rules.append(rule)
    required = draw(st.sets(st.sampled_from(KEYS)))
    fields = [{"key": key, "type": "text", "required": key in required} for key in draw(st.permutations(KEYS))]
    return {"key": "f", "fields": fields, "rules": rules}


def ready(definition: dict[str, Any]) -> CompiledForm:
    form = load_form(definition)
    compiled = compile_form(form, {})
    assert compiled.ok, compiled.problems
    return compiled


inputs = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(WORDS))


@settings(max_examples=150, deadline=None)
@given(forms(), inputs, inputs)
def test_hidden_fields_are_empty_never_required_and_what_was_sent_for_them_is_dropped(
    definition: dict[str, Any], first: dict[str, Any], second: dict[str, Any]
) -> None:
    compiled = ready(definition)
    created = run(compiled, None, first)
    for outcome in (created, run(compiled, stored(created), second)):
        hidden = {key for key, state in outcome.states.items() if not state.visible}
        assert all(outcome.values[key] is None and not outcome.states[key].required for key in hidden)
        assert not hidden & {problem.field for problem in outcome.problems}


@settings(max_examples=150, deadline=None)
@given(forms(), inputs, inputs, st.randoms(use_true_random=False))
def test_the_order_of_fields_and_of_keys_in_a_request_makes_no_difference(
    definition: dict[str, Any], first: dict[str, Any], second: dict[str, Any], random: Any
) -> None:
    shuffled = {**definition, "fields": random.sample(definition["fields"], len(KEYS))}
    here, there = ready(definition), ready(shuffled)
    one, other = run(here, None, first), run(there, None, dict(reversed(first.items())))
    assert one.values == other.values and one.states == other.states
    one, other = run(here, stored(one), second), run(there, stored(other), dict(reversed(second.items())))
    assert one.values == other.values and one.changed == other.changed
    assert {problem.code + problem.field for problem in one.problems} == {
        problem.code + problem.field for problem in other.problems
    }


@settings(max_examples=150, deadline=None)
@given(forms(), inputs)
def test_saving_a_record_again_as_it_is_changes_nothing(definition: dict[str, Any], first: dict[str, Any]) -> None:
    compiled = ready(definition)
    record = stored(run(compiled, None, first))
    untouched = run(compiled, record, {})
    assert untouched.changed == set() and untouched.values == {key: record[key] for key in KEYS}
    sent_back = run(compiled, record, {key: record[key] for key in KEYS})
    assert sent_back.changed == set()
    assert not [problem for problem in sent_back.problems if problem.code != "required"]


@settings(max_examples=150, deadline=None)
@given(forms(), inputs, inputs)
def test_a_locked_field_never_changes_by_a_clients_hand(
    definition: dict[str, Any], first: dict[str, Any], second: dict[str, Any]
) -> None:
    """Whatever is accepted could also have been had without sending the locked field, or by two saves."""
    compiled = ready({**definition, "rules": [*definition["rules"], {"when": "TRUE", "readonly": ["e"]}]})
    record = stored(run(compiled, None, first))
    outcome = run(compiled, record, second)
    if outcome.ok and "e" in second:
        without = run(compiled, record, {key: value for key, value in second.items() if key != "e"})
        assert outcome.values["e"] == without.values["e"]


def test_a_subform_that_a_rule_locks_takes_no_change_of_a_cell() -> None:
    """Rows could not be added or taken away, but another value was written into a row."""
    others = [
        {"key": "day", "type": "datetime"},
        {"key": "tags", "type": "tags"},
        {"key": "files", "type": "attachment"},
    ]
    double = {"key": "double", "type": "formula", "formula": "a * 2", "as": "number"}
    lines = {"key": "lines", "type": "subform", "fields": [{"key": "a", "type": "number"}, *others, double]}
    fields = [{"key": "done", "type": "boolean"}, lines]
    form = compiled({"key": "f", "fields": fields, "rules": [{"when": "done", "readonly": ["lines"]}]})
    line = {"a": 1, "day": "2026-03-05T08:30:00.000Z", "files": [{"id": ME, "name": "a.txt", "size": 1, "type": "x/y"}]}
    record = stored(run(form, None, {"done": True, "lines": [line]}))
    assert codes(run(form, record, {"lines": [{"id": ROW_1, "a": 2}]})) == [(("lines",), "readonly")]
    same = {"id": ROW_1, "a": 1, "day": "2026-03-05T16:30:00+08:00", "tags": [], "files": [{"id": ME}], "double": 2}
    assert run(form, record, {"lines": [same]}).ok, "the same in other words is no change"
    assert codes(run(form, record, {"lines": [{"id": ROW_1, "files": []}]})) == [(("lines",), "readonly")]
