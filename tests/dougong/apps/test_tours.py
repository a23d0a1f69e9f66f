"""Guided first hours: an app's package brings tours per role and a first-day checklist that ticks itself off (R18)."""

import copy
import json
from typing import Any

import pytest

from dougong.apps.package_reader import read_files
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.errors import Invalid
from tests.dougong.apps.shop import API, SHOP, Files, install
from tests.dougong.apps.test_upgrade import change_form, preview, upgrade
from tests.dougong.people import Company, Someone

APP = f"{API}/apps/shop"
SERVICE: dict[str, Any] = {
    "schema_version": 1,
    "key": "service",
    "label": {"zh-CN": "客服的第一天", "en": "A first day in service"},
    "roles": ["service"],
    "steps": [
        {"key": "hello", "title": {"zh-CN": "欢迎", "en": "Welcome"}, "where": {"route": "home"}},
        {"key": "tickets", "title": "工单", "text": "都在这里", "where": {"form": "ticket"}, "target": "list"},
        {"key": "sales", "title": "销售", "where": {"form": "sale"}},
    ],
    "checklist": [
        {"key": "made", "label": "登记第一张工单", "fact": {"did": "create", "form": "ticket"},
         "where": {"form": "ticket", "new": True}},
        {"key": "ran", "label": "跑一次流程", "fact": {"did": "run", "flow": "new_ticket"}},
        {"key": "seen", "label": "看看工单", "fact": {"did": "see", "form": "ticket"}},
        {"key": "said", "label": "说一句话", "fact": {"did": "comment", "form": "ticket"}},
        {"key": "walked", "label": "走完导览", "fact": {"did": "tour"}},
    ],
}  # fmt: skip
BOSS = {"schema_version": 1, "key": "boss", "label": "老板", "roles": ["manager"], "order": 1,
        "steps": [{"key": "one", "title": "看"}],
        "checklist": [{"key": "published", "label": "改一处并发布", "fact": {"did": "publish"}}]}  # fmt: skip


def with_tours() -> Files:
    files = copy.deepcopy(SHOP)
    files["tours/service.json"] = copy.deepcopy(SERVICE)
    files["tours/boss.json"] = copy.deepcopy(BOSS)
    return files


@pytest.fixture
def owner(company: Company, database: Database, settings: Settings) -> Someone:
    assert install(company.admin, database, settings, files=with_tours())["state"] == "done"
    return company.admin


@pytest.fixture
def agent(owner: Someone, company: Company) -> Someone:
    someone = company.hire("客服")
    roles = owner.browser.get(f"{APP}/roles").json()
    for role in roles["roles"]:
        if role["key"] == "service":
            role["members"].append({"kind": "person", "id": someone.id})
    assert owner.browser.put(f"{APP}/roles", json=roles).status_code == 200
    return someone


def tours(someone: Someone) -> dict[str, Any]:
    answer = someone.browser.get(f"{APP}/tours")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ticked(someone: Someone) -> set[str]:
    return {item["key"] for item in tours(someone)["items"][0]["checklist"] if item["done"]}


def test_R018_a_tour_is_offered_once_goes_on_where_it_was_left_and_leads_only_where_one_may_go(
    owner: Someone, agent: Someone, company: Company
) -> None:
    mine = tours(agent)
    assert mine["offered"] == "service"
    [tour] = mine["items"]
    assert [step["key"] for step in tour["steps"]] == ["hello", "tickets"], "no right to sales, no stop there"
    assert (tour["status"], tour["step"]) == ("new", 0)
    path = f"{APP}/tours/service/progress"
    assert agent.browser.put(path, json={"status": "open", "step": 1}).status_code == 204
    mine = tours(agent)
    assert mine["offered"] is None
    assert (mine["items"][0]["status"], mine["items"][0]["step"]) == ("open", 1)
    assert agent.browser.put(path, json={"status": "skipped", "step": 1, "closed": True}).status_code == 204
    assert tours(agent)["items"][0]["closed"] is True

    assert [item["key"] for item in tours(owner)["items"]] == ["boss"], "tours of one's own roles alone"
    assert agent.browser.put(f"{APP}/tours/boss/progress", json={"status": "done"}).status_code == 404
    stranger = company.hire("路人")
    assert stranger.browser.get(f"{APP}/tours").status_code == 404
    assert agent.browser.put(path, json={"status": "ticked"}).status_code == 422


