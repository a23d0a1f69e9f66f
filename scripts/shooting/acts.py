"""What a picture needs beyond opening its page, by accessible names in both languages."""

import io
import re
from urllib.parse import urlsplit

import xlsxwriter
from playwright.sync_api import FilePayload, Locator
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
    wide = tab.get_by_role("button", name=re.compile("销售 · 客户|Sales · Customer"))
    on_phone = tab.get_by_role("button", name=re.compile("· (所有表单|All forms)"))  # one role at a time
    wide.or_(on_phone).last.click()
    tab.get_by_role("dialog").wait_for()


def choose_formula_field(tab: Tab) -> None:
    tab.locator("[data-card]").and_(tab.get_by_role("button", name=re.compile("^(加权金额|Weighted)"))).first.click()


def where_used(tab: Tab) -> None:
    tab.locator("[data-card=amount]").first.click()
    tab.get_by_role("button", name=re.compile("^(用在哪里|Where is it used)")).click()
    tab.get_by_role("dialog").get_by_role("listitem").first.wait_for()


def rules(tab: Tab) -> None:
    tab.get_by_text(re.compile("^(规则|Rules)$")).first.click()


def public_forms(tab: Tab) -> None:
    tab.get_by_text(re.compile("^(对外填写|Public forms)$")).first.click()


def api_examples(tab: Tab) -> None:
    tab.get_by_text(re.compile("^(示例代码|Examples)$")).first.click()
    tab.get_by_role("region", name=re.compile(r"\.py$")).wait_for()


def api_odata(tab: Tab) -> None:
    tab.get_by_text(re.compile("^(Excel 与 BI|Excel & BI)$")).first.click()


def new_webhook(tab: Tab) -> None:
    tab.get_by_role("button", name=re.compile("^(新建 Webhook|New webhook)$")).first.click()


def open_filter(tab: Tab) -> None:
    tab.get_by_role("button", name=re.compile("^(筛选|Filter)")).first.click()


def bulk_edit(tab: Tab) -> None:
    tab.get_by_role("combobox", name=re.compile("^(字段|Field)$")).click()
    tab.locator(".ant-select-dropdown:visible").get_by_text(re.compile("^(商机名称|Opportunity)$")).first.click()
    tab.get_by_text(re.compile("^(公式|Formula)$")).click()
    editor = tab.locator(".cm-content")
    editor.click()
    tab.keyboard.insert_text('CONCAT(name, " ✓")')
    tab.get_by_role("region", name=re.compile("^(修改前后的数据|Records before and after)$")).wait_for()


def find_duplicates(tab: Tab) -> None:
    """What may be the same; in demo data hardly anything is surely."""
    tab.get_by_text(re.compile("^(有可能|Possible)$")).click()
    _button(tab, "开始查找", "Search").click()
    groups, nothing = tab.get_by_text(re.compile("^(把握 |\\d+% sure)")), tab.get_by_text(re.compile("没有找到|No dup"))
    groups.or_(nothing).first.wait_for()


def merge_duplicates(tab: Tab) -> None:
    find_duplicates(tab)
    merge = _button(tab, "合并…", "Merge…")
    if merge.count():
        merge.click()
        tab.get_by_text(re.compile("^(随之移动|Moves along)")).or_(tab.get_by_role("alert")).first.wait_for()


def comments(tab: Tab) -> None:
    opener = _button(tab, "评论与动态", "Comments and activity")
    if opener.get_attribute("aria-pressed") != "true":  # a browser remembers that it was open
        opener.click()


def _more_of_record(tab: Tab) -> None:
    names = re.compile("^(更多操作|More actions)$")  # the list behind it has one too
    tab.get_by_role("complementary").get_by_role("button", name=names).last.click()


def history(tab: Tab) -> None:
    comments(tab)
    tab.get_by_role("tab", name=re.compile("^(历史|History)$")).click()


def reminders(tab: Tab) -> None:
    comments(tab)
    _button(tab, "提醒", "Remind").click()
    tab.get_by_role("dialog").last.wait_for()


def activity(tab: Tab) -> None:
    comments(tab)
    tab.get_by_role("tab", name=re.compile("^(动态|Activity)")).click()


def prints(tab: Tab) -> None:
    tab.get_by_text(re.compile("^(打印|Printing)$")).first.click()


def print_template(tab: Tab) -> None:
    prints(tab)
    tab.get_by_role("button", name=re.compile("^(报价单|Quotation|邮寄标签|Mailing labels)$")).click()
    nothing = tab.get_by_text(re.compile("^(还没有数据|No records yet)$"))
    tab.get_by_role("img", name=re.compile("^(第 1 页|Page 1)$")).or_(nothing).first.wait_for()


