"""Buttons of a form through the doors: what they do, for whom, when, and what they leave alone."""

from typing import Any

from fastapi.testclient import TestClient

from tests.dougong.people import Someone
from tests.dougong.records.conftest import Shop, build_app

STAGES = [{"value": "new"}, {"value": "won"}, {"value": "lost"}]


def button(key: str, action: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"key": key, "type": "button", "label": {"zh-CN": key, "en": key}, "action": action, **more}


DEAL: dict[str, Any] = {
    "label": "商机",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称"},
        {"key": "stage", "type": "select", "label": "阶段", "options": STAGES, "default": "new"},
        {"key": "amount", "type": "money", "label": "金额", "max": 1_000},
        {"key": "cost", "type": "money", "label": "成本"},
        button(
            "go",
            {"do": "set", "set": {"stage": "'won'", "amount": "amount + cost"}},
            when="stage = 'new' and amount > 10",
            reason={"zh-CN": "先填金额", "en": "Fill in the amount first"},
            color="green",
        ),
        button("look", {"do": "open", "url": "'https://example.com/' & name", "query": {"cost": "cost"}}),
        button("bad", {"do": "open", "url": "'http://example.com/' & name"}),
        button("paper", {"do": "print", "template": "standard"}),
        button("visit", {"do": "create", "form": "visit", "values": {"about": "name", "deal": "id", "note": "'x'"}}),
        button("approve", {"do": "flow", "flow": "approval"}),
        button("shy", {"do": "print", "template": "standard"}),
    ],
    "rules": [{"when": "stage = 'won'", "hide": ["shy"]}],
}
VISIT: dict[str, Any] = {
    "label": "拜访",
    "fields": [
        {"key": "about", "type": "text", "label": "主题"},
        {"key": "note", "type": "text", "label": "备注"},
        {"key": "deal", "type": "link", "form": "deal", "label": "商机"},
    ],
}
FLOW: dict[str, Any] = {
    "form": "deal",
    "trigger": {"on": "button", "label": "审批", "place": "field"},
    "nodes": [{"id": "start", "type": "start"}, {"id": "end", "type": "end"}],
    "edges": [{"from": "start", "to": "end"}],
}
GRANTS = [
    {
        "id": "sales.deal",
        "to": ["role:sales"],
        "form": "deal",
        "ops": ["read", "update", "export"],
        "rows": "all",
        "read": ["name", "stage", "amount", "go", "look", "paper", "visit"],
        "write": ["stage", "amount", "go", "visit"],
    },
    {
        "id": "sales.visit",
        "to": ["role:sales"],
        "form": "visit",
        "ops": ["create", "read"],
        "rows": "all",
        "read": ["*"],
        "write": ["about", "deal"],
    },
]


def press(shop: Shop, record: str, key: str, by: TestClient | None = None) -> Any:
    return (by or shop.builder.browser).post(f"{shop.records('deal')}/{record}:press", json={"button": key})


def change(shop: Shop, record: str, **values: Any) -> None:
    version = shop.get("deal", record)["version"]
    done = shop.builder.browser.patch(f"{shop.records('deal')}/{record}", json={**values, "version": version})
    assert done.status_code == 200, done.text


def test_a_button_does_its_one_thing_for_who_may_press_it(shop: Shop) -> None:
    first = {**DEAL, "fields": [each for each in DEAL["fields"] if each["key"] != "visit"]}
    deals = build_app(shop.company, "deals", "商机", {"deal": first, "visit": VISIT})
    deals.publish("deal", DEAL)
    a_flow_that_is_gone_is_told(deals)
    record = deals.add("deal", {"name": "一 号", "amount": 5, "cost": 100})
    assert "go" not in record
    values_are_set_by_the_write_pipeline(deals, record["id"])
    the_other_actions_answer_what_to_do(deals, record["id"])
    sales = deals.seller("小李", GRANTS)
    it_takes_the_right_to_edit_the_field(deals, record["id"], sales)
    each_of_many_is_judged_by_itself(deals, record["id"], sales)
    everything_that_reads_values_leaves_it_out(deals)


def a_flow_that_is_gone_is_told(deals: Shop) -> None:
    browser, draft = deals.builder.browser, "/api/v1/apps/deals/forms/deal/draft"
    found = browser.get(draft).json()["problems"]
    assert [(each["code"], each["level"]) for each in found] == [("unknown_flow", "warning")]
    made = browser.post("/api/v1/apps/deals/flows", json={"label": "审批", "key": "approval", "definition": FLOW})
    revision = made.json()["revision"]
    browser.post("/api/v1/apps/deals/flows/approval/draft:publish", json={"revision": revision})
    assert browser.get(draft).json()["problems"] == []


