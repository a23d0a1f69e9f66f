"""R109: dashboards by mail, each receiver their own numbers, once, whatever happens in between."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update

from dougong.audit.models import audit_log
from dougong.identity.models import department, person
from dougong.kit.errors import say
from dougong.kit.ids import new_id
from dougong.kit.jobs_model import job
from dougong.kit.outbound import CallFailed
from dougong.reports.models import dashboard_file, dashboard_rendering
from dougong.reports.receivers import people_of
from dougong.reports.snapshots import Snapshots
from tests.dougong.reports.posting import API, BEFORE, BOARD, DAILY, DUE, LATER, Post, numbers, post, sendings, texts
from tests.templates.conftest import OWNER, app, crm, database, settings

__all__ = ["app", "crm", "database", "post", "settings"]


def test_R109_two_receivers_with_other_rights_get_other_numbers_each_right(post: Post) -> None:
    li, wang = post.hire("小李", "sales"), post.hire("小王", "sales")
    post.deal(li.browser, 1200.5)
    post.deal(li.browser, 300)
    post.deal(wang.browser, 77)
    post.publish(deliveries=[{**DAILY, "formats": ["pdf", "xlsx"]}])
    assert post.work_off() == [], "not yet"
    post.at(DUE)
    assert post.work_off() == [{"mails": 2, "renderings": 2, "failed": 0}]
    mails = {mail.to[0]: mail for mail in post.mails}
    assert numbers(mails[li.email]) == {"华东": (2, 1500.5)}
    assert numbers(mails[wang.email]) == {"华东": (1, 77)}
    assert mails[li.email].attachments[0].content.startswith(b"%PDF-")
    assert "按“小李”的权限统计" in texts(mails[li.email])
    for who in (li, wang):
        shown = who.browser.post(f"{API}/dashboards/post/data", json={}).json()["tiles"]["n"]["figure"]["table"]
        count, amount = numbers(mails[who.email])["华东"]
        assert shown["rows"][0][0] == "华东"
        assert [float(text.replace(",", "")) for text in shown["rows"][0][1:]] == [count, amount]


def test_mails_over_large_forms_are_made_from_the_snapshots_of_the_worker(post: Post) -> None:
    post.snapshots = Snapshots(post.crm.company.database, large=0)
    li, wang = post.hire("小李", "sales"), post.hire("小王", "sales")
    post.publish(deliveries=[DAILY])
    post.deal(li.browser, 1200.5)
    post.at(DUE)
    post.work_off()
    assert {name[1] for name in post.snapshots._kept} == {"opportunity"}
    post.deal(li.browser, 7)
    post.deal(wang.browser, 77)
    post.at("2026-11-24T08:00:20+08:00")
    post.work_off()
    latest = {mail.to[0]: numbers(mail) for mail in post.mails[2:]}
    assert latest == {li.email: {"华东": (2, 1207.5)}, wang.email: {"华东": (1, 77)}}, "each their own, and never stale"


def test_receivers_of_equal_rights_share_a_rendering_that_names_none_of_them(post: Post) -> None:
    for name in ("经理甲", "经理乙"):
        post.hire(name, "manager")
    english = post.hire("Bob", "manager")
    with post.crm.company.database.transaction() as tx:
        tx.execute(update(person).where(person.c.id == english.id).values(locale="en"))
    post.publish(deliveries=[{**DAILY, "to": ["role:manager"]}])
    post.at(DUE)
    (result,) = post.work_off()
    with post.crm.company.database.snapshot() as tx:
        names = list(tx.execute(select(person.c.name)).scalars())
    assert result == {"mails": len(post.mails), "renderings": 2, "failed": 0}, "one in Chinese, one in English"
    by = {mail.to[0]: mail for mail in post.mails}
    assert len(by) == len(post.mails) >= 4
    assert (by[english.email].title, english.email in by) == ("Morning", True)
    chinese = [mail for mail in post.mails if mail.to[0] != english.email]
    assert {mail.title for mail in chinese} == {"晨报"}
    assert len({mail.attachments[0].content for mail in chinese}) == 1
    assert not [name for name in names for text in texts(chinese[0]) if name in text]


def test_a_delivery_is_made_once_whoever_asks_and_however_often(post: Post) -> None:
    post.hire("小李", "sales")
    post.publish(deliveries=[DAILY])
    post.at(DUE)
    assert len(post.work_off()) == 1
    post.at(BEFORE)
    post.at(DUE)
    assert post.work_off() == []
    with post.crm.company.database.transaction() as tx:  # the worker died after all was done, so the job runs again
        tx.execute(update(job).where(job.c.kind.in_(("reports.deliver", "reports.send"))).values(state="queued"))
    post.work_off()
    assert len(post.mails) == 1
    assert [row.state for row in sendings(post)] == ["sent"]
    with post.crm.company.database.snapshot() as tx:
        assert tx.execute(select(dashboard_file.c.name)).all() == [], "nobody waits for the files any more"
        noted = tx.execute(select(audit_log.c.detail).where(audit_log.c.action == "dashboard.deliver")).scalars().all()
    assert json.loads(noted[0]) == {"delivery": "daily", "mails": 1, "renderings": 1, "failed": 0}


def test_what_was_missed_while_the_product_was_down_is_made_up_once(post: Post) -> None:
    post.hire("小李", "sales")
    post.publish(deliveries=[DAILY])
    post.at(LATER)  # three mornings later
    assert len(post.work_off()) == 1
    assert [row.due_at for row in sendings(post)] == [datetime(2026, 11, 26, 0, tzinfo=UTC)]
    post.at("2026-11-27T08:00:01+08:00")
    assert len(post.work_off()) == 1
    assert len(post.mails) == 2


def test_a_server_that_is_away_is_tried_again_with_the_same_message(post: Post) -> None:
    post.hire("小李", "sales")
    post.publish(deliveries=[DAILY])
    post.at(DUE)

    tried: list[str] = []

    class Away:
        def send(self, message: Any, *_rest: Any) -> None:
            tried.append(message.key)
            raise CallFailed(say("连接失败", "no connection"), again=True)

    post.work_off(Away())
    assert [row.state for row in sendings(post)] == ["waiting"]
    with post.crm.company.database.transaction() as tx:
        tx.execute(update(job).where(job.c.state == "queued").values(run_after=datetime(2000, 1, 1, tzinfo=UTC)))
    post.work_off()
    assert [mail.key for mail in post.mails] == tried
    assert [row.state for row in sendings(post)] == ["sent"]


def test_who_left_or_lost_access_gets_nothing(post: Post) -> None:
    stays, leaves, loses, late = (post.hire(name, "sales") for name in ("留下", "离职", "失权", "后离职"))
    outside = post.crm.company.hire("外人")
    to = ["role:sales", f"person:{outside.id}", f"person:{loses.id}", f"email:{stays.email}", "email:no@body.example"]
    post.publish(deliveries=[{**DAILY, "to": to}])
    post.roles(lambda roles: roles["sales"].remove(next(m for m in roles["sales"] if m["id"] == loses.id)))
    with post.crm.company.database.transaction() as tx:
        tx.execute(update(person).where(person.c.id == leaves.id).values(active=False))
    post.at(DUE)

    class LeavesNow:
        def send(self, *_all: Any) -> None:
            with post.crm.company.database.transaction() as tx:
                tx.execute(update(person).where(person.c.id == late.id).values(active=False))
            raise CallFailed(say("稍后再试", "later"), again=True)

    post.work_off(LeavesNow())
    with post.crm.company.database.transaction() as tx:
        tx.execute(update(job).where(job.c.state == "queued").values(run_after=datetime(2000, 1, 1, tzinfo=UTC)))
    post.work_off()
    assert [mail.to for mail in post.mails] == [(stays.email,)]
    assert {row.person_id: row.state for row in sendings(post)} == {stays.id: "sent", late.id: "dropped"}


def test_files_made_with_other_rights_than_those_of_now_are_made_anew(post: Post) -> None:
    li = post.hire("小李", "sales")
    post.deal(li.browser, 5)
    post.publish(deliveries=[DAILY])
    post.at(DUE)

    class Away:
        def send(self, *_all: Any) -> None:
            raise CallFailed(say("稍后再试", "later"), again=True)

    post.work_off(Away())
    post.roles(lambda roles: roles["manager"].append({"kind": "person", "id": li.id, "name": "小李"}))
    with post.crm.company.database.transaction() as tx:
        tx.execute(update(job).where(job.c.state == "queued").values(run_after=datetime(2000, 1, 1, tzinfo=UTC)))
    post.work_off()
    (mail,) = post.mails
    every = post.crm.owner.get(
        f"{API}/forms/opportunity/records?filter=stage = 'new' and region = 'east'&limit=1&count=true"
    )
    assert numbers(mail)["华东"][0] == every.json()["count"] > 1
    with post.crm.company.database.snapshot() as tx:
        assert tx.execute(select(dashboard_rendering.c.id)).all() == []


def test_a_link_alone_has_no_files(post: Post) -> None:
    post.hire("小李", "sales")
    post.publish(deliveries=[{**DAILY, "formats": ["link"]}])
    post.at(DUE)
    post.work_off()
    assert [mail.attachments for mail in post.mails] == [()]


def test_wrong_lines_and_receivers_are_told_to_the_designer(post: Post) -> None:
    post.publish()
    wrong = {**DAILY, "cron": "99 8 * * *", "timezone": "Mars/Base", "to": ["sales"]}
    draft = post.crm.owner.get(f"{API}/dashboards/post/draft").json()
    body = {"definition": {**draft["definition"], "deliveries": [wrong]}}
    problems = post.crm.owner.post(f"{API}/dashboards/post/draft:check", json=body).json()["problems"]
    assert [(each["code"], each["path"][2:]) for each in problems] == [
        ("delivery", ["cron"]), ("delivery", ["timezone"]), ("delivery", ["to", 0]),
    ]  # fmt: skip


def test_the_designer_sees_what_is_planned_and_what_became_of_it_and_tries_it_alone(post: Post) -> None:
    li = post.hire("小李", "sales")
    post.publish(deliveries=[DAILY])
    planned = post.crm.owner.get(f"{API}/dashboards/post/deliveries").json()["items"]
    assert [(each["key"], each["next_at"], each["last"]) for each in planned] == [
        ("daily", "2026-11-23T00:00:00.000Z", None)
    ]
    tried = post.crm.owner.post(f"{API}/dashboards/post/deliveries/daily:send")
    assert tried.status_code == 202
    post.work_off()
    (mail,) = post.mails
    assert mail.to == (OWNER,)
    assert numbers(mail)["华东"][0] > 1, "with the rights of who asked"
    post.at(DUE)
    post.work_off()
    (planned,) = post.crm.owner.get(f"{API}/dashboards/post/deliveries").json()["items"]
    assert planned["last"] == {"due_at": "2026-11-23T00:00:00.000Z", "waiting": 0, "sent": 1, "dropped": 0, "failed": 0}
    assert planned["next_at"] == "2026-11-24T00:00:00.000Z"
    sent = post.crm.owner.get(f"{API}/dashboards/post/deliveries/daily/sendings").json()["items"]
    assert [(each["name"], each["by_hand"], each["state"]) for each in sent] == [
        ("小李", False, "sent"), (sent[1]["name"], True, "sent"),
    ]  # fmt: skip
    assert li.browser.get(f"{API}/dashboards/post/deliveries").status_code == 403
    assert post.crm.owner.post(f"{API}/dashboards/post/deliveries/nothing:send").status_code == 404


def test_a_binned_dashboard_sends_nothing_and_makes_up_nothing_when_it_returns(post: Post) -> None:
    post.hire("小李", "sales")
    post.publish(deliveries=[DAILY])
    assert post.crm.owner.delete(f"{API}/dashboards/post").status_code == 204
    post.at(LATER)
    assert post.work_off() == []
    assert post.crm.owner.post(f"{API}/dashboards/post:restore").status_code == 200
    assert post.work_off() == []
    post.at("2026-11-27T08:00:01+08:00")
    assert len(post.work_off()) == 1


def test_a_delivery_to_nobody_is_refused_by_name_and_an_alert_to_nobody_is_warned_of(post: Post) -> None:
    nobody = {"key": "morning", "cron": "0 8 * * *", "to": []}
    silent = {"key": "many", "tile": "n", "when": "n > 1"}
    definition = {**BOARD, "deliveries": [nobody], "alerts": [silent]}
    post.publish()
    found = post.crm.owner.post(f"{API}/dashboards/post/draft:check", json={"definition": definition}).json()
    said = {(each["path"][0], each["path"][2], each["level"]) for each in found["problems"]}
    assert said == {("deliveries", "to", "error"), ("alerts", "to", "warning")}


def test_a_department_receives_with_those_below_it(post: Post) -> None:
    company = post.crm.company
    head, below, other = new_id(), new_id(), new_id()
    people = {place: company.hire(f"员工{at}") for at, place in enumerate((head, below, other))}
    with company.database.transaction() as tx:
        for at, (place, name, parent) in enumerate(
            ((head, "销售部", None), (below, "华东组", head), (other, "财务部", None))
        ):
            tx.execute(insert(department).values(id=place, name=name, parent_id=parent, position=at))
            tx.execute(update(person).where(person.c.id == people[place].id).values(department_id=place))
    with company.database.snapshot() as tx:
        for receiver in (f"department:{head}", "department:销售部"):
            found = {actor.person_id for actor in people_of(tx, "crm", [receiver])}
            assert found == {people[head].id, people[below].id}
        assert people_of(tx, "crm", ["department:没有"]) == []


def test_receivers_that_are_not_there_are_told_to_the_designer_and_the_others_get_theirs(post: Post) -> None:
    li, left = post.hire("小李", "sales"), post.crm.company.hire("离职")
    with post.crm.company.database.transaction() as tx:
        tx.execute(update(person).where(person.c.id == left.id).values(active=False))
    gone = ["role:seles", f"person:{left.id}", f"group:{new_id()}", "department:没有", "email:no@body.example"]
    post.publish(deliveries=[{**DAILY, "to": ["role:sales", f"email:{li.email}", *gone]}])
    problems = post.crm.owner.get(f"{API}/dashboards/post/draft").json()["problems"]
    assert [(each["path"][3], each["level"], each["message"]) for each in problems] == [
        (2, "warning", "角色不存在：seles。"),
        (3, "warning", "收件人不存在或已停用。"),
        (4, "warning", "用户组不存在。"),
        (5, "warning", "部门不存在：没有。"),
        (6, "warning", "收件人不存在或已停用：no@body.example。"),
    ]
    post.at(DUE)
    post.work_off()
    assert [mail.to for mail in post.mails] == [(li.email,)]
