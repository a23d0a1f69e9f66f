"""What people leave around records of the pictured company: comments, duplicates, a merge, views shared by link."""

from datetime import UTC, datetime, timedelta
from typing import Any

from scripts.shooting.product import Client

Document = dict[str, Any]
_CUSTOMERS = "/apps/crm/forms/customer/records"
_OPPORTUNITIES = "/apps/crm/forms/opportunity/records"
_TWINS = (
    ({"name": "杭州云帆智能科技有限公司", "phone": "0571-88990011", "industry": "software", "region": "east"}),
    ({"name": "杭州云帆智能科技(有限)公司", "phone": "057188990011", "stage": "contact", "website": "https://yunfan.example.com"}),
    ({"name": "云帆智能科技", "phone": "0571-8899 0011", "region": "east", "note": "展会名片，联系人李经理"}),
)  # fmt: skip
_MERGED = ({"name": "宁波海港物流有限公司", "region": "east"}, {"name": "宁波海港物流公司", "phone": "0574-87001234"})
_SHARED: tuple[tuple[str, str, str], ...] = (
    ("calendar", "follow_up", "calendar"),
    ("board", "opportunity", "pipeline"),
    ("cards", "customer", "cards"),
    ("tree", "customer", "groups"),
    ("groups", "opportunity", "by_region"),
    ("grid", "customer", "all"),
)
_NEVER = ("button", "attachment", "image", "signature", "encrypted")


def settle_around(admin: Client, colleague: Client) -> dict[str, str]:
    """An opportunity that two people work on, customers that stand twice, a merge, links. → ids and tokens by name"""
    discussed = _worked_on(admin, colleague)
    _comment(admin, colleague, f"{_OPPORTUNITIES}/{discussed}")
    for values in _TWINS:
        admin.post(_CUSTOMERS, values)
    winner, loser = (admin.post(_CUSTOMERS, values) for values in _MERGED)
    kept, gone = ({"id": one["id"], "version": one["version"]} for one in (winner, loser))
    admin.post(f"{_CUSTOMERS}:merge", {"winner": kept, "losers": [gone], "choose": {"phone": loser["id"]}})
    return {"discussed": discussed} | {f"shared_{name}": _share(admin, form, view) for name, form, view in _SHARED}


def _worked_on(admin: Client, colleague: Client) -> str:
    customer = colleague.post(_CUSTOMERS, {"name": "苏州恒源精密部件有限公司", "region": "east"})["id"]
    values = {"name": "二期产线改造", "customer": customer, "amount": 480000, "expected_close": "2026-12-18"}
    record = colleague.post(_OPPORTUNITIES, values)
    for who, change in (
        (colleague, {"stage": "contact", "next_step": "约技术负责人现场勘查"}),
        (admin, {"amount": 520000, "probability": 0.4, "expected_close": "2026-12-28"}),
        (colleague, {"next_step": "提交正式报价与实施计划", "competitor": "上海启明"}),
    ):
        record = who.call("PATCH", f"{_OPPORTUNITIES}/{record['id']}", json={**change, "version": record["version"]})
    return str(record["id"])


def _comment(admin: Client, colleague: Client, record: str) -> None:
    body = f"<@{colleague.me['id']}> 客户想把交付时间提前两周，报价里的实施费要不要一起调整？"
    first = admin.post(f"{record}/comments", {"text": body})["id"]
    colleague.post(
        f"{record}/comments", {"text": "可以提前，实施费按加急 1.2 倍算，我今天更新报价单。", "reply_to": first}
    )
    file = admin.call("POST", "/files", files={"file": ("会议纪要 2026-11-20.txt", "纪要".encode(), "text/plain")})
    colleague.post(f"{record}/comments", {"text": "对方法务已确认合同条款：\n1. 付款 3-6-1\n2. 验收后 30 天质保"})
    admin.post(f"{record}/comments", {"text": "纪要见附件。", "files": [file["id"]]})
    settled = colleague.post(f"{record}/comments", {"text": "对方采购负责人的电话换了，已更新联系人。"})["id"]
    admin.post(f"{record}/comments/{settled}:resolve")


def _share(admin: Client, form: str, view: str) -> str:
    """A view of the form for whoever holds the address. → its token"""
    definition = admin.get(f"/apps/crm/forms/{form}")["definition"]
    (found,) = [each for each in definition["views"] if each["key"] == view]
    body = {
        "label": found["label"]["zh-CN"],
        "settings": {key: value for key, value in found.items() if key not in ("key", "label")},
        "fields": [field["key"] for field in definition["fields"] if field["type"] not in _NEVER],
        "expires_at": (datetime.now(UTC) + timedelta(days=30)).isoformat(),
    }
    link: Document = admin.post(f"/apps/crm/forms/{form}/view-links", body)
    return str(link["url"]).rsplit("/", 1)[1]
