"""Segments and the 12 campaigns (R114, R122, R167, R180). Planted: the fair lost money."""

from __future__ import annotations

import random
from dataclasses import dataclass

from scripts.crm_data.people import MARKETING
from scripts.crm_data.words import Row, at, day, person, ref
from scripts.crm_data.world import World

_SEGMENTS: tuple[tuple[str, str, str, str], ...] = (
    ("高价值客户", "rfm", "value_tier = 'high'", "最近买过、买得多、花得多：专属经理，新品先看。"),
    ("成长客户", "rfm", "value_tier = 'growing'", "频次和金额在上升：推荐组合方案，引导升级。"),
    ("潜力客户", "rfm", "value_tier = 'promising'", "刚买过但次数少：教会使用，促成第二单。"),
    ("待唤醒客户", "rfm", "value_tier = 'dormant'", "曾经买得多，最近没动静：主动回访，找原因。"),
    ("流失客户", "rfm", "value_tier = 'lost'", "长期没有购买：低成本召回。"),
    ("A 类客户", "abc", "abc_class = 'a'", "贡献前 80% 收入的客户，按 A 类服务标准维护。"),
    ("高净值", "value", "clv >= 300000", "累计支付 30 万以上。"),
    ("潜力增长", "value", "clv < 300000 and rfm_r >= 4", "价值还不高，但最近很活跃。"),
    ("低频活跃", "value", "rfm_f <= 2 and rfm_r >= 4", "买得少，但一直在用。"),
    ("华东制造业大客户", "custom", "region = 'east' and industry = 'manufacturing' and size in ('l', 'xl')", "区域活动与高层拜访的名单。"),
    ("老客户", "lifecycle", "lifecycle = 'loyal'", "首单半年以上且仍在合作。"),
    ("高流失风险", "tree", "churn_risk >= 0.6 and value_tier in ('high', 'growing', 'dormant')", "模型认为 45 天内可能不再购买的重要客户。"),
)  # fmt: skip


@dataclass(frozen=True)
class Campaign:
    """A campaign: days from the install, `costs` by item, sources of leads it can have brought."""

    number: int
    name: str
    kind: str
    channel: str
    status: str
    start: int
    end: int
    costs: tuple[tuple[str, int], ...]
    utm: str
    sources: tuple[str, ...]
    goal: str
    target: int
    fails: bool = False

    @property
    def cost(self) -> int:
        return sum(amount for _item, amount in self.costs)

    @property
    def ended(self) -> bool:
        return self.status == "done"


