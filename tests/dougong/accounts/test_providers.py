"""Signing in through a provider: a real one, in a process of its own."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from dougong.accounts import oidc
from dougong.accounts.models import identity_link, identity_provider
from dougong.identity.service import Role, roles_of, set_roles
from dougong.kit.config import Settings
from tests.dougong.accounts import provider as real
from tests.dougong.accounts.conftest import HOME, turn_on
from tests.dougong.people import Company
from tests.processes import start

ZHANG = {"sub": "z-1", "email": "zhang@example.com", "email_verified": True, "name": "张三丰"}


@dataclass
class Issuer:
    """The provider as the tests see it."""

    url: str

    def visited_by(self, visitor: dict[str, Any], breaks: str = "") -> None:
        oidc.Provider._memory.clear()
        httpx.post(f"{self.url}/is", json={"visitor": visitor, "breaks": breaks}).raise_for_status()


@pytest.fixture(scope="session")
def issuer() -> Iterator[Issuer]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        process = start(real.serve, listening, url, f"{HOME}/api/v1/sign-in/")
        for _ in range(200):
            try:
                if httpx.get(f"{url}/keys", timeout=5).status_code == 200:
                    break
            except httpx.TransportError:
                pass
        yield Issuer(url)
        process.kill()


def set_up(company: Company, issuer: Issuer, **facts: Any) -> str:
    body = {
        "name": "公司账号",
        "issuer": issuer.url,
        "client_id": real.CLIENT,
        "client_secret": real.SECRET,
        "domains": ["example.com"],
        **facts,
    }
    made = company.admin.browser.post("/api/v1/identity-providers", json=body)
    assert made.status_code == 201, made.text
    provider_id: str = made.json()["id"]
    return provider_id


def leave(browser: TestClient, provider: str, place: str = "/tasks") -> str:
    """To the provider, where one is known: → the address it sends one back to."""
    out = browser.get(f"/api/v1/sign-in/{provider}", params={"next": place}, follow_redirects=False)
    assert out.status_code == 303, out.text
    back = httpx.get(out.headers["location"])
    assert back.status_code == 302, back.text
    return back.headers["location"].removeprefix(HOME)


def through(company: Company, provider: str, place: str = "/tasks") -> tuple[TestClient, str]:
    browser = company.browser()
    return browser, browser.get(leave(browser, provider, place), follow_redirects=False).headers["location"]


def problem(location: str) -> str:
    return parse_qs(urlsplit(location).query)["problem"][0]


def test_one_comes_in_by_a_verified_address_and_stays_who_one_is(company: Company, issuer: Issuer) -> None:
    who = company.hire("张三", email="zhang@example.com")
    provider = set_up(company, issuer)
    (way,) = company.browser().get("/api/v1/sign-in-ways").json()["providers"]
    assert way == {"id": provider, "name": "公司账号"}
    issuer.visited_by(ZHANG)
    browser, location = through(company, provider)
    assert location == "/tasks"
    assert browser.get("/api/v1/session").json()["person"]["id"] == who.id
    (session,) = [each for each in browser.get("/api/v1/sessions").json()["items"] if each["current"]]
    assert (session["method"], session["proved"]) == ("oidc", False)
    # the subject is who they are: another address changes nothing, another subject with this address is another
    issuer.visited_by(ZHANG | {"email": "else@other.example", "email_verified": False})
    browser, _ = through(company, provider)
    assert browser.get("/api/v1/session").json()["person"]["id"] == who.id
    (shown,) = company.admin.browser.get("/api/v1/identity-providers").json()["items"]
    assert shown["people"] == 1 and real.SECRET not in str(shown)
    with company.database.snapshot() as tx:
        assert real.SECRET not in str(tx.execute(select(identity_provider)).all())
    assert company.browser().get("/api/v1/session").status_code == 401


STRANGERS: list[tuple[dict[str, Any], str]] = [
    ({"email_verified": False}, "已验证"),
    ({"email_verified": "true"}, "已验证"),
    ({"email": None}, "已验证"),
    ({"email": "zhang@example.com.evil.example"}, "域名"),
    ({"email": "nobody@example.com"}, "没有这个邮箱"),
    ({"email": "gone@example.com"}, "没有这个邮箱"),
]


def test_who_is_not_known_is_not_let_in(company: Company, issuer: Issuer) -> None:
    company.hire("张三", email="zhang@example.com")
    gone = company.hire("离职", email="gone@example.com")
    company.admin.browser.patch(f"/api/v1/people/{gone.id}", json={"active": False})
    provider = set_up(company, issuer)
    for visitor, told in STRANGERS:
        issuer.visited_by(ZHANG | visitor)
        browser, location = through(company, provider)
        assert told in problem(location), visitor
        assert browser.get("/api/v1/session").status_code == 401
    with company.database.snapshot() as tx:
        assert tx.execute(select(identity_link)).all() == []


def test_a_token_that_is_not_right_lets_nobody_in(company: Company, issuer: Issuer) -> None:
    """Another issuer, audience or nonce, too old, another key, the client's own secret as the key, no key at all."""
    company.hire("张三", email="zhang@example.com")
    provider = set_up(company, issuer)
    for breaks in ("iss", "aud", "exp", "nonce", "key", "hmac", "none"):
        issuer.visited_by(ZHANG, breaks)
        browser, location = through(company, provider)
        assert "不可信" in problem(location), breaks
        assert browser.get("/api/v1/session").status_code == 401
    issuer.visited_by(ZHANG, "discovery")
    out = company.browser().get(f"/api/v1/sign-in/{provider}", follow_redirects=False)
    assert "不可信" in problem(out.headers["location"])


