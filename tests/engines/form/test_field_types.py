"""What every registered field type has to do, whatever it is. A new type is covered by being registered."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engines.form.definition import form_json_schema, load_form
from engines.form.fields import FIELD_TYPES, GROUPS, FieldModel, type_of
from engines.form.schema import field_schema
from engines.form.storage import ChildTable, Column, LinkTable
from engines.formula.types import Type

DOCS = Path(__file__).parents[3] / "docs"
EXTRA: dict[str, dict[str, Any]] = {
    "select": {"options": [{"value": "a", "label": {"zh-CN": "甲", "en": "First"}}, {"value": "b"}]},
    "multi_select": {"options": [{"value": "a", "label": "甲"}, {"value": "b"}]},
    "ranking": {"options": [{"value": "a", "label": "甲"}, {"value": "b", "label": "乙"}]},
    "matrix": {"rows": [{"value": "speed", "label": "速度"}], "columns": [{"value": "good", "label": "好"}]},
    "link": {"form": "customer"},
    "cascade": {"options": [{"value": "zj", "label": "浙江", "children": [{"value": "hz", "label": "杭州"}]}]},
    "formula": {"formula": "1 + 1", "as": "money"},
    "lookup": {"link": "customer", "field": "level", "as": "text"},
    "rollup": {"link": "lines", "field": "amount", "fn": "sum", "as": "money"},
    "subform": {"fields": [{"key": "qty", "type": "number"}]},
    "button": {"action": {"do": "print", "template": "standard"}},
}


def make(kind: str, **settings: Any) -> FieldModel:
    """A field of a type with the least it needs."""
    return FIELD_TYPES[kind].model.model_validate({"key": "x", "type": kind, **EXTRA.get(kind, {}), **settings})


@pytest.fixture(params=sorted(FIELD_TYPES))
def field(request: pytest.FixtureRequest) -> FieldModel:
    return make(request.param)


@pytest.fixture(params=sorted(key for key, kind in FIELD_TYPES.items() if kind.holds))
def held(request: pytest.FixtureRequest) -> FieldModel:
    """Of a type that holds a value."""
    return make(request.param)


def test_a_type_describes_itself_for_the_palette(field: FieldModel) -> None:
    kind = type_of(field)
    described = kind.describe()
    assert described["type"] == field.type == kind.key
    assert set(described["label"]) == {"zh-CN", "en"} and all(described["label"].values())
    assert described["icon"] and described["widget"] and described["group"] in GROUPS


def test_a_type_says_how_it_is_stored(field: FieldModel) -> None:
    stored = type_of(field).storage(field)
    assert isinstance(stored, Column | ChildTable | LinkTable) if type_of(field).holds else stored is None


def test_a_type_has_a_formula_type(field: FieldModel) -> None:
    assert isinstance(type_of(field).formula_type(field), Type)


def test_the_example_survives_the_api_and_back(held: FieldModel) -> None:
    field = held
    kind = type_of(field)
    value = kind.example(field)
    assert value is not None
    sent = json.loads(json.dumps(kind.to_json(field, value)))
    answered = value if field.type != "encrypted" else sent  # what came in whole is answered masked
    assert kind.equal(kind.from_json(field, sent), answered)
    if field.type != "subform":
        assert kind.check(field, value) == []


def test_the_schema_is_valid_and_takes_the_example_and_null(held: FieldModel) -> None:
    field = held
    schema = field_schema(field)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    kind = type_of(field)
    validator.validate(json.loads(json.dumps(kind.to_json(field, kind.example(field)))))
    validator.validate(None)
    assert not validator.is_valid({"not": "a value"})


@pytest.mark.parametrize(
    "key", sorted(set(FIELD_TYPES) - {"attachment", "image", "signature", "subform", "encrypted", "button"})
)
def test_what_is_shown_as_text_can_be_read_again(key: str) -> None:
    field = make(key)
    kind = type_of(field)
    value = kind.example(field)
    for locale in ("zh-CN", "en"):
        assert kind.equal(kind.parse(field, kind.format(field, value, locale), locale), value)


@pytest.mark.parametrize("raw", [None, "", []])
def test_empty_is_null(field: FieldModel, raw: Any) -> None:
    kind = type_of(field)
    assert kind.from_json(field, raw) is None
    assert kind.parse(field, raw) is None
    assert kind.is_empty(None) and kind.to_json(field, None) is None
    if field.type != "subform":
        assert kind.format(field, None) == ""


def test_equality_search_and_order_take_any_value(held: FieldModel) -> None:
    field = held
    kind = type_of(field)
    value = kind.example(field)
    assert kind.equal(value, value) and kind.equal(None, None) and not kind.equal(value, None)
    assert isinstance(kind.search_text(field, value), str)
    if kind.sortable:
        assert sorted([value, value], key=lambda one: kind.sort_key(field, one)) == [value, value]


def test_settings_that_are_fine_are_no_problem(field: FieldModel) -> None:
    assert type_of(field).problems(field) == []


def test_a_definition_with_the_type_round_trips_and_fits_the_published_schema(field: FieldModel) -> None:
    document = {"key": "f", "fields": [field.model_dump(mode="json", by_alias=True, exclude_defaults=True)]}
    form = load_form(document)
    assert load_form(form.to_json()) == form
    jsonschema.Draft202012Validator(form_json_schema()).validate(form.to_json())


def test_each_type_has_a_place_in_the_documentation(field: FieldModel) -> None:
    assert f"`{field.type}`" in (DOCS / "forms.md").read_text(encoding="utf-8")


def test_a_type_is_one_file_with_one_model() -> None:
    folder = Path(__file__).parents[3] / "engines" / "form" / "fields"
    files = {path.stem for path in folder.glob("[a-z]*.py")} - {"base", "columns"}
    assert files == set(FIELD_TYPES)
    for key, kind in FIELD_TYPES.items():
        assert type(kind).__module__ == f"engines.form.fields.{key}" == kind.model.__module__