CAMPAIGNS = (
    Campaign(1, "工业互联网博览会展台", "exhibition", "qr", "done", -168, -163, (("展位与搭建", 286_000), ("差旅食宿", 74_600), ("样机运输", 38_900), ("礼品与物料", 46_500)), "fair-booth", ("exhibition", "qr"), "现场收集 120 条有效线索", 120, fails=True),
    Campaign(2, "搜索广告：设备数据采集", "ads", "website", "running", -300, 60, (("关键词竞价", 118_600), ("落地页设计", 6_000)), "sem-iot", ("ads", "website"), "每条线索成本低于 400 元", 150),
    Campaign(3, "能耗管理线上研讨会", "webinar", "wechat", "done", -270, -268, (("直播平台", 4_800), ("讲师费", 26_000), ("宣传物料", 2_500)), "webinar-energy", ("event", "website"), "200 人报名，80 人到场", 80),
    Campaign(4, "老客户转介绍计划", "referral", "wechat", "running", -420, 120, (("转介绍奖励", 168_000), ("礼品卡", 8_600)), "refer-friend", ("referral",), "每月 3 条转介绍线索", 60),
    Campaign(5, "华东智能制造沙龙", "event", "wechat", "done", -198, -197, (("场地与茶歇", 16_800), ("物料", 3_200), ("交通", 2_400)), "salon-east", ("event", "exhibition", "referral"), "30 家企业到场", 30),
    Campaign(6, "预测性维护白皮书下载", "content", "website", "done", -240, -120, (("撰写与设计", 22_000), ("内容投放", 39_800)), "whitepaper-pdm", ("website", "ads"), "300 次下载，40 条线索", 40),
    Campaign(7, "沉睡客户唤醒邮件", "email", "email", "done", -150, -120, (("邮件平台", 8_600), ("回归礼", 13_200)), "recall-mail", ("website", "referral"), "唤醒 12 家待唤醒客户", 12),
    Campaign(8, "新品 DG-500 Pro 首发短信", "sms", "sms", "done", -92, -80, (("短信费", 2_400), ("首发折扣补贴", 1_500)), "dg500-launch", ("website", "ecommerce", "referral"), "首月售出 50 台", 30),
    Campaign(9, "视觉检测展会巡展", "exhibition", "qr", "done", -160, -90, (("展位", 48_000), ("差旅", 18_600), ("样机运输", 9_800)), "vision-tour", ("exhibition", "qr"), "60 条视觉检测线索", 60),
    Campaign(10, "公众号案例连载", "social", "wechat", "running", -210, 90, (("约稿", 45_000), ("推广", 36_400)), "wechat-cases", ("website", "event"), "月新增粉丝 500", 40),
    Campaign(11, "渠道伙伴联合推广", "event", "partner", "running", -180, 45, (("联合市场基金", 36_000), ("培训会", 8_200)), "partner-joint", ("channel",), "伙伴带来 30 条线索", 30),
    Campaign(12, "云平台免费试用 30 天", "ads", "website", "planned", 10, 100, (), "free-trial", ("website", "ads"), "试用转化率 20%", 100),
)  # fmt: skip
_AUDIENCE = {7: (4,), 8: (1, 2, 8), 10: (11,)}
_MAILS = {
    7: ("好久不见，给您留了一次免费巡检", "设备最近还好吗？三分钟看看同行怎么省电", "<p>您好，我们注意到贵司的设备已有一段时间没有更新数据。现在预约，工程师免费上门巡检一次，并出具诊断报告。</p>"),
    8: ("DG-500 Pro 首发：老客户九折", "双 5G 网关来了，旧网关可抵 500 元", "<p>DG-500 Pro 现已发货：双 5G 模组、四网口、断网续传。首发期间老客户九折，旧网关以旧换新抵 500 元。回复 T 退订。</p>"),
}  # fmt: skip


def brought_by(pick: random.Random, source: str, created: int) -> Campaign | None:
    """A campaign of the source that ran on that day or ended less than 45 days before."""
    fitting = [one for one in CAMPAIGNS if source in one.sources and one.start <= created <= one.end + 45]
    return pick.choice(fitting) if fitting and pick.random() < 0.9 else None


def add_campaigns(world: World) -> None:
    """Segments, then campaigns that aim at them."""
    for name, scheme, rule, description in _SEGMENTS:
        row: Row = {"name": name, "scheme": scheme, "kind": "dynamic", "rule": rule, "description": description}
        world.add("segment", {**row, "active": True, "owner": person(MARKETING[0])})
    for campaign in CAMPAIGNS:
        world.add("campaign", _row(campaign))


def _row(campaign: Campaign) -> Row:
    number = campaign.number
    row: Row = {
        "name": campaign.name,
        "kind": campaign.kind,
        "channel": campaign.channel,
        "status": campaign.status,
        "parent_campaign": ref("campaign", 1) if number == 9 else None,
        "start_on": day(campaign.start),
        "end_on": day(campaign.end),
        "goal": campaign.goal,
        "target_leads": campaign.target,
        "budget": max(10_000, round(campaign.cost * (0.82 if campaign.fails else 1.15), -3)),
        "costs": [
            {"item": item, "amount": amount, "on": day(min(-1, campaign.start + 3 * place))}
            for place, (item, amount) in enumerate(campaign.costs)
        ],
        "margin": 0.35,
        "utm": campaign.utm,
        "owner": person(MARKETING[number % 2]),
        "created_at": at(min(-3, campaign.start - 30), 600),
    }
    if number in _MAILS:
        subject_a, subject_b, body = _MAILS[number]
        row |= {"segments": [ref("segment", one) for one in _AUDIENCE[number]], "holdout": 0.1, "split": 0.5}
        row |= {"subject_a": subject_a, "subject_b": subject_b, "body_a": body, "body_b": body}
    return row
