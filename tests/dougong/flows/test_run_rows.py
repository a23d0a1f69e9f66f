"""Line items that steps write: of another record's rows, of what a step found, changed and taken away."""

from typing import Any

import pytest

from dougong.apps.catalog import app_catalog
from dougong.flows.lending import given_away
from engines.flow.definition import Flow
from tests.dougong.flows.crm import API, CONTRACT, INVOICE, Crm, crm, settings, straight
from tests.dougong.records.conftest import Shop

__all__ = ["crm", "settings"]

BUTTON = {"form": "opportunity", "trigger": {"on": "button", "label": "做"}}
ITEMS = {
    "key": "items",
    "type": "subform",
    "label": "条目",
    "fields": [
        {"key": "what", "type": "text", "label": "内容", "required": True},
        {"key": "n", "type": "number", "label": "数量"},
        {"key": "sum", "type": "money", "label": "金额"},
        {"key": "double", "type": "formula", "formula": "n * 2", "as": "number"},
    ],
}


def column(field: str, value: str) -> dict[str, str]:
    return {"field": field, "value": value}


COPY = [column("what", "product & '（' & flow.record.name & '）'"), column("n", "quantity"), column("sum", "sum")]
LINES = [
    {"product": "甲", "quantity": 2, "price": 10},
    {"product": "乙", "quantity": 0, "price": 5},
    {"product": "丙", "quantity": 1, "price": 3},
]


@pytest.fixture
def deals(crm: Crm) -> Crm:
    """Contracts have items and name the deal; invoices have items."""
    shop = Shop(crm.company, crm.admin, "crm")
    deal = {"key": "deal", "type": "link", "form": "opportunity", "label": "商机"}
    shop.publish("contract", {**CONTRACT, "fields": [*CONTRACT["fields"], deal, ITEMS]})
    shop.publish("invoice", {**INVOICE, "fields": [*INVOICE["fields"], ITEMS]})
    return crm


def press(crm: Crm, record: str, form: str = "opportunity", key: str = "make") -> Any:
    answer = crm.api.post(f"{API}/forms/{form}/records/{record}:run-button", json={"flow": key})
    assert answer.status_code == 201, answer.text
    return answer.json()["instance"]


def items(crm: Crm, form: str, record: str) -> list[tuple[Any, ...]]:
    found = crm.get(form, record).get("items") or []
    return [(row["what"], row["n"], row["sum"], row["double"]) for row in found]


def test_quote_lines_become_contract_lines_become_invoice_lines(deals: Crm) -> None:
    make = {"id": "new", "type": "create", "form": "contract",
            "set": [column("no", "'HT-' & name"), column("deal", "id")],
            "rows": [{"field": "items", "over": "lines", "where": "quantity > 0", "set": COPY}]}  # fmt: skip
    bill = {"id": "bill", "type": "create", "form": "invoice", "set": [column("contract", "steps.new.id")],
            "rows": [{"field": "items", "over": "steps.new.items", "set": [
                column("what", "what"), column("n", "n"), column("sum", "sum / 2")]}]}  # fmt: skip
    told = deals.publish("make", {**BUTTON, **straight(make, bill)})
    assert told is not None
    deal = deals.add("opportunity", name="一号", lines=LINES)
    press(deals, deal)
    [contract] = deals.api.get(f"{API}/forms/contract/records").json()["items"]
    assert items(deals, "contract", contract["id"]) == [("甲（一号）", 2, 20, 4), ("丙（一号）", 1, 3, 2)]
    [invoice] = deals.api.get(f"{API}/forms/invoice/records").json()["items"]
    assert items(deals, "invoice", invoice["id"]) == [("甲（一号）", 2, 10, 4), ("丙（一号）", 1, 1.5, 2)]


def test_rows_that_are_there_are_added_to_changed_and_taken_away(deals: Crm) -> None:
    steps: list[dict[str, Any]] = [
        {"field": "items", "do": "remove", "where": "what = 'old'"},
        {"field": "items", "do": "update", "where": "n > 1", "set": [column("sum", "sum + n + flow.record.amount")]},
        {
            "field": "items",
            "do": "add",
            "over": "deal.lines",
            "set": [column("what", "product"), column("n", "quantity")],
        },
        {"field": "items", "do": "add", "set": [column("what", "'合计'"), column("n", "SUM(items.n)")]},
    ]
    change = {"id": "change", "type": "update", "set": [], "rows": steps}
    deals.publish("make", {"form": "contract", "trigger": BUTTON["trigger"], **straight(change)})
    deal = deals.add("opportunity", name="一号", lines=LINES[:1])
    rows = [{"what": "old", "n": 9}, {"what": "a", "n": 2, "sum": 1}, {"what": "b", "n": 1, "sum": 1}]
    contract = deals.add("contract", no="1", amount=100, deal=deal, items=rows)
    kept = [row["id"] for row in deals.get("contract", contract)["items"][1:]]
    dry = deals.api.post(f"{API}/flows/make:simulate", json={"record_id": contract}).json()
    [write] = [step["write"] for step in dry["steps"] if step["event"] == "write"]
    assert [row.get("what") for row in write["values"]["items"]] == ["a", "b", "甲", "合计"]
    assert len(deals.get("contract", contract)["items"]) == 3, "a dry run writes nothing"
    press(deals, contract, "contract")
    want = [("a", 2, 103, 4), ("b", 1, 1, 2), ("甲", 2, None, 4), ("合计", 12, None, 24)]
    assert items(deals, "contract", contract) == want
    assert [row["id"] for row in deals.get("contract", contract)["items"][:2]] == kept, "rows stay who they are"


