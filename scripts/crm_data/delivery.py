"""Projects, deliveries, assets, maintenance plans and work orders (R17, R86, R159)."""

from __future__ import annotations

import random

from scripts.crm_data.catalogue import PRODUCTS
from scripts.crm_data.money import Contract
from scripts.crm_data.people import DELIVERY, FIELD
from scripts.crm_data.places import CITIES, City, location
from scripts.crm_data.words import Row, at, day, person, ref
from scripts.crm_data.world import Customer, World, office_minute, picker

DELIVERIES, PROJECTS, ASSETS, WORK_ORDERS, PLANS = 72, 36, 150, 320, 84
_HANDOVER = (
    "合同与技术协议已归档", "客户接口人与联系方式已确认", "点位清单双方签字", "客户承诺与特殊约定已说明", "付款节点与开票信息已交接",
    "现场网络与供电条件已确认",
)  # fmt: skip
_PHASES = (("需求确认", 10), ("现场勘测", 8), ("设备安装", 20), ("平台配置", 15), ("试运行与验收", 14))
_FAULTS = {
    "gateway": (
        ("网关离线，指示灯红灯常亮", "更换电源模块，重新上电后恢复在线"), ("数据断续上传", "现场 4G 信号弱，加装外置天线后稳定"),
        ("升级后采集不到 PLC 数据", "协议版本不匹配，回退固件并更新点表"),
    ),
    "controller": (
        ("控制器死机，重启后恢复", "散热风扇积灰，清理并更换风扇"), ("输出点不动作", "继电器触点烧蚀，更换输出模块"),
        ("视觉误检率突然升高", "镜头污染且光源衰减，清洁并重新标定"),
    ),
    "sensor": (
        ("振动值恒为零", "线缆破损，重新压接并做防护"), ("温度读数漂移", "校准后误差恢复到 0.3 度以内"),
        ("电池电量告警", "更换电池并延长上报周期"),
    ),
}  # fmt: skip
_INSPECTED = (
    "外观、接线、接地检查正常；固件升级到最新版本。",
    "完成季度巡检，清灰紧固，数据与仪表比对一致。",
    "校准合格，已贴标签，报告上传。",
)


def add_delivery(world: World, contracts: list[Contract]) -> None:
    """Oldest contracts with hardware first: most of them are accepted, their machines run."""
    pick = picker("delivery")
    with_hardware = [one for one in contracts if one.hardware and one.status != "signing"]
    chosen = sorted(pick.sample(with_hardware, DELIVERIES - 8), key=lambda one: one.signed)
    newest = [one for one in with_hardware if one not in chosen][-8:]
    for place, contract in enumerate([*chosen, *newest]):
        project = _project(world, contract) if place % 2 == 0 else None
        _delivery(world, pick, contract, project)
    _assets(world, pick, chosen)
    _plans(world, pick)
    _work_orders(world, pick)


def _project(world: World, contract: Contract) -> int:
    start = contract.start
    phases: list[Row] = []
    for name, lasts in _PHASES:
        progress = 1.0 if start + lasts < 0 else 0.0 if start >= 0 else round(-start / lasts, 1)
        responsible = person(DELIVERY)
        phases.append(
            {
                "name": name,
                "start_on": day(start),
                "end_on": day(start + lasts),
                "progress": progress,
                "responsible": responsible,
            }
        )
        start += lasts
    done = start < 0
    deal = contract.deal
    row: Row = {
        "name": f"{deal.row['name']}项目",
        "customer": ref("customer", deal.customer.number),
        "contract": ref("contract", contract.number),
        "phases": phases,
        "status": "done" if done else "running",
        "start_on": day(contract.start),
        "end_on": day(start),
        "owner": person(DELIVERY),
        "created_at": at(contract.signed, 690),
    }
    return world.add("project", row)


def _delivery(world: World, pick: random.Random, contract: Contract, project: int | None) -> None:
    shipped, arrived = contract.start + 8, contract.start + 12
    installed, accepted = contract.start + 30, contract.start + 45
    steps = (("ship", shipped), ("arrive", arrived), ("install", installed), ("accept", accepted))
    reached = sum(when < 0 for _kind, when in steps)
    status = ("shipping", "shipping", "installing", "accepting", "done")[reached]
    if contract.start > -3:
        status = "handover"
    serial = 100 * contract.number
    items: list[Row] = []
    for place, line in enumerate(contract.hardware):
        number = f"{_code(line)}-{serial + place:06}"
        items.append({"product": line["product_ref"], "serial": number, "quantity": line["quantity"]})
    customer = contract.deal.customer
    row: Row = {
        "contract": ref("contract", contract.number),
        "customer": ref("customer", customer.number),
        "region": customer.region,
        "project": ref("project", project) if project else None,
        "items": items,
        "milestones": [
            {"kind": kind, "planned": day(when + pick.choice((-2, 0, 0, 1))), "done": day(when) if when < 0 else None}
            for kind, when in steps
        ],
        "checklist": [
            {"item": item, "done": status != "handover" or place < 4} for place, item in enumerate(_HANDOVER)
        ],
        "status": status,
        "contact": ref("contact", customer.contacts[0].number),
        "place": location(pick, _city(customer)),
        "accepted_on": day(accepted) if status == "done" else None,
        "warranty_months": 12,
        "owner": person(DELIVERY),
        "created_at": at(contract.signed, 720),
    }
    world.add("delivery", row)


