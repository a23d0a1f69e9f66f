"""Without a mouse; in the other language; and out of every device at once."""

import re
import time

from playwright.sync_api import Locator, Page, expect

from tests.trips.trip import Trip, still


def tab_to(tab: Page, wanted: Locator, most: int = 150) -> None:
    """Presses Tab until the wanted control has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(most):
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
        tab.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by the Tab key")


def test_a_form_is_built_published_and_filled_in_without_a_mouse(trip: Trip) -> None:
    app = trip.admin.post("/apps", {"label": "键盘"})["key"]
    tab = trip.open(trip.admin, f"/apps/{app}")
    keys = tab.keyboard
    tab_to(tab, tab.get_by_role("button", name="新建表单").first)
    keys.press("Enter")
    still(tab)
    tab_to(tab, tab.get_by_label("表单名称"))
    keys.type("访客登记")
    keys.press("Enter")
    tab.wait_for_url(re.compile("/design$"))
    form = tab.url.split("/forms/")[1].split("/")[0]

    for kind, name in (("单行文本", "姓名"), ("手机号", "手机")):
        entry = tab.get_by_role("navigation", name="字段类型").get_by_role("button", name=kind, exact=True)
        tab_to(tab, entry)
        keys.press("Enter")
        tab_to(tab, tab.get_by_label("字段名称", exact=True))
        keys.press("Control+A")
        keys.type(name)
        expect(tab.locator(f'[data-card][aria-label^="{name}，"]')).to_be_visible()
    cards = tab.locator("[data-card]")
    tab_to(tab, cards.nth(1))
    keys.press("Alt+ArrowUp")
    expect(cards.first).to_have_attribute("aria-label", re.compile("^手机，"))

    tab_to(tab, tab.get_by_role("button", name="发布", exact=True))
    keys.press("Enter")
    dialog = tab.get_by_role("dialog", name="发布")
    still(tab)
    tab_to(tab, dialog.get_by_role("button", name="发布", exact=True))
    keys.press("Enter")
    expect(tab.get_by_text("已发布第 1 版").first).to_be_visible()

    tab.goto(f"/apps/{app}/forms/{form}/new")
    expect(tab.get_by_label("手机")).to_be_focused()
    keys.type("13912345678")
    keys.press("Tab")
    keys.type("王小明")
    keys.press("Control+Enter")
    expect(tab.get_by_text("已提交")).to_be_visible()
    [row] = trip.admin.get(f"/apps/{app}/forms/{form}/records")["items"]
    assert (row["xingming"], row["shouji"]) == ("王小明", "+8613912345678")


def test_the_language_is_switched_at_once_and_stays(trip: Trip) -> None:
    person, _ = trip.hire("双语者")
    tab = trip.open(person)
    expect(tab.get_by_role("heading", name="应用", exact=True)).to_be_visible()
    # A slow way to the server: what is shown as switched must be kept, or a reload right after it loses the choice.
    tab.route("**/me", lambda route: (time.sleep(0.5), route.continue_()))
    tab.get_by_role("button", name="切换语言").click()
    tab.get_by_role("menuitem", name="English").click()
    expect(tab.get_by_role("heading", name="Apps", exact=True)).to_be_visible()
    expect(tab.locator("html")).to_have_attribute("lang", "en")
    tab.reload()
    expect(tab.get_by_role("heading", name="Apps", exact=True)).to_be_visible()
    elsewhere = trip.open(person, lang="zh-CN")
    expect(elsewhere.get_by_role("heading", name="Apps", exact=True)).to_be_visible()
    assert person.get("/session")["person"]["locale"] == "en"


def test_sign_out_everywhere_ends_every_session_at_once(trip: Trip) -> None:
    person, email = trip.hire("出差的人")
    other = trip.product.client(email)
    here, there = trip.open(person, "/me"), trip.open(other, "/")
    expect(there.get_by_role("heading", name="应用", exact=True)).to_be_visible()
    here.get_by_role("button", name="全部退出").click()
    dialog = here.get_by_role("dialog", name="在所有设备上退出登录？")
    still(here)
    dialog.get_by_role("button", name="全部退出").click()
    expect(here.get_by_role("button", name="登录")).to_be_visible()
    there.reload()
    expect(there.get_by_role("button", name="登录")).to_be_visible()
    assert other.http.get("/api/v1/session").status_code == 401
    assert person.http.get("/api/v1/apps").status_code == 401
