"""Keys from labels, serial numbers, and what kind of field a column of a sheet is."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.form.definition import DefinitionErrors, Form
from engines.form.fields.series import SeriesField
from engines.form.guess import guess_column, guess_header_row
from engines.form.keys import make_key
from engines.form.series import series_scope
from tests.engines.form.forms import form


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("客户名称", "kehumingcheng"),
        ("重庆", "chongqing"),
        ("联系方式(手机)", "lianxifangshi_shouji"),
        ("Deal Amount", "deal_amount"),
        ("客户ID", "kehu_id"),
        ("2026年预算", "field_2026_nianyusuan"),
        ("Größe", "groe"),
        ("！？", "field"),
        ("Owner", "owner_2"),
    ],
)
def test_a_key_is_made_from_the_label(label: str, key: str) -> None:
    assert make_key(label) == key


def test_a_key_is_never_used_twice() -> None:
    assert make_key("金额", taken={"jine"}) == "jine_2"
    assert make_key("金额", taken={"jine"}, tombstones={"jine_2"}) == "jine_3"


@given(st.text(max_size=80), st.sets(st.sampled_from(["field", "a", "b", "field_2"])))
def test_any_label_gives_a_valid_free_key(label: str, taken: set[str]) -> None:
    key = make_key(label, taken)
    assert key not in taken and key == make_key(label, taken)
    assert form(fields=[{"key": key, "type": "text"}]).field(key) is not None


def numbered(own: Form) -> SeriesField:
    return next(field for field in own.fields if isinstance(field, SeriesField))


def test_a_serial_number_has_text_date_field_and_counter() -> None:
    parts = [
        {"text": "OP-"},
        {"date": "yyyyMMdd"},
        {"field": "region"},
        {"counter": 4, "reset": "month", "group_by": ["region"]},
    ]
    region = {"key": "region", "type": "select", "options": [{"value": "e", "label": "华东"}]}
    own = form(fields=[region, {"key": "no", "type": "series", "parts": parts}])
    late = dt.datetime(2026, 11, 30, 17, tzinfo=dt.UTC)  # 1 December in Shanghai
    scope, render = series_scope(numbered(own), own, {"region": "e"}, late)
    assert render(7) == "OP-20261201华东0007" and render(123456) == "OP-20261201华东123456"
    other, _ = series_scope(numbered(own), own, {"region": None}, late)
    assert scope.startswith("202612") and scope != other


@pytest.mark.parametrize(
    ("reset", "scope"),
    [
        ("never", ""),
        ("year", "2026"),
        ("quarter", "20264"),
        ("month", "202611"),
        ("week", "202647"),
        ("day", "20261122"),
    ],
)
def test_a_counter_starts_again_per_period(reset: str, scope: str) -> None:
    own = form(fields=[{"key": "no", "type": "series", "parts": [{"counter": 3, "reset": reset}]}])
    now = dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)
    assert series_scope(numbered(own), own, {}, now)[0] == scope


def test_a_serial_number_has_random_signs_and_parts_of_the_day() -> None:
    parts = [{"date": "yyQ-GGGGww.DDD"}, {"text": "#"}, {"random": 4, "of": "digits"}, {"counter": 2}]
    own = form(fields=[{"key": "no", "type": "series", "parts": parts}])
    now = dt.datetime(2027, 1, 1, 8, tzinfo=dt.UTC)  # a Friday: the ISO week is still 2026-53
    _, render = series_scope(numbered(own), own, {}, now, draw=lambda alphabet, length: alphabet[-1] * length)
    assert render(7) == "271-202653.001#999907"
    with pytest.raises(ValueError, match="randomness"):
        series_scope(numbered(own), own, {}, now)[1](7)


@pytest.mark.parametrize(("parts", "fine"), [
    ([{"random": 6}], True), ([{"random": 8, "of": "digits"}], True), ([{"random": 7, "of": "digits"}], False),
    ([{"random": 4}, {"random": 2}], True), ([{"text": "A"}], False), ([{"counter": 1}, {"counter": 1}], False),
])  # fmt: skip
def test_a_series_without_a_counter_needs_many_values(parts: list[dict[str, Any]], *, fine: bool) -> None:
    try:
        own = form(fields=[{"key": "no", "type": "series", "parts": parts}])
    except DefinitionErrors:
        assert not fine
    else:
        assert fine
        assert own.field("no") is not None


@pytest.mark.parametrize(
    ("header", "cells", "wanted"),
    [
        ("手机", ["13800138000", 13912345678.0], {"type": "phone"}),
        ("手机号码", ["13800138000"], {"type": "phone"}),
        ("E-mail", ["a@b.cn"], {"type": "email"}),
        ("金额", ["1,234.50", 3.0], {"type": "money", "decimals": 2}),
        ("价", ["￥12"], {"type": "money", "decimals": 2}),
        ("签约日期", [dt.datetime(2026, 3, 5), "2026/3/6"], {"type": "date"}),  # noqa: DTZ001 - as a workbook gives it
        ("日期", [46086.0, 46087.0], {"type": "date"}),
        ("x", ["2026-01-02", "2026-02-03"], {"type": "date"}),
        ("when", ["2026-01-02 10:00"], {"type": "datetime"}),
        ("折扣率", ["5%", "12.5%"], {"type": "percent", "decimals": 1}),
        ("数量", [1.0, 2.0], {"type": "number", "decimals": 0}),
        ("面积", [1.5, 2.25], {"type": "number", "decimals": 2}),
        ("是否VIP", ["是", "否"], {"type": "boolean"}),
        ("编号", ["001", "002"], {"type": "text"}),
        ("k", ["001", "002"], {"type": "text"}),
        ("客户名称", ["甲公司", "乙公司"], {"type": "text"}),
        ("其他", ["字" * 300], {"type": "long_text"}),
        ("生日", ["不详", "保密"], {"type": "text"}),
        ("电话", [None, ""], {"type": "phone"}),
    ],
)
def test_a_columns_type_is_guessed_with_evidence(header: str, cells: list[Any], wanted: dict[str, Any]) -> None:
    guess = guess_column(header, cells)
    assert guess.field == wanted and guess.evidence["zh-CN"] and guess.evidence["en"]


def test_few_distinct_values_become_options() -> None:
    guess = guess_column("来源", ["官网", "展会", "老客户介绍"] * 5)
    assert [option["value"] for option in guess.field["options"]] == ["官网", "展会", "老客户介绍"]


def test_a_guess_is_a_definition() -> None:
    columns: list[tuple[str, list[Any]]] = [("金额", [1.5]), ("来源", ["a", "b"] * 9), ("日期", [46086.0])]
    for header, cells in columns:
        form(fields=[{"key": "x", "label": header, **guess_column(header, cells).field}])


def test_the_header_row_is_found_below_a_title() -> None:
    rows: list[list[Any]] = [
        ["2026 年客户清单", None, None],
        [],
        ["名称", "金额", "日期"],
        ["甲", 1.0, "x"],
        ["乙", 2.0, None],
    ]
    assert guess_header_row(rows) == 2
    assert guess_header_row([["a", "b"], [1, 2]]) == 0 and guess_header_row([]) == 0
