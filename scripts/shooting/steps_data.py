"""Flows and boards of the app «field service»: line items that a step writes, branches with conditions, what if."""

from typing import Any

from scripts.shooting.flow_data import publish
from scripts.shooting.product import Client
from scripts.shooting.visit_form import words

Document = dict[str, Any]
APP = "service"
_ROWS: list[Document] = [
    {
        "field": "parts",
        "do": "add",
        "set": [
            {"field": "part", "value": "'滤芯'"},
            {"field": "count", "value": "1"},
            {"field": "price", "value": "99"},
        ],
    },
    {"field": "parts", "do": "update", "where": "count > 1", "set": [{"field": "price", "value": "price * 0.9"}]},
    {"field": "parts", "do": "remove", "where": "count = 0"},
]
PARTS_USED: Document = {
    "key": "parts_used",
    "label": words("补记配件", "Add parts"),
    "form": "visit",
    "title": words("补记：{name}", "Parts: {name}"),
    "trigger": {"on": "button", "label": words("补记配件", "Add parts"), "place": "both"},
    "nodes": [
        {"id": "start", "type": "start"},
        {
            "id": "write",
            "type": "update",
            "label": words("写入配件", "Write parts"),
            "set": [{"field": "urgent", "value": "FALSE"}],
            "rows": _ROWS,
        },
        {"id": "which", "type": "branch", "label": words("合计多少", "How much")},
        {
            "id": "ask",
            "type": "approval",
            "label": words("主管审批", "Approval"),
            "assignees": [{"email": "admin@example.com"}],
        },
        {
            "id": "tell",
            "type": "notify",
            "label": words("通知负责人", "Tell the owner"),
            "to": [{"field": "owner"}],
            "title": words("{name} 补记了配件", "Parts of {name}"),
            "text": words("合计 {total}", "Total {total}"),
        },
        {"id": "end", "type": "end"},
    ],
    "edges": [
        {"from": "start", "to": "write"},
        {"from": "write", "to": "which"},
        {
            "from": "which",
            "to": "ask",
            "when": "total > 500 and urgent = TRUE",
            "label": words("金额较大", "Large"),
        },
        {"from": "which", "to": "tell", "default": True},
        {"from": "ask", "to": "tell"},
        {"from": "tell", "to": "end"},
    ],
}
SCRIPTED: Document = {
    "key": "scripted",
    "label": words("按脚本估价", "Estimate by script"),
    "form": "visit",
    "title": words("估价：{name}", "Estimate: {name}"),
    "trigger": {"on": "button", "label": words("估价", "Estimate"), "place": "both"},
    "variables": [{"key": "price", "type": "number", "label": words("估价", "Estimate")}],
    "nodes": [
        {"id": "start", "type": "start"},
        {
            "id": "calc",
            "type": "script",
            "label": words("计算估价", "Work it out"),
            "code": "price = 80 + (spent or 0) / 3600 * 120\nif urgent:\n    price = price * 1.5\n",
            "inputs": {"spent": "spent", "urgent": "urgent"},
            "outputs": ["price"],
        },
        {"id": "end", "type": "end"},
    ],
    "edges": [{"from": "start", "to": "calc"}, {"from": "calc", "to": "end"}],
}
_MEASURES: list[Document] = [
    {"key": "rate", "input": "rate", "label": words("单价上浮", "Price rise")},
    {"key": "amount", "fn": "sum", "field": "total", "label": words("当前收入", "Revenue"), "format": "money"},
    {
        "key": "next",
        "formula": "amount * (1 + rate / 100)",
        "label": words("上浮后收入", "After the rise"),
        "format": "money",
    },
]
FORECAST: Document = {
    "schema_version": 1,
    "key": "forecast",
    "label": words("维修收入预测", "Repair forecast"),
    "filters": [
        {
            "key": "rate",
            "type": "input",
            "label": words("单价上浮", "Price rise"),
            "min": 0,
            "max": 50,
            "default": 10,
            "unit": words("%", "%"),
        }
    ],
    "tiles": [
        {
            "key": "now",
            "label": words("上浮后收入", "After the rise"),
            "chart": {"type": "kpi", "value": "next"},
            "query": {"from": "visit", "measures": _MEASURES},
        },
        {
            "key": "by",
            "label": words("按区域", "By area"),
            "chart": {"type": "bar", "x": "region", "y": ["amount", "next"]},
            "query": {
                "from": "visit",
                "rows": [{"key": "region", "field": "region", "label": words("区域", "Area")}],
                "measures": _MEASURES,
            },
        },
    ],
    "grid": [{"tile": "now", "x": 0, "y": 0, "w": 4, "h": 4}, {"tile": "by", "x": 4, "y": 0, "w": 8, "h": 6}],
}


def settle(admin: Client) -> None:
    """Makes and publishes them."""
    publish(admin, PARTS_USED, APP)
    publish(admin, SCRIPTED, APP)
    body = {"label": FORECAST["label"], "key": FORECAST["key"], "definition": FORECAST}
    made = admin.post(f"/apps/{APP}/dashboards", body)
    admin.post(f"/apps/{APP}/dashboards/forecast/draft:publish", {"revision": made["revision"]})
