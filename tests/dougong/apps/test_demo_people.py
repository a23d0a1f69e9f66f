"""Demo data bring their invented people, and have no consequences (R11, R157)."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from dougong.flows import clock, stays
from dougong.flows.models import flow_instance, flow_schedule, flow_stay
from dougong.flows.publishing import SEED
from dougong.kit.clock import system_clock
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.jobs_model import job
from dougong.messaging.models import notification
from tests.dougong.apps.shop import API, PEOPLE, install, records, run, shop, zipped
from tests.dougong.people import Company

PERSON_JOBS = ("messaging.mail", "webhooks.deliver")


def test_R157_a_package_brings_its_people_with_its_demo_data_only(
    company: Company, database: Database, settings: Settings
) -> None:
    admin = company.admin
    ended = install(admin, database, settings, demo="false", key="bare")
    assert ended["result"] == {"app": "bare", "records": 0}
    assert [row["name"] for row in admin.browser.get(f"{API}/people").json()["items"]] == ["管理员"]

    assert install(admin, database, settings)["result"] == {"app": "shop", "records": 7}
    people = {row["name"]: row for row in admin.browser.get(f"{API}/people").json()["items"]}
    assert set(people) == {"管理员", "陈老板", "李娜", "吴芳", "周客户"}
    assert [name for name, row in people.items() if row["outside"]] == ["周客户"]
    assert people["管理员"]["demo"] is False and people["管理员"]["can_sign_in"] is True
    li = people["李娜"]
    assert (li["demo"], li["can_sign_in"], li["email"]) == (True, False, "li.na@shop.example")
    assert (li["department"]["name"], li["supervisor"]["name"]) == ("卖场", "陈老板")
    heads = {row["name"]: row["head_id"] for row in admin.browser.get(f"{API}/departments").json()["items"]}
    assert heads == {"小店": people["陈老板"]["id"], "卖场": li["id"]}
    borne = {
        role["key"]: {member["name"] for member in role["members"]}
        for role in admin.browser.get(f"{API}/apps/shop/roles").json()["roles"]
    }
    assert borne == {"manager": {"管理员", "陈老板"}, "sales": {"李娜", "吴芳"}, "service": {"周客户"}}

    first, second, third = sorted(records(admin, "customer"), key=lambda row: str(row["name"]) != "甲公司")
    assert first["seller"] == li["id"] or first["seller"]["id"] == li["id"]
    owners = {row["name"]: row["owner"] for row in (first, second, third)}
    owned = {name: owner["id"] if isinstance(owner, dict) else owner for name, owner in owners.items()}
    assert owned == {"甲公司": admin.id, "乙公司": people["吴芳"]["id"], "丙公司": li["id"]}
    assert {row["name"]: row["bought"] for row in (first, second, third)}["甲公司"] == 120


def test_what_every_install_begins_with_comes_without_the_demo_data_and_needs_nothing_of_them(
    company: Company, database: Database, settings: Settings
) -> None:
    scales = [{"score": 5, "created_at": {"$days": -1, "time": "09:00"}}, {"score": 10}]
    app = {**shop()["app.json"], "basics": ["survey", "customer"]}
    files = shop(**{"app.json": app, "data/survey.json": scales})
    bare = install(company.admin, database, settings, files, demo="false", key="bare")
    assert bare["result"] == {"app": "bare", "records": 5}
    rows = {row["name"]: row for row in records(company.admin, "customer", "bare")}
    assert rows["甲公司"]["seller"] == rows["丙公司"]["owner"] == company.admin.id, "who installs stands in for people"
    assert rows["甲公司"].get("team") is None
    assert sorted(row["score"] for row in records(company.admin, "survey", "bare")) == [5, 10]
    assert install(company.admin, database, settings, files)["result"]["records"] == 9
    demo = company.admin.browser.get(f"{API}/apps/shop/demo").json()
    assert "sale" in str(demo) and "survey" not in str(demo), "they stay when the demo data is taken away"
    with zipfile.ZipFile(io.BytesIO(company.admin.browser.get(f"{API}/apps/shop/package").content)) as archive:
        assert json.loads(archive.read("app.json"))["basics"] == ["survey", "customer"]
    wrong = shop(**{"app.json": {**app, "basics": ["sale", "nothing"]}})
    refused = company.admin.browser.post(f"{API}/apps:upload", files={"file": ("shop.zip", zipped(wrong))})
    assert refused.status_code == 422
    told = " ".join(error["message"] for error in refused.json()["errors"])
    assert "“nothing”没有数据文件" in told and "“sale.json”用到示例数据“customer”" in told


def test_nobody_signs_in_as_an_invented_person_until_an_administrator_gives_a_password(
    company: Company, database: Database, settings: Settings
) -> None:
    install(company.admin, database, settings)
    stranger = company.browser()
    for password in ("", "!", "correct horse battery"):
        answer = stranger.post(f"{API}/session", json={"email": "li.na@shop.example", "password": password})
        assert answer.status_code in (401, 422)
    people = company.admin.browser.get(f"{API}/people", params={"search": "李娜"}).json()["items"]
    reset = company.admin.browser.post(f"{API}/people/{people[0]['id']}/password", json={})
    body = {"email": "li.na@shop.example", "password": reset.json()["password"]}
    assert stranger.post(f"{API}/session", json=body).status_code == 200
    assert company.admin.browser.get(f"{API}/people/{people[0]['id']}").json()["can_sign_in"] is True


def test_two_apps_of_one_cast_share_it_and_taken_addresses_are_numbered(
    company: Company, database: Database, settings: Settings
) -> None:
    company.hire("真人", email="boss@shop.example")
    for _ in range(2):
        assert install(company.admin, database, settings)["state"] == "done"
    rows = company.admin.browser.get(f"{API}/people").json()["items"]
    assert sorted(row["name"] for row in rows) == sorted(["管理员", "真人", "陈老板", "李娜", "吴芳", "周客户"])
    assert {row["email"] for row in rows if row["name"] == "陈老板"} == {"boss.2@shop.example"}
    assert len(company.admin.browser.get(f"{API}/departments").json()["items"]) == 2
    second = company.admin.browser.get(f"{API}/apps/shop_2/roles").json()["roles"]
    assert {member["name"] for role in second for member in role["members"] if role["key"] == "sales"} == {
        "李娜",
        "吴芳",
    }


def test_R12_an_export_has_the_people_of_the_package_and_never_real_ones(
    company: Company, database: Database, settings: Settings
) -> None:
    install(company.admin, database, settings)
    real = company.hire("王真")
    roles = company.admin.browser.get(f"{API}/apps/shop/roles").json()
    roles["roles"][1]["members"].append({"kind": "person", "id": real.id})
    assert company.admin.browser.put(f"{API}/apps/shop/roles", json=roles).status_code == 200
    exported = company.admin.browser.get(f"{API}/apps/shop/package").content
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert json.loads(texts["people.json"]) == PEOPLE
    assert not [name for name, text in texts.items() if "王真" in text or real.id in text]

    own = company.hire("李四")
    assert own.browser.post(f"{API}/apps", json={"label": "自建", "key": "own"}).status_code == 201
    with zipfile.ZipFile(io.BytesIO(own.browser.get(f"{API}/apps/own/package").content)) as archive:
        assert "people.json" not in archive.namelist()


WRONG: dict[str, dict[str, Any]] = {
    "an unknown role": {"people": [{"key": "a", "name": "甲", "roles": ["nobody"]}]},
    "an unknown supervisor": {"people": [{"key": "a", "name": "甲", "supervisor": "b"}]},
    "a circle": {"people": [{"key": k, "name": k, "supervisor": s} for k, s in (("a", "b"), ("b", "a"))]},
    "a key twice": {"people": [{"key": "a", "name": "甲"}, {"key": "a", "name": "乙"}]},
    "the installer": {"people": [{"key": "installer", "name": "甲"}]},
    "a real address": {"people": [{"key": "a", "name": "甲", "email": "a@qq.com"}]},
    "a password": {"people": [{"key": "a", "name": "甲", "password": "x"}]},
    "an outsider in a department": {
        "departments": [{"key": "d", "label": "部"}],
        "people": [{"key": "a", "name": "甲", "outside": True, "department": "d"}],
    },
    "an unknown department": {"people": [{"key": "a", "name": "甲", "department": "x"}]},
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_wrong_people_file_is_refused_with_its_place(company: Company, wrong: str) -> None:
    files = shop(**{"people.json": {"schema_version": 1, **WRONG[wrong]}})
    answer = company.admin.browser.post(f"{API}/apps:upload", files={"file": ("shop.zip", zipped(files))})
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"people.json"}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_demo_rows_that_name_nobody_fail_the_install(company: Company, database: Database, settings: Settings) -> None:
    for row in ({"name": "甲", "seller": {"$person": "x"}}, {"name": "甲", "team": {"$department": "x"}}):
        ended = install(company.admin, database, settings, shop(**{"data/customer.json": [row] * 3}))
        assert ended["state"] == "failed" and "x" in str(ended["message"])


def test_R11_demo_data_have_no_consequences_and_time_counts_from_the_install(
    company: Company, database: Database, settings: Settings
) -> None:
    install(company.admin, database, settings)

    def happened() -> tuple[int, int, int]:
        with database.snapshot() as tx:
            told = tx.execute(select(func.count()).select_from(notification)).scalar_one()
            calls = tx.execute(select(func.count()).select_from(job).where(job.c.kind.in_(PERSON_JOBS))).scalar_one()
            flows = tx.execute(select(func.count()).select_from(flow_instance)).scalar_one()
        return told, calls, flows

    assert happened() == (0, 0, 0)
    with database.snapshot() as tx:
        seeds = list(tx.execute(select(job.c.id).where(job.c.kind == SEED)).scalars())
    for each in seeds:
        run(company.admin, database, settings, each)
    assert clock.fire_due(database) == 0 and stays.fire_due(database) == 0
    with database.snapshot() as tx:
        due = list(tx.execute(select(flow_stay.c.due_at)).scalars())
        coming = tx.execute(select(func.min(flow_schedule.c.next_at))).scalar_one()
    assert len(due) == 3 and min(due) > system_clock() + timedelta(days=2)
    assert coming > system_clock(), "a day that was before the install is over"
    assert happened() == (0, 0, 0)

    made = company.admin.browser.post(f"{API}/apps/shop/forms/sale/records", json={"amount": 50})
    assert made.status_code == 201
    assert happened()[2] == 1, "what people enter afterwards does start flows"
