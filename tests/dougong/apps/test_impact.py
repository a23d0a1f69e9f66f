"""The loss preview counts to the last value, and shows values only to those who may read them."""

import csv
import io
import random
from decimal import Decimal

import pytest
import python_calamine

from tests.dougong.apps.conftest import API, Designer
from tests.dougong.people import Company

NAME = {"key": "name", "type": "text", "label": "名称"}


@pytest.mark.parametrize(
    "database_kind", ["postgresql"]
)  # which value is garbage is decided in Python; small ones run on both
def test_of_10_000_values_with_3_percent_garbage_exactly_the_garbage_is_lost(designer: Designer) -> None:
    designer.form("deal", NAME)
    chance = random.Random(7)
    garbage = set(chance.sample(range(10_000), 300))
    rows = [{"name": f"垃圾{n}" if n in garbage else str(chance.randint(0, 10**6))} for n in range(10_000)]
    ids = designer.put("deal", *rows)
    designer.draft("deal", {"key": "name", "type": "number", "label": "名称"})
    [step] = [step for step in designer.impact("deal")["steps"] if step["op"] == "convert"]
    assert (step["from"], step["to"]) == ("text", "number")
    assert (step["values"]["kept"], step["values"]["lost"]) == (9_700, 300)
    wanted = {ids[n] for n in garbage}
    assert len(step["values"]["samples"]) == 20
    assert {sample["id"] for sample in step["values"]["samples"]} <= wanted
    assert designer.publish("deal").json()["code"] == "losses"
    assert designer.publish("deal", accept_losses=True).status_code == 200
    after = designer.values("deal", "name")
    assert {row for row, value in after.items() if value is None} == wanted

    # what was entered since, and the way back: every other value returns byte for byte
    edited, corrected = ids[min(set(range(10_000)) - garbage)], ids[min(garbage)]
    table = designer.catalog().tables.table("deal")
    with designer.database.transaction() as tx:
        for row in (edited, corrected):
            tx.execute(table.update().where(table.c.id == row).values(name=Decimal("7.5")))
    [entry] = [each for each in designer.browser.get(f"{API}/apps/crm/bin").json()["items"] if each["kind"] == "type"]
    assert (entry["field"], entry["type"], entry["to"], entry["by"]["name"]) == ("name", "text", "number", "设计者")
    back = designer.browser.post(
        designer.url("deal", "draft:take-back"), json={"field": "name", "since": entry["deleted_at"]}
    )
    assert back.json()["definition"]["fields"][0]["type"] == "text"
    [step] = [step for step in designer.impact("deal")["steps"] if step["op"] == "convert"]
    assert [step["values"][name] for name in ("restored", "kept", "changed", "lost")] == [9_998, 9_998, 2, 0]
    assert {sample["id"] for sample in step["values"]["samples"]} == {edited, corrected}
    assert designer.publish("deal").status_code == 200
    restored = designer.values("deal", "name")
    assert [n for n, row in enumerate(ids) if restored[row] != rows[n]["name"] and row not in (edited, corrected)] == []
    assert restored[edited] == restored[corrected] == "7.5"
    unknown = designer.browser.post(designer.url("deal", "draft:take-back"), json={"field": "nothing"})
    assert unknown.status_code == 404


def test_what_would_be_lost_is_a_file_for_those_who_may_export_it(designer: Designer, company: Company) -> None:
    designer.form("deal", NAME, {"key": "note", "type": "text", "label": "备注"})
    first, second = designer.put("deal", {"name": "甲", "note": "=1+1"}, {"name": "乙", "note": "12.5"})
    designer.draft("deal", NAME, {"key": "note", "type": "number", "label": "备注", "decimals": 0})
    asked = designer.url("deal", "draft:losses")
    answer = designer.browser.get(asked, params={"format": "csv"})
    assert "deal-losses.csv" in answer.headers["content-disposition"]
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0] == ["字段", "数据 ID", "数据", "原值", "新值", "结果"]
    assert ["备注", first, "甲", "'=1+1", "", "丢失"] in lines
    assert ["备注", second, "乙", "12.5", "13", "变化"] in lines
    book = designer.browser.get(asked, params={"format": "xlsx"})
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert [line[3:] for line in sheet[1:]] == [["=1+1", "", "丢失"], ["12.5", "13", "变化"]]
    assert designer.browser.get(asked, params={"format": "pdf"}).status_code == 422

    other = company.hire("只设计")
    owner = designer.browser.get(f"{API}/apps/crm/builders").json()["items"][0]["person_id"]
    builders = [{"person_id": owner, "level": "owner"}, {"person_id": other.id, "level": "designer"}]
    designer.browser.put(f"{API}/apps/crm/builders", json={"items": builders})
    refused = other.browser.get(asked)
    assert (refused.status_code, refused.json()["code"]) == (403, "values_not_readable")


def test_versions_are_compared_in_words(designer: Designer) -> None:
    rule = {"id": "a", "when": "note = 'x'", "require": ["name"]}
    note = {"key": "note", "type": "text", "label": "备注"}
    designer.form("deal", NAME, note, rules=[rule, {"id": "b", "when": "name = ''", "require": ["note"]}])
    amount = {"key": "amount", "type": "number", "label": "金额"}
    changed = {**note, "required": True, "max_length": 50}
    designer.form("deal", NAME, changed, amount, rules=[{**rule, "when": "note = 'y'"}])
    designer.draft("deal", NAME, changed)

    def told(**asked: int) -> dict[str, list[str]]:
        answer = designer.browser.get(designer.url("deal", "versions:diff"), params=asked)
        assert answer.status_code == 200, answer.text
        return {f"{each['op']} {each['field']}".strip(): each["details"] for each in answer.json()["items"]}

    found = told(**{"from": 1, "to": 2})
    assert found["add_field amount"] == []
    assert found["behaviour"] == ["修改规则「note = 'y'」", "删除规则「name = ''」"]
    assert {"必填：否 → 是", "最大长度：255 → 50"} <= set(found["settings note"])
    assert set(told(**{"from": 2})) == {"hide_field amount", "behaviour"}
    assert designer.browser.get(designer.url("deal", "versions:diff"), params={"from": 9}).status_code == 404


def test_a_designer_who_may_not_read_sees_figures_and_no_values(designer: Designer, company: Company) -> None:
    designer.form("deal", NAME)
    designer.put("deal", {"name": "工资 30000"})
    other = company.hire("只设计")
    owner = designer.browser.get(f"{API}/apps/crm/builders").json()["items"][0]["person_id"]
    builders = [{"person_id": owner, "level": "owner"}, {"person_id": other.id, "level": "designer"}]
    assert designer.browser.put(f"{API}/apps/crm/builders", json={"items": builders}).status_code == 200
    designer.draft("deal", {"key": "name", "type": "number", "label": "名称"})
    [step] = other.browser.post(designer.url("deal", "draft:impact")).json()["steps"]
    assert step["values"] == {"kept": 0, "changed": 0, "lost": 1, "samples": [], "readable": False}
    [step] = designer.impact("deal")["steps"]
    assert step["values"]["samples"][0]["before"] == "工资 30000"


def test_a_draft_with_errors_has_no_impact_and_can_be_saved(designer: Designer) -> None:
    draft = designer.draft("deal", NAME, {"key": "f", "type": "formula", "label": "公式", "formula": "nothing + 1"})
    assert draft["problems"][0]["path"] == ["fields", 1, "formula"]
    assert designer.browser.post(designer.url("deal", "draft:impact")).status_code == 422
    refused = designer.publish("deal")
    assert refused.status_code == 422
    assert refused.json()["code"] == "draft_has_errors"
