"""The loss preview counts to the last value, and shows values only to those who may read them."""

import random

from tests.dougong.apps.conftest import API, Designer
from tests.dougong.people import Company

NAME = {"key": "name", "type": "text", "label": "名称"}


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


def test_a_designer_who_may_not_read_sees_figures_and_no_values(designer: Designer, company: Company) -> None:
    designer.form("deal", NAME)
    designer.put("deal", {"name": "工资 30000"})
    other = company.hire("只设计")
    owner = designer.browser.get(f"{API}/apps/crm/builders").json()["items"][0]["person_id"]
    builders = [{"person_id": owner, "level": "owner"}, {"person_id": other.id, "level": "designer"}]
    assert designer.browser.put(f"{API}/apps/crm/builders", json={"items": builders}).status_code == 200
    designer.draft("deal", {"key": "name", "type": "number", "label": "名称"})
    [step] = other.browser.post(designer.url("deal", "draft:impact")).json()["steps"]
    assert step["values"] == {"kept": 0, "changed": 0, "lost": 1, "samples": []}
    [step] = designer.impact("deal")["steps"]
    assert step["values"]["samples"][0]["before"] == "工资 30000"


def test_a_draft_with_errors_has_no_impact_and_can_be_saved(designer: Designer) -> None:
    draft = designer.draft("deal", NAME, {"key": "f", "type": "formula", "label": "公式", "formula": "nothing + 1"})
    assert draft["problems"][0]["path"] == ["fields", 1, "formula"]
    assert designer.browser.post(designer.url("deal", "draft:impact")).status_code == 422
    refused = designer.publish("deal")
    assert refused.status_code == 422
    assert refused.json()["code"] == "draft_has_errors"
