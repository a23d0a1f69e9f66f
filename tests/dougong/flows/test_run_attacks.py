"""A step shows and writes what it was given and nothing more, and lends nobody what they don't hold: attacks."""

from typing import Any

from sqlalchemy import select

from dougong.flows import inside
from dougong.flows.models import flow
from dougong.kit.ids import new_id
from tests.dougong.flows.run_office import APP, Office, flow_of, office, settings
from tests.dougong.flows.test_run_tasks import ASK, get, post, todo
from tests.dougong.people import Someone
from tests.dougong.records.conftest import build_app

__all__ = ["office", "settings"]
SECRET = "底价八折"
WHOLE = {"id": "ok", "type": "approval", "label": "审批", "assignees": [{"role": "boss"}]}
NARROW = {
    "id": "few",
    "to": ["role:clerk"],
    "form": "deal",
    "ops": ["read"],
    "rows": "all",
    "read": ["note", "stage"],
    "write": [],
}


def clerk_of(office: Office, name: str = "文员") -> Someone:
    """Somebody who reads deals, but neither their names nor their secrets."""
    url = f"/api/v1/apps/{APP}/roles"
    now = office.admin.browser.get(url).json()
    if all(role["key"] != "clerk" for role in now["roles"]):
        now["roles"].append({"key": "clerk", "label": "文员", "builtin": False, "members": []})
        now["grants"].append(NARROW)
        body = {key: now[key] for key in ("roles", "grants", "revision")}
        answer = office.admin.browser.put(url, json=body)
        assert answer.status_code == 200, answer.text
    return office.hire(name, "clerk")


def builder_of(office: Office, name: str = "设计者", *roles: str) -> Someone:
    """Somebody who designs the app, and has no grants in it but those of `roles`."""
    someone = office.hire(name, *roles)
    url = f"/api/v1/apps/{APP}/builders"
    now = [{key: each[key] for key in ("person_id", "level")} for each in get(office.admin, url[7:])["items"]]
    answer = office.admin.browser.put(url, json={"items": [*now, {"person_id": someone.id, "level": "designer"}]})
    assert answer.status_code == 200, answer.text
    return someone


def test_a_copy_sent_by_a_reader_shows_no_more_than_the_receiver_s_own_grants(office: Office) -> None:
    clerk, stranger = clerk_of(office), office.hire("路人")
    office.hire("老板", "boss")
    instance = office.begin(office.publish(flow_of("ask", WHOLE)), office.deal(secret=SECRET, note="看得见"))
    post(clerk, f"/instances/{instance}:cc", {"people": [clerk.id, stranger.id]})
    mine, theirs = (get(each, f"/tasks/{todo(each, 'cc')[0]['id']}") for each in (clerk, stranger))
    assert mine["record"]["values"]["note"] == "看得见"
    assert "secret" not in mine["record"]["values"] and "name" not in mine["record"]["values"]
    assert "secret" not in mine["form"]["runtime"]["fields"]
    assert theirs["record"] is None and theirs["form"] is None
    assert SECRET not in str(mine) + str(theirs) and "一号商机" not in str(mine) + str(theirs)


def test_a_copy_of_a_to_do_gives_the_view_of_that_step_while_the_sender_has_it(office: Office) -> None:
    boss, reader, late = office.hire("老板", "boss"), office.hire("读者"), office.hire("后来")
    office.begin(office.publish(flow_of("ask", ASK)), office.deal(secret=SECRET, note="可批"))
    (row,) = todo(boss)
    post(boss, f"/tasks/{row['id']}:cc", {"people": [reader.id]})
    copy = get(reader, f"/tasks/{todo(reader, 'cc')[0]['id']}")
    assert copy["record"]["values"]["note"] == "可批"
    assert copy["record"]["_can"] == {"update": False, "write": []} or copy["record"]["_can"]["write"] == ["note"]
    assert "secret" not in copy["record"]["values"] and "name" not in copy["record"]["values"]
    post(boss, f"/tasks/{row['id']}:decide", {"verb": "approve"})
    post(boss, f"/tasks/{row['id']}:cc", {"people": [late.id]})
    assert get(late, f"/tasks/{todo(late, 'cc')[0]['id']}")["record"] is None


