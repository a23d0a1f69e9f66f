"""The CRM as a package: modules, its cast, demo data alone, upgrades, no lock-in."""

import io
import zipfile
from typing import Any

import pytest

from dougong import paths
from tests.dougong.people import Someone
from tests.templates.conftest import Crm

API = "/api/v1/apps/crm"
TEMPLATE = paths.templates() / "crm"
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


def switch(crm: Crm, *on: str) -> dict[str, dict[str, Any]]:
    answer = crm.owner.put(f"{API}/modules", json={"on": list(on)})
    assert answer.status_code == 200, answer.text
    return {item["key"]: item for item in answer.json()["items"]}


def with_role(crm: Crm, role_key: str) -> Someone:
    someone = crm.company.hire("新同事")
    roles = crm.owner.get(f"{API}/roles").json()
    for role in roles["roles"]:
        if role["key"] == role_key:
            role["members"].append({"kind": "person", "id": someone.id})
    assert crm.owner.put(f"{API}/roles", json=roles).status_code == 200
    return someone


def forms_of(someone: Someone) -> set[str]:
    return {form["key"] for form in someone.browser.get(API).json()["forms"]}


def led_to(entries: list[dict[str, Any]]) -> set[str]:
    """Forms and dashboards that a navigation leads to."""
    found: set[str] = set()
    for entry in entries:
        found |= led_to(entry["items"]) if "items" in entry else {entry.get("form") or entry.get("dashboard") or ""}
    return found


def test_R008_a_company_begins_with_leads_and_adds_contracts_and_payments_later(crm: Crm) -> None:
    seller = with_role(crm, "sales")
    before = forms_of(seller)
    assert {"lead", "customer", "opportunity", "contract", "instalment"} <= before
    switch(crm)
    small = seller.browser.get(API).json()
    assert {"lead", "customer", "opportunity", "follow_up"} <= forms_of(seller)
    assert not {"contract", "quote", "ticket", "asset", "partner"} & forms_of(seller)
    assert not {"contract", "money", "quote", "campaign"} & led_to(small["navigation"])
    assert seller.browser.get(f"{API}/forms/contract/records").status_code in (403, 404)
    lead = seller.browser.post(
        f"{API}/forms/lead/records", json={"name": "张先生", "source": "website", "wechat": "zhang"}
    )
    assert lead.status_code == 201, lead.text
    on = {key for key, item in switch(crm, "money").items() if item["on"]}
    assert on == {"money"}
    assert {"contract", "quote", "instalment"} <= forms_of(seller)
    assert seller.browser.get(f"{API}/forms/contract/records").status_code == 200
    switch(crm, "money", "delivery", "service", "marketing", "success", "partners")
    assert forms_of(seller) == before


def test_R002_every_module_works_with_what_it_needs_and_none_without(crm: Crm) -> None:
    items = {item["key"]: item for item in crm.owner.get(f"{API}/modules").json()["items"]}
    assert set(items) == {"money", "delivery", "service", "marketing", "success", "partners"}
    assert all(item["on"] and item["description"]["zh-CN"] and item["description"]["en"] for item in items.values())
    forms = [part["key"] for item in items.values() for part in item["parts"] if part["kind"] == "form"]
    assert len(forms) == len(set(forms)) >= 33, "no form is in two modules"
    for key, item in items.items():
        if item["needs"]:
            assert crm.owner.put(f"{API}/modules", json={"on": [key]}).json()["code"] == "module_needed"
        switched = switch(crm, key, *item["needs"])
        assert {name for name, each in switched.items() if each["on"]} == {key, *item["needs"]}
        closed = set(crm.owner.get(API).json()["closed"]["forms"])
        own = {part["key"] for name in (key, *item["needs"]) for part in items[name]["parts"] if part["kind"] == "form"}
        assert not own & closed and closed == set(forms) - own


def test_R157_the_package_brings_its_cast_and_its_demo_data_can_go_alone(crm: Crm) -> None:
    found = crm.owner.get("/api/v1/people", params={"limit": "200"}).json()["items"]
    people = {person["name"]: person for person in found}
    cast = [person for person in people.values() if person["demo"]]
    assert len(cast) == 26 and not [person for person in cast if person["can_sign_in"]]
    assert {person["name"] for person in cast if person["outside"]} == {"周客户", "吴伙伴"}
    assert people["李娜"]["supervisor"]["name"] == "王磊" and people["王磊"]["supervisor"]["name"] == "赵敏"
    assert people["李娜"]["department"]["name"] == "华东销售部"
    told = crm.owner.get(f"{API}/demo").json()
    assert told["records"] == told["going"] >= 2110 and told["staying"] == []
    assert told["people"] == {"going": 26, "staying": 0}
    kept = crm.owner.get(f"{API}/forms/customer/records", params={"limit": "1"}).json()["items"][0]
    changed = {"name": "改过的客户", "version": kept["version"]}
    assert crm.owner.patch(f"{API}/forms/customer/records/{kept['id']}", json=changed).status_code == 200
    told = crm.owner.get(f"{API}/demo").json()
    assert {"form": "customer", "id": kept["id"], "title": "改过的客户", "reason": "changed"} in told["staying"]
    assert told["going"] < told["records"]


def test_R012_everything_goes_out_as_plain_files_that_install_again(crm: Crm) -> None:
    with zipfile.ZipFile(io.BytesIO(crm.owner.get(f"{API}/package").content)) as archive:
        given = {name: archive.read(name) for name in archive.namelist()}
    wanted = {
        file.relative_to(TEMPLATE).as_posix(): file.read_bytes() for file in TEMPLATE.rglob("*") if file.is_file()
    }
    assert given == wanted
    rows = crm.owner.get(f"{API}/forms/customer/records:export", params={"format": "csv"})
    assert rows.status_code == 200 and rows.content.count(b"\n") > 260


def test_R016_an_upgrade_with_the_same_package_changes_nothing_and_own_changes_are_kept(crm: Crm) -> None:
    app = crm.owner.get(API).json()
    assert crm.owner.patch(API, json={"version": app["version"], "color": "#336699"}).status_code == 200
    told = crm.owner.post(f"{API}/upgrade:preview")
    assert told.status_code == 200, told.text
    found = told.json()
    assert (found["items"], found["settings"], found["conflicts"], found["blocked"]) == ([], [], [], False)
    assert found["kept"] == ["app"]
