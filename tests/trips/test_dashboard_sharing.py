"""What leaves a dashboard, by real clicks: a public link until it is revoked, a delivery by mail, an alert."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from scripts.shooting.product import ADMIN
from tests.trips.dashboards import publish_dashboard, publish_form, shown
from tests.trips.mailbox import Mailbox
from tests.trips.trip import PHONE, Trip, choose, still

FORM: dict[str, Any] = {
    "key": "order",
    "label": "订单",
    "title": "title",
    "fields": [
        {"key": "title", "type": "text", "label": "名称"},
        {"key": "amount", "type": "number", "label": "金额"},
    ],
}
TILE: dict[str, Any] = {
    "key": "total",
    "label": "订单总额",
    "chart": {"type": "kpi", "value": "amount"},
    "query": {"from": "order", "measures": [{"key": "amount", "label": "总额", "fn": "sum", "field": "amount"}]},
}


def board(trip: Trip) -> str:
    """Orders of 4,321 altogether on a published page. → its path"""
    app, form = publish_form(trip, "订单", FORM)
    for amount in (4000, 300, 21):
        trip.admin.post(f"/apps/{app}/forms/{form}/records", {"title": f"订单 {amount}", "amount": amount})
    return publish_dashboard(trip, app, "订单看板", TILE, width=4, height=3)


def share(boss: Page) -> str:
    """A new link. → its address, shown once"""
    boss.get_by_role("button", name="分享").click()
    dialog = boss.get_by_role("dialog", name="公开链接")
    dialog.get_by_role("button", name="新建链接").click()
    dialog.get_by_role("button", name="创建链接").click()
    expect(dialog.get_by_text("请写明这个链接的用途")).to_be_visible()
    dialog.get_by_label("用途").fill("会议室大屏")
    dialog.get_by_role("button", name="创建链接").click()
    address = dialog.locator("[data-address]").inner_text()
    dialog.get_by_role("button", name="已保存").click()
    expect(dialog.get_by_text("会议室大屏")).to_be_visible()
    expect(dialog.get_by_text(address)).to_have_count(0)
    return "/public/" + address.rpartition("/public/")[2]


def revoke(boss: Page) -> None:
    dialog = boss.get_by_role("dialog", name="公开链接")
    dialog.get_by_role("button", name="撤销“会议室大屏”").click()
    still(boss)
    boss.get_by_role("dialog", name="撤销链接").get_by_role("button", name="撤销", exact=True).click()
    expect(dialog.get_by_text("已撤销", exact=True)).to_be_visible()


def plan_a_delivery(boss: Page) -> None:
    """Every Monday at the proposed time, to whoever plans it."""
    boss.get_by_text("推送", exact=True).click()
    boss.get_by_role("button", name="添加推送").click()
    card = boss.get_by_role("article")
    card.get_by_label("名称").fill("周报")
    choose(boss, "频率", "每周", within=card)
    expect(card.get_by_text("每周一 08:00")).to_be_visible()
    expect(card.get_by_text("这项推送还没有发布")).to_be_visible()


def set_an_alert(boss: Page) -> None:
    """Rings above 4,000, calm again at 3,500."""
    boss.get_by_text("提醒", exact=True).click()
    boss.get_by_role("button", name="添加提醒").click()
    card = boss.get_by_role("article")
    card.get_by_label("名称").fill("总额过高")
    bound = card.get_by_label("界限", exact=True)
    bound.fill("4000")
    bound.press("Tab")
    card.get_by_text("另设恢复界限").click()
    calm = card.get_by_role("spinbutton", name="什么时候恢复")
    calm.fill("3500")
    calm.press("Tab")


def publish(boss: Page) -> None:
    boss.get_by_role("button", name="发布", exact=True).click()
    dialog = boss.get_by_role("dialog", name="发布仪表盘")
    dialog.get_by_role("button", name="发布", exact=True).click()
    expect(dialog).to_be_hidden()


def test_R109_a_link_until_it_is_revoked_a_delivery_and_an_alert(trip: Trip, mails: Mailbox) -> None:
    page = board(trip)
    boss = trip.open(trip.admin, page)
    address = share(boss)
    stranger = trip.open(None, address, phone=True)
    expect(shown(stranger, "订单总额")).to_contain_text("4,321")
    assert stranger.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    revoke(boss)
    stranger.reload()
    expect(stranger.get_by_text("链接已失效")).to_be_visible()

    boss.goto(f"{page}/design")
    plan_a_delivery(boss)
    set_an_alert(boss)
    publish(boss)
    saved = trip.admin.get(f"{page}/draft")["definition"]
    assert (saved["deliveries"][0]["cron"], saved["deliveries"][0]["to"]) == (
        "0 8 * * 1",
        [f"person:{trip.admin.me['id']}"],
    )
    assert (saved["alerts"][0]["when"], saved["alerts"][0]["calm"]) == ("amount > 4000", "amount <= 3500")

    boss.get_by_text("推送", exact=True).click()
    card = boss.get_by_role("article", name="周报")
    expect(card.get_by_text(re.compile(r"^下次 2\d{3}/"))).to_be_visible()
    card.get_by_role("button", name="立即发送给我").click()
    listed = boss.get_by_role("dialog", name="发送记录：周报")
    expect(listed.get_by_role("listitem").filter(has_text="手动")).to_contain_text("已发送")
    assert ADMIN in mails.receivers