def test_what_is_sent_back_to_its_initiator_shows_their_own_grants(office: Office) -> None:
    boss, sales = office.hire("老板", "boss"), office.hire("小王", "sales")
    record_id = office.deal(secret=SECRET, amount=5)
    office.begin(office.publish(flow_of("ask", WHOLE)), record_id, sales)
    post(boss, f"/tasks/{todo(boss)[0]['id']}:return", {"to": "start", "comment": "请补充"})
    (row,) = todo(sales)
    assert row["kind"] == "resubmit"
    detail = get(sales, f"/tasks/{row['id']}")
    assert SECRET not in str(detail) and "secret" not in detail["form"]["runtime"]["fields"]
    assert "amount" in detail["record"]["_can"]["write"] and "secret" not in detail["record"]["_can"]["write"]
    post(sales, f"/tasks/{row['id']}:resubmit", {"record": {"secret": "零"}}, 422)
    post(sales, f"/tasks/{row['id']}:resubmit", {"record": {"amount": 7}})
    assert (office.record(record_id)["amount"], office.record(record_id)["secret"]) == (7, SECRET)


def test_a_to_do_lends_nothing_once_it_is_over(office: Office) -> None:
    boss = office.hire("老板", "boss")
    record_id = office.deal(secret=SECRET)
    office.begin(office.publish(flow_of("ask", WHOLE)), record_id)
    (row,) = todo(boss)
    assert get(boss, f"/tasks/{row['id']}")["record"]["values"]["secret"] == SECRET
    post(boss, f"/tasks/{row['id']}:decide", {"verb": "approve"})
    office.admin.browser.patch(f"/api/v1/apps/{APP}/forms/deal/records/{record_id}", json={"secret": "新底价"})
    after = get(boss, f"/tasks/{row['id']}")
    assert after["record"] is None and "新底价" not in str(after) and SECRET not in str(after)


def test_who_is_merely_assigned_a_record_sees_it_with_their_own_eyes(office: Office) -> None:
    clerk = clerk_of(office)
    node = {"id": "turn", "type": "assign", "field": "sales", "assignees": [{"person": clerk.id}]}
    office.begin(office.publish(flow_of("turn", node)), office.deal(secret=SECRET, note="跟进"))
    detail = get(clerk, f"/tasks/{todo(clerk)[0]['id']}")
    assert detail["record"]["values"]["note"] == "跟进"
    assert SECRET not in str(detail) and "一号商机" not in str(detail)


def test_a_record_s_title_is_a_value_like_any_other(office: Office) -> None:
    """In lists, details, messages, the operators' page; found by searching for it only by those who may read it."""
    boss, builder, clerk, sales = (
        office.hire("老板", "boss"), builder_of(office), clerk_of(office), office.hire("小王", "sales")
    )  # fmt: skip
    record_id = office.deal(name="绝密并购案")
    instance = office.begin(office.publish(flow_of("ask", ASK)), record_id, clerk)
    (row,) = todo(boss)
    told = [get(each, "/me/notifications") for each in (boss, clerk, builder)]
    seen = [row, get(boss, f"/tasks/{row['id']}"), get(boss, f"/instances/{instance}"), *told]
    seen += [get(builder, f"/apps/{APP}/flow-instances"), get(builder, f"/instances/{instance}")]
    seen += [get(clerk, f"/instances/{instance}"), get(clerk, "/tasks?box=started")]
    post(boss, f"/tasks/{row['id']}:decide", {"verb": "approve"})
    seen += [get(each, "/me/notifications") for each in (boss, clerk, builder)]
    assert [place for place in seen if "绝密" in str(place)] == []
    assert get(boss, "/tasks?box=done&q=绝密")["items"] == []
    assert get(builder, f"/apps/{APP}/flow-instances?q=绝密")["items"] == []
    # with the right to read it, it is there
    assert get(sales, f"/instances/{instance}")["title"] == "绝密并购案"
    office.begin(office.publish(flow_of("whole", WHOLE)), record_id, sales)
    assert todo(boss)[0]["title"] == "绝密并购案"
    assert "绝密并购案" in get(boss, "/me/notifications")["items"][0]["title"]
    post(boss, f"/tasks/{todo(boss)[0]['id']}:decide", {"verb": "approve"})
    assert "绝密并购案" in get(sales, "/me/notifications")["items"][0]["title"]


