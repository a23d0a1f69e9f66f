"""Everyday work by hand: views, files in and out, apps as packages, the organisation, two people at one record."""

import csv
import re
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Page, expect

from tests.trips.trip import Trip, choose, drag, sign_in, still

FIELDS: list[dict[str, Any]] = [
    {"key": "name", "type": "text", "label": "客户名称", "required": True, "unique": True},
    {"key": "mobile", "type": "phone", "label": "手机", "region": "CN", "mobile_only": True},
    {"key": "amount", "type": "money", "label": "金额"},
    {"key": "files", "type": "attachment", "label": "附件"},
]

STILL_TO_SAVE = re.compile("保存$")
"""The button, also while it turns: then it is called «loading 保存», and what it saves is still on its way."""


def make_form(trip: Trip, app_label: str) -> tuple[str, str]:
    """An app with the published form 客户. → keys of app and form"""
    app = trip.admin.post("/apps", {"label": app_label})["key"]
    draft = trip.admin.post(f"/apps/{app}/forms", {"label": "客户", "fields": FIELDS})
    form = draft["definition"]["key"]
    body = {"revision": draft["revision"], "accept_losses": False}
    trip.admin.post(f"/apps/{app}/forms/{form}/draft:publish", body)
    return app, form


def save_to(tab: Page, folder: Path, button: str = "导出") -> Path:
    """Clicks what downloads. → the file"""
    with tab.expect_download(timeout=60_000) as download:
        tab.get_by_role("button", name=button, exact=True).or_(tab.get_by_role("link", name=button)).last.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def of_view(tab: Page, view: str, act: str) -> None:
    tab.get_by_role("button", name=f"视图“{view}”的操作").click()
    tab.get_by_role("menuitem", name=act, exact=True).click()


def test_a_view_is_saved_shared_and_not_overwritten_unseen_and_its_rows_leave_as_a_file(
    trip: Trip, tmp_path: Path
) -> None:
    app, form = make_form(trip, "视图")
    operations = [{"op": "create", "values": {"name": f"客户{n:03}", "amount": n}} for n in range(610)]
    trip.admin.post(f"/apps/{app}/forms/{form}/records:bulk", {"operations": operations, "atomic": True})
    here = f"/apps/{app}/forms/{form}"
    tab = trip.open(trip.admin, f"{here}?filter=amount%20%3E%3D%2010")
    tab.get_by_role("columnheader", name=re.compile("^客户名称")).click()
    tab.get_by_role("button", name="另存为视图", exact=True).click()
    dialog = tab.get_by_role("dialog", name="另存为视图")
    dialog.get_by_label("视图名称").fill("大客户")
    dialog.get_by_role("checkbox", name="所有人可见").check()
    dialog.get_by_role("button", name="保存").click()
    chosen = tab.get_by_role("tab", name=re.compile("大客户"))
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(tab.get_by_text("600 条")).to_be_visible()

    other = trip.open(trip.admin, tab.url)
    other.get_by_role("columnheader", name=re.compile("^金额")).click()
    other.get_by_role("button", name="保存", exact=True).click()
    expect(other.get_by_role("button", name=STILL_TO_SAVE)).to_have_count(0)
    tab.get_by_role("columnheader", name=re.compile("^手机")).click()
    tab.get_by_role("button", name="保存", exact=True).click()
    expect(tab.get_by_text("“大客户”刚刚被改过")).to_be_visible()
    tab.get_by_role("button", name="保存", exact=True).click()
    expect(tab.get_by_role("button", name=STILL_TO_SAVE)).to_have_count(0)
    [view] = trip.admin.get(here)["views"]
    assert view["sort"] == ["mobile"] and view["shared"]

    tab.get_by_role("checkbox", name="选择已加载的全部").click()
    tab.get_by_role("button", name="选择全部 600 条").click()
    bar = tab.get_by_role("toolbar", name="对所选数据的操作")
    expect(bar.get_by_text("已选 600 条")).to_be_visible()
    bar.get_by_role("button", name="导出").click()
    dialog = tab.get_by_role("dialog", name="导出")
    expect(dialog.get_by_role("radio", name="所选的 600 条")).to_be_checked()
    dialog.get_by_text("CSV", exact=True).click()
    with save_to(tab, tmp_path).open(encoding="utf-8-sig", newline="") as file:
        names = [row["客户名称"] for row in csv.DictReader(file)]
    assert sorted(names) == [f"客户{n:03}" for n in range(10, 610)]
    bar.get_by_role("button", name="取消选择").click()
    of_view(tab, "大客户", "删除视图")
    expect(chosen).to_have_count(0)
    tab.locator(".ant-message").get_by_role("button", name="撤销").click()
    expect(chosen).to_be_visible()


