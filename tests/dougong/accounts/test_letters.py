"""Invitations and forgotten passwords by mail, over a real SMTP server; and the outbox where there is none."""

import re
import time
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from dougong.accounts.models import letter
from dougong.identity.models import invitation, person
from dougong.identity.passwords import NO_PASSWORD
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.jobs_model import job
from tests.dougong.accounts.conftest import HOME, MailServer, turn_on
from tests.dougong.people import PASSWORD, Company

RunJobs = Callable[..., None]
NEW = "a fresh wind from the sea"


def link_in(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(rf"{HOME}/welcome/(\S+)", body.get_content())
    assert found, body.get_content()
    return found[1]


def forgot(company: Company, email: str, address: str = "testclient") -> None:
    answer = company.browser(address).post("/api/v1/password-reset", json={"email": email})
    assert (answer.status_code, answer.text) == (202, "null")


def test_a_forgotten_password_is_chosen_anew(company: Company, mail_server: MailServer, run_jobs: RunJobs) -> None:
    who = company.hire("张三")
    program = company.with_token(who, "read")
    forgot(company, f" {who.email.upper()}")
    run_jobs()
    (mail,) = mail_server.mails
    assert (mail["to"], mail["subject"]) == (who.email, "重设密码")
    token = link_in(mail)
    stranger = company.browser()
    assert stranger.get(f"/api/v1/invitations/{token}").json()["purpose"] == "reset"
    assert stranger.post(f"/api/v1/invitations/{token}", json={"password": NEW}).status_code == 200
    # everything that was open has ended, the link too, and they are told of it
    assert who.browser.get("/api/v1/session").status_code == 401 == program.get("/api/v1/apps").status_code
    assert company.browser().post(f"/api/v1/invitations/{token}", json={"password": NEW}).status_code == 404
    for password, status in ((PASSWORD, 401), (NEW, 200)):
        answer = company.browser().post("/api/v1/session", json={"email": who.email, "password": password})
        assert answer.status_code == status
    run_jobs()
    assert mail_server.mails[-1]["subject"] == "密码已修改"


def test_no_secret_of_a_link_is_stored(company: Company, mail_server: MailServer, run_jobs: RunJobs) -> None:
    who = company.hire("张三")
    forgot(company, who.email)
    run_jobs()
    token = link_in(mail_server.mails[0])
    with company.database.snapshot() as tx:
        rows = [tx.execute(select(table)).all() for table in (letter, invitation, job)]
    assert token not in str(rows) and who.email in str(rows)
    (shown,) = company.admin.browser.get("/api/v1/letters").json()["items"]
    assert (shown["state"], shown["has_link"], token in str(shown)) == ("sent", False, False)
    assert company.admin.browser.post(f"/api/v1/letters/{shown['id']}:reveal").json()["code"] == "link_gone"


def test_nobody_learns_who_has_an_account(company: Company, mail_server: MailServer, run_jobs: RunJobs) -> None:
    """Same answer, same work, whoever is asked for: unknown, switched off, never had a password, too often."""
    known, gone, hollow = company.hire("张三"), company.hire("离职"), company.hire("演示")
    company.admin.browser.patch(f"/api/v1/people/{gone.id}", json={"active": False})
    with company.database.transaction() as tx:
        tx.execute(update(person).where(person.c.id == hollow.id).values(password_hash=NO_PASSWORD))
    for email in (known.email, "nobody@example.com", gone.email, hollow.email):
        forgot(company, email)
    for _ in range(5):
        forgot(company, known.email)
        forgot(company, "nobody@example.com")
    run_jobs()
    assert [mail["to"] for mail in mail_server.mails] == [known.email] * 3

    def seconds(email: str, address: str) -> float:
        started = time.perf_counter()
        forgot(company, email, address)
        return time.perf_counter() - started

    forgot(company, "warm@example.com", "10.0.0.9")
    other = company.hire("李四")
    with_account = min(seconds(other.email, "10.0.0.1") for _ in range(3))
    without = min(seconds(f"x{n}@example.com", "10.0.0.2") for n in range(3))
    assert without > with_account / 3 and with_account > without / 3


def test_one_address_asks_no_more_than_thirty_times(company: Company) -> None:
    for number in range(30):
        forgot(company, f"p{number}@example.net", "10.1.1.1")
    answer = company.browser("10.1.1.1").post("/api/v1/password-reset", json={"email": "one@example.net"})
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0
    forgot(company, "one@example.net", "10.1.1.2")


def test_a_link_ends_after_half_an_hour_and_with_the_next(
    company: Company, database: Database, mail_server: MailServer, run_jobs: RunJobs
) -> None:
    who = company.hire("张三")
    for _ in range(2):
        forgot(company, who.email)
        run_jobs()
    first, second = map(link_in, mail_server.mails)
    stranger = company.browser()
    assert stranger.get(f"/api/v1/invitations/{first}").status_code == 404
    assert stranger.get(f"/api/v1/invitations/{second}").status_code == 200
    with database.transaction() as tx:
        tx.execute(update(invitation).values(expires_at=tx.now))
    assert stranger.post(f"/api/v1/invitations/{second}", json={"password": NEW}).status_code == 404


def test_a_mailbox_is_only_one_factor(company: Company, mail_server: MailServer, run_jobs: RunJobs) -> None:
    who = company.hire("张三")
    turn_on(company, who)
    forgot(company, who.email)
    run_jobs()
    thief = company.browser()
    answer = thief.post(f"/api/v1/invitations/{link_in(mail_server.mails[-1])}", json={"password": NEW})
    assert answer.json().keys() == {"ticket"} and thief.get("/api/v1/session").status_code == 401


def test_an_invitation_by_mail_is_the_first_sign_in(
    company: Company, mail_server: MailServer, run_jobs: RunJobs
) -> None:
    boss = company.admin.browser
    body = {"email": "li@example.com", "name": "Li Lei", "locale": "en"}
    made = boss.post("/api/v1/people", json=body).json()["person"]
    assert boss.post(f"/api/v1/people/{made['id']}/invitation:mail").status_code == 202
    run_jobs()
    assert mail_server.mails[0]["subject"] == "You are invited to Dougong"
    browser = company.browser()
    me = browser.post(f"/api/v1/invitations/{link_in(mail_server.mails[0])}", json={"password": NEW}).json()
    assert me["person"]["id"] == made["id"] and not me["person"]["must_change_password"]


def test_a_refusing_server_is_tried_again_and_told_to_the_administrator(
    company: Company, mail_server: MailServer, run_jobs: RunJobs
) -> None:
    who = company.hire("张三")
    mail_server.refuses = "451 come back later"
    forgot(company, who.email)
    run_jobs()
    (shown,) = company.admin.browser.get("/api/v1/letters").json()["items"]
    assert shown["state"] == "waiting" and "451" in shown["reason"]
    with company.database.transaction() as tx:  # its next try is due
        tx.execute(update(job).where(job.c.state == "queued").values(run_after=tx.now))
    mail_server.refuses = ""
    run_jobs()
    (mail,) = mail_server.mails
    assert company.browser().get(f"/api/v1/invitations/{link_in(mail)}").status_code == 200
    assert company.admin.browser.get("/api/v1/letters").json()["items"][0]["state"] == "sent"
    mail_server.refuses = "550 no such mailbox"
    forgot(company, who.email)
    run_jobs()
    (last, _) = company.admin.browser.get("/api/v1/letters").json()["items"]
    assert (last["state"], last["has_link"]) == ("failed", True) and "550" in last["reason"]


@pytest.mark.parametrize("missing", ["smtp_url", "public_url"])
def test_without_mail_the_outbox_shows_what_would_have_gone_out(
    company: Company, settings: Settings, mail_server: MailServer, run_jobs: RunJobs, missing: str
) -> None:
    who, boss = company.hire("张三"), company.admin.browser
    forgot(company, who.email)
    run_jobs(settings.model_copy(update={missing: ""}))
    assert mail_server.mails == []
    (shown,) = boss.get("/api/v1/letters").json()["items"]
    assert (shown["state"], shown["has_link"]) == ("kept", True)
    assert ("SMTP" if missing == "smtp_url" else "DOUGONG_PUBLIC_URL") in shown["reason"]
    assert "welcome" not in str(shown)
    reveal = f"/api/v1/letters/{shown['id']}:reveal"
    assert who.browser.post(reveal).status_code == 403 == who.browser.get("/api/v1/letters").status_code
    url = boss.post(reveal).json()["url"]
    newest = boss.get("/api/v1/audit").json()["items"][0]
    assert (newest["action"], newest["actor"]["id"]) == ("letter.reveal", company.admin.id)
    token = url.rpartition("/")[2]
    assert company.browser().post(f"/api/v1/invitations/{token}", json={"password": NEW}).status_code == 200
    assert boss.post(reveal).json()["code"] == "link_gone"


def test_what_a_request_says_of_its_host_is_in_no_link(
    company: Company, mail_server: MailServer, run_jobs: RunJobs
) -> None:
    who = company.hire("张三")
    evil = {"host": "evil.example", "x-forwarded-host": "evil.example", "sec-fetch-site": "same-origin"}
    company.browser().post("/api/v1/password-reset", json={"email": who.email}, headers=evil)
    run_jobs()
    assert "evil" not in mail_server.mails[0].as_string() and link_in(mail_server.mails[0])
    made = company.admin.browser.post(f"/api/v1/people/{who.id}/invitation", headers=evil)
    assert made.json()["url"].startswith(f"{HOME}/welcome/")