def test_an_operator_takes_no_to_do_of_a_record_they_may_not_read(office: Office) -> None:
    builder, other = builder_of(office), office.hire("同事")
    office.hire("老板", "boss")
    instance = office.begin(office.publish(flow_of("ask", WHOLE)), office.deal(secret=SECRET))
    task = office.tasks(instance)[0].id
    path = f"/apps/{APP}/flow-tasks/{task}:transfer"
    assert post(builder, path, {"to": builder.id}, 403)["code"] == "not_yours_to_read"
    post(builder, path, {"to": other.id})
    post(builder, f"/instances/{instance}:cc", {"people": [builder.id]})
    assert get(builder, f"/tasks/{todo(builder, 'cc')[0]['id']}")["record"] is None


def test_a_token_for_reading_moves_no_instance_and_lists_only_what_it_may_read(office: Office) -> None:
    sales, boss = office.hire("小王", "sales"), office.hire("老板", "boss")
    instance = office.begin(office.publish(flow_of("ask", ASK)), office.deal(), sales)
    reading, blind = office.company.with_token(sales, "read"), office.company.with_token(sales, "create")
    assert reading.get(f"/api/v1/instances/{instance}").status_code == 200
    calls: dict[str, dict[str, Any]] = {
        "withdraw": {}, "urge": {}, "comment": {"text": "喂"}, "cc": {"people": [boss.id]}
    }  # fmt: skip
    for verb, body in calls.items():
        assert reading.post(f"/api/v1/instances/{instance}:{verb}", json=body).status_code == 403, verb
    assert office.instance(instance).status == "running"
    assert len(reading.get("/api/v1/tasks?box=started").json()["items"]) == 1
    assert blind.get("/api/v1/tasks?box=started").json()["items"] == []


def test_dry_runs_and_explanations_do_not_look_over_links_that_the_designer_may_not_follow(office: Office) -> None:
    builder, keeper = builder_of(office, "设计者", "sales"), office.hire("机密经理")
    answer = office.admin.browser.post(
        f"/api/v1/apps/{APP}/forms/customer/records", json={"name": "绝密客户", "keeper": keeper.id}
    )
    record_id = office.deal(customer=answer.json()["id"], secret=SECRET)
    tell = {"id": "tell", "type": "notify", "to": [{"field": "customer.keeper"}, {"person": builder.id}],
            "title": "{customer} {customer.name}", "text": "{secret}"}  # fmt: skip
    look = {"id": "look", "type": "approval", "assignees": [{"field": "customer.keeper"}], "empty": "approve"}
    trigger = {"on": "update", "when": "customer.name = '绝密客户'"}
    document = {"schema_version": 1, "key": "spy", "label": "看", **flow_of("spy", tell, look, trigger=trigger)}
    path = f"/apps/{APP}/flows"
    post(office.admin, path, {"label": "看", "key": "spy", "definition": document}, 201)
    told = post(builder, f"{path}/spy:simulate", {"record_id": record_id, "limit": 50})
    assert [step["node"] for step in told["steps"] if step["event"] == "message"]
    office.publish(document)
    why = post(builder, f"{path}/spy:explain", {"record_id": record_id})
    assert why["runs"] is False
    for answer_ in (told, why):
        assert not [word for word in ("绝密客户", "机密经理", keeper.id, SECRET) if word in _without_problems(answer_)]
    # who may follow the link sees what is there
    shown = post(office.admin, f"{path}/spy:simulate", {"record_id": record_id, "limit": 50})
    assert "绝密客户 绝密客户" in str(shown) and "机密经理" in str(shown)


def _without_problems(answer: Any) -> str:
    return str({name: value for name, value in answer.items() if name != "problems"})


def test_the_drawn_flow_tells_conditions_in_words_and_only_those_of_fields_the_reader_may_read(office: Office) -> None:
    boss, clerk, sales = office.hire("老板", "boss"), clerk_of(office), office.hire("小王", "sales")
    call = {"id": "call", "type": "http", "method": "POST", "url": "https://example.com", "headers": {"X-Key": "k-42"}}
    edges = [
        {"from": "start", "to": "ok"},
        {"from": "ok", "to": "call", "when": "outcome = 'approved' and (amount > 1000 or stage in ('new', 'won'))"},
        {"from": "ok", "to": "end", "default": True},
        {"from": "call", "to": "end", "when": "outcome = 'ok'"},
    ]
    instance = office.begin(office.publish(flow_of("ask", ASK, call, edges=edges)), office.deal(amount=5), clerk)
    shown = {who: get(who_, f"/instances/{instance}")["graph"] for who, who_ in (("sales", sales), ("clerk", clerk))}
    assert shown["sales"]["edges"][1]["words"] == "通过 且 (金额 大于 1000 或 阶段 属于 new、won)"
    assert shown["clerk"]["edges"][1]["words"] == "按条件（含你无权查看的字段）"
    assert shown["clerk"]["edges"][0]["words"] is None and shown["clerk"]["edges"][3]["words"] == "成功"
    assert "k-42" not in str(shown) and "amount" not in str(shown)
    assert "amount" not in str(get(boss, f"/instances/{instance}"))
    english = sales.browser.get(f"/api/v1/instances/{instance}", headers={"Accept-Language": "en"}).json()
    assert english["graph"]["edges"][1]["words"].startswith("Approved and (")


