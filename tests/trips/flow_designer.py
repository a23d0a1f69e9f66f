"""The flow designer, by hand."""

from playwright.sync_api import Locator, Page, expect

from tests.trips.trip import drag


class FlowDesigner:
    """What a builder does on the page of a flow."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab
        self.palette = tab.get_by_role("navigation", name="步骤")
        self.panel = tab.get_by_role("complementary", name="属性")
        expect(self.palette).to_be_visible(timeout=60_000)  # the first opening of a page on a busy machine

    def card(self, name: str) -> Locator:
        return self.tab.locator(f'[data-card][aria-label^="{name}，"]')

    def cards(self) -> Locator:
        return self.tab.locator("[data-card]")

    def plus_before(self, name: str) -> Locator:
        return self.tab.get_by_role("button", name=f"在“{name}”之前添加步骤", exact=True)

    def drop(self, kind: str, before: str, *, name: str | None = None) -> None:
        """Drags a kind of step from the palette onto the «+» before a step, and names it."""
        count = self.cards().count()
        drag(self.tab, self.palette.get_by_role("button", name=kind, exact=True), self.plus_before(before))
        expect(self.cards()).to_have_count(count + 1)
        if name is not None:
            self.name(name)

    def name(self, name: str) -> None:
        """Names what is selected."""
        self.panel.get_by_label("步骤名称", exact=True).fill(name)
        expect(self.card(name)).to_be_visible()

    def order(self) -> list[str]:
        """The names of the steps from the top down."""
        labels = [card.get_attribute("aria-label") or "" for card in self.cards().all()]
        return [label.split("，")[0] for label in labels]

    def approver(self, person: str) -> None:
        """Asks one person instead of whom a new step asks."""
        self.panel.get_by_role("button", name="上级", exact=True).click()
        self.tab.get_by_role("menuitem", name="指定成员").click()
        box = self.panel.get_by_role("combobox", name="指定成员")
        box.click()
        box.fill(person)
        self.tab.locator(".ant-select-item-option").filter(has_text=person).first.click()

    def saved(self) -> None:
        expect(self.tab.get_by_role("status").filter(has_text="已保存")).to_be_visible()

    def publish(self, version: int) -> Locator:
        """Opens the dialog; → it, for a look before `confirm`."""
        self.saved()
        button = self.tab.get_by_role("button", name="发布", exact=True)
        expect(button).to_be_enabled()
        button.click()
        dialog = self.tab.get_by_role("dialog", name="发布流程")
        expect(dialog.get_by_text(f"第 {version} 版").first).to_be_visible()
        return dialog

    def confirm(self, dialog: Locator, version: int) -> None:
        dialog.get_by_role("button", name="发布", exact=True).click()
        expect(dialog).to_be_hidden()
        expect(self.tab.get_by_role("status").filter(has_text=f"已发布第 {version} 版")).to_be_visible()
