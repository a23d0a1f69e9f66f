"""Apps, drafts, roles and grants through the routes."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from dougong.apps import catalog, repository
from dougong.apps.catalog import app_catalog
from dougong.apps.sweep import sweep_next
from dougong.kit.db import Database
from tests.dougong.apps.conftest import API, Designer
from tests.dougong.people import Company, Someone

NAME = {"key": "name", "type": "text", "label": "名称"}


def test_an_app_is_made_changed_put_away_and_brought_back(company: Company) -> None:
    maker = company.hire("王芳").browser
    made = maker.post(f"{API}/apps", json={"label": "客户关系管理", "icon": "team"}).json()
    assert made["key"] == "kehuguanxiguanli"
    assert made["roles_of_me"] == ["manager"]
    url = f"{API}/apps/{made['key']}"
    changed = maker.patch(url, json={"version": made["version"], "label": {"zh-CN": "客户", "en": "CRM"}})
    assert changed.json()["label"] == {"zh-CN": "客户", "en": "CRM"}
    stale = maker.patch(url, json={"version": made["version"], "label": "x"})
    assert stale.status_code == 409
    assert stale.json()["current"]["label"] == {"zh-CN": "客户", "en": "CRM"}
    assert maker.post(f"{API}/apps", json={"label": "x", "key": made["key"]}).status_code == 409
    assert maker.delete(url).status_code == 204
    assert maker.get(url).status_code == 404
    assert maker.get(f"{API}/apps").json()["items"] == []
    assert [app["key"] for app in maker.get(f"{API}/apps?deleted=true").json()["items"]] == [made["key"]]
    assert maker.post(f"{url}:restore").status_code == 200
    assert maker.get(url).status_code == 200


def test_strangers_see_nothing_and_designers_alone_design(designer: Designer, company: Company) -> None:
    designer.form("deal", NAME)
    stranger = company.hire("外人").browser
    assert stranger.get(f"{API}/apps").json()["items"] == []
    for method, path in [
        ("GET", f"{API}/apps/crm"),
        ("GET", f"{API}/apps/crm/forms"),
        ("GET", designer.url("deal", "draft")),
        ("GET", f"{API}/apps/crm/roles"),
        ("GET", f"{API}/apps/crm/package"),
        ("POST", designer.url("deal", "draft:impact")),
        ("DELETE", f"{API}/apps/crm"),
    ]:
        assert stranger.request(method, path).status_code == 404, path
    reader = company.hire("读者")
    give(
        designer,
        reader,
        {"id": "r", "to": ["role:reader"], "form": "deal", "ops": ["read"], "rows": "all", "read": ["*"]},
    )
    assert reader.browser.get(f"{API}/apps/crm").json()["forms"][0]["ops"] == ["read"]
    assert reader.browser.get(designer.url("deal", "draft")).status_code == 403
    assert company.with_token(reader, "read").get(f"{API}/apps/crm").status_code == 200
    assert company.with_token(reader, "read", apps=["other"]).get(f"{API}/apps/crm").status_code == 404
    assert company.admin.browser.get(designer.url("deal", "draft")).status_code == 200


def give(designer: Designer, someone: Someone, grant: dict[str, Any]) -> None:
    """Adds a role `reader`, borne by someone, and a grant."""
    body = designer.browser.get(f"{API}/apps/crm/roles").json()
    body["roles"] = [role for role in body["roles"] if role["key"] != "reader"]
    body["roles"].append({"key": "reader", "label": "读者", "members": [{"kind": "person", "id": someone.id}]})
    body["grants"].append(grant)
    answer = designer.browser.put(f"{API}/apps/crm/roles", json=body)
    assert answer.status_code == 200, answer.text


def test_two_designers_saving_the_same_draft_both_learn_of_it(designer: Designer) -> None:
    draft = designer.draft("deal", NAME)
    body = {"definition": draft["definition"], "revision": draft["revision"]}
    assert designer.browser.put(designer.url("deal", "draft"), json=body).status_code == 200
    late = designer.browser.put(designer.url("deal", "draft"), json=body)
    assert late.status_code == 409
    assert late.json()["current"]["revision"] == draft["revision"] + 1


def test_versions_are_listed_shown_restored_and_drafts_discarded(designer: Designer) -> None:
    designer.form("deal", NAME)
    designer.form("deal", {**NAME, "label": "新"})
    versions = designer.browser.get(designer.url("deal", "versions")).json()["items"]
    assert [(each["n"], each["current"]) for each in versions] == [(2, True), (1, False)]
    first = designer.browser.get(designer.url("deal", "versions/1")).json()
    assert first["definition"]["fields"] == [NAME]
    restored = designer.browser.post(designer.url("deal", "versions/1:restore")).json()
    assert restored["definition"]["fields"] == [NAME]
    discarded = designer.browser.post(designer.url("deal", "draft:discard")).json()
    assert discarded["definition"]["fields"][0]["label"] == "新"
    assert designer.browser.get(designer.url("deal", "versions/9")).status_code == 404


@pytest.mark.parametrize(
    ("definition", "status"),
    [
        ({"key": "other", "schema_version": 1}, 200),
        ({"fields": "nonsense"}, 200),
        ({"fields": [{"key": "x", "type": "text", "label": "x" * 1_200_000}]}, 413),
    ],
)
def test_a_draft_may_be_wrong_but_not_endless(designer: Designer, definition: dict[str, Any], status: int) -> None:
    draft = designer.draft("deal", NAME)
    body = {"definition": definition, "revision": draft["revision"]}
    answer = designer.browser.put(designer.url("deal", "draft"), json=body)
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["problems"]
        assert designer.publish("deal").status_code == 422


def test_roles_are_checked_and_a_late_editor_is_told(designer: Designer) -> None:
    designer.form("deal", NAME)
    url = f"{API}/apps/crm/roles"
    body = designer.browser.get(url).json()
    grant = {"id": "g", "to": ["role:manager"], "form": "deal", "ops": ["read"], "rows": "all", "read": ["*"]}
    for wrong in (
        {**grant, "form": "nothing"},
        {**grant, "to": ["role:nobody"]},
        {**grant, "rows": "formula", "formula": "nothing = 1"},
        {**grant, "to": ["person:1"]},
        {**grant, "token": "x"},
    ):
        answer = designer.browser.put(url, json={**body, "grants": [*body["grants"], wrong]})
        assert answer.status_code == 422, wrong
    inexact = {**grant, "rows": "formula", "formula": "DATE(YEAR(created_at), 1, 1) = DATE(2026, 1, 1)"}
    for wrong in (inexact, {**grant, "check": inexact["formula"]}):
        answer = designer.browser.put(url, json={**body, "grants": [*body["grants"], wrong]})
        assert answer.status_code == 422, wrong
        (told,) = answer.json()["errors"]
        assert told["code"] == "not_in_conditions" and "DATE" in told["message"]
    saved = designer.browser.put(url, json={**body, "grants": [*body["grants"], grant]})
    assert saved.status_code == 200, saved.text
    late = designer.browser.put(url, json=body)
    assert late.status_code == 409
    assert late.json()["current"]["revision"] == body["revision"] + 1
    without = {**saved.json(), "roles": []}
    assert designer.browser.put(url, json=without).status_code == 422


def test_a_condition_that_no_database_works_out_any_more_shows_nothing_instead_of_failing(
    designer: Designer, company: Company
) -> None:
    designer.form("deal", NAME)
    reader = company.hire("读者")
    rule = {"id": "own", "to": ["role:reader"], "form": "deal", "ops": ["read"], "rows": "formula", "read": ["*"]}
    give(designer, reader, {**rule, "formula": "created_at > DATE(2020, 1, 1)"})
    records = f"{API}/apps/crm/forms/deal/records"
    assert designer.browser.post(records, json={"name": "云帆"}).status_code == 201
    assert len(reader.browser.get(records).json()["items"]) == 1
    with company.database.transaction() as tx:
        app = repository.find_app(tx, "crm")
        assert app is not None
        kept = repository.list_grants(tx, [app.id])[app.id]
        old = {**rule, "formula": "DATE(YEAR(created_at), 1, 1) = DATE(2026, 1, 1)"}
        repository.set_grants(tx, app.id, [*(each for each in kept if each["id"] != "own"), old])
        repository.touch(tx, app.id, grants_revision=app.grants_revision + 1)
    answer = reader.browser.get(records)
    assert answer.status_code == 200 and answer.json()["items"] == []


def test_nobody_grants_what_they_do_not_hold(designer: Designer, company: Company) -> None:
    designer.form("deal", NAME, {"key": "salary", "type": "number", "label": "工资"})
    helper = company.hire("助手")
    own = {"id": "own", "to": ["role:reader"], "form": "deal", "ops": ["read"], "rows": "all", "read": ["name"]}
    give(designer, helper, own)
    owner = designer.browser.get(f"{API}/apps/crm/builders").json()["items"][0]["person_id"]
    items = [{"person_id": owner, "level": "owner"}, {"person_id": helper.id, "level": "designer"}]
    designer.browser.put(f"{API}/apps/crm/builders", json={"items": items})
    url = f"{API}/apps/crm/roles"
    body = helper.browser.get(url).json()
    more = {**own, "id": "more", "to": ["everyone"], "read": ["name", "salary"]}
    refused = helper.browser.put(url, json={**body, "grants": [*body["grants"], more]})
    assert (refused.status_code, refused.json()["code"]) == (403, "escalation")
    roles = [
        {**role, "members": [*role["members"], {"kind": "person", "id": helper.id}]}
        for role in body["roles"]
        if role["key"] == "manager"
    ]
    joined = {**body, "roles": [*roles, *(role for role in body["roles"] if role["key"] != "manager")]}
    assert helper.browser.put(url, json=joined).json()["code"] == "escalation"
    same = {**own, "id": "same", "to": ["everyone"]}
    assert helper.browser.put(url, json={**body, "grants": [*body["grants"], same]}).status_code == 200
    assert helper.browser.put(f"{API}/apps/crm/builders", json={"items": items}).status_code == 403
    nobody = [{"person_id": helper.id, "level": "designer"}]
    assert designer.browser.put(f"{API}/apps/crm/builders", json={"items": nobody}).status_code == 422


def test_navigation_shows_what_one_may_see(designer: Designer, company: Company) -> None:
    designer.form("deal", NAME)
    designer.form("secret", NAME)
    app = designer.browser.get(f"{API}/apps/crm").json()
    navigation = [
        {"group": "销售", "items": [{"form": "deal"}, {"form": "secret"}]},
        {"group": "机密", "items": [{"form": "secret"}]},
        {"link": "https://example.com", "label": "外部"},
    ]
    saved = designer.browser.patch(f"{API}/apps/crm", json={"version": app["version"], "navigation": navigation})
    assert saved.json()["navigation"] == navigation
    reader = company.hire("读者")
    give(
        designer,
        reader,
        {"id": "r", "to": ["role:reader"], "form": "deal", "ops": ["read"], "rows": "all", "read": ["*"]},
    )
    seen = reader.browser.get(f"{API}/apps/crm").json()
    assert seen["navigation"] == [{"group": "销售", "items": [{"form": "deal"}]}, navigation[2]]
    assert [form["key"] for form in seen["forms"]] == ["deal"]
    bad = [{"link": "javascript:alert(1)", "label": "x"}]
    body = {"version": saved.json()["version"], "navigation": bad}
    assert designer.browser.patch(f"{API}/apps/crm", json=body).status_code == 422


def test_after_30_days_what_was_put_aside_is_dropped(designer: Designer, database: Database) -> None:
    designer.form("deal", NAME, {"key": "gone", "type": "text", "label": "x"})
    designer.form("old", NAME)
    designer.form("deal", NAME)
    designer.browser.delete(designer.url("old"))
    with database.transaction() as tx:
        assert not sweep_next(tx)
    present = database.clock
    database.clock = lambda: present() + timedelta(days=31)
    try:
        for _ in range(2):
            with database.transaction() as tx:
                assert sweep_next(tx)
        with database.transaction() as tx:
            assert not sweep_next(tx)
    finally:
        database.clock = present
    assert "_gone_gone_1" not in designer.columns("crm__deal")
    assert designer.columns("crm__old") == set()
    draft = designer.draft("deal", NAME, {"key": "gone", "type": "text", "label": "x"})
    assert [problem["code"] for problem in draft["problems"]] == ["key_reused"]


def test_a_cached_catalog_costs_one_row_and_microseconds(
    designer: Designer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    designer.form("deal", NAME)
    first = designer.catalog()
    monkeypatch.setattr(catalog, "load_catalog", lambda *args: pytest.fail("loaded again"))
    assert designer.catalog() is first
    monkeypatch.undo()
    began = time.perf_counter()
    for _ in range(10_000):
        assert catalog.CACHE.peek(first.app_id, first.stamp) is first
    assert (time.perf_counter() - began) / 10_000 < 20e-6
    designer.form("deal", NAME, {"key": "more", "type": "text", "label": "x"})
    assert designer.catalog().stamp > first.stamp
    with database.snapshot() as tx:
        assert "more" in app_catalog(tx, "crm").forms["deal"].by_key


def test_many_who_come_at_once_wait_for_one_that_compiles(
    designer: Designer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that had just begun got 200 people: each thread compiled the whole app, for most of a minute."""
    designer.form("deal", NAME)
    made: list[str] = []
    build = catalog._build

    def slowly(app_key: str, definitions: Sequence[tuple[str, int, str]]) -> Any:
        made.append(app_key)
        time.sleep(0.1)
        return build(app_key, definitions)

    monkeypatch.setattr(catalog, "_build", slowly)
    catalog.CACHE.clear()
    catalog._BUILT.clear()
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda _: designer.catalog(), range(6)))
    assert made == ["crm"]
    assert len({id(each) for each in found}) == 1, "what is worked out of it later is kept by one object"


