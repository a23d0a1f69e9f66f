"""Line items inside line items through the doors: a shipment's deliveries, each with its packages."""

import io
from typing import Any

from pypdf import PdfReader

from tests.dougong.records.conftest import Shop
from tests.dougong.records.public import Stranger
from tests.dougong.records.public import made as made_link

PACKAGES: dict[str, Any] = {
    "key": "packages",
    "type": "subform",
    "label": "包裹",
    "fields": [
        {"key": "customer", "type": "link", "form": "customer", "label": "收件人", "fill": {"note": "name"}},
        {"key": "note", "type": "text", "label": "送达"},
        {"key": "weight", "type": "number", "label": "重量", "required": True},
        {"key": "left_on", "type": "date", "label": "发出"},
        {"key": "cost", "type": "formula", "label": "费用", "formula": "weight * parent.rate", "as": "money"},
        {"key": "secret", "type": "text", "label": "内部"},
    ],
    "rules": [{"when": "weight > 100", "require": ["customer"]}],
}
DELIVERIES: dict[str, Any] = {
    "key": "deliveries",
    "type": "subform",
    "label": "发货",
    "fields": [
        {"key": "rate", "type": "number", "label": "费率", "default": 1},
        PACKAGES,
        {"key": "weight", "type": "formula", "label": "重量", "formula": "SUM(packages.weight)"},
    ],
}
SHIPMENT: dict[str, Any] = {
    "label": "运单",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称"},
        DELIVERIES,
        {
            "key": "cost",
            "type": "formula",
            "label": "总费用",
            "formula": "SUM(deliveries.packages.cost)",
            "as": "money",
        },
    ],
}
TWO = [
    {"rate": 2, "packages": [{"weight": 3}, {"weight": 4, "left_on": "2026-11-22"}]},
    {"packages": [{"weight": 10, "secret": "s"}]},
]


def weights(record: dict[str, Any]) -> list[list[float]]:
    return [[inner["weight"] for inner in row["packages"] or ()] for row in record["deliveries"]]


def test_rows_inside_rows_keep_their_ids_and_go_through_every_door(shop: Shop) -> None:
    browser, records = shop.builder.browser, shop.records("shipment")
    browser.post("/api/v1/apps/shop/forms", json={"label": "运单", "key": "shipment"})
    shop.publish("shipment", SHIPMENT)
    customer = shop.add("customer", {"name": "华光"})

    made = shop.add("shipment", {"name": "A", "deliveries": TWO})
    assert weights(made) == [[3, 4], [10]] and made["cost"] == 24 and made["deliveries"][0]["weight"] == 7
    first, second = made["deliveries"]
    kept = first["packages"][1]["id"]
    assert shop.get("shipment", made["id"])["deliveries"] == made["deliveries"]

    # one row kept, one new, one gone; the other delivery named by its id alone stays as it was
    sent = [
        {"id": first["id"], "packages": [{"weight": 1, "customer": customer["id"]}, {"id": kept}]},
        {"id": second["id"]},
    ]
    changed = browser.patch(f"{records}/{made['id']}", json={"deliveries": sent, "version": 1}).json()
    assert weights(changed) == [[1, 4], [10]] and changed["deliveries"][0]["packages"][1]["id"] == kept
    assert changed["cost"] == 20 and changed["deliveries"][0]["packages"][1]["left_on"] == "2026-11-22"
    wrong = [{"id": first["id"], "packages": [{"weight": 200}]}]
    refused = browser.post(
        f"{records}:bulk",
        json={
            "operations": [{"op": "create", "values": {"deliveries": [{"packages": [{"weight": 200}]}]}}],
            "atomic": False,
        },
    )
    problem = refused.json()["results"][0]["problem"]
    assert problem["errors"][0]["path"] == ["deliveries", 0, "packages", 0, "customer"], problem
    assert browser.patch(f"{records}/{made['id']}", json={"deliveries": wrong, "version": 2}).status_code == 422

    # filters and sums over both levels, names of linked records
    for text, found in (
        ("SUM(deliveries.packages.weight) = 15", 1),
        ("4 in deliveries.packages.weight", 1),
        ("cost > 20", 0),
    ):
        assert len(browser.get(records, params={"filter": text}).json()["items"]) == found, text
    told = browser.get(f"{records}/{made['id']}", params={"expand": "deliveries"}).json()
    assert told["deliveries"][0]["packages"][0]["customer"] == {"id": customer["id"], "title": "华光"}

    # the linked record can't go; the history brings the old rows back
    assert browser.delete(f"{shop.records('customer')}/{customer['id']}").json()["code"] == "still_linked"
    history = browser.get(f"{records}/{made['id']}/history").json()["items"]
    assert {each["field"] for each in history[0]["changes"]} == {"deliveries", "cost"}
    back = browser.post(f"{records}/{made['id']}:revert", json={"seq": history[-1]["seq"], "version": 2}).json()
    assert weights(back["record"]) == [[3, 4], [10]] and back["record"]["deliveries"][0]["packages"][1]["id"] == kept

    # single columns of inner rows by grant
    grant = {"id": "g", "to": ["role:sales"], "form": "shipment", "ops": ["read", "update"], "rows": "all"}
    names = ["name", "deliveries.packages.weight", "deliveries.packages.cost"]
    seller = shop.seller("小李", [grant | {"read": names, "write": ["deliveries.packages.weight"]}])
    seen = shop.get("shipment", made["id"], by=seller.browser)
    assert set(seen["deliveries"][1]["packages"][0]) == {"id", "weight", "cost"} and set(seen["deliveries"][1]) == {
        "id",
        "packages",
    }
    row = seen["deliveries"][1]

    def put(values: dict[str, Any]) -> Any:
        rows = [
            {"id": seen["deliveries"][0]["id"]},
            {"id": row["id"], "packages": [{"id": row["packages"][0]["id"], **values}]},
        ]
        return seller.browser.patch(f"{records}/{made['id']}", json={"deliveries": rows, "version": seen["version"]})

    assert put({"secret": "x"}).json()["errors"][0]["path"] == ["deliveries", 1, "packages", 0, "secret"]
    assert weights(put({"weight": 11}).json()) == [[3, 4], [11]]
    assert shop.get("shipment", made["id"])["deliveries"][1]["packages"][0]["secret"] == "s"
    hidden = {"filter": '"s" in deliveries.packages.secret'}
    assert seller.browser.get(records, params=hidden).status_code == 422

    _other_doors(shop, records, made["id"], customer["id"])

    # a deleted inner subform comes back with its rows
    plain = {**DELIVERIES, "fields": [DELIVERIES["fields"][0]]}
    shop.publish("shipment", {**SHIPMENT, "fields": [SHIPMENT["fields"][0], plain]})
    assert set(shop.get("shipment", made["id"])["deliveries"][0]) == {"id", "rate"}
    shop.publish("shipment", SHIPMENT)
    assert weights(shop.get("shipment", made["id"])) == [[3, 4], [11]]


