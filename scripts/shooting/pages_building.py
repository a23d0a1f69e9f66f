"""Pages of those who build: drafts talked about, templates of records, shared views, packages, parts of flows."""

import re

from playwright.sync_api import Page as Tab

from scripts.shooting import acts, acts_service
from scripts.shooting.page import Act, Page
from scripts.shooting.steps import press, press_text, seen, shown, then

_CUSTOMERS = "/apps/crm/forms/customer"
_OPPORTUNITY = "/apps/crm/forms/opportunity"
_VISIT = "/apps/{service}/forms/visit"


def _listed(entry: str) -> Act:
    """An entry of a list's menu, and the dialog it opens."""
    return then(press("更多操作|More actions"), press(entry, "menuitem"), shown("dialog"))


def _tab(names: str) -> Act:
    return then(seen("header .ant-segmented"), press_text(names))


_VIEW_MENU = press("视图“.*”的操作|Actions for the view")


def _templates(tab: Tab) -> None:
    """Beside the button on a wide screen, in the list's menu on the phone."""
    arrow = tab.get_by_role("button", name=re.compile("^(用模板新建|New from)"))
    if arrow.count():
        then(press("用模板新建|New from"), press("管理模板|Manage templates", "menuitem"), shown("dialog"))(tab)
    else:
        _listed("用模板新建|New from")(tab)


_TALK = then(press("共同设计|Design together"), shown("dialog"))

BUILDING = (
    # Drafts talked about
    Page("designer-talk", _OPPORTUNITY + "/design", _TALK, phone=False),
    Page("flow-talk", "/apps/crm/flows/quote_approval/design", then(acts.flow_drawn, _TALK), phone=False),
    Page("draft-form", "/apps/crm/drafts/form/opportunity"),
    Page("draft-flow", "/apps/crm/drafts/flow/quote_approval"),
    Page("draft-dashboard", "/apps/crm/drafts/dashboard/sales"),
    # The form designer
    Page("designer-versions", _OPPORTUNITY + "/design", _tab("版本|Versions"), phone=False),
    Page("designer-profile", _CUSTOMERS + "/design", _tab("档案页|Profile"), phone=False),
    Page("designer-link", "/apps/crm/forms/opportunity/design", seen("[data-card=contact]", click=True), phone=False),
    Page("designer-phone", _OPPORTUNITY + "/design"),
    Page("app-empty", "/apps/patrol"),
    Page("new-form", "/apps/patrol", then(acts_service.menu, press("新建表单|New form"), shown("dialog"))),
    Page(
        "form-from-paste",
        "/apps/patrol",
        then(acts_service.menu, press("新建表单|New form"), press("粘贴表格|Form from a pasted"), shown("dialog")),
    ),
    # Lists and views
    Page("export", _CUSTOMERS, then(press("导出$|Export$"), shown("dialog")), phone=False),
    Page("schedules", _CUSTOMERS, _listed("定时导出|Scheduled")),
    Page(
        "schedule-new",
        _CUSTOMERS,
        then(_listed("定时导出|Scheduled"), press("新建定时导出|New scheduled"), shown("dialog", "新建|New")),
    ),
    Page("templates", _CUSTOMERS, _templates),
    Page("template-new", _CUSTOMERS + "/templates/new"),
    Page("view-links", _CUSTOMERS, then(_VIEW_MENU, press("用链接共享|Share by link", "menuitem"), shown("dialog"))),
    Page(
        "view-link-new",
        _CUSTOMERS,
        then(
            _VIEW_MENU,
            press("用链接共享|Share by link", "menuitem"),
            press("新建链接|New link"),
            shown("textbox", "名称|Name"),
        ),
    ),
    Page("view-save", _CUSTOMERS, then(_VIEW_MENU, press("另存为视图|Save as", "menuitem"), shown("dialog"))),
    Page("public-view-gone", "/public/views/nothing", signed_in=False),
    Page("view-columns", _CUSTOMERS, press("列$|Columns$"), phone=False),
    Page("view-sort", _CUSTOMERS, press("排序|Sort")),
    # Flows
    Page(
        "flow-menu",
        "/apps/crm/flows",
        then(seen("main [aria-label*=的更多操作], main [aria-label^=More]", click=True), shown("menuitem")),
    ),
    Page("flow-savings", "/apps/crm/flows", then(press("节省|Minutes|Saved|Time"), shown("dialog"))),
    Page(
        "flow-settings",
        "/apps/crm/flows/quote_approval/design",
        then(acts.flow_drawn, _tab("设置|Settings")),
        phone=False,
    ),
    Page(
        "flow-versions",
        "/apps/crm/flows/quote_approval/design",
        then(acts.flow_drawn, _tab("版本|Versions")),
        phone=False,
    ),
    Page(
        "flow-trigger",
        "/apps/crm/flows/quote_approval/design",
        then(acts.flow_drawn, seen("[data-card]", click=True)),
        phone=False,
    ),
    Page(
        "flow-publish",
        "/apps/crm/flows/quote_approval/design",
        then(acts.flow_drawn, press("发布|Publish"), shown("dialog")),
        phone=False,
    ),
    # Dashboards and pages
    Page("dashboard-arrange", "/apps/crm/dashboards/sales", then(acts.dashboard_drawn, press("我的布局|My layout"))),
    Page(
        "dashboard-versions",
        "/apps/crm/dashboards/sales/design",
        then(acts.dashboard_designed, _tab("版本|Versions")),
        phone=False,
    ),
    Page("dashboard-new", "/apps/crm/dashboards", then(press("新建仪表盘|New dashboard"), shown("dialog"))),
    Page("page-versions", "/apps/crm/pages/workspace/design", _tab("版本|Versions"), phone=False),
    Page("page-new", "/apps/crm/pages", then(press("新建页面|New page"), shown("dialog"))),
    # The app
    Page("app-pack", "/apps/crm/settings/package", then(press("查看变化|See changes"), shown("dialog"))),
    Page(
        "new-app-package",
        "/",
        then(acts.new_app, press("从应用包|From a package"), shown("button", "返回|Back")),
        before_apps=True,
    ),
    Page("app-demo", "/apps/crm/settings/package", then(press("移除示例数据|Remove demo"), shown("dialog"))),
    Page("connection-new", "/apps/crm/settings/connections", then(press("新建连接|New connection"), shown("dialog"))),
    Page("grant-buttons", "/apps/crm/settings/roles", acts.open_grant),
)
