"""templates/crm: what it promises once installed with its demo data, on SQLite and PostgreSQL."""

import csv
import io
import json
import os
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from dougong import paths
from dougong.apps.tasks import INSTALL
from dougong.kit.db import Database
from dougong.kit.jobs_model import job
from tests.dougong.people import Someone
from tests.templates.conftest import Crm

API = "/api/v1/apps/crm"
TEMPLATE = paths.templates() / "crm"
COUNTS = {"customer": 260, "contact": 430, "opportunity": 520, "follow_up": 900}
STAGES = ("new", "contact", "quote", "negotiation", "won", "lost")
SHOWN_TO_COLLEAGUES = {"name", "no", "industry", "region", "stage", "abc_class", "tags"}
SYSTEM = {"id", "version", "owner", "created_at", "created_by", "updated_at", "updated_by"}
HIDDEN = "health"
"""A field of a customer that colleagues don't see."""


def files_of(folder: Path) -> dict[str, bytes]:
    found = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


def counted(browser: TestClient, form: str, **query: str) -> int:
    answer = browser.get(f"{API}/forms/{form}/records", params={"count": "true", "limit": "1", **query})
    assert answer.status_code == 200, answer.text
    count: int = answer.json()["count"]
    return count


def totals(browser: TestClient, form: str, *groups: str, filter: str | None = None) -> dict[Any, int]:
    """Numbers of records by the values of the groups."""
    body = {
        "groups": [{"field": group} for group in groups],
        "measures": [{"key": "n", "fn": "count"}],
        "limit": 500,
        **({"filter": filter} if filter else {}),
    }
    answer = browser.post(f"{API}/forms/{form}/records:aggregate", json=body)
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert not document["truncated"]
    rows = document["rows"]
    return {tuple(row[group] for group in groups) if len(groups) > 1 else row[groups[0]]: row["n"] for row in rows}


def test_R6_the_template_with_its_demo_data_is_installed_within_a_minute(crm: Crm, database: Database) -> None:
    assert counted(crm.owner, "follow_up") == COUNTS["follow_up"]
    with database.snapshot() as tx:
        installed = tx.execute(select(job).where(job.c.kind == INSTALL)).one()
    share = max(1, os.getloadavg()[1] / (os.cpu_count() or 1))  # of a machine that others use too
    assert installed.finished_at - installed.created_at <= share * timedelta(minutes=1)


def test_an_export_gives_back_the_files_of_the_template_byte_for_byte(crm: Crm) -> None:
    exported = crm.owner.get(f"{API}/package")
    assert exported.status_code == 200, exported.text
    with zipfile.ZipFile(io.BytesIO(exported.content)) as archive:
        given_back = {name: archive.read(name) for name in archive.namelist()}
    wanted = files_of(TEMPLATE)
    assert sorted(given_back) == sorted(wanted)
    assert [name for name in wanted if given_back[name] != wanted[name]] == []


@pytest.mark.parametrize("form", COUNTS)
def test_R35_every_form_is_published_without_a_problem(crm: Crm, form: str) -> None:
    draft = crm.owner.get(f"{API}/forms/{form}/draft").json()
    assert draft["problems"] == []
    assert draft["published_version"] == 1
    labels = [field["label"] for field in draft["definition"]["fields"]]
    assert [label for label in labels if not {"zh-CN", "en"} <= set(label)] == []


def test_R35_customers_deals_and_tickets_have_the_structure_of_the_promise(crm: Crm) -> None:
    wanted = {
        "customer": "name credit_no type industry region address geo size lifecycle stage value_tier abc_class health "
        "clv nps_last points parent_company csm partner preferred_channel do_not_contact consent signed_on tags",
        "opportunity": "customer contacts pipeline stage probability probability_override forecast amount weighted "
        "expected_close next_step campaign partner competitor_ref reason products",
        "ticket": "customer contact asset channel kind priority impact tier team assignee status sla "
        "first_response_due first_response_at resolution_due paused_seconds reopen_count contact_count kb "
        "parent_ticket resolution",
    }
    for form, keys in wanted.items():
        definition = crm.owner.get(f"{API}/forms/{form}").json()["definition"]
        assert set(keys.split()) <= {field["key"] for field in definition["fields"]}, form
        assert definition["title"] and definition["layout"] and len(definition["views"]) >= 3, form


