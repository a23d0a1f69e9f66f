"""The steps from one published definition to the next."""

import copy
from typing import Any

import pytest

from engines.form.definition import DefinitionErrors, Form, load_form
from engines.form.evolve import evolve
from tests.engines.form.forms import OPPORTUNITY

OLD = load_form(OPPORTUNITY)


def changed(**edits: Any) -> Form:
    """OPPORTUNITY with fields edited by key (None: removed) or added."""
    document = copy.deepcopy(OPPORTUNITY)
    fields = {field["key"]: field for field in document["fields"]}
    for key, edit in edits.items():
        if edit is None:
            del fields[key]
        else:
            fields[key] = {"key": key, **fields.get(key, {}), **edit}
    document["fields"] = list(fields.values())
    document["rules"] = []
    return load_form(document)


def steps(new: Form, **more: Any) -> list[tuple[str, str]]:
    found = evolve(OLD, new, **more)
    assert all(step.message["zh-CN"] and step.message["en"] for step in found)
    return [(step.op, step.field) for step in found if step.op != "behaviour"]


def test_a_new_form_is_created_with_all_its_fields() -> None:
    found = evolve(None, OLD)
    assert found[0].op == "create_form" and not any(step.measure for step in found)
    assert [step.field for step in found if step.op == "add_subform"] == ["lines"]
    assert "lines.qty" in [step.field for step in found if step.op == "add_field"]


def test_no_change_no_steps() -> None:
    assert evolve(OLD, OLD) == ()


def test_R004_fields_are_added_changed_and_deleted_with_their_data_kept() -> None:
    assert steps(changed(phone={"type": "phone"})) == [("add_field", "phone")]
    assert steps(changed(amount=None, weighted=None)) == [("hide_field", "amount"), ("hide_field", "weighted")]
    assert steps(changed(amount={"label": "合同金额"})) == [("relabel", "amount")]
    assert steps(changed(amount={"type": "number"})) == [("convert_field", "amount")]
    assert steps(changed(name={"max_length": 10})) == [("settings", "name")]
    assert steps(changed(customer={"many": True, "fill": {}})) == [("convert_field", "customer")]
    assert steps(changed(weighted={"formula": "amount"})) == [("recompute", "weighted")]
    assert steps(changed(name={"index": True, "unique": True})) == [("index", "name"), ("unique", "name")]
    assert steps(changed(lines=None, sum=None)) == [("hide_subform", "lines"), ("hide_field", "sum")]
    qty = {"fields": [{"key": "qty", "type": "money", "label": "数量", "required": True}]}
    assert ("convert_field", "lines.qty") in steps(changed(lines=qty, sum=None))


def test_what_may_lose_values_asks_to_be_measured() -> None:
    (step,) = [step for step in evolve(OLD, changed(amount={"type": "number"})) if step.op == "convert_field"]
    assert step.measure and step.breaking and step.old is not None and step.new is not None
    options = {"options": [{"value": "new"}, {"value": "won"}]}
    (step,) = [step for step in evolve(OLD, changed(stage=options)) if step.op == "convert_field"]
    assert step.measure and step.detail == ["lost"]


def test_a_published_key_never_changes() -> None:
    with pytest.raises(DefinitionErrors):
        evolve(OLD, load_form({**OPPORTUNITY, "key": "deal"}))


def test_a_deleted_key_comes_back_only_as_what_it_was() -> None:
    before = changed(phone={"type": "phone"}).by_key["phone"]
    assert steps(changed(phone={"type": "phone"}), tombstones={"phone": before}) == [("restore_field", "phone")]
    for was in (before, None):
        with pytest.raises(DefinitionErrors) as refused:
            evolve(OLD, changed(phone={"type": "number"}), {"phone": was})
        assert refused.value.problems[0].code == "key_reused"


def test_parts_without_data_are_told_too() -> None:
    new = load_form({**OPPORTUNITY, "rules": [], "views": [{"key": "all"}]})
    assert [step.detail for step in evolve(OLD, new)] == ["rules", "views"]


def test_unique_sets_come_and_go() -> None:
    new = load_form({**OPPORTUNITY, "unique": [{"fields": ["name", "region"]}]})
    assert [(step.op, step.measure) for step in evolve(OLD, new)] == [("unique", True)]
    assert [step.op for step in evolve(new, OLD)] == ["drop_unique"]
