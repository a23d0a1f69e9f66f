"""One thing of each kind in the CRM, with its id: what attacks on every route are called with."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from dougong.flows.models import flow_instance, flow_task
from dougong.kit.jobs_model import job
from dougong.messaging.models import notification
from tests.dougong.flows.crm import API
from tests.templates.office import Office

SECRETS = {
    "connection": "canary-connection-9f3a",
    "webhook": "canary-webhook-url-9f3a",
    "link": "canary-link-password-9f3a",
    "field": "canary-hidden-field-9f3a",
}


def must(answer: Any) -> Any:
    assert answer.status_code in (200, 201, 202), answer.text
    return answer.json()


def planted(office: Office) -> dict[str, str]:
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
