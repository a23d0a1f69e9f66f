"""An app as a whole: unpublished changes in words, published at once or not at all, versions compared and put back."""

from collections.abc import Mapping
from typing import Any

import pytest

from dougong.apps.dependencies import Use
from dougong.apps.hooks import hooks
from dougong.apps.release.content import words_of
from dougong.kit.db import Transaction
from engines.form.definition import Form
from tests.dougong.apps.conftest import API, Designer
from tests.dougong.people import Company

NAME = {"key": "name", "type": "text", "label": "名称"}
NOTE = {"key": "note", "type": "text", "label": "备注"}
PAGE: dict[str, Any] = {
    "schema_version": 1,
    "key": "front",
    "label": "首页",
    "blocks": [{"key": "memos", "type": "list", "form": "memo"}],
    "grid": [{"tile": "memos", "x": 0, "y": 0, "w": 6, "h": 4}],
}


def _get(designer: Designer, rest: str) -> dict[str, Any]:
    answer = designer.browser.get(f"{API}/apps/crm/{rest}".rstrip("/"))
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def _publish(designer: Designer, **more: Any) -> Any:
    body = {"state": _get(designer, "changes")["state"], **more}
    return designer.browser.post(f"{API}/apps/crm/changes:publish", json=body)


def _page(designer: Designer, definition: dict[str, Any]) -> None:
    if designer.browser.get(f"{API}/apps/crm/pages/front/draft").status_code == 404:
        designer.browser.post(f"{API}/apps/crm/pages", json={"label": "首页", "key": "front"})
    body = {"definition": definition, "revision": _get(designer, "pages/front/draft")["revision"]}
    assert designer.browser.put(f"{API}/apps/crm/pages/front/draft", json=body).status_code == 200


