"""A form with a field of every newer type, in both languages, with rules, checks, test cases and views."""

from typing import Any

Document = dict[str, Any]


def words(zh: str, en: str) -> Document:
    """One text in both languages."""
    return {"zh-CN": zh, "en": en}


def _options(*options: tuple[str, str, str] | tuple[str, str, str, str]) -> list[Document]:
    named = [{"value": value, "label": words(zh, en)} for value, zh, en, *_colour in options]
    return [
        each | ({"color": option[3]} if len(option) > 3 else {}) for each, option in zip(named, options, strict=True)
    ]


KINDS = _options(
    ("lift", "电梯", "Lift", "blue"), ("boiler", "锅炉", "Boiler", "orange"), ("door", "门禁", "Door", "teal")
)
DEVICE: Document = {
    "key": "device",
    "label": words("设备", "Device"),
    "icon": "cpu",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": words("设备名称", "Device"), "required": True},
        {"key": "kind", "type": "select", "label": words("类型", "Kind"), "options": KINDS},
        {"key": "site", "type": "location", "label": words("安装位置", "Place")},
    ],
}
STATES = _options(
    ("planned", "待上门", "Planned", "blue"),
    ("done", "已完成", "Done", "green"),
    ("failed", "未解决", "Not solved", "red"),
)
REGIONS = [
    {
        "value": "east",
        "label": words("华东", "East"),
        "children": [
            {"value": "hz", "label": words("杭州", "Hangzhou")},
            {"value": "sh", "label": words("上海", "Shanghai")},
        ],
    },
    {
        "value": "north",
        "label": words("华北", "North"),
        "children": [{"value": "bj", "label": words("北京", "Beijing")}],
    },
]
_PARTS: Document = {
    "key": "parts",
    "type": "subform",
    "label": words("更换的配件", "Parts replaced"),
    "fields": [
        {"key": "part", "type": "text", "label": words("配件", "Part")},
        {"key": "code", "type": "barcode", "label": words("条码", "Barcode")},
        {"key": "count", "type": "number", "label": words("数量", "Count"), "decimals": 0},
        {"key": "price", "type": "money", "label": words("单价", "Price")},
        {"key": "sum", "type": "formula", "label": words("金额", "Sum"), "formula": "count * price", "as": "money"},
    ],
}
VISIT: Document = {
    "key": "visit",
    "label": words("上门服务", "Visit"),
    "icon": "wrench",
    "title": "name",
    "fields": [
        {
            "key": "no",
            "type": "series",
            "label": words("单号", "Number"),
            "parts": [{"text": "V"}, {"date": "yyyyMM"}, {"counter": 4}],
        },
        {"key": "name", "type": "text", "label": words("客户称呼", "Your name"), "required": True},
        {"key": "mobile", "type": "phone", "label": words("手机号", "Mobile")},
        {"key": "urgent", "type": "boolean", "label": words("紧急", "Urgent")},
        {"key": "state", "type": "select", "label": words("状态", "State"), "options": STATES, "default": "planned"},
        {"key": "device", "type": "link", "form": "device", "label": words("设备", "Device")},
        {
            "key": "device_kind",
            "type": "lookup",
            "label": words("设备类型", "Kind of device"),
            "link": "device",
            "field": "kind",
            "as": "select",
        },
        {"key": "region", "type": "cascade", "label": words("服务区域", "Service area"), "options": REGIONS},
        {"key": "address", "type": "address", "label": words("上门地址", "Address")},
        {"key": "place", "type": "location", "label": words("定位", "Place on the map")},
        {"key": "start", "type": "time", "label": words("到达时间", "Arrived at")},
        {"key": "spent", "type": "duration", "label": words("用时", "Time spent"), "display": "units"},
        {
            "key": "words",
            "type": "tags",
            "label": words("标签", "Tags"),
            "options": _options(
                ("vip", "重点客户", "Key account", "red"), ("warranty", "保修期内", "Warranty", "green")
            ),
        },
        {"key": "stars", "type": "rating", "label": words("服务评价", "How was it"), "display": "stars"},
        {
            "key": "nps",
            "type": "rating",
            "label": words("推荐意愿", "Would you recommend us"),
            "display": "scale",
            "min": 0,
            "max": 10,
            "low_label": words("完全不会", "Not at all"),
            "high_label": words("一定会", "Certainly"),
        },
        {"key": "level", "type": "slider", "label": words("完成进度", "Progress"), "step": 5, "unit": "%"},
        {
            "key": "wishes",
            "type": "ranking",
            "label": words("最看重什么", "What matters most"),
            "options": _options(("price", "价格", "Price"), ("speed", "速度", "Speed"), ("care", "态度", "Care")),
        },
        {
            "key": "marks",
            "type": "matrix",
            "label": words("分项评价", "In detail"),
            "rows": _options(
                ("speed", "响应速度", "Response"), ("skill", "技术水平", "Skill"), ("care", "服务态度", "Care")
            ),
            "columns": _options(("good", "满意", "Good"), ("fair", "一般", "Fair"), ("bad", "不满意", "Bad")),
        },
        {"key": "photos", "type": "image", "label": words("现场照片", "Photos"), "max_files": 6},
        {"key": "code", "type": "barcode", "label": words("设备条码", "Barcode")},
        {
            "key": "card",
            "type": "encrypted",
            "label": words("证件号", "Identity card"),
            "show_first": 3,
            "show_last": 4,
        },
        _PARTS,
        {
            "key": "total",
            "type": "formula",
            "label": words("合计", "Total"),
            "formula": "SUM(parts.sum)",
            "as": "money",
        },
        {
            "key": "lines",
            "type": "rollup",
            "label": words("配件种数", "Kinds of parts"),
            "link": "parts",
            "fn": "count",
        },
        {"key": "report", "type": "rich_text", "label": words("服务记录", "Report")},
        {"key": "signed", "type": "signature", "label": words("客户签名", "Signature")},
    ],
    "rules": [
        {
            "id": "urgent",
            "when": "urgent = TRUE",
            "require": ["mobile"],
            "style": {"name": {"color": "red", "bold": True}},
        },
        {"id": "done", "when": "state = 'done'", "show": ["signed"], "set": {"level": "100"}},
        {"id": "long", "when": "spent > 28800", "options": {"state": ["planned", "failed"]}},
    ],
    "checks": [
        {
            "id": "c1",
            "assert": "ISBLANK(spent) or spent <= 86400",
            "level": "warn",
            "message": words("用时超过一天，请核对", "Longer than a day: is that right?"),
            "fields": ["spent"],
        }
    ],
    "tests": [
        {
            "name": "紧急时必须留手机号 · Urgent needs a mobile",
            "given": {"name": "王女士", "urgent": True},
            "expect": {"required": {"mobile": True}, "problems": ["mobile:required"]},
        },
        {
            "name": "完成后进度为 100 · Done is 100 %",
            "given": {"name": "李先生", "state": "done"},
            "expect": {"values": {"level": 90}, "visible": {"signed": True}},
        },
    ],
    "views": [
        {
            "key": "all",
            "label": words("全部", "All"),
            "type": "grid",
            "columns": [
                {"field": "name", "width": 150, "frozen": True},
                {"field": "state", "width": 110, "frozen": True},
                *(
                    {"field": key}
                    for key in ("device", "device_kind", "region", "start", "spent", "words", "stars", "nps")
                ),
                *({"field": key} for key in ("level", "photos", "card", "address", "wishes", "marks", "code", "total")),
            ],
            "colors": [{"when": "state = 'failed'", "color": "red"}, {"when": "stars >= 4", "color": "green"}],
        },
        {"key": "map", "label": words("地图", "Map"), "type": "map", "location": "place"},
    ],
}
