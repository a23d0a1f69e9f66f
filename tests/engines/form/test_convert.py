"""What a change of type does to values: kept, changed or lost, and never in silence."""

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest

from engines.form.convert import convert, convertible
from engines.form.fields import FIELD_TYPES, type_of
from engines.form.fields.base import Reading
from tests.engines.form.test_field_types import make

ID = "01890a5d-ac96-774b-bcce-b302099a0001"
PNG = {"id": ID, "name": "a.png", "size": 1, "type": "image/png"}
PDF = {"id": ID[:-1] + "2", "name": "b.pdf", "size": 1, "type": "application/pdf"}
TREE = {"options": [{"value": "zj", "label": "浙江", "children": [{"value": "hz", "label": "杭州"}]}]}
OPTIONS = {"options": [{"value": "a", "label": "甲"}, {"value": "b", "label": "乙"}]}
CASES: list[tuple[tuple[str, dict[str, Any]], tuple[str, dict[str, Any]], Any, Any, str]] = [
    (("text", {}), ("cascade", TREE), "浙江/杭州", "zj/hz", "kept"),
    (("text", {}), ("cascade", TREE), "杭州", "zj/hz", "changed"),
    (("text", {}), ("cascade", TREE), "上海", None, "lost"),
    (("cascade", TREE), ("text", {}), "zj/hz", "浙江/杭州", "kept"),
    (("text", {}), ("address", {}), "浙江杭州西湖区文三路", "浙江省/杭州市/西湖区 文三路", "changed"),
    (("address", {}), ("text", {}), "浙江省/杭州市 文三路", "浙江省/杭州市 文三路", "kept"),
    (("text", {}), ("location", {}), "30.50, 120", "30.5,120", "changed"),
    (("text", {}), ("location", {}), "公司", None, "lost"),
    (("text", {}), ("barcode", {}), "6901", "6901", "kept"),
    (("text", {}), ("encrypted", {"show_last": 2}), "13800138000", "****00", "kept"),
    (("encrypted", {}), ("text", {}), "****8000", None, "lost"),
    (("encrypted", {}), ("encrypted", {"show_last": 0}), "****8000", "****8000", "kept"),
    (("attachment", {}), ("image", {}), [PNG], [PNG], "kept"),
    (("attachment", {}), ("image", {}), [PNG, PDF], [PNG], "changed"),
    (("attachment", {}), ("signature", {}), [PDF], None, "lost"),
    (("image", {}), ("attachment", {}), [PNG], [PNG], "kept"),
    (("image", {}), ("text", {}), [PNG], None, "lost"),
    (("text", {}), ("number", {}), "12", D(12), "kept"),
    (("text", {}), ("number", {}), "1,200", D(1200), "changed"),
    (("text", {}), ("number", {}), "012", D(12), "changed"),
    (("text", {}), ("number", {}), "12.6", D(13), "changed"),
    (("text", {}), ("number", {}), "twelve", None, "lost"),
    (("text", {}), ("date", {}), "2026-03-05", dt.date(2026, 3, 5), "kept"),
    (("text", {}), ("date", {}), "2026年3月5日", dt.date(2026, 3, 5), "changed"),
    (("text", {}), ("select", OPTIONS), "甲", "a", "kept"),
    (("text", {}), ("select", OPTIONS), "丁", None, "lost"),
    (("text", {}), ("phone", {}), "138 0013 8000", "+8613800138000", "kept"),
    (("text", {}), ("phone", {}), "none", None, "lost"),
    (("text", {}), ("long_text", {}), "abc", "abc", "kept"),
    (("long_text", {}), ("text", {}), "a\nb", "a b", "changed"),
    (("long_text", {}), ("text", {"max_length": 3}), "abcdef", "abc", "changed"),
    (("text", {}), ("boolean", {}), "是", True, "kept"),
    (("number", {}), ("text", {}), D(12), "12", "kept"),
    (("number", {"decimals": 2}), ("number", {}), D("1.5"), D(2), "changed"),
    (("number", {}), ("money", {}), D(5), D(5), "kept"),
    (("money", {}), ("text", {}), D("1234.5"), "¥1,234.50", "kept"),
    (("number", {}), ("boolean", {}), D(1), True, "kept"),
    (("number", {}), ("boolean", {}), D(7), None, "lost"),
    (("number", {}), ("date", {}), D(46086), None, "lost"),
    (("boolean", {}), ("number", {}), True, D(1), "kept"),
    (("boolean", {}), ("text", {}), False, "否", "kept"),
    (("date", {}), ("datetime", {}), dt.date(2026, 3, 5), dt.datetime(2026, 3, 4, 16, tzinfo=dt.UTC), "kept"),
    (("datetime", {}), ("date", {}), dt.datetime(2026, 3, 5, 6, 5, tzinfo=dt.UTC), dt.date(2026, 3, 5), "changed"),
    (("select", OPTIONS), ("text", {}), "a", "甲", "kept"),
    (("select", OPTIONS), ("multi_select", OPTIONS), "a", ["a"], "kept"),
    (("multi_select", OPTIONS), ("select", OPTIONS), ["a", "b"], "a", "changed"),
    (("select", OPTIONS), ("select", {"options": [{"value": "b"}]}), "a", None, "lost"),
    (("member", {}), ("member", {"many": True}), ID, [ID], "kept"),
    (("member", {"many": True}), ("member", {}), [ID, ID[:-1] + "2"], ID, "changed"),
    (("member", {}), ("text", {}), ID, "王芳", "kept"),
    (("member", {}), ("department", {}), ID, None, "lost"),
    (("link", {"form": "a"}), ("link", {"form": "b"}), ID, None, "lost"),
    (("attachment", {}), ("text", {}), [{"id": ID, "name": "a", "size": 1, "type": ""}], None, "lost"),
    (("formula", {"as": "money"}), ("money", {}), D("1.23"), D("1.23"), "kept"),
    (("text", {}), ("number", {}), None, None, "kept"),
    (("long_text", {}), ("rich_text", {}), "a\nb", "<p>a</p>\n<p>b</p>", "kept"),
    (("rich_text", {}), ("long_text", {}), "<p>a</p>\n<p>b</p>", "a\nb", "kept"),
    (("rich_text", {}), ("long_text", {}), "<p>a <strong>b</strong></p>", "a b", "changed"),
    (("text", {}), ("time", {}), "下午2点", "14:00", "changed"),
    (("datetime", {}), ("time", {}), dt.datetime(2026, 3, 5, 6, 5, tzinfo=dt.UTC), "14:05", "changed"),
    (("number", {}), ("duration", {}), D(90), D(5400), "kept"),
    (("duration", {"display": "hours"}), ("number", {"decimals": 1}), D(5400), D("1.5"), "kept"),
    (("duration", {}), ("number", {}), D(5401), D(90), "changed"),
    (("duration", {}), ("text", {}), D(5400), "1小时30分", "kept"),
    (("number", {}), ("rating", {}), D(4), D(4), "kept"),
    (("number", {}), ("rating", {}), D(7), None, "lost"),
    (("number", {"decimals": 1}), ("slider", {"step": 5}), D("42.5"), D(45), "changed"),
    (("text", {}), ("tags", {}), "急，华东", ["急", "华东"], "changed"),
    (("multi_select", OPTIONS), ("tags", {}), ["a", "b"], ["甲", "乙"], "kept"),
    (("tags", {}), ("multi_select", OPTIONS), ["a", "x"], ["a"], "changed"),
    (("multi_select", OPTIONS), ("ranking", OPTIONS), ["a", "b"], ["a", "b"], "kept"),
    (("ranking", OPTIONS), ("multi_select", OPTIONS), ["b", "a"], ["a", "b"], "changed"),
    (("ranking", OPTIONS), ("text", {}), ["b", "a"], "乙 > 甲", "kept"),
    (("matrix", {}), ("text", {}), ["speed:good"], "速度: 好", "kept"),
]
READING = Reading(
    title=lambda _field, record_id: "王芳" if record_id == ID else None,
    find=lambda _field, name: ID if name == "王芳" else None,
)


@pytest.mark.parametrize(("old", "new", "value", "wanted", "how"), CASES)
def test_R004_a_type_change_says_what_becomes_of_each_value(
    old: Any, new: Any, value: Any, wanted: Any, how: str
) -> None:
    before, after = make(old[0], **old[1]), make(new[0], **new[1])
    assert convert(before, after, value, READING) == (wanted, how)


HOLDING = sorted(key for key, kind in FIELD_TYPES.items() if kind.holds)


@pytest.mark.parametrize("old", HOLDING)
@pytest.mark.parametrize("new", HOLDING)
def test_every_pair_of_types_has_an_answer(old: str, new: str) -> None:
    before, after = make(old), make(new)
    value, how = convert(before, after, type_of(before).example(before), READING)
    assert (value is None) == (how == "lost")
    if old == new:
        assert how == "kept"
    if not convertible(before, after):
        assert how == "lost"