def test_rows_are_written_under_the_rights_of_whom_the_flow_acts_as(deals: Crm) -> None:
    find = {"id": "found", "type": "find", "form": "contract", "where": "no = 'X'", "limit": 5}
    make = {"id": "new", "type": "create", "form": "invoice", "set": [column("no", "name")],
            "rows": [{"field": "items", "over": "steps.found.items", "set": [column("what", "what")]}]}  # fmt: skip
    edges = [{"from": a, "to": b} for a, b in (("start", "found"), ("found", "new"), ("new", "end"))]
    nodes = [{"id": "start", "type": "start"}, find, make, {"id": "end", "type": "end"}]
    deals.publish("make", {**BUTTON, "nodes": nodes, "edges": edges})
    deals.add("contract", no="X", items=[{"what": "geheim", "n": 1}])
    person = deals.hire("小李", "sales")
    deals.grant(
        {"id": "c", "to": ["role:sales"], "form": "contract", "ops": ["read"], "rows": "all", "read": ["no"]},
        {"id": "i", "to": ["role:sales"], "form": "invoice", "ops": ["create", "read"], "rows": "all", "read": ["*"],
         "write": ["no", "items.n"]},
    )  # fmt: skip
    deal = deals.add("opportunity", name="二号")
    url = f"{API}/forms/opportunity/records/{deal}:run-button"
    assert person.browser.post(url, json={"flow": "make"}).status_code == 201
    [made] = deals.api.get(f"{API}/forms/invoice/records").json()["items"]
    assert items(deals, "invoice", made["id"]) == [], "rows that whom it acts as may not read are not there"
    deals.grant({"id": "c2", "to": ["role:sales"], "form": "contract", "ops": ["read"], "rows": "all", "read": ["*"]})
    assert person.browser.post(url, json={"flow": "make"}).status_code == 201
    instance = deals.instances(deal)[-1]
    assert (instance.failed, len(deals.api.get(f"{API}/forms/invoice/records").json()["items"])) == (1, 1)


def test_what_is_wrong_with_rows_is_told_at_its_place(deals: Crm) -> None:
    wrong = [column("double", "quantity"), column("what", "nix"), column("n", "product")]
    rows = [
        {"field": "amount", "over": "lines", "set": [column("what", "product")]},
        {"field": "items", "over": "nothing", "set": [column("what", "product")]},
        {"field": "items", "over": "lines", "set": wrong},
        {"field": "items", "over": "lines", "where": "quantity", "set": [column("what", "product")]},
        {"field": "items", "over": "lines"},
    ]
    make = {"id": "new", "type": "create", "form": "contract", "set": [column("no", "name")], "rows": rows}
    problems = deals.draft("make", {**BUTTON, **straight(make)})["problems"]
    assert [(each["code"], ".".join(map(str, each["path"][2:]))) for each in problems] == [
        ("unknown_field", "rows.0.field"),
        ("unknown_rows", "rows.1.over"),
        ("formula", "rows.2.set.1.value"),
        ("unknown_field", "rows.2.set.0.field"),
        ("type_mismatch", "rows.2.set.2.value"),
        ("formula", "rows.3.where"),
        ("nothing_set", "rows.4.set"),
    ]


def test_what_rows_are_copied_from_is_given_away(deals: Crm) -> None:
    make = {"id": "new", "type": "create", "form": "invoice", "set": [column("no", "name")], "rows": [
        {"field": "items", "over": "deal.lines", "set": [column("what", "product"), column("n", "flow.record.amount")]}
    ]}  # fmt: skip
    document = {"schema_version": 1, "key": "make", "form": "contract", "trigger": BUTTON["trigger"], **straight(make)}
    with deals.database.snapshot() as tx:
        given = given_away(app_catalog(tx, "crm"), Flow.model_validate(document))
    assert {("read", "opportunity", "lines"), ("read", "contract", "amount")} <= given
