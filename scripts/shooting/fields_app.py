"""A pictured app whose form has a field of every type: visits to stores, with views that need such fields."""

import io
import json
import math
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from scripts.shooting.product import Client

APP = "patrol"
FOLDER = Path(__file__).parent / "fields"
Document = dict[str, Any]


def _two(zh: str, en: str) -> Document:
    return {"zh-CN": zh, "en": en}


_STORES = (
    ("西湖旗舰店", "HZ-001", "flag", "浙江省/杭州市/西湖区 文三路 478 号", "30.274151,120.125507 西湖旗舰店", None),
    ("滨江城市店", "HZ-002", "city", "浙江省/杭州市/滨江区 江南大道 228 号", "30.208323,120.211957 滨江城市店", 0),
    ("静安城市店", "SH-001", "city", "上海市/上海市/静安区 南京西路 1266 号", "31.229503,121.450298 静安城市店", 0),
    ("武林快闪店", "HZ-003", "kiosk", "浙江省/杭州市/拱墅区 延安路 530 号", "30.271553,120.163413 武林快闪店", 1),
    ("福田城市店", "SZ-001", "city", "广东省/深圳市/福田区 福华三路 118 号", "22.533719,114.057868 福田城市店", 0),
)
_SPOTS = (("橱窗", 190), ("收银台", 20))
_VISITS = (
    ("国庆陈列巡检", "done"),
    ("消防安全专项", "done"),
    ("新品上市检查", "mend"),
    ("夜间营业抽查", "doing"),
    ("开业一周复查", "doing"),
    ("年终盘点", "plan"),
)


def _read(name: str) -> Document:
    document: Document = json.loads((FOLDER / f"{name}.json").read_text())
    return document


def _picture(hue: int, words: str) -> bytes:
    """A shop front, more or less."""
    image = Image.new("RGB", (800, 600))
    draw = ImageDraw.Draw(image)
    for y in range(600):
        draw.line([(0, y), (800, y)], fill=_rgb(hue, 0.25 + y / 1800))
    draw.rectangle([120, 200, 680, 560], fill=_rgb(hue + 20, 0.8))
    draw.rectangle([120, 140, 680, 210], fill=_rgb(hue + 180, 0.45))
    for x in (160, 420):
        draw.rectangle([x, 260, x + 200, 500], fill=_rgb(hue + 40, 0.93))
    draw.text((140, 160), words, fill="white", font_size=32)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _rgb(hue: int, light: float) -> str:
    return f"hsl({hue % 360}, 45%, {round(light * 100)}%)"


def _signature() -> bytes:
    image = Image.new("RGBA", (480, 160))
    curve = [(20 + x, 80 + 45 * math.sin(x / 23) * math.cos(x / 61)) for x in range(420)]
    ImageDraw.Draw(image).line(curve, fill="black", width=4, joint="curve")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _upload(admin: Client, form: str, field: str, name: str, body: bytes, kind: str = "image/png") -> list[Document]:
    place = {"app": APP, "form": form, "field": field}
    return [admin.call("POST", "/files", data=place, files={"file": (name, body, kind)})]


def _publish(admin: Client, form: str, changes: Document) -> None:
    draft = admin.get(f"/apps/{APP}/forms/{form}/draft")
    body = {"definition": {**draft["definition"], **changes}, "revision": draft["revision"]}
    draft = admin.call("PUT", f"/apps/{APP}/forms/{form}/draft", json=body)
    admin.post(f"/apps/{APP}/forms/{form}/draft:publish", {"revision": draft["revision"]})


def settle(admin: Client, *, records: bool) -> dict[str, str]:
    """The app, with records or without. → ids that addresses of pictures name"""
    admin.post("/apps", {"key": APP, "label": _two("门店巡检", "Store visits"), "icon": "store", "color": "#2F6B5E"})
    admin.post(f"/apps/{APP}/forms", {"key": "store", "label": _two("门店", "Stores")})
    admin.post(f"/apps/{APP}/forms", {"key": "visit", "label": _two("巡检", "Visits")})
    store = _read("store")
    plain = [field for field in store["fields"] if field["type"] != "rollup"]  # visits are not there yet
    _publish(admin, "store", {**store, "fields": plain, "views": []})
    _publish(admin, "visit", _read("visit"))
    _publish(admin, "store", store)
    return _records(admin) if records else {}


def _records(admin: Client) -> dict[str, str]:
    stores: list[str] = []
    for number, (name, no, level, address, place, parent) in enumerate(_STORES):
        photo = _upload(admin, "store", "photo", f"{no}.png", _picture(30 + 60 * number, no))
        store: Document = {"name": name, "no": no, "level": level, "address": address, "place": place, "photo": photo}
        store |= {"head": admin.me["id"], "above": None if parent is None else stores[parent]}
        stores.append(admin.post(f"/apps/{APP}/forms/store/records", store)["id"])
    visits: list[str] = []
    today = datetime.now().astimezone()
    for number, (subject, state) in enumerate(_VISITS):
        day = today + timedelta(days=4 * number - 8)
        values: Document = {
            "subject": subject,
            "state": state,
            "store": stores[number % len(stores)],
            "planned": f"{day:%Y-%m-%d}",
            "until": f"{day + timedelta(days=3):%Y-%m-%d}",
            "progress": max(0, 1 - number / 4),
            "after": visits[-1:],
            "mark": 5 - number % 3,
            "nps": 9 - number,
            "clean": 95 - 10 * number,
            "spent": 5400 + 600 * number,
            "safe": number % 3 != 2,
            "takings": 12800 + 3350.5 * number,
            "people": 86 + number,
            "words": ["weekend", "促销"][: 1 + number % 2],
        }
        if number < len(_VISITS) - 1:
            values["photos"] = _upload(admin, "visit", "photos", f"现场{number}.png", _picture(200 + 40 * number, ""))
        if number == 0:
            values |= _everything(admin)
        visits.append(admin.post(f"/apps/{APP}/forms/visit/records", values)["id"])
    return {"visit": visits[0], "store": stores[0]}


def _everything(admin: Client) -> Document:
    """Values of the fields that only the first visit has."""
    shots = [_upload(admin, "visit", "photos", f"{name}.png", _picture(hue, "")) for name, hue in _SPOTS]
    notice = ("2026 年第四季度门店巡检整改通知单（盖章版）.txt", "整改通知".encode(), "text/plain")
    return _read("visit_values") | {
        "photos": [file for files in shots for file in files],
        "files": _upload(admin, "visit", "files", *notice),
        "signed": _upload(admin, "visit", "signed", "signature.png", _signature()),
    }
