"""Samples, meetings with customers, ideas, requests to colleagues (R17, R27, R77, R184)."""

from __future__ import annotations

import random

from scripts.crm_data.catalogue import HARDWARE
from scripts.crm_data.people import CSM, DELIVERY, MARKETING, SECOND_LINE
from scripts.crm_data.words import Row, at, day, department, person, ref
from scripts.crm_data.world import World, office_minute, picker

SAMPLES, REQUESTS, MEETINGS = 24, 26, 10
_SAMPLE_WORDS = {
    "passed": ("试用两周，数据与仪表一致，同意采购。", "高温环境下稳定，通过验证。"),
    "failed": ("现场干扰大，读数跳变，需要换屏蔽型号。", "尺寸与支架不匹配，退回。"),
}
_IDEAS = (
    ("移动端支持语音报修", "车间戴手套不方便打字，希望能直接语音说明故障。", "planned"),
    ("大屏增加班组排名", "按班组显示产量和停机时间，月底评优用。", "done"),
    ("告警支持按班次值班表推送", "夜班只推给值班的人，不要全员响。", "done"),
    ("能耗报表支持峰谷平分析", "电费按时段计价，报表要能拆开。", "planned"),
    ("发票进度可以在门户里看到", "每次都要打电话问发票，希望能自己查。", "planned"),
    ("网关指示灯含义贴在机身上", "现场师傅记不住红灯、黄灯代表什么。", "new"),
    ("点表支持从表格粘贴", "几百个点位一个个填太慢。", "done"),
    ("支持对接钉钉审批", "领导只看钉钉，希望扩容申请能推过去。", "new"),
    ("传感器电量预警提前一个月", "采购流程要两三周，提前告知才来得及。", "new"),
    ("离线地图导航到设备", "园区大，新人找不到配电房。", "declined"),
    ("工单可以附视频", "有些异响只有录像才能说明。", "planned"),
    ("月报自动发送给厂长", "每月一号发到邮箱，不用我再导出。", "done"),
    ("提供英文界面", "外籍专家来指导时看不懂。", "done"),
    ("设备二维码贴纸做成金属的", "纸质的油污后就扫不出来了。", "new"),
    ("检修历史可以打印成册", "审核时要纸质档案。", "new"),
    ("同行对标数据", "想知道我们的稼动率在行业里算什么水平。", "declined"),
    ("一键生成节能建议", "不光有数据，还要告诉我怎么省。", "planned"),
    ("自定义仪表盘背景", "想放公司标志和口号。", "new"),
)  # fmt: skip
_MEETINGS = (
    (
        "华东智能制造沙龙（上海）",
        "salon",
        "上海市浦东新区会展中心 3 号厅",
        5,
        "到场企业反馈最关心投资回收，收集意向 14 家。",
    ),
    ("能耗管理线上研讨会", "webinar", None, 3, "平均在线 41 分钟，互动提问 36 条。"),
    ("高价值客户私享会（杭州）", "dinner", "杭州市西湖区西溪宾馆", None, "八位总经理到场，三家谈到二期。"),
    ("平台管理员培训班", "training", "苏州市吴中区客户培训中心", None, "考核通过率 92%。"),
    ("标杆工厂参观日", "visit", "无锡市江阴市标杆工厂", None, "参观后两家进入报价。"),
    ("华南设备维保交流会", "salon", "深圳市南山区科技园会议中心", None, "现场签约三单年度维保。"),
    ("预测性维护公开课", "webinar", None, 6, "回放观看 480 次。"),
    ("渠道伙伴季度培训", "training", "广州市天河区伙伴中心", 11, "二十家伙伴到场，新认证工程师 12 名。"),
    ("华北客户答谢晚宴", "dinner", "北京市海淀区友谊宾馆", None, None),
    ("新品 DG-500 Pro 体验日", "salon", "成都市武侯区体验中心", 8, None),
)
_QUESTIONS = (
    ("进口注塑机协议能否采集", "客户有 6 台恩格尔注塑机，控制器 CC300，请确认是否支持以及需要的授权。", "支持，走 Euromap 63，需要客户向原厂购买接口授权，工期加三天。", "delivery", SECOND_LINE),
    ("防爆区域网关选型", "化工客户二区防爆，标准网关能不能装在防爆箱里？", "可以装入 ExdIIB 防爆箱，散热要加导热垫，功耗控制在 10 W 内。", "delivery", DELIVERY),
    ("集团版权限方案", "客户要求子公司互相不可见，集团可看全部，报表合并。", "按组织隔离加集团视图，已附配置截图。", "service", SECOND_LINE),
    ("合同付款条款是否可接受", "客户要求验收后 60 天付清，是否可以？", "超过标准 30 天，需总监审批；建议首付提高到 40%。", "finance", "deng_lin"),
    ("竞品对比材料", "同方智能也在报价，需要一页对比。", "已更新对比页，重点写交付周期与售后。", "marketing", MARKETING[0]),
)  # fmt: skip


