"""Tables of values per field type: read from the API, parsed from a cell, shown, refused."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from engines.form.fields import type_of
from engines.form.fields.base import Reading
from engines.form.problems import ValueProblem
from tests.engines.form.test_field_types import EXTRA, make

D = Decimal
UTC = dt.UTC
LOST = "refused"


def outcome(read: Any) -> Any:
    try:
        return read()
    except ValueProblem as problem:
        assert problem.message["zh-CN"] and problem.message["en"]
        return LOST


TREE = {"options": [
    {"value": "zj", "label": {"zh-CN": "浙江", "en": "Zhejiang"}, "children": [
        {"value": "hz", "label": "杭州", "children": [{"value": "xh", "label": "西湖"}]},
        {"value": "nb", "label": "宁波", "retired": True},
    ]},
    {"value": "js", "label": "江苏", "children": [{"value": "xh", "label": "西湖"}, {"value": "nj", "label": "南京"}]},
]}  # fmt: skip

PARSED: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("cascade", TREE, "浙江/杭州/西湖", "zj/hz/xh"),
    ("cascade", TREE, "浙江 > 杭州 → 西湖", "zj/hz/xh"),
    ("cascade", TREE, "Zhejiang/杭州/西湖", "zj/hz/xh"),
    ("cascade", TREE, "ZJ/hz/xh", "zj/hz/xh"),
    ("cascade", TREE, "杭州／西湖", "zj/hz/xh"),
    ("cascade", TREE, "南京", "js/nj"),
    ("cascade", TREE, "西湖", LOST),  # two paths end so
    ("cascade", TREE, "浙江/上海", LOST),
    ("address", {}, "浙江省/杭州市/西湖区 文三路 1 号", "浙江省/杭州市/西湖区 文三路 1 号"),
    ("address", {}, "浙江省杭州市西湖区文三路1号", "浙江省/杭州市/西湖区 文三路1号"),
    ("address", {}, "浙江 杭州 西湖 文三路1号", "浙江省/杭州市/西湖区 文三路1号"),
    ("address", {}, "杭州市西湖区文三路1号", "浙江省/杭州市/西湖区 文三路1号"),
    ("address", {}, "北京市朝阳区建国路88号", "北京市/北京市/朝阳区 建国路88号"),
    ("address", {}, "北京/北京/朝阳", "北京市/北京市/朝阳区"),
    ("address", {}, "重庆市渝中区", "重庆市/重庆市/渝中区"),
    ("address", {}, "吉林省长春市南关区", "吉林省/长春市/南关区"),
    ("address", {}, "吉林市昌邑区", "吉林省/吉林市/昌邑区"),
    ("address", {}, "湖北省仙桃市沔州大道", "湖北省/省直辖县/仙桃市 沔州大道"),
    ("address", {}, "内蒙古呼和浩特市新城区", "内蒙古自治区/呼和浩特市/新城区"),
    ("address", {}, "云南大理州大理市", "云南省/大理白族自治州/大理市"),
    ("address", {"level": "city"}, "浙江省丽水市莲都区", "浙江省/丽水市 莲都区"),
    ("address", {}, "月球一号基地", "月球一号基地"),  # kept, so that the refusal names it
    ("address", {"style": "free"}, "221B Baker\nStreet", "221B Baker Street"),
    ("location", {}, "30.274151,120.15507", "30.274151,120.15507"),
    ("location", {}, "30.2741514999, 120.155070 公司 总部", "30.274151,120.15507 公司 总部"),
    ("location", {}, "120.15507,30.274151", "30.274151,120.15507"),
    ("location", {}, "geo:30.5,120.5", "30.5,120.5"),
    ("location", {}, "（30，120）", "30,120"),
    ("location", {}, "39°54′27″N 116°23′17″E", "39.9075,116.388056"),
    ("location", {}, "33°51'S, 151°12'E Sydney", "-33.85,151.2 Sydney"),
    ("location", {}, "-0,-0.0000001", "0,0"),
    ("location", {}, "200,100", LOST),
    ("location", {}, "公司", LOST),
    ("barcode", {}, " 690123\t4567892 ", "690123 4567892"),
    ("barcode", {}, 6901234567892, "6901234567892"),
    ("image", {}, "a.png", LOST),
    ("signature", {}, "a.png", LOST),
    ("money", {}, "1,234.50元", D("1234.5")),
    ("money", {}, "￥1,234", D(1234)),
    ("money", {}, "(1,234.5)", D("-1234.5")),
    ("money", {}, "-¥5", D(-5)),
    ("money", {}, "¥-5", D(-5)),
    ("money", {}, "1.2万元", D(12000)),
    ("money", {}, "３．５", D("3.5")),
    ("money", {}, "人民币 500", D(500)),
    ("money", {}, "1.005", D("1.01")),
    ("money", {}, "-1.005", D("-1.01")),
    ("money", {}, 3.0, D(3)),
    ("money", {}, "1,23", LOST),
    ("money", {}, "abc", LOST),
    ("number", {}, "E5", LOST),
    ("money", {}, "元", LOST),
    ("money", {}, "1.2.3", LOST),
    ("money", {}, "1-2", LOST),
    ("money", {}, True, LOST),
    ("number", {"unit": "台"}, "5 台", D(5)),
    ("number", {}, "5 台", LOST),
    ("number", {"decimals": 2}, "1e3", D(1000)),
    ("number", {}, "2.5", D(3)),
    ("number", {}, "-2.5", D(-3)),
    ("number", {}, "12345678901234567", LOST),
    ("percent", {}, "25%", D("0.25")),
    ("percent", {}, "25.5％", D("0.255")),
    ("percent", {}, "25", D("0.25")),
    ("percent", {}, "0.25", D("0.25")),
    ("percent", {}, 0.25, D("0.25")),
    ("percent", {}, 25.0, D(25)),
    ("boolean", {}, "是", True),
    ("boolean", {}, "否", False),
    ("boolean", {}, "√", True),
    ("boolean", {}, "No", False),
    ("boolean", {}, 1, True),
    ("boolean", {}, 0.0, False),
    ("boolean", {}, "也许", LOST),
    ("date", {}, "2026/3/5", dt.date(2026, 3, 5)),
    ("date", {}, "2026年3月5日", dt.date(2026, 3, 5)),
    ("date", {}, "２０２６年３月５日", dt.date(2026, 3, 5)),
    ("date", {}, "20260305", dt.date(2026, 3, 5)),
    ("date", {}, "2026.3.5 14:00", dt.date(2026, 3, 5)),
    ("date", {}, "25/12/2026", dt.date(2026, 12, 25)),
    ("date", {}, "5 Mar 2026", dt.date(2026, 3, 5)),
    ("date", {}, "March 5, 2026", dt.date(2026, 3, 5)),
    ("date", {}, 46086, dt.date(2026, 3, 5)),
    ("date", {}, 46086.75, dt.date(2026, 3, 5)),
    ("date", {}, "46086", dt.date(2026, 3, 5)),
    ("date", {}, dt.datetime(2026, 3, 5), dt.date(2026, 3, 5)),  # noqa: DTZ001 - as a workbook gives it
    ("date", {}, "2026-02-30", LOST),
    ("date", {}, "2026-02-30x", LOST),
    ("date", {}, 0, LOST),
    ("date", {}, True, LOST),
    ("datetime", {}, "2026/3/5 14:05", dt.datetime(2026, 3, 5, 6, 5, tzinfo=UTC)),
    ("datetime", {}, "2026年3月5日 下午2点5分", dt.datetime(2026, 3, 5, 6, 5, tzinfo=UTC)),
    ("datetime", {}, "2026-03-05 2:05 PM", dt.datetime(2026, 3, 5, 6, 5, tzinfo=UTC)),
    ("datetime", {}, "2026-03-05T14:05:00Z", dt.datetime(2026, 3, 5, 14, 5, tzinfo=UTC)),
    ("datetime", {}, 46086.5, dt.datetime(2026, 3, 5, 4, tzinfo=UTC)),
    ("datetime", {}, "2026/3/5", dt.datetime(2026, 3, 4, 16, tzinfo=UTC)),
    ("datetime", {}, "2026/3/5 25:00", LOST),
    ("select", {}, "甲", "a"),
    ("select", {}, "first", "a"),
    ("select", {}, " A ", "a"),
    ("select", {}, "丁", LOST),
    ("multi_select", {}, "b；甲", ["a", "b"]),
    ("multi_select", {"options": [{"value": "a", "label": "甲,乙"}, {"value": "c"}]}, "甲,乙", ["a"]),
    ("multi_select", {}, "甲,丁", LOST),
    ("phone", {"mobile_only": True}, "138 0013 8000", "+8613800138000"),
    ("phone", {"mobile_only": True}, 13800138000.0, "+8613800138000"),
    ("phone", {"mobile_only": True}, "１３８００１３８０００", "+8613800138000"),
    ("phone", {"mobile_only": True}, "+1 650 253 0000", "+16502530000"),
    ("phone", {"mobile_only": True}, "010-62782051", LOST),
    ("phone", {"mobile_only": True}, "12345", LOST),
    ("phone", {"mobile_only": True}, "1380013800", LOST),
    ("phone", {}, "010-62782051", "+861062782051"),
    ("email", {}, " Li.Fang@EXAMPLE.com ", "Li.Fang@example.com"),
    ("email", {}, "li@", LOST),
    ("url", {}, "www.example.cn/x", "https://www.example.cn/x"),
    ("url", {}, "javascript:alert(1)", LOST),
    ("text", {}, 3.0, "3"),
    ("text", {}, dt.datetime(2026, 3, 5), "2026-03-05"),  # noqa: DTZ001 - as a workbook gives it
    ("text", {}, "a\r\nb\tc", "a b c"),
    ("long_text", {}, "a\r\nb\x00", "a\nb"),
    ("member", {}, "王芳", "01890a5d-ac96-774b-bcce-b302099a0001"),
    ("member", {"many": True}, "王芳、王芳", ["01890a5d-ac96-774b-bcce-b302099a0001"]),
    ("member", {}, "李雷", LOST),
]


@pytest.mark.parametrize(("kind", "settings", "raw", "wanted"), PARSED)
def test_R043_a_cell_is_read_as_people_write_it(kind: str, settings: dict[str, Any], raw: Any, wanted: Any) -> None:
    field = make(kind, **settings)
    reading = Reading(find=lambda _field, name: EXAMPLE_PEOPLE.get(name))
    assert outcome(lambda: type_of(field).parse(field, raw, "zh-CN", reading)) == wanted


EXAMPLE_PEOPLE = {"王芳": "01890a5d-ac96-774b-bcce-b302099a0001"}

FILE = {"id": "01890a5d-ac96-774b-bcce-b302099a8057", "name": "a", "size": 1, "type": "image/png"}
SENT: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("cascade", TREE, "zj/hz/xh", "zj/hz/xh"),
    ("cascade", TREE, ["zj", "hz", "xh"], "zj/hz/xh"),
    ("cascade", TREE, "浙江/杭州/西湖", LOST),
    ("cascade", TREE, ["zj", 1], LOST),
    ("address", {}, {"province": "浙江省", "city": "杭州市", "detail": "文三路"}, "浙江省/杭州市 文三路"),
    ("address", {}, {"province": "浙江省", "street": "x"}, LOST),
    ("address", {}, 5, LOST),
    ("address", {"style": "free"}, {"province": "浙江省"}, LOST),
    ("location", {}, {"lat": 30.5, "lng": D("120.25"), "label": "总部"}, "30.5,120.25 总部"),
    ("location", {}, {"lat": 91, "lng": 0}, LOST),
    ("location", {}, {"lat": True, "lng": 0}, LOST),
    ("location", {}, "120,30 x", LOST),
    ("location", {}, "30,120", "30,120"),
    ("barcode", {}, 6901234567892, LOST),
    ("signature", {}, [FILE], [FILE]),
    ("signature", {}, "data:image/png;base64,AAAA", LOST),
    ("image", {}, [FILE["id"]], [{"id": FILE["id"], "name": "", "size": 0, "type": ""}]),
    ("text", {}, "  e\u0301\u202e ", "é"),
    ("text", {}, 5, LOST),
    ("text", {}, "\x00", None),
    ("number", {}, "5", LOST),
    ("number", {}, True, LOST),
    ("number", {}, 1.5, LOST),
    ("number", {"decimals": 1}, 1.5, D("1.5")),
    ("number", {"decimals": 2}, 0.1 + 0.2, D("0.3")),
    ("number", {}, 12345678901234567, LOST),
    ("number", {}, float("inf"), LOST),
    ("number", {}, float("nan"), LOST),
    ("money", {}, 1.005, LOST),
    ("money", {}, 999999999999.99, D("999999999999.99")),
    ("percent", {}, 0.1234, D("0.1234")),
    ("percent", {}, 0.12345, LOST),
    ("boolean", {}, True, True),
    ("boolean", {}, "true", LOST),
    ("boolean", {}, 1, LOST),
    ("date", {}, "2026-03-05", dt.date(2026, 3, 5)),
    ("date", {}, "2026/3/5", LOST),
    ("date", {}, "20260305", LOST),
    ("date", {}, "2026-02-30", LOST),
    ("date", {}, "2026-03-05T00:00:00Z", LOST),
    ("datetime", {}, "2026-03-05T08:30:00.123456Z", dt.datetime(2026, 3, 5, 8, 30, 0, 123000, tzinfo=UTC)),
    ("datetime", {}, "2026-03-05T08:30:00+08:00", dt.datetime(2026, 3, 5, 0, 30, tzinfo=UTC)),
    ("datetime", {}, "2026-03-05T08:30:00", LOST),
    ("datetime", {}, "2026-03-05", LOST),
    ("select", {}, "a", "a"),
    ("select", {}, "甲", LOST),
    ("multi_select", {}, ["b", "a", "b"], ["a", "b"]),
    ("multi_select", {}, "a", LOST),
    ("phone", {}, "13800138000", "+8613800138000"),
    ("email", {}, "a@b.cn\n", "a@b.cn"),
    ("url", {}, "http://例子.cn/路径", "http://例子.cn/路径"),
    ("url", {}, "https://a.cn:99999/", LOST),
    ("url", {}, "https:///x", LOST),
    ("member", {}, "01890A5D-AC96-774B-BCCE-B302099A0001", "01890a5d-ac96-774b-bcce-b302099a0001"),
    ("member", {}, ["01890a5d-ac96-774b-bcce-b302099a0001"], LOST),
    ("link", {}, "1 or 1=1", LOST),
    ("attachment", {}, [{"id": "nope"}], LOST),
    ("attachment", {}, [{"id": "01890a5d-ac96-774b-bcce-b302099a0001", "evil": 1}], LOST),
    ("subform", {}, [{"id": "x"}], LOST),
    ("subform", {}, {"a": 1}, LOST),
]


@pytest.mark.parametrize(("kind", "settings", "raw", "wanted"), SENT)
def test_the_api_is_strict(kind: str, settings: dict[str, Any], raw: Any, wanted: Any) -> None:
    field = make(kind, **settings)
    assert outcome(lambda: type_of(field).from_json(field, raw)) == wanted


UNIT = {"zh-CN": "台", "en": "pcs"}
SHOWN: list[tuple[str, dict[str, Any], Any, str, str]] = [
    ("cascade", TREE, "zj/hz/xh", "浙江/杭州/西湖", "Zhejiang/杭州/西湖"),
    ("cascade", TREE, "zj/gone", "zj/gone", "zj/gone"),
    ("money", {}, D("1234.5"), "¥1,234.50", "¥1,234.50"),
    ("money", {"currency": "HKD"}, D("-1"), "-HKD 1.00", "-HKD 1.00"),
    (
        "number",
        {"decimals": 1, "thousands": True, "unit": {"zh-CN": "台", "en": "pcs"}},
        D(1234),
        "1,234.0 台",
        "1,234.0 pcs",
    ),
    ("number", {}, D("1.25"), "1.25", "1.25"),
    ("number", {"decimals": 1}, D("1.200"), "1.2", "1.2"),
    ("number", {"decimals": 4, "trim": True, "thousands": True}, D("1200.5000"), "1,200.5", "1,200.5"),
    ("number", {"decimals": 4, "trim": True}, D("120.0000"), "120", "120"),
    ("percent", {}, D("0.1234"), "12.34%", "12.34%"),
    ("boolean", {}, False, "否", "No"),
    ("date", {}, dt.date(2026, 3, 5), "2026-03-05", "2026-03-05"),
    ("datetime", {}, dt.datetime(2026, 3, 5, 8, 30, tzinfo=UTC), "2026-03-05 16:30", "2026-03-05 16:30"),
    ("select", {}, "a", "甲", "First"),
    ("select", {}, "gone", "gone", "gone"),
    ("phone", {}, "+8613800138000", "138 0013 8000", "138 0013 8000"),
    ("phone", {}, "+16502530000", "+1 650-253-0000", "+1 650-253-0000"),
    ("formula", {}, D("1.23456"), "¥1.23", "¥1.23"),
    ("formula", {"as": "number", "unit": "件"}, D("1.25"), "1.25 件", "1.25 件"),
]


@pytest.mark.parametrize(("kind", "settings", "value", "chinese", "english"), SHOWN)
def test_a_value_is_shown_in_the_readers_language(
    kind: str, settings: dict[str, Any], value: Any, chinese: str, english: str
) -> None:
    field = make(kind, **settings)
    assert type_of(field).format(field, value, "zh-CN") == chinese
    assert type_of(field).format(field, value, "en") == english


LIMITS: list[tuple[str, dict[str, Any], Any, list[str]]] = [
    ("text", {"max_length": 3}, "四个字啊", ["max_length"]),
    ("text", {"min_length": 3}, "ab", ["min_length"]),
    ("text", {"pattern": "[A-Z]{2}\\d+"}, "AB12", []),
    ("text", {"pattern": "[A-Z]{2}\\d+"}, "AB12x", ["pattern"]),
    ("text", {"pattern": "(a+)+$"}, "a" * 200 + "b", ["pattern"]),
    ("number", {"min": 1, "max": 9}, D(0), ["min"]),
    ("number", {"min": 1, "max": 9}, D(9), []),
    ("number", {"min": 1, "max": 9}, D(10), ["max"]),
    ("date", {"min": "2026-01-01"}, dt.date(2025, 12, 31), ["min"]),
    ("datetime", {"max": "2026-01-01T00:00:00Z"}, dt.datetime(2026, 1, 2, tzinfo=UTC), ["max"]),
    ("multi_select", {"max_count": 1}, ["a", "b"], ["max_count"]),
    ("attachment", {"max_files": 1}, [{"id": "1", "name": "a", "size": 1, "type": ""}] * 2, ["max_files"]),
    ("attachment", {"max_mb": 1}, [{"id": "1", "name": "a", "size": 2**21, "type": ""}], ["file_too_large"]),
    ("attachment", {"accept": [".pdf", "image/*"]}, [{"id": "1", "name": "a.PDF", "size": 1, "type": "x/y"}], []),
    ("attachment", {"accept": ["image/*"]}, [{"id": "1", "name": "a.exe", "size": 1, "type": "x/y"}], ["file_type"]),
    ("cascade", TREE, "zj/hz", ["not_a_leaf"]),
    ("cascade", {**TREE, "any_level": True}, "zj/hz", []),
    ("cascade", TREE, "zj/nb", ["option_retired"]),
    ("cascade", TREE, "zj/gone", ["option_unknown"]),
    ("address", {}, "浙江省/杭州市/西湖区", []),
    ("address", {}, "浙江省/火星市", ["region_unknown"]),
    ("address", {"level": "city"}, "浙江省/杭州市/西湖区", ["region_too_deep"]),
    ("address", {"detail": False}, "浙江省/杭州市 文三路", ["no_detail"]),
    ("address", {"style": "free"}, "anywhere", []),
    ("image", {}, [{**FILE, "type": "application/pdf"}], ["file_type"]),
    ("image", {"accept": ["image/png"]}, [{**FILE, "type": "image/jpeg"}], ["file_type"]),
    ("signature", {}, [FILE, {**FILE, "id": "2"}], ["max_files"]),
    ("signature", {}, [{**FILE, "type": "image/jpeg"}], ["file_type"]),
    ("barcode", {"max_length": 3}, "1234", ["max_length"]),
    ("subform", {"min_rows": 1}, [], ["min_rows"]),
    ("subform", {"max_rows": 1}, [{}, {}], ["max_rows"]),
]


@pytest.mark.parametrize(("kind", "settings", "value", "wanted"), LIMITS)
def test_a_fields_own_limits(kind: str, settings: dict[str, Any], value: Any, wanted: list[str]) -> None:
    field = make(kind, **settings)
    assert [problem.code for problem in type_of(field).check(field, value)] == wanted


def test_R031_a_wrong_mobile_number_is_refused_in_plain_words() -> None:
    field = make("phone", label="联系方式", mobile_only=True)
    with pytest.raises(ValueProblem) as refused:
        type_of(field).from_json(field, "12345678901")
    assert refused.value.message["zh-CN"] == "请输入有效的手机号码"


def test_an_unknown_option_is_refused_by_naming_the_allowed_ones() -> None:
    field = make("select")
    with pytest.raises(ValueProblem) as refused:
        type_of(field).from_json(field, "c")
    assert "甲" in refused.value.message["zh-CN"] and refused.value.params["allowed"] == ["a", "b"]


def test_a_retired_option_may_only_stay_where_it_is() -> None:
    field = make("select", options=[{"value": "a"}, {"value": "b", "retired": True}])
    kind = type_of(field)
    assert [problem.code for problem in kind.check(field, "b", "a")] == ["option_retired"]
    assert kind.check(field, "b", "b") == []


SETTINGS: list[tuple[str, dict[str, Any], str]] = [
    ("text", {"pattern": "("}, "pattern"),
    ("text", {"pattern": "a(?=b)"}, "pattern"),
    ("text", {"min_length": 9, "max_length": 3}, "min_length"),
    ("number", {"min": 2, "max": 1}, "min"),
    ("date", {"min": "2026-01-02", "max": "2026-01-01"}, "min"),
    ("select", {"options": []}, "options"),
    ("select", {"options": [{"value": "a"}, {"value": "a"}]}, "options"),
    ("cascade", {"options": []}, "options"),
    ("cascade", {"options": [{"value": "a"}, {"value": "a"}]}, "options"),
    ("phone", {"region": "XX"}, "region"),
    ("link", {"many": True, "fill": {"a": "b"}}, "fill"),
    ("subform", {"fields": []}, "fields"),
]


@pytest.mark.parametrize(("kind", "settings", "name"), SETTINGS)
def test_settings_that_contradict_each_other_are_told(kind: str, settings: dict[str, Any], name: str) -> None:
    field = make(kind, **settings)
    assert [found for found, _ in type_of(field).problems(field)] == [name]


def test_the_shared_table_covers_every_type_that_needs_settings() -> None:
    assert set(EXTRA) == {
        "select",
        "multi_select",
        "cascade",
        "ranking",
        "matrix",
        "link",
        "formula",
        "lookup",
        "rollup",
        "button",
        "subform",
    }
