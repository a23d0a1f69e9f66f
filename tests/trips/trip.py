"""A journey through the product: people, their tabs, and what hands do with a mouse."""

import itertools
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from scripts.shooting.product import ADMIN, PASSWORD, Client, Product

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 30_000
TRACES = bool(os.environ.get("DOUGONG_TRACES"))
"""Whether failed journeys leave Playwright's traces beside the pictures: recording them takes a fifth of the time."""
_NUMBERS = itertools.count(1)

expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Trip:
    """Everything one test opens, closed with it."""

    product: Product
    browser: Browser
    troubles: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)
    _admin: Client | None = None

    @property
    def admin(self) -> Client:
        """The administrator's API."""
        if self._admin is None:
            self._admin = self.product.client()
        return self._admin

    def hire(self, name: str, **facts: Any) -> tuple[Client, str]:
        """A person with the usual password. → the API as this person, the e-mail"""
        email = f"person{next(_NUMBERS)}-{os.getpid()}@example.com"
        made = self.admin.post("/people", {"email": email, "name": name, "password": "a first password 1", **facts})
        newcomer = self.product.client(email, "a first password 1")
        newcomer.post("/me/password", {"old": "a first password 1", "new": PASSWORD})
        person = self.product.client(email, PASSWORD)
        assert person.me["id"] == made["person"]["id"]
        return person, email

    def open(self, person: Client | None = None, path: str = "/", *, phone: bool = False, lang: str = "zh-CN") -> Page:
        """A tab in a browser of its own; signed in when a person is given."""
        context = self.browser.new_context(
            base_url=self.product.url,
            viewport=PHONE if phone else DESK,
            locale=lang,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            has_touch=phone,
            is_mobile=phone,
        )
        if TRACES:
            context.tracing.start(screenshots=True, snapshots=True)
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        if person is not None:
            context.add_cookies(person.cookies())
        tab = context.new_page()
        tab.on("pageerror", lambda error: self.troubles.append(f"page error: {error}"))
        tab.on(
            "response",
            lambda answer: self.troubles.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
        )
        tab.on("request", lambda asked: self._at_home(asked.url))
        tab.goto(path)
        return tab

    def _at_home(self, url: str) -> None:
        """No page asks anybody else for anything: no font, no picture, no figures of use."""
        if not url.startswith((f"{self.product.url}/", "data:", "blob:", "about:")):
            self.troubles.append(f"asked elsewhere: {url[:200]}")

    def close(self, failed_to: Path | None) -> None:
        """Ends the journey; a failed one leaves a picture of every tab (and traces when asked to)."""
        for number, context in enumerate(self._contexts):
            if failed_to is not None:
                for index, tab in enumerate(context.pages):
                    tab.screenshot(path=failed_to / f"{number}-{index}.png")
                if TRACES:
                    context.tracing.stop(path=failed_to / f"{number}.zip")
            context.close()
        if self._admin is not None:
            self._admin.close()


def sign_in(tab: Page, email: str = ADMIN, password: str = PASSWORD) -> None:
    """By the form, as everybody does."""
    tab.get_by_label("邮箱").fill(email)
    tab.get_by_label("密码", exact=True).fill(password)
    tab.get_by_role("button", name="登录").click()


def drag(tab: Page, source: Locator, target: Locator, *, x: float = 0.5, y: float = 0.5) -> None:
    """Picks up the middle of one thing and lets go over a part of another (fractions of its box), in small moves."""
    source.scroll_into_view_if_needed()
    target.scroll_into_view_if_needed()
    taken, place = source.bounding_box(), target.bounding_box()
    assert taken is not None and place is not None
    tab.mouse.move(taken["x"] + taken["width"] / 2, taken["y"] + taken["height"] / 2)
    tab.mouse.down()
    tab.mouse.move(taken["x"] + taken["width"] / 2 + 12, taken["y"] + taken["height"] / 2 + 6, steps=4)
    end = place["x"] + place["width"] * x, place["y"] + place["height"] * y
    tab.mouse.move(*end, steps=20)
    tab.mouse.move(end[0] + 1, end[1] + 1, steps=3)  # collisions are looked for on movement
    tab.mouse.up()


def still(tab: Page) -> None:
    """Waits until nothing slides in any more: a list opened from a moving drawer would open beside it."""
    tab.wait_for_function(
        "() => document.getAnimations().every((one) => one.playState !== 'running' || "
        "one.effect.getComputedTiming().endTime === Infinity)"
    )


def choose(tab: Page, name: str, option: str, *, within: Locator | None = None) -> None:
    """An entry of the drop-down list of this name."""
    still(tab)
    named = re.compile(rf"^{re.escape(name)}\s*(（可选）|（ 可选 ）)?$")
    box = (within or tab).get_by_role("combobox", name=named)
    box.locator("xpath=ancestor::*[contains(concat(' ', @class, ' '), ' ant-select ')][1]").click()
    entry = tab.locator(".ant-select-dropdown:visible .ant-select-item-option").filter(has_text=option)
    entry.get_by_text(option, exact=True).first.click()
    if entry.count():
        tab.keyboard.press("Escape")
