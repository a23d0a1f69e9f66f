"""Goals, frozen forecasts, the journey map, the self-check (R23–R26, R121, R160, R176–R181)."""

from __future__ import annotations

from scripts.crm_data.places import REGION_NAMES, REGIONS
from scripts.crm_data.words import Row, at, day, department, month, person
from scripts.crm_data.world import World, picker

SNAPSHOT_WEEKS = 26
_GOALS: tuple[tuple[str, str, str, str, float, float, float, str, str], ...] = (
    ("首次响应 30 分钟", "first_response", "minutes", "service", 120, 30, 34, "down", "首次响应时间从 2 小时缩短至 30 分钟"),
    ("工单平均处理周期降低 20%", "ticket_cycle", "minutes", "service", 750, 600, 612, "down", "平均处理周期降低 20%"),
    ("高价值客户复购率提升 5 个百分点", "repurchase_high", "percent", "success", 0.46, 0.51, 0.49, "up", "将高价值客户的复购率提升 5%"),
    ("复购率达到 60%", "repurchase", "percent", "sales", 0.43, 0.6, 0.56, "up", "复购提升 40% 至 60%（文中数字，未核实）"),
    ("客户留存率 70%", "retention", "percent", "success", 0.62, 0.7, 0.68, "up", "客户留存 70%（文中数字，未核实）"),
    ("月度流失率低于 1%", "churn", "percent", "success", 0.027, 0.01, 0.009, "down", "月度流失率降低至 1% 以下"),
    ("销售额增长 25%", "won_amount", "amount", "sales", 9_600_000, 12_000_000, 9_860_000, "up", "销售额增长 25%（文中数字，未核实）"),
    ("线索转化率 30%", "conversion", "percent", "sales", 0.22, 0.3, 0.28, "up", "销售转化率提升至 30%"),
    ("季度新增线索 150 条", "leads", "count", "marketing", 96, 150, 138, "up", "来自官网、展会与转介绍"),
    ("季度回款 900 万", "collected", "amount", "finance", 6_800_000, 9_000_000, 7_420_000, "up", "按回款计划"),
    ("营销成本下降 20%", "won_amount", "percent", "marketing", 0.18, 0.144, 0.155, "down", "营销成本下降 20%–30%，以对照组验证"),
    ("高净值客户年消费额提升 37%", "won_amount", "percent", "success", 0, 0.37, 0.21, "up", "高净值客户年消费额提升 37%（文中数字，未核实）"),
)  # fmt: skip
_REGION_TARGETS = {
    "east": 3_800_000,
    "south": 2_900_000,
    "north": 2_200_000,
    "southwest": 1_500_000,
    "central": 1_400_000,
}
_JOURNEY = (
    ("知晓", "awareness", "知道有人能解决设备数据问题", "官网、公众号、展会、转介绍", "信息多而杂，难分辨真假", "同行案例短视频", "marketing", "各来源线索数"),
    ("兴趣评估", "interest", "判断是否适合自己的工厂", "白皮书、研讨会、试用、勘测", "担心老设备采不上来", "免费协议评估", "marketing", "线索转化率"),
    ("购买决策", "decision", "说服领导、选定供应商", "方案、报价、演示、参观", "比价耗时，合同往返多", "投资回收测算模板", "sales", "方案到谈判转化率"),
    ("上线交付", "onboarding", "按时上线，不影响生产", "启动会、安装、培训、验收", "销售承诺未交接", "交接清单与周报", "delivery", "按期验收率"),
    ("使用与服务", "service", "问题很快有人管", "热线、扫码报修、门户、知识库", "发票慢、反复说明情况", "一次解决与主动告知", "service", "首次响应时长"),
    ("忠诚与推荐", "loyalty", "持续见效，愿意推荐", "季度拜访、续约、共创、转介绍", "续约临期才联系", "90 天前启动续约", "success", "NPS 与续约率"),
)  # fmt: skip
_DIAGNOSES = (
    ("市场部现状诊断", "marketing", ["excel", "wechat", "mail"], ["线索", "活动名单"], "展会名片三天后才录入，线索分给谁靠群里喊。", ["表格", "邮件群发工具"], 2, "有效线索响应时间从 2 天缩短到 30 分钟；每月线索 50 条以上"),
    ("华东销售部现状诊断", "sales_east", ["excel", "wechat", "crm"], ["客户", "商机", "报价"], "报价版本混乱，同一客户两人跟进。", ["表格", "企业微信"], 3, "商机阶段更新及时率 95%；报价转化提升 10%"),
    ("华南销售部现状诊断", "sales_south", ["excel", "paper"], ["客户", "商机"], "方案报价后没有跟进计划，多数在谈判前流失。", ["表格"], 2, "方案到谈判转化率提升到 60%"),
    ("客服中心现状诊断", "service", ["excel", "wechat"], ["工单", "通话"], "周一下午集中报障，发票问题转来转去。", ["热线", "表格"], 3, "首次响应 30 分钟；处理周期降低 20%"),
    ("财务部现状诊断", "finance", ["erp", "paper"], ["开票", "回款"], "开票要四级审批，客户催票多。", ["ERP"], 2, "开票平均 1 个工作日；逾期率低于 5%"),
    ("交付部现状诊断", "delivery", ["excel", "paper"], ["项目", "设备"], "交接靠口头，客户反复说明需求。", ["表格"], 3, "交接清单 100% 完成；按期验收率 90%"),
    ("客户成功部现状诊断", "success", ["excel", "crm"], ["续约", "健康度"], "到期前两周才联系客户。", ["表格"], 3, "续约提前 90 天启动；月度流失率低于 1%"),
)  # fmt: skip


