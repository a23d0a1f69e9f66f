"""Who is probably the same: vectors of names as people write them, and groups at a size that matters."""

import random
import time

import pytest

from engines.form.definition import load_form
from engines.form.likeness import Kind, MatchKey, find_groups, like_one, suggested_keys
from engines.form.likeness.groups import compared
from engines.form.likeness.names import profile

VECTORS: list[tuple[Kind, str, str, str | None]] = [
    ("company", "上海宏远贸易有限公司", "上海市宏远贸易有限责任公司", "legal_form"),
    ("company", "宏远贸易（上海）有限公司", "上海宏远贸易股份有限公司", "legal_form"),
    ("company", "ＡＣＭＥ Co., Ltd.", "acme", "legal_form"),
    ("company", "Siemens AG", "SIEMENS", "legal_form"),
    ("company", "Müller GmbH & Co. KG", "müller gmbh", "legal_form"),
    ("company", "鸿远贸易有限公司", "宏远贸易公司", "pinyin"),
    ("company", "杭州云帆软件科技有限公司", "杭州云帆软件有限公司", None),
    ("company", "苏州恒通精密机械有限公司", "苏州恒通精密机城有限公司", "similar"),
    ("company", "上海银行", "南京银行", None),
    ("company", "浙江恒通机械", "杭州恒通机械", "legal_form"),
    ("person", "张伟", "章伟", "pinyin"),
    ("person", "曾国华", "Zeng Guohua", "pinyin"),
    ("person", "单雄信", "shan xiongxin", "pinyin"),
    ("person", "张伟", "张三", None),
    ("person", "Wei Zhang", "Zhang, Wei", "same"),
    ("person", "Dr. Jonathan Miller", "Jonathon Miller", "similar"),
    ("person", "李娜 女士", "李娜", "same"),
    ("phone", "+86 138-0013-8000", "13800138000", "same"),
    ("phone", "0086 21 6234 5678", "021-62345678", "same"),
    ("phone", "13800138000", "13800138001", None),
    ("email", "Li.Na+shop@Example.com", "li.na@example.com", "same"),
    ("code", "91310000-MA1K3 5XX", "91310000ma1k35xx", "same"),
    ("text", "ThinkPad  X1", "thinkpad x1", "same"),
]


@pytest.mark.parametrize(("kind", "one", "other", "how"), VECTORS)
def test_R042_the_same_is_recognised_however_it_is_written(kind: Kind, one: str, other: str, how: str | None) -> None:
    mine, theirs = profile(kind, one), profile(kind, other)
    assert mine and theirs
    assert compared(kind, mine, theirs) == compared(kind, theirs, mine) == how


def test_R042_evidence_adds_up_and_contradictions_take_away() -> None:
    keys = [MatchKey("name", "person"), MatchKey("mobile", "phone"), MatchKey("code", "code")]
    records = [
        ("a", {"name": "张伟", "mobile": "13800138000"}),
        ("b", {"name": "章伟", "mobile": "+8613800138000"}),
        ("c", {"name": "张伟", "mobile": "13900000000"}),
        ("d", {"name": "张伟", "mobile": "13800138000", "code": "X1"}),
        ("e", {"name": "张伟", "mobile": "13800138000", "code": "X2"}),
    ]
    (group,) = find_groups(records, keys, 0.8).groups
    assert group.members[0].evidence == ()
    assert {member.id for member in group.members} >= {"a", "b"} and "c" not in {m.id for m in group.members}
    assert find_groups(records[3:], keys, 0.8).groups == ()
    assert find_groups(records[:2], keys, 0.8, [("a", "b")]).groups == ()
    (first, *_) = like_one({"name": "zhang wei", "mobile": "138 0013 8000"}, records, keys, 0.8)
    assert dict(first.evidence) == {"name": "pinyin", "mobile": "same"}


def test_R042_what_is_compared_follows_from_the_form() -> None:
    form = load_form(
        {
            "key": "customer",
            "label": "客户",
            "title": "name",
            "fields": [
                {"key": "name", "type": "text", "label": "名称"},
                {"key": "contact", "type": "text", "label": "联系人"},
                {"key": "mobile", "type": "phone", "label": "手机"},
                {"key": "credit_code", "type": "text", "label": "统一社会信用代码"},
                {"key": "note", "type": "text", "label": "备注"},
            ],
        }
    )
    assert [(key.field, key.kind) for key in suggested_keys(form)] == [
        ("name", "company"),
        ("contact", "person"),
        ("mobile", "phone"),
        ("credit_code", "code"),
    ]


def test_R042_many_records_with_one_common_value_are_not_all_compared() -> None:
    chance = random.Random(4)
    words = [a + b for a in "恒宏云瑞中华安泰金德" for b in "通远帆丰信达康盛源博"]

    def made(at: int) -> tuple[str, dict[str, str]]:
        name = f"{chance.choice(words)}{chance.choice(words)}有限公司"
        return f"{at:06}", {"name": name, "phone": "400-800-8000" if at % 2 else ""}

    records = [made(at) for at in range(4_000)]
    keys = [MatchKey("name", "company"), MatchKey("phone", "phone")]
    started = time.process_time()
    found = find_groups(records, keys, 0.8)
    assert found.crowded > 0 and found.compared < 300_000
    assert time.process_time() - started < 8
    assert all(len(group.members) <= 10 for group in found.groups)
