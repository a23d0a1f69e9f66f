"""Templates of messages, strategies per tier, onboarding, renewals and save plans (R66, R85, R112, R172, R179, R183).

Planted: in the month before the install one of more than a hundred contracts was lost: less than 1 %; in the months
before it were more.
"""

from __future__ import annotations

import random

from scripts.crm_data.catalogue import REASONS
from scripts.crm_data.money import Contract
from scripts.crm_data.people import CSM, MARKETING
from scripts.crm_data.words import Row, at, day, month, person, ref
from scripts.crm_data.world import World, picker

_TEMPLATES: tuple[tuple[str, str, str, str | None, str | None, str | None, str], ...] = (
    ("欢迎邮件：第 0 天", "welcome", "email", "won", None, "欢迎使用斗拱设备云", "您好 {contact}，感谢{customer}选择我们。您的专属客户成功经理已就位，三天内会联系您确认培训时间。"),
    ("欢迎邮件：第 3 天", "welcome", "email", "won", None, "三步接入第一台设备", "您好 {contact}，只需三步即可看到第一台设备的数据，图文步骤见附件，遇到问题直接回复本邮件。"),
    ("欢迎邮件：第 7 天", "welcome", "email", "won", None, "预约一次免费培训", "您好 {contact}，上线一周了，欢迎预约培训，我们会结合{customer}的现场讲解。"),
    ("培育：同行案例", "nurture", "email", "contact", None, "同行怎么把停机时间减少三成", "您好 {contact}，整理了一份与{customer}相近的案例，五分钟看完，附投资回收测算。"),
    ("培育：报价后跟进", "nurture", "wechat", "quote", None, None, "{contact}您好，上次的方案里如有任何点位或预算上的调整，随时告诉我，我当天更新报价。"),
    ("生日祝福", "birthday", "sms", None, None, None, "{contact}，生日快乐！送您一张 200 元服务券，30 天内有效。回T退订"),
    ("签约周年", "birthday", "wechat", None, "high", None, "{contact}您好，今天是合作周年，感谢{customer}一路支持，特备专属巡检一次。"),
    ("唤醒：免费巡检", "recall", "sms", None, "dormant", None, "{contact}您好，设备许久未更新数据，可预约免费巡检一次。回T退订"),
    ("流失挽回", "recall", "email", None, "lost", "我们想听听您的意见", "您好 {contact}，很遗憾没能继续服务{customer}。能否用两分钟告诉我们原因？附一张升级体验券。"),
    ("满意度调查", "survey", "sms", None, None, None, "{contact}您好，您的服务请求已解决，请点击链接评价。回T退订"),
    ("续约提醒", "renewal", "email", "won", None, "合同即将到期，续约方案请查收", "您好 {contact}，{customer}的服务将在 60 天后到期，附续约方案与老客户优惠。"),
    ("付款提醒", "payment", "wechat", "won", None, None, "{contact}您好，本期款项已到约定日期，发票已寄出，麻烦安排，谢谢！"),
)  # fmt: skip
_STRATEGIES = (
    (
        "高价值客户策略",
        "high",
        "每两周一次",
        14,
        "专属新品预览、行业深度报告、高层关怀问候",
        "VIP 折扣、线下私享会邀请",
        500,
        "visit",
        7,
    ),
    (
        "成长客户策略",
        "growing",
        "每月一次",
        30,
        "组合方案推荐、进阶使用技巧、升级案例",
        "满减优惠券、积分翻倍",
        300,
        "phone",
        4,
    ),
    ("潜力客户策略", "promising", "每月两次", 15, "使用引导、成功案例、第二单推荐", "首次复购券", 200, "wechat", 2),
    (
        "待唤醒客户策略",
        "dormant",
        "每季度一次重点回访",
        30,
        "了解停用原因，邀请免费巡检",
        "升级版产品试用、大额召回券",
        400,
        "phone",
        8,
    ),
    ("流失客户策略", "lost", "每半年一次", 180, "意见征询，告知改进", "回归礼", 100, "email", 9),
)
_STEPS = (("欢迎邮件与账号开通", 0), ("启动会", 3), ("设备接入", 10), ("操作培训", 16), ("首月使用回顾", 30))
LOST_BY_MONTH = (3, 2, 4, 2, 3, 1)
"""Renewals lost in the months before the install, the last one the month before: 1 of more than 100."""


def add_templates(world: World) -> None:
    """Message templates, then the strategies that use them."""
    for name, purpose, channel, stage, tier, subject, body in _TEMPLATES:
        row: Row = {
            "name": name,
            "purpose": purpose,
            "channel": channel,
            "stage": stage,
            "tier": tier,
            "subject": subject,
        }
        world.add("message_template", {**row, "body": body, "active": True, "owner": person(MARKETING[0])})
    for name, tier, often, every, content, incentive, value, channel, template in _STRATEGIES:
        row = {"name": name, "tier": tier, "frequency": often, "every_days": every, "content": content}
        row |= {"incentive": incentive, "coupon_value": value, "channel": channel, "active": True}
        row |= {"template": ref("message_template", template), "owner": person(CSM)}
        world.add("tier_strategy", row)


