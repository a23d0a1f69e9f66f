"""What pictures of the app «field service» need: designers of forms and links, views, webhooks, strangers at a form."""

import re
from collections.abc import Callable
from typing import Literal

from playwright.sync_api import Locator
from playwright.sync_api import Page as Tab


def _named(tab: Tab | Locator, role: Literal["button"], *names: str) -> Locator:
    wanted = re.compile("|".join(f"^({name})" for name in names))
    return tab.get_by_role(role, name=wanted).first


def _tab(tab: Tab, *names: str) -> None:
    wanted = re.compile("|".join(f"^{name}$" for name in names))
    tab.locator(".ant-segmented-item-label, .ant-tabs-tab-btn").filter(has_text=wanted).first.click()


def field(key: str) -> Callable[[Tab], None]:
    """The settings of a field, chosen on the canvas."""

    def choose(tab: Tab) -> None:
        card = tab.locator(f"[data-card={key}]").first
        card.scroll_into_view_if_needed()
        card.click()

    return choose


def checks(tab: Tab) -> None:
    _tab(tab, "校验", "Checks")


def trials(tab: Tab) -> None:
    _tab(tab, "测试", "Tests")
    _named(tab, "button", "运行", "Run").click()
    tab.get_by_text(re.compile("个未通过$|fail")).first.wait_for()


def publish(tab: Tab) -> None:
    _named(tab, "button", "发布", "Publish").click()
    tab.get_by_role("dialog").locator("li").first.wait_for()


def preview(tab: Tab) -> None:
    _named(tab, "button", "预览", "Preview").click()
    tab.get_by_role("dialog").wait_for()


def links(tab: Tab) -> None:
    _tab(tab, "对外填写", "Public forms")
    tab.get_by_text("官网报修").first.wait_for()


def link(*names: str) -> Callable[[Tab], None]:
    """A tab of the settings of the link with pages."""

    def choose(tab: Tab) -> None:
        links(tab)
        card = tab.get_by_role("listitem").filter(has_text="服务回访")
        _named(card, "button", "设置", "Settings").click()
        tab.get_by_role("dialog").wait_for()
        tab.get_by_role("dialog").get_by_role("tab", name=re.compile("|".join(names))).click()

    return choose


def share(label: str, *names: str) -> Callable[[Tab], None]:
    """A tab of the dialog that gives a link away."""

    def choose(tab: Tab) -> None:
        links(tab)
        _named(tab.get_by_role("listitem").filter(has_text=label), "button", "分享", "Share").click()
        tab.get_by_role("dialog").wait_for()
        if names:
            tab.get_by_role("dialog").get_by_role("tab", name=re.compile("|".join(names))).click()

    return choose


def why(tab: Tab) -> None:
    more = tab.get_by_role("complementary").get_by_role("button", name=re.compile("^(更多操作|More actions)$"))
    more.last.click()
    tab.get_by_role("menuitem", name=re.compile("^(为什么|Why)")).click()
    tab.get_by_role("dialog").wait_for()


def answer_begun(tab: Tab) -> None:
    """The first of several pages is filled in, and a second one has appeared for it."""
    tab.get_by_role("textbox").first.fill("王女士")
    tab.get_by_role("switch").first.click()
    _next(tab)
    tab.get_by_role("heading", name=re.compile("怎么联系您|How to reach you")).wait_for()


def _next(tab: Tab) -> None:
    _named(tab, "button", "下一页", "Next").click()


def answer_last_page(tab: Tab) -> None:
    tab.get_by_role("textbox").first.fill("王女士")
    _next(tab)
    tab.get_by_role("heading", name=re.compile("^(评价|Your opinion)$")).wait_for()


def answer_sent(tab: Tab) -> None:
    answer_last_page(tab)
    _named(tab, "button", "提交", "Submit").click()
    tab.get_by_role("heading", name=re.compile("^(感谢您的回访|Thank you)$")).wait_for()


def answer_refused(tab: Tab) -> None:
    _named(tab, "button", "提交", "Submit").click()
    tab.get_by_role("alert").first.wait_for()


def view_menu(tab: Tab) -> None:
    tab.get_by_role("tab", name=re.compile("我的上门")).click()
    tab.get_by_role("button", name=re.compile("的操作$|^Actions|^Acts on")).first.click()
    tab.get_by_role("menuitem").first.wait_for()


def view_colours(tab: Tab) -> None:
    tab.get_by_role("tab", name=re.compile("我的上门")).click()
    tab.get_by_role("button", name=re.compile("^(外观|布局|视图设置|Look|Layout|View)")).first.click()
    tab.get_by_role("radiogroup").first.wait_for()


def columns(tab: Tab) -> None:
    tab.get_by_role("button", name=re.compile("^(字段|列|Columns|Fields)")).first.click()


def sideways(tab: Tab) -> None:
    """Far to the right: what is frozen stays."""
    tab.mouse.move(900, 500)
    tab.mouse.wheel(900, 0)


def webhook(tab: Tab) -> None:
    tab.get_by_role("button", name="ERP 同步", exact=True).click()
    tab.get_by_role("dialog").wait_for()


def deliveries(tab: Tab) -> None:
    tab.get_by_role("button", name=re.compile("^(“ERP 同步”的推送记录|Deliveries of “ERP)")).click()
    tab.get_by_role("dialog").wait_for()


def who_sees(tab: Tab) -> None:
    """For whom an entry of the navigation is."""
    more = tab.get_by_role("button", name=re.compile("(的操作$|^Acts on)"))
    if more.count():  # on the phone
        more.nth(2).click()
        tab.get_by_role("menuitem", name=re.compile("^(设置谁能看到|Who sees)")).click()
    else:
        tab.get_by_role("button", name=re.compile("^(设置谁能看到|Who sees)")).nth(2).click()
    tab.get_by_role("dialog").wait_for()


def copy_app(tab: Tab) -> None:
    _named(tab, "button", "复制应用", "Copy app").click()
    tab.get_by_role("dialog").wait_for()


def compare(tab: Tab) -> None:
    _named(tab, "button", "比较", "Compare").click()
    tab.get_by_role("combobox").first.wait_for()


def roll_back(tab: Tab) -> None:
    tab.get_by_role("button", name=re.compile("^(恢复到版本|Roll back to)")).last.click()
    tab.get_by_role("dialog").wait_for()


def choose_block(number: int) -> Callable[[Tab], None]:
    """A block of a page in its designer."""

    def choose(tab: Tab) -> None:
        tab.locator("[data-tile]").nth(number).locator("> button").first.click()

    return choose


def menu(tab: Tab) -> None:
    """The side of the app, where the phone keeps it."""
    opener = tab.get_by_role("button", name=re.compile("^(菜单|导航|Menu|Navigation)"))
    if opener.count() and opener.first.is_visible():
        opener.first.click()