def placed(entries: list[dict[str, Any]]) -> set[str]:
    """The forms that the navigation leads to."""
    inner = [placed(entry["items"]) for entry in entries if "group" in entry]
    return {entry["form"] for entry in entries if "form" in entry}.union(*inner)


def test_navigation_and_roles_are_those_of_the_template(crm: Crm) -> None:
    app = crm.owner.get(API).json()
    described = json.loads((TEMPLATE / "roles.json").read_text(encoding="utf-8"))["roles"]
    assert [entry["dashboard"] for entry in app["navigation"] if "dashboard" in entry][:2] == ["cockpit", "sales"]
    assert placed(app["navigation"]) >= {"customer", "contact", "lead", "opportunity", "product", "campaign", "partner"}
    roles = crm.owner.get(f"{API}/roles").json()
    assert [role["key"] for role in roles["roles"]] == ["manager", *(role["key"] for role in described)]
    assert app["roles_of_me"] == ["manager"]


def test_R33_the_demo_data_is_there_and_no_stage_is_empty(crm: Crm) -> None:
    assert {form: counted(crm.owner, form) for form in COUNTS} == COUNTS
    for form in ("customer", "opportunity"):
        stages = totals(crm.owner, form, "stage")
        assert set(stages) == set(STAGES)
        assert min(stages.values()) >= 10


def test_the_demo_data_is_as_old_as_it_says_and_nothing_lies_ahead(crm: Crm) -> None:
    for form in COUNTS:
        assert counted(crm.owner, form, filter="created_at > NOW()") == 0
    assert counted(crm.owner, "follow_up", filter="at > EDATE(TODAY(), -1)") > 0
    assert counted(crm.owner, "customer", filter="created_at < EDATE(TODAY(), -12)") > 0


def test_the_south_loses_most_after_the_proposal(crm: Crm) -> None:
    """The story the data tells: of those that got as far as a proposal, 华南 loses the largest part."""
    ended = totals(crm.owner, "opportunity", "region", "stage", filter="stage = 'won' or stage = 'lost'")
    regions = {region for region, _ in ended if region}
    lost = {
        region: ended.get((region, "lost"), 0) / (ended.get((region, "lost"), 0) + ended.get((region, "won"), 0))
        for region in regions
    }
    assert len(regions) == 5
    assert max(lost, key=lambda region: lost[region]) == "south"
    assert lost["south"] > 1.3 * (sum(lost.values()) - lost["south"]) / 4


@dataclass
class Sales:
    """Two salespeople of one department and one of another; two customers each."""

    li: Someone
    zhang: Someone
    liu: Someone
    customers: dict[str, list[str]]


@pytest.fixture
def sales(crm: Crm) -> Sales:
    admin = crm.company.admin.browser

    def department(name: str, parent: str | None) -> str:
        answer = admin.post("/api/v1/departments", json={"name": name, "parent_id": parent})
        assert answer.status_code == 201, answer.text
        made: str = answer.json()["id"]
        return made

    whole = department("销售部", None)
    east, south = department("华东组", whole), department("华南组", whole)
    people = [
        crm.company.hire(name, department_id=unit) for name, unit in (("李强", east), ("张伟", east), ("刘洋", south))
    ]
    roles = crm.owner.get(f"{API}/roles").json()
    for role in roles["roles"]:
        if role["key"] == "sales":
            role["members"] = [{"kind": "department", "id": whole, "name": "销售部"}]
    assert crm.owner.put(f"{API}/roles", json=roles).status_code == 200
    owned: dict[str, list[str]] = {}
    for number, person in enumerate((*people, *people)):
        customer = {"name": f"新客户 {number}", "phone": f"1380013800{number}", "tags": ["annual"]}
        answer = person.browser.post(f"{API}/forms/customer/records", json=customer)
        assert answer.status_code == 201, answer.text
        made = answer.json()["id"]
        counted_every_night = {HIDDEN: 10 + number, "version": answer.json()["version"]}
        told = crm.owner.patch(f"{API}/forms/customer/records/{made}", json=counted_every_night)
        assert told.status_code == 200, told.text
        owned.setdefault(person.id, []).append(made)
    return Sales(*people, owned)


