"""A page of the pictured app, with every kind of block that needs no further making."""

from scripts.shooting.product import Client

_WELCOME = {
    "zh-CN": "<h2>你好，今天也加油</h2><p>这里是销售工作台：数字、商机和快捷入口。</p>",
    "en": "<h2>Good morning</h2><p>Numbers, opportunities and short cuts of sales.</p>",
}
_CUSTOMERS = {"zh-CN": "客户", "en": "Customers"}
_AMOUNT = {"zh-CN": "商机金额", "en": "Amount of opportunities"}
_WEEKLY = {"zh-CN": "周会", "en": "Weekly meeting"}
_CHARTS = {"zh-CN": "销售仪表盘", "en": "Sales dashboard"}
_BLOCKS: tuple[tuple[dict[str, object], int, int, int, int], ...] = (
    ({"type": "text", "html": _WELCOME}, 0, 0, 6, 2),
    ({"type": "number", "form": "customer", "label": _CUSTOMERS, "icon": "users"}, 6, 0, 3, 2),
    ({"type": "number", "form": "opportunity", "fn": "sum", "field": "amount", "label": _AMOUNT}, 9, 0, 3, 2),
    ({"type": "list", "form": "opportunity"}, 0, 2, 9, 7),
    ({"type": "link", "link": "/apps/crm/dashboards/sales", "label": _CHARTS, "icon": "bar-chart-3"}, 9, 2, 3, 1),
    ({"type": "tile", "dashboard": "sales", "tile": "funnel"}, 9, 3, 3, 6),
    ({"type": "form", "form": "customer"}, 0, 9, 12, 8),
)


def settle(admin: Client, app: str) -> None:
    """Makes and publishes it."""
    blocks = [{"key": f"b{number}", **block} for number, (block, *_box) in enumerate(_BLOCKS)]
    grid = [
        {"tile": f"b{number}", "x": x, "y": y, "w": w, "h": h} for number, (_block, x, y, w, h) in enumerate(_BLOCKS)
    ]
    label = {"zh-CN": "销售工作台", "en": "Sales workspace"}
    body = {"label": label, "key": "workspace", "definition": {"blocks": blocks, "grid": grid}}
    made = admin.post(f"/apps/{app}/pages", body)
    admin.post(f"/apps/{app}/pages/workspace/draft:publish", {"revision": made["revision"]})
    admin.post(f"/apps/{app}/pages", {"label": _WEEKLY, "key": "weekly"})  # not published yet
