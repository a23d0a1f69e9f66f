"""Employees design together: they look at a draft, say what they think of it, and hear of the answer (R10)."""

from typing import Any

import pytest

from dougong.kit.config import Settings
from dougong.kit.db import Database
from tests.dougong.apps.shop import API, install
from tests.dougong.people import Company, Someone

APP = f"{API}/apps/shop"


@pytest.fixture
def owner(company: Company, database: Database, settings: Settings) -> Someone:
    assert install(company.admin, database, settings, demo="false")["state"] == "done"
    return company.admin


def told(someone: Someone) -> list[tuple[str, str]]:
    items = someone.browser.get(f"{API}/me/notifications").json()["items"]
    return [(item["kind"], (item["link"] or {}).get("draft", "")) for item in items]


def say(someone: Someone, draft: str, text: str, **more: Any) -> tuple[int, dict[str, Any]]:
    answer = someone.browser.post(f"{APP}/drafts/{draft}/comments", json={"text": text, **more})
    return answer.status_code, answer.json()


@pytest.mark.parametrize("draft", ["form/customer", "flow/big_sale"])
def test_R010_a_mention_asks_a_colleague_to_look_and_their_answer_comes_back(
    owner: Someone, company: Company, draft: str
) -> None:
    colleague, other = company.hire("李销售"), company.hire("吴同事")
    path = f"{APP}/drafts/{draft}"
    for someone in (colleague, other):
        assert someone.browser.get(path).status_code == 404
        assert say(someone, draft, "看看")[0] == 404
    anchor = draft.replace("form/customer", "name").replace("flow/big_sale", "look")
    status, made = say(owner, draft, f"<@{colleague.id}> 这样对吗？", anchor=anchor)
    assert status == 201
    assert told(colleague) == [("mention", draft)] and told(other) == []

    seen = colleague.browser.get(path).json()
    assert seen["definition"] == owner.browser.get(f"{APP}/{draft.replace('/', 's/', 1)}/draft").json()["definition"]
    assert (seen["can_design"], [guest["id"] for guest in seen["guests"]]) == (False, [colleague.id])
    assert colleague.browser.get(APP).status_code in (200, 404), "the app itself stays what it was to them"
    assert colleague.browser.get(f"{APP}/{draft.replace('/', 's/', 1)}/draft").status_code in (403, 404)

    assert say(colleague, draft, "少一个字段", reply_to=made["id"])[0] == 201
    assert told(owner) == [("comment", draft)]
    [first, second] = colleague.browser.get(f"{path}/comments").json()["items"]
    assert (first["anchor"], second["reply_to"], second["anchor"]) == (anchor, first["id"], anchor)
    assert (first["mine"], second["mine"]) == (False, True)

    assert say(colleague, draft, f"<@{other.id}> 你也看看")[0] == 422, "only designers invite"
    assert say(colleague, draft, f"<@{owner.id}> 好了")[0] == 201
    assert colleague.browser.patch(f"{path}/comments/{first['id']}", json={"text": "x"}).status_code == 403
    assert colleague.browser.post(f"{path}/comments/{second['id']}:resolve").status_code == 409
    assert colleague.browser.post(f"{path}/comments/{first['id']}:resolve").status_code == 204
    resolved = owner.browser.get(f"{path}/comments").json()["items"][0]["resolved"]
    assert resolved["by"]["id"] == colleague.id

    assert owner.browser.delete(f"{path}/guests/{colleague.id}").status_code == 204
    assert colleague.browser.get(path).status_code == 404
    assert owner.browser.get(f"{path}/comments").json()["items"][1]["text"] == "少一个字段"


def test_R010_who_may_be_asked_and_what_can_be_said(owner: Someone, company: Company) -> None:
    colleague = company.hire("李销售")
    path = f"{APP}/drafts/form/customer"
    assert owner.browser.post(f"{path}/guests", json={"people": [colleague.id]}).status_code == 204
    assert colleague.browser.post(f"{path}/guests", json={"people": [owner.id]}).status_code == 403
    nobody = "00000000-0000-7000-8000-000000000000"
    assert owner.browser.post(f"{path}/guests", json={"people": [nobody]}).status_code == 422
    assert owner.browser.get(f"{APP}/drafts/form/nothing").status_code == 404
    assert owner.browser.get(f"{APP}/drafts/record/customer").status_code == 422
    for body in ({"text": " "}, {"text": "x", "anchor": "a b"}, {"text": "x", "more": 1}, {"text": "x" * 10_001}):
        assert owner.browser.post(f"{path}/comments", json=body).status_code == 422, body
    names = colleague.browser.get(f"{path}/mentionable").json()["items"]
    assert {one["id"] for one in names} == {owner.id, colleague.id}, "a guest can name those who may look"
    made = say(colleague, "form/customer", "先这样")[1]["id"]
    assert owner.browser.delete(f"{path}/comments/{made}").status_code == 403
    assert colleague.browser.delete(f"{path}/comments/{made}").status_code == 204
    assert owner.browser.get(f"{path}/comments").json()["items"] == []
