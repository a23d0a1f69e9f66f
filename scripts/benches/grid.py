"""The grid over a million records, in Chromium: for how long a row in sight stays blank (design §11).

`scripts/bench grid [rows]`. The real product on SQLite with the built page. A frame is blank when a row in sight has no
record in it; told is the longest stretch of blank frames of each way to move, beside what one request for the same rows
takes when nothing else happens (the page can't be faster than that).
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from playwright.sync_api import Page as Tab
from sqlalchemy import Integer, cast, func, insert, literal, select
from sqlalchemy.sql.expression import CTE

from dougong.apps.catalog import app_catalog
from dougong.kit.config import Settings
from dougong.kit.db import Database
from scripts.benches.browser import published, stage
from scripts.benches.figures import Figure, tell

BUDGET_MS = 200.0
ROWS = 1_000_000
FIELDS: list[dict[str, Any]] = [
    {"key": "name", "type": "text", "label": "Name"},
    {"key": "status", "type": "select", "label": "Status", "options": [{"value": "new"}, {"value": "won"}]},
    {"key": "due", "type": "date", "label": "Due"},
    {"key": "amount", "type": "money", "label": "Amount"},
    {"key": "city", "type": "text", "label": "City"},
]
VIEWS = [
    {"key": "all", "label": "All", "columns": [{"field": field["key"]} for field in FIELDS]},
    {"key": "by_due", "label": "By day", "columns": [{"field": field["key"]} for field in FIELDS], "sort": ["due"]},
]
_WATCH = """() => {
  window.longest = 0; window.since = null; window.frames = 0;
  const blank = () => {
    const box = document.querySelector('[role=grid]')?.getBoundingClientRect();
    const rows = [...document.querySelectorAll('[role=row][data-row]')].filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return box && bottom > box.top + 40 && top < box.bottom;
    });
    return rows.length === 0 || rows.some((row) => !row.querySelector('input'));
  };
  const look = (now) => {
    window.frames += 1;
    if (blank()) { window.since ??= now; window.longest = Math.max(window.longest, now - window.since); }
    else window.since = null;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def seed(database: Database, owner: str, rows: int) -> None:
    """Records made by the database itself: a million take seconds. Past every rule, for measuring only."""
    first = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers: CTE = first.union_all(select(first.c.n + 1).where(first.c.n < rows))
    n = numbers.c.n
    with database.transaction() as tx:
        table = app_catalog(tx, "bench").tables.table("deal")
        values = {
            "id": func.printf("01890000-0000-7000-8000-%012x", n),
            "owner": literal(owner),
            "created_by": literal(owner),
            "updated_by": literal(owner),
            "created_at": literal(tx.now, table.c.created_at.type),
            "updated_at": literal(tx.now, table.c.updated_at.type),
            "version": literal(1),
            "name": func.printf("Deal %07d", n),
            "status": func.iif(n % 3 == 0, "won", "new"),
            "due": func.date("2020-01-01", func.printf("+%d days", (n * 7919) % 2500)),
            "amount": cast((n * 104729) % 90000, Integer()),
            "city": literal("Hangzhou"),
        }
        tx.execute(insert(table).from_select(list(values), select(*values.values())))


def longest(tab: Tab, act: Any, rest: float = 3.0) -> float:
    """Milliseconds of the longest blank while and after something was done."""
    tab.evaluate("() => { window.longest = 0; window.since = null; }")
    act()
    time.sleep(rest)
    for _ in range(100):
        if tab.evaluate("() => window.since === null"):
            break
        time.sleep(0.1)
    return float(tab.evaluate("() => window.longest"))


def request_ms(tab: Tab, query: str) -> float:
    """What one request takes, the least of three."""
    asked = f"""async () => {{
      let least = Infinity;
      for (let at = 0; at < 3; at += 1) {{
        const from = performance.now();
        const answer = await fetch('/api/v1/apps/bench/forms/deal/records?limit=100&{query}');
        await answer.json();
        least = Math.min(least, performance.now() - from);
      }}
      return least;
    }}"""
    return float(tab.evaluate(asked))


def scroll_to(tab: Tab, share: float) -> None:
    """The scroll bar at a share of its way."""
    tab.evaluate(
        "(share) => { const box = document.querySelector('[role=grid]'); box.scrollTop = box.scrollHeight * share; }",
        share,
    )


def wheel(tab: Tab) -> None:
    """Five seconds of a quick wheel."""
    tab.mouse.move(700, 500)
    for _ in range(100):
        tab.mouse.wheel(0, 400)
        time.sleep(0.05)


def sweep(tab: Tab) -> None:
    """The bar drawn over the whole list in four seconds."""
    for step in range(40):
        scroll_to(tab, step / 40)
        time.sleep(0.1)


def measure(tab: Tab, url: str, rows: int) -> list[dict[str, Any]]:
    """[{name, blank, request, ratio}]"""
    found: list[dict[str, Any]] = []
    for view, sort in (("by_due", "due"), ("all", "")):
        tab.goto(f"{url}/apps/bench/forms/deal?view={view}")
        tab.locator("[role=row][data-row] input").first.wait_for(timeout=60_000)
        time.sleep(4)  # until the records are counted
        tab.evaluate(_WATCH)
        for name, act, query in (
            ("wheel", lambda: wheel(tab), ""),
            ("to the end", lambda: scroll_to(tab, 1), f"offset={rows - 100}"),
            ("to the middle", lambda: scroll_to(tab, 0.5), f"offset={rows // 2}"),
            ("back to the beginning", lambda: scroll_to(tab, 0), ""),
            ("bar drawn over all", lambda: sweep(tab), f"offset={rows // 2}"),
        ):
            blank, alone = longest(tab, act), request_ms(tab, f"sort={sort}&{query}")
            named = f"{name}, by {sort}" if sort else name
            found.append({"name": named, "blank": blank, "request": alone, "ratio": blank / alone})
            print(json.dumps({**found[-1], "budget": BUDGET_MS}), flush=True)
            tell(Figure(f"grid of {rows:,}: {named}", blank, "ms blank", alone, BUDGET_MS))
    return found


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with stage() as on:
        published(on.admin, {"label": "Deal", "key": "deal", "fields": FIELDS, "title": "name", "views": VIEWS})
        started = time.monotonic()
        database = Database(Settings(data=on.folder / "data").sqlalchemy_url)
        seed(database, on.admin.me["id"], rows)
        database.close()
        print(json.dumps({"rows": rows, "seeded_s": round(time.monotonic() - started, 1)}), flush=True)
        measure(on.tab(), on.url, rows)


if __name__ == "__main__":
    main()
