"""Short words for tests of marketing, success and partners."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlparse
from zoneinfo import ZoneInfo

from dougong.messaging.signing import signed_headers
from tests.dougong.flows.crm import API
from tests.dougong.people import PASSWORD, Someone
from tests.dougong.records.public import solved
from tests.templates.office import Office

ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    return datetime.now(UTC)


def day(plus: int = 0) -> str:
    """The day so many days from today, as the company counts days."""
    return (now().astimezone(ZONE).date() + timedelta(days=plus)).isoformat()


def instant(plus: float = 0) -> str:
    return (now() + timedelta(days=plus)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def until(wanted: str, hour: float) -> float:
    """Days to this hour in Shanghai of a day."""
    start = datetime.fromisoformat(f"{wanted}T00:00").replace(tzinfo=ZONE)
    return (start + timedelta(hours=hour) - now()) / timedelta(days=1)


def role(office: Office, name: str) -> Someone:
    """Somebody who bears this role; hired when nobody does."""
    return office.hire(name, name, email=f"{name}@example.com")


def signed_in(*people: Someone) -> None:
    """Their sessions have ended when the clock has moved on far: they sign in again."""
    for person in people:
        answer = person.browser.post("/api/v1/session", json={"email": person.email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text


def template(office: Office, purpose: str, channel: str = "email", **values: Any) -> str:
    given = {"name": f"{purpose} {channel}", "purpose": purpose, "channel": channel}
    subject = {"subject": f"{purpose} 主题"} if channel == "email" else {}
    text = "{contact}您好，{customer} {coupon} {link}"
    return office.add("message_template", **{**given, **subject, "body": text, **values})


def customer(office: Office, name: str = "云帆科技", **values: Any) -> tuple[str, str]:
    """A customer that may be written to, and its contact."""
    own = {key: values.pop(key) for key in ("email", "mobile", "birthday", "preferred_channel") if key in values}
    given: dict[str, Any] = {"name": name, "consent": "all", "consent_on": day(), "owner": office.person("sales").id}
    made = office.add("customer", **{**given, "csm": office.person("csm").id, **values})
    given = {"name": f"{name}的王芳", "customer": made, "email": "wang@example.com", "consent": "all"}
    return made, office.add("contact", **{**given, **own})


def signed_answer(office: Office, url: str, values: dict[str, Any]) -> Any:
    """Somebody without an account opens a signed address and sends what they fill in."""
    found = urlparse(url)
    base = f"/api/v1{found.path}"
    signed = parse_qs(found.query)["p"][0]
    stranger = office.company.browser()
    opened = stranger.get(base, params={"p": signed})
    assert opened.status_code == 200, opened.text
    assert opened.json()["state"] == "open", opened.text
    headers = {"x-form-visitor": opened.json()["visitor"], "idempotency-key": "once"}
    asked = stranger.post(f"{base}:challenge", headers=headers).json()
    proof = solved(asked["challenge"], asked["bits"])
    body = {"values": values, "prefill": signed, "proof": proof}
    return stranger.post(f"{base}/answers", headers=headers, json=body)


def signed_link(office: Office, form: str, key: str, **values: Any) -> str:
    """An address of the form's link with these values."""
    links = office.api.get(f"{API}/forms/{form}/links").json()["items"]
    link = next(each["id"] for each in links if each["key"] == key)
    answer = office.api.post(f"{API}/forms/{form}/links/{link}:prefill", json={"values": values})
    assert answer.status_code == 200, answer.text
    found: str = answer.json()["url"]
    return found


def only(rows: list[dict[str, Any]]) -> dict[str, Any]:
    assert len(rows) == 1, rows
    return rows[0]


def hook(office: Office, flow: str) -> Any:
    """Calls the webhook of a flow as another system does."""
    rotated = office.api.post(f"{API}/flows/{flow}/webhook:rotate").json()
    outside = office.company.browser()
    outside.headers = {"content-type": "application/json"}

    def call(message: str, payload: dict[str, Any], secret: str = rotated["secret"]) -> Any:
        body = json.dumps(payload).encode()
        headers = signed_headers(secret, message, office.database.clock(), body)
        return outside.post(rotated["url"].split("testserver")[1], content=body, headers=headers)

    return call
