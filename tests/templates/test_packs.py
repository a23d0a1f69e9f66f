"""The CRM for five industries: one template, and a pack for each (R186)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from dougong import paths
from dougong.apps import packages, templates
from dougong.apps.compiling import form_set
from dougong.apps.packs.applying import applied
from dougong.apps.tasks import job_actor
from dougong.kit.config import Settings
from dougong.kit.db import Database
from engines.form.definition import load_form
from tests.conftest import FreshDatabase
from tests.dougong.conftest import migrate
from tests.dougong.people import Company

API = "/api/v1/apps/crm"
CALLED = {"saas": "客户", "manufacturing": "客户", "education": "学员", "medical": "患者", "retail": "会员"}
"""What each industry calls its customers."""
KEY = SecretStr("packs-packs-packs-packs-packs-packs")


def read(pack: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((paths.templates() / "crm" / "packs" / f"{pack}.json").read_text("utf-8"))
    return document


@pytest.fixture
def settings(fresh_database: FreshDatabase, tmp_path: Path) -> Settings:
    return Settings(database_url=fresh_database("sqlite", migrate), data=tmp_path, secret_key=KEY)


@pytest.fixture
def company(app: FastAPI, database: Database) -> Iterator[Company]:
    made = Company(app, database)
    yield made
    made.close()


def test_R186_the_template_has_a_pack_for_each_industry_and_says_what_it_is_for(company: Company) -> None:
    [card] = [item for item in company.admin.browser.get("/api/v1/templates").json()["items"] if item["key"] == "crm"]
    assert {pack["key"] for pack in card["packs"]} == set(CALLED)
    for pack in card["packs"]:
        assert pack["label"].keys() == pack["description"].keys() == {"zh-CN", "en"} and pack["icon"]
        assert len(pack["description"]["zh-CN"]) < 40, "one short line in the dialog"


@pytest.mark.parametrize("pack", sorted(CALLED))
def test_R186_each_industry_has_its_words_fields_stages_modules_and_demo_data(pack: str) -> None:
    wanted = read(pack)
    package = applied(templates.read_template("crm"), pack)
    assert package["forms"]["customer"]["label"]["zh-CN"] == CALLED[pack]
    assert package["forms"]["customer"]["label"].keys() == {"zh-CN", "en"}
    assert {m["key"] for m in package["app"]["modules"] if not m.get("on", True)} == set(
        wanted["modules"].get("off", ())
    )
    forms = {key: load_form(definition) for key, definition in package["forms"].items()}
    for key, compiled in form_set(forms).all().items():
        assert [problem.message for problem in compiled.problems if problem.level == "error"] == [], key
    for key, changes in wanted["forms"].items():
        fields = forms[key].by_key
        assert {each["field"]["key"] for each in changes.get("add", ())} <= fields.keys()
        for name, field in changes.get("fields", {}).items():
            values = {option["value"] for option in fields[name].model_dump()["options"]}
            assert {option["value"] for option in field.get("options", ())} <= values
    rows = {file.removesuffix(".json"): content for file, content in package["data"].items()}
    assert not set(wanted["demo"].get("without", ())) & rows.keys()
    for form, values in wanted["demo"]["values"].items():
        for name, offered in values.items():
            assert {row[name] for row in rows[form]} == set(offered), "the demo data is of this industry"


def test_R186_an_industry_is_installed_and_worked_with_at_once(company: Company, database: Database) -> None:
    pack = "education"
    with database.transaction() as tx:
        package = applied(templates.read_template("crm"), pack)
        actor = job_actor(tx, company.admin.id)
        packages.install(tx, actor, package, key=None, template="crm", language="zh-CN")
    api = company.admin.browser
    labels = {form["key"]: form["label"]["zh-CN"] for form in api.get(API).json()["forms"]}
    assert labels["customer"] == CALLED[pack]
    off = {module["key"] for module in api.get(f"{API}/modules").json()["items"] if not module["on"]}
    assert off == set(read(pack)["modules"]["off"])
    titles = json.dumps([tour["label"] for tour in package["tours"].values()], ensure_ascii=False)
    assert "客户" not in titles and "学员" in titles, "tours speak of what the forms are called"
    [stage, *_] = read(pack)["forms"]["opportunity"]["fields"]["stage"]["options"]
    customer = api.post(f"{API}/forms/customer/records", json={"name": "甲"})
    assert customer.status_code == 201, customer.text
    deal = {"name": "一单", "customer": customer.json()["id"], "stage": stage["value"], "amount": 1000}
    made = api.post(f"{API}/forms/opportunity/records", json={**deal, "expected_close": "2030-01-01"})
    assert made.status_code == 201, made.text
