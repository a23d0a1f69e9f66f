"""The bin of an app: who put what into it, until when, and the way out in both directions."""

from datetime import datetime, timedelta
from typing import Any

from dougong.kit.db import Database
from tests.dougong.apps.conftest import API, Designer
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
    assert purge(designer.browser, form="memo", confirm="Memo").json()["code"] == "not_confirmed"
    assert purge(company.hire("路人").browser, form="memo", confirm="memo").status_code == 404
    assert purge(designer.browser, form="deal", confirm="deal").status_code == 404
    assert purge(designer.browser, form="deal", field="name", confirm="deal.name").status_code == 404
    assert purge(designer.browser, form="memo", confirm="memo").status_code == 204
    assert purge(designer.browser, form="deal", field="lines", confirm="deal.lines").status_code == 204
    assert not designer.columns("crm__memo")
    assert [(one["kind"], one["field"]) for one in _bin(designer)] == [("field", "note")]
    # what was not purged still comes back, with its values
    designer.form("deal", NAME, NOTE)
    assert list(designer.values("deal", "note").values()) == ["贵"] and _bin(designer) == []
    again = designer.browser.post(f"{API}/apps/crm/forms", json={"label": "memo", "key": "memo"})
    assert again.status_code == 201