def _other_doors(shop: Shop, records: str, record_id: str, customer: str) -> None:
    """OData, expansion along links, copies, reports, paper."""
    browser = shop.builder.browser
    feed = browser.get("/api/v1/apps/shop/odata/shipment__deliveries__packages", params={"$expand": "record"}).json()
    told = [(each["weight"], each["record__id"], each["record"]["name"]) for each in feed["value"]]
    assert told == [(weight, record_id, "A") for weight in (3, 4, 11)]
    record = shop.get("shipment", record_id)
    assert [each["line__id"] for each in feed["value"]] == [
        row["id"] for row in record["deliveries"] for _inner in row["packages"]
    ]
    linked = [{"id": row["id"]} for row in record["deliveries"]]
    linked[0]["packages"] = [{"id": each["id"], "customer": customer} for each in record["deliveries"][0]["packages"]]
    saved = browser.patch(f"{records}/{record_id}", json={"deliveries": linked, "version": record["version"]})
    assert saved.status_code == 200, saved.text
    tree = {"$expand": "deliveries($expand=packages($select=weight;$expand=customer($select=name)))"}
    [found] = browser.get("/api/v1/apps/shop/odata/shipment", params=tree).json()["value"]
    assert found["deliveries"][0]["packages"][0] == {"weight": 3, "customer": {"name": "华光"}}
    assert found["deliveries"][1]["packages"] == [{"weight": 11, "customer": None}]
    assert browser.get("/api/v1/apps/shop/odata/shipment__deliveries__packages/$count").text.endswith("3")
    wide = browser.get(f"{records}/{record_id}", params={"expand": "deliveries.packages.customer.name"}).json()
    assert wide["deliveries"][0]["packages"][1]["customer"] == {"id": customer, "title": "华光", "name": "华光"}

    copied = browser.post(f"{records}/{record_id}:copy", json={}).json()["record"]
    assert weights(copied) == [[3, 4], [11]] and copied["deliveries"][1]["packages"][0]["secret"] == "s"
    assert {each["id"] for each in copied["deliveries"][0]["packages"]}.isdisjoint(
        each["id"] for each in record["deliveries"][0]["packages"]
    )

    query = {
        "from": "shipment",
        "rows": [{"key": "c", "field": "deliveries.packages.customer.name"}],
        "measures": [{"key": "kg", "fn": "sum", "field": "deliveries.packages.weight"}, {"key": "n", "fn": "count"}],
    }
    asked = {"tile": {"key": "t", "chart": {"type": "table"}, "query": query}}
    answer = browser.post("/api/v1/apps/shop/dashboards:preview", json=asked).json()
    assert sorted(answer["figure"]["table"]["rows"]) == [["(空)", "22", "2"], ["华光", "14", "2"]], answer

    _strangers(shop, customer)

    paper = browser.post(f"{records}:print", json={"ids": [record_id]})
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert "重量 11" in words and "内部 s" in words and "收件人 华光" in words


def _strangers(shop: Shop, customer: str) -> None:
    """A public link asks for both levels, offers what it names and takes nothing else."""
    lines = {"field": "deliveries", "columns": ["rate", "packages"]}
    offered = {"deliveries.packages.customer": {"ids": [customer]}}
    body = {"fields": [{"field": "name"}, lines], "choices": offered}
    links = "/api/v1/apps/shop/forms/shipment/links"
    told_back = shop.builder.browser.post(links, json={"label": "a", "settings": body | {"edit_days": 1}})
    assert [each["code"] for each in told_back.json()["errors"]] == ["told_back"]  # a name filled in the lines
    link = made_link(shop, body, links)
    stranger = Stranger(shop, link)
    told = stranger.open()["form"]["runtime"]
    assert told["fields"]["deliveries.packages.secret"] == "write" and "deliveries.weight" not in told["fields"]
    assert "deliveries.packages.cost" in told["programs"]["formulas"]
    sent = stranger.send({"deliveries": [{"packages": [{"weight": 5, "customer": customer}]}]})
    assert sent.status_code == 201, sent.text
    unknown = {"deliveries": [{"packages": [{"weight": 5, "customer": shop.add("customer", {"name": "乙"})["id"]}]}]}
    refused = stranger.send(unknown).json()["errors"]
    assert [(each["code"], each["path"]) for each in refused] == [
        ("link_unknown", ["deliveries", 0, "packages", 0, "customer"])
    ]