def test_what_userinfo_adds_is_believed_of_the_same_subject_only(company: Company, issuer: Issuer) -> None:
    company.hire("张三", email="zhang@example.com")
    provider = set_up(company, issuer)
    issuer.visited_by(ZHANG, "userinfo")
    assert "somebody else" in problem(through(company, provider)[1])
    issuer.visited_by(ZHANG, "short")
    assert through(company, provider)[1] == "/tasks"


def test_state_and_browser_belong_together_and_are_good_once(company: Company, issuer: Issuer) -> None:
    company.hire("张三", email="zhang@example.com")
    provider = set_up(company, issuer)
    issuer.visited_by(ZHANG)
    mine, theirs = company.browser(), company.browser()
    back = leave(theirs, provider)
    # their answer, opened in my browser: I am not signed in as them
    for victim in (mine, company.browser()):
        if victim is mine:
            leave(mine, provider)
        location = victim.get(back, follow_redirects=False).headers["location"]
        assert "problem=" in location and victim.get("/api/v1/session").status_code == 401
    assert theirs.get(back, follow_redirects=False).headers["location"] == "/tasks"
    assert "problem=" in theirs.get(back, follow_redirects=False).headers["location"]
    other = company.browser()
    back = leave(other, provider)
    assert "problem=" in other.get(f"{back}&iss=https://elsewhere.example", follow_redirects=False).headers["location"]


def test_nobody_is_sent_elsewhere_afterwards(company: Company, issuer: Issuer) -> None:
    company.hire("张三", email="zhang@example.com")
    provider = set_up(company, issuer)
    issuer.visited_by(ZHANG)
    for place in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert through(company, provider, place)[1] == "/", place


def test_the_second_factor_is_asked_unless_the_provider_is_trusted_with_it(company: Company, issuer: Issuer) -> None:
    who = company.hire("张三", email="zhang@example.com")
    phone = turn_on(company, who)
    provider = set_up(company, issuer)
    issuer.visited_by(ZHANG)
    browser, location = through(company, provider)
    assert browser.get("/api/v1/session").status_code == 401
    path, _, ticket = location.partition("#")
    assert path == "/sign-in?next=%2Ftasks"
    done = browser.post("/api/v1/session/second-factor", json={"ticket": ticket, "code": phone})
    assert done.json()["person"]["id"] == who.id
    change = {"trusted": True, "version": 1}
    assert company.admin.browser.patch(f"/api/v1/identity-providers/{provider}", json=change).status_code == 204
    assert through(company, provider)[1] == "/tasks"


def test_people_come_by_themselves_when_the_administrator_wants_it(company: Company, issuer: Issuer) -> None:
    with company.database.transaction() as tx:
        set_roles(tx, "crm", [Role("sales", "销售"), Role("boss", "经理")])
    provider = set_up(company, issuer, creates=True, roles=["crm:sales"])
    issuer.visited_by(ZHANG)
    browser, location = through(company, provider)
    assert location == "/tasks"
    me = browser.get("/api/v1/session").json()["person"]
    assert (me["name"], me["email"], me["is_admin"]) == ("张三丰", "zhang@example.com", False)
    assert me["confirms_by"] == "nothing"
    with company.database.snapshot() as tx:
        assert roles_of(tx, me["id"], "crm") == {"sales"}
    # they have no password, and nobody can set one by a mailed link
    refused = browser.post("/api/v1/session/confirm", json={"password": "anything at all"})
    assert refused.json()["code"] == "wrong_password"
    company.admin.browser.patch(f"/api/v1/people/{me['id']}", json={"active": False})
    assert "停用" in problem(through(company, provider)[1])


