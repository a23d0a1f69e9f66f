"""The form designer, by hand."""

from playwright.sync_api import Locator, Page, expect

from tests.trips.trip import drag


class Designer:
    """What a builder does on the designer's page."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab
        self.palette = tab.get_by_role("navigation", name="字段类型")
        expect(self.palette).to_be_visible()

    def card(self, name: str) -> Locator:
        return self.tab.locator(f'[data-card][aria-label^="{name}，"]')

    def cards(self) -> Locator:
        return self.tab.locator("[data-card]")

    def drop(self, kind: str, name: str) -> None:
        """Drags a type from the palette behind the last field, and names it."""
        before = self.cards().count()
        entry = self.palette.get_by_role("button", name=kind, exact=True)
        if before == 0:
            drag(self.tab, entry, self.tab.get_by_text("把左侧的字段拖到这里"))
        else:
            drag(self.tab, entry, self.cards().last, x=0.9)
        expect(self.cards()).to_have_count(before + 1)
        self.name(name)

    def name(self, name: str) -> None:
        """Names what is selected."""
        box = self.tab.get_by_label("字段名称", exact=True)
        box.fill(name)
        box.press("Tab")
        expect(self.card(name)).to_be_visible()

    def options(self, *labels: str) -> None:
        """The choices of the selected drop-down: those it has are renamed, missing ones added."""
        boxes = self.tab.locator("[data-option-label]")
        for number, label in enumerate(labels, 1):
            if boxes.count() < number:
                self.tab.get_by_role("button", name="添加选项").click()
                expect(boxes).to_have_count(number)
            self.tab.get_by_label(f"第 {number} 个选项的名称", exact=True).fill(label)
        expect(boxes).to_have_count(len(labels))

    def select(self, name: str) -> None:
        self.card(name).click()
        expect(self.tab.get_by_label("字段名称", exact=True)).to_have_value(name)

    def remove(self, name: str) -> None:
        self.select(name)
        self.tab.get_by_role("button", name=f"删除 {name}").click()
        expect(self.card(name)).to_have_count(0)

    def restore(self, name: str) -> None:
        """A deleted field, from the form's settings."""
        self.tab.get_by_text("设置", exact=True).click()
        row = self.tab.locator("div").filter(has=self.tab.get_by_role("button", name="恢复")).filter(has_text=name).last
        row.get_by_role("button", name="恢复").click()
        expect(self.card(name)).to_be_visible()

    def publish(self, version: int) -> None:
        self.tab.get_by_role("button", name="发布", exact=True).click()
        dialog = self.tab.get_by_role("dialog", name="发布")
        dialog.get_by_role("button", name="发布", exact=True).click()
        expect(dialog).to_be_hidden()
        expect(self.tab.get_by_text(f"已发布第 {version} 版").first).to_be_visible()
