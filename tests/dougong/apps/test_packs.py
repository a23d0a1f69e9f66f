"""Industry packs of a package: chosen at install or later, taken back by going back, kept by upgrades (R186)."""

import copy
from typing import Any

import pytest

from dougong.apps.packs.definition import PackFile
from dougong.apps.packs.wording import reworded
from dougong.kit.config import Settings
from dougong.kit.db import Database
from tests.dougong.apps.shop import API, SHOP, Files, install, records, run, zipped
from tests.dougong.people import Company, Someone

APP = f"{API}/apps/shop"
LEVEL = {
    "key": "level",
    "type": "select",
    "label": {"zh-CN": "等级", "en": "Level"},
    "options": [{"value": "gold", "label": "金卡"}, {"value": "silver", "label": "银卡"}],
}
CLINIC = {
    "schema_version": 1,
    "key": "clinic",
    "label": {"zh-CN": "诊所", "en": "Clinic"},
    "description": {"zh-CN": "患者与诊疗", "en": "Patients and treatments"},
    "words": {"zh-CN": {"小店": "诊所", "服务": "诊疗"}, "en": {"shop": "clinic"}},
    "forms": {"customer": {"label": {"zh-CN": "患者", "en": "Patient"}, "add": [{"field": LEVEL, "after": "name"}]}},
    "modules": {"off": ["survey"]},
    "demo": {"without": ["sale"], "values": {"customer": {"level": ["gold", "silver"]}}},
}


RURAL = {
    "schema_version": 1,
    "key": "rural",
    "label": {"zh-CN": "乡村", "en": "Rural"},
    "description": {"zh-CN": "出诊", "en": "House calls"},
    "forms": {
        "customer": {"add": [{"field": {"key": "village", "type": "text", "label": {"zh-CN": "村", "en": "Village"}}}]}
    },
}


def packed(**changes: Any) -> Files:
    return {**copy.deepcopy(SHOP), "packs/clinic.json": {**copy.deepcopy(CLINIC), **changes}}


def form(owner: Someone, key: str) -> dict[str, Any]:
    definition: dict[str, Any] = owner.browser.get(f"{APP}/forms/{key}/draft").json()["definition"]
    return definition


def test_R186_a_pack_is_chosen_at_install(company: Company, database: Database, settings: Settings) -> None:
    owner = company.admin
    ended = install(owner, database, settings, packed(), pack="clinic")
    assert (ended["state"], ended["result"]["records"]) == ("done", 4), "seven rows without the three sales"
    app = owner.browser.get(APP).json()
    assert app["label"] == {"zh-CN": "诊所", "en": "Clinic"}
    assert owner.browser.get(f"{APP}/modules").json()["items"][0]["label"]["zh-CN"] == "诊疗"
    assert app["closed"]["forms"] == ["survey"]
    assert form(owner, "customer")["label"] == {"zh-CN": "患者", "en": "Patient"}
    assert [field["key"] for field in form(owner, "customer")["fields"]][:2] == ["name", "level"]
    assert [row["level"] for row in records(owner, "customer", sort="name")].count("gold") == 2
    assert records(owner, "sale") == [] and len(records(owner, "ticket")) == 1
    [pack] = owner.browser.get(f"{APP}/packs").json()["items"]
    assert (pack["key"], pack["applied"]) == ("clinic", True)

    newer = packed()
    newer["app.json"]["version"] = "1.1.0"
    newer["forms/customer.json"]["fields"].append({"key": "note", "type": "text", "label": "备注"})
    told = owner.browser.post(f"{APP}/upgrade:preview", files={"file": ("shop.zip", zipped(newer))}).json()
    assert [(item["kind"], item["key"]) for item in told["items"]] == [("form", "customer")]
    assert told["conflicts"] == [] and told["kept"] == [], "an upgrade brings the newer package with the same pack"


