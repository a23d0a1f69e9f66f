"""Reading a definition: strict shapes, sentences with a path, bounded sizes, versions."""

from typing import Any

import pytest

from engines.form.compile import compile_form
from engines.form.definition import SCHEMA_VERSION, DefinitionErrors, Form, form_json_schema, load_form
from engines.form.labels import label_text
from engines.form.problems import Path
from tests.engines.form.forms import OPPORTUNITY

T: dict[str, Any] = {"key": "a", "type": "text"}


def refused(document: Any) -> list[tuple[Path, str]]:
    with pytest.raises(DefinitionErrors) as caught:
        load_form(document)
    assert all(problem.message["zh-CN"] and problem.message["en"] for problem in caught.value.problems)
    assert all(isinstance(problem.to_json()["path"], list) for problem in caught.value.problems)
    return [(problem.path, problem.code) for problem in caught.value.problems]


def test_a_definition_comes_back_as_it_was_written() -> None:
    form = load_form(OPPORTUNITY)
    assert load_form(form.to_json()) == form and load_form(form) is form
    assert form.to_json()["rules"] == OPPORTUNITY["rules"]
    assert form.to_json()["checks"] == OPPORTUNITY["checks"]


def test_fields_and_subforms_are_found_by_key() -> None:
    form = load_form(OPPORTUNITY)
    amount, lines = form.field("amount"), form.subform("lines")
    assert amount is not None and amount.type == "money" and form.field("nothing") is None
    assert lines is not None and lines.field("qty") is not None and form.subform("amount") is None


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        ("x", ((), "type")),
        ({}, (("key",), "missing")),
        ({"key": "F"}, (("key",), "string_pattern_mismatch")),
        ({"key": "f", "colour": 1}, (("colour",), "extra_forbidden")),
        ({"key": "f", "schema_version": 99}, (("schema_version",), "schema_version")),
        ({"key": "f", "schema_version": "1"}, (("schema_version",), "schema_version")),
        ({"key": "f", "fields": [{"key": "a", "type": "txt"}]}, (("fields", 0), "union_tag_invalid")),
        ({"key": "f", "fields": [{"key": "a"}]}, (("fields", 0), "union_tag_not_found")),
        ({"key": "f", "fields": [{**T, "currency": "CNY"}]}, (("fields", 0, "currency"), "extra_forbidden")),
        ({"key": "f", "fields": [T, T]}, (("fields", 1, "key"), "duplicate_key")),
        ({"key": "f", "fields": [{**T, "key": "owner"}]}, (("fields", 0, "key"), "reserved_key")),
        ({"key": "f", "fields": [{**T, "key": "a" * 49}]}, (("fields", 0, "key"), "string_pattern_mismatch")),
        ({"key": "f", "fields": [{"key": "k", "type": "link"}]}, (("fields", 0, "form"), "missing")),
        ({"key": "f", "layout": [{"section": "s", "itms": []}]}, (("layout", 0, "itms"), "extra_forbidden")),
        ({"key": "f", "rules": [{"when": "TRUE"}]}, (("rules", 0), "value_error")),
        ({"key": "f", "rules": [{"when": "x" * 4001, "show": ["a"]}]}, (("rules", 0, "when"), "string_too_long")),
    ],
)
def test_what_is_wrong_is_told_with_its_path(document: Any, wanted: Any) -> None:
    assert refused(document) == [wanted]


def test_subforms_go_two_levels_deep_and_the_third_is_refused_in_words() -> None:
    lowest = {"key": "c", "type": "subform", "fields": [T]}
    inner = {"key": "b", "type": "subform", "fields": [lowest]}
    with pytest.raises(DefinitionErrors, match="two levels deep"):
        load_form({"key": "f", "fields": [{"key": "a", "type": "subform", "fields": [inner]}]})
    twice = {"key": "a", "type": "subform", "fields": [T, T]}
    assert refused({"key": "f", "fields": [twice]}) == [(("fields", 0, "fields", 1, "key"), "duplicate_key")]


@pytest.mark.parametrize(
    "document",
    [
        {"fields": [{"key": f"f{n}", "type": "text"} for n in range(501)]},
        {"rules": [{"when": "TRUE", "hide": ["a"]}] * 301},
        {"fields": [{"key": "s", "type": "select", "options": [{"value": str(n)} for n in range(2001)]}]},
    ],
)
def test_sizes_are_bounded(document: dict[str, Any]) -> None:
    assert [code for _, code in refused({"key": "f", **document})] == ["too_long"]


def test_the_published_schema_is_closed_and_current() -> None:
    schema = form_json_schema()
    assert schema["$schema"].endswith("2020-12/schema") and schema["additionalProperties"] is False
    assert Form(key="f").to_json() == {"schema_version": SCHEMA_VERSION, "key": "f"}


def test_a_label_falls_back_to_the_other_language() -> None:
    assert label_text({"zh-CN": "客户"}, "en") == "客户"
    assert label_text({"zh-CN": "客户", "en": "Customer"}, "en") == "Customer"
    assert label_text("plain", "en") == "plain" and label_text(None) == ""


def test_a_column_of_a_subform_links_to_one_record_only() -> None:
    """The pairs of a link to several hang on records: those of rows were accepted and stored nowhere."""
    link = {"key": "parts", "type": "link", "form": "f", "many": True}
    form = load_form({"key": "f", "fields": [{"key": "a", "type": "subform", "fields": [T, link]}]})
    [problem] = compile_form(form, {"f": form}).problems
    assert (problem.path, problem.code) == (("fields", 0, "fields"), "setting")