def _city(customer: Customer) -> City:
    return next(city for city in CITIES[customer.region] if city.name == customer.city)


def _code(line: Row) -> str:
    return PRODUCTS[int(line["product_ref"]["$ref"].partition(":")[2]) - 1].code


def _assets(world: World, pick: random.Random, contracts: list[Contract]) -> None:
    """Machines and sensors of the deliveries, until there are 150."""
    places = [(number, contract, line) for number, contract in enumerate(contracts, 1) for line in contract.hardware]
    turn = 0
    while len(world.rows["asset"]) < ASSETS:
        number, contract, line = places[turn % len(places)]
        turn += 1
        installed = min(-1, contract.start + 30)
        amc = pick.choices(("none", "basic", "full"), (50, 30, 20))[0]
        customer = contract.deal.customer
        row: Row = {
            "serial": f"{_code(line)}-{100_000 + len(world.rows['asset']) + 1}",
            "product": line["product_ref"],
            "customer": ref("customer", customer.number),
            "delivery": ref("delivery", number),
            "contract": ref("contract", contract.number),
            "region": customer.region,
            "installed_on": day(installed),
            "warranty_end": day(installed + 365),
            "amc": amc,
            "amc_end": day(installed + 730) if amc != "none" else None,
            "status": pick.choices(("running", "repair", "idle", "scrapped"), (90, 4, 4, 2))[0],
            "place": location(pick, _city(customer)),
            "owner": person(DELIVERY),
            "created_at": at(installed, 900),
        }
        world.assets.setdefault(customer.number, []).append(world.add("asset", row))


def _plans(world: World, pick: random.Random) -> None:
    """Every second machine is looked after; three are due these days."""
    for number in range(1, PLANS + 1):
        asset = world.rows["asset"][number - 1]
        every = pick.choice((3, 6, 6, 12))
        installed = asset["installed_on"]["$days"]
        due = -installed % (30 * every) if number > 3 else -number
        last = due - 30 * every
        row: Row = {
            "asset": ref("asset", number),
            "customer": asset["customer"],
            "kind": pick.choice(("inspect", "inspect", "calibrate", "replace")),
            "every_months": every,
            "last_on": day(last) if last >= installed else None,
            "next_due": day(due),
            "active": True,
            "engineer": person(FIELD),
            "owner": person(DELIVERY),
            "created_at": at(installed, 930),
        }
        world.add("maint_plan", row)


def _work_orders(world: World, pick: random.Random) -> None:
    for place in range(WORK_ORDERS):
        number = pick.randint(1, ASSETS)
        asset = world.rows["asset"][number - 1]
        planned = number <= PLANS and pick.random() < 0.5
        kind = "maintain" if planned else pick.choices(("repair", "install"), (80, 20))[0]
        installed = asset["installed_on"]["$days"]
        when = pick.randint(installed, -1) if place >= 18 else pick.randint(-2, 6)
        _work_order(world, pick, number, asset, kind, when)


def _work_order(world: World, pick: random.Random, number: int, asset: Row, kind: str, when: int) -> None:
    product = PRODUCTS[int(asset["product"]["$ref"].partition(":")[2]) - 1]
    done = when < -2
    start = pick.randint(540, 900)
    fault, result = pick.choice(_FAULTS[product.category])
    warranty = asset["warranty_end"]["$days"] >= when
    charge = "warranty" if warranty else "amc" if asset["amc"] != "none" else "paid"
    parts = (
        [{"product": ref("product", 7), "quantity": 1, "price": 420}]
        if kind == "repair" and pick.random() < 0.3
        else []
    )
    row: Row = {
        "asset": ref("asset", number),
        "customer": asset["customer"],
        "plan": ref("maint_plan", number) if kind == "maintain" else None,
        "kind": kind,
        "status": pick.choice(("done", "closed", "closed")) if done else "new" if when > 3 else "dispatched",
        "engineer": person(FIELD if pick.random() < 0.8 else DELIVERY) if when <= 3 else None,
        "region": asset["region"],
        "skill": product.category,
        "planned_at": at(when, start),
        "started_at": at(when, start + 10) if done else None,
        "finished_at": at(when, start + pick.randint(40, 240)) if done else None,
        "parts": parts,
        "charge": charge,
        "fee": 600 + 420 * len(parts) if charge == "paid" and done else 0,
        "fault": fault if kind == "repair" else None,
        "result": (result if kind == "repair" else pick.choice(_INSPECTED)) if done else None,
        "first_time_fix": pick.random() < 0.84 if done else None,
        "score": pick.choices((5, 4, 3, 2), (58, 30, 9, 3))[0] if done and pick.random() < 0.6 else None,
        "owner": person(FIELD),
        "created_at": at(min(-1, when - pick.randint(0, 3)), office_minute(pick)),
    }
    world.add("work_order", row)
