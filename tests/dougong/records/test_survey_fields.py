"""Rich text, time, duration, tags, rating, slider, ranking and matrix through every door of one form."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI

from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.worker import Worker, resources
from tests.dougong.jobs import finished
from tests.dougong.records.conftest import Shop

SURVEY: dict[str, Any] = {
    "label": "回访",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称"},
        {"key": "body", "type": "rich_text", "label": "记录"},
        {"key": "start", "type": "time", "label": "开始"},
        {"key": "spent", "type": "duration", "label": "用时", "display": "clock"},
        {
            "key": "words",
            "type": "tags",
            "label": "标签",
            "options": [{"value": "vip", "label": "重点", "color": "red"}],
        },
        {"key": "nps", "type": "rating", "label": "推荐", "display": "scale", "min": 0, "max": 10},
        {"key": "level", "type": "slider", "label": "进度", "step": 5, "unit": "%"},
        {
            "key": "wishes",
            "type": "ranking",
            "label": "看重",
            "options": [{"value": "price", "label": "价格"}, {"value": "speed", "label": "速度"}],
        },
        {
            "key": "marks",
            "type": "matrix",
            "label": "评价",
            "rows": [{"value": "speed", "label": "速度"}, {"value": "care", "label": "服务"}],
            "columns": [{"value": "good", "label": "好"}, {"value": "bad", "label": "差"}],
        },
        {"key": "pace", "type": "formula", "label": "每分钟", "formula": "nps / (spent / 60)", "as": "number"},
        {"key": "size", "type": "formula", "label": "字数", "formula": "LEN(body)", "as": "number"},
    ],
}
FULL: dict[str, Any] = {
    "name": "甲",
    "body": "<p onclick='x()'>报价 <b>A &amp; B</b><script>alert(1)</script></p><p>下周<a href='javascript:x'>再谈</a>",
    "start": "09:30",
    "spent": 5400,
    "words": ["重点", "华东"],
    "nps": 0,
    "level": 45,
    "wishes": ["speed", "price"],
    "marks": ["care:bad", "speed:good"],
}


@pytest.fixture
def survey(shop: Shop) -> Shop:
    """The shop with one more form."""
    made = shop.builder.browser.post("/api/v1/apps/shop/forms", json={"label": "回访", "key": "survey"})
    assert made.status_code == 201, made.text
    shop.publish("survey", SURVEY)
    return shop


@pytest.fixture
def worker(settings: Settings, database: Database, app: FastAPI) -> Iterator[Worker]:
    """A worker in this process."""
    started = Worker(settings, database, resources(settings))
    started.start()
    yield started
    started.stop()


def _names(survey: Shop, **params: str) -> list[str]:
    answer = survey.builder.browser.get(survey.records("survey"), params={"sort": "name", **params})
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


def test_R029_the_survey_fields_are_cleaned_filtered_sorted_and_summed(survey: Shop) -> None:
    seen = survey.add("survey", FULL)
    assert (
        seen["body"]
        == '<p>报价 <strong>A &amp; B</strong></p>\n<p>下周<a rel="noopener noreferrer nofollow">再谈</a></p>'
    )
    assert (seen["words"], seen["marks"]) == (["vip", "华东"], ["speed:good", "care:bad"])
    assert (seen["nps"], seen["pace"], seen["size"]) == (0, 0, len("报价 A & B\n下周再谈"))
    other = {"name": "乙", "start": "14:05", "spent": 600, "words": ["华南"], "nps": 9, "marks": ["speed:bad"]}
    survey.add("survey", other)
    assert _names(survey, search="a & b") == ["甲"] and _names(survey, search="strong") == []
    assert _names(survey, search="报价 A") == ["甲"], "tags inside a sentence do not cut it"
    for question, names in {
        "CONTAINS(body, 'A & B')": ["甲"],
        "CONTAINS(body, 'strong')": [],
        "start >= '12:00'": ["乙"],
        "spent > 3600": ["甲"],
        "('vip' in words or '华南' in words)": ["乙", "甲"],
        "'speed:good' in marks": ["甲"],
        "nps >= 9": ["乙"],
        "ISBLANK(level)": ["乙"],
    }.items():
        assert _names(survey, filter=question) == names, question
    assert _names(survey, sort="-spent") == ["甲", "乙"] and _names(survey, sort="-start") == ["乙", "甲"]
    browser = survey.builder.browser
    measures = [{"key": "mean", "fn": "avg", "field": "nps"}, {"key": "all", "fn": "sum", "field": "spent"}]
    answer = browser.post(survey.records("survey") + ":aggregate", json={"groups": [], "measures": measures})
    assert answer.json()["rows"] == [{"mean": 4.5, "all": 6000}]
    _refuses_by_name(survey)


def _refuses_by_name(survey: Shop) -> None:
    wrong = {
        "start": "9:30",
        "spent": "1:30",
        "words": ["a,b"],
        "nps": 11,
        "level": 42,
        "wishes": ["speed"],
        "marks": ["speed:good", "speed:bad"],
        "body": ["<p>x</p>"],
    }
    answer = survey.builder.browser.post(survey.records("survey"), json=wrong)
    assert answer.status_code == 422
    assert {error["field"]: error["code"] for error in answer.json()["errors"]} == {
        "start": "type",
        "spent": "type",
        "words": "tag_separator",
        "nps": "max",
        "level": "step",
        "wishes": "ranking_incomplete",
        "marks": "row_twice",
        "body": "type",
    }


def test_R133_used_tags_are_offered_under_the_readers_rights(survey: Shop) -> None:
    for words in (["华东", "急"], ["华东"], ["机密客户"]):
        survey.add("survey", {"name": "机密" if "机密客户" in words else "甲", "words": words})
    url = "/api/v1/apps/shop/forms/survey/fields/words/choices"
    offered = [item["id"] for item in survey.builder.browser.get(url).json()["items"]]
    assert offered[0] == "华东" and set(offered) == {"华东", "急", "机密客户"}
    assert [item["id"] for item in survey.builder.browser.get(url, params={"search": "机"}).json()["items"]] == [
        "机密客户"
    ]
    clerk = survey.company.hire("clerk")
    members = [{"kind": "person", "id": clerk.id}]
    grant = {
        "id": "clerk_reads",
        "to": ["role:clerk"],
        "form": "survey",
        "ops": ["read"],
        "rows": "formula",
        "formula": "name <> '机密'",
        "read": ["*"],
    }
    survey.grant([{"key": "clerk", "label": "clerk", "builtin": False, "members": members}], [grant])
    assert {item["id"] for item in clerk.browser.get(url).json()["items"]} == {"华东", "急"}


def test_R043_what_is_exported_comes_back_the_same(survey: Shop, worker: Worker) -> None:
    survey.add("survey", {**FULL, "body": "<p>一</p><p>二</p>"})
    browser, keys = survey.builder.browser, [field["key"] for field in SURVEY["fields"][:9]]
    url, asked = survey.records("survey") + ":export", {"fields": ",".join(keys)}
    exported = browser.get(url, params={**asked, "format": "csv"})
    [line] = list(csv.DictReader(io.StringIO(exported.content.decode("utf-8-sig"))))
    assert (line["开始"], line["用时"], line["标签"], line["看重"]) == (
        "09:30:00",
        "1:30:00",
        "重点、华东",
        "速度、价格",
    )
    book = browser.get(url, params=asked)
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None and sheet.cell(2, 6).value == 0
    made = browser.post("/api/v1/apps/shop/imports", files={"file": ("回访.xlsx", book.content)}).json()
    base = f"/api/v1/apps/shop/imports/{made['id']}"
    columns = [{"index": index, "field": key} for index, key in enumerate(keys)]
    plan = {"sheet": made["sheets"][0]["name"], "target": {"form": "survey"}, "columns": columns}
    assert browser.post(f"{base}:plan", json=plan).status_code == 200
    result = finished(browser, browser.post(f"{base}:run").json()["id"])
    assert (result["created"], result["bad"]) == (1, 0), result["errors"]
    one, two = browser.get(survey.records("survey"), params={"sort": "created_at"}).json()["items"]
    assert {key: one[key] for key in keys} == {key: two[key] for key in keys}
    paths = browser.get("/api/v1/apps/shop/openapi.json").json()["components"]["schemas"]
    assert "rich_text" not in str(paths) and '"contentMediaType"' in browser.get("/api/v1/apps/shop/openapi.json").text
