"""XLSForm: questions, groups, repeats and expressions become a form; what can't is named."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.form.compile import compile_form
from engines.form.definition import load_form
from engines.form.xlsform.convert import convert
from engines.form.xlsform.expressions import Names, NotTranslatable, translate

HEADER = ("type", "name", "label", "required", "relevant", "constraint", "constraint_message", "calculation", "default")
SURVEY: list[tuple[Any, ...]] = [
    HEADER,
    ("start", "start"),
    ("begin group", "about", "About you", "", "${mood} > 1"),
    ("text", "Full Name", "Your name", "yes"),
    ("integer", "age", "Age", "${mood} = 5", "", ". >= 0 and . < 130", "Between 0 and 130"),
    ("select_multiple drinks", "likes", "What do you like?", "", "${age} >= 18"),
    ("text", "which", "Which tea?", "", "selected(${likes}, 'tea') and ${age} != ''"),
    ("end group",),
    ("begin_repeat", "child", "Children", "", "${age} > 20"),
    ("text", "cname", "Name", "yes"),
    ("integer", "cage", "Age", "", "${cname} != ''", ". < ${age}", "Younger than you"),
    ("end_repeat",),
    ("calculate", "total", "Total", "", "", "", "", "sum(${cage}) div 2"),
    ("calculate", "odd", "Odd", "", "", "", "", "indexed-repeat(${cage}, ${child}, 1)"),
    ("note", "thanks", "Thank you!"),
    ("geotrace", "way", "Way"),
    ("range", "mood", "Mood"),
    ("select_one nowhere", "x", "X"),
    ("text", "city", "City", "", "", "", "", "", "Rome"),
    ("image", "sign", "Signature"),
]
CHOICES = [
    ("list_name", "name", "label::中文", "label::English (en)"),
    ("drinks", "tea", "茶", "Tea"),
    ("drinks", 7, "咖啡", "Coffee"),
]


def test_an_xlsform_becomes_a_form_that_can_be_published_and_what_is_left_is_named() -> None:
    made = convert(SURVEY, CHOICES, [("form_title", "form_id"), ("Visit", "visit 1")], "file")
    form = load_form(made.definition)
    assert not [problem for problem in compile_form(form, {}).problems if problem.level == "error"]
    assert (form.key, form.label, form.title) == ("visit_1", "Visit", "full_name")
    types = {field.key: field.type for field in form.fields}
    assert types == {
        **{"full_name": "text", "age": "number", "likes": "multi_select", "which": "text", "child": "subform"},
        **{"total": "formula", "odd": "text", "mood": "slider", "city": "text", "sign": "image"},
    }
    options = made.definition["fields"][2]["options"]
    assert options[1] == {"value": "7", "label": {"zh-CN": "咖啡", "en": "Coffee"}}
    rules = {rule["when"]: rule for rule in made.definition["rules"]}
    assert rules["(mood > 1) and ('tea' in likes and NOT(ISBLANK(age)))"]["show"] == ["which"]
    assert rules["(age > 20)"]["show"] == ["child"] and rules["mood = 5"]["require"] == ["age"]
    [check] = made.definition["checks"]
    assert check == {"assert": "ISBLANK(age) or (age >= 0 and age < 130)", "message": "Between 0 and 130"} | {
        "fields": ["age"]
    }
    child = next(field for field in made.definition["fields"] if field["key"] == "child")
    assert child["checks"][0]["assert"] == "ISBLANK(cage) or (cage < parent.age)"
    assert child["rules"] == [{"when": "(NOT(ISBLANK(cname)))", "show": ["cage"]}]
    fields = {field["key"]: field for field in made.definition["fields"]}
    assert fields["total"]["formula"] == "SUM(child.cage) / 2"
    assert fields["city"]["default"] == {"formula": "'Rome'"} and fields["full_name"]["required"]
    assert made.definition["layout"][0]["items"] == ["full_name", "age", "likes", "which"]
    assert {"note": "Thank you!"} in made.definition["layout"]
    assert [(each["row"], each["name"]) for each in made.left] == [(2, "start"), (16, "way"), (18, "x"), (14, "odd")]


def test_a_repeat_in_a_repeat_becomes_line_items_in_line_items_and_a_third_is_named() -> None:
    survey = [
        HEADER, ("integer", "most", "Most"), ("begin_repeat", "house", "House"), ("integer", "floor", "Floor"),
        ("begin_group", "in", "In", "", "${floor} > 0"), ("begin_repeat", "person", "Person", "", "${most} > 1"),
        ("integer", "age", "Age", "", "", ". < ${most} and . > ${floor}"), ("begin_repeat", "tooth", "Tooth"),
        ("text", "mark", "Mark"), ("end_repeat",), ("end_repeat",), ("end_group",),
        ("calculate", "years", "Years", "", "", "", "", "sum(${age})"), ("end_repeat",),
        ("calculate", "all", "All", "", "", "", "", "sum(${age})"),
    ]  # fmt: skip
    made = convert(survey, [], [], "Census")
    form = load_form(made.definition)
    assert not compile_form(form, {}).problems and list(form.subforms) == ["house", "house.person"]
    house = form.subforms["house"]
    assert [rule.when for rule in house.rules] == ["(floor > 0) and (parent.most > 1)"]
    assert [each.assertion for each in form.subforms["house.person"].checks] == [
        "ISBLANK(age) or (age < parent.parent.most and age > parent.floor)"
    ]
    assert getattr(house.field("years"), "formula", None) == "SUM(person.age)"
    assert getattr(form.field("all"), "formula", None) == "SUM(house.person.age)"
    assert house.field("person") is not None and [each["name"] for each in made.left] == ["tooth"]


def test_what_the_compiler_refuses_is_left_behind_not_half_kept() -> None:
    survey = [HEADER, ("text", "a", "A", "", "${b} + 'x' > today()"), ("date", "b", "B", "", "", "", "", "", "never")]
    made = convert(survey, [], [], "Odd form")
    assert made.definition["key"] == "odd_form" and not made.definition["rules"]
    assert [each["name"] for each in made.left] == ["a", "b"]
    assert "default" not in made.definition["fields"][1]
    load_form(made.definition)
    wrong = {2: "'x' + 1 > today()", 11: "'x' + 2 > today()"}
    survey = [HEADER, ("integer", "n"), *(("text", f"q{n}", "", "", wrong.get(n, f"${{n}} > {n}")) for n in range(13))]
    made = convert(survey, [], [], "Many rules")
    assert sorted(each["name"] for each in made.left) == ["q11", "q2"], "from the second and the twelfth rule"
    assert [rule["show"] for rule in made.definition["rules"]] == [[f"q{n}"] for n in range(13) if n not in wrong]


def test_what_a_field_has_no_place_for_is_named() -> None:
    header = ("type", "name", "label::English", "label::Français", "repeat_count", "relevant", "calculation")
    survey = [
        header,
        ("select_multiple kinds", "likes", "What?", "Quoi ?"),
        ("select_one kinds or_other", "one", "x" * 600),
        ("begin repeat", "child", "Children", "", "3"),
        ("text", "cname", "Name", "", "", "selected(${likes}, 'k1')"),
        ("end repeat",),
        ("calculate", "n", "How many", "", "", "", "count-selected(${likes}) + int(-1.5)"),
        ("note", "long", "y" * 3_000),
    ]
    made = convert(survey, [("list_name", "name"), *(("kinds", f"k{n}") for n in range(2_100))], [], "file")
    form = load_form(made.definition)
    fields = {field["key"]: field for field in made.definition["fields"]}
    assert [len(fields[key]["options"]) for key in ("likes", "one")] == [2_000, 2_000] and form.key == "file"
    assert fields["child"]["rules"] == [{"when": "('k1' in parent.likes)", "show": ["cname"]}]
    assert fields["n"]["formula"] == "COUNTA(likes) + TRUNC(-1.5)"
    assert {"note": {"zh-CN": "y" * 3_000, "en": "y" * 3_000}} in made.definition["layout"]
    told = [(each["row"], each["name"], each["message"]["en"].split()[2]) for each in made.left]
    assert told == [
        (None, "label::Français", "Chinese"), (2, "likes", "2000"), (3, "one", "“other”"), (3, "one", "2000"),
        (3, "one", "is"), (4, "child", "of"),
    ]  # fmt: skip
    assert convert([header, *([("note",)] * 2_001)], [], [], "file").left[-1]["row"] == 2_002


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("${a} div 2 + -.5", "a / 2 + -0.5"),
        ("if(${a} mod 2 = 0, 'even', \"odd\")", "IF(MOD(a, 2) = 0, 'even', \"odd\")"),
        ("not(selected(${m}, 'x')) or true()", "NOT('x' in m) or TRUE()"),
        ("regex(., '^[0-9]+$') and string-length(.) <= 4", "REGEXMATCH(own, '^[0-9]+$') and LEN(own) <= 4"),
        ("round(${a})", "ROUND(a, 0)"),
    ],
)
def test_expressions_are_translated_word_by_word(text: str, formula: str) -> None:
    names = Names(lambda name: name if name in ("a", "m") else None, lambda said: said == "m", "own")
    assert translate(text, names) == formula


@given(st.text(max_size=60) | st.text("${}ab'\"()+-*/=<>. ,orandivm1", max_size=60))
def test_an_expression_is_translated_or_refused_never_worse(text: str) -> None:
    try:
        assert isinstance(translate(text, Names(lambda _name: "a", lambda _said: False, "a")), str)
    except NotTranslatable as unknown:
        assert len(unknown.piece) <= 100
