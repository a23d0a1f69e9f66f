"""Attacks by the hundred: every route of the product, called with the ids of an app that is none of the caller's
business; every GET, which must change nothing and tell no secret (reference: IDOR across apps, state change by GET,
secrets in answers, enumeration and limits)."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from dougong.audit.models import audit_log
from dougong.flows.models import flow_instance, flow_task
from dougong.kit.db import Database
from dougong.kit.jobs_model import job
from dougong.messaging.models import notification
from dougong.operations.rows import digest_of, shapes
from tests.dougong.flows.crm import API
from tests.dougong.people import PASSWORD, Someone
from tests.dougong.records.conftest import build_app
from tests.templates.crawl import Route, names_others, routes, told
from tests.templates.office import Office, office, settings

__all__ = ["office", "settings"]

SECRETS = {
    "connection": "canary-connection-9f3a",
    "webhook": "canary-webhook-url-9f3a",
    "link": "canary-link-password-9f3a",
    "field": "canary-hidden-field-9f3a",
}
MAY_CHANGE = {"session", "api_token", "live_stamp", "followed_until"}
"""When somebody was last seen, and what they have seen."""

READ = {"record.export", "form.losses"}
"""Who took what away is noted although nothing changed."""


def must(answer: Any) -> Any:
    assert answer.status_code in (200, 201, 202), answer.text
    return answer.json()


@pytest.fixture
def theirs(office: Office) -> dict[str, str]:
    """An id of each kind, all in the CRM."""
    api, agent = office.api, office.person("service_agent")
    customer = office.customer(name=SECRETS["field"])
    ticket = office.add("ticket", agent, subject="网关离线", kind="fault", channel="phone", customer=customer)
    form, record = f"{API}/forms/ticket", f"{API}/forms/ticket/records/{ticket}"
    office.work_off()
    soon = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    link = {"label": "外链", "expires_at": soon}
    hook = {"form": "ticket", "label": "ERP", "url": f"https://example.com/{SECRETS['webhook']}"}
    robot = {"key": "robot", "kind": "http", "label": "ERP", "settings": {"base_url": "https://example.com"}}
    secret = {"secrets": {"token": SECRETS["connection"]}}
    columns = {"columns": [{"field": "subject"}]}
    shared = {**link, "settings": columns, "fields": ["subject"], "password": SECRETS["link"]}
    ids = {
        "app": "crm", "form": "ticket", "record_id": ticket, "record": ticket, "n": "1", "kind": "svg",
        "field": "customer", "name": "logo", "resource": "ticket", "list_key": "tickets", "key": "robot",
        "dashboard": "service", "flow": "ticket_intake", "page": "customer_portal", "template": "x",
        "person": agent.id, "person_id": agent.id,
    }  # fmt: skip
    ids["comment"] = must(api.post(f"{record}/comments", json={"text": "内部"}))["id"]
    ids["reminder"] = must(api.post(f"{record}/reminders", json={"at": soon, "note": "回访"}))["id"]
    ids["view_id"] = must(api.post(f"{form}/views", json={"label": "我的", **columns}))["id"]
    ids["view-links/link"] = must(api.post(f"{form}/view-links", json=shared))["id"]
    ids["dashboards/link"] = must(api.post(f"{API}/dashboards/service/links", json=link))["id"]
    ids["links/link"] = must(api.get(f"{form}/links"))["items"][0]["id"]
    ids["webhook"] = must(api.post(f"{API}/webhooks", json=hook))["id"]
    must(api.post(f"{API}/connections", json={**robot, **secret}))
    ids["export"] = must(api.post(f"{form}/scheduled-exports", json={"label": "每日", "cron": "0 8 * * *"}))["id"]
    ids["file_id"] = must(api.post("/api/v1/files", files={"file": ("a.txt", io.BytesIO(b"x"))}))["id"]
    sheet = {"file": ("a.csv", io.BytesIO("主题\n网关\n".encode()))}
    ids["import_id"] = must(api.post(f"{API}/imports", files=sheet))["id"]
    ids["department_id"] = must(api.get("/api/v1/departments"))["items"][0]["id"]
    ids["group_id"] = office.group("组")
    ids["token_id"] = must(api.post("/api/v1/tokens", json={"name": "t", "ops": ["read"]}))["id"]
    ids["session_id"] = must(api.get("/api/v1/sessions"))["items"][0]["id"]
    with office.database.snapshot() as tx:
        for name, table in (("instance", flow_instance), ("task", flow_task), ("job_id", job)):
            ids[name] = tx.execute(select(table.c.id).limit(1)).scalar() or ids["file_id"]
        ids["notification_id"] = tx.execute(select(notification.c.id).limit(1)).scalar() or ids["file_id"]
    for rest in ("token", "link", "recipient", "delivery", "alert", "edit", "row", "draft", "file"):
        ids.setdefault(rest, ids["file_id"])
    return {name: str(value) for name, value in ids.items()}


@pytest.fixture
def outsider(office: Office) -> Someone:
    """Owns an app of their own, with a form of the same name; has nothing to do with the CRM."""
    someone = office.company.hire("别的部门", email="other@example.com")
    mine = build_app(office.company, "mine", "我的", {"ticket": {"label": "单", "fields": [
        {"key": "name", "type": "text", "label": "名称"}]}})  # fmt: skip
    builders = must(office.api.get("/api/v1/apps/mine/builders"))
    items = [*builders["items"], {"person_id": someone.id, "level": "owner"}]
    plain = [{"person_id": each["person_id"], "level": each["level"]} for each in items]
    must(office.api.put("/api/v1/apps/mine/builders", json={"items": plain}))
    assert mine.key == "mine"
    return someone


def tried(found: list[Route], browser: TestClient, ids: dict[str, str]) -> list[str]:
    """What went through, or broke."""
    answers = [(route, route.call(browser, ids)) for route in found]
    answers = [each for each in answers if each[1].url.path.startswith("/api/")]  # else sent on to the sign-in page
    return [told(route, answer) for route, answer in answers if answer.status_code < 400 or answer.status_code >= 500]


def test_no_route_serves_the_ids_of_an_app_to_somebody_of_another(
    office: Office, theirs: dict[str, str], outsider: Someone
) -> None:
    inside = [route for route in routes(office.company.app) if "app" in route.parameters]
    assert len(inside) > 200
    went = tried(inside, outsider.browser, theirs)
    assert went == [], went
    went = tried(inside, office.company.browser(), theirs)
    assert went == [], went
    crossed = [route for route in inside if names_others(route)]
    went = tried(crossed, outsider.browser, {**theirs, "app": "mine"})  # their ids below my app
    assert went == [], went
    own = {"job_id", "token"}  # by secret, or open to whoever began it
    alone = [route for route in routes(office.company.app) if "app" not in route.parameters and route.parameters]
    alone = [route for route in alone if not own & set(route.parameters) and "/public/" not in route.path]
    went = tried(alone, outsider.browser, theirs)
    assert went == [], went


def digests(database: Database) -> dict[str, str]:
    with database.snapshot() as tx:
        return {name: digest_of(tx, shape).text for name, shape in shapes(tx).items() if name not in MAY_CHANGE}


def test_a_get_changes_nothing_breaks_nothing_and_tells_no_secret(office: Office, theirs: dict[str, str]) -> None:
    with office.database.snapshot() as tx:
        last = tx.execute(select(func.max(audit_log.c.seq))).scalar_one()
    before = digests(office.database)
    getting = [route for route in routes(office.company.app) if route.method == "GET"]
    said: dict[str, str] = {}
    for route in [*getting, *getting]:
        answer = route.call(office.api, theirs)
        assert answer.status_code < 500, told(route, answer)
        said[route.path] = answer.text
    after = digests(office.database)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"audit_log"}, changed
    with office.database.snapshot() as tx:
        noted = set(tx.execute(select(audit_log.c.action).where(audit_log.c.seq > last)).scalars())
    assert noted <= READ, noted
    assert sum(bool(text) for text in said.values()) > 100
    everything = "\n".join(said.values())
    for kind in ("connection", "link"):
        assert SECRETS[kind] not in everything, kind
    assert PASSWORD not in everything and "$argon2" not in everything
    assert re.search(r"whsec_[A-Za-z0-9+/]{20}", everything) is None
    assert SECRETS["webhook"] in said["/api/v1/apps/{app}/webhooks"], "the canaries do sing"


def test_no_list_is_longer_than_it_may_be(office: Office, theirs: dict[str, str]) -> None:
    getting = [route for route in routes(office.company.app) if route.method == "GET"]
    refused = 0
    for limit in ("-1", "1000000000", "x"):
        for route in getting:
            answer = office.api.get(route.address(theirs), params={"limit": limit})
            assert answer.status_code < 500, told(route, answer)
            refused += answer.status_code == 422
            if answer.headers.get("content-type", "").startswith("application/json") and answer.status_code == 200:
                found = answer.json()
                assert len(found.get("items", []) if isinstance(found, dict) else found) <= 1000, told(route, answer)
    assert refused > 30
