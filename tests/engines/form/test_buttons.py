"""Buttons: what their definitions may say, what they need, and which addresses they open."""

import datetime as dt
from typing import Any

import pytest

from engines.form.buttons import https_address
from engines.form.compile import compile_form
from engines.form.compiled import CompiledForm
from engines.form.definition import DefinitionErrors, load_form
from engines.form.evolve import evolve
from engines.form.pipeline import evaluate
from engines.form.schema import record_schema
from engines.form.uses import uses

VISIT = load_form({"key": "visit", "fields": [{"key": "about", "type": "text"}, {"key": "no", "type": "series",
    "parts": [{"counter": 4}]}]})  # fmt: skip


def form_with(action: dict[str, Any], **button: Any) -> dict[str, Any]:
    fields = [
        {"key": "name", "type": "text"},
        {"key": "amount", "type": "money"},
        {"key": "stage", "type": "select", "options": [{"value": "new"}, {"value": "won"}]},
        {"key": "lines", "type": "subform", "fields": [{"key": "qty", "type": "number"}]},
        {"key": "go", "type": "button", "label": "走", "action": action, **button},
    ]
    return {"key": "deal", "fields": fields, "prints": [{"key": "offer", "blocks": []}]}


def compiled(action: dict[str, Any], **button: Any) -> CompiledForm:
    return compile_form(load_form(form_with(action, **button)), {"visit": VISIT})


def codes(found: CompiledForm) -> list[tuple[str, str]]:
    return [(".".join(map(str, each.path[2:])), each.code) for each in found.problems]


FINE: list[dict[str, Any]] = [
    {"do": "flow", "flow": "approval"},  # whether it is there, the platform knows
    {"do": "set", "set": {"stage": "'won'", "amount": "amount * 2"}},
    {"do": "open", "url": "'https://example.com/' & name", "query": {"q": "amount"}},
    {"do": "print", "template": "offer"},
    {"do": "print", "template": "standard"},
    {"do": "create", "form": "visit", "values": {"about": "name"}},
]
WRONG: list[tuple[dict[str, Any], dict[str, Any], tuple[str, str]]] = [
    ({"do": "set", "set": {"stagee": "'won'"}}, {}, ("action.set.stagee", "unknown_field")),
    ({"do": "set", "set": {"go": "'x'"}}, {}, ("action.set.go", "not_settable")),
    ({"do": "set", "set": {"lines": "'x'"}}, {}, ("action.set.lines", "not_settable")),
    ({"do": "set", "set": {"amount": "go"}}, {}, ("action.set.amount", "unknown_name")),
    ({"do": "set", "set": {"amount": "old.amount"}}, {}, ("action.set.amount", "unknown_name")),
    ({"do": "print", "template": "gone"}, {}, ("action.template", "unknown_print")),
    ({"do": "create", "form": "gone"}, {}, ("action.form", "unknown_form")),
    ({"do": "create", "form": "visit", "values": {"no": "name"}}, {}, ("action.values.no", "not_settable")),
    (FINE[1], {"when": "nobody = 1"}, ("when", "unknown_name")),
    (FINE[1], {"required": True}, ("required", "computed")),
    (FINE[1], {"unique": True}, ("unique", "unique")),
]


def test_a_button_that_can_do_its_work_is_fine_and_others_are_told_with_their_place() -> None:
    assert [codes(compiled(action)) for action in FINE] == [[]] * len(FINE)
    found = {str((action, more)): codes(compiled(action, **more)) for action, more, _ in WRONG}
    assert [found[str((action, more))] for action, more, _ in WRONG] == [[expected] for _, _, expected in WRONG]


def test_a_button_holds_no_value_and_takes_none() -> None:
    form = compiled(FINE[1], when="amount > 10")
    now = dt.datetime(2026, 3, 5, tzinfo=dt.UTC)

    def evaluated(changes: dict[str, Any]) -> Any:
        return evaluate(form, old=None, changes=changes, linked=lambda _f, _i: None, user={"id": "p"}, now=now)

    assert evaluated({"name": "A"}).ok
    assert [(each.field, each.code) for each in evaluated({"go": "x"}).problems] == [("go", "computed")]
    assert "go" not in record_schema(form.form)["properties"]
    assert {"kind": "field", "node": "go"} in uses(form)["amount"]["used_by"]
    assert uses(form)["stage"]["touched_by"] == [{"kind": "field", "node": "go"}]


def test_a_field_with_values_does_not_become_a_button_nor_back() -> None:
    button = load_form(form_with(FINE[1]))
    text = load_form({**form_with(FINE[1]), "fields": [{"key": "go", "type": "text"}]})
    for old, new in ((button, text), (text, button)):
        with pytest.raises(DefinitionErrors) as refused:
            evolve(old, new)
        assert [each.code for each in refused.value.problems] == ["holds_nothing"]
    assert [each.op for each in evolve(None, button)][-1] == "add_field"


ADDRESSES: list[tuple[str, dict[str, str], str | None]] = [
    ("https://example.com", {}, "https://example.com"),
    (" https://example.com/甲 乙?a=1 2#b", {"q": "A&B=甲"}, "https://example.com/%E7%94%B2%20%E4%B9%99?a=1%202&q=A%26B%3D%E7%94%B2#b"),
    ("https://例子.cn:8443/%20", {}, "https://xn--fsqu00a.cn:8443/%20"),
    ("https://[::1]/", {}, "https://[::1]/"),
    ('https://example.com/"><script>', {}, "https://example.com/%22%3E%3Cscript%3E"),
    ("http://example.com", {}, None),
    ("javascript:alert(1)", {}, None),
    ("https:javascript:alert(1)", {}, None),
    ("https://user:secret@example.com", {}, None),
    ("https://example.com\n.evil.com", {}, None),
    ("https:\\\\example.com", {}, None),
    ("https://example.com:99999", {}, None),
    ("//example.com", {}, None),
    ("", {"q": "x"}, None),
    ("https://example.com/" + "x" * 4_000, {}, None),
]  # fmt: skip


def test_only_clean_https_addresses_are_opened() -> None:
    assert [https_address(text, query) for text, query, _ in ADDRESSES] == [expected for _, _, expected in ADDRESSES]
