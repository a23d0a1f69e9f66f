"""The script for web pages in a real browser: silent without consent, then page views, downloads and events arrive."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.trips.dashboards import publish_form
from tests.trips.trip import Trip

EVENTS = ("page_view", "download", "login")
FORM: dict[str, Any] = {
    "key": "visit",
    "label": "访问",
    "fields": [
        {"key": "what", "type": "select", "label": "事件", "required": True, "options": [{"value": e} for e in EVENTS]},
        *({"key": key, "type": "text", "label": key} for key in ("page", "visitor", "session", "plan")),
        {"key": "external", "type": "text", "label": "编号", "unique": True},
        {"key": "seconds", "type": "number", "label": "秒"},
    ],
}
WORDS = {
    "name": "what",
    "page": "page",
    "visitor": "visitor",
    "session": "session",
    "id": "external",
    "seconds": "seconds",
}


@contextmanager
def site(script: str) -> Iterator[str]:
    """Somebody's website, at an origin of its own. → its address"""
    html = f'<!doctype html><title>t</title><script src="{script}"></script><a id=f href="/a.pdf" download>pdf</a>'

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def until(holds: Callable[[], bool]) -> None:
    """Beacons leave when the browser finds time."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, "it did not arrive"
        time.sleep(0.1)


def kept(tab: Page) -> int:
    found: int = tab.evaluate("localStorage.length + sessionStorage.length + document.cookie.length")
    return found


def test_R153_a_page_tells_what_happens_on_it_once_the_visitor_agrees(trip: Trip) -> None:
    app, form = publish_form(trip, "网站", FORM)
    links = f"/apps/{app}/forms/{form}/links"
    fields = [{"field": each["key"]} for each in FORM["fields"]]
    body: dict[str, Any] = {"label": "官网", "settings": {"fields": fields, "signals": {"words": WORDS}}}
    link = trip.admin.post(links, body)
    records = f"/apps/{app}/forms/{form}/records"

    def arrived() -> list[dict[str, Any]]:
        return list(trip.admin.get(records)["items"])

    with site(f"{link['url']}/page.js") as address:
        body["settings"]["signals"]["sites"] = [address]
        trip.admin.call("PUT", f"{links}/{link['id']}", json={**body, "version": link["version"]})
        tab = trip.open(path="/").context.new_page()
        tab.goto(f"{address}/home?token=secret")
        tab.evaluate('dougong("track", "login", {fields: {plan: "gold"}})')
        tab.evaluate('dougong("flush")')
        assert kept(tab) == 0 and arrived() == [], "nothing is kept or sent before the visitor agrees"
        tab.evaluate('dougong("consent", true)')
        until(lambda: [row["what"] for row in arrived()] == ["login"])
        tab.click("#f")
        tab.evaluate('history.pushState({}, "", "/pricing")')
        tab.goto(f"{address}/bye")
        until(lambda: len(arrived()) == 4)
        found = arrived()
        assert sorted(row["what"] for row in found) == ["download", "login", "page_view", "page_view"]
        views = {urlsplit(row["page"]).path for row in found if row["what"] == "page_view"}
        assert views == {"/home", "/pricing"} and not any("secret" in row["page"] for row in found)
        assert next(row["plan"] for row in found if row["what"] == "login") == "gold"
        assert len({row["visitor"] for row in found}) == 1 and len({row["external"] for row in found}) == 4
        tab.evaluate('dougong("consent", false)')
        assert kept(tab) == 0
        tab.close()
