"""The CRM with one person in every role of §3.5, and in each form that hangs on people two records: one that belongs
to the salesperson's customer, and one of strangers. Made once, read by all: whoever presses buttons copies it."""

from typing import Any

from tests.dougong.flows.crm import API
from tests.dougong.people import Company, Someone
from tests.dougong.records.conftest import prepare
from tests.templates.office import KEY, build_office

OUTSIDE = ("portal_customer", "portal_partner")
ROLES = (
    "sales", "sales_manager", "regional_director", "presales", "marketing", "marketing_manager", "service_agent",
    "second_line", "service_manager", "csm", "finance", "legal", "delivery_engineer", "field_engineer",
    "channel_manager", "analyst", "executive", "auditor", *OUTSIDE,
)  # fmt: skip
NOBODY = "nobody"
"""Works here, bears no role: as does a builder of apps who was given none (§3.5: no business data by default)."""
MORE = ("marketing", "marketing_manager", "channel_manager", "auditor", "portal_partner", NOBODY)


def prepare_rights(url: str) -> None:
    """Fills an empty database once."""
    prepare(url, _build, secret_key=KEY)


def person(company: Company, role: str) -> Someone:
    """Who bears this role, with a browser."""
    return company.hire(role, email=f"{role}@example.com")


def _build(company: Company) -> None:
    build_office(company)
    api = company.admin.browser
    hired = {role: company.hire(role, email=f"{role}@example.com", outside=role in OUTSIDE) for role in MORE}
    roles = api.get(f"{API}/roles").json()
    for role in roles["roles"]:
        if role["key"] in hired:
            role["members"].append({"kind": "person", "id": hired[role["key"]].id, "name": role["key"]})
    answer = api.put(f"{API}/roles", json=roles)
    assert answer.status_code == 200, answer.text
    _records(company)


def _records(company: Company) -> None:
    """Two of every form, whatever it needs: forms whose required links are there already come next."""
    api = company.admin.browser
    keys = [each["key"] for each in api.get(f"{API}/forms").json()["items"]]
    forms = {key: api.get(f"{API}/forms/{key}").json()["definition"]["fields"] for key in sorted(keys)}
    people = {role: person(company, role).id for role in ROLES}
    for mine in (True, False):
        made: dict[str, str] = {}
        waiting = dict(forms)
        while waiting:
            ready = [key for key, fields in waiting.items() if all(need in made for need in _needed(fields))]
            assert ready, sorted(waiting)
            for key in ready:
                values = _values(key, waiting.pop(key), made, people, mine=mine)
                answer = api.post(f"{API}/forms/{key}/records", json=values)
                assert answer.status_code == 201, (key, answer.text)
                made[key] = answer.json()["id"]


_FIRST: dict[str, Any] = {
    "long_text": "样例",
    "rich_text": "<p>样例</p>",
    "number": 1,
    "money": 1,
    "percent": 0.5,
    "date": "2026-12-01",
    "datetime": "2026-12-01T02:00:00Z",
    "boolean": True,
    "email": "a@example.com",
    "phone": "13800138000",
    "url": "https://example.com",
    "rating": 4,
    "time": "10:00",
    "tags": ["样例"],
}
_BESIDE = ("customer", "contract", "opportunity", "ticket", "lead", "contact", "partner", "survey", "campaign")
"""Links that are filled in when there is something to link to: by these, records belong to people."""


def _needed(fields: list[dict[str, Any]]) -> set[str]:
    links = {f["form"] for f in fields if f["type"] == "link" and f.get("required")}
    rows = [column for f in fields if f["type"] == "subform" and f.get("required") for column in f["fields"]]
    return links | {c["form"] for c in rows if c["type"] == "link" and c.get("required")}


def _values(
    form: str, fields: list[dict[str, Any]], made: dict[str, str], people: dict[str, str], *, mine: bool
) -> dict[str, Any]:
    values = _filled(fields, made, "我的" if mine else "别人的", people["sales" if mine else "executive"])
    if mine:
        values |= {"owner": people["sales"]}
        values |= {field["key"]: made[field["key"]] for field in fields
                   if field["type"] == "link" and field["key"] in _BESIDE and field["form"] in made}  # fmt: skip
        known = {field["key"] for field in fields}
        whose = {"csm": "csm", "engineer": "field_engineer", "portal_user": "portal_customer"}
        values |= {key: people[role] for key, role in whose.items() if key in known}
        if "portal_users" in known:
            values["portal_users"] = [people["portal_partner" if form == "partner" else "portal_customer"]]
    return values | {"invoice": {"status": "issued"}, "kb_article": {"status": "published"}}.get(form, {})


def _filled(fields: list[dict[str, Any]], made: dict[str, str], word: str, someone: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        kind = field["type"]
        if not field.get("required") or (field.get("default") is not None and not field.get("unique")):
            continue
        if kind in ("select", "multi_select"):
            first = field["options"][0]["value"]
            found[field["key"]] = [first] if kind == "multi_select" else first
        elif kind == "link":
            found[field["key"]] = [made[field["form"]]] if field.get("many") else made[field["form"]]
        elif kind == "subform":
            found[field["key"]] = [_filled(field["fields"], made, word, someone)]
        elif kind == "member":
            found[field["key"]] = [someone] if field.get("many") else someone
        elif kind in ("text", "barcode"):
            found[field["key"]] = f"{word} {field['key']}"
        else:
            found[field["key"]] = _FIRST[kind]
    return found