def test_R4_an_app_is_published_compared_and_rolled_back_as_a_whole(
    designer: Designer, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[list[str]] = []
    flow_uses = hooks.flow_uses
    assert flow_uses is not None

    def watched(tx: Transaction, app: str, forms: Mapping[str, Form], language: str) -> list[Use]:
        looked.append(sorted(forms))
        return flow_uses(tx, app, forms, language)

    monkeypatch.setattr(hooks, "flow_uses", watched)
    # a form, one that it links to, and a page that shows it: none would be published before the other alone
    designer.draft("deal", NAME, NOTE, {"key": "memo", "type": "link", "form": "memo"})
    designer.draft("memo", NAME)
    _page(designer, PAGE)
    changes = _get(designer, "changes")
    assert looked == [["deal", "memo"]], "what breaks by two forms is looked for once, by both together"
    assert [(item["kind"], item["key"], item["op"]) for item in changes["items"]] == [
        ("form", "deal", "add"),
        ("form", "memo", "add"),
        ("page", "front", "add"),
    ]
    assert not changes["blocked"] and [item["problems"] for item in changes["items"]] == [[], [], []]
    stale = designer.browser.post(f"{API}/apps/crm/changes:publish", json={"state": "0" * 32})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert company.hire("路人").browser.get(f"{API}/apps/crm/changes").status_code == 404
    first = _publish(designer, note="第一版")
    assert first.json() == {"version": 1}, first.text
    assert _get(designer, "changes")["items"] == [] and _publish(designer).json()["code"] == "nothing_to_publish"
    designer.put("deal", {"name": "甲", "note": "贵"})

    # drafts may be shaped like anything, and are told of all the same
    apps, odd = f"{API}/apps/crm", {"label": "怪", "key": "odd"}
    for kind, definition in (("dashboards", {"tiles": [{}, 1]}), ("flows", {"trigger": None})):
        assert designer.browser.post(f"{apps}/{kind}", json={**odd, "definition": definition}).status_code == 201
    _page(designer, {**PAGE, "label": "工作台"})
    assert [bool(item["problems"]) for item in _get(designer, "changes")["items"]] == [True, True, False]
    for kind in ("dashboards", "flows"):
        assert designer.browser.delete(f"{apps}/{kind}/odd").status_code == 204

    # one that is not ready stops all, until it is mended or left out
    designer.draft("deal", {**NAME, "label": "商机名称"}, {"key": "memo", "type": "link", "form": "memo"})
    designer.draft("later", {"key": "f", "type": "formula", "formula": "nothing + 1", "as": "number"})
    _page(designer, {**PAGE, "label": "工作台"})
    app = _get(designer, "")
    entry = {"version": app["version"], "navigation": [{"form": "deal"}, {"page": "front"}]}
    assert designer.browser.patch(f"{API}/apps/crm", json=entry).status_code == 200
    changes = _get(designer, "changes")
    assert changes["blocked"] and changes["items"][1]["problems"]
    assert changes["items"][0]["key"] == "deal" and any("商机名称" in each for each in changes["items"][0]["changes"])
    assert [item["kind"] for item in changes["direct"]] == ["app"]
    assert _publish(designer).json()["code"] == "draft_has_errors"
    assert _get(designer, "pages/front")["label"] == "首页"  # all or none
    second = _publish(designer, note="第二版", leave_out=["form:later"])
    assert second.json() == {"version": 2}, second.text
    assert "note" not in designer.columns("crm__deal")
    _first_two_versions_differ(designer)
    _goes_back_and_forth(designer, company)


def _first_two_versions_differ(designer: Designer) -> None:
    versions = _get(designer, "versions")["items"]
    assert [(each["n"], each["note"], each["published_by"]["name"]) for each in versions] == [
        (2, "第二版", "设计者"),
        (1, "第一版", "设计者"),
    ]
    told = {item["kind"]: item["changes"] for item in _get(designer, "versions:diff?from=1&to=2")["items"]}
    assert told.keys() == {"app", "form", "page"}
    assert told["page"] == ["名称：“首页” → “工作台”"] and "新增导航项“工作台”" in told["app"]
    assert designer.browser.get(f"{API}/apps/crm/versions:diff?from=9").status_code == 404
    beyond = "99999999999999999999"
    kinds = [f"{kind}/any/versions/{beyond}" for kind in ("forms", "pages", "dashboards", "flows")]
    for address in (f"versions:diff?from={beyond}", f"versions/{beyond}/rollback", *kinds):
        assert designer.browser.get(f"{API}/apps/crm/{address}").status_code == 422, address
    english = designer.browser.get(f"{API}/apps/crm/versions:diff?from=1&to=2", headers={"accept-language": "en"})
    words = " ".join(word for item in english.json()["items"] for word in item["changes"])
    assert words and not set("、，：；（）") & set(words), words


def _goes_back_and_forth(designer: Designer, company: Company) -> None:
    designer.form("extra", NAME)
    assert _get(designer, "changes")["direct"][-1]["key"] == "extra"
    back = _get(designer, "versions/1/rollback")
    assert {(item["key"], item["op"]) for item in back["items"]} == {
        ("deal", "change"),
        ("front", "change"),
        ("extra", "remove"),
    }
    assert [step["op"] for step in back["items"][0]["steps"]].count("restore") == 1 and back["lost"] == 0
    assert [each["kind"] for each in back["settings"]] == ["app"]
    body = {"state": back["state"], "note": "回到第一版"}
    builder = company.hire("只设计")
    builders = _get(designer, "builders")["items"] + [{"person_id": builder.id, "level": "designer", "name": ""}]
    assert designer.browser.put(f"{API}/apps/crm/builders", json={"items": builders}).status_code == 200
    assert builder.browser.post(f"{API}/apps/crm/versions/1:rollback", json=body).json()["code"] == "not_an_owner"
    done = designer.browser.post(f"{API}/apps/crm/versions/1:rollback", json=body)
    assert done.json() == {"version": 3}, done.text
    assert list(designer.values("deal", "note").values()) == ["贵"]  # the deleted field came back with its values
    assert _get(designer, "pages/front")["label"] == "首页" and _get(designer, "")["navigation"] == []
    assert designer.browser.get(designer.url("extra", "draft")).status_code == 404
    # and forward again, the binned form with it
    state = _get(designer, "versions/2/rollback")["state"]
    assert designer.browser.post(f"{API}/apps/crm/versions/2:rollback", json={"state": state}).json() == {"version": 4}
    assert _get(designer, "versions:diff?from=2&to=4")["items"] == []
    _what_is_gone_for_good_is_named(designer)


def _what_is_gone_for_good_is_named(designer: Designer) -> None:
    """A grant on a form that can't come back doesn't keep the version from being put back."""
    designer.form("brief", NAME)
    roles = _get(designer, "roles")
    grant = {"id": "brief", "to": ["everyone"], "form": "brief", "ops": ["read"], "rows": "all", "read": ["*"]}
    body = {"roles": roles["roles"], "grants": [*roles["grants"], grant], "revision": roles["revision"]}
    assert designer.browser.put(f"{API}/apps/crm/roles", json=body).status_code == 200
    assert _publish(designer, leave_out=["form:later"]).json() == {"version": 5}
    assert designer.browser.delete(designer.url("brief")).status_code == 204
    purge = designer.browser.post(f"{API}/apps/crm/bin:purge", json={"key": "brief", "confirm": "brief"})
    assert purge.status_code == 204, purge.text
    back = _get(designer, "versions/5/rollback")
    assert back["missing"] == [{"kind": "form", "key": "brief"}]
    done = designer.browser.post(f"{API}/apps/crm/versions/5:rollback", json={"state": back["state"]})
    assert done.json() == {"version": 6}, done.text
    assert [each["form"] for each in _get(designer, "roles")["grants"]] == ["*"]


def test_a_change_is_told_once_and_in_one_language() -> None:
    name = {"key": "n", "type": "text", "label": "N"}
    view = {"key": "all", "label": {"zh-CN": "全部", "en": "All"}}
    form: dict[str, Any] = {"schema_version": 1, "key": "deal", "label": "商机"}
    before, after = {**form, "fields": [name]}, {**form, "fields": [{**name, "required": True}], "views": [view]}
    told = words_of("form", before, after, "en")
    assert told[-1] == "Added view “All”" and "：" not in "".join(told), told
    assert "新增视图「全部」" in words_of("form", before, after, "zh-CN")
