"""What measurements of the page share: the real product on an empty folder, its administrator, and Chromium."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from scripts.provision import chromium
from scripts.shooting.product import Client, product

SCREEN: ViewportSize = {"width": 1440, "height": 900}


@dataclass(frozen=True)
class Stage:
    """A running product, and what looks at it."""

    folder: Path
    url: str
    admin: Client
    browser: Browser

    def tab(self) -> Page:
        """A page of the administrator."""
        context = self.browser.new_context(viewport=SCREEN)
        context.add_cookies(self.admin.cookies())
        return context.new_page()


@contextmanager
def stage() -> Iterator[Stage]:
    """All of it, until the measurement is over."""
    binary = chromium.ensure()
    with (
        tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder,
        product(Path(folder), demo=False) as running,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=binary)
        yield Stage(Path(folder), running.url, running.client(), browser)
        browser.close()


def published(admin: Client, form: dict[str, Any]) -> str:
    """The form, published in an app of its own. → its path in the API"""
    path = f"/apps/bench/forms/{form['key']}"
    admin.post("/apps", {"label": "Bench", "key": "bench"})
    draft = admin.post("/apps/bench/forms", {key: form[key] for key in ("label", "key", "fields")})
    body = {"definition": {**draft["definition"], **form}, "revision": draft["revision"]}
    draft = admin.call("PUT", f"{path}/draft", json=body)
    admin.post(f"{path}/draft:publish", {"revision": draft["revision"], "accept_losses": False})
    return path
