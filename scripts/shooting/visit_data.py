"""The app «field service» of the pictured company: records of every newer field, public links in every state, views,
webhooks, a navigation with conditions, and changes that wait to be published."""

import hashlib
import io
from typing import Any

from PIL import Image, ImageDraw

from scripts.shooting.product import Client, Product
from scripts.shooting.visit_form import DEVICE, VISIT, words

Document = dict[str, Any]
APP = "service"
FORM = f"/apps/{APP}/forms/visit"
PEOPLE = (
    "王女士",
    "李先生",
    "张阿姨",
    "陈工",
    "赵老师",
    "刘经理",
    "黄女士",
    "周先生",
    "吴小姐",
    "郑先生",
    "孙女士",
    "马先生",
)
_NOBODY_LISTENS = "https://erp.example.com/hooks/dougong"


def settle(started: Product, admin: Client) -> dict[str, str]:
    """Makes all of it. → what addresses of pages name"""
    admin.post("/apps", {"label": words("现场服务", "Field service"), "key": APP, "icon": "wrench", "color": "#0F766E"})
    for form in (DEVICE, VISIT):
        _publish(admin, form)
    _version(admin, "首次上线 · First release")
    visits = _records(admin)
    links = _links(started, admin)
    _views(admin)
    _webhooks(admin)
    _navigation(admin)
    _version(admin, "导航分组 · Groups in the navigation")
    _unpublished(admin)
    return {"service": APP, "service_visit": visits[1], **links}


def _publish(admin: Client, definition: Document) -> None:
    path = f"/apps/{APP}/forms/{definition['key']}"
    made = admin.post(f"/apps/{APP}/forms", {"label": definition["label"], "key": definition["key"]})
    body = {"definition": {"schema_version": 1, **definition}, "revision": made["revision"]}
    saved = admin.call("PUT", f"{path}/draft", json=body)
    failing = [test["name"] for test in definition.get("tests", [])[1:]]
    admin.post(f"{path}/draft:publish", {"revision": saved["revision"], "accept_failing": failing})


def _picture(colour: str, text: str = "", size: tuple[int, int] = (900, 600)) -> bytes:
    out = io.BytesIO()
    drawn = Image.new("RGB", size, colour)
    width, height = size
    pen = ImageDraw.Draw(drawn)
    if text:
        pen.line([(width * 0.1, height * 0.7), (width * 0.3, height * 0.2), (width * 0.4, height * 0.75)], "black", 8)
        pen.line([(width * 0.4, height * 0.75), (width * 0.6, height * 0.3), (width * 0.9, height * 0.6)], "black", 8)
    else:
        pen.rectangle((width * 0.3, height * 0.35, width * 0.7, height), fill="white")
    drawn.save(out, "PNG")
    return out.getvalue()


def _upload(admin: Client, field: str, content: bytes, name: str) -> str:
    sent = {"file": (name, content, "image/png")}
    about = {"app": APP, "form": "visit", "field": field}
    identifier: str = admin.call("POST", "/files", files=sent, data=about)["id"]
    return identifier


def _records(admin: Client) -> list[str]:
    devices = [
        admin.post(f"/apps/{APP}/forms/device/records", {"name": name, "kind": kind, "site": site})["id"]
        for name, kind, site in (
            ("1 号楼客梯", "lift", "30.274151,120.15507 1 号楼"),
            ("锅炉房 2 号炉", "boiler", "31.230416,121.473701 锅炉房"),
            ("东门门禁", "door", "39.904989,116.405285 东门"),
        )
    ]
    return [admin.post(f"{FORM}/records", _visit(admin, number, devices))["id"] for number in range(len(PEOPLE))]


