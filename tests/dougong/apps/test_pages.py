"""Pages of an app: blocks on a grid, for whom they are meant, drafts and versions, navigation, packages, copies."""

from typing import Any

from sqlalchemy import select

from dougong.apps import packages, repository
from dougong.identity.authentication import actor_of
from dougong.identity.models import person
from dougong.kit.db import Database
from tests.dougong.apps.conftest import API, Designer
from tests.dougong.people import Company

NAME = {"key": "name", "type": "text", "label": "名称"}
READERS = {"id": "r", "form": "deal", "to": ["role:sales", "role:boss"], "ops": ["read"], "rows": "all", "read": ["*"]}
PAGE: dict[str, Any] = {
    "schema_version": 1,
    "key": "front",
    "label": "首页",
    "roles": ["sales", "boss"],
    "blocks": [
        {"key": "deals", "type": "list", "form": "deal", "view": "board"},
        {"key": "count", "type": "number", "form": "deal", "filter": "name != ''"},
        {"key": "new", "type": "form", "form": "deal"},
        {"key": "words", "type": "text", "html": '<p onclick="x()">你好<script>alert(1)</script></p>'},
        {"key": "more", "type": "link", "link": "/apps/crm/forms/deal", "roles": ["boss"]},
        {"key": "vip", "type": "link", "link": "https://example.com", "when": "'boss' in user.roles"},
    ],
    "grid": [
        {"tile": key, "x": 0, "y": at, "w": 4, "h": 1}
        for at, key in enumerate(("deals", "count", "new", "words", "more", "vip"))
    ],
}


def _url(rest: str = "") -> str:
    return f"{API}/apps/crm/pages{rest}"


def _save(designer: Designer, definition: dict[str, Any]) -> dict[str, Any]:
    revision = designer.browser.get(_url("/front/draft")).json()["revision"]
    saved = designer.browser.put(_url("/front/draft"), json={"definition": definition, "revision": revision})
    assert saved.status_code == 200, saved.text
    result: dict[str, Any] = saved.json()
    return result


def _people(designer: Designer, company: Company) -> tuple[Any, Any]:
    seller, boss = company.hire("销售"), company.hire("老板")
    document = designer.browser.get(f"{API}/apps/crm/roles").json()
    document["roles"] += [
        {"key": key, "label": key, "members": [{"kind": "person", "id": one.id, "name": key}]}
        for key, one in (("sales", seller), ("boss", boss))
    ]
    document["grants"].append(READERS)
    answer = designer.browser.put(f"{API}/apps/crm/roles", json=document)
    assert answer.status_code == 200, answer.text
    return seller.browser, boss.browser


def _prepare(designer: Designer) -> None:
    designer.form("deal", NAME, views=[{"key": "board", "type": "grid", "label": "全部"}])
    made = designer.browser.post(_url(), json={"label": "首页", "key": "front"})
    assert made.status_code == 201, made.text


def test_R1_a_page_shows_each_person_only_the_blocks_meant_for_them_and_allowed_to_them(
    designer: Designer, company: Company, database: Database
) -> None:
    _prepare(designer)
    seller, boss = _people(designer, company)
    draft = _save(designer, PAGE)
    assert draft["problems"] == [] and draft["dirty"]
    # the words are cleaned before they are stored
    assert draft["definition"]["blocks"][3]["html"] == "<p>你好</p>"
    assert seller.get(_url()).json()["items"] == [] and seller.get(_url("/front")).status_code == 404
    body = {"revision": draft["revision"], "note": "第一版"}
    assert designer.browser.post(_url("/front/draft:publish"), json=body).json() == {"version": 1}
    assert designer.browser.post(_url("/front/draft:publish"), json={"revision": 1}).status_code == 409

    def seen(browser: Any) -> list[str]:
        page = browser.get(_url("/front")).json()
        assert [place["tile"] for place in page["grid"]] == [block["key"] for block in page["blocks"]]
        assert all("roles" not in block and "when" not in block for block in page["blocks"])
        return [block["key"] for block in page["blocks"]]

    # readers may not create, so the form isn't there; roles and conditions narrow further
    assert seen(seller) == ["deals", "count", "words"]
    assert seen(boss) == ["deals", "count", "words", "more", "vip"]
    stranger = company.hire("路人").browser
    assert stranger.get(_url("/front")).status_code == stranger.get(_url()).status_code == 404
    assert seller.get(_url("/front/draft")).status_code == 403

    # navigation: pages and entries follow the same rules, and say where the app opens
    navigation = [
        {"page": "front", "home": ["*"], "icon": "home"},
        {"group": "老板", "roles": ["boss"], "items": [{"form": "deal", "home": ["boss"]}]},
        {"link": "https://example.com", "label": "x", "when": "'sales' in user.roles"},
    ]
    version = designer.browser.get(f"{API}/apps/crm").json()["version"]
    patch = {"navigation": navigation, "version": version}
    answer = designer.browser.patch(f"{API}/apps/crm", json=patch)
    assert answer.status_code == 200 and answer.json()["navigation"] == navigation
    assert seller.get(f"{API}/apps/crm").json()["navigation"] == [navigation[0], navigation[2]]
    assert boss.get(f"{API}/apps/crm").json()["navigation"] == navigation[:2]
    for wrong in ({"page": "none"}, {"form": "deal", "roles": ["none"]}, {"form": "deal", "when": "name = 'x'"}):
        patch = {"navigation": [wrong], "version": version + 1}
        assert designer.browser.patch(f"{API}/apps/crm", json=patch).status_code in (404, 422), wrong