def values_are_set_by_the_write_pipeline(deals: Shop, record: str) -> None:
    refused = press(deals, record, "go")
    assert (refused.status_code, refused.json()["code"]) == (409, "button_condition")
    assert refused.json()["detail"] == "先填金额"
    change(deals, record, amount=20)
    done = press(deals, record, "go").json()
    assert (done["do"], done["record"]["stage"], done["record"]["amount"]) == ("set", "won", 120)
    assert done["undo"] == {"stage": "new", "amount": 20}
    change(deals, record, stage="new", amount=990)
    above = press(deals, record, "go").json()
    assert [each["field"] for each in above["errors"]] == ["amount"], "limits hold for buttons too"


def the_other_actions_answer_what_to_do(deals: Shop, record: str) -> None:
    browser = deals.builder.browser
    address = "https://example.com/%E4%B8%80%20%E5%8F%B7?cost=100"
    assert press(deals, record, "look").json() == {"do": "open", "url": address}
    assert press(deals, record, "bad").json()["code"] == "bad_address"
    assert press(deals, record, "paper").json() == {"do": "print", "template": "standard"}
    filled = {"about": "一 号", "deal": record, "note": "x"}
    assert press(deals, record, "visit").json() == {"do": "create", "form": "visit", "values": filled}
    assert press(deals, record, "approve").json()["do"] == "flow"
    starts = browser.get("/api/v1/apps/deals/flow-starts?form=deal").json()["buttons"]
    assert [each["place"] for each in starts] == ["field"]
    assert browser.get(f"{deals.records('deal')}/{record}/flow-actions").json()["buttons"] == []
    assert press(deals, record, "shy").json()["do"] == "print"
    change(deals, record, stage="won", amount=50)
    assert press(deals, record, "shy").json()["code"] == "button_condition", "a rule hides it"
    codes = [press(deals, record, key).json()["code"] for key in ("name", "nothing")]
    assert codes == ["button_not_found", "button_not_found"]


def it_takes_the_right_to_edit_the_field(deals: Shop, record: str, sales: Someone) -> None:
    runtime = sales.browser.get("/api/v1/apps/deals/forms/deal").json()
    rights = {key: runtime["fields"].get(key) for key in ("go", "look", "visit", "approve")}
    assert rights == {"go": "write", "look": "read", "visit": "write", "approve": None}
    shown = {each["key"]: each for each in runtime["definition"]["fields"]}
    assert shown["go"]["action"] == {"do": "set"} and "when" not in shown["go"] and "approve" not in shown
    assert runtime["buttons"]["go"]["reads"] == ["amount", "stage"]
    assert press(deals, record, "look", sales.browser).json()["code"] == "not_writable"
    assert press(deals, record, "approve", sales.browser).json()["code"] == "button_not_found"
    assert press(deals, record, "visit", sales.browser).json()["values"] == {"about": "一 号", "deal": record}
    assert press(deals, record, "go", deals.company.with_token(sales, "read")).status_code == 403
    assert press(deals, record, "go", deals.company.hire("外人").browser).status_code in (403, 404)


def each_of_many_is_judged_by_itself(deals: Shop, record: str, sales: Someone) -> None:
    second = deals.add("deal", {"name": "二号", "amount": 30})["id"]
    third = deals.add("deal", {"name": "三号", "amount": 1})["id"]
    url = f"{deals.records('deal')}:press"
    asked = {"button": "go", "ids": [record, second, third, second]}
    results = sales.browser.post(url, json=asked).json()["results"]
    assert [(each["id"], each["ok"], each.get("problem", {}).get("code")) for each in results] == [
        (record, False, "button_condition"),
        (second, True, None),
        (third, False, "button_condition"),
    ]
    assert deals.get("deal", second)["stage"] == "won"
    refused = deals.builder.browser.post(url, json={**asked, "button": "look"})
    assert refused.json()["code"] == "one_at_a_time"


def everything_that_reads_values_leaves_it_out(deals: Shop) -> None:
    browser, url = deals.builder.browser, deals.records("deal")
    for asked in (f"{url}?fields=name,go", f"{url}:export?format=csv&fields=name,go"):
        assert browser.get(asked).json()["errors"][0]["code"] == "holds_nothing"
    assert browser.get(f"{url}:export?format=csv").text.splitlines()[0].strip("\ufeff") == "名称,阶段,金额,成本"
    assert browser.get(f"{url}?filter=go = 'x'").json()["code"] == "bad_filter"
    assert browser.post(url, json={"name": "四号", "go": "x"}).json()["errors"][0]["code"] == "computed"
    schemas = browser.get("/api/v1/apps/deals/openapi.json").json()["components"]["schemas"]
    assert all("go" not in each.get("properties", {}) for each in schemas.values())
