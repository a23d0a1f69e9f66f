"""What is sold, by what prices, against whom: products, price lists, competitors, reasons for losing, pools."""

from __future__ import annotations

from dataclasses import dataclass

from scripts.crm_data.people import EVERY_SALESPERSON, MANAGER, SALES
from scripts.crm_data.places import REGION_NAMES, REGIONS
from scripts.crm_data.words import Row, day, month, person, ref
from scripts.crm_data.world import World


@dataclass(frozen=True)
class Product:
    """A product; `number` is its row, `dear`: ordered one by one or in few pieces."""

    number: int
    name: str
    code: str
    category: str
    unit: str
    price: int
    cost: int
    tax: float
    recurring: bool

    @property
    def dear(self) -> bool:
        return self.price >= 10_000


_PRODUCTS = (
    ("智能网关 DG-200", "DG-200", "gateway", "台", 3680, 2110, 0.13, False, "工业协议采集与边缘转发，支持 Modbus、OPC UA、Profinet，断网续传 7 天。"),
    ("智能网关 DG-500 Pro", "DG-500", "gateway", "台", 6980, 3890, 0.13, False, "双 5G 模组与四网口，适合产线集中采集。"),
    ("无线网关 DG-100W", "DG-100W", "gateway", "台", 1980, 1120, 0.13, False, "LoRa 与 Wi-Fi 双模，适合仓库和园区。"),
    ("边缘控制器 E7", "EC-E7", "controller", "台", 8900, 5230, 0.13, False, "八核边缘控制器，可在现场运行规则与视觉推理。"),
    ("边缘控制器 E3", "EC-E3", "controller", "台", 4560, 2680, 0.13, False, "面向单机设备的小型控制器。"),
    ("视觉检测控制器 V5", "EC-V5", "controller", "套", 15800, 9120, 0.13, False, "缺陷检测与尺寸测量，含 500 万像素相机。"),
    ("工业温振传感器 S10", "SN-S10", "sensor", "只", 420, 196, 0.13, False, "温度与三轴振动一体，电池续航 3 年。"),
    ("压力变送器 S20", "SN-S20", "sensor", "只", 680, 322, 0.13, False, "0–40 MPa，精度 0.25 级。"),
    ("电能采集模块 S30", "SN-S30", "sensor", "只", 560, 261, 0.13, False, "三相电能计量，导轨安装。"),
    ("环境监测终端 S40", "SN-S40", "sensor", "台", 1280, 640, 0.13, False, "PM2.5、温湿度与噪声四合一。"),
    ("设备云平台 标准版（年）", "SW-STD", "software", "套/年", 36000, 5400, 0.06, True, "设备接入、看板、告警与移动端，含 200 个点位。"),
    ("设备云平台 企业版（年）", "SW-ENT", "software", "套/年", 68000, 9800, 0.06, True, "多工厂、权限分级、开放接口与单点登录。"),
    ("能耗管理模块（年）", "SW-EMS", "software", "套/年", 25000, 3600, 0.06, True, "分项计量、峰谷分析与碳排报表。"),
    ("预测性维护模块（年）", "SW-PDM", "software", "套/年", 32000, 5200, 0.06, True, "振动趋势与故障预警，附月度诊断报告。"),
    ("数据看板定制", "SW-BI", "software", "项", 18000, 7600, 0.06, False, "按客户指标定制大屏与移动看板。"),
    ("现场实施服务（人天）", "SV-IMP", "service", "人天", 1800, 900, 0.06, False, "安装、接线、点位调试与验收陪同。"),
    ("远程运维服务（年）", "SV-OPS", "service", "年", 12000, 4300, 0.06, True, "7×12 小时远程响应，季度巡检一次。"),
    ("驻场运维服务（月）", "SV-RES", "service", "月", 15000, 9800, 0.06, True, "工程师驻场，含备件更换。"),
    ("操作培训（天）", "SV-TRN", "service", "天", 3000, 1100, 0.06, False, "现场或线上培训，含教材与考核。"),
    ("校准与检定服务（次）", "SV-CAL", "service", "次", 900, 380, 0.06, False, "传感器现场校准并出具报告。"),
)  # fmt: skip

PRODUCTS = tuple(Product(number, *values[:8]) for number, values in enumerate(_PRODUCTS, 1))
HARDWARE = tuple(product for product in PRODUCTS if product.category in ("gateway", "controller", "sensor"))
RECURRING = tuple(product for product in PRODUCTS if product.recurring)
MACHINES = tuple(product for product in PRODUCTS if product.category in ("gateway", "controller"))

