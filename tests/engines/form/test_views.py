"""Views: what a definition may say of them, and what is left when fields go."""

from typing import Any

import pytest

from engines.form.compile import compile_form
from engines.form.definition import DefinitionErrors, load_form
from engines.form.views import ViewSettings

FIELDS: list[dict[str, Any]] = [
    {"key": "name", "type": "text"},
    {"key": "stage", "type": "select", "options": [{"value": "new"}, {"value": "won"}]},
    {"key": "tags", "type": "multi_select", "options": [{"value": "a"}]},
    {"key": "amount", "type": "money"},
    {"key": "due", "type": "date"},
    {"key": "above", "type": "link", "form": "deal"},
    {"key": "needs", "type": "link", "form": "deal", "many": True},
]
BOARD: dict[str, Any] = {
    "key": "board", "type": "kanban", "group_by": "stage", "lane": "owner", "limits": {"new": 5}, "collapsed": ["won"],
    "totals": [{"fn": "sum", "field": "amount"}, {"fn": "count"}], "date": "due", "parent": "above", "depends": "needs",
    "colors": [{"when": "amount > 1000 and stage <> 'won'", "color": "red"}, {"when": "owner = user", "color": "blue"}],
}  # fmt: skip


def problems(view: dict[str, Any]) -> list[tuple[Any, str]]:
    form = load_form({"key": "deal", "fields": FIELDS, "views": [{"key": "v", **view}]})
    return [(each.path[2:], each.code) for each in compile_form(form, {"deal": form}).problems]


def test_a_view_of_any_type_is_stored_as_it_was_drawn_and_its_settings_are_checked() -> None:
    form = load_form({"key": "deal", "fields": FIELDS, "views": [BOARD]})
    assert form.to_json()["views"] == [BOARD]
    assert compile_form(form, {"deal": form}).ok


@pytest.mark.parametrize(
    ("view", "wanted"),
    [
        ({"group_by": "amount"}, (("group_by",), "view_field")),
        ({"group_by": "tags"}, (("group_by",), "view_field")),
        ({"groups": ["needs"]}, (("groups",), "view_field")),
        ({"date": "name"}, (("date",), "view_field")),
        ({"parent": "stage"}, (("parent",), "view_field")),
        ({"type": "map", "location": "name"}, (("location",), "view_field")),
        ({"lane": "nothing"}, (("lane",), "unknown_field")),
        ({"totals": [{"fn": "sum", "field": "gone"}]}, (("totals", 0, "field"), "unknown_field")),
        ({"rows": [{"field": "gone"}]}, (("rows", 0, "field"), "unknown_field")),
        ({"colors": [{"when": "amount", "color": "red"}]}, (("colors", 0, "when"), "wrong_result")),
        ({"colors": [{"when": "above.amount > 1", "color": "red"}]}, (("colors", 0, "when"), "view_colour")),
        ({"filter": "nothing = 1"}, (("filter",), "unknown_name")),
    ],
)
def test_what_a_view_can_not_do_is_told_with_its_place(view: dict[str, Any], wanted: Any) -> None:
    assert problems(view) == [wanted]


@pytest.mark.parametrize(
    "view", [{"type": "wheel"}, {"colour": "red"}, {"colors": [{"when": "TRUE", "color": "#f00"}]}]
)
def test_unknown_types_keys_and_colours_are_refused(view: dict[str, Any]) -> None:
    with pytest.raises(DefinitionErrors):
        load_form({"key": "deal", "fields": FIELDS, "views": [{"key": "v", **view}]})


def test_a_view_outlives_the_fields_it_names_and_keeps_its_conditions() -> None:
    settings = ViewSettings.model_validate({name: part for name, part in BOARD.items() if name != "key"})
    kept = settings.without(lambda name: name in {"stage", "amount", "due"})
    assert (kept.group_by, kept.date, kept.lane, kept.totals[0].fn) == (None, None, "owner", "count")
    assert kept.colors == settings.colors
