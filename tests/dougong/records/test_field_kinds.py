"""Places, pictures, signatures, codes and random numbers through the doors: one app, on both databases."""

import io
from typing import Any

from PIL import Image

from tests.dougong.records.conftest import Shop, build_app

REGION = [
    {
        "value": "east",
        "label": "华东",
        "children": [{"value": "hz", "label": "杭州"}, {"value": "sh", "label": "上海"}],
    },
    {"value": "north", "label": "华北", "children": [{"value": "bj", "label": "北京"}]},
]
VISIT: dict[str, Any] = {
    "label": "拜访",
    "title": "no",
    "fields": [
        {"key": "no", "type": "series", "label": "编号", "parts": [{"text": "V-"}, {"random": 6}]},
        {"key": "region", "type": "cascade", "label": "区域", "options": REGION},
        {"key": "address", "type": "address", "label": "地址"},
        {"key": "city", "type": "formula", "label": "城市", "formula": "ADDRESSPART(address, 'city')", "as": "text"},
        {"key": "office", "type": "location", "label": "公司", "default": "30.25,120.17 公司"},
        {"key": "place", "type": "location", "label": "位置"},
        {"key": "away", "type": "formula", "label": "距离", "formula": "DISTANCE(office, place)", "as": "number"},
        {"key": "photos", "type": "image", "label": "照片", "max_files": 2},
        {"key": "signed", "type": "signature", "label": "签名"},
        {"key": "code", "type": "barcode", "label": "条码", "scan_only": True, "unique": True},
        {
            "key": "items",
            "type": "subform",
            "label": "物品",
            "fields": [
                {"key": "code", "type": "barcode", "label": "条码"},
                {"key": "kind", "type": "cascade", "label": "类别", "options": REGION},
                {"key": "photo", "type": "image", "label": "照片"},
            ],
        },
    ],
}


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(out, kind)
    return out.getvalue()


def upload(shop: Shop, content: bytes, name: str = "a.png") -> str:
    sent = {"file": (name, content, "image/png")}
    answer = shop.builder.browser.post("/api/v1/files", files=sent, data={"app": shop.key, "form": "visit"})
    assert answer.status_code == 201, answer.text
    identifier: str = answer.json()["id"]
    return identifier


def test_places_pictures_signatures_and_codes_through_the_doors(shop: Shop) -> None:
    visits = build_app(shop.company, "field", "外勤", {"visit": VISIT})
    url, browser = visits.records("visit"), visits.builder.browser
    sketch, photo = upload(visits, picture()), upload(visits, picture("JPEG"), "b.jpg")
    first = visits.add(
        "visit",
        {
            "region": ["east", "hz"],
            "address": {"province": "浙江省", "city": "杭州市", "district": "西湖区", "detail": "文三路 1 号"},
            "place": {"lat": 30.274151, "lng": 120.15507, "label": "西溪"},
            "photos": [photo],
            "signed": [{"id": sketch}],
            "code": "6901234567892",
            "items": [{"code": "A1", "kind": "north/bj", "photo": [upload(visits, picture())]}],
        },
    )
    assert (first["region"], first["address"]) == ("east/hz", "浙江省/杭州市/西湖区 文三路 1 号")
    assert (first["city"], first["place"], first["away"]) == ("杭州市", "30.274151,120.15507 西溪", 3044)
    assert (first["signed"][0]["type"], first["photos"][0]["type"]) == ("image/png", "image/jpeg")
    row = first["items"][0]
    changed = {"items": [{"id": row["id"], "code": "A2"}, {"code": "B1"}], "version": first["version"]}
    items = browser.patch(f"{url}/{first['id']}", json=changed).json()["items"]
    assert [(items[0]["id"], items[0]["code"], items[0]["kind"]), items[1]["code"]] == [
        (row["id"], "A2", "north/bj"),
        "B1",
    ]

    refused = browser.post(
        url,
        json={
            "region": "east",
            "address": "火星/一号 x",
            "place": "here",
        },
    )
    assert refused.status_code == 422
    codes = {error["field"]: error["code"] for error in refused.json()["errors"]}
    assert codes.items() >= {"region": "not_a_leaf", "address": "region_unknown", "place": "type"}.items(), codes
    photos = [{"id": upload(visits, b"%PDF-1.7 no picture", "a.png"), "name": "a.png", "type": "image/png"}]
    refused = browser.post(
        url,
        json={
            "photos": photos,
            "signed": [upload(visits, picture("JPEG"), "s.png")],
            "items": [{}, {"photo": [upload(visits, b"text", "b.png")]}],
        },
    )
    paths = {tuple(error["path"]): error["code"] for error in refused.json()["errors"]}
    assert paths == {("photos",): "file_type", ("signed",): "file_type", ("items", 1, "photo"): "file_type"}
    assert browser.post(url, json={"code": "6901234567892"}).status_code in (409, 422)

    visits.add("visit", {"region": "north/bj", "address": "北京市/北京市/朝阳区 建国路"})
    visits.add("visit", {"region": "east/sh", "address": "浙江省/宁波市/海曙区"})

    def found(**query: str) -> list[str]:
        answer = browser.get(url, params=query)
        assert answer.status_code == 200, answer.text
        return [record["region"] for record in answer.json()["items"]]

    assert found(filter="STARTSWITH(address, '浙江省/')", sort="city") == ["east/sh", "east/hz"]
    assert found(filter="STARTSWITH(region, 'east/')", sort="-region") == ["east/sh", "east/hz"]
    assert found(search="文三路") == found(search="西溪") == found(search="69012345") == ["east/hz"]
    assert found(filter="away < 5000") == ["east/hz"]

    small = browser.get(f"/api/v1/files/{photo}", params={"preview": True})
    again = browser.get(f"/api/v1/files/{photo}", params={"preview": True})
    assert small.headers["content-type"] == "image/webp" and small.content == again.content
    assert Image.open(io.BytesIO(small.content)).size == (480, 320)

    numbers = {visits.add("visit", {})["no"] for _ in range(20)}
    assert len(numbers) == 20 and all(len(number) == 8 and number.startswith("V-") for number in numbers)

    schema = browser.get(f"/api/v1/apps/{visits.key}/openapi.json").json()
    texts = str(schema)
    assert "x-scan-only" in texts and "values joined by /" in texts
    regions = visits.company.browser().get("/api/v1/regions/cn").json()  # strangers fill in addresses too
    assert "MIT" in regions["source"] and regions["regions"][0][:2] == ["110000", "北京市"]
    drawn = browser.get("/api/v1/qr", params={"text": "6901234567892"})
    assert drawn.headers["content-type"] == "image/svg+xml" and drawn.content.startswith(b"<svg")
    assert browser.get("/api/v1/qr", params={"text": "长" * 1_500}).status_code == 422