def test_a_flow_of_another_app_is_called_only_by_invitation_and_within_the_caller_s_rights(office: Office) -> None:
    """Whoever may make an app of their own could otherwise set off any flow, with the rights it has in its app."""
    stranger, sales = office.hire("外人"), office.hire("小王", "sales")
    build_app(office.company, "own", "自己的应用", {})
    office.publish(flow_of("target"))
    office.publish(flow_of("pressed", trigger={"on": "button", "label": "按"}))
    hidden, told = office.deal(), []
    for key, by, record in (
        ("target", stranger, None), ("pressed", sales, None), ("target", stranger, hidden), ("target", sales, hidden)
    ):  # fmt: skip
        instance = office.begin(_caller(office, key), None, by)
        (row,) = office.outbox(instance)
        asked = {**row._mapping, "body": {**row.body, "record": record}}
        with office.database.transaction() as tx:
            inside.DELIVER["child"](tx, asked)()
        told.append((office.instance(instance).failed, len(office.of(key))))
    assert told == [(1, 0), (1, 0), (1, 0), (0, 1)]


def _caller(office: Office, called: str) -> str:
    """A flow in another app that calls one of ours. → its id"""
    call = {"id": "call", "type": "call", "flow": called, "app": APP}
    key = f"f{new_id()[-8:]}"
    document = {"schema_version": 1, **flow_of(key, call), "form": None}
    made = post(office.admin, "/apps/own/flows", {"label": key, "key": key, "definition": document}, 201)
    post(office.admin, f"/apps/own/flows/{key}/draft:publish", {"revision": made["revision"]})
    with office.database.snapshot() as tx:
        found: str = tx.execute(select(flow.c.id).where(flow.c.key == key)).scalar_one()
    return found


def test_a_designer_publishes_nothing_that_gives_away_what_they_do_not_hold(office: Office) -> None:
    """By a step, a text, a call, or a value copied to where they may read it. What an owner has published stays."""
    builder = builder_of(office, "设计者", "sales")
    boss = [{"role": "boss"}]
    mine = {"id": "a", "type": "approval", "assignees": boss, "fields": {"amount": "write", "note": "read"}}
    path = f"/apps/{APP}/flows/lend"
    made = post(office.admin, path[: -len("/lend")], {"label": "借", "key": "lend", "form": "deal"}, 201)
    revision = made["revision"]

    def publish(by: Someone, node: dict[str, Any], status: int, **more: Any) -> Any:
        nonlocal revision
        document = {"schema_version": 1, **flow_of("lend", node, **more)}
        saved = office.admin.browser.put(f"/api/v1{path}/draft", json={"definition": document, "revision": revision})
        revision = saved.json()["revision"]
        return post(by, f"{path}/draft:publish", {"revision": revision}, status)

    tell = {"id": "a", "type": "notify", "to": [{"person": builder.id}], "title": "看"}
    for node, more in (
        ({**mine, "fields": {}}, {}),
        ({**mine, "fields": {"secret": "read"}}, {}),
        ({**mine, "fields": {"note": "write"}}, {}),
        ({**tell, "text": "{secret}"}, {}),
        ({**tell, "text": "{customer.name}"}, {}),
        (tell, {"title": "{secret}"}),
        ({"id": "a", "type": "http", "url": "https://example.com/{secret}"}, {}),
        ({"id": "a", "type": "update", "set": [{"field": "stage", "value": "secret"}]}, {}),
    ):
        assert publish(builder, node, 403, **more)["code"] == "escalation", (node, more)
    publish(builder, mine, 200)
    publish(builder, {**tell, "text": "{name} {amount}"}, 200, title="{name}")
    publish(office.admin, {**mine, "fields": {}}, 200)
    publish(builder, {**mine, "fields": {}, "label": "改个名"}, 200)  # what the owner gave is not given by them
