"""Pages of people, accounts and what is kept of them."""

from scripts.shooting.page import Act, Page
from scripts.shooting.steps import key, press, seen, shown, then, typed


def _person(*entries: str) -> Act:
    """An entry of the menu of the last person in the list."""
    open_menu = press("“.*”的操作|Acts on", last=True)
    return then(open_menu, *(press(entry, "menuitem") for entry in entries), shown("dialog"))


COMPANY = (
    Page("forgot", "/forgot", signed_in=False),
    Page(
        "forgot-asked",
        "/forgot",
        then(typed("邮箱|E-mail", "nobody@example.com"), press("发送链接|Send")),
        signed_in=False,
    ),
    Page("welcome-gone", "/welcome/nothing", signed_in=False),
    Page("new-password", "/new-password"),
    Page("second-factor", "/second-factor"),
    Page("security", "/security"),
    Page("letters", "/letters"),
    Page("letter", "/letters", then(seen("main tbody tr.ant-table-row, main li button", click=True), shown("dialog"))),
    Page(
        "audit-entry", "/audit", then(seen("main tbody tr.ant-table-row, main li button", click=True), shown("dialog"))
    ),
    Page("person", "/people", _person("编辑资料|Edit")),
    Page("person-menu", "/people", then(press("“.*”的操作|Acts on", last=True), shown("menuitem"))),
    Page("person-reset", "/people", _person("重置密码|Reset")),
    Page("person-link", "/people", _person("登录链接|Sign-in link")),
    Page("person-data", "/people", _person("个人数据|Personal data")),
    Page("department", "/departments", then(press("新建部门|New department"), shown("dialog"))),
    Page("group", "/groups", then(press("新建用户组|New group"), shown("dialog"))),
    Page(
        "token-made",
        "/me",
        then(
            press("新建令牌|New token"),
            typed("用途|Purpose", "BI"),
            press("生成令牌|Create"),
            shown("button", "我已保存|I kept it"),
        ),
    ),
    Page("my-data", "/me", then(press("导出$|Export$"))),
    Page("calendar", "/calendars", then(press("新建日历|New calendar"), shown("dialog"))),
    Page("help", "/apps/crm/help"),
    Page("help-drawer", "/apps/crm/forms/customer", then(key("?"), shown("dialog"))),
    Page("tour", "/apps/crm/help", then(press("开始|Start|继续|Go on|重新看|Again"), shown("dialog"))),
    Page("app-switch", "/apps/crm", then(press("切换应用|Switch app"), shown("menuitem")), phone=False),
)