def test_a_catalog_of_a_transaction_that_rolls_back_is_never_shared(designer: Designer, database: Database) -> None:
    designer.form("deal", NAME)
    before = designer.catalog()
    with pytest.raises(ZeroDivisionError), database.transaction() as tx:
        catalog.repository.touch(tx, before.app_id)
        catalog.repository.set_grants(tx, before.app_id, [])
        assert app_catalog(tx, "crm").grants.grants == ()
        raise ZeroDivisionError
    designer.form("deal", NAME, {"key": "more", "type": "text", "label": "x"})
    assert designer.catalog().grants.grants == before.grants.grants


def test_formulas_are_checked_with_their_names(designer: Designer, company: Company) -> None:
    designer.form("deal", NAME, {"key": "amount", "type": "number", "label": "金额"})
    body = {"app": "crm", "form": "deal", "text": "amount * 2 > 10"}
    good = designer.browser.post(f"{API}/formula:check", json=body).json()
    assert (good["ok"], good["type"], good["refs"]) == (True, "boolean", ["amount"])
    assert {"name": "amount", "label": "金额", "type": "number"} in good["names"]
    bad = designer.browser.post(f"{API}/formula:check", json={**body, "text": "amont + 1"}).json()
    assert bad["ok"] is False
    assert (bad["problems"][0]["pos"], bad["problems"][0]["length"]) == (0, 5)
    assert company.hire("外人").browser.post(f"{API}/formula:check", json=body).status_code == 404
    functions = company.hire("谁").browser.get(f"{API}/formula/functions").json()["items"]
    assert len(functions) >= 110
    assert all(each["doc"]["zh-CN"] and each["examples"] for each in functions)
