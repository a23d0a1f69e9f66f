"""The button of a flow has a right of its own: whoever may only read a record can't make a flow write it for them."""

from typing import Any

from fastapi.testclient import TestClient

from tests.dougong.flows.crm import API, Crm, crm, settings, straight

__all__ = ["crm", "settings"]

RECORDS = f"{API}/forms/opportunity/records"
WRITE: dict[str, Any] = {"id": "back", "type": "update", "set": [{"field": "note", "value": "'退回'"}]}
TELL: dict[str, Any] = {"id": "tell", "type": "notify", "to": [{"field": "initiator"}], "title": "看一看"}
READS: dict[str, Any] = {
    "id": "boss_reads", "to": ["role:boss"], "form": "opportunity", "ops": ["read"], "rows": "all",
    "read": ["name", "stage"],
}  # fmt: skip
NAMES_IT: dict[str, Any] = {
    **READS, "id": "boss_back", "rows": "formula", "formula": "stage = 'contact'", "press": ["give_back"],
}  # fmt: skip
FLOW: dict[str, Any] = {
    "id": "boss_flow", "to": ["flow:give_back"], "form": "opportunity", "ops": ["read", "update"], "rows": "all",
    "read": ["*"], "write": ["*"],
}  # fmt: skip


def give(crm: Crm, *grants: dict[str, Any]) -> None:
    roles = crm.api.get(f"{API}/roles").json()
    kept = [each for each in roles["grants"] if not each["id"].startswith("boss")]
    answer = crm.api.put(f"{API}/roles", json={**roles, "grants": [*kept, *grants]})
    assert answer.status_code == 200, answer.text


def press(browser: TestClient, record: str, flow: str) -> tuple[int, str | None]:
    answer = browser.post(f"{RECORDS}/{record}:run-button", json={"flow": flow})
    return answer.status_code, answer.json().get("code")


def shown(browser: TestClient, record: str) -> set[str]:
    return {each["flow"] for each in browser.get(f"{RECORDS}/{record}/flow-actions").json()["buttons"]}


def offered(browser: TestClient) -> set[str]:
    return {each["flow"] for each in browser.get(f"{API}/flow-starts").json()["buttons"]}


def test_R134_who_only_reads_a_record_makes_no_flow_write_it(crm: Crm) -> None:
    for key, node, place in (("give_back", WRITE, "both"), ("look", TELL, "both"), ("by_field", WRITE, "field")):
        trigger = {"on": "button", "label": {"zh-CN": "退回", "en": "Give back"}, "place": place}
        crm.publish(key, {"form": "opportunity", "trigger": trigger, "acts_as": "app", **straight(node)})
    sales, reader = crm.hire("张三", "sales").browser, crm.hire("王经理", "boss").browser
    early, late = crm.add("opportunity", name="早", stage="contact"), crm.add("opportunity", name="晚", stage="quote")
    give(crm, READS, FLOW)
    who_reads_presses_what_writes_nothing(reader, early)
    who_updates_presses(sales, late)
    a_field_s_flow_has_no_other_button(sales, early)
    give(crm, READS, NAMES_IT, FLOW)
    a_grant_may_name_the_button(crm, reader, early, late)


def who_reads_presses_what_writes_nothing(reader: TestClient, record: str) -> None:
    assert press(reader, record, "give_back") == (403, "not_pressable")
    many = reader.post(f"{RECORDS}:run-button", json={"flow": "give_back", "ids": [record]}).json()["results"]
    assert [(each["ok"], each["problem"]["code"]) for each in many] == [(False, "not_pressable")]
    assert shown(reader, record) == {"look"}
    assert "give_back" not in offered(reader)
    assert press(reader, record, "look")[0] == 201


def who_updates_presses(sales: TestClient, record: str) -> None:
    assert {"look", "give_back"} <= shown(sales, record)
    assert "give_back" in offered(sales)
    assert press(sales, record, "give_back")[0] == 201


def a_field_s_flow_has_no_other_button(sales: TestClient, record: str) -> None:
    status, code = press(sales, record, "by_field")
    assert status >= 400
    assert code == "not_startable"


def a_grant_may_name_the_button(crm: Crm, reader: TestClient, early: str, late: str) -> None:
    assert "give_back" in offered(reader)
    assert (shown(reader, early), shown(reader, late)) == ({"look", "give_back"}, {"look"})
    assert press(reader, late, "give_back") == (403, "not_pressable")
    assert press(reader, early, "give_back")[0] == 201
    crm.work_off()
    assert crm.api.get(f"{RECORDS}/{early}").json()["note"] == "退回"


def test_a_right_to_press_goes_with_reading_and_is_given_by_who_holds_it(crm: Crm) -> None:
    roles = crm.api.get(f"{API}/roles").json()
    blind = {**NAMES_IT, "ops": ["create"]}
    assert crm.api.put(f"{API}/roles", json={**roles, "grants": [*roles["grants"], blind]}).status_code == 422
    give(crm, NAMES_IT)
    stored = [each for each in crm.api.get(f"{API}/roles").json()["grants"] if each["id"] == "boss_back"]
    assert stored[0]["press"] == ["give_back"]
