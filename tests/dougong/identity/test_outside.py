"""People from outside: what they reach, what they never learn, and how they come and go."""

import json
from typing import Any

import pytest
from fastapi import FastAPI

from dougong.kit.web import open_to_outside
from tests.dougong.people import PASSWORD, Company, Someone
from tests.dougong.records.conftest import CUSTOMER, Shop, build_app
from tests.dougong.test_route_inventory import PUBLIC

OPEN = {
    "GET /api/v1/apps",
    "GET /api/v1/apps/{app}",
    "GET /api/v1/apps/{app}/dashboards",  # empty to them
    "GET /api/v1/apps/{app}/dashboards/{dashboard}",
    "POST /api/v1/apps/{app}/dashboards/{dashboard}/data",
    "POST /api/v1/apps/{app}/dashboards/{dashboard}:drill",
    "GET /api/v1/apps/{app}/flow-starts",  # empty to them
    "GET /api/v1/apps/{app}/forms/{form}",
    "GET /api/v1/apps/{app}/forms/{form}/fields/{field}/choices",
    "GET /api/v1/apps/{app}/forms/{form}/prints",
    "GET /api/v1/apps/{app}/forms/{form}/records",
    "POST /api/v1/apps/{app}/forms/{form}/records",
    "GET /api/v1/apps/{app}/forms/{form}/records/{record_id}",
    "PATCH /api/v1/apps/{app}/forms/{form}/records/{record_id}",
    "DELETE /api/v1/apps/{app}/forms/{form}/records/{record_id}",
    "GET /api/v1/apps/{app}/forms/{form}/records/{record_id}/flow-actions",  # empty to them
    "GET /api/v1/apps/{app}/forms/{form}/records/{record_id}/profile",
    "GET /api/v1/apps/{app}/forms/{form}/records/{record_id}/profile/{list_key}",
    "GET /api/v1/apps/{app}/forms/{form}/records/{record_id}/stream",
    "GET /api/v1/apps/{app}/forms/{form}/records/{record_id}/timeline",
    "POST /api/v1/apps/{app}/forms/{form}/records/{record_id}:press",
    "POST /api/v1/apps/{app}/forms/{form}/records:aggregate",
    "GET /api/v1/apps/{app}/forms/{form}/records:marks",  # cursors of a list they may read
    "GET /api/v1/apps/{app}/forms/{form}/records:place",
    "POST /api/v1/apps/{app}/forms/{form}/records:prepare",
    "POST /api/v1/apps/{app}/forms/{form}/records:press",
    "POST /api/v1/apps/{app}/forms/{form}/records:print",
    "GET /api/v1/apps/{app}/forms/{form}/records:stream",
    "GET /api/v1/apps/{app}/forms/{form}/views",
    "GET /api/v1/apps/{app}/pages",
    "GET /api/v1/apps/{app}/pages/{page}",
    "GET /api/v1/apps/{app}/help",  # forms and fields by their own grants
    "GET /api/v1/apps/{app}/help/{form}",
    "GET /api/v1/apps/{app}/tours",  # those for their roles
    "PUT /api/v1/apps/{app}/tours/{tour}/progress",
    "POST /api/v1/apps/{app}/sights",
    "GET /api/v1/directory",  # of nobody but themselves
    "POST /api/v1/files",
    "GET /api/v1/files/{file_id}",
    "GET /api/v1/map",
    "PATCH /api/v1/me",
    "POST /api/v1/me/password",
    "POST /api/v1/me/personal-data:export",  # their own
    "POST /api/v1/me/recovery-codes",
    "GET /api/v1/me/second-factor",
    "POST /api/v1/me/second-factor",
    "DELETE /api/v1/me/second-factor",
    "POST /api/v1/me/second-factor:confirm",
    "GET /api/v1/me/provider-links",  # their own accounts elsewhere, and the end of one
    "DELETE /api/v1/me/provider-links/{link_id}",
    "POST /api/v1/session/confirm",
    "GET /api/v1/me/notifications",
    "GET /api/v1/me/notifications/count",
    "POST /api/v1/me/notifications:read",
    "DELETE /api/v1/me/notifications/{notification_id}",
    "GET /api/v1/me/notification-preferences",
    "PUT /api/v1/me/notification-preferences",
    "GET /api/v1/me/stream",
    "GET /api/v1/qr",
    "GET /api/v1/session",
    "GET /api/v1/sessions",
    "DELETE /api/v1/sessions",
    "DELETE /api/v1/sessions/{session_id}",
}
"""What people from outside may call, besides what strangers may. Adding one is a decision: what does it tell of
colleagues, of the organisation, of who else there is?"""


