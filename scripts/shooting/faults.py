"""What is wrong with a page as it stands: judged in the browser, reported in words."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage
from playwright.sync_api import Page as Tab

from scripts.provision.places import FRONTEND

AXE = FRONTEND / "node_modules" / "axe-core" / "axe.min.js"
TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const near = walker.currentNode.parentElement;
    if (!near || near.closest("script, style, code, pre, kbd, .cm-editor, [contenteditable=true]")) continue;
    const text = walker.currentNode.textContent.trim();
    if (text) found.push(text);
  }
  for (const name of ["aria-label", "title", "placeholder"])
    for (const one of document.querySelectorAll(`[${name}]`))
      if (!one.closest(".cm-editor")) found.push(one.getAttribute(name).trim());
  return found;
}"""
WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= width) return null;
  const scrolls = (one) => {
    for (let box = one.parentElement; box && box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== "visible") return true;
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")].filter(
    (one) => one.getBoundingClientRect().right > width + 1 && !scrolls(one));
  return `${document.scrollingElement.scrollWidth} > ${width}: ` +
    wide.slice(0, 3).map((one) => `${one.tagName.toLowerCase()}.${one.className}`).join(", ");
}"""
CUT_OFF = """() => {
  const found = [];
  for (const dialog of document.querySelectorAll("[role=dialog]")) {
    const right = dialog.getBoundingClientRect().right;
    const scrolls = (one) => {
      for (let box = one; box && box !== dialog; box = box.parentElement)
        if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(box).overflowX)) return true;
      return false;
    };
    for (const one of dialog.querySelectorAll("button, a, input, textarea, p, h2, h3, li"))
      if (one.checkVisibility() && one.getBoundingClientRect().right > right + 1 && !scrolls(one.parentElement))
        found.push(one.outerHTML.slice(0, 120));
  }
  return found.slice(0, 3);
}"""
"""What stands beyond the right edge of its dialog, where nobody can reach it."""
CUT_WORDS = """() => [...document.querySelectorAll(".ant-segmented-item-label, .ant-btn > span, .ant-tag, label")]
  .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1 &&
    getComputedStyle(one).textOverflow === "ellipsis")
  .slice(0, 4).map((one) => one.textContent.trim())"""
"""Words that nobody can read to the end although they say what one chooses."""
TALLER = """() => innerWidth > 767 && document.scrollingElement.scrollHeight > innerHeight + 1"""
"""On the phone a designer is a note and a preview, which scrolls."""
RUN_AXE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter((one) => one.impact === "serious" || one.impact === "critical")
  .map((one) => ({id: one.id, help: one.help, nodes: one.nodes.slice(0, 4).map((node) => node.html.slice(0, 180)),
                  count: one.nodes.length}))"""
EXPECTED = (
    ("/api/v1/session", "401"),
    ("/api/v1/public/dashboards/gone", "404"),
    ("/api/v1/public/views/nothing", "404"),
    ("/api/v1/public/forms/nothing", "404"),
    ("/api/v1/invitations/nothing", "404"),
)
"""Refusals that belong to a page: who is not signed in, a link that has ended."""
RAW_KEY = re.compile(r"(?:[a-z][a-z0-9_]*\.)+[a-z][a-z0-9_]*")
BROKEN = re.compile(r"\[object \w+\]|\bundefined\b|\bNaN\b|Invalid Date|\{\{|\}\}")


def known_namespaces() -> set[str]:
    """First words of the page's own texts: `way.blank` is a raw key, `example.com` in a cell is somebody's data."""
    words: set[str] = set()
    for file in (FRONTEND / "src" / "locales" / "en").glob("*.json"):
        words |= {file.stem, *json.loads(file.read_text())}
    return words


@dataclass
class Listener:
    """Hears what a tab complains about, from the moment it exists."""

    tab: Tab
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tab.on("console", self._console)
        self.tab.on("pageerror", lambda error: self.heard.append(f"page error: {error}"))
        self.tab.on("response", lambda response: self._status(response.status, response.url))

    def _console(self, message: ConsoleMessage) -> None:
        path = urlsplit(message.location.get("url", "")).path
        expected = any(path == where and status in message.text for where, status in EXPECTED)
        if message.type == "error" and not expected:
            self.heard.append(f"console: {message.text[:300]} ({urlsplit(message.location.get('url', '')).path})")

    def _status(self, status: int, url: str) -> None:
        if status >= 500:
            self.heard.append(f"server: {status} {urlsplit(url).path}")

    def take(self) -> list[str]:
        heard, self.heard = self.heard, []
        return heard


def faults(tab: Tab, namespaces: set[str]) -> list[str]:
    """Everything wrong with what the tab shows now."""
    found = []
    texts: list[str] = tab.evaluate(TEXTS)
    if sum(map(len, texts)) < 8:
        found.append("the page is empty")
    for text in dict.fromkeys(texts):
        if RAW_KEY.fullmatch(text) and text.split(".")[0] in namespaces:
            found.append(f"missing text: {text}")
        elif BROKEN.search(text):
            found.append(f"broken text: {text[:120]}")
    wider = tab.evaluate(WIDER)
    if wider:
        found.append(f"wider than the screen: {wider}")
    found += [f"beyond its dialog: {each}" for each in tab.evaluate(CUT_OFF)]
    found += [f"words cut off: {each}" for each in tab.evaluate(CUT_WORDS)]
    if urlsplit(tab.url).path.endswith("/design") and tab.evaluate(TALLER):
        found.append("a designer that scrolls as a whole")
    return found + _axe(tab)


def _axe(tab: Tab) -> list[str]:
    tab.evaluate(AXE.read_text())
    violations: list[dict[str, Any]] = tab.evaluate(RUN_AXE)
    return [f"axe {one['id']} × {one['count']}: {one['help']}: {' | '.join(one['nodes'])}" for one in violations]
