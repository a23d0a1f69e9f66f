"""Demo data are taken away alone: what people made or need stays, and all of it can come back (R157)."""

from typing import Any

import pytest

from dougong.kit.config import Settings
from dougong.kit.db import Database
from tests.dougong.apps.shop import API, install, records, run
from tests.dougong.people import Company, Someone

DEMO = f"{API}/apps/shop/demo"


@pytest.fixture
def shop(company: Company, database: Database, settings: Settings) -> Someone:
    """Its owner, who runs it with demo data."""
    owner = company.hire("店主", is_admin=True)
    assert install(owner, database, settings)["state"] == "done"
    return owner


def told(owner: Someone, *, changed_too: bool = False) -> dict[str, Any]:
    answer = owner.browser.get(DEMO, params={"changed_too": changed_too})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def do(owner: Someone, database: Database, settings: Settings, what: str, **body: Any) -> dict[str, Any]:
    answer = owner.browser.post(f"{DEMO}:{what}", json=body)
    assert answer.status_code == 202, answer.text
    ended = run(owner, database, settings, answer.json()["id"])
    assert ended["state"] == "done", ended
    result: dict[str, Any] = ended["result"]
    return result


def names(owner: Someone) -> set[str]:
    people = owner.browser.get(f"{API}/people", params={"active": "true"}).json()["items"]
    return {person["name"] for person in people}


def departments(owner: Someone) -> list[str]:
    return [each["name"] for each in owner.browser.get(f"{API}/departments").json()["items"]]


def add(owner: Someone, form: str, **values: Any) -> dict[str, Any]:
    answer = owner.browser.post(f"{API}/apps/shop/forms/{form}/records", json=values)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_R157_all_demo_data_go_and_come_back_with_their_people(
    shop: Someone, database: Database, settings: Settings
) -> None:
    mine = add(shop, "customer", name="我的客户")
    before = told(shop)
    assert (before["records"], before["going"], before["staying"]) == (7, 7, [])
    assert {form["key"]: form["going"] for form in before["forms"]} == {"customer": 3, "sale": 3, "ticket": 1}
    assert (before["people"], before["departments"]) == ({"going": 4, "staying": 0}, {"going": 2, "staying": 0})

    result = do(shop, database, settings, "remove")
    assert (result["records"], result["people"], result["departments"]) == (7, 4, 2)
    assert [row["id"] for row in records(shop, "customer")] == [mine["id"]]
    assert not {"李娜", "吴芳", "陈老板"} & names(shop) and departments(shop) == []
    after = told(shop)
    assert after["records"] == 0 and after["removals"][0]["records"] == 7
    assert do(shop, database, settings, "remove")["records"] == 0, "nothing is left to take away"

    assert do(shop, database, settings, "restore", removal=result["removal"]) == {"records": 7, "refused": 0}
    back = {row["name"]: row for row in records(shop, "customer")}
    assert set(back) == {"我的客户", "甲公司", "乙公司", "丙公司"} and back["甲公司"]["bought"] == 120
    assert {"李娜", "吴芳", "陈老板"} <= names(shop) and len(departments(shop)) == 2
    roles = {role["key"]: role for role in shop.browser.get(f"{API}/apps/shop/roles").json()["roles"]}
    assert {member["name"] for member in roles["sales"]["members"]} == {"李娜", "吴芳"}
    again = shop.browser.post(f"{DEMO}:restore", json={"removal": result["removal"]})
    assert again.status_code == 404, "it is undone already"
    assert told(shop)["going"] == 7, "what came back can be taken away once more"


def test_what_people_have_changed_or_need_stays_and_is_named(
    shop: Someone, database: Database, settings: Settings
) -> None:
    by_name = {row["name"]: row for row in records(shop, "customer")}
    changed, needed = by_name["乙公司"], by_name["甲公司"]
    edit = {"name": "乙公司（改）", "version": changed["version"]}
    address = f"{API}/apps/shop/forms/customer/records/{changed['id']}"
    assert shop.browser.patch(address, json=edit).status_code == 200
    mine = add(shop, "sale", customer=needed["id"], amount=1)

    found = told(shop)
    reasons = {each["title"]: each["reason"] for each in found["staying"]}
    assert reasons == {"乙公司（改）": "changed", "甲公司": "needed"}
    assert found["going"] == 5
    assert told(shop, changed_too=True)["going"] == 6, "what is needed stays in any case"
    # 李娜 looks after 甲公司, which stays, in the department 卖场; 吴芳 owns 乙公司; their bosses stay above them
    assert found["people"] == {"going": 1, "staying": 3}

    result = do(shop, database, settings, "remove")
    assert (result["records"], result["people"], result["departments"]) == (5, 1, 0)
    assert {row["name"] for row in records(shop, "customer")} == {"乙公司（改）", "甲公司"}
    assert [row["id"] for row in records(shop, "sale")] == [mine["id"]]
    assert {row["name"]: row["bought"] for row in records(shop, "customer")}["甲公司"] == 1

    second = do(shop, database, settings, "remove", changed_too=True)
    assert (second["records"], second["people"]) == (1, 1), "吴芳 has nothing any more"
    assert "李娜" in names(shop) and "吴芳" not in names(shop)


def test_a_comment_counts_as_work_of_people_and_a_computed_value_does_not(shop: Someone) -> None:
    by_name = {row["name"]: row for row in records(shop, "customer")}
    said = shop.browser.post(
        f"{API}/apps/shop/forms/customer/records/{by_name['丙公司']['id']}/comments", json={"text": "记得回访"}
    )
    assert said.status_code == 201, said.text
    assert [each["title"] for each in told(shop)["staying"]] == ["丙公司"]


def test_somebody_invented_who_can_sign_in_stays(
    shop: Someone, company: Company, database: Database, settings: Settings
) -> None:
    people = company.admin.browser.get(f"{API}/people", params={"search": "吴芳"}).json()["items"]
    assert company.admin.browser.post(f"{API}/people/{people[0]['id']}/password", json={}).status_code == 200
    result = do(shop, database, settings, "remove")
    assert (result["people"], result["departments"]) == (1, 0), "吴芳 stays, and with her those above her"
    assert {"吴芳", "李娜", "陈老板"} <= names(shop)


def test_only_owners_take_demo_data_away(shop: Someone, company: Company) -> None:
    designer, stranger = company.hire("设计者"), company.hire("路人")
    builders = [{"person_id": shop.id, "level": "owner"}, {"person_id": designer.id, "level": "designer"}]
    assert shop.browser.put(f"{API}/apps/shop/builders", json={"items": builders}).status_code == 200
    for someone, status in ((designer, 403), (stranger, 404)):
        assert someone.browser.get(DEMO).status_code == status
        assert someone.browser.post(f"{DEMO}:remove", json={}).status_code == status
    assert told(shop)["going"] == 7
