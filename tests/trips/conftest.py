"""The real product and a real browser: `trip.open(person)` gives a tab. What failed leaves pictures in `var/trips`
(and Playwright's traces when `DOUGONG_TRACES` is set)."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from scripts.provision.places import VAR
from scripts.shooting.product import Product, product
from tests.trips.mailbox import Mailbox, mailbox
from tests.trips.trip import Trip

FOR_SHORT_LIVES = ["--disable-gpu", "--disable-software-rasterizer", "--js-flags=--no-opt"]
"""Pages are painted by the processor alone: a graphics card imitated in software takes more of it. They live for
seconds: V8's optimizing compiler would cost an eighth of all and give nothing back."""
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def mails() -> Iterator[Mailbox]:
    """Where the product's mails go."""
    with mailbox() as box:
        yield box


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, mails: Mailbox) -> Iterator[Product]:
    """One product on SQLite for the whole run, without demo data; every test makes an app of its own in it."""
    folder, settings = tmp_path_factory.mktemp("product"), {"DOUGONG_SMTP_URL": mails.url}
    with product(folder, demo=False, settings=settings) as started:
        yield started


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser that `scripts/test` provides."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("DOUGONG_TEST_CHROMIUM"), args=FOR_SHORT_LIVES
        )
        yield browser
        browser.close()


@pytest.fixture
def trip(running: Product, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Trip]:
    """One journey: the administrator, new people, and tabs of theirs on any screen."""
    made = Trip(running, chromium)
    yield made
    failed = request.node.stash.get(FAILED, True)
    made.close(_folder(request.node.name) if failed else None)
    if not failed:
        assert made.troubles == []


def _folder(test: str) -> Path:
    folder = VAR / "trips" / "".join(letter if letter.isalnum() else "-" for letter in test)[:80]
    folder.mkdir(parents=True, exist_ok=True)
    return folder
