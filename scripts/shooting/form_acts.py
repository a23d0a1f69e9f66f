"""Acts of the form engine's pages: importing to the end, copies, whole forms, what may be asked of a view."""

import io
import re
from uuid import uuid4

import xlsxwriter
from playwright.sync_api import FilePayload
from playwright.sync_api import Page as Tab

from scripts.shooting.acts import _button, _more_of_record, comments

_ROWS: list[list[object]] = [
    ["门店名称", "门店编号", "门店等级", "地址", "上级门店"],
    ["余杭城市店", "HZ-011", "城市店", "浙江省/杭州市/余杭区 文一西路 969 号", "西湖旗舰店"],
    ["萧山社区店", "HZ-012", "社区店", "杭州市萧山区金城路 333 号", "西湖旗舰店"],
    ["浦东城市店", "SH-002", "城市店", "上海市浦东新区世纪大道 8 号", "华东大区"],
    ["滨江城市店", "HZ-002", "旗舰店", "火星省/基地市", "西湖旗舰店"],
    ["", "SZ-002", "城市店", "广东省深圳市南山区科技园", "西湖旗舰店"],
]


def whole_form(tab: Tab) -> None:
    """A screen as high as the form: what nobody sees at once is judged at once."""
    width = (tab.viewport_size or {"width": 1440})["width"]
    tab.set_viewport_size({"width": width, "height": 3600 if width > 600 else 6800})
    tab.wait_for_timeout(600)  # pictures, codes and editors come when they are in sight


def edit_whole(tab: Tab) -> None:
    _button(tab, "编辑", "Edit").click()
    tab.get_by_role("button", name=re.compile("^(保存|Save)")).first.wait_for()
    whole_form(tab)


def copy_record(tab: Tab) -> None:
    _more_of_record(tab)
    tab.get_by_role("menuitem", name=re.compile("^(复制一条|Duplicate|Make a copy)")).click()
    tab.get_by_text(re.compile("^(已复制|Copied|Duplicated)")).first.wait_for()


def write_comment(tab: Tab) -> None:
    comments(tab)
    box = tab.get_by_role("textbox", name=re.compile("^(写评论|Write a comment)")).last
    box.click()
    box.press_sequentially("@")
    tab.get_by_role("option").or_(tab.locator(".ant-mentions-dropdown-menu-item")).first.wait_for()


def import_mapped(tab: Tab) -> None:
    """A file for stores: two fields that find them, options and stores that are missing."""
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("门店")
        new = uuid4().hex[:4].upper()  # a second file has something of its own to add, and to take back
        added = [f"新店 {new}", new, "城市店", "浙江省/杭州市/上城区 延安路 1 号", "西湖旗舰店"]
        for number, row in enumerate([*_ROWS, added]):
            sheet.write_row(number, 0, row)
    file: FilePayload = {"name": "门店名单.xlsx", "mimeType": "application/octet-stream", "buffer": book.getvalue()}
    tab.locator("input[type=file]").set_input_files(file)
    for wish in ("^(自动新增缺少的选项|Add options that are missing)", "^(在“门店”中|Add missing records)"):
        tab.get_by_text(re.compile(wish)).first.click()
    tab.get_by_text(re.compile("^(新增或更新|Add or update)")).click()
    tab.get_by_role("combobox", name=re.compile("^(匹配字段|Match by)$")).click()
    tab.locator(".ant-select-dropdown:visible").get_by_text(re.compile("^(门店名称|Store)$")).click()
    tab.keyboard.press("Escape")


def import_checked(tab: Tab) -> None:
    import_mapped(tab)
    _button(tab, "下一步：检查", "Next: check").click()
    tab.get_by_role("radiogroup").first.wait_for()


def import_done(tab: Tab) -> None:
    import_checked(tab)
    tab.get_by_role("button", name=re.compile("^(导入 \\d+ 行|Import \\d+ rows?)$")).click()
    tab.get_by_text(re.compile("^(导入完成|Import)")).last.wait_for()
    tab.get_by_role("link", name=re.compile("^(下载待修改的行|Download)")).wait_for()


def import_mended(tab: Tab) -> None:
    """The rows that were wrong come back as they are: what a second look at them says."""
    import_done(tab)
    address = tab.get_by_role("link", name=re.compile("^(下载待修改的行|Download)")).get_attribute("href")
    body = tab.context.request.get(str(address)).body()
    _button(tab, "再导入一个文件", "Import another file").click()
    file: FilePayload = {"name": "待修改.xlsx", "mimeType": "application/octet-stream", "buffer": body}
    tab.locator("input[type=file]").set_input_files(file)
    tab.get_by_role("alert").first.wait_for()


def import_undo(tab: Tab) -> None:
    import_done(tab)
    tab.get_by_role("button", name=re.compile("^(撤销这次导入|Undo)")).click()
    tab.get_by_role("dialog").get_by_role("button", name=re.compile("^(撤销导入|Undo|Take)")).last.wait_for()


def import_undone(tab: Tab) -> None:
    import_undo(tab)
    tab.get_by_role("dialog").get_by_role("button", name=re.compile("^(撤销导入|Undo|Take)")).last.click()
    tab.get_by_role("dialog").get_by_role("button", name=re.compile("^(关闭|Close)$")).last.wait_for()
