"""The list as a sheet, by hand: writing with keys and an input method, a block from Excel, filling, taking back, and
somebody else at the same cells."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.trips.trip import PATIENCE_MS, Trip, drag

FIELDS: list[dict[str, Any]] = [
    {"key": "name", "type": "text", "label": "客户名称", "required": True},
    {"key": "amount", "type": "number", "label": "数量"},
    {"key": "city", "type": "text", "label": "城市"},
    {"key": "due", "type": "date", "label": "日期"},
]
BLOCK = "".join(
    f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
    for row in (("1,001", "南京", "2026/3/5"), ("很多", "杭州", "2026年3月6日"), ("1003", "宁波", "2026-03-07"))
)
PASTE = """(grid, html) => {
  const data = new DataTransfer();
  data.setData("text/html", `<table>${html}</table>`);
  grid.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def composed(tab: Page, letters: str, text: str) -> None:
    """Writes as an input method does: letters first, then the word that was chosen."""
    keyboard = tab.context.new_cdp_session(tab)
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Process", "windowsVirtualKeyCode": 229})
    expect(tab.locator("[data-editor] input")).to_be_focused()
    for end in range(1, len(letters) + 1):
        part = {"text": letters[:end], "selectionStart": end, "selectionEnd": end}
        keyboard.send("Input.imeSetComposition", part)
    keyboard.send("Input.insertText", {"text": text})
    keyboard.detach()


def soon(read: Callable[[], Any], wanted: object) -> None:
    """A cell shows what was written before the server has it: asks until it does."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while (found := read()) != wanted and time.monotonic() < deadline:
        time.sleep(0.1)
    assert found == wanted


def made_list(trip: Trip) -> str:
    """A form with six customers. → its path"""
    app = trip.admin.post("/apps", {"label": "表格"})["key"]
    draft = trip.admin.post(f"/apps/{app}/forms", {"label": "客户", "fields": FIELDS})
    path = f"/apps/{app}/forms/{draft['definition']['key']}"
    trip.admin.post(f"{path}/draft:publish", {"revision": draft["revision"], "accept_losses": False})
    made = [{"op": "create", "values": {"name": f"客户{n}", "city": "北京"}} for n in range(1, 7)]
    trip.admin.post(f"{path}/records:bulk", {"operations": made, "atomic": True})
    return path


def test_a_list_is_written_like_a_sheet_and_nobody_is_overwritten_unseen(trip: Trip) -> None:
    path = made_list(trip)

    def column(key: str) -> list[Any]:
        return [row[key] for row in trip.admin.get(f"{path}/records?sort=name")["items"]]

    tab = trip.open(trip.admin, f"{path}?sort=name")
    grid = tab.get_by_role("grid", name="客户")

    def cell(row: int, at: int) -> Locator:
        return grid.locator(f"[data-row='{row}'] [data-column='{at}']")

    cell(0, 1).click()
    for text, end in (("12", "Enter"), ("34", "Tab")):
        tab.keyboard.type(text)
        tab.keyboard.press(end)
    expect(cell(1, 2)).to_have_attribute("data-spot", "true")
    composed(tab, "suzhou", "苏州")
    tab.keyboard.press("Enter")
    expect(cell(1, 2)).to_have_text("苏州")
    expect(cell(1, 1)).to_have_text("34")
    soon(lambda: (column("amount")[:2], column("city")[1]), ([12, 34], "苏州"))

    cell(2, 1).click()
    grid.evaluate(PASTE, BLOCK)
    expect(cell(4, 3)).to_have_text("2026-03-07")
    expect(cell(3, 1)).to_have_attribute("data-wrong", "")
    soon(lambda: column("amount")[2:5], [1001, None, 1003])
    assert column("city")[2:5] == ["南京", "北京", "宁波"], "a refused row keeps what it had"

    cell(2, 3).click()
    drag(tab, grid.locator("[data-fill]"), cell(5, 3))
    expect(cell(5, 3)).to_have_text("2026-03-05")
    tab.keyboard.press("Control+z")
    expect(cell(5, 3)).to_have_text("")
    tab.keyboard.press("Control+y")
    expect(cell(5, 3)).to_have_text("2026-03-05")

    cell(0, 2).dblclick()
    expect(tab.locator("[data-editor] input")).to_be_focused()
    [first, *_, last] = trip.admin.get(f"{path}/records?sort=name")["items"]
    trip.admin.call("PATCH", f"{path}/records/{first['id']}", json={"version": first["version"], "city": "上海"})
    tab.keyboard.press("Control+a")
    tab.keyboard.type("天津")
    tab.keyboard.press("Enter")
    expect(cell(0, 2)).to_have_attribute("data-wrong", "")
    expect(cell(0, 2)).to_contain_text("上海")
    assert column("city")[0] == "上海"

    cell(1, 1).click()
    trip.admin.call("PATCH", f"{path}/records/{last['id']}", json={"version": last["version"], "city": "广州"})
    expect(cell(5, 2)).to_have_text("广州")
    expect(cell(1, 1)).to_have_attribute("data-spot", "true")
