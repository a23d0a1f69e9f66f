"""A company whose product knows its own address, a mail server, and somebody who runs its jobs at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from dougong.identity import totp
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.jobs_model import job
from dougong.kit.runner import Runner
from dougong.worker import resources
from tests.conftest import FreshDatabase
from tests.databases import Kind
from tests.dougong.conftest import migrate
from tests.dougong.people import Company, Someone

HOME = "http://testserver"


@dataclass
class MailServer:
    """What it took. `refuses`: answers every mail with this line."""

    url: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    refuses: str = ""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.refuses:
            return self.refuses
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


class AnyPort(Controller):  # type: ignore[misc]  # the library carries no types
    """On a free port; aiosmtpd itself looks for its server at port 0."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture(scope="session")
def post_office() -> Iterator[MailServer]:
    """A real SMTP server."""
    server = MailServer()
    controller = AnyPort(server, hostname="127.0.0.1", port=0)
    controller.start()
    server.url = f"smtp://127.0.0.1:{controller.port}"
    yield server
    controller.stop()


@pytest.fixture
def mail_server(post_office: MailServer) -> MailServer:
    """That server, with nothing in it."""
    post_office.mails, post_office.refuses = [], ""
    return post_office


@pytest.fixture
def settings(database_kind: Kind, fresh_database: FreshDatabase, tmp_path: Path, mail_server: MailServer) -> Settings:
    return Settings(
        database_url=fresh_database(database_kind, migrate),
        data=tmp_path,
        smtp_url=mail_server.url,
        mail_from="斗拱 <dougong@example.com>",
        public_url=HOME,
        outbound_allow="127.0.0.1",
    )


def turn_on(company: Company, who: Someone) -> str:
    """Turns two-step verification on. → the next code of the app"""
    secret = who.browser.post("/api/v1/me/second-factor").json()["secret"]
    step = totp.step_of(company.database.clock())
    shown = {"code": totp.code_at(secret, step)}
    assert who.browser.post("/api/v1/me/second-factor:confirm", json=shown).status_code == 200
    return totp.code_at(secret, step + 1)


@pytest.fixture
def run_jobs(settings: Settings, database: Database) -> Iterator[Callable[..., None]]:
    """Runs what waits, now; with other settings when told."""
    runners: list[Runner] = []

    def run(other: Settings | None = None) -> None:
        runners.append(Runner(database, resources(other or settings)))
        with database.snapshot() as tx:
            waiting = tx.execute(select(job.c.id).where(job.c.state == "queued").order_by(job.c.id)).scalars().all()
        for job_id in waiting:
            runners[-1].run(job_id)

    yield run
    for runner in runners:
        runner.close()
