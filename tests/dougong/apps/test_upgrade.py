"""A newer package over an installed app: its own changes are kept, what both changed is asked (R16, R157)."""

import copy
import json
from typing import Any

import pytest

from dougong.kit.config import Settings
from dougong.kit.db import Database
from tests.dougong.apps.shop import API, SHOP, Files, install, records, run, zipped
from tests.dougong.people import Company, Someone

APP = f"{API}/apps/shop"


@pytest.fixture
def owner(company: Company, database: Database, settings: Settings) -> Someone:
    assert install(company.admin, database, settings)["state"] == "done"
    return company.admin


def newer() -> Files:
    """1.1.0: a field and an option of its own, another label, one form and one grant more, a flow that looks longer."""
    files = copy.deepcopy(SHOP)
    files["app.json"]["version"] = "1.1.0"
    files["app.json"]["navigation"].append({"form": "visit"})
    customer = files["forms/customer.json"]
    customer["fields"][0]["label"] = "客户名称"
    customer["fields"].insert(1, {"key": "level", "type": "rating", "label": "等级"})
    files["forms/visit.json"] = {
        "schema_version": 1,
        "key": "visit",
        "label": "拜访",
        "fields": [{"key": "customer", "type": "link", "label": "客户", "form": "customer"}],
    }
    files["flows/big_sale.json"]["nodes"][1]["label"] = "复核"
    files["roles.json"]["grants"].append(
        {"id": "visit_sales", "to": ["role:sales"], "form": "visit", "ops": ["read"], "rows": "all", "read": ["*"]}
    )
    return files