def test_R186_a_pack_is_applied_later_and_taken_back(company: Company, database: Database, settings: Settings) -> None:
    owner, stranger = company.admin, company.hire("同事")
    assert install(owner, database, settings, packed())["state"] == "done"
    renamed = form(owner, "ticket") | {"label": "报修"}
    draft = owner.browser.get(f"{APP}/forms/ticket/draft").json()
    saved = owner.browser.put(f"{APP}/forms/ticket/draft", json={"revision": draft["revision"], "definition": renamed})
    assert saved.status_code == 200, saved.text
    release = owner.browser.get(f"{APP}/changes").json()
    owner.browser.post(f"{APP}/changes:publish", json={"state": release["state"], "note": "改名"})
    before = owner.browser.get(f"{APP}/versions").json()["items"][0]["n"]

    assert stranger.browser.get(f"{APP}/packs/clinic").status_code in (403, 404)
    assert owner.browser.get(f"{APP}/packs/bakery").status_code == 422
    told = owner.browser.get(f"{APP}/packs/clinic").json()
    assert {(item["kind"], item["key"]) for item in told["items"]} == {("form", "customer")}
    stale = owner.browser.post(f"{APP}/packs/clinic:apply", json={"state": "0" * 64})
    assert run(owner, database, settings, stale.json()["id"])["state"] == "failed", "of what was not looked at"
    job = owner.browser.post(f"{APP}/packs/clinic:apply", json={"state": told["state"]})
    assert job.status_code == 202, job.text
    ended = run(owner, database, settings, job.json()["id"])
    assert (ended["state"], ended["result"]["version"]) == ("done", before + 1)
    assert form(owner, "customer")["label"]["zh-CN"] == "患者" and form(owner, "ticket")["label"] == "报修"
    assert len(records(owner, "sale")) == 3, "records that are there stay"
    assert owner.browser.get(APP).json()["closed"]["forms"] == ["survey"]

    back = owner.browser.get(f"{APP}/versions/{before}/rollback").json()
    done = owner.browser.post(f"{APP}/versions/{before}:rollback", json={"state": back["state"]})
    assert done.status_code in (200, 202), done.text
    assert form(owner, "customer")["label"] == "客户" and form(owner, "ticket")["label"] == "报修"
    assert owner.browser.get(APP).json()["closed"]["forms"] == []
    again = owner.browser.get(f"{APP}/packs/clinic").json()
    assert {(item["kind"], item["key"]) for item in again["items"]} == {("form", "customer")}, "it can be applied again"


def test_R186_an_upgrade_keeps_every_pack_that_was_applied(
    company: Company, database: Database, settings: Settings
) -> None:
    owner = company.admin
    files = packed() | {"packs/rural.json": copy.deepcopy(RURAL)}
    assert install(owner, database, settings, files, pack="clinic", demo="false")["state"] == "done"
    state = owner.browser.get(f"{APP}/packs/rural").json()["state"]
    job = owner.browser.post(f"{APP}/packs/rural:apply", json={"state": state})
    assert run(owner, database, settings, job.json()["id"])["state"] == "done"
    packs = owner.browser.get(f"{APP}/packs").json()["items"]
    assert [(pack["key"], pack["applied"]) for pack in packs] == [("clinic", True), ("rural", True)]

    newer = copy.deepcopy(files)
    newer["app.json"]["version"] = "1.1.0"
    told = owner.browser.post(f"{APP}/upgrade:preview", files={"file": ("shop.zip", zipped(newer))}).json()
    assert told["items"] == [] and told["settings"] == [], "nothing of either pack goes"


def test_R186_words_change_in_texts_and_nowhere_else() -> None:
    english = {"customer": "student", "customers": "students", "lead": "enquiry", "opportunity": "treatment plan"}
    words = {"zh-CN": {"客户": "学员", "客户成功": "学习服务"}, "en": english}
    document = {
        "key": "customer",
        "formula": "customer.name & '客户'",
        "label": {"zh-CN": "客户成功与客户", "en": "Customers of a customer"},
        "text": {"zh-CN": "{客户} 您好，客户", "en": "Dear {customer.name}, customer's"},
        "plain": "客户",
        "article": {"en": "A lead becomes an opportunity; an {a lead} of a Lead"},
    }
    assert reworded(document, words) == {
        **document,
        "label": {"zh-CN": "学习服务与学员", "en": "Students of a student"},
        "text": {"zh-CN": "{客户} 您好，学员", "en": "Dear {customer.name}, student's"},
        "article": {"en": "An enquiry becomes a treatment plan; an {a lead} of an Enquiry"},
    }


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"forms": {"visit": {}}}, "There is no form “visit”."),
        ({"forms": {"customer": {"fields": {"gone": {}}}}}, "The form “customer” has no field “gone”."),
        ({"modules": {"on": ["moon"]}}, "There is no module “moon”."),
        ({"words": {"zh-CN": {"客户": "大客户"}}}, "“客户” can't become “大客户”"),
        ({"demo": {"values": {"customer": {"level": ["tin"]}}}}, "“customer.level” has no option “tin”."),
        ({"demo": {"without": ["survey"]}}, "“survey” has no demo data."),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_R186_a_pack_that_does_not_fit_is_refused_with_its_package(
    company: Company, database: Database, settings: Settings, changes: dict[str, Any], told: str
) -> None:
    content = {"file": ("shop.zip", zipped(packed(**changes)))}
    answer = company.admin.browser.post(f"{API}/apps:upload", files=content, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert any(told in str(error) for error in answer.json()["errors"]), answer.text
    assert PackFile.model_validate(CLINIC).key == "clinic"
