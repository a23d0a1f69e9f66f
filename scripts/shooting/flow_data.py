"""Flows of the pictured company and what runs in them: a held stage, discounts to approve, a copy, a failed call."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from scripts.shooting.product import ADMIN, PASSWORD, Client, Product

Document = dict[str, Any]
APP = "crm"
BOSS = [{"role": "sales_manager"}]
_START: Document = {"id": "start", "type": "start"}
_END: Document = {"id": "end", "type": "end"}


def _row(*nodes: Document) -> Document:
    """Steps one after another, with a start and an end."""
    every = [_START, *nodes, _END]
    edges = [{"from": one["id"], "to": other["id"]} for one, other in pairwise(every)]
    return {"nodes": every, "edges": edges}


STAGE_GATE: Document = {
    "key": "quote_approval",
    "label": {"zh-CN": "报价审批", "en": "Quote approval"},
    "form": "opportunity",
    "title": {"zh-CN": "报价审批：{name}", "en": "Quote approval: {name}"},
    "trigger": {"on": "update", "when": "stage = 'quote' and old.stage = 'contact'", "mode": "gate"},
    **_row(
        {
            "id": "manager",
            "type": "approval",
            "label": {"zh-CN": "销售经理审批", "en": "Sales manager"},
            "assignees": BOSS,
            "sla": [{"after": "1 hours", "do": "remind"}, {"after": "8 hours", "do": "escalate", "to": BOSS}],
        }
    ),
}
DISCOUNT: Document = {
    "key": "discount",
    "label": {"zh-CN": "折扣审批", "en": "Discount approval"},
    "form": "opportunity",
    "title": {"zh-CN": "{name} 的折扣", "en": "Discount for {name}"},
    "trigger": {"on": "button", "label": {"zh-CN": "申请折扣", "en": "Ask for a discount"}, "place": "both"},
    "nodes": [
        _START,
        {
            "id": "terms",
            "type": "fill",
            "label": {"zh-CN": "填写折扣条件", "en": "Terms"},
            "assignees": [{"field": "initiator"}],
            "fields": {"amount": "require", "next_step": "require", "note": "write", "competitor": "write"},
        },
        {
            "id": "manager",
            "type": "approval",
            "label": {"zh-CN": "经理审批", "en": "Manager"},
            "mode": "all",
            "assignees": BOSS,
            "sla": [{"after": "2 days", "do": "escalate", "to": [{"email": ADMIN}]}],
        },
        {"id": "large", "type": "branch", "label": {"zh-CN": "金额", "en": "Amount"}},
        {
            "id": "director",
            "type": "approval",
            "label": {"zh-CN": "总监审批", "en": "Director"},
            "assignees": [{"email": ADMIN}],
        },
        {
            "id": "copy",
            "type": "cc",
            "label": {"zh-CN": "抄送管理员", "en": "Copy to the office"},
            "assignees": [{"email": ADMIN}],
        },
        _END,
    ],
    "edges": [
        {"from": "start", "to": "terms"},
        {"from": "terms", "to": "manager"},
        {"from": "manager", "to": "large", "when": "outcome = 'approved'"},
        {"from": "large", "to": "director", "when": "amount > 100000"},
        {"from": "large", "to": "copy", "default": True},
        {"from": "director", "to": "copy"},
        {"from": "copy", "to": "end"},
    ],
}
CALL: Document = {
    "key": "erp",
    "label": {"zh-CN": "同步到 ERP", "en": "Send to the ERP"},
    "form": "opportunity",
    "title": {"zh-CN": "{name} 同步到 ERP", "en": "{name} to the ERP"},
    "trigger": {"on": "button", "label": {"zh-CN": "同步到 ERP", "en": "Send to the ERP"}, "place": "record"},
    **_row(
        {
            "id": "call",
            "type": "http",
            "label": {"zh-CN": "调用 ERP 接口", "en": "Call the ERP"},
            "url": "http://127.0.0.1:9/orders",
            "retries": 0,
        }
    ),
}


def publish(admin: Client, flow: Document, app: str = APP) -> str:
    """A flow, drawn and published through the real doors. → its key"""
    made = admin.post(
        f"/apps/{app}/flows", {"label": flow["label"], "key": flow["key"], "form": flow["form"], "definition": flow}
    )
    admin.post(f"/apps/{app}/flows/{flow['key']}/draft:publish", {"revision": made["revision"]})
    return str(flow["key"])


def _person(started: Product, admin: Client, name: str) -> Client:
    """A colleague who can sign in."""
    (found,) = [one for one in admin.get("/people", params={"search": name})["items"] if one["name"] == name]
    first = admin.post(f"/people/{found['id']}/password", {})["password"]
    started.client(found["email"], first).post("/me/password", {"old": first, "new": PASSWORD})
    return started.client(found["email"], PASSWORD)


def colleague(started: Product) -> Client:
    """The boss of the sales people, signed in."""
    return started.client("wang.fang@example.com", PASSWORD)


def _be_manager(admin: Client) -> None:
    """The administrator, whose pages are pictured, approves with the sales managers."""
    roles = admin.get(f"/apps/{APP}/roles")
    for role in roles["roles"]:
        if role["key"] == "sales_manager":
            role["members"].append({"kind": "person", "id": admin.me["id"], "name": admin.me["name"]})
    admin.call("PUT", f"/apps/{APP}/roles", json=roles)


def _opportunities(admin: Client, stage: str, most: int) -> list[Document]:
    query = {"filter": f"stage = '{stage}'", "sort": "-created_at", "limit": most}
    found: list[Document] = admin.get(f"/apps/{APP}/forms/opportunity/records", params=query)["items"]
    return found


def _todo(who: Client, flow: str) -> list[Document]:
    items: Sequence[Document] = who.get("/tasks", params={"box": "todo", "flow": flow, "limit": 200})["items"]
    return list(items)


def settle_flows(started: Product, admin: Client) -> dict[str, str]:
    """Flows with work for the administrator in every box. → ids that addresses of pictures name"""
    there = {flow["key"] for flow in admin.get(f"/apps/{APP}/flows")["items"]}
    for flow in (STAGE_GATE, DISCOUNT, CALL):
        if flow["key"] not in there:
            publish(admin, flow)
    _be_manager(admin)
    boss = _person(started, admin, "王芳")
    records = f"/apps/{APP}/forms/opportunity/records"
    held = _opportunities(admin, "contact", 4)
    for one in held:
        admin.call("PATCH", f"{records}/{one['id']}", json={"stage": "quote", "version": one["version"]})
    quoted = _opportunities(admin, "quote", 6)
    for one in quoted:
        admin.post(f"{records}/{one['id']}:run-button", {"flow": "discount"})
    filled = _todo(admin, "discount")[:4]
    for number, task in enumerate(filled):
        values = {"amount": 60000 + 45000 * number, "next_step": "发送正式报价单"}
        admin.post(f"/tasks/{task['id']}:decide", {"verb": "submit", "record": values})
    for number, task in enumerate(_todo(boss, "discount")[:3]):
        said = {"verb": "approve", "comment": ["同意，注意账期。", "折扣在授权范围内。", ""][number]}
        boss.post(f"/tasks/{task['id']}:decide", said)
    mine = [task for task in _todo(admin, "discount") if task["kind"] == "approval"]
    for task in mine[:1]:
        admin.post(f"/tasks/{task['id']}:decide", {"verb": "approve", "comment": "同意"})
    gate = _todo(boss, "quote_approval")
    boss.post(f"/tasks/{gate[0]['id']}:decide", {"verb": "reject", "comment": "方案还没有评审，先补技术方案。"})
    boss.post(f"/tasks/{gate[1]['id']}:urge", {})
    if quoted:
        admin.post(f"{records}/{quoted[0]['id']}:run-button", {"flow": "erp"})
    todo = _todo(admin, "quote_approval")
    fill = [task for task in _todo(admin, "discount") if task["kind"] == "fill"]
    ended = admin.get("/tasks", params={"box": "started", "flow": "discount"})["items"]
    return {
        "task": todo[0]["id"],
        "fill": fill[0]["id"],
        "instance": max(ended, key=lambda one: len(one["now"]) == 0)["id"],
        "held": todo[0]["record"]["id"],
        "failed": admin.get("/tasks", params={"box": "started", "flow": "erp"})["items"][0]["id"],
    }