def test_people_from_outside_reach_only_what_is_listed(app: FastAPI) -> None:
    assert set(open_to_outside(app)) - PUBLIC == OPEN


SECRETS = ("藏起来", "hidden-colleague@example.com", "秘密部门", "内部小组")
"""Names of whom and what nobody outside has anything to do with."""


@pytest.fixture
def shop(company: Company) -> Shop:
    """A shop whose customers are read by whom they name, a colleague who has nothing to do with it, and an app that
    everyone inside reads."""
    made = build_app(company, "shop", "商店", {"customer": {**CUSTOMER, "fields": [*CUSTOMER["fields"], PORTAL]}})
    made.grant(
        [], [{"id": "all", "to": ["everyone"], "form": "customer", "ops": ["read"], "rows": "all", "read": ["*"]}]
    )
    return made


PORTAL: dict[str, Any] = {"key": "portal", "type": "member", "many": True, "label": "门户用户"}
OWN: dict[str, Any] = {
    "form": "customer", "ops": ["read", "update"], "rows": "formula", "formula": "user.id in portal",
    "read": ["name", "mobile"], "write": ["mobile"],
}  # fmt: skip


def guest(company: Company, name: str = "周客户") -> Someone:
    return company.hire(name, email=f"{len(name)}guest@example.net", outside=True)


def with_secrets(company: Company) -> Someone:
    """A colleague in a department and a group, supervised by nobody; their names are SECRETS."""
    browser = company.admin.browser
    department = browser.post("/api/v1/departments", json={"name": SECRETS[2]}).json()["id"]
    hidden = company.hire(SECRETS[0], email=SECRETS[1], department_id=department)
    assert browser.post("/api/v1/groups", json={"name": SECRETS[3], "members": [hidden.id]}).status_code == 201
    return hidden


def portal(shop: Shop, person: Someone) -> dict[str, Any]:
    """The customer of a guest, and one of others; the role of the portal and its grant."""
    mine = shop.add("customer", {"name": "海天", "mobile": "13800138000", "portal": [person.id]})
    other = shop.add("customer", {"name": "别家", "mobile": "13900139000", "secret": "SECRET-C"})
    members = [{"kind": "person", "id": person.id, "name": "x"}]
    shop.grant([{"key": "portal", "label": "门户", "members": members}], [{"id": "own", "to": ["role:portal"], **OWN}])
    return {"mine": mine["id"], "other": other["id"]}


