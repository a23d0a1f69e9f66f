"""A link's condition decides in the write pipeline too, and may read the record that is being filled in."""

from collections.abc import Mapping
from typing import Any

import pytest

from engines.form.compile import CompiledForm, compile_form
from engines.form.definition import load_form
from engines.form.needs import needs
from engines.form.pipeline import evaluate
from engines.form.uses import uses
from tests.engines.form.forms import ME, NOW

IDS = {name: f"01890a5d-ac96-774b-bcce-b302099a{n:04d}" for n, name in enumerate(("a", "b", "ann", "bob", "old"), 1)}
CUSTOMER = {"key": "customer", "fields": [{"key": "region", "type": "text"}]}
CONTACT = {
    "key": "contact",
    "fields": [{"key": "customer", "type": "link", "form": "customer"}, {"key": "active", "type": "boolean"}],
}
LINKED: dict[str, dict[str, dict[str, Any]]] = {
    "customer": {IDS["a"]: {"region": "east"}, IDS["b"]: {"region": "west"}},
    "contact": {
        IDS["ann"]: {"customer": IDS["a"], "active": True},
        IDS["bob"]: {"customer": IDS["b"], "active": True},
        IDS["old"]: {"customer": IDS["a"], "active": False},
    },
}


def deal(condition: str, in_rows: str = "customer = parent.parent.customer") -> CompiledForm:
    """A deal with a contact that hangs on its customer, and lines with contacts of their own."""
    contact = {"key": "contact", "type": "link", "form": "contact"}
    lines = {
        "key": "lines",
        "type": "subform",
        "fields": [{**contact, "filter": in_rows}, {"key": "n", "type": "text"}],
    }
    customer = {"key": "customer", "type": "link", "form": "customer"}
    others = {**contact, "key": "others", "many": True, "filter": "active"}
    fields = [{"key": "name", "type": "text"}, customer, {**contact, "filter": condition}, others, lines]
    forms = {key: load_form(each) for key, each in (("customer", CUSTOMER), ("contact", CONTACT))}
    return compile_form(load_form({"key": "deal", "fields": fields}), forms)


DEAL = deal("customer = parent.customer and active")


def wrong(form: CompiledForm, changes: Mapping[str, Any], old: Mapping[str, Any] | None = None) -> list[Any]:
    """Places of what is not offered; everything that is asked for was named by `needs` before."""
    loaded: dict[str, dict[str, Any]] = {}
    while missing := needs(form, old, changes, loaded):
        for key, ids in missing.items():
            loaded.setdefault(key, {}).update({each: LINKED[key].get(each) for each in ids})

    def linked(key: str, record_id: str) -> Mapping[str, Any] | None:
        found: Mapping[str, Any] | None = loaded[key][record_id]
        return found

    done = evaluate(form, old=old, changes=changes, linked=linked, user={"id": ME}, now=NOW)
    assert {problem.code for problem in done.problems} <= {"not_offered"}
    return [problem.path for problem in done.problems]


def test_a_chosen_record_must_be_among_those_offered() -> None:
    a, b, ann, bob, old = IDS.values()
    assert wrong(DEAL, {"customer": a, "contact": ann}) == []
    assert wrong(DEAL, {"customer": a, "contact": bob}) == [("contact",)]
    assert wrong(DEAL, {"customer": a, "contact": old}) == [("contact",)], "a condition on the record itself holds too"
    assert wrong(DEAL, {"contact": ann}) == [("contact",)], "a blank is equal to nothing"
    assert wrong(DEAL, {"others": [ann, old]}) == [("others",)]
    rows = [{"contact": ann}, {"contact": bob}]
    assert wrong(DEAL, {"customer": b, "lines": rows}) == [("lines", 0, "contact")]
    assert wrong(DEAL, {"contact": IDS["a"]}) == [], "a record that isn't there is somebody else's matter"
    through = deal("customer.region = parent.customer.region")
    assert wrong(through, {"customer": b, "contact": bob}) == []
    assert wrong(through, {"customer": a, "contact": bob}) == [("contact",)], "over links on both sides"


def test_what_was_chosen_stays_until_it_or_what_its_condition_reads_is_changed() -> None:
    a, b, ann, _bob, gone = IDS.values()
    before = {"customer": a, "contact": gone, "others": [gone], "lines": [{"id": ME, "contact": ann, "n": None}]}
    assert wrong(DEAL, {"name": "x", "contact": gone}, before) == []
    assert wrong(DEAL, {"others": [gone, ann]}, before) == []
    assert wrong(DEAL, {"customer": a}, before) == []
    assert wrong(DEAL, {"customer": b}, before) == [("contact",), ("lines", 0, "contact")]
    assert wrong(DEAL, {"customer": b, "contact": None, "lines": []}, before) == []


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("customer = parent.nothing", "unknown_name"),
        ("active > 5", "type"),
        ("parent.customer", "type"),
        ("customer = old.customer", "unknown_name"),
    ],
)
def test_a_condition_with_mistakes_is_told_at_its_place(condition: str, code: str) -> None:
    problems = deal(condition).problems
    assert [(each.path, each.code, each.level) for each in problems] == [
        (("fields", 2, "filter"), problems[0].code, "error")
    ]
    assert code in problems[0].code or code == "type"


def test_the_designer_is_told_what_a_condition_reads() -> None:
    found = uses(DEAL)
    assert {"kind": "field", "node": "contact"} in found["customer"]["used_by"]
    assert {"kind": "field", "node": "lines.contact"} in found["customer"]["used_by"]