def test_R16_drafts_of_pages_are_checked_published_restored_and_binned(designer: Designer) -> None:
    _prepare(designer)
    wrong = {**PAGE, "roles": ["nobody"], "blocks": [{"key": "a", "type": "list", "form": "none"}] * 2, "grid": []}
    found = _save(designer, wrong)
    assert {one["code"] for one in found["problems"]} == {"twice", "grid", "unknown_role", "unknown_form"}
    for block, code in (
        ({"type": "tile", "dashboard": "d", "tile": "t"}, "unknown_tile"),
        ({"type": "dashboard", "dashboard": "d"}, "unknown_dashboard"),
        ({"type": "button", "flow": "f"}, "unknown_flow"),
        ({"type": "link", "link": "javascript:alert(1)"}, "shape"),
        ({"type": "number", "form": "deal", "filter": "nothing > 1"}, "filter"),
        ({"type": "list", "form": "deal", "view": "none"}, "unknown_view"),
        ({"type": "text", "html": "", "when": "1"}, "condition"),
    ):
        grid = [{"tile": "a", "x": 0, "y": 0, "w": 12, "h": 1}]
        draft = {**PAGE, "roles": [], "blocks": [{"key": "a", **block}], "grid": grid}
        checked = designer.browser.post(_url("/front/draft:check"), json={"definition": draft}).json()["problems"]
        assert [(one["block"], one["code"]) for one in checked] == [("a", code)], checked
    refused = designer.browser.post(_url("/front/draft:publish"), json={"revision": found["revision"]})
    assert refused.json()["code"] == "draft_has_errors"
    plain = {**PAGE, "roles": [], "blocks": PAGE["blocks"][:1], "grid": PAGE["grid"][:1]}
    for label in ("甲", "乙"):
        saved = _save(designer, {**plain, "label": label})
        body = {"revision": saved["revision"]}
        assert designer.browser.post(_url("/front/draft:publish"), json=body).status_code == 200
    versions = designer.browser.get(_url("/front/versions")).json()["items"]
    assert [(one["n"], one["current"]) for one in versions] == [(2, True), (1, False)]
    assert designer.browser.get(_url("/front/versions/1")).json()["definition"]["label"] == "甲"
    restored = designer.browser.post(_url("/front/versions/1:restore")).json()
    assert restored["dirty"] and restored["definition"]["label"] == "甲"
    assert designer.browser.get(_url("/front")).json()["label"] == "乙"
    assert designer.browser.post(_url("/front/draft:discard")).json()["definition"]["label"] == "乙"
    assert designer.browser.delete(_url("/front")).status_code == 204
    assert designer.browser.get(_url("/front")).status_code == 404
    assert [one["key"] for one in designer.browser.get(_url("?deleted=true")).json()["items"]] == ["front"]
    assert designer.browser.post(_url("/front:restore")).json()["version"] == 2


def test_R12_pages_travel_in_packages_and_links_of_a_copy_lead_into_the_copy(
    designer: Designer, company: Company, database: Database
) -> None:
    _prepare(designer)
    _people(designer, company)
    draft = _save(designer, PAGE)
    assert designer.browser.post(_url("/front/draft:publish"), json={"revision": draft["revision"]}).status_code == 200
    refused = company.hire("路人").browser.post(f"{API}/apps/crm:copy", json={})
    assert refused.status_code == 404
    job = designer.browser.post(f"{API}/apps/crm:copy", json={"label": "副本"})
    assert job.status_code == 202, job.text
    with database.transaction() as tx:
        app = repository.find_app(tx, "crm")
        assert app is not None
        files = packages.export_files(tx, app)
        package, key = packages.copy_package(tx, app, "副本")
        maker = actor_of(next(row for row in tx.execute(select(person)) if row.name == "设计者"))
        assert packages.install(tx, maker, package, key=key, template=None, language="zh-CN") == key == "crm_2"
        copy = repository.find_app(tx, key)
        assert copy is not None
        again = packages.export_files(tx, copy)
    assert list(files) == sorted(files) == list(again)
    assert all("\r" not in text and text.endswith("\n") for text in files.values())
    assert files["forms/deal.json"] == again["forms/deal.json"] and files["roles.json"] == again["roles.json"]
    assert again["pages/front.json"] == files["pages/front.json"].replace("/apps/crm/", "/apps/crm_2/")
    assert designer.browser.get(f"{API}/apps/crm_2").json()["label"] == "副本"
    assert designer.browser.get(f"{API}/apps/crm_2/pages").json()["items"][0]["version"] == 1