def add_cooperation(world: World) -> None:
    """Everything of this module."""
    pick = picker("working_together")
    deals = [deal for deal in world.opportunities if deal.stage in ("quote", "negotiation", "won")]
    for deal in pick.sample(deals, SAMPLES):
        _sample(world, pick, deal.number, deal.customer.number)
    for place, deal in enumerate(pick.sample(deals, REQUESTS)):
        _request(world, pick, place, deal.number, deal.customer.number, deal.owner)
    _ideas(world, pick)
    for place, entry in enumerate(_MEETINGS):
        _meeting(world, pick, place, *entry)


def _sample(world: World, pick: random.Random, deal: int, customer: int) -> None:
    status = pick.choice(("requested", "sent", "received", "testing", "passed", "passed", "failed", "returned"))
    made = -pick.randint(20, 200)
    closed = status in ("passed", "failed", "returned")
    row: Row = {
        "product": ref("product", pick.choice(HARDWARE).number),
        "customer": ref("customer", customer),
        "opportunity": ref("opportunity", deal),
        "quantity": pick.randint(1, 4),
        "status": status,
        "sent_on": day(made + 3) if status != "requested" else None,
        "express_no": f"SF{pick.randint(10**11, 10**12 - 1)}" if status != "requested" else None,
        "return_by": day(made + 40) if status != "requested" else None,
        "feedback_on": day(made + 18) if closed else None,
        "feedback": pick.choice(_SAMPLE_WORDS.get(status, ("试用结束，样品已寄回。",))) if closed else None,
        "created_at": at(made, office_minute(pick)),
        "owner": person(world.opportunities[deal - 1].owner),
    }
    world.add("sample", row)


def _request(world: World, pick: random.Random, place: int, deal: int, customer: int, owner: str) -> None:
    subject, question, answer, team, expert = _QUESTIONS[place % len(_QUESTIONS)]
    made = -pick.randint(2, 120)
    answered = place % 5 != 4
    minute = office_minute(pick)
    row: Row = {
        "subject": subject,
        "to_department": department(team),
        "to": person(expert),
        "customer": ref("customer", customer),
        "opportunity": ref("opportunity", deal),
        "due": at(made + 3, 1080),
        "status": ("closed" if place % 2 else "answered") if answered else "open",
        "question": question,
        "answer": answer if answered else None,
        "answered_at": at(min(-1, made + 1), 1000) if answered else None,
        "thread": [
            {"at": at(made, minute), "by": person(owner), "text": "补充：客户希望本周内答复。"},
            *([{"at": at(min(-1, made + 1), 1000), "by": person(expert), "text": answer}] if answered else []),
        ],
        "owner": person(owner),
        "created_at": at(made, minute),
    }
    world.add("collab_request", row)


def _ideas(world: World, pick: random.Random) -> None:
    replies = {
        "planned": "感谢建议，已排入下季度。",
        "done": "已上线，欢迎体验。",
        "declined": "暂不实现：数据保密与投入不成比例，感谢理解。",
    }
    for title, body, status in _IDEAS:
        customer = pick.choice([one for one in world.buyers if one.contacts])
        made = -pick.randint(10, 300)
        voters = pick.sample([contact for one in world.buyers for contact in one.contacts], pick.randint(0, 6))
        row: Row = {
            "title": title,
            "customer": ref("customer", customer.number),
            "status": status,
            "body": body,
            "votes": pick.randint(3, 60),
            "voters": [{"contact": ref("contact", one.number), "on": day(pick.randint(made, -1))} for one in voters],
            "reply": replies.get(status),
            "owner": person(CSM),
            "created_at": at(made, office_minute(pick)),
        }
        world.add("idea", row)


def _meeting(
    world: World,
    pick: random.Random,
    place: int,
    name: str,
    kind: str,
    where: str | None,
    campaign: int | None,
    outcome: str | None,
) -> None:
    when = (-197, -269, -140, -110, -84, -60, -45, -30, 9, 21)[place]
    past = when < 0
    guests = pick.sample([(one, contact) for one in world.buyers for contact in one.contacts], pick.randint(10, 22))
    states = ("attended", "attended", "attended", "absent") if past else ("invited", "accepted")
    row: Row = {
        "name": name,
        "kind": kind,
        "at": at(when, 840),
        "until": at(when, 1050),
        "place": where,
        "campaign": ref("campaign", campaign) if campaign else None,
        "capacity": 30,
        "cost": pick.randint(20, 260) * 100,
        "attendees": [
            {
                "contact": ref("contact", contact.number),
                "customer": ref("customer", one.number),
                "status": pick.choice(states),
            }
            for one, contact in guests
        ],
        "outcome": outcome,
        "owner": person(MARKETING[place % 2]),
        "created_at": at(min(-2, when - 30), 600),
    }
    world.add("event_meeting", row)
