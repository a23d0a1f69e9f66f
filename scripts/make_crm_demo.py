"""Writes the demo data of templates/crm: the same rows every time (fixed seed), dates relative to the day of install.

Run it from the checkout: `.venv/bin/python scripts/make_crm_demo.py`. The counts follow requirements §3.6.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from pypinyin import lazy_pinyin

SEED = 20261122
CUSTOMERS, CONTACTS, OPPORTUNITIES, FOLLOW_UPS = 260, 430, 520, 900
OUT = Path(__file__).resolve().parent.parent / "templates" / "crm" / "data"

CITIES = {
    "east": ("上海", "杭州", "苏州", "南京", "宁波", "合肥", "无锡", "济南", "青岛"),
    "south": ("深圳", "广州", "佛山", "东莞", "珠海", "厦门", "海口", "中山"),
    "north": ("北京", "天津", "石家庄", "太原", "大连", "沈阳", "唐山"),
    "southwest": ("成都", "重庆", "昆明", "贵阳", "绵阳", "宜宾"),
    "central": ("武汉", "长沙", "郑州", "南昌", "洛阳", "宜昌"),
}
ROADS = ("科技路", "人民路", "创新大道", "解放路", "建设大道", "滨江路", "工业园一路", "中山路", "软件园路", "长江路")
BRANDS = [
    "云帆",
    "恒通",
    "华信",
    "金石",
    "远景",
    "天成",
    "博远",
    "锐捷",
    "星海",
    "中联",
    "瑞丰",
    "智汇",
    "海纳",
    "卓越",
    "启明",
    "鼎盛",
    "安泰",
    "新宇",
    "宏图",
    "联创",
    "方正",
    "凌云",
    "万象",
    "正大",
    "嘉禾",
    "泰和",
    "同创",
    "德润",
    "佳源",
    "国泰",
    "盛世",
    "永信",
    "晨光",
    "百川",
    "东方",
    "力诚",
    "精工",
    "优品",
    "康宁",
    "益民",
]
TRADES = {
    "manufacturing": ("精密机械", "自动化设备", "电气", "新材料", "汽车零部件"),
    "software": ("信息技术", "软件", "数据科技", "网络科技"),
    "retail": ("商贸", "连锁超市", "百货", "电子商务"),
    "education": ("教育科技", "培训学校", "文化传播"),
    "medical": ("医疗器械", "生物医药", "健康管理"),
    "logistics": ("物流", "供应链管理", "货运"),
    "construction": ("建筑工程", "装饰工程", "钢结构"),
    "finance": ("融资租赁", "商业保理", "投资管理"),
}
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = [
    "伟",
    "芳",
    "娜",
    "敏",
    "静",
    "丽",
    "强",
    "磊",
    "军",
    "洋",
    "勇",
    "艳",
    "杰",
    "涛",
    "明",
    "超",
    "霞",
    "平",
    "刚",
    "桂英",
    "建国",
    "志强",
    "晓东",
    "海燕",
    "文博",
    "思远",
    "雨桐",
    "子轩",
    "佳怡",
    "俊杰",
    "雪梅",
    "国栋",
    "欣怡",
    "浩然",
    "梓涵",
    "立新",
    "春华",
    "秋实",
    "嘉豪",
    "婉婷",
]
TITLES = (
    "总经理",
    "采购经理",
    "技术总监",
    "财务总监",
    "信息部主任",
    "运营主管",
    "生产部长",
    "项目经理",
    "副总经理",
    "行政主管",
)
STAGES = ("new", "contact", "quote", "negotiation", "won", "lost")
STAGE_WEIGHTS = {"east": (14, 18, 20, 16, 22, 10), "south": (14, 18, 28, 6, 14, 20)}
PRODUCTS = (
    ("智能网关 DG-200", 3680),
    ("工业传感器 S10", 420),
    ("边缘控制器 E7", 8900),
    ("视觉检测相机 V5", 15800),
    ("MES 基础版授权（年）", 68000),
    ("现场实施服务（人天）", 1800),
    ("数据看板模块", 25000),
    ("远程运维服务（年）", 12000),
)
SUBJECTS = {
    "phone": ("电话沟通需求", "电话确认报价", "回访使用情况", "确认付款计划"),
    "visit": ("上门拜访", "现场勘察", "高层拜访", "产品演示"),
    "wechat": ("微信发送资料", "微信确认会议时间", "微信答疑"),
    "email": ("邮件发送方案", "邮件发送合同草稿", "邮件跟进报价"),
    "meeting": ("方案评审会", "技术交流会", "商务谈判会"),
    "chat": ("在线咨询", "官网在线留言"),
}
CONTENTS = (
    "客户希望下周安排产品演示，重点关注与现有 ERP 的对接。",
    "已发送报价单，客户认为价格偏高，需要申请折扣。",
    "客户对数据看板很感兴趣，想看同行业案例。",
    "技术部门提出三点疑问：部署方式、权限控制、数据导出。",
    "确认预算在下个季度释放，先做小范围试点。",
    "客户反馈发票抬头有误，已转财务处理。",
    "与采购经理确认付款方式：合同签订付 30%，验收后付 60%，质保金 10%。",
    "对方正在比较两家供应商，我方优势在实施周期。",
    "现场勘察完成，需要补充 4 个采集点位。",
    "客户满意上次的培训，愿意推荐给集团其他公司。",
)


def main() -> None:
    pick = random.Random(SEED)
    customers = [_customer(pick, number) for number in range(CUSTOMERS)]
    _into_groups(customers)
    contacts = [_contact(pick, number) for number in range(CONTACTS)]
    by_customer: dict[int, list[int]] = {}
    for number, contact in enumerate(contacts, start=1):
        by_customer.setdefault(int(contact["customer"]["$ref"].split(":")[1]), []).append(number)
    opportunities = [_opportunity(pick, customers, by_customer) for _ in range(OPPORTUNITIES)]
    follow_ups = [_follow_up(pick, opportunities, by_customer) for _ in range(FOLLOW_UPS)]
    OUT.mkdir(exist_ok=True)
    for name, rows in (
        ("customer", customers),
        ("contact", contacts),
        ("opportunity", opportunities),
        ("follow_up", follow_ups),
    ):
        lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        (OUT / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def _customer(pick: random.Random, number: int) -> dict[str, Any]:
    region = pick.choice(tuple(CITIES))
    city = pick.choice(CITIES[region])
    industry = pick.choice(tuple(TRADES))
    name = f"{city}{BRANDS[number % len(BRANDS)]}{pick.choice(TRADES[industry])}有限公司"
    stage = pick.choices(STAGES, (20, 22, 18, 12, 20, 8))[0]
    won = stage == "won"
    created = -pick.randint(2, 540)
    row: dict[str, Any] = {
        "name": name if number < len(BRANDS) else name.replace("有限公司", f"（{number // len(BRANDS)}）有限公司"),
        "type": pick.choices(("enterprise", "government", "partner"), (88, 5, 7))[0],
        "industry": industry,
        "region": region,
        "size": pick.choices(("s", "m", "l", "xl"), (35, 35, 22, 8))[0],
        "source": pick.choices(
            ("website", "exhibition", "referral", "ads", "channel", "event"), (30, 20, 22, 10, 12, 6)
        )[0],
        "stage": stage,
        "lifecycle": {"won": pick.choice(("new", "loyal")), "lost": "lost"}.get(stage, "potential"),
        "value_tier": pick.choice(("high", "growing", "promising")) if won else pick.choice(("promising", "dormant")),
        "abc_class": pick.choices(("a", "b", "c"), (50, 35, 15) if won else (8, 30, 62))[0],
        "health": pick.randint(55, 98) if won else pick.randint(20, 80),
        "phone": f"0{pick.choice((21, 10, 22, 23, 28, 27))}-{pick.randint(50000000, 89999999)}",
        "website": f"https://www.{''.join(lazy_pinyin(BRANDS[number % len(BRANDS)]))}{number}.example.com",
        "address": f"{city}市{pick.choice(ROADS)}{pick.randint(1, 999)}号",
        "preferred_channel": pick.choice(("phone", "wechat", "email", "visit")),
        "created_at": {"$days": created, "time": f"{pick.randint(8, 18):02}:{pick.randint(0, 59):02}"},
    }
    if won:
        row["signed_on"] = {"$days": -pick.randint(1, -created)}
    if stage == "lost":
        row["lost_reason"] = pick.choice(("price", "competitor", "budget", "product", "service"))
        row["value_tier"] = "lost"
    tags = pick.sample(
        ("key_account", "annual", "price_sensitive", "tech_driven", "fast_payer", "exhibition_met"), pick.randint(0, 2)
    )
    if tags:
        row["tags"] = tags
    return row


def _into_groups(customers: list[dict[str, Any]]) -> None:
    """Companies of one brand belong together: the first is the head, some stand below its first branch."""
    brands: dict[str, list[int]] = {}
    for number, customer in enumerate(customers, 1):
        brands.setdefault(customer["name"][2:4], []).append(number)
    for head, *others in brands.values():
        for place, number in enumerate(others):
            above = others[0] if place > 2 and place % 2 else head
            customers[number - 1]["parent_company"] = {"$ref": f"customer:{above}"}


def _contact(pick: random.Random, number: int) -> dict[str, Any]:
    name = pick.choice(SURNAMES) + pick.choice(GIVEN)
    prefix = pick.choice(("138", "139", "136", "158", "186", "177", "150", "199"))
    sound = "".join(lazy_pinyin(name))
    customer = number + 1 if number < CUSTOMERS else pick.randint(1, CUSTOMERS)
    row: dict[str, Any] = {
        "name": name,
        "customer": {"$ref": f"customer:{customer}"},
        "title": pick.choice(TITLES),
        "role": pick.choice(("decision", "evaluation", "influence", "user")),
        "mobile": f"{prefix}{10000000 + number * 13007 % 90000000:08}",
        "preferred_channel": pick.choice(("phone", "wechat", "email", "visit")),
        "created_at": {"$days": -pick.randint(1, 400), "time": "10:00"},
    }
    if pick.random() < 0.7:
        row["email"] = f"{sound}{number}@example.com"
    if pick.random() < 0.5:
        row["wechat"] = f"wx_{sound}{number}"
    if pick.random() < 0.6:
        row["birthday"] = f"{pick.randint(1968, 1998)}-{pick.randint(1, 12):02}-{pick.randint(1, 28):02}"
    return row


def _opportunity(
    pick: random.Random, customers: list[dict[str, Any]], by_customer: dict[int, list[int]]
) -> dict[str, Any]:
    number = pick.randint(1, CUSTOMERS)
    customer = customers[number - 1]
    region = customer["region"]
    stage = pick.choices(STAGES, STAGE_WEIGHTS.get(region, (16, 20, 20, 14, 18, 12)))[0]
    lines = [_line(pick) for _ in range(pick.randint(1, 4))]
    amount = round(sum(line["quantity"] * line["price"] * (1 - line["discount"]) for line in lines), 2)
    created = -pick.randint(3, 540)
    short = customer["name"].replace("有限公司", "")
    row: dict[str, Any] = {
        "name": f"{short}{pick.choice(('产线改造', '数据采集', '看板建设', '设备采购', '系统升级', '年度运维'))}",
        "customer": {"$ref": f"customer:{number}"},
        "pipeline": pick.choices(("new_business", "renewal", "channel"), (70, 20, 10))[0],
        "stage": stage,
        "amount": amount,
        "products": lines,
        "created_at": {"$days": created, "time": f"{pick.randint(8, 18):02}:{pick.randint(0, 59):02}"},
    }
    if by_customer.get(number):
        row["contact"] = {"$ref": f"contact:{pick.choice(by_customer[number])}"}
    if stage in ("won", "lost"):
        row["closed_on"] = {"$days": -pick.randint(0, -created)}
        row["expected_close"] = row["closed_on"]
    else:
        row["expected_close"] = {"$days": pick.randint(-20, 120)}
        row["next_step"] = pick.choice(("安排产品演示", "提交正式报价", "技术交流", "合同评审", "等待预算审批"))
    if stage == "lost":
        row["lost_reason"] = pick.choice(("price", "competitor", "budget", "timing", "product"))
        row["competitor"] = pick.choice(("同方智能", "海川自动化", "数联科技", "本地集成商"))
    return row


def _line(pick: random.Random) -> dict[str, Any]:
    product, price = pick.choice(PRODUCTS)
    return {
        "product": product,
        "quantity": pick.randint(1, 12) if price < 10000 else pick.randint(1, 3),
        "price": price,
        "discount": pick.choice((0, 0, 0, 0.05, 0.1, 0.15)),
    }


def _follow_up(
    pick: random.Random, opportunities: list[dict[str, Any]], by_customer: dict[int, list[int]]
) -> dict[str, Any]:
    index = pick.randint(1, OPPORTUNITIES)
    customer = opportunities[index - 1]["customer"]
    kind = pick.choices(tuple(SUBJECTS), (34, 18, 20, 12, 10, 6))[0]
    days = min(-1, -pick.randint(0, 180))  # nothing happens later today than the demo is installed
    row: dict[str, Any] = {
        "subject": pick.choice(SUBJECTS[kind]),
        "customer": customer,
        "opportunity": {"$ref": f"opportunity:{index}"},
        "kind": kind,
        "direction": "in" if kind == "chat" else pick.choices(("out", "in"), (85, 15))[0],
        "at": {"$days": days, "time": f"{pick.randint(9, 18):02}:{pick.choice((0, 15, 30, 45)):02}"},
        "content": pick.choice(CONTENTS),
        "created_at": {"$days": days, "time": "19:00"},
    }
    contacts = by_customer.get(int(customer["$ref"].split(":")[1]))
    if contacts:
        row["contact"] = {"$ref": f"contact:{pick.choice(contacts)}"}
    if pick.random() < 0.6:
        row["next_at"] = {"$days": days + pick.randint(1, 30), "time": "10:00"}
    return row


if __name__ == "__main__":
    main()
