"""What the CRM's author must not leave to chance: names in both languages, columns that show theirs, no raw keys."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import pytest

from dougong import paths

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PATH = re.compile(r"(?:(\w+)\.)?(\w+)")
MOST_COLUMNS = 12
PADDING = 20
NARROW, WIDE = 5.8, 13.0
"""Pixels of a sign in the head of a column, at 13 px: a latin letter (the slimmest words have about 6), 汉字."""
FORMS = {
    file.stem: json.loads(file.read_text()) for file in sorted((paths.templates() / "crm" / "forms").glob("*.json"))
}


def labels(value: Any, at: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every text in two languages below `value`, with its place."""
    if isinstance(value, dict):
        if isinstance(value.get("zh-CN"), str):
            yield at, value
            return
        for key, each in value.items():
            yield from labels(each, f"{at}.{key}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            name = each.get("key", number) if isinstance(each, dict) else number
            yield from labels(each, f"{at}.{name}")


def documents() -> Iterator[Path]:
    for file in sorted((paths.templates() / "crm").rglob("*.json")):
        if "data" not in file.parts:
            yield file


def test_every_text_of_the_crm_stands_in_both_languages_and_none_in_the_other_one() -> None:
    wrong = []
    for file in documents():
        for at, text in labels(json.loads(file.read_text()), file.stem):
            english = text.get("en", "")
            if not english.strip() or CHINESE.search(english) or "’" in english:
                wrong.append(f"{at}: {english!r}")
            if re.fullmatch(r"[a-z]+(_[a-z]+)+", english) and at.endswith(".label"):
                wrong.append(f"{at}: {english!r} is a key")
    assert wrong == []


@pytest.mark.parametrize("form", FORMS)
def test_a_list_shows_the_names_of_its_columns_and_not_too_many(form: str) -> None:
    names = {field["key"]: field["label"] for field in FORMS[form]["fields"]}
    narrow = []
    for view in FORMS[form]["views"]:
        columns = view.get("columns", [])
        assert len(columns) <= MOST_COLUMNS, view["key"]
        for column in columns if view.get("type", "grid") == "grid" else []:
            wanted = max((width_of(text) for text in names.get(column["field"], {}).values()), default=0.0)
            if column.get("width", 800) < wanted + PADDING:
                narrow.append((view["key"], column["field"], column["width"], round(wanted + PADDING)))
    assert narrow == []


def width_of(text: str) -> float:
    return sum(WIDE if east_asian_width(sign) in "WF" else NARROW for sign in text)


@pytest.mark.parametrize("form", FORMS)
def test_a_choice_is_never_shown_by_its_key_nor_in_one_language_only(form: str) -> None:
    fields = {field["key"]: field for field in FORMS[form]["fields"]}
    for field in fields.values():
        if field["type"] == "lookup" and field["link"] in fields:
            there = FORMS[fields[field["link"]]["form"]]["fields"]
            assert field.get("as", "text") == next(each["type"] for each in there if each["key"] == field["field"])
        formula = field.get("formula", "")
        if field["type"] != "formula" or field.get("as") != "text":
            continue
        for literal in re.findall(r"'([^']*)'", formula):
            assert not CHINESE.search(literal) or re.search(r"[A-Za-z、]", literal), (field["key"], literal)
        path = PATH.fullmatch(formula)
        if path:
            owner = FORMS[fields[path[1]]["form"]]["fields"] if path[1] else FORMS[form]["fields"]
            kind = next((each["type"] for each in owner if each["key"] == path[2]), "text")
            assert kind not in ("select", "multi_select"), f"{field['key']}: a lookup shows the choice's name"


def test_the_navigation_names_every_list() -> None:
    def entries(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for item in items:
            yield from entries(item["items"]) if "items" in item else [item]

    navigation = json.loads((paths.templates() / "crm" / "app.json").read_text())["navigation"]
    shown = list(entries(navigation))
    assert [item["form"] for item in shown if "form" in item and not item.get("label", {}).get("en")] == []
    names = [item["label"]["en"] for item in shown if item.get("label")]
    assert len(names) == len(set(names))
