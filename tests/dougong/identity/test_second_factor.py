"""Two-step verification: codes of an app on the phone, codes on paper, and who must have them."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from dougong.identity import totp
from dougong.identity.models import recovery_code, second_factor, session
from dougong.kit.db import Database
from tests.dougong.people import PASSWORD, Company, Someone

FACTOR, STEP = "/api/v1/me/second-factor", "/api/v1/session/second-factor"
RFC_6238 = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


class Phone:
    """An app that shows codes, and the hand on the clock."""

    def __init__(self, database: Database, secret: str) -> None:
        self.database, self.secret, self.off = database, secret, 0

    def code(self, steps: int = 0) -> str:
        return totp.code_at(self.secret, totp.step_of(self.database.clock()) + steps)


@pytest.fixture
def clock(database: Database) -> Any:
    """The clock stands, and goes on when told."""
    moment = [datetime(2026, 11, 23, 9, 0, 5, tzinfo=UTC)]
    database.clock = lambda: moment[0]

    def go(seconds: int) -> None:
        moment[0] = datetime.fromtimestamp(moment[0].timestamp() + seconds, UTC)

    return go


def enrol(company: Company, who: Someone) -> tuple[Phone, list[str]]:
    begun = who.browser.post(FACTOR).json()
    phone = Phone(company.database, begun["secret"])
    done = who.browser.post(f"{FACTOR}:confirm", json={"code": phone.code()})
    assert done.status_code == 200, done.text
    return phone, done.json()["codes"]


def sign_in(company: Company, who: Someone, code: str = "") -> tuple[int, dict[str, Any]]:
    browser = company.browser()
    first = browser.post("/api/v1/session", json={"email": who.email, "password": PASSWORD})
    if not code:
        return first.status_code, first.json()
    second = browser.post(STEP, json={"ticket": first.json()["ticket"], "code": code})
    return second.status_code, second.json()


@pytest.mark.parametrize(("seconds", "code"), RFC_6238)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the standard's own, "12345678901234567890"
    assert totp.code_at(secret, seconds // 30) == code


def test_the_password_alone_is_no_longer_enough(company: Company, clock: Any) -> None:
    who = company.hire("张三")
    phone, codes = enrol(company, who)
    state = who.browser.get(FACTOR).json()
    assert (state["on"], state["codes_left"], state["required"]) == (True, 10, False)
    clock(60)
    status, half = sign_in(company, who)
    assert status == 200 and half.keys() == {"ticket"}
    # the ticket opens nothing by itself
    stranger = company.browser()
    assert stranger.get("/api/v1/session", headers={"authorization": f"Bearer {half['ticket']}"}).status_code == 401
    assert sign_in(company, who, "000000")[1]["code"] == "wrong_code"
    status, me = sign_in(company, who, phone.code())
    assert status == 200 and me["person"]["id"] == who.id and me["person"]["confirms_by"] == "code"
    # a code that was used, and the one before it, are good for nothing, in whatever sign-in
    assert sign_in(company, who, phone.code())[1]["code"] == "wrong_code"
    assert sign_in(company, who, phone.code(-1))[1]["code"] == "wrong_code"
    assert len(codes) == 10 == len(set(codes))


def test_a_phone_whose_clock_is_off_by_one_step_still_works_and_by_two_does_not(company: Company, clock: Any) -> None:
    who = company.hire("张三")
    phone, _ = enrol(company, who)
    for steps, right in ((-2, False), (2, False), (-1, True), (1, True)):
        clock(300)
        status, told = sign_in(company, who, phone.code(steps))
        assert (status == 200) is right, (steps, told)


def test_each_code_on_paper_is_good_once_and_none_is_stored(company: Company, clock: Any) -> None:
    who = company.hire("张三")
    phone, codes = enrol(company, who)
    with company.database.snapshot() as tx:
        stored = str([tx.execute(table.select()).all() for table in (second_factor, recovery_code)])
    assert phone.secret not in stored and all(code.replace("-", "") not in stored for code in codes)
    assert sign_in(company, who, codes[0].lower())[0] == 200
    assert sign_in(company, who, codes[0])[1]["code"] == "wrong_code"
    assert who.browser.get(FACTOR).json()["codes_left"] == 9
    anew = who.browser.post("/api/v1/me/recovery-codes").json()["codes"]
    assert sign_in(company, who, codes[1])[1]["code"] == "wrong_code"
    assert sign_in(company, who, anew[1])[0] == 200


def test_codes_can_not_be_tried_out(company: Company, clock: Any) -> None:
    """Ten tries in a quarter of an hour, however often the password is right in between."""
    who = company.hire("张三")
    phone, _ = enrol(company, who)
    clock(60)
    ticket = sign_in(company, who)[1]["ticket"]
    company.app.state.throttle.forgive(f"second:{who.id}")
    browser = company.browser()
    answers = [browser.post(STEP, json={"ticket": ticket, "code": f"{n:06}"}).status_code for n in range(11)]
    assert answers == [422] * 10 + [429]
    assert browser.post(STEP, json={"ticket": ticket, "code": phone.code()}).status_code == 429


def test_half_a_sign_in_ends_after_ten_minutes_and_with_its_use(company: Company, clock: Any) -> None:
    who = company.hire("张三")
    phone, _ = enrol(company, who)
    clock(60)
    ticket = sign_in(company, who)[1]["ticket"]
    clock(601)
    late = company.browser().post(STEP, json={"ticket": ticket, "code": phone.code()})
    assert (late.status_code, late.json()["code"]) == (401, "ticket_gone")
    ticket = sign_in(company, who)[1]["ticket"]
    assert company.browser().post(STEP, json={"ticket": ticket, "code": phone.code()}).status_code == 200
    clock(60)
    assert company.browser().post(STEP, json={"ticket": ticket, "code": phone.code()}).status_code == 401


def test_who_must_have_one_can_do_nothing_before(company: Company) -> None:
    who, boss = company.hire("张三"), company.admin.browser
    other = company.browser()
    other.post("/api/v1/session", json={"email": who.email, "password": PASSWORD})
    assert boss.put("/api/v1/sign-in-policy", json={"roles": ["nowhere:nobody"]}).status_code == 422
    assert who.browser.put("/api/v1/sign-in-policy", json={"everyone": True}).status_code == 403
    assert boss.put("/api/v1/sign-in-policy", json={"everyone": True}).status_code == 204
    for path in ("/api/v1/apps", "/api/v1/directory", "/api/v1/me/notifications", "/api/v1/tokens"):
        refused = who.browser.get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_required"), path
    assert who.browser.get("/api/v1/session").json()["person"]["must_enrol"] is True
    fresh = company.browser()
    me = fresh.post("/api/v1/session", json={"email": who.email, "password": PASSWORD}).json()
    assert me["person"]["must_enrol"] is True and fresh.get("/api/v1/apps").status_code == 403
    enrol(company, who)
    assert who.browser.get("/api/v1/apps").status_code == 200
    assert other.get("/api/v1/session").status_code == 401  # opened without it: ended by it
    denied = who.browser.delete(FACTOR)
    assert (denied.status_code, denied.json()["code"]) == (403, "demanded")
    enrol(company, company.admin)  # the administrator is no exception
    assert boss.put("/api/v1/sign-in-policy", json={"admins": True}).status_code == 204
    assert who.browser.delete(FACTOR).status_code == 204
    assert boss.delete(FACTOR).status_code == 403


def test_an_administrator_helps_who_lost_their_phone(company: Company) -> None:
    who = company.hire("张三")
    enrol(company, who)
    assert who.browser.delete(f"/api/v1/people/{who.id}/second-factor").status_code == 403
    assert company.admin.browser.delete(f"/api/v1/people/{who.id}/second-factor").status_code == 204
    assert who.browser.get("/api/v1/session").status_code == 401
    assert sign_in(company, who)[1]["person"]["id"] == who.id


def test_what_is_sensitive_wants_a_fresh_sign_in(company: Company) -> None:
    """An open laptop is enough to work, and not for what would outlast it."""
    boss, other = company.admin, company.hire("李四")
    with company.database.transaction() as tx:
        tx.execute(session.update().values(created_at=session.c.created_at))
        stale = session.update().where(session.c.person_id == boss.id)
        tx.execute(stale.values(created_at=datetime(2026, 1, 1, tzinfo=UTC)))
    token = {"name": "ERP", "ops": ["read"]}
    asks: list[tuple[str, str, Any]] = [
        ("POST", "/api/v1/tokens", token),
        ("POST", FACTOR, None),
        ("POST", "/api/v1/me/recovery-codes", None),
        ("PUT", "/api/v1/sign-in-policy", {}),
        ("POST", f"/api/v1/people/{other.id}/password", {}),
        ("POST", f"/api/v1/people/{other.id}/invitation", None),
        ("POST", f"/api/v1/people/{other.id}/invitation:mail", None),
        ("DELETE", f"/api/v1/people/{other.id}/second-factor", None),
        ("POST", "/api/v1/identity-providers", {}),
    ]
    for method, path, body in asks:
        answer = boss.browser.request(method, path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "confirmation_required"), path
    assert boss.browser.get("/api/v1/people").status_code == 200
    confirm = "/api/v1/session/confirm"
    assert boss.browser.post(confirm, json={"password": "something else"}).json()["code"] == "wrong_password"
    assert boss.browser.post("/api/v1/tokens", json=token).status_code == 403
    assert boss.browser.post(confirm, json={"password": PASSWORD}).status_code == 204
    assert boss.browser.post("/api/v1/tokens", json=token).status_code == 201
    phone, _ = enrol(company, boss)
    assert boss.browser.post(confirm, json={"password": PASSWORD}).json()["code"] == "wrong_code"
    assert boss.browser.post(confirm, json={"code": phone.code(1)}).status_code == 204


def test_the_way_in_is_told_in_the_list_of_sessions_and_in_the_log(company: Company) -> None:
    who = company.hire("张三")
    phone, _ = enrol(company, who)
    assert sign_in(company, who, phone.code(1))[0] == 200
    items = who.browser.get("/api/v1/sessions").json()["items"]
    assert {(each["method"], each["proved"]) for each in items} == {("password", True)} and len(items) == 2
    assert who.browser.delete("/api/v1/sessions", params={"others": True}).status_code == 204
    (left,) = who.browser.get("/api/v1/sessions").json()["items"]
    assert left["current"]
    acts = [each["action"] for each in company.admin.browser.get("/api/v1/audit").json()["items"]]
    assert "person.second_factor_on" in acts and "session.create" in acts
    assert re.search(r"^otpauth://totp/Dougong:", totp.uri("A", who.email, "Dougong"))
