"""The tables of `test_field_values` for the types that came later: read, sent, shown, limited, set wrongly."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.form.fields import type_of
from engines.form.html import clean_html
from tests.engines.form.test_field_types import make
from tests.engines.form.test_field_values import LOST, outcome

D = Decimal

PARSED: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("rich_text", {}, "一\n\n二 < 三", "<p>一</p>\n<p>二 &lt; 三</p>"),
    ("rich_text", {}, "<div>a<br/>b</div><img src=x onerror=y>", "<p>a<br>\nb</p>"),
    ("rich_text", {}, "<p> </p>", None),
    ("time", {}, "9:30", "09:30"),
    ("time", {}, "9：30：59", "09:30"),
    ("time", {"seconds": True}, "9:30:59", "09:30:59"),
    ("time", {}, "下午2点半", "14:30"),
    ("time", {}, "2:05 pm", "14:05"),
    ("time", {}, "12:05 AM", "00:05"),
    ("time", {}, "0930", "09:30"),
    ("time", {}, "9点", "09:00"),
    ("time", {}, 0.75, "18:00"),
    ("time", {}, dt.time(8, 5), "08:05"),
    ("time", {}, "2026-03-05 16:30", "16:30"),
    ("time", {}, "24:00", LOST),
    ("time", {}, "9", LOST),
    ("time", {}, 1, LOST),
    ("duration", {}, "1h 30m", D(5400)),
    ("duration", {}, "1小时30分", D(5400)),
    ("duration", {}, "90 分钟", D(5400)),
    ("duration", {}, "1小时半", D(5400)),
    ("duration", {}, "半小时", D(1800)),
    ("duration", {}, "1.5h", D(5400)),
    ("duration", {}, "1h30", D(5400)),
    ("duration", {}, "1:30", D(5400)),
    ("duration", {}, "1:30:05", D(5405)),
    ("duration", {}, "2天 3小时", D(183600)),
    ("duration", {}, "PT1H30M", D(5400)),
    ("duration", {}, "-0:05", D(-300)),
    ("duration", {}, "90", D(5400)),
    ("duration", {"display": "clock_seconds"}, "90", D(90)),
    ("duration", {"display": "hours"}, 1.5, D(5400)),
    ("duration", {}, dt.timedelta(hours=26), D(93600)),
    ("duration", {}, "1h 30x", LOST),
    ("duration", {}, "soon", LOST),
    ("rating", {}, "4/5", D(4)),
    ("rating", {}, "★★★☆☆", D(3)),
    ("rating", {}, "4 分", D(4)),
    ("rating", {}, 6, LOST),
    ("rating", {"display": "scale", "min": 0, "max": 10}, "0", D(0)),
    ("rating", {}, 0, LOST),
    ("slider", {"step": 5, "unit": "%"}, "42 %", D(40)),
    ("slider", {"step": 5}, 43, D(45)),
    ("slider", {"step": 30}, 99, D(90)),
    ("slider", {}, 101, LOST),
    ("tags", {}, "急，华东；急", ["急", "华东"]),
    ("tags", {"options": [{"value": "vip", "label": "重点, 客户"}]}, "重点, 客户", ["vip"]),
    ("tags", {}, ["VIP", "ｖｉｐ"], ["VIP"]),
    ("ranking", {}, "乙 > 甲", ["b", "a"]),
    ("ranking", {}, "1. 乙, 2. 甲", ["b", "a"]),
    ("ranking", {}, "乙、丙", LOST),
    ("matrix", {}, "速度：好", ["speed:good"]),
    ("matrix", {}, "速度: 差", LOST),
]


@pytest.mark.parametrize(("kind", "settings", "raw", "wanted"), PARSED)
def test_R043_a_cell_is_read_as_people_write_it(kind: str, settings: dict[str, Any], raw: Any, wanted: Any) -> None:
    field = make(kind, **settings)
    assert outcome(lambda: type_of(field).parse(field, raw)) == wanted


SENT: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("rich_text", {}, "<p>a</p><script>b</script>", "<p>a</p>"),
    ("rich_text", {}, '<p style="color:red" onclick=x>a</p>', "<p>a</p>"),
    ("rich_text", {}, '<a href="javascript:x">a</a>', '<a rel="noopener noreferrer nofollow">a</a>'),
    (
        "rich_text",
        {},
        '<a href="https://a.cn/?q=<b>">a</a>',
        '<a href="https://a.cn/?q=%3Cb%3E" rel="noopener noreferrer nofollow">a</a>',
    ),
    ("rich_text", {}, "<p></p>", None),
    ("rich_text", {}, "<div><div>a</div><p>b</p></div>", "<p>a</p>\n<p>b</p>"),
    ("rich_text", {}, "<b>a</b> <i>b</i>", "<strong>a</strong> <em>b</em>"),
    ("rich_text", {"max_length": 1}, "x" * 10_100, LOST),
    ("time", {}, "09:30", "09:30"),
    ("time", {"seconds": True}, "09:30", "09:30:00"),
    ("time", {}, "09:30:05", LOST),
    ("time", {}, "9:30", LOST),
    ("time", {}, "25:00", LOST),
    ("duration", {}, 5400, D(5400)),
    ("duration", {}, 1.5, LOST),
    ("duration", {}, 10**11, LOST),
    ("rating", {}, 4.5, LOST),
    ("tags", {}, "a", LOST),
    ("tags", {}, [" a ", "A", ""], ["a"]),
    ("tags", {}, ["a;b"], LOST),
    ("tags", {}, ["x" * 101], LOST),
    ("ranking", {}, ["b", "a"], ["b", "a"]),
    ("ranking", {}, ["a", "a"], LOST),
    ("matrix", {}, ["speed:good", "speed:good"], ["speed:good"]),
    ("matrix", {}, ["speed:bad"], LOST),
    ("matrix", {}, {"speed": "good"}, LOST),
    ("matrix", {"answer": "number", "columns": []}, ["speed:5"], ["speed:5"]),
]


@pytest.mark.parametrize(("kind", "settings", "raw", "wanted"), SENT)
def test_the_api_is_strict(kind: str, settings: dict[str, Any], raw: Any, wanted: Any) -> None:
    field = make(kind, **settings)
    assert outcome(lambda: type_of(field).from_json(field, raw)) == wanted


SHOWN: list[tuple[str, dict[str, Any], Any, str, str]] = [
    (
        "rich_text",
        {},
        "<p>一 &amp; <strong>二</strong></p>\n<ul><li>三</li>\n<li>四</li></ul>",
        "一 & 二\n三\n四",
        "一 & 二\n三\n四",
    ),
    ("duration", {}, D(5400), "1小时30分", "1h 30m"),
    ("duration", {}, D(45), "45秒", "45s"),
    ("duration", {}, D(0), "0分", "0m"),
    ("duration", {"display": "clock"}, D(-5400), "-1:30", "-1:30"),
    ("duration", {"display": "clock"}, D(5405), "1:30:05", "1:30:05"),
    ("duration", {"display": "minutes"}, D(5400), "90 分钟", "90 min"),
    ("duration", {"display": "hours"}, D(5400), "1.5 小时", "1.5 h"),
    ("duration", {"display": "hours"}, D(5401), "1小时30分1秒", "1h 30m 1s"),
    ("slider", {"unit": "%"}, D(40), "40 %", "40 %"),
    (
        "tags",
        {"options": [{"value": "vip", "label": {"zh-CN": "重点", "en": "Key"}}]},
        ["vip", "x"],
        "重点, x",
        "Key, x",
    ),
    ("ranking", {}, ["b", "a"], "乙 > 甲", "乙 > 甲"),
    ("matrix", {}, ["speed:good"], "速度: 好", "速度: 好"),
]


@pytest.mark.parametrize(("kind", "settings", "value", "chinese", "english"), SHOWN)
def test_a_value_is_shown_in_the_readers_language(
    kind: str, settings: dict[str, Any], value: Any, chinese: str, english: str
) -> None:
    field = make(kind, **settings)
    assert type_of(field).format(field, value, "zh-CN") == chinese
    assert type_of(field).format(field, value, "en") == english


LIMITS: list[tuple[str, dict[str, Any], Any, list[str]]] = [
    ("rich_text", {"max_length": 2}, "<p>a<strong>b</strong></p>", []),
    ("rich_text", {"max_length": 2}, "<p>abc</p>", ["max_length"]),
    ("time", {"min": "09:00", "max": "18:00"}, "18:00", []),
    ("time", {"min": "09:00"}, "08:59", ["min"]),
    ("time", {"seconds": True, "max": "18:00"}, "18:00:01", ["max"]),
    ("duration", {"max": 3600}, D(3601), ["max"]),
    ("rating", {}, D(6), ["max"]),
    ("slider", {"step": 5}, D(42), ["step"]),
    ("tags", {"max_count": 1}, ["a", "b"], ["max_count"]),
    ("tags", {"options": [{"value": "a", "retired": True}]}, ["a"], ["option_retired"]),
    ("ranking", {}, ["b"], ["ranking_incomplete"]),
    ("ranking", {"partial": True}, ["b"], []),
    ("matrix", {"answer": "number"}, ["speed:1", "speed:2"], ["row_twice"]),
    ("matrix", {"rows": [{"value": "a"}, {"value": "b"}], "all_rows": True}, ["a:good"], ["row_missing"]),
]


@pytest.mark.parametrize(("kind", "settings", "value", "wanted"), LIMITS)
def test_a_fields_own_limits(kind: str, settings: dict[str, Any], value: Any, wanted: list[str]) -> None:
    field = make(kind, **settings)
    assert [problem.code for problem in type_of(field).check(field, value)] == wanted


SETTINGS: list[tuple[str, dict[str, Any], str]] = [
    ("time", {"min": "10:00", "max": "09:00"}, "min"),
    ("rating", {"min": 0}, "min"),
    ("rating", {"display": "scale", "max": 1}, "max"),
    ("slider", {"min": 5, "max": 5}, "max"),
    ("slider", {"step": 0.000001, "decimals": 6}, "step"),
    ("tags", {"options": [{"value": "a"}, {"value": "a"}]}, "options"),
    ("ranking", {"options": []}, "options"),
    ("matrix", {"rows": []}, "rows"),
    ("matrix", {"columns": [{"value": "a:b"}]}, "columns"),
    ("matrix", {"answer": "number", "max": 1}, "max"),
]


@pytest.mark.parametrize(("kind", "settings", "name"), SETTINGS)
def test_settings_that_contradict_each_other_are_told(kind: str, settings: dict[str, Any], name: str) -> None:
    field = make(kind, **settings)
    assert [found for found, _ in type_of(field).problems(field)] == [name]


HOSTILE = st.text("<>/\"'= abpiscrtonlx:&;\n", max_size=60)


@given(HOSTILE)
def test_cleaned_html_is_clean_however_often(raw: str) -> None:
    cleaned = clean_html(raw) or ""
    assert (clean_html(cleaned) or "") == cleaned
    assert "<script" not in cleaned.casefold() and not re.search(r"<[^>]*\son\w", cleaned)