def test_R163_a_customer_sees_their_own_records_and_nothing_that_everyone_inside_sees(shop: Shop) -> None:
    person = guest(shop.company)
    assert person.browser.get("/api/v1/apps").json()["items"] == []  # `everyone` is everyone inside
    assert person.browser.get(shop.records("customer")).status_code == 403
    ids = portal(shop, person)
    assert [app["key"] for app in person.browser.get("/api/v1/apps").json()["items"]] == ["shop"]
    page = person.browser.get(shop.records("customer"), params={"count": True}).json()
    assert [each["id"] for each in page["items"]] == [ids["mine"]] and page["count"] == 1
    assert page["items"][0].keys() & {"secret", "portal", "level"} == set()
    assert person.browser.get(f"{shop.records('customer')}/{ids['other']}").status_code == 404
    mine = f"{shop.records('customer')}/{ids['mine']}"
    changed = person.browser.patch(mine, json={"mobile": "13700137000", "version": page["items"][0]["version"]})
    assert changed.status_code == 200, changed.text
    assert person.browser.patch(mine, json={"name": "x", "version": 2}).status_code == 422
    for path in ("comments", "activity", "history", "followers", "mentionable", "reminders", "flows"):
        assert person.browser.get(f"{mine}/{path}").status_code == 403, path
    for method, path in (
        ("GET", "/api/v1/people"), ("GET", "/api/v1/departments"), ("GET", "/api/v1/groups"), ("GET", "/api/v1/tasks"),
        ("POST", "/api/v1/apps"), ("GET", "/api/v1/templates"), ("POST", "/api/v1/tokens"), ("GET", "/api/v1/tokens"),
        ("GET", f"{shop.records('customer')}:export"), ("GET", "/api/v1/apps/shop/openapi.json"),
        ("GET", "/api/v1/openapi.json"), ("GET", "/api/v1/apps/shop/roles"), ("GET", "/api/v1/audit"),
    ):  # fmt: skip
        answer = person.browser.request(method, path, json={} if method == "POST" else None)
        assert answer.status_code == 403, (method, path, answer.text)
    # a grant to all people from outside is one they have without a role
    shop.grant(
        [], [{"id": "news", "to": ["outside"], "form": "customer", "ops": ["read"], "rows": "all", "read": ["name"]}]
    )
    every = person.browser.get(shop.records("customer")).json()["items"]
    assert {each["id"] for each in every} == {ids["mine"], ids["other"]} and "mobile" not in every[0].keys() - {
        "mobile"
    }
    assert [each.get("mobile") for each in every if each["id"] == ids["other"]] == [None]


def test_no_route_tells_somebody_from_outside_of_uninvolved_colleagues(shop: Shop, app: FastAPI) -> None:
    hidden = with_secrets(shop.company)
    person = guest(shop.company)
    ids = portal(shop, person)
    comment = {"text": f"别告诉客户 <@{hidden.id}>", "files": []}
    base = f"{shop.records('customer')}/{ids['mine']}"
    assert shop.builder.browser.post(f"{base}/comments", json=comment).status_code == 201
    values = {
        "app": "shop", "form": "customer", "record_id": ids["mine"], "record": ids["mine"], "field": "portal",
        "person_id": hidden.id, "person": hidden.id, "department_id": hidden.id, "list_key": "x", "key": "x", "n": "1",
    }  # fmt: skip
    called = 0
    for path, operations in app.openapi()["paths"].items():
        if "get" not in operations or path.endswith(("/stream", ":stream")) or ":changes" in path:
            continue
        for params in ({}, {"ids": hidden.id}, {"search": SECRETS[0]}, {"search": "hidden"}):
            address = path
            for name in [part[1:-1] for part in _braces(path)]:
                address = address.replace(f"{{{name}}}", values.get(name, "x"))
            text = person.browser.get(address, params=params).text
            _tells_nothing(text, (path, params))
            called += 1
    for path in (
        "/api/v1/apps/shop/forms/customer",
        base,
        shop.records("customer"),
        "/api/v1/apps/shop/forms/customer/example",
    ):
        for params in ({}, {"expand": "*"}, {"search": SECRETS[0]}):
            _tells_nothing(person.browser.get(path, params=params).text, (path, params))
    assert called > 200
    seen = person.browser.get("/api/v1/directory", params={"ids": hidden.id}).json()
    assert [each["id"] for each in seen["people"]] == [person.id] and seen["departments"] == seen["groups"] == []
    # nor is anybody from outside told what colleagues say
    assert person.browser.get("/api/v1/me/notifications").json()["items"] == []
    mentioned = shop.builder.browser.post(f"{base}/comments", json={"text": f"<@{person.id}>", "files": []})
    assert (mentioned.status_code, mentioned.json()["code"]) == (422, "mention_not_allowed")
    offered = shop.builder.browser.get(f"{base}/mentionable", params={"search": "周"}).json()["items"]
    assert offered == []


