"""The bin of an app: who put what into it, until when, and the way out in both directions."""

from datetime import datetime, timedelta
from typing import Any

from dougong.kit.config import Settings
from dougong.kit.db import Database
from tests.dougong.apps.conftest import API, Designer
from tests.dougong.jobs import carried_out
from tests.dougong.people import Company

NAME = {"key": "name", "type": "text", "label": "名称"}
NOTE = {"key": "note", "type": "text", "label": "备注"}
LINES = {"key": "lines", "type": "subform", "label": "明细", "fields": [{"key": "a", "type": "text", "label": "甲"}]}


def _bin(designer: Designer) -> list[dict[str, Any]]:
    answer = designer.browser.get(f"{API}/apps/crm/bin")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_R140_the_bin_tells_who_deleted_what_and_until_when_it_comes_back(
    designer: Designer, company: Company, database: Database
) -> None:
    designer.form("deal", NAME, NOTE, LINES)
    designer.form("memo", NAME)
    designer.put("deal", {"name": "甲", "note": "贵"})
    designer.form("deal", NAME)
    assert designer.browser.delete(designer.url("memo")).status_code == 204
    memo, *fields = _bin(designer)
    assert (memo["kind"], memo["form"], memo["by"]["name"]) == ("form", "memo", "设计者")
    assert {(one["kind"], one["field"], one["label"], one["type"]) for one in fields} == {
        ("field", "note", "备注", "text"),
        ("field", "lines", "明细", "subform"),
    }
    assert all(one["by"]["name"] == "设计者" for one in fields)
    kept = datetime.fromisoformat(memo["until"]) - datetime.fromisoformat(memo["deleted_at"])
    assert kept == timedelta(days=30)

    def purge(browser: Any, **body: str) -> Any:
        return browser.post(f"{API}/apps/crm/bin:purge", json=body)

    # typed words, owners only, and only what lies in the bin
    assert purge(designer.browser, key="memo", confirm="Memo").json()["code"] == "not_confirmed"
    assert purge(company.hire("路人").browser, key="memo", confirm="memo").status_code == 404
    assert purge(designer.browser, key="deal", confirm="deal").status_code == 404
    assert purge(designer.browser, key="deal", field="name", confirm="deal.name").status_code == 404
    assert purge(designer.browser, key="memo", confirm="memo").status_code == 204
    assert purge(designer.browser, key="deal", field="lines", confirm="deal.lines").status_code == 204
    assert not designer.columns("crm__memo")
    assert [(one["kind"], one["field"]) for one in _bin(designer)] == [("field", "note")]
    # what was not purged still comes back, with its values
    designer.form("deal", NAME, NOTE)
    assert list(designer.values("deal", "note").values()) == ["贵"] and _bin(designer) == []
    again = designer.browser.post(f"{API}/apps/crm/forms", json={"label": "memo", "key": "memo"})
    assert again.status_code == 201


def _go_for_good(database: Database, settings: Settings, browser: Any, app: str) -> None:
    answer = browser.post(f"{API}/apps/{app}:purge", json={"confirm": app})
    assert carried_out(database, settings, browser, answer)["state"] == "done"


def test_R140_pages_tell_what_they_show_lie_in_the_bin_and_an_app_goes_for_good_with_all_it_had(
    designer: Designer, company: Company, database: Database, settings: Settings
) -> None:
    link = {"key": "memo", "type": "link", "form": "memo"}
    designer.form("memo", NAME, {"key": "file", "type": "attachment"}, views=[{"key": "all", "type": "grid"}])
    designer.form("deal", NAME, link, {**link, "key": "memos", "many": True}, LINES)
    memo = designer.put("memo", {"name": "甲"})[0]
    [deal] = designer.put("deal", {"name": "乙", "memo": memo})
    pairs = designer.catalog().tables.links("deal", "memos")
    designer.insert(pairs, {"id": deal, "record_id": deal, "target_id": memo, "position": 0})
    browser, pages = designer.browser, f"{API}/apps/crm/pages"
    block = {"key": "list", "type": "list", "form": "memo", "view": "all"}
    place = {"tile": "list", "x": 0, "y": 0, "w": 6, "h": 4}
    definition = {"blocks": [block], "grid": [place]}
    draft = browser.post(pages, json={"label": "首页", "key": "front", "definition": definition}).json()
    assert browser.post(f"{pages}/front/draft:publish", json={"revision": draft["revision"]}).status_code == 200
    # before a form goes, or a view of it, the page that shows it is named
    told = browser.get(f"{designer.url('memo')}/draft:affected").json()["items"]
    assert ("page", "front") in {(use["kind"], use["key"]) for use in told}
    designer.draft("memo", NAME, {"key": "file", "type": "attachment"})
    assert [use["key"] for use in designer.impact("memo")["used_by"] if use["kind"] == "page"] == ["front"]
    entry = {"navigation": [{"page": "front"}], "version": browser.get(f"{API}/apps/crm").json()["version"]}
    assert browser.patch(f"{API}/apps/crm", json=entry).status_code == 200
    uses = browser.get(f"{API}/apps/crm/uses?kind=page&key=front").json()["items"]
    assert [use["kind"] for use in uses] == ["navigation"]
    assert browser.delete(f"{pages}/front").status_code == 204
    assert [(one["kind"], one["key"], one["by"]["name"]) for one in _bin(designer)] == [("page", "front", "设计者")]
    purge = f"{API}/apps/crm/bin:purge"
    assert browser.post(purge, json={"kind": "page", "key": "front", "confirm": "front"}).status_code == 204
    assert browser.post(purge, json={"kind": "page", "key": "front", "confirm": "front"}).status_code == 404

    # the whole app: told first, by an administrator, out of the bin only
    root = company.admin.browser
    assert browser.delete(f"{API}/apps/crm").status_code == 204
    [card] = browser.get(f"{API}/apps?deleted=true").json()["items"]
    assert card["deleted_by"] == "设计者" and card["deleted_at"] < card["until"]
    assert browser.get(f"{API}/apps/crm/purge").status_code == 403
    told = root.get(f"{API}/apps/crm/purge").json()
    assert (told["forms"], told["records"], told["files"], told["pages"]) == (2, 2, 0, 0)
    assert root.post(f"{API}/apps/crm:purge", json={"confirm": "CRM"}).json()["code"] == "not_confirmed"
    _go_for_good(database, settings, root, "crm")
    assert not designer.columns("crm__memo") and not designer.columns("crm__deal__memos")
    assert root.get(f"{API}/apps?deleted=true").json()["items"] == []
    assert browser.post(f"{API}/apps", json={"label": "客户", "key": "crm"}).status_code == 201
    # names of tables that are cut because they are long are found as well
    wide = Designer(browser, database, "a" * 30)
    assert browser.post(f"{API}/apps", json={"label": "长", "key": wide.app}).status_code == 201
    wide.form("f" * 40, NAME)
    wide.put("f" * 40, {"name": "甲"})
    assert browser.delete(f"{API}/apps/{wide.app}").status_code == 204
    assert root.get(f"{API}/apps/{wide.app}/purge").json()["records"] == 1
    _go_for_good(database, settings, root, wide.app)
