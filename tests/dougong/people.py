"""People for tests: hired without a form, and signed in.

Verifying a password takes 50 ms by design, so their sessions are opened as if that had been done; the real door has
tests of its own (`tests/dougong/identity`).
"""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from dougong.identity import passwords, people, tokens
from dougong.identity.authentication import COOKIE
from dougong.identity.models import person
from dougong.identity.signin import Caller, open_session
from dougong.kit.db import Database

PASSWORD = "correct horse battery"
ORIGIN = "http://testserver"
_HASH = passwords.hash_password(PASSWORD)


@dataclass
class Someone:
    """A person with a browser (cookie session, same origin)."""

    id: str
    email: str
    browser: TestClient


class Company:
    """Hires people into one application. The first is its administrator."""

    def __init__(self, app: FastAPI, database: Database) -> None:
        self.app = app
        self.database = database
        self._browsers: list[TestClient] = []
        # all browsers share one event loop, as in a server: pooled database connections belong to a loop
        self._ending = ExitStack()
        self._portal = self._ending.enter_context(start_blocking_portal())
        self.admin = self.hire("管理员", is_admin=True)

    def hire(self, name: str, *, email: str = "", signed_in: bool = True, **facts: Any) -> Someone:
        """A new person, whose browser is signed in unless told otherwise."""
        email = email or f"p{len(self._browsers)}@example.com"
        new = people.NewPerson(
            email=email,
            name=name,
            password_hash=_HASH,
            locale="zh-CN",
            timezone="Asia/Shanghai",
            must_change_password=False,
            **facts,
        )
        someone = Someone("", email, self.browser())
        with self.database.transaction() as tx:
            # a prepared database has its people already
            someone.id = people.id_of_email(tx, email) or people.create_person(tx, None, new)["id"]
            if signed_in:
                # which is another hash than ours when another process has prepared the database
                stored = tx.execute(select(person.c.password_hash).where(person.c.id == someone.id)).scalar_one()
                secret = open_session(tx, self.app.state.settings, someone.id, stored, Caller("testclient", "test"))
                assert secret is not None, "this person is switched off"
                someone.browser.cookies.set(COOKIE, secret, domain="testserver.local", path="/")
        return someone

    def browser(self, address: str = "testclient") -> TestClient:
        """A browser of our own page: it sends Origin, keeps cookies, and never raises what the server answers."""
        client = TestClient(
            self.app,
            base_url=ORIGIN,
            headers={"origin": ORIGIN},
            client=(address, 50000),
            raise_server_exceptions=False,
        )
        client.portal = self._portal
        self._browsers.append(client)
        return client

    def with_token(self, owner: Someone, *ops: str, apps: list[str] | None = None) -> TestClient:
        """A program that shows an API token of `owner`."""
        with self.database.transaction() as tx:
            made = tokens.create_token(tx, None, owner.id, name="test", apps=apps, ops=ops)
        client = self.browser()
        client.headers = {"authorization": f"Bearer {made['token']}"}
        return client

    def close(self) -> None:
        for each in self._browsers:
            each.close()
        self._portal.call(self.app.state.executor.close)
        self._ending.close()