def preview(owner: Someone, files: Files, *theirs: str) -> dict[str, Any]:
    answer = owner.browser.post(
        f"{APP}/upgrade:preview", files={"file": ("shop.zip", zipped(files))}, data={"theirs": json.dumps(theirs)}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def upgrade(
    owner: Someone, database: Database, settings: Settings, files: Files, state: str, *theirs: str
) -> dict[str, Any]:
    answer = owner.browser.post(
        f"{APP}/upgrade:publish",
        files={"file": ("shop.zip", zipped(files))},
        data={"state": state, "theirs": json.dumps(theirs)},
    )
    assert answer.status_code == 202, answer.text
    return run(owner, database, settings, answer.json()["id"])


def change_form(owner: Someone, form: str, change: Any) -> None:
    """Designs a published form further, and publishes it."""
    draft = owner.browser.get(f"{APP}/forms/{form}/draft").json()
    definition = draft["definition"]
    change(definition)
    body = {"definition": definition, "revision": draft["revision"]}
    saved = owner.browser.put(f"{APP}/forms/{form}/draft", json=body)
    assert saved.status_code == 200, saved.text
    done = owner.browser.post(f"{APP}/forms/{form}/draft:publish", json={"revision": saved.json()["revision"]})
    assert done.status_code == 200, done.text


def fields(owner: Someone, form: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = owner.browser.get(f"{APP}/forms/{form}/draft").json()["definition"]["fields"]
    return found


def test_R16_an_upgrade_brings_what_is_new_and_keeps_what_the_customer_made(
    owner: Someone, database: Database, settings: Settings
) -> None:
    def own(definition: dict[str, Any]) -> None:
        definition["fields"].append({"key": "fax", "type": "text", "label": "传真"})
        definition["label"] = "顾客"

    change_form(owner, "customer", own)
    roles = owner.browser.get(f"{APP}/roles").json()
    roles["grants"].append({**roles["grants"][1], "id": "mine", "form": "survey"})
    assert owner.browser.put(f"{APP}/roles", json=roles).status_code == 200

    told = preview(owner, newer())
    assert (told["from"], told["to"], told["conflicts"], told["blocked"]) == ("1.0.0", "1.1.0", [], False)
    assert {(item["kind"], item["key"], item["op"]) for item in told["items"]} == {
        ("form", "customer", "change"),
        ("form", "visit", "add"),
        ("flow", "big_sale", "change"),
    }
    assert set(told["kept"]) == {"form:customer", "roles"}
    assert owner.browser.get(f"{APP}/forms/visit/draft").status_code == 404, "a preview writes nothing"

    ended = upgrade(owner, database, settings, newer(), told["state"])
    assert ended["state"] == "done", ended
    assert [(each["key"], each["label"]) for each in fields(owner, "customer")][:2] == [
        ("name", "客户名称"),
        ("level", "等级"),
    ]
    assert fields(owner, "customer")[-1]["key"] == "fax"
    form = owner.browser.get(f"{APP}/forms/customer/draft").json()
    assert form["definition"]["label"] == "顾客" and form["problems"] == []
    after = owner.browser.get(f"{APP}/roles").json()
    assert {"mine", "visit_sales", "manager"} <= {grant["id"] for grant in after["grants"]}
    assert {member["name"] for role in after["roles"] for member in role["members"]} >= {"李娜", "吴芳"}
    assert {row["name"] for row in records(owner, "customer")} == {"甲公司", "乙公司", "丙公司"}
    assert {"form": "visit"} in owner.browser.get(APP).json()["navigation"]
    versions = owner.browser.get(f"{APP}/versions").json()["items"]
    assert versions[0]["n"] == ended["result"]["version"] and versions[0]["note"] == "1.0.0 → 1.1.0"
    assert owner.browser.get(f"{APP}/upgrade").json()["version"] == "1.1.0"

    again = preview(owner, newer())
    assert (again["items"], again["settings"], again["conflicts"]) == ([], [], [])
    assert set(again["kept"]) == {"form:customer", "roles"}, "what is the customer's stays the customer's"


def test_what_both_have_changed_is_asked_and_the_customers_stays_unless_told_otherwise(
    owner: Someone, database: Database, settings: Settings
) -> None:
    def rename(definition: dict[str, Any]) -> None:
        definition["fields"][0]["label"] = "公司"

    change_form(owner, "customer", rename)
    place = "form/customer/fields/name/label"
    told = preview(owner, newer())
    assert told["conflicts"] == [
        {
            "id": place,
            "path": place.split("/"),
            "where": ["客户", "字段", "公司", "名称"],
            "base": "名称",
            "mine": "公司",
            "theirs": "客户名称",
            "deleted": None,
            "choice": "mine",
        }
    ]
    assert told["names"]["form:customer"] == "客户", "what the app keeps is called by its name"
    assert preview(owner, newer(), place)["conflicts"][0]["choice"] == "theirs"
    assert upgrade(owner, database, settings, newer(), told["state"])["state"] == "done"
    assert fields(owner, "customer")[0]["label"] == "公司"

    third = newer()
    third["app.json"]["version"] = "1.2.0"
    third["forms/customer.json"]["fields"][0]["label"] = "客户全称"
    told = preview(owner, third, place)
    assert upgrade(owner, database, settings, third, told["state"], place)["state"] == "done"
    assert fields(owner, "customer")[0]["label"] == "客户全称"


def test_what_the_package_does_without_goes_only_when_that_is_chosen(
    owner: Someone, database: Database, settings: Settings
) -> None:
    files = newer()
    del files["forms/survey.json"]
    files["app.json"]["navigation"] = [
        entry for entry in files["app.json"]["navigation"] if entry != {"form": "survey"}
    ]
    files["app.json"]["modules"] = files["app.json"]["modules"][:1]
    told = preview(owner, files)
    assert [(each["id"], each["deleted"]) for each in told["conflicts"]] == [("form/survey", "theirs")]
    assert "survey" not in {item["key"] for item in told["items"]}
    told = preview(owner, files, "form/survey")
    assert ("survey", "remove") in {(item["key"], item["op"]) for item in told["items"]}
    assert upgrade(owner, database, settings, files, told["state"], "form/survey")["state"] == "done"
    binned = owner.browser.get(f"{APP}/bin").json()["items"]
    assert [entry["key"] for entry in binned] == ["survey"]


def test_drafts_in_the_way_and_problems_stop_an_upgrade_before_it_changes_anything(
    owner: Someone, database: Database, settings: Settings
) -> None:
    draft = owner.browser.get(f"{APP}/forms/customer/draft").json()
    definition = draft["definition"]
    definition["fields"].append({"key": "fax", "type": "text", "label": "传真"})
    body = {"definition": definition, "revision": draft["revision"]}
    assert owner.browser.put(f"{APP}/forms/customer/draft", json=body).status_code == 200
    told = preview(owner, newer())
    assert told["blocked"] and told["drafts"] == ["form:customer"]
    ended = upgrade(owner, database, settings, newer(), told["state"])
    assert ended["state"] == "failed" and "草稿" in str(ended["message"])
    assert owner.browser.get(f"{APP}/upgrade").json()["version"] == "1.0.0"
    assert owner.browser.get(f"{APP}/forms/visit/draft").status_code == 404


def test_an_upgrade_that_was_looked_at_before_somebody_else_changed_the_app_is_refused(
    owner: Someone, database: Database, settings: Settings
) -> None:
    told = preview(owner, newer())
    app = owner.browser.get(APP).json()
    assert owner.browser.patch(APP, json={"version": app["version"], "color": "#336699"}).status_code == 200
    assert upgrade(owner, database, settings, newer(), told["state"])["state"] == "failed"
    told = preview(owner, newer())
    assert upgrade(owner, database, settings, newer(), told["state"])["state"] == "done"
    assert owner.browser.get(APP).json()["color"] == "#336699", "the customer's colour stays"


def test_only_owners_upgrade_and_only_with_the_apps_own_package(owner: Someone, company: Company) -> None:
    other = copy.deepcopy(SHOP)
    other["app.json"]["key"] = "other"
    answer = owner.browser.post(f"{APP}/upgrade:preview", files={"file": ("shop.zip", zipped(other))})
    assert (answer.status_code, answer.json()["code"]) == (422, "another_app")
    designer = company.hire("设计者")
    builders = [{"person_id": owner.id, "level": "owner"}, {"person_id": designer.id, "level": "designer"}]
    assert owner.browser.put(f"{APP}/builders", json={"items": builders}).status_code == 200
    refused = designer.browser.post(f"{APP}/upgrade:preview", files={"file": ("shop.zip", zipped(newer()))})
    assert refused.status_code == 403
    assert owner.browser.post(f"{API}/apps", json={"label": "自建", "key": "own"}).status_code == 201
    unpacked = owner.browser.post(f"{API}/apps/own/upgrade:preview", files={"file": ("s.zip", zipped(SHOP))})
    assert unpacked.json()["code"] == "no_package"