def _braces(path: str) -> list[str]:
    return [f"{{{part.partition('}')[0]}}}" for part in path.split("{")[1:]]


def _tells_nothing(text: str, where: Any) -> None:
    for secret in SECRETS:
        assert secret not in text and json.dumps(secret)[1:-1] not in text, (where, secret)


def test_somebody_comes_by_a_link_that_is_good_once(company: Company) -> None:
    admin = company.admin.browser
    body = {"email": "zhou@example.net", "name": "周客户", "outside": True}
    made = admin.post("/api/v1/people", json=body).json()["person"]
    assert made["outside"] is True and made["department"] is None
    first = admin.post(f"/api/v1/people/{made['id']}/invitation").json()["url"].rpartition("/")[2]
    token = admin.post(f"/api/v1/people/{made['id']}/invitation").json()["url"].rpartition("/")[2]
    stranger = company.browser()
    assert stranger.get(f"/api/v1/invitations/{first}").status_code == 404  # a new link ends the one before
    assert stranger.get(f"/api/v1/invitations/{token}").json()["name"] == "周客户"
    weak = stranger.post(f"/api/v1/invitations/{token}", json={"password": "zhou"})
    assert weak.status_code == 422
    me = stranger.post(f"/api/v1/invitations/{token}", json={"password": PASSWORD})
    assert me.status_code == 200, me.text
    assert (me.json()["person"]["outside"], me.json()["person"]["must_change_password"]) == (True, False)
    assert stranger.get("/api/v1/session").json()["person"]["id"] == made["id"]
    again = company.browser()
    assert again.post(f"/api/v1/invitations/{token}", json={"password": PASSWORD}).status_code == 404
    assert again.post("/api/v1/session", json={"email": body["email"], "password": PASSWORD}).status_code == 200
    assert stranger.post(f"/api/v1/people/{made['id']}/invitation").status_code == 403
    assert [each["name"] for each in admin.get("/api/v1/people", params={"outside": True}).json()["items"]] == [
        "周客户"
    ]


def test_who_goes_outside_leaves_the_organisation_and_every_open_door(company: Company) -> None:
    admin = company.admin.browser
    department = admin.post("/api/v1/departments", json={"name": "销售"}).json()["id"]
    boss = company.hire("经理", department_id=department)
    seller = company.hire("销售", email="s@example.com", department_id=department, supervisor_id=boss.id)
    program = company.with_token(seller, "read")
    assert program.get("/api/v1/apps").status_code == 200

    def change(person: Someone, **facts: Any) -> Any:
        return admin.patch(f"/api/v1/people/{person.id}", json=facts)

    assert change(boss, outside=True).json()["code"] == "still_leads"
    assert change(company.admin, outside=True).status_code == 422
    gone = change(seller, outside=True)
    assert gone.status_code == 200, gone.text
    assert (gone.json()["department"], gone.json()["supervisor"], gone.json()["outside"]) == (None, None, True)
    assert program.get("/api/v1/apps").status_code == 401 and seller.browser.get("/api/v1/apps").status_code == 401
    for facts in ({"department_id": department}, {"is_admin": True}, {"supervisor_id": boss.id}):
        assert change(seller, **facts).status_code == 422, facts
    assert change(seller, outside=False, department_id=department).json()["department"]["id"] == department
    refused = {"email": "x@example.net", "name": "x", "outside": True}
    for facts in ({"department_id": department}, {"is_admin": True}):
        assert admin.post("/api/v1/people", json={**refused, **facts}).status_code == 422