def add_planning(world: World) -> None:
    """Goals of the quarter that ends with this month, regions' goals, snapshots week by week."""
    for name, metric, unit, team, baseline, target, actual, better, note in _GOALS:
        monthly = metric == "churn"
        row: Row = {"name": name, "metric": metric, "unit": unit, "team": department(team), "baseline": baseline}
        row |= {"target": target, "actual": actual, "better": better, "source_note": note}
        row |= {"period": "month" if monthly else "quarter", "from_on": month(-1 if monthly else -2, 1)}
        world.add("goal", row | {"to_on": month(-1 if monthly else 0, 31), "owner": person("chen_jianguo")})
    for region, target in _REGION_TARGETS.items():
        world.add("goal", _regional(world, region, target))
    for place, (name, stage, goal, touch, pain, chance, team, metric) in enumerate(_JOURNEY, 1):
        row = {"name": name, "sequence": place, "stage": stage, "customer_goal": goal, "touch_points": touch}
        row |= {"pain": pain, "chance": chance, "owner_team": department(team), "metric": metric}
        world.add("journey_stage", row)
    for name, team, stored, kinds, pain, tools, score, goals in _DIAGNOSES:
        row = {"name": name, "department": department(team), "where_stored": stored, "data_kinds": kinds}
        row |= {"flow_pain": pain, "tools": tools, "score": score, "goals": goals, "on": day(-200)}
        world.add("diagnosis", {**row, "created_at": at(-200, 600)})
    _snapshots(world)


def _regional(world: World, region: str, target: int) -> Row:
    won = sum(
        deal.amount
        for deal in world.opportunities
        if deal.stage == "won" and deal.customer.region == region and deal.since > -90
    )
    row: Row = {"name": f"{REGION_NAMES[region]}季度成交额", "metric": "won_amount", "unit": "amount", "region": region}
    row |= {
        "baseline": round(target * 0.8),
        "target": target,
        "actual": round(won),
        "better": "up",
        "period": "quarter",
    }
    return {**row, "from_on": month(-2, 1), "to_on": month(0, 31), "owner": person("zhao_min")}


def _snapshots(world: World) -> None:
    """What was forecast each week for the next 30 days, beside what came in."""
    pick = picker("forecast")
    for weeks in range(SNAPSHOT_WEEKS, 0, -1):
        taken = -7 * weeks
        for region in REGIONS:
            deals = [deal for deal in world.opportunities if deal.customer.region == region]
            actual = sum(deal.amount for deal in deals if deal.stage == "won" and taken < deal.since <= taken + 30)
            won = round(actual * pick.uniform(0, 0.4))
            foreseen = max(60_000.0, actual) * pick.uniform(0.8, 1.25)
            weighted = round(foreseen - won)
            row: Row = {
                "taken_on": day(taken),
                "month": month(round((taken + 30) / 30.4), 1),
                "region": region,
                "committed": round(weighted * 0.7),
                "best": round(weighted * 1.2),
                "pipeline": round(weighted * 2.4),
                "weighted": weighted,
                "won": won,
                "actual": round(actual) if taken + 30 < 0 else None,
                "created_at": at(taken, 1320),
            }
            world.add("forecast_snapshot", row)
