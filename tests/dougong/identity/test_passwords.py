"""What may be a password, and what happens when one is forgotten or changed."""

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from dougong.identity import passwords
from dougong.kit.errors import Invalid
from tests.dougong.people import PASSWORD, Company


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "123456789",
        "1234567890",
        "Password123",
        "aaaaaaaaaaaa",
        "ababababab",
        "zhang.san@example.com",
        "zhang.san123",
        "x" * 129,
    ],
)
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.require_good_password(password, email="zhang.san@example.com")
    assert refused.value.errors[0].field == "password"


@pytest.mark.parametrize(
    "password", ["correct horse battery", "云想衣裳花想容春风拂槛", "k3mP-w9xQz", "correct horse battery " * 5]
)
def test_a_long_password_needs_no_special_characters(password: str) -> None:
    passwords.require_good_password(password, email="zhang.san@example.com")


def test_the_commonest_passwords_are_refused_in_their_disguises_too() -> None:
    """All of the 30,000 commonest that are long enough, and what people make of shorter ones."""
    common = [each for each in FREQUENCY_LISTS["passwords"] if len(each) >= passwords.MIN_LENGTH]
    disguised = [
        "P4ssw0rd123",
        "1q2w3e4r5t6y",
        "iloveyou12345",
        "20001231abc",
        "1234512345",
        "qwertyuiop12",
        "zxcvbnm,./",
    ]
    assert len(common) > 1_000
    for each in [*common[::10], *disguised]:
        with pytest.raises(Invalid):
            passwords.require_good_password(each, email="zhang.san@example.com")


def test_hashes_are_argon2id_with_the_parameters_of_owasp() -> None:
    hashed = passwords.hash_password("correct horse battery")
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.verify_password(hashed, "correct horse battery")
    assert not passwords.verify_password(hashed, "correct horse batterz")
    assert not passwords.verify_password(None, "correct horse battery")
    assert not passwords.verify_password("not a hash", "correct horse battery")


def test_generated_passwords_are_good_ones() -> None:
    made = {passwords.generate_password() for _ in range(50)}
    assert len(made) == 50
    for each in made:
        passwords.require_good_password(each, email="a@example.com")


def test_changing_ones_password_ends_ones_other_sessions(company: Company) -> None:
    other = company.browser()
    other.post("/api/v1/session", json={"email": company.admin.email, "password": PASSWORD})
    change = {"old": PASSWORD, "new": "another long password"}
    assert company.admin.browser.post("/api/v1/me/password", json=change).status_code == 204
    assert company.admin.browser.get("/api/v1/session").status_code == 200
    assert other.get("/api/v1/session").status_code == 401
    sign_in = {"email": company.admin.email, "password": "another long password"}
    assert company.browser().post("/api/v1/session", json=sign_in).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"old": "wrong wrong wrong", "new": "another long password"}, "old"),
        ({"old": PASSWORD, "new": PASSWORD}, "new"),
        ({"old": PASSWORD, "new": "1234567890"}, "new"),
    ],
)
def test_a_bad_change_of_password_says_which_field_is_wrong(
    company: Company, change: dict[str, str], field: str
) -> None:
    answer = company.admin.browser.post("/api/v1/me/password", json=change)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_after_a_reset_only_choosing_a_password_works(company: Company) -> None:
    person = company.hire("张三")
    program = company.with_token(person, "read")
    assert program.get("/api/v1/directory").status_code == 200
    shown = company.admin.browser.post(f"/api/v1/people/{person.id}/password", json={}).json()["password"]
    assert person.browser.get("/api/v1/session").status_code == 401
    assert program.get("/api/v1/directory").status_code == 401

    browser = company.browser()
    me = browser.post("/api/v1/session", json={"email": person.email, "password": shown}).json()
    assert me["person"]["must_change_password"] is True
    refused = browser.get("/api/v1/directory")
    assert refused.status_code == 403
    assert refused.json()["code"] == "password_change_required"
    assert browser.patch("/api/v1/me", json={"name": "x"}).status_code == 403
    change = {"old": shown, "new": "another long password"}
    assert browser.post("/api/v1/me/password", json=change).status_code == 204
    assert browser.get("/api/v1/directory").status_code == 200


def test_a_password_is_in_no_answer_and_no_audit_row(company: Company) -> None:
    body = {"email": "new@example.com", "name": "新人", "password": "canary canary 42"}
    created = company.admin.browser.post("/api/v1/people", json=body)
    assert created.status_code == 201
    assert created.json()["password"] is None
    person_id = created.json()["person"]["id"]
    company.admin.browser.post(f"/api/v1/people/{person_id}/password", json={"password": "canary canary 43"})
    for path in (f"/api/v1/people/{person_id}", "/api/v1/people", "/api/v1/audit"):
        text = company.admin.browser.get(path).text
        assert "canary" not in text
        assert "argon2" not in text
