"""First loads of the page: script before anything is clicked, largest paint at a quarter of the speed, shifts.

`scripts/bench page`. Chromium with an empty cache and the processor slowed down four times (DevTools' own throttle);
sizes as they come over the wire, compressed. Budgets: 350 KB of script, largest contentful paint 1.5 s, no shift.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from scripts.benches.browser import Stage, published, stage
from scripts.benches.figures import Figure, tell

SCRIPT_KB, PAINT_MS, SLOWER = 350, 1_500, 4
_WATCH = """() => {
  window.paints = []; window.shifts = [];
  new PerformanceObserver((list) => window.paints.push(...list.getEntries().map((one) => one.startTime)))
    .observe({type: "largest-contentful-paint", buffered: true});
  new PerformanceObserver((list) => window.shifts.push(
    ...list.getEntries().filter((one) => !one.hadRecentInput).map((one) => one.value)))
    .observe({type: "layout-shift", buffered: true});
}"""
_FOUND = """() => ({
  paint: Math.max(0, ...window.paints),
  shift: window.shifts.reduce((sum, one) => sum + one, 0),
  script: performance.getEntriesByType("resource").filter((one) => one.name.split("?")[0].endsWith(".js"))
    .reduce((sum, one) => sum + one.encodedBodySize, 0) / 1000,
})"""


def load(tab: Page, address: str) -> dict[str, float]:
    """{paint: ms, shift: score, script: KB compressed} of an address opened with nothing cached."""
    session = tab.context.new_cdp_session(tab)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    tab.add_init_script(f"({_WATCH})()")
    tab.goto(address)
    tab.wait_for_load_state("networkidle")
    tab.wait_for_timeout(1_000)
    found: dict[str, float] = tab.evaluate(_FOUND)
    tab.close()
    return found


def places(on: Stage) -> dict[str, tuple[Page, str]]:
    """Where people arrive: strangers at the sign-in, others at their apps, a list and a record of it."""
    fields: list[dict[str, Any]] = [{"key": key, "type": "text", "label": key.title()} for key in ("name", "city")]
    form = published(on.admin, {"label": "Deal", "key": "deal", "fields": fields, "title": "name"})
    made = [on.admin.post(f"{form}/records", {"name": f"Deal {n}", "city": "杭州"}) for n in range(60)]
    pages = form.removeprefix("/")
    stranger = on.browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    return {
        "sign-in": (stranger, f"{on.url}/sign-in"),
        "workbench": (on.tab(), f"{on.url}/"),
        "list": (on.tab(), f"{on.url}/{pages}"),
        "record": (on.tab(), f"{on.url}/{pages}/records/{made[0]['id']}"),
    }


def main() -> None:
    with stage() as on:
        for name, (tab, address) in places(on).items():
            load(on.tab(), address)  # the server's own first time
            found = load(tab, address)
            print(f"{name:10} script {found['script']:4.0f} KB   paint {found['paint']:5.0f} ms   "
                  f"shift {found['shift']:.3f}")  # fmt: skip
            tell(
                Figure(f"script of the first load: {name}", found["script"], "KB", budget=SCRIPT_KB),
                Figure(f"largest paint at a quarter of the speed: {name}", found["paint"], "ms", budget=PAINT_MS),
                Figure(f"shift of the layout: {name}", found["shift"], "", budget=0.01),
            )


if __name__ == "__main__":
    main()