def test_R018_the_first_day_ticks_itself_off_by_what_somebody_has_done(
    owner: Someone, agent: Someone, company: Company
) -> None:
    assert ticked(agent) == set()
    assert ticked(owner) == set(), "what an install publishes is nobody's first step"
    change_form(owner, "survey", lambda form: form.update(label="满意度调查"))
    assert ticked(owner) == {"published"}
    owner.browser.post(f"{APP}/forms/ticket/records", json={"subject": "别人的"})
    assert ticked(agent) == set(), "what others do counts for them"
    made = agent.browser.post(f"{APP}/forms/ticket/records", json={"subject": "漏水"})
    assert made.status_code == 201
    assert ticked(agent) == {"made", "ran"}
    assert agent.browser.post(f"{APP}/sights", json={"kind": "form", "key": "sale"}).status_code == 204
    assert ticked(agent) == {"made", "ran"}
    for _twice in range(2):
        assert agent.browser.post(f"{APP}/sights", json={"kind": "form", "key": "ticket"}).status_code == 204
    comments = f"{APP}/forms/ticket/records/{made.json()['id']}/comments"
    assert agent.browser.post(comments, json={"text": "已联系"}).status_code == 201
    assert agent.browser.put(f"{APP}/tours/service/progress", json={"status": "done", "step": 1}).status_code == 204
    assert agent.browser.put(f"{APP}/tours/service/progress", json={"status": "open"}).status_code == 204
    assert ticked(agent) == {"made", "ran", "seen", "said", "walked"}, "walking it again takes nothing back"


def test_R018_the_help_page_says_what_one_may_do_and_no_more(owner: Someone, agent: Someone) -> None:
    found = agent.browser.get(f"{APP}/help").json()
    assert found["roles"] == ["客服"]
    assert [(form["key"], form["may"]) for form in found["forms"]] == [
        ("ticket", {"create": "all", "read": "all", "update": "all"})
    ]
    ticket = agent.browser.get(f"{APP}/help/ticket").json()
    assert [field["key"] for field in ticket["fields"]] == ["subject", "customer"]
    assert agent.browser.get(f"{APP}/help/sale").status_code == 404


def test_R018_tours_are_edited_travel_and_merge_with_a_newer_package(
    owner: Someone, agent: Someone, database: Database, settings: Settings
) -> None:
    files = owner.browser.get(f"{APP}/tours:design").json()
    assert agent.browser.get(f"{APP}/tours:design").status_code == 403
    mine = files["tours"]
    mine["service"]["label"] = "我们的客服"
    wrong = copy.deepcopy(mine)
    wrong["service"]["steps"][1]["where"] = {"form": "nowhere"}
    refused = owner.browser.put(f"{APP}/tours:design", json={"tours": wrong, "version": files["version"]})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown")
    saved = owner.browser.put(f"{APP}/tours:design", json={"tours": mine, "version": files["version"]})
    assert saved.status_code == 200, saved.text
    again = owner.browser.put(f"{APP}/tours:design", json={"tours": mine, "version": files["version"]})
    assert again.status_code == 409
    assert tours(agent)["items"][0]["label"] == "我们的客服"

    newer = with_tours()
    newer["app.json"]["version"] = "1.1.0"
    newer["tours/service.json"]["steps"].append({"key": "more", "title": "还有"})
    newer["tours/service.json"]["label"] = {"zh-CN": "客服入门", "en": "Service"}
    told = preview(owner, newer)
    assert [conflict["path"] for conflict in told["conflicts"]] == [["app", "tours", "service", "label"]]
    assert upgrade(owner, database, settings, newer, told["state"])["state"] == "done"
    [tour] = tours(agent)["items"]
    assert tour["label"] == "我们的客服"
    assert [step["key"] for step in tour["steps"]] == ["hello", "tickets", "more"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"roles": ["nobody"]}, "nobody"),
        ({"checklist": [{"key": "a", "label": "a", "fact": {"did": "see", "dashboard": "none"}}]}, "none"),
        ({"steps": [{"key": "a", "title": "a", "where": {"form": "ticket", "view": "none"}}]}, "none"),
        ({"steps": [{"key": "a", "title": "a", "where": {"form": "ticket", "route": "home"}}]}, "name one of"),
        ({"checklist": [{"key": "a", "label": "a", "fact": {"did": "tour", "form": "ticket"}}]}, "doesn't go with"),
        ({"steps": [{"key": "a", "title": "a", "target": "body > div"}]}, "body > div"),
    ],
)
def test_a_package_whose_tours_name_what_is_not_there_is_refused(change: dict[str, Any], word: str) -> None:
    files = with_tours()
    files["tours/service.json"] |= change
    texts = ((name, each if isinstance(each, str) else json.dumps(each)) for name, each in files.items())
    with pytest.raises(Invalid) as refused:
        read_files((name, text.encode()) for name, text in texts)
    assert word in str(refused.value.errors)
