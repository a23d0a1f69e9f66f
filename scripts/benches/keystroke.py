"""One keystroke in a large form, in Chromium: 300 fields, 200 rules, 500 rows of a subform (design §11).

`scripts/bench keystroke`. The real product with the built page; CPU time of the page's main thread per key (script,
style and layout, and the whole task with painting), median of several keys, beside a bare `<input>` in the same
browser. Keys come one by one, as from a keyboard.
"""

from __future__ import annotations

import json
import statistics
import time
from typing import Any

from playwright.sync_api import Browser, CDPSession
from playwright.sync_api import Page as Tab

from scripts.benches.browser import SCREEN, Stage, published, stage
from scripts.benches.figures import Figure, tell
from scripts.shooting.product import Client

BUDGET_MS = 16.0
NUMBERS, FORMULAS, ROWS = 240, 58, 500
KEYS = 13  # a number holds 15 digits
PAUSE = 0.05
"""Between two keys, seconds: time for a frame, and shorter than the pause after which a draft is kept."""
_BARE = "data:text/html,<!doctype html><title>bare</title><input id=bare>"
_WORK = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")


def large_form() -> dict[str, Any]:
    """Every number shows the one 20 further on; formulas of two numbers each; rows with an amount, and its share."""
    numbers = [{"key": f"n{i}", "type": "number", "label": f"Number {i}"} for i in range(NUMBERS)]
    formulas = [
        {"key": f"c{i}", "type": "formula", "label": f"Sum {i}", "formula": f"n{i} * 2 + n{i + 1}"}
        for i in range(FORMULAS)
    ]
    columns = [
        {"key": "qty", "type": "number", "label": "Quantity"},
        {"key": "price", "type": "money", "label": "Price"},
        {"key": "amount", "type": "formula", "label": "Amount", "formula": "qty * price", "as": "money"},
        {"key": "share", "type": "formula", "label": "Share", "formula": "amount / parent.total"},
        {"key": "note", "type": "text", "label": "Note"},
    ]
    total = {"key": "total", "type": "formula", "label": "Total", "formula": "SUM(lines.amount)", "as": "money"}
    asked = [{"when": f"amount > parent.n{i}", "require": ["note"]} for i in range(20)]
    lines = {"key": "lines", "type": "subform", "label": "Lines", "fields": columns, "rules": asked}
    rules = [{"when": f"n{i} > 5", "show": [f"n{i + 20}"], "require": [f"n{i + 21}"]} for i in range(180)]
    return {"label": "Large", "key": "large", "fields": [*numbers, *formulas, total, lines], "rules": rules}


def fill(admin: Client) -> str:
    """Publishes the form and saves one record. → its address in the page"""
    path = published(admin, large_form())
    rows = [{"qty": i % 90 + 1, "price": 2, "note": "x"} for i in range(ROWS)]
    record = admin.post(f"{path}/records", {**{f"n{i}": 7 for i in range(NUMBERS)}, "lines": rows})
    return f"{path}/records/{record['id']}"


def metrics(session: CDPSession) -> dict[str, float]:
    """Seconds of the main thread's CPU so far, by kind of work."""
    return {one["name"]: float(one["value"]) for one in session.send("Performance.getMetrics")["metrics"]}


def cost(tab: Tab) -> dict[str, float]:
    """Milliseconds of CPU per key pressed where the cursor stands: {work, task}, medians."""
    session = tab.context.new_cdp_session(tab)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    work, task = [], []
    for number in range(KEYS):
        before = metrics(session)
        tab.keyboard.press(str(number % 10))
        time.sleep(PAUSE)
        after = metrics(session)
        work.append(sum(after[name] - before[name] for name in _WORK) * 1000)
        task.append((after["TaskDuration"] - before["TaskDuration"]) * 1000)
    session.detach()
    return {"work": statistics.median(work), "task": statistics.median(task), "worst": max(work)}


def _bare(browser: Browser) -> dict[str, float]:
    tab = browser.new_page(viewport=SCREEN)
    tab.goto(_BARE)
    tab.locator("#bare").focus()
    measured = cost(tab)
    tab.close()
    return measured


def measure(on: Stage, address: str) -> list[dict[str, Any]]:
    """[{name, work, task, worst, ratio}] of the places of the form, the bare input first."""
    bare = _bare(on.browser)
    tab = on.tab()
    tab.goto(on.url + address)
    tab.get_by_role("button", name="编辑").first.click()
    tab.locator("#f-n0").wait_for()
    found: list[dict[str, Any]] = [{"name": "bare input", **bare}]
    for name, place in (
        ("field that nothing reads", "#f-n230"),
        ("field of two formulas and a rule", "#f-n40"),
        ("field that a rule of every row reads", "#f-n3"),
    ):
        tab.locator(place).focus()
        found.append({"name": name, **cost(tab)})
    tab.locator("#f-lines thead").scroll_into_view_if_needed()
    for name, column in (("cell that nothing reads", "note"), ("cell of the total, every row's share", "qty")):
        cell = tab.locator(f"tr[aria-rowindex='4'] td[data-column={column}]")
        cell.click()
        cell.locator("input").focus()
        found.append({"name": name, **cost(tab)})
    tab.context.close()
    return [{**one, "ratio": one["task"] / bare["task"]} for one in found]


def main() -> None:
    with stage() as on:
        for row in measure(on, fill(on.admin)):
            rounded = {key: round(value, 1) if isinstance(value, float) else value for key, value in row.items()}
            print(json.dumps({**rounded, "budget": BUDGET_MS}, ensure_ascii=False), flush=True)
            tell(Figure(f"key: {row['name']}", row["task"], "ms", budget=BUDGET_MS))


if __name__ == "__main__":
    main()
