"""An account's own journey: a forgotten password, two-step verification; and no page breaks the page's own policy."""

import re

from playwright.sync_api import Page, expect

from dougong.identity import totp
from scripts.shooting.product import PASSWORD
from tests.trips.trip import Trip, sign_in, still

NEW = "a harbour full of boats"
WATCH = """
window.__broken = [];
document.addEventListener("securitypolicyviolation", (it) =>
  window.__broken.push(`${it.effectiveDirective} ${it.sourceFile}:${it.lineNumber} ${it.blockedURI}`));
"""


def watched(trip: Trip, tab: Page) -> None:
    """From now on every page of this tab tells what its policy refused."""
    tab.add_init_script(WATCH)


def obeys(tab: Page) -> None:
    assert tab.evaluate("window.__broken") == []


def test_a_forgotten_password_and_a_second_step(trip: Trip) -> None:
    person, email = trip.hire("忘性大")
    tab = trip.open(None, "/sign-in")
    watched(trip, tab)
    tab.reload()
    tab.get_by_role("link", name="忘记密码？").click()
    expect(tab.get_by_role("heading", name="重设密码")).to_be_visible()  # the sign-in page has such a field too
    tab.get_by_label("邮箱").fill(email)
    tab.get_by_role("button", name="发送链接").click()
    expect(tab.get_by_role("heading", name="请求已提交")).to_be_visible()

    # nobody told this product its own address: the administrator hands the link on
    desk = trip.open(trip.admin, "/letters")
    desk.get_by_role("cell", name=email).first.click()
    expect(desk.get_by_text("DOUGONG_PUBLIC_URL").first).to_be_visible()
    desk.get_by_role("button", name="显示链接").click()
    link = desk.get_by_role("textbox", name=re.compile("^链接"))
    expect(link).to_be_visible()
    place = re.search(r"/welcome/\S+", link.input_value())
    assert place is not None

    tab.goto(place[0])
    expect(tab.get_by_role("heading", name="重设密码")).to_be_visible()
    tab.get_by_label("新密码", exact=True).fill(NEW)
    tab.get_by_label("再输一遍新密码").fill(NEW)
    tab.get_by_role("button", name="保存并进入").click()
    expect(tab).to_have_url(re.compile("/$"))

    tab.goto("/me")
    tab.get_by_role("button", name="开启", exact=True).click()
    secret = "".join(tab.locator("code").inner_text().split())
    now = person_clock(tab)
    tab.get_by_label("6 位验证码").fill(totp.code_at(secret, now))
    tab.get_by_role("button", name="确认开启").click()
    paper = tab.get_by_role("list", name="保存恢复码").get_by_role("listitem").first.inner_text()
    tab.get_by_role("button", name="我已保存").click()
    expect(tab.get_by_text("还剩 10 个恢复码")).to_be_visible()
    obeys(tab)

    other = trip.open(None, "/sign-in", phone=True)
    sign_in(other, email, NEW)
    other.get_by_role("button", name="手机不在身边，用恢复码").click()
    other.get_by_label("恢复码").fill(paper)
    other.get_by_role("button", name="登录", exact=True).click()
    expect(other).to_have_url(re.compile("/$"))
    other.goto("/me")
    expect(other.get_by_text("还剩 9 个恢复码")).to_be_visible()
    assert PASSWORD != NEW and person.me["email"] == email


def person_clock(tab: Page) -> int:
    """The step of 30 seconds that server and browser live in."""
    seconds: int = tab.evaluate("Math.floor(Date.now() / 30000)")
    return seconds


def test_no_page_breaks_its_own_policy(trip: Trip) -> None:
    """Nothing inline is allowed, and nothing of ours needs it: forms, lists, designers, charts."""
    app = trip.admin.post("/apps", {"label": "策略"})["key"]
    tab = trip.open(trip.admin, "/sign-in")
    watched(trip, tab)
    for path in ("/", "/people", "/departments", "/security", "/letters", "/audit", "/me", "/tasks", f"/apps/{app}"):
        tab.goto(path)
        expect(tab.get_by_role("main").first).to_be_visible()
        tab.wait_for_load_state("networkidle")
        obeys(tab)
    tab.goto(f"/apps/{app}")
    tab.get_by_role("button", name="新建表单").first.click()
    still(tab)
    tab.get_by_label("表单名称").fill("访客")
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile("/design$"))
    tab.wait_for_load_state("networkidle")
    obeys(tab)
    answer = tab.request.get("/")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy and "'nonce-" in policy
    assert tab.request.get("/").headers["content-security-policy"] != policy  # a new one each time
    # what is put in as markup has no nonce: it is refused, and told
    tab.evaluate("document.body.insertAdjacentHTML('beforeend', '<style>main{display:none}</style>')")
    expect(tab.get_by_role("main").first).to_be_visible()
    assert tab.evaluate("window.__broken.length") == 1