_COMPETITORS = (
    (
        "同方智能",
        "品牌老、政企渠道深、报价灵活",
        "实施团队外包，交付周期普遍超过四个月",
        "采集网关、SCADA、能耗平台",
        5,
    ),
    ("海川自动化", "硬件价格低 15% 左右，现货充足", "软件功能少，不支持多工厂与开放接口", "网关、传感器", 4),
    ("数联科技", "数据看板演示效果好，互联网背景", "缺少现场工程师，售后只有热线", "云平台、数据看板", 4),
    ("北岭工控", "PLC 起家，老客户多", "产品线旧，升级需要停机", "控制器、触摸屏", 3),
    ("本地集成商", "关系近、响应快", "方案拼凑，人员一变就没人维护", "总包集成", 3),
    ("开物云", "公有云按量计费，试用门槛低", "不支持私有部署，数据在外网", "SaaS 设备管理", 2),
    ("维景视觉", "视觉算法强", "只做检测，不做平台", "视觉检测", 2),
    ("自研", "完全贴合自身流程", "投入大、周期长，核心人员离职风险高", "客户自建系统", 3),
)
COMPETITORS = tuple(entry[0] for entry in _COMPETITORS)

_REASONS = (
    ("价格高于预算", "price"), ("竞品报价更低", "price"), ("功能不满足：多工厂", "product"), ("不支持现有协议", "product"),
    ("项目延期到明年", "timing"), ("决策人更换", "timing"), ("选择同方智能", "competitor"), ("选择本地集成商", "competitor"),
    ("预算取消", "budget"), ("售后响应慢", "service"), ("内部自研", "other"), ("失去联系", "other"),
)  # fmt: skip
REASONS: dict[str, list[int]] = {}
"""Rows of lost_reason by category."""
for _number, (_name, _category) in enumerate(_REASONS, 1):
    REASONS.setdefault(_category, []).append(_number)


def add_catalogue(world: World) -> None:
    """Competitors, lost reasons, pools, products and price lists."""
    for name, strong, weak, products, threat in _COMPETITORS:
        row = {"name": name, "strengths": strong, "weaknesses": weak, "products": products, "threat": threat}
        world.add("competitor", row)
    for name, category in _REASONS:
        world.add("lost_reason", {"name": name, "category": category, "active": True})
    for region in REGIONS:
        world.add("pool", _pool(region))
    world.add("pool", _pool(None))
    for product, values in zip(PRODUCTS, _PRODUCTS, strict=True):
        world.add("product", _product(product, values[8]))
    for row in _price_lists():
        world.add("price_list", row)


def _pool(region: str | None) -> Row:
    members = SALES[region] if region else EVERY_SALESPERSON
    return {
        "name": f"{REGION_NAMES[region]}公海" if region else "全国公海",
        "region": region,
        "claim_limit": 5 if region else 3,
        "hold_limit": 60 if region else 30,
        "recycle_days": 15,
        "warn_days": 3,
        "cooldown_days": 7,
        "members": [person(key) for key in members],
        "owner": person(MANAGER[region]) if region else person("zhao_min"),
    }


def _product(product: Product, description: str) -> Row:
    return {
        "name": product.name,
        "code": product.code,
        "category": product.category,
        "unit": product.unit,
        "price": product.price,
        "cost": product.cost,
        "tax": product.tax,
        "status": "active",
        "description": f"<p>{description}</p>",
        "recurring": product.recurring,
        "created_at": {"$days": -560, "time": "09:00"},
    }


def _price_lists() -> list[Row]:
    def entries(share: float, rate: float = 1.0) -> list[Row]:
        return [
            {
                "product": ref("product", product.number),
                "price": round(product.price * share / rate, 2 if rate > 1 else 0),
                "min_quantity": 1,
            }
            for product in PRODUCTS
        ]

    def listed(name: str, currency: str, share: float, whom: str, rate: float = 1.0) -> Row:
        values = {"name": name, "currency": currency, "for_class": whom, "entries": entries(share, rate)}
        return {**values, "valid_from": month(-6, 1), "valid_to": month(12, 31)}

    return [
        listed("标准价目表", "cny", 1.0, "all"),
        listed("A 类客户价目表", "cny", 0.92, "a"),
        listed("渠道伙伴价目表", "cny", 0.8, "all"),
        listed("海外价目表（美元）", "usd", 1.1, "all", 7.1),
        {
            **listed("去年价目表", "cny", 0.95, "all"),
            "valid_from": day(-540),
            "valid_to": day(-190),
        },
    ]
