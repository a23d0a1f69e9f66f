"""Companies, people, telephone numbers and addresses on the net. None is meant to be a real one."""

from __future__ import annotations

import random

from pypinyin import lazy_pinyin

_FIRST = "云恒华金远天博瑞智海卓启鼎安新宏联凌万嘉泰同德佳盛永晨百东力精优康益诚立星润锦航景正"
_SECOND = "帆通信石景成达捷丰汇纳越明泰宇图创象和润源兴川科宁民峰阳诺邦腾鑫威程迪朗"
TRADES = {
    "manufacturing": (
        "精密机械", "自动化设备", "电气", "新材料", "汽车零部件", "模具", "包装机械", "光电科技", "智能装备",
    ),
    "software": ("信息技术", "软件", "数据科技", "网络科技"),
    "retail": ("商贸", "连锁超市", "百货", "电子商务", "食品"),
    "education": ("教育科技", "职业培训", "文化传播"),
    "medical": ("医疗器械", "生物医药", "健康管理", "制药"),
    "logistics": ("物流", "供应链管理", "冷链运输"),
    "construction": ("建筑工程", "钢结构", "机电安装"),
    "finance": ("融资租赁", "商业保理", "投资管理"),
}  # fmt: skip
INDUSTRIES = tuple(TRADES)
INDUSTRY_WEIGHTS = (38, 12, 11, 6, 11, 9, 8, 5)

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
_GIVEN = (
    "伟", "芳", "敏", "静", "丽", "强", "磊", "军", "勇", "艳", "杰", "涛", "明", "霞", "平", "刚", "桂英", "志强",
    "晓东", "海燕", "文博", "思远", "雨桐", "子轩", "佳怡", "俊杰", "雪梅", "国栋", "欣怡", "浩然", "立新", "春华",
    "秋实", "嘉豪", "婉婷", "建华", "晓峰", "丽华", "永康", "志远", "若琳", "少华", "启航", "慧敏", "振宇", "玉兰",
    "家豪", "诗涵", "一鸣", "淑珍", "天佑", "可欣", "宏伟", "小燕", "世杰", "美玲",
)  # fmt: skip


def brands(pick: random.Random, count: int) -> list[str]:
    """Different names of two signs."""
    every = [first + second for first in _FIRST for second in _SECOND if first != second]
    return pick.sample(every, count)


def person_name(pick: random.Random) -> str:
    """A Chinese name."""
    return pick.choice(_SURNAMES) + pick.choice(_GIVEN)


def sound(text: str) -> str:
    """Pinyin without tones or blanks."""
    return "".join(lazy_pinyin(text))


def mobile(number: int) -> str:
    """The mobile number of somebody who doesn't exist. 1740 0–5 belongs to satellite telephones of the ministry's
    emergency service: valid in the country's plan, and nobody's own."""
    return f"1740{number * 7919 % 6}{(number * 104_729 + 31_337) % 1_000_000:06}"


_SEVEN_DIGITS = ("0351", "0592", "0752", "0756")
"""Area codes of shorter numbers."""


def land_line(code: str, number: int) -> str:
    """A land line of customer `number`, of an exchange (6000) that companies don't get."""
    return f"{code}-6000{100 + number * 37 % 900 if code in _SEVEN_DIGITS else 1000 + number * 37 % 9000}"


def site(brand: str, number: int) -> str:
    """A home page below example.com, which belongs to nobody."""
    return f"https://{sound(brand)}{number}.example.com"


_TITLES = {
    "decision": ("总经理", "副总经理", "董事长", "厂长", "首席信息官"),
    "evaluation": ("技术总监", "信息部主任", "设备部经理", "研发经理", "信息化主管"),
    "influence": ("采购经理", "财务总监", "运营总监", "质量部长", "采购主管"),
    "user": ("生产部长", "车间主任", "运维工程师", "项目经理", "行政主管"),
}


def role_and_title(pick: random.Random, first: bool) -> tuple[str, str]:
    """The role in a decision, and a title that fits it."""
    role = "decision" if first and pick.random() < 0.5 else pick.choice(tuple(_TITLES))
    return role, pick.choice(_TITLES[role])