def add_success(world: World, contracts: list[Contract]) -> None:
    """Onboarding of the newest contracts, renewals by months, save plans."""
    pick = picker("success")
    signed = [one for one in contracts if one.status != "signing"]
    for contract in signed[-34:]:
        _onboarding(world, pick, contract)
    _renewals(world, pick, signed)
    _save_plans(world, pick)


def _onboarding(world: World, pick: random.Random, contract: Contract) -> None:
    start = contract.signed + 1
    steps: list[Row] = []
    for name, after in _STEPS:
        due = start + after
        done = due < -2
        finished = min(-1, due + pick.choice((-1, 0, 0, 2)))
        steps.append({"name": name, "due": day(due), "done": done, "done_on": day(finished) if done else None})
    finished = start + 30 < -2
    row: Row = {
        "customer": ref("customer", contract.deal.customer.number),
        "contract": ref("contract", contract.number),
        "csm": person(CSM),
        "status": "done" if finished else "stalled" if pick.random() < 0.1 else "open",
        "steps": steps,
        "training_at": at(start + 16, 840),
        "training_topic": "设备接入与看板配置",
        "attendees": pick.randint(4, 16),
        "started_on": day(start),
        "finished_on": day(min(-1, start + 31)) if finished else None,
        "score": pick.choice((4, 5, 5)) if finished else None,
        "owner": person(CSM),
        "created_at": at(contract.signed, 1050),
    }
    world.add("onboarding", row)


def _renewals(world: World, pick: random.Random, contracts: list[Contract]) -> None:
    """Contracts that ended in the last months were renewed, mostly for more, or lost; those that end soon are open."""
    ended = [one for one in contracts if one.end < -2]
    for place, count in enumerate(LOST_BY_MONTH):
        months = place - len(LOST_BY_MONTH)
        for _ in range(count):
            contract = ended.pop()
            due = month(months, 10 + place)
            world.put("contract", contract.number, end_on=due, renewal_due=month(months - 3, 10), status="ended")
            _renewal(world, pick, contract, "lost", due)
    for contract in ended:
        _renewal(world, pick, contract, "renewed", day(contract.end))
    for contract in [one for one in contracts if 0 <= one.end <= 95][:24]:
        status = pick.choice(("open", "open", "quoted"))
        _renewal(world, pick, contract, status, day(contract.end))


def _renewal(world: World, pick: random.Random, contract: Contract, status: str, due: Row) -> None:
    change = pick.choice((1.0, 1.08, 1.15, 1.3, 0.9)) if status in ("renewed", "quoted") else None
    customer = contract.deal.customer
    row: Row = {
        "customer": ref("customer", customer.number),
        "contract": ref("contract", contract.number),
        "due": due,
        "status": status,
        "likelihood": {"lost": "low", "renewed": "high"}.get(status, pick.choice(("high", "medium", "medium", "low"))),
        "amount_before": contract.amount,
        "amount": round(contract.amount * change, 2) if change else None,
        "nps": customer.row.get("nps_last"),
        "csm": person(CSM),
        "closed_on": due if status in ("renewed", "lost") else None,
        "note": pick.choice(("预算缩减，改用旧系统", "工厂搬迁，项目终止", "选择其他供应商"))
        if status == "lost"
        else None,
        "owner": person(CSM),
        "created_at": at(min(-1, contract.end - 90), 560),
    }
    world.add("renewal", row)
    if status == "renewed":
        world.put("contract", contract.number, renewed=True)


def _save_plans(world: World, pick: random.Random) -> None:
    weak = [one for one in world.buyers if one.row.get("health", 100) < 45]
    plans = (
        "上门拜访，梳理未解决的问题，两周内给出改进计划。",
        "安排免费巡检和一次复训，恢复核心看板使用。",
        "高层沟通，调整对接人，重新约定服务标准。",
    )
    results = ("设备重新上线，客户同意续约一年。", "已恢复使用，登录次数回升。", "客户确认更换供应商，保持年度回访。")
    for place, customer in enumerate(pick.sample(weak, min(18, len(weak)))):
        status = ("open", "open", "done", "open", "lost", "done")[place % 6]
        made = -pick.randint(3, 60)
        row: Row = {
            "customer": ref("customer", customer.number),
            "reason": pick.choice(("health", "tier", "silent", "complaint", "renewal")),
            "status": status,
            "csm": person(CSM),
            "due": day(made + 21),
            "plan": plans[place % 3],
            "result": results[2] if status == "lost" else results[place % 2] if status == "done" else None,
            "lost_reason": ref("lost_reason", REASONS["service"][0]) if status == "lost" else None,
            "closed_on": day(min(-1, made + 18)) if status != "open" else None,
            "owner": person(CSM),
            "created_at": at(made, 630),
        }
        world.add("save_plan", row)