def print_menu(tab: Tab) -> None:
    printer = _button(tab, "打印", "Print")
    if printer.count() == 0:  # on the phone
        _more_of_record(tab)
        printer = tab.get_by_role("menuitem", name=re.compile("^(打印|Print)$"))
    printer.click()
    _template(tab, "标准样式", "Standard style").wait_for()


def _template(tab: Tab, *names: str) -> Locator:
    wanted = re.compile("|".join(f"^{name}$" for name in names))
    return tab.get_by_role("menuitem", name=wanted).or_(tab.get_by_role("button", name=wanted)).first


def print_labels(tab: Tab) -> None:
    print_menu(tab)
    _template(tab, "邮寄标签", "Mailing labels").click()
    tab.get_by_role("dialog").get_by_role("status").wait_for()


def lock(tab: Tab) -> None:
    unlock = _button(tab, "解锁", "Unlock")
    if unlock.count():
        unlock.click()
        tab.get_by_role("dialog").get_by_role("button", name=re.compile("^(解锁|Unlock)$")).click()
        unlock.wait_for(state="hidden")
    _more_of_record(tab)
    tab.get_by_role("menuitem", name=re.compile("^(锁定|Lock)$")).click()
    tab.get_by_role("dialog").get_by_role("textbox").wait_for()


def locked(tab: Tab) -> None:
    unlock = _button(tab, "解锁", "Unlock")
    if unlock.count() == 0:  # the first of its pictures
        lock(tab)
        tab.get_by_role("dialog").get_by_role("button", name=re.compile("^(锁定|Lock)$")).click()
    unlock.wait_for()


def form_settings(tab: Tab) -> None:
    tab.get_by_text(re.compile("^(设置|Settings)$")).first.click()


def related(tab: Tab) -> None:
    tab.get_by_role("tab", name=re.compile("^(相关数据|Related)")).click()


def flows_of_record(tab: Tab) -> None:
    tab.get_by_role("tab", name=re.compile("^(流程|Flows)$")).click()


def inbox_filter(tab: Tab) -> None:
    tab.get_by_role("button", name=re.compile("^(筛选|Filter)")).first.click()


def tick_all(tab: Tab) -> None:
    back = tab.get_by_role("button", name=re.compile("^(返回列表|Back to the list)$"))
    if back.is_visible():
        back.click()
    for box in tab.get_by_role("checkbox").all()[:4]:
        box.check()


def give_back(tab: Tab) -> None:
    _button(tab, "更多", "More").click()
    tab.get_by_role("menuitem", name=re.compile("^(退回|Return)$")).click()
    tab.get_by_role("dialog").wait_for()


def absence(tab: Tab) -> None:
    _button(tab, "设置外出", "Set an absence").click()
    tab.get_by_role("dialog").wait_for()


def hand_over(tab: Tab) -> None:
    tab.get_by_role("button", name=re.compile("(的操作$|^Acts on)")).first.click()
    tab.get_by_role("menuitem", name=re.compile("^(离职转办|Hand over their tasks)$")).click()
    tab.get_by_role("dialog").wait_for()


def why_not(tab: Tab) -> None:
    _button(tab, "查看原因", "Explain").click()
    tab.get_by_text(re.compile("会运行|would")).first.wait_for()


def bell(tab: Tab) -> None:
    tab.get_by_role("button", name=re.compile("^(消息|Messages)")).first.click()
    tab.get_by_role("link", name=re.compile("^(全部消息|All messages)$")).wait_for()


ORDERS = """2026 年订单,,,,
,,,,
订单号,客户,下单日期,金额,已付款
SO-1001,苏州恒通精密机械有限公司,2026-03-05,"12,800.00",是
SO-1002,杭州云帆软件有限公司,2026年3月6日,9900,否
SO-1003,深圳瑞丰商贸有限公司,2026/3/7,￥880,是
"""


XLSFORM: dict[str, list[list[str]]] = {
    "survey": [
        ["type", "name", "label", "relevant", "constraint"],
        ["text", "name", "姓名"],
        ["integer", "age", "年龄", "", ". < 130"],
        ["select_one yes_no", "alone", "是否独居", "${age} >= 60"],
        ["geotrace", "way", "路线"],
    ],
    "choices": [["list_name", "name", "label"], ["yes_no", "yes", "是"], ["yes_no", "no", "否"]],
    "settings": [["form_title"], ["入户走访"]],
}


def import_file(tab: Tab) -> None:
    file: FilePayload = {"name": "订单.csv", "mimeType": "text/csv", "buffer": ORDERS.encode()}
    tab.locator("input[type=file]").set_input_files(file)
    tab.get_by_text(re.compile("订单号")).first.wait_for()


