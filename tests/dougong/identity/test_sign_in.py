"""Sessions: who gets in, who is kept out, and how one is thrown out again."""

import time

import pytest
from fastapi.testclient import TestClient

from dougong.identity import authentication, models
from dougong.kit.db import Database
from tests.dougong.people import ORIGIN, PASSWORD, Company

WRONG = {"email": "p0@example.com", "password": "not the right one"}


def test_who_signs_in_is_told_who_they_are(company: Company) -> None:
    me = company.admin.browser.get("/api/v1/session").json()
    assert me["person"]["name"] == "管理员"
    assert me["person"]["is_admin"] is True
    assert me["person"]["department"] is None
    assert me["version"]


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(company: Company) -> None:
    answer = company.browser().post("/api/v1/session", json={"email": company.admin.email, "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie


def test_the_secret_of_a_session_is_not_stored(company: Company, database: Database) -> None:
    secret = company.admin.browser.cookies[authentication.COOKIE]
    with database.snapshot() as tx:
        rows = tx.execute(models.session.select()).all()
    assert authentication.hash_secret(secret) in {row.token_hash for row in rows}
    assert all(secret not in str(row) for row in rows)


def test_unknown_and_wrong_and_switched_off_answer_alike(company: Company) -> None:
    gone = company.hire("离职", signed_in=False)
    company.admin.browser.patch(f"/api/v1/people/{gone.id}", json={"active": False})
    bodies = []
    for email, password in [
        ("nobody@example.com", PASSWORD),
        (company.admin.email, "not the right one"),
        (gone.email, PASSWORD),
    ]:
        answer = company.browser().post("/api/v1/session", json={"email": email, "password": password})
        assert answer.status_code == 401
        bodies.append(answer.json())
    assert bodies[0] == bodies[1] == bodies[2]
    assert bodies[0]["code"] == "wrong_credentials"


def test_an_unknown_account_takes_as_long_as_a_wrong_password(company: Company) -> None:
    def seconds(email: str) -> float:
        best = 9.0
        for _ in range(3):
            started = time.perf_counter()
            company.browser().post("/api/v1/session", json={"email": email, "password": "x" * 12})
            best = min(best, time.perf_counter() - started)
        return best

    known, unknown = seconds(company.admin.email), seconds("nobody@example.com")
    assert unknown > known / 3


def test_the_eleventh_try_at_one_account_waits_wherever_it_comes_from(company: Company) -> None:
    for number in range(10):
        answer = company.browser(f"10.0.0.{number}").post("/api/v1/session", json=WRONG)
        assert answer.status_code == 401
    right = {"email": WRONG["email"], "password": PASSWORD}
    refused = company.browser("10.0.0.99").post("/api/v1/session", json=right)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 900
    assert company.admin.browser.get("/api/v1/session").status_code == 200


def test_a_right_password_forgives_earlier_slips(company: Company) -> None:
    right = {"email": WRONG["email"], "password": PASSWORD}
    for _ in range(3):
        for _ in range(8):
            assert company.browser().post("/api/v1/session", json=WRONG).status_code == 401
        assert company.browser().post("/api/v1/session", json=right).status_code == 200


def test_signing_in_again_gives_a_new_session(company: Company) -> None:
    browser = company.admin.browser
    before = browser.cookies[authentication.COOKIE]
    browser.post("/api/v1/session", json={"email": company.admin.email, "password": PASSWORD})
    assert browser.cookies[authentication.COOKIE] != before


def test_signing_out_ends_the_session_at_once(company: Company) -> None:
    browser = company.admin.browser
    secret = browser.cookies[authentication.COOKIE]
    assert browser.get("/api/v1/session").status_code == 200  # now it is remembered
    assert browser.delete("/api/v1/session").status_code == 204
    browser.cookies[authentication.COOKIE] = secret
    assert browser.get("/api/v1/session").status_code == 401


def test_one_may_see_and_end_ones_sessions(company: Company) -> None:
    second = company.browser()
    second.post("/api/v1/session", json={"email": company.admin.email, "password": PASSWORD})
    items = company.admin.browser.get("/api/v1/sessions").json()["items"]
    assert [item["current"] for item in items].count(True) == 1
    other = next(item["id"] for item in items if not item["current"])
    assert company.admin.browser.delete(f"/api/v1/sessions/{other}").status_code == 204
    assert second.get("/api/v1/session").status_code == 401
    assert company.admin.browser.delete("/api/v1/sessions").status_code == 204
    assert company.admin.browser.get("/api/v1/session").status_code == 401


def test_nobody_ends_the_session_of_somebody_else(company: Company) -> None:
    other = company.hire("张三")
    (theirs,) = other.browser.get("/api/v1/sessions").json()["items"]
    assert company.admin.browser.delete(f"/api/v1/sessions/{theirs['id']}").status_code == 404
    assert other.browser.get("/api/v1/session").status_code == 200


def test_an_idle_session_ends(company: Company, database: Database) -> None:
    clock = database.clock
    authenticator: authentication.Authenticator = company.app.state.authenticator
    authenticator.write_touches()
    database.clock = lambda: clock() + authenticator._idle
    authenticator._forget(None)
    assert company.admin.browser.get("/api/v1/session").status_code == 401


def test_use_is_noted_once_a_minute(company: Company, database: Database) -> None:
    clock = database.clock
    authenticator: authentication.Authenticator = company.app.state.authenticator
    company.admin.browser.get("/api/v1/session")
    (before,) = company.admin.browser.get("/api/v1/sessions").json()["items"]
    database.clock = lambda: clock() + authentication.TOUCH_EVERY
    authenticator._forget(None)
    company.admin.browser.get("/api/v1/session")
    (after,) = company.admin.browser.get("/api/v1/sessions").json()["items"]
    assert after["last_seen_at"] > before["last_seen_at"]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": ORIGIN, "sec-fetch-site": "cross-site"},
        {"origin": ORIGIN, "sec-fetch-site": "same-site"},
        {"origin": "null"},
        {"origin": ""},
    ],
)
def test_a_change_from_another_site_is_refused(company: Company, headers: dict[str, str]) -> None:
    answer = company.admin.browser.patch("/api/v1/me", json={"name": "被改了"}, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["code"] == "cross_site"
    assert company.admin.browser.get("/api/v1/session").json()["person"]["name"] == "管理员"


def test_a_cookie_with_no_sign_of_its_origin_is_refused(company: Company) -> None:
    bare = TestClient(company.app, base_url=ORIGIN, cookies=dict(company.admin.browser.cookies))
    assert bare.get("/api/v1/session").status_code == 200
    assert bare.patch("/api/v1/me", json={"name": "被改了"}).status_code == 403


def test_a_plain_html_form_is_no_request(company: Company) -> None:
    answer = company.admin.browser.request(
        "PATCH", "/api/v1/me", content=b"name=x", headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 415


def test_a_wrong_token_is_not_saved_by_a_good_cookie(company: Company) -> None:
    answer = company.admin.browser.get("/api/v1/session", headers={"authorization": "Bearer dg_wrong"})
    assert answer.status_code == 401
