"""Attacks by the hundred: every route of the product, called with the ids of an app that is none of the caller's
business; every GET, which must change nothing and tell no secret (reference: IDOR across apps, state change by GET,
secrets in answers, enumeration and limits)."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from dougong.audit.models import audit_log
from dougong.kit.db import Database
from dougong.operations.rows import digest_of, shapes
from tests.dougong.people import PASSWORD, Someone
from tests.dougong.records.conftest import build_app
from tests.templates.crawl import Route, names_others, routes, told
from tests.templates.office import Office, office, settings
from tests.templates.planted import SECRETS, must, planted

__all__ = ["office", "settings"]

MAY_CHANGE = {"session", "api_token", "live_stamp", "followed_until"}
"""When somebody was last seen, and what they have seen."""

READ = {"record.export", "form.losses"}
"""Who took what away is noted although nothing changed."""


@pytest.fixture
def theirs(office: Office) -> dict[str, str]:
    """An id of each kind, all in the CRM."""
    return planted(office)


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
    for route in getting:
        answer = route.call(office.api, theirs)
        assert answer.status_code < 500, told(route, answer)
        assert is_short(answer), told(route, answer)
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
    limited = [route for route in routes(office.company.app) if route.method == "GET" and route.takes_a_limit]
    assert len(limited) > 10
    refused = 0
    for limit in ("-1", "1000000000", "x"):
        for route in limited:
            answer = office.api.get(route.address(theirs), params={"limit": limit})
            assert answer.status_code < 500, told(route, answer)
            refused += answer.status_code == 422
            assert is_short(answer), told(route, answer)
    assert refused > 30


def is_short(answer: Any) -> bool:
    """True unless a list of more than a thousand is told."""
    if answer.status_code != 200 or not answer.headers.get("content-type", "").startswith("application/json"):
        return True
    found = answer.json()
    return len(found.get("items", []) if isinstance(found, dict) else found) <= 1000
