"""Acts put together from small ones: `then(press("导出|Export"), shown("dialog"))`. Names are expressions over both
languages and match from the beginning."""

import re
from collections.abc import Callable
from typing import Literal

from playwright.sync_api import Page as Tab

Act = Callable[[Tab], None]
Role = Literal[
    "button", "checkbox", "combobox", "dialog", "link", "menuitem", "option", "radio", "row", "switch", "tab", "textbox"
]


def then(*acts: Act) -> Act:
    """One after another."""

    def all_of_them(tab: Tab) -> None:
        for act in acts:
            act(tab)

    return all_of_them


def press(names: str, role: Role = "button", *, last: bool = False) -> Act:
    """A click on what is named so."""

    def click(tab: Tab) -> None:
        found = tab.get_by_role(role, name=re.compile(rf"^(?:{names})")).filter(visible=True)
        (found.last if last else found.first).click()

    return click


def press_text(names: str) -> Act:
    """A click on words that are no button: a segment, the label of a switch."""

    def click(tab: Tab) -> None:
        tab.get_by_text(re.compile(rf"^(?:{names})$")).filter(visible=True).first.click()

    return click


def shown(role: Role, names: str = "") -> Act:
    """Waits until it can be seen."""

    def wait(tab: Tab) -> None:
        tab.get_by_role(role, name=re.compile(names)).filter(visible=True).last.wait_for()

    return wait


def seen(selector: str, *, click: bool = False) -> Act:
    """Waits for what only its place in the page names; and clicks it, if told so."""

    def wait(tab: Tab) -> None:
        found = tab.locator(selector).filter(visible=True).first
        found.wait_for()
        if click:
            found.click()

    return wait


def typed(names: str, text: str) -> Act:
    """Fills a text box."""

    def fill(tab: Tab) -> None:
        tab.get_by_role("textbox", name=re.compile(rf"^(?:{names})")).filter(visible=True).first.fill(text)

    return fill


def key(*keys: str) -> Act:
    """Presses keys, wherever the focus is."""

    def strike(tab: Tab) -> None:
        for each in keys:
            tab.keyboard.press(each)

    return strike
