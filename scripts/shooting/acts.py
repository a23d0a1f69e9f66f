"""What a picture needs beyond opening its page, by accessible names in both languages."""

import re

from playwright.sync_api import Locator
from playwright.sync_api import Page as Tab


def _button(tab: Tab, *names: str) -> Locator:
    return tab.get_by_role("button", name=re.compile("|".join(f"^{re.escape(name)}$" for name in names))).first


def new_app(tab: Tab) -> None:
    _button(tab, "新建应用", "New app").click()
    tab.get_by_role("dialog").wait_for()


def new_app_from_template(tab: Tab) -> None:
    new_app(tab)
    tab.get_by_role("dialog").get_by_role("button", name=re.compile("从模板|template", re.IGNORECASE)).click()
    tab.get_by_role("dialog").get_by_text(re.compile("客户关系管理|^CRM$")).first.wait_for()


def new_person(tab: Tab) -> None:
    _button(tab, "添加人员", "新建人员", "Add a person", "New person").click()
    tab.get_by_role("dialog").wait_for()


def new_token(tab: Tab) -> None:
    _button(tab, "新建令牌", "New token").click()
    tab.get_by_role("dialog").wait_for()


def save_empty(tab: Tab) -> None:
    _button(tab, "提交", "保存", "Submit", "Save").click()
    tab.get_by_role("alert").first.wait_for()


def open_grant(tab: Tab) -> None:
    tab.get_by_role("button", name=re.compile("^(销售|Sales).*(客户|Customer)")).first.click()
    tab.get_by_role("dialog").wait_for()


def choose_formula_field(tab: Tab) -> None:
    tab.get_by_role("button", name=re.compile("加权金额|Weighted")).first.click()