def records(browser: TestClient, **query: str) -> list[dict[str, Any]]:
    answer = browser.get(f"{API}/forms/customer/records", params={"limit": "1000", **query})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_a_salesperson_sees_own_customers_wholly_and_those_of_the_department_in_part(sales: Sales) -> None:
    seen = {row["id"]: row for row in records(sales.li.browser)}
    own, colleague = sales.customers[sales.li.id], sales.customers[sales.zhang.id]
    assert set(seen) == {*own, *colleague}
    for key in own:
        assert seen[key][HIDDEN] is not None and seen[key]["phone"] is not None
    for key in colleague:
        filled = {name for name, value in seen[key].items() if value is not None and name[0] != "_"}
        assert filled >= {"name", "no"}
        assert filled <= SHOWN_TO_COLLEAGUES | SYSTEM
    other = sales.customers[sales.liu.id][0]
    assert sales.li.browser.get(f"{API}/forms/customer/records/{other}").status_code == 404


def test_what_a_colleague_hides_cannot_be_filtered_sorted_searched_aggregated_or_exported(
    crm: Crm, sales: Sales
) -> None:
    own, colleague = sales.customers[sales.li.id], sales.customers[sales.zhang.id]
    li = sales.li.browser
    assert {row["id"] for row in records(li, filter=f"{HIDDEN} >= 0")} == set(own)
    assert {row["id"] for row in records(li, filter=f"{HIDDEN} < 1000 or {HIDDEN} >= 1000")} == set(own)
    for order in (HIDDEN, f"-{HIDDEN}"):
        listed = [row["id"] for row in records(li, sort=order)]
        places = sorted(listed.index(key) for key in colleague)
        assert places[1] - places[0] == 1, "colleagues' rows stand together, as rows without a value"
    truth = {key: crm.owner.get(f"{API}/forms/customer/records/{key}").json() for key in (*own, *colleague)}
    for key in colleague:
        assert records(li, search=truth[key]["phone"]) == []
    body = {"groups": [], "measures": [{"key": "sum", "fn": "sum", "field": HIDDEN}, {"key": "n", "fn": "count"}]}
    answer = li.post(f"{API}/forms/customer/records:aggregate", json={**body, "limit": 10})
    assert answer.status_code == 200, answer.text
    assert answer.json()["rows"] == [{"sum": sum(truth[key][HIDDEN] for key in own), "n": len(own)}]
    refused = li.get(f"{API}/forms/customer/records:export", params={"format": "csv"})
    assert refused.status_code == 403
    changed = li.patch(f"{API}/forms/customer/records/{colleague[0]}", json={"name": "x", "version": 99})
    assert changed.status_code in (403, 404)


def test_a_sales_manager_sees_and_exports_the_whole_department_and_nothing_beyond(crm: Crm, sales: Sales) -> None:
    roles = crm.owner.get(f"{API}/roles").json()
    for role in roles["roles"]:
        role["members"] = [one for one in role["members"] if role["key"] == "manager"]
        if role["key"] == "sales_manager":
            role["members"] = [{"kind": "person", "id": sales.li.id, "name": "李强"}]
    assert crm.owner.put(f"{API}/roles", json=roles).status_code == 200
    team = {*sales.customers[sales.li.id], *sales.customers[sales.zhang.id]}
    assert {row["id"] for row in records(sales.li.browser, filter=f"{HIDDEN} > 0")} == team
    exported = sales.li.browser.get(f"{API}/forms/customer/records:export", params={"format": "csv"})
    assert exported.status_code == 200, exported.text
    assert len(list(csv.reader(exported.content.decode("utf-8-sig").splitlines()))) == 1 + len(team)