def _visit(admin: Client, number: int, devices: list[str]) -> Document:
    state = ("planned", "done", "failed", "done")[number % 4]
    visit: Document = {
        "name": PEOPLE[number],
        "mobile": f"+861380013{8000 + number}",
        "urgent": number % 5 == 0,
        "state": state,
        "device": devices[number % 3],
        "region": ("east/hz", "east/sh", "north/bj")[number % 3],
        "address": ("浙江省/杭州市/西湖区 文三路 1 号", "上海市/上海市/徐汇区 漕溪北路 88 号")[number % 2],
        "place": f"{30.2 + number * 0.13:.6f},{120.1 + number * 0.17:.6f} 现场",
        "start": f"{8 + number % 9:02}:30",
        "spent": 1800 + number * 900,
        "words": (["vip"], ["warranty"], ["vip", "warranty"], ["二次上门"])[number % 4],
        "wishes": ["speed", "care", "price"] if number % 2 else ["price", "speed", "care"],
        "marks": ["speed:good", "skill:fair" if number % 2 else "skill:good", "care:good"],
        "code": f"69012345{67890 + number}" if number % 3 else f"LIFT-{number:03}",
        "card": f"11010119900307{8000 + number}",
        "parts": [
            {"part": "轴承 6204", "code": "6901234567892", "count": 2, "price": 36.5},
            {"part": "润滑脂", "count": 1, "price": 58},
        ],
        "report": "<h3>处理经过</h3><p>更换<strong>轴承</strong>，试运行正常。</p><ul><li>复核平层</li></ul>",
    }
    if state == "done":
        visit |= {"stars": 3 + number % 3, "nps": 6 + number % 5}
        visit["signed"] = [{"id": _upload(admin, "signed", _picture("white", "签", (600, 240)), "签名.png")}]
    if number < 4:
        colours = ("teal", "slategray", "darkkhaki")[: 1 + number % 3]
        visit["photos"] = [
            {"id": _upload(admin, "photos", _picture(each), f"现场 {at + 1}.png")} for at, each in enumerate(colours)
        ]
    return visit


_ASKED = [{"field": key} for key in ("name", "mobile", "urgent", "region", "address", "start", "photos", "parts")]
_THEME = {"color": "#0f766e", "background": "#e6f2f0"}
_INTRO = words("请填写联系方式和故障情况，我们两小时内回复。", "Tell us what is wrong; we answer within two hours.")
_PAGES: Document = {
    "title": words("服务回访", "How did we do?"),
    "intro": words("三分钟，帮助我们做得更好。", "Three minutes that help us."),
    "theme": _THEME,
    "fields": [{"field": key} for key in ("name", "urgent", "mobile", "stars", "nps", "wishes", "marks", "level")],
    "pages": [
        {"label": words("您的称呼", "You"), "fields": ["name", "urgent"]},
        {"label": words("怎么联系您", "How to reach you"), "fields": ["mobile"], "when": "urgent = TRUE"},
        {"label": words("评价", "Your opinion"), "fields": ["stars", "nps", "wishes", "marks", "level"]},
    ],
    "edit_days": 7,
    "drafts": True,
    "thanks": {
        "title": words("感谢您的回访", "Thank you"),
        "text": words("{name}，已收到您的评价，单号 {no}。", "{name}, we have got your answer: {no}."),
        "button": words("返回官网", "To our site"),
        "url": "https://example.com/",
    },
}


def _links(started: Product, admin: Client) -> dict[str, str]:
    """One link per state. → name → token"""
    plain: Document = {
        "title": words("报修登记", "Ask for a visit"),
        "intro": _INTRO,
        "fields": _ASKED,
        "theme": _THEME,
    }
    closed = words("本期报修已结束，请致电 400-000-0000。", "Closed for now; please call 400-000-0000.")
    wanted: dict[str, Document] = {
        "open": {"label": "官网报修", "settings": plain | {"drafts": True, "quota": 500}},
        "paged": {"label": "服务回访", "settings": _PAGES},
        "password": {"label": "物业专用", "password": "2026", "settings": plain},
        "closed": {"label": "上月活动", "active": False, "settings": plain | {"closed_text": closed}},
        "full": {"label": "限额体验", "settings": _PAGES | {"quota": 1}},
        "early": {"label": "明年预约", "settings": plain | {"opens_at": "2030-01-01T01:00:00.000Z"}},
        "named": {"label": "重点客户", "settings": plain | {"who": "recipients"}},
    }
    tokens = {}
    for name, body in wanted.items():
        link = admin.post(f"{FORM}/links", body)
        tokens[f"link_{name}"] = link["url"].partition("?")[0].rpartition("/")[2]
        if name == "named":
            admin.post(f"{FORM}/links/{link['id']}/recipients", {"labels": ["王女士", "李先生", "chen@example.com"]})
    _answer(started, tokens["link_full"])
    tokens["link_edit"] = f"{tokens['link_paged']}?edit={_answer(started, tokens['link_paged'])}"
    return tokens


