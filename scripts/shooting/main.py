"""`scripts/shots`: starts the product full and empty, pictures every main page, and fails on what is wrong with them.

Pictures go to `var/shots/<page>-<language>-<width>-<full|empty>.png`.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page as Tab

from scripts.provision.places import VAR, make_folder
from scripts.shooting.app_page import settle as settle_page
from scripts.shooting.around_data import settle_around
from scripts.shooting.company import settle
from scripts.shooting.every import every_page
from scripts.shooting.faults import Listener, faults, known_namespaces
from scripts.shooting.fields_app import settle as settle_fields
from scripts.shooting.flow_data import colleague, settle_flows
from scripts.shooting.page import Page
from scripts.shooting.pages import PAGES
from scripts.shooting.product import Client, Product, product
from scripts.shooting.steps_data import settle as settle_steps
from scripts.shooting.visit_data import settle as settle_visits

SIZES = {1440: 900, 390: 844}
LANGUAGES = {"zh-CN": "zh-CN", "en": "en-US"}
STATES = ("full", "empty")
SETTLED = """() => {
  const busy = "[role=status][aria-label], .ant-skeleton, .ant-spin-spinning, [aria-busy=true]";
  return ![...document.querySelectorAll(busy)].some((one) => one.checkVisibility()) &&
    document.fonts.status === "loaded";
}"""
PATIENCE_MS = 15_000


@dataclass(frozen=True)
class Wanted:
    """What to picture; everything unless told otherwise."""

    pages: Sequence[str]
    languages: Sequence[str]
    widths: Sequence[int]
    states: Sequence[str]
    folder: Path
    app: str | None


def main() -> None:
    wanted = _arguments()
    began = time.monotonic()
    make_folder(wanted.folder)
    wrong: dict[str, list[str]] = {}
    pictures = 0
    with tempfile.TemporaryDirectory(prefix="dougong-shots-") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("DOUGONG_TEST_CHROMIUM"))
        for state in wanted.states:
            if wanted.app and state == "empty":
                continue
            with product(Path(folder) / state, demo=state == "full") as started:
                for name, found in _shoot(browser, started, state, wanted):
                    pictures += 1
                    print(f"{'✗' if found else '✓'} {name}", flush=True)
                    for line in found:
                        print(f"    {line}", flush=True)
                    if found:
                        wrong[name] = found
        browser.close()
    said = f"{pictures} 张图片 · pictures in {wanted.folder} ({time.monotonic() - began:.0f} s)"
    if wrong:
        print(f"\n✗ {said}: {len(wrong)} 张有问题 · have faults: {', '.join(wrong)}")
        sys.exit(1)
    print(f"\n✓ {said}")


def _arguments() -> Wanted:
    parser = argparse.ArgumentParser(
        prog="scripts/shots",
        description="为每个主要页面截图，并检查其中的问题。 Pictures every main page and checks what it shows.",
    )
    names = [page.name for page in PAGES]
    parser.add_argument("--page", action="append", choices=names, help="只拍这一页 · this page only (repeatable)")
    parser.add_argument("--lang", choices=LANGUAGES)
    parser.add_argument("--width", type=int, choices=SIZES)
    parser.add_argument("--state", choices=STATES)
    parser.add_argument("--app", help="这个应用的每个列表、记录和看板 · every list, record and board of this app")
    parser.add_argument("--to", type=Path, default=VAR / "shots", help="文件夹 · folder (var/shots)")
    given = parser.parse_args()
    return Wanted(
        given.page or names,
        [given.lang] if given.lang else list(LANGUAGES),
        [given.width] if given.width else list(SIZES),
        [given.state] if given.state else STATES,
        given.to.resolve(),
        given.app,
    )


def _shoot(browser: Browser, started: Product, state: str, wanted: Wanted) -> Iterator[tuple[str, list[str]]]:
    """Every wanted picture of one product. → its name and what is wrong with it"""
    admin = started.client()
    if wanted.app:
        yield from _views(browser, started, admin, every_page(admin, wanted.app), state, wanted, {})
        return
    pages = [page for page in PAGES if page.name in wanted.pages]
    if state == "full":
        settle(admin, "crm")
        settle_page(admin, "crm")
        ids = {form: admin.get(f"/apps/crm/forms/{form}/records?limit=1")["items"][0]["id"] for form in _FORMS}
        ids["survey"] = _survey(admin)
        ids |= settle_flows(started, admin)
        ids |= settle_around(admin, colleague(started))
        ids |= settle_fields(admin, records=True)
        ids |= settle_visits(started, admin)
        settle_steps(admin)
        yield from _views(browser, started, admin, pages, state, wanted, ids)
        return
    pages = [page for page in pages if not page.needs_records]
    yield from _views(browser, started, admin, [p for p in pages if p.before_apps], state, wanted, {})
    admin.job(admin.post("/apps:install", {"template": "crm", "demo": False}))
    settle_fields(admin, records=False)
    yield from _views(browser, started, admin, [p for p in pages if not p.before_apps], state, wanted, {})


_FORMS = ("customer", "opportunity")


def _survey(admin: Client) -> str:
    """The token of the CRM's satisfaction survey."""
    links = admin.get("/apps/crm/forms/survey_response/links")["items"]
    return str(next(link["url"] for link in links if link["key"] == "csat").rsplit("/", 1)[1])


def _views(
    browser: Browser,
    started: Product,
    admin: Client,
    pages: Sequence[Page],
    state: str,
    wanted: Wanted,
    ids: dict[str, str],
) -> Iterator[tuple[str, list[str]]]:
    for language in wanted.languages if pages else ():
        admin.call("PATCH", "/me", json={"locale": language})
        for width in wanted.widths:
            contexts = {signed_in: _context(browser, started, language, width) for signed_in in (True, False)}
            contexts[True].add_cookies(admin.cookies())
            for page in (page for page in pages if page.phone or width == max(SIZES)):
                name = f"{page.name}-{language}-{width}-{state}"
                found = _picture(contexts[page.signed_in], page, ids, wanted.folder / f"{name}.png")
                yield name, found
            for context in contexts.values():
                context.close()


def _context(browser: Browser, started: Product, language: str, width: int) -> BrowserContext:
    phone = width < 600
    context = browser.new_context(
        base_url=started.url,
        viewport={"width": width, "height": SIZES[width]},
        locale=LANGUAGES[language],
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        has_touch=phone,
        is_mobile=phone,
    )
    # The live stream never ends, and a picture waits for the network to rest: the page then asks by itself.
    context.route("**/api/v1/me/stream", lambda route: route.fulfill(status=204))
    return context


def _picture(context: BrowserContext, page: Page, ids: dict[str, str], file: Path) -> list[str]:
    tab = context.new_page()
    tab.set_default_timeout(PATIENCE_MS)
    listener = Listener(tab)
    found: list[str] = []
    try:
        tab.goto(page.path.format(**ids))
        settled(tab)
        if page.act:
            page.act(tab)
            settled(tab)
        found = faults(tab, known_namespaces())
    except BrowserError as error:
        found.append(f"not reached: {error.message.splitlines()[0]}")
    tab.screenshot(path=file, animations="disabled")
    tab.close()
    return listener.take() + found


def settled(tab: Tab) -> None:
    """Waits until nothing loads and no skeleton stands for what is to come."""
    tab.wait_for_load_state("networkidle")
    tab.wait_for_function(SETTLED)


if __name__ == "__main__":
    main()
