"""«Done when» 4: the same bad record is refused for the same reasons, whichever door it comes to."""

from typing import Any

from playwright.sync_api import expect

from scripts.shooting.product import Client
from tests.trips.trip import Trip

FIELDS: list[dict[str, Any]] = [
    {"key": "name", "type": "text", "label": "客户名称", "required": True, "unique": True},
    {"key": "mobile", "type": "phone", "label": "联系方式", "region": "CN", "mobile_only": True},
    {"key": "discount", "type": "percent", "label": "折扣"},
]
CHECKS = [
    {"id": "c1", "assert": "ISBLANK(discount) or discount <= 0.5", "level": "block", "message": "折扣不能超过五折。",
     "fields": ["discount"]}
]  # fmt: skip
WRONG_NUMBER = {"name": "丙公司", "mobile": "12345"}
NAMELESS = {"mobile": "13800138000"}
TWICE = {"name": "甲公司 ", "mobile": "13800138000"}
TOO_CHEAP = {"name": "乙公司", "discount": 0.9}


def codes(problem: dict[str, Any]) -> set[tuple[str, str]]:
    return {(error["field"], error["code"]) for error in problem["errors"]}


def through_rest(person: Client, records: str, values: dict[str, Any]) -> set[tuple[str, str]]:
    answer = person.http.post(f"/api/v1{records}", json=values)
    assert answer.status_code == 422, answer.text
    return codes(answer.json())


def through_bulk(person: Client, records: str, values: dict[str, Any]) -> set[tuple[str, str]]:
    body = {"operations": [{"op": "create", "values": values}], "atomic": False}
    [result] = person.post(f"{records}:bulk", body)["results"]
    assert not result["ok"]
    return codes(result["problem"])


def through_import(person: Client, app: str, form: str, values: dict[str, Any]) -> set[tuple[str, str]]:
    line = ",".join(str(values.get(field["key"], "")) for field in FIELDS)
    csv = f"客户名称,联系方式,折扣\n{line}\n".encode()
    upload = person.post(f"/apps/{app}/imports", files={"file": ("bad.csv", csv)})
    columns = [{"index": index, "field": field["key"]} for index, field in enumerate(FIELDS)]
    plan = {"sheet": upload["sheets"][0]["name"], "header_row": 0, "target": {"form": form}, "columns": columns}
    person.post(f"/apps/{app}/imports/{upload['id']}:plan", plan)
    result = person.job(person.post(f"/apps/{app}/imports/{upload['id']}:check"))
    assert (result["good"], result["bad"]) == (0, 1)
    return codes(result)


def make_form(trip: Trip) -> tuple[str, str]:
    app = trip.admin.post("/apps", {"label": "同样的理由"})["key"]
    draft = trip.admin.post(f"/apps/{app}/forms", {"label": "客户", "fields": FIELDS})
    form = draft["definition"]["key"]
    draft = trip.admin.call(
        "PUT",
        f"/apps/{app}/forms/{form}/draft",
        json={"definition": draft["definition"] | {"checks": CHECKS}, "revision": draft["revision"]},
    )
    trip.admin.post(f"/apps/{app}/forms/{form}/draft:publish", {"revision": draft["revision"], "accept_losses": False})
    return app, form


def test_a_bad_record_is_refused_alike_by_page_rest_bulk_and_import(trip: Trip) -> None:
    app, form = make_form(trip)
    records = f"/apps/{app}/forms/{form}/records"
    boss = trip.admin
    for values, wanted in ((WRONG_NUMBER, {("mobile", "phone_invalid")}), (NAMELESS, {("name", "required")})):
        assert through_rest(boss, records, values) == wanted
        assert through_bulk(boss, records, values) == wanted
        assert through_import(boss, app, form, values) == wanted

    tab = trip.open(boss, f"/apps/{app}/forms/{form}/new")
    tab.get_by_label("联系方式").fill(WRONG_NUMBER["mobile"])
    tab.get_by_role("button", name="提交", exact=True).click()
    expect(tab.get_by_label("客户名称")).to_have_accessible_description("请填写")
    expect(tab.get_by_label("联系方式")).to_have_accessible_description("请输入有效的手机号码")
    assert boss.get(records)["items"] == []


def test_a_double_and_a_failed_check_are_refused_alike_by_page_rest_bulk_and_import(trip: Trip) -> None:
    app, form = make_form(trip)
    records = f"/apps/{app}/forms/{form}/records"
    boss = trip.admin
    boss.post(records, {"name": "甲公司"})
    for values, wanted in ((TWICE, {("name", "not_unique")}), (TOO_CHEAP, {("discount", "check")})):
        assert through_rest(boss, records, values) == wanted
        assert through_bulk(boss, records, values) == wanted
        assert through_import(boss, app, form, values) == wanted

    tab = trip.open(boss, f"/apps/{app}/forms/{form}/new")
    tab.get_by_label("客户名称").fill("甲公司")
    with tab.expect_response(lambda answer: answer.url.endswith("/records")) as posted:
        tab.get_by_role("button", name="提交", exact=True).click()
    assert posted.value.status == 422
    assert codes(posted.value.json()) == {("name", "not_unique")}
    expect(tab.get_by_label("客户名称")).to_have_attribute("aria-invalid", "true")
    tab.get_by_label("折扣").fill("90")
    tab.get_by_role("button", name="提交", exact=True).click()
    expect(tab.get_by_label("折扣")).to_have_accessible_description("折扣不能超过五折。")
    assert len(boss.get(records)["items"]) == 1