def _answer(started: Product, token: str) -> str:
    """A stranger fills in the form. → the token to change it by"""
    base = f"/api/v1/public/forms/{token}"
    with started.anonymous() as http:
        visitor = http.get(base).json()["visitor"]
        headers = {"x-form-visitor": visitor, "idempotency-key": token[:20]}
        asked = http.post(f"{base}:challenge", headers=headers).json()
        values = {"name": "孙女士", "urgent": False, "wishes": ["speed", "price", "care"], "marks": ["speed:good"]}
        body = {"values": values, "proof": _solved(asked["challenge"], asked["bits"])}
        answer = http.post(f"{base}/answers", headers=headers, json=body)
        answer.raise_for_status()
        edit: str = answer.json()["edit"]["token"]
        return edit


def _solved(challenge: str, bits: int) -> Document:
    nonce = 0
    while int.from_bytes(hashlib.sha256(f"{challenge}:{nonce}".encode()).digest()[:8]) >> (64 - bits):
        nonce += 1
    return {"challenge": challenge, "nonce": nonce}


def _views(admin: Client) -> None:
    columns = [{"field": key, "frozen": key == "name"} for key in ("name", "state", "device", "start", "stars")]
    colours = [{"when": "state = 'failed'", "color": "red"}, {"when": "urgent = TRUE", "color": "orange"}]
    own: Document = {"label": "我的上门", "shared": False, "filter": "owner = user.id", "colors": colours}
    shared: Document = {"label": "未解决", "shared": True, "filter": "state = 'failed'"}
    locked: Document = {"label": "月报（锁定）", "shared": True, "locked": True}
    for body in (own, shared, locked):
        admin.post(f"{FORM}/views", {"type": "grid", "columns": columns, **body})


def _webhooks(admin: Client) -> None:
    hooks = (
        {"label": "ERP 同步", "form": "visit", "url": _NOBODY_LISTENS},
        {"label": "设备台账", "form": "device", "url": f"{_NOBODY_LISTENS}/devices", "active": False, "batch": 100},
    )
    for body in hooks:
        admin.post(f"/apps/{APP}/webhooks", body)
    record = admin.get(f"{FORM}/records?limit=1")["items"][0]
    path = f"{FORM}/records/{record['id']}"
    admin.call("PATCH", path, json={"version": record["version"], "spent": 5400})


def _navigation(admin: Client) -> None:
    app = admin.get(f"/apps/{APP}")
    everybody = {"form": "visit", "label": words("上门服务", "Visits"), "home": ["*"]}
    some = {"form": "device", "roles": ["manager"], "when": "user.department <> NULL"}
    manual = {"link": "https://example.com/manual", "label": words("作业手册", "Manual"), "icon": "book-open"}
    entries = [everybody, {"group": words("台账", "Registers"), "items": [some, manual]}]
    admin.call("PATCH", f"/apps/{APP}", json={"navigation": entries, "version": app["version"]})


def _version(admin: Client, note: str) -> None:
    state = admin.get(f"/apps/{APP}/changes")["state"]
    admin.post(f"/apps/{APP}/changes:publish", {"state": state, "note": note})


def _unpublished(admin: Client) -> None:
    """A draft that loses values: a text becomes a number, a field goes."""
    draft = admin.get(f"{FORM}/draft")
    definition = draft["definition"]
    fields = [field for field in definition["fields"] if field["key"] != "card"]
    for field in fields:
        if field["key"] == "code":
            field |= {"type": "number"}
    views = [{**view, "columns": _without(view.get("columns", []), "card")} for view in definition["views"]]
    changed = {**definition, "fields": fields, "views": views}
    admin.call("PUT", f"{FORM}/draft", json={"definition": changed, "revision": draft["revision"]})


def _without(columns: list[Document], key: str) -> list[Document]:
    return [column for column in columns if column["field"] != key]