def test_an_import_updates_by_key_and_hands_back_what_it_refused(trip: Trip, tmp_path: Path) -> None:
    app, form = make_form(trip, "更新")
    records = f"/apps/{app}/forms/{form}/records"
    for name in ("甲", "乙"):
        trip.admin.post(records, {"name": name, "amount": 1})
    file = tmp_path / "名单.csv"
    file.write_text("客户名称,手机,金额\n甲,13800138000,100\n乙,123,200\n丙,13900139000,300\n丁,,三百\n", "utf-8")
    tab = trip.open(trip.admin, f"/apps/{app}/forms/{form}")
    tab.get_by_role("button", name="更多操作", exact=True).click()
    tab.get_by_role("menuitem", name="导入").click()
    tab.locator("input[type=file]").set_input_files(file)
    tab.get_by_role("radio", name=re.compile("^新增或更新")).check()
    tab.get_by_role("button", name="下一步：检查").click()
    expect(tab.get_by_role("region", name="检查出的问题")).to_contain_text("“三百”不是数字")
    tab.get_by_role("button", name="导入 2 行").click()
    expect(tab.get_by_text("导入完成")).to_be_visible(timeout=60_000)
    sheet = openpyxl.load_workbook(save_to(tab, tmp_path, "下载待修改的行")).active
    assert sheet is not None
    refused = [row[:3] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert refused == [("乙", "123", "200"), ("丁", None, "三百")]
    rows = {row["name"]: (row["mobile"], row["amount"]) for row in trip.admin.get(records)["items"]}
    assert rows == {"甲": ("+8613800138000", 100), "乙": (None, 1), "丙": ("+8613900139000", 300)}


def test_an_app_leaves_as_a_package_comes_in_as_a_copy_and_back_from_the_bin(trip: Trip, tmp_path: Path) -> None:
    app, form = make_form(trip, "库存")
    trip.admin.post(f"/apps/{app}/forms/{form}/records", {"name": "螺栓"})
    tab = trip.open(trip.admin, f"/apps/{app}/settings")
    package = save_to(tab, tmp_path, "导出应用包")
    tab.goto("/")
    tab.get_by_role("button", name="新建应用").first.click()
    tab.get_by_role("dialog").get_by_role("button", name=re.compile("^从应用包")).click()
    tab.locator("input[type=file]").set_input_files(package)
    tab.wait_for_url(re.compile(f"/apps/{app}_2"), timeout=60_000)
    assert trip.admin.get(f"/apps/{app}_2")["label"] == "库存 2"

    tab.goto(f"/apps/{app}/settings")
    tab.get_by_role("button", name="卸载应用").click()
    expect(tab.get_by_text("已卸载“库存”")).to_be_visible()
    assert trip.admin.http.get(f"/api/v1/apps/{app}").status_code == 404
    tab.get_by_role("link", name="回收站").click()
    row = tab.get_by_role("listitem").filter(has_text="库存").filter(has=tab.get_by_role("button", name="恢复"))
    row.get_by_role("button", name="恢复").click()
    expect(tab.get_by_text("已恢复“库存”")).to_be_visible()
    [item] = trip.admin.get(f"/apps/{app}/forms/{form}/records")["items"]
    assert item["name"] == "螺栓"


def test_departments_are_arranged_by_pointer_and_by_keyboard_and_the_office_is_for_administrators(trip: Trip) -> None:
    person, _ = trip.hire("部门负责人")
    tab = trip.open(trip.admin, "/departments")
    for name in ("甲部", "乙部", "丙部"):
        tab.get_by_role("button", name="新建部门").first.click()
        drawer = tab.get_by_role("dialog", name="新建部门")
        drawer.get_by_label("名称").fill(name)
        if name == "甲部":
            choose(tab, "负责人", "部门负责人", within=drawer)
        drawer.get_by_role("button", name="创建").click()
        expect(drawer).to_be_hidden()

    def row(name: str) -> Any:
        return tab.get_by_role("listitem").filter(has_text=name)

    def tree() -> list[tuple[str, str | None]]:
        items = trip.admin.get("/departments")["items"]
        names = {item["id"]: item["name"] for item in items}
        return [
            (item["name"], names.get(item["parent_id"])) for item in items if item["name"] in ("甲部", "乙部", "丙部")
        ]

    expect(row("甲部")).to_contain_text("部门负责人")
    with tab.expect_response(re.compile("/departments/")):
        drag(tab, row("丙部").get_by_role("button").first, row("甲部"), y=0.05)
    assert tree() == [("丙部", None), ("甲部", None), ("乙部", None)]
    with tab.expect_response(re.compile("/departments/")):
        drag(tab, row("乙部").get_by_role("button").first, row("甲部"), y=0.5)
    assert ("乙部", "甲部") in tree()
    tab.wait_for_load_state("networkidle")
    row("乙部").get_by_role("button").first.focus()
    tab.keyboard.press("Space")
    expect(tab.get_by_text("拿起了“乙部”")).to_be_attached()
    for _ in range(4):
        tab.keyboard.press("ArrowUp")
        still(tab)
    expect(row("甲部").locator("[data-drop=before]")).to_be_attached()
    with tab.expect_response(re.compile("/departments/")):
        tab.keyboard.press("Space")
    assert tree() == [("丙部", None), ("乙部", None), ("甲部", None)]

    stranger = trip.open(person, "/people")
    expect(stranger.get_by_role("heading", name="没有权限")).to_be_visible()
    stranger.goto("/apps/nowhere")
    expect(stranger.get_by_role("heading", name="找不到这个页面")).to_be_visible()


def test_nothing_typed_or_chosen_is_lost_when_files_are_slow_others_are_faster_or_the_session_ends(
    trip: Trip, tmp_path: Path
) -> None:
    app, form = make_form(trip, "不丢")
    records = f"/apps/{app}/forms/{form}/records"
    person, email = trip.hire("出门的人")
    roles = trip.admin.get(f"/apps/{app}/roles")
    roles["roles"][0]["members"].append({"kind": "person", "id": person.me["id"], "name": "出门的人"})
    trip.admin.call("PUT", f"/apps/{app}/roles", json=roles)

    tab = trip.open(person, f"/apps/{app}/forms/{form}/new")
    scan = tmp_path / "合同.pdf"
    scan.write_bytes(b"%PDF-1.4\n" + b"x" * 3_000_000)
    slow = tab.context.new_cdp_session(tab)
    speed = {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": 1_500_000}
    slow.send("Network.emulateNetworkConditions", speed)
    tab.get_by_label("客户名称").fill("有附件的")
    tab.locator("input[type=file]").set_input_files(scan)
    expect(tab.get_by_role("progressbar")).to_be_visible()
    tab.get_by_role("button", name="提交", exact=True).click()
    expect(tab.get_by_text("已提交")).to_be_visible()
    slow.send("Network.emulateNetworkConditions", {**speed, "uploadThroughput": -1})
    [made] = trip.admin.get(records)["items"]
    assert [file["name"] for file in made["files"]] == ["合同.pdf"]

    tab.get_by_role("button", name="编辑", exact=True).click()
    tab.get_by_label("客户名称").fill("我的名字")
    trip.admin.call(
        "PATCH", f"{records}/{made['id']}", json={"name": "他的名字", "amount": 8, "version": made["version"]}
    )
    tab.get_by_role("button", name="保存", exact=True).click()
    clash = tab.get_by_role("dialog", name="这条数据刚刚被别人改过")
    expect(clash).to_contain_text("他的名字")
    clash.get_by_role("radio", name="“客户名称”用我的值").check()
    clash.get_by_role("button", name="按所选保存").click()
    expect(clash).to_be_hidden()
    [merged] = trip.admin.get(records)["items"]
    assert (merged["name"], merged["amount"]) == ("我的名字", 8)

    tab.goto(f"/apps/{app}/forms/{form}/new")
    tab.get_by_label("客户名称").fill("断线时写的")
    tab.route("**/records", lambda route: route.abort("internetdisconnected"))
    tab.get_by_role("button", name="提交", exact=True).click()
    expect(tab.get_by_text("连接不上服务器")).to_be_visible()
    tab.unroute("**/records")
    person.http.request("DELETE", "/api/v1/sessions")
    tab.get_by_role("button", name="提交", exact=True).click()
    sign_in(tab, email)
    expect(tab.get_by_label("客户名称")).to_have_value("断线时写的")
    tab.get_by_role("button", name="提交", exact=True).click()
    expect(tab.get_by_text("已提交")).to_be_visible()
    assert [item["name"] for item in trip.admin.get(records)["items"]].count("断线时写的") == 1