def xlsform_file(tab: Tab) -> None:
    """A form of ODK: what it would become, and what stays behind."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in XLSFORM.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
    file: FilePayload = {"name": "visit.xlsx", "mimeType": "application/octet-stream", "buffer": out.getvalue()}
    tab.locator("input[type=file]").set_input_files(file)
    tab.get_by_role("cell", name="way").wait_for()


def new_flow(tab: Tab) -> None:
    _button(tab, "新建流程", "New flow").click()
    tab.get_by_role("dialog").wait_for()


def flow_drawn(tab: Tab) -> None:
    """On a phone the flow is a list, elsewhere a drawing."""
    tab.locator("[data-card]").or_(tab.locator("main ol > li")).first.wait_for()


def choose_step(tab: Tab) -> None:
    tab.locator("[data-card]").nth(1).click()


def flow_canvas(tab: Tab) -> None:
    flow_drawn(tab)
    tab.get_by_title(re.compile("^(画布|Canvas)$")).click()
    tab.locator(".react-flow__node").first.wait_for()


def dry_run(tab: Tab) -> None:
    flow_drawn(tab)
    _button(tab, "试运行", "Dry run").click()
    tab.get_by_role("combobox", name=re.compile("^(已有数据|A record)$")).click()
    option, nothing = tab.locator(".ant-select-item-option"), tab.locator(".ant-select-item-empty")
    option.or_(nothing).first.wait_for()
    if option.count():
        option.first.click()
    else:
        tab.keyboard.press("Escape")
        tab.get_by_text(re.compile("^(样例值|Sample values)$")).click()
    _button(tab, "开始试运行", "Start").click()
    _button(tab, "直到最后", "To the end").click()


def dashboard_drawn(tab: Tab) -> None:
    """Every tile has its numbers; without data it says so."""
    tab.locator("section[aria-labelledby]").first.wait_for()
    tab.wait_for_function("() => !document.querySelector('[role=status][aria-label]')")


def click_stage(tab: Tab) -> None:
    dashboard_drawn(tab)
    stage = tab.locator("section").filter(has_text=re.compile("当前阶段|current stage", re.IGNORECASE))
    step = stage.locator("li button").first
    if step.count():
        step.click()


def dashboard_records(tab: Tab) -> None:
    dashboard_drawn(tab)
    tab.get_by_role("button", name=re.compile("(的操作$|^Acts on)")).first.click()
    records = tab.get_by_role("menuitem", name=re.compile("^(查看数据|See the records)$"))
    if not records.count():
        return
    records.click()
    tab.get_by_role("dialog").get_by_role("button", name=re.compile("^(查看数据|See the records)$")).click()
    drawer = tab.get_by_role("dialog")
    drawer.get_by_role("table").or_(drawer.get_by_text(re.compile("^(没有数据|No records)$"))).wait_for()


def dashboard_links(tab: Tab) -> None:
    dashboard_drawn(tab)
    _button(tab, "分享", "Share").click()
    tab.get_by_role("dialog").get_by_role("button", name=re.compile("^(新建链接|New link)$")).wait_for()


def public_dashboard(tab: Tab) -> None:
    """A link made on the page, and what its holder sees."""
    dashboard_links(tab)
    dialog = tab.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile("^(新建链接|New link)$")).click()
    dialog.get_by_label(re.compile("^(用途|What it is for)")).fill("Demo")
    dialog.get_by_role("button", name=re.compile("^(创建链接|Create link)$")).click()
    tab.goto(urlsplit(dialog.locator("[data-address]").inner_text()).path)
    dashboard_drawn(tab)


def new_delivery(tab: Tab) -> None:
    dashboard_designed(tab)
    tab.get_by_text(re.compile("^(推送|Deliveries)$")).click()
    tab.get_by_role("button", name=re.compile("^(添加推送|Add delivery)$")).click()
    tab.get_by_role("article").first.wait_for()


def new_alert(tab: Tab) -> None:
    dashboard_designed(tab)
    tab.get_by_text(re.compile("^(提醒|Alerts)$")).click()
    tab.get_by_role("button", name=re.compile("^(添加提醒|Add alert)$")).click()
    tab.get_by_role("article").first.wait_for()


def dashboard_designed(tab: Tab) -> None:
    tab.locator("[data-tile]").first.wait_for()
    tab.wait_for_function("() => !document.querySelector('[aria-busy=true]')")


def choose_tile(tab: Tab) -> None:
    dashboard_designed(tab)
    tab.locator("[data-tile] > button").nth(5).click()


def design_for_phones(tab: Tab) -> None:
    dashboard_designed(tab)
    tab.get_by_title(re.compile("^(手机|Phone)$")).click()