def test_what_administrators_may_set(company: Company, issuer: Issuer, settings: Settings) -> None:
    boss, provider = company.admin.browser, set_up(company, issuer)
    place = f"/api/v1/identity-providers/{provider}"
    assert boss.post(f"{place}:test").json()["ok"] is True
    for change in (
        {"issuer": "https://login.example.org"},  # the stored secret would go to another
        {"issuer": "http://login.example.org", "client_secret": "x"},
        {"issuer": "ftp://x.example.org", "client_secret": "x"},
        {"domains": []},
        {"domains": ["not a domain"]},
        {"roles": ["crm:nobody"]},
        {"unknown": 1},
    ):
        assert boss.patch(place, json=change).status_code == 422, change
    assert boss.patch(place, json={"name": "新名字", "version": 7}).status_code == 409
    who = company.hire("张三", email="zhang@example.com")
    for method, path in (("GET", "/api/v1/identity-providers"), ("POST", f"{place}:test"), ("DELETE", place)):
        assert who.browser.request(method, path).status_code == 403
    assert boss.patch(place, json={"active": False}).status_code == 204
    assert company.browser().get("/api/v1/sign-in-ways").json()["providers"] == []
    assert (
        "problem=" in company.browser().get(f"/api/v1/sign-in/{provider}", follow_redirects=False).headers["location"]
    )
    assert boss.delete(place).status_code == 204
    assert boss.get("/api/v1/identity-providers").json()["items"] == []


def test_a_private_address_is_called_for_the_issuer_alone(company: Company) -> None:
    """The host an administrator named may be private; where its documents point to may not."""
    out = oidc.Provider(oidc.Outbound(), oidc.Client("https://localhost", "c", "s", "https://x.example/cb"))
    assert out._out._may_reach("localhost", "127.0.0.1")
    assert not out._out._may_reach("metadata.internal", "169.254.169.254")
    assert not out._out._may_reach("other", "127.0.0.1")


def test_one_sees_the_accounts_one_comes_in_with_and_ends_them_but_not_the_only_way_in(
    company: Company, issuer: Issuer
) -> None:
    who, other = company.hire("张三", email="zhang@example.com"), company.hire("李四")
    provider = set_up(company, issuer, creates=True)
    issuer.visited_by(ZHANG)
    browser, _ = through(company, provider)
    (link,) = browser.get("/api/v1/me/provider-links").json()["items"]
    assert (link["provider"], link["subject"], link["active"]) == ("公司账号", "z-1", True)
    assert company.admin.browser.get(f"/api/v1/people/{who.id}/provider-links").json()["items"] == [link]
    # nobody else's business
    assert other.browser.get("/api/v1/me/provider-links").json()["items"] == []
    assert other.browser.get(f"/api/v1/people/{who.id}/provider-links").status_code == 403
    assert other.browser.delete(f"/api/v1/people/{who.id}/provider-links/{link['id']}").status_code == 403
    assert other.browser.delete(f"/api/v1/me/provider-links/{link['id']}").status_code == 404
    assert who.browser.delete(f"/api/v1/me/provider-links/{link['id']}").status_code == 204
    assert who.browser.get("/api/v1/me/provider-links").json()["items"] == []
    # who has no password stays able to come in; an administrator may end it nevertheless
    issuer.visited_by(ZHANG | {"sub": "w-5", "email": "wang@example.com", "name": "王五"})
    browser, _ = through(company, provider)
    (link,) = browser.get("/api/v1/me/provider-links").json()["items"]
    refused = browser.delete(f"/api/v1/me/provider-links/{link['id']}")
    assert refused.json()["code"] == "only_way", refused.text
    newcomer = browser.get("/api/v1/session").json()["person"]["id"]
    ended = company.admin.browser.delete(f"/api/v1/people/{newcomer}/provider-links/{link['id']}")
    assert ended.status_code == 204 and browser.get("/api/v1/me/provider-links").json()["items"] == []
