"""Sources of the system: sign-ins, changes, to-dos, automatic steps and audit events as data of a board, readable only
through grants that name them."""

from typing import Any

import pytest

from dougong.access.grants import Grant
from tests.dougong.flows.crm import API, Crm, crm, settings, straight
from tests.dougong.people import Someone

__all__ = ["crm", "settings"]

SOURCES = ("$sign_ins", "$changes", "$todos", "$steps", "$audit")
MANAGER: dict[str, Any] = {
    "id": "manager", "type": "approval", "label": "经理审批", "assignees": [{"role": "boss"}],
    "sla": [{"after": "2 days", "do": "remind"}],
}  # fmt: skip
KEEP: dict[str, Any] = {"id": "keep", "type": "create", "form": "contract", "set": [{"field": "no", "value": "name"}]}
TELL: dict[str, Any] = {"id": "tell", "type": "notify", "title": "{name}", "to": [{"field": "initiator"}]}
N = {"key": "n", "fn": "count"}


def granted(source: str, to: str = "role:boss", **more: Any) -> dict[str, Any]:
    return {"id": f"see_{source[1:]}_{to[5:]}", "to": [to], "form": source, "ops": ["read"], "rows": "all",
            "read": ["*"], "aggregate": True, **more}  # fmt: skip


def asked(by: Someone, source: str, *measures: dict[str, Any], chart: str = "table", **query: Any) -> dict[str, Any]:
    """What a tile over a source shows to somebody."""
    if "list" not in query:
        query["measures"] = list(measures or (N,))
    body = {"tile": {"key": "t", "chart": {"type": chart}, "query": {"from": source, **query}}}
    answer = by.browser.post(f"{API}/dashboards:preview", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def rows(by: Someone, source: str, *measures: dict[str, Any], **query: Any) -> list[list[str]]:
    found = asked(by, source, *measures, **query)
    assert found["state"] == "ok", found
    table: list[list[str]] = found["figure"]["table"]["rows"]
    return table


def by(*fields: str) -> list[dict[str, str]]:
    return [{"key": field, "field": field} for field in fields]


def test_R019_R020_R181_what_people_and_flows_do_is_data_that_a_board_counts(crm: Crm) -> None:
    a, b, boss = crm.hire("甲", "sales"), crm.hire("乙", "sales"), crm.hire("老板", "boss")
    crm.hire("路人")
    crm.grant(*(granted(source) for source in SOURCES))
    crm.publish("quote", {"form": "opportunity", "trigger": {"on": "create"}, "acts_as": "app",
                          **straight(MANAGER, KEEP, TELL)})  # fmt: skip
    crm.grant({"id": "keep", "to": ["flow:quote"], "form": "contract", "ops": ["create"], "rows": "none",
               "write": ["*"], "read": ["*"]})  # fmt: skip
    for name, person in (("一", a), ("二", a), ("三", b)):
        crm.add("opportunity", name=name, by=person)
    crm.add("lead", name="线索", by=a)
    crm.decide(boss, "approve")
    with crm.later(days=3):
        crm.decide(boss, "approve")

    signed = dict(rows(boss, "$sign_ins", rows=by("person")))
    assert set(signed) == {"管理员", "甲", "乙", "老板"}, "somebody without a role of the app is nobody's business"
    assert all(int(count) >= 1 for count in signed.values())

    changes = rows(boss, "$changes", rows=by("person", "form", "op"), where="person <> NULL and form <> 'contract'")
    assert sorted(changes) == [["乙", "商机", "新建", "1"], ["甲", "商机", "新建", "2"], ["甲", "线索", "新建", "1"]]

    in_time = {"key": "ok", "fn": "count", "where": "in_time"}
    late = {"key": "late", "fn": "count", "where": "in_time = FALSE"}
    assert rows(boss, "$todos", N, in_time, late, rows=by("person", "status")) == [
        ["老板", "进行中", "1", "0", "0"], ["老板", "已完成", "2", "1", "1"],
    ]  # fmt: skip

    minutes = {"key": "m", "fn": "sum", "field": "minutes"}
    assert sorted(rows(boss, "$steps", N, minutes, rows=by("kind"))) == [
        ["新建数据", "2", "6"], ["通知", "2", "4"],
    ]  # fmt: skip
    bad = crm.api.put(f"{API}/step-savings", json={"minutes": {"approval": 5}})
    assert (bad.status_code, bad.json()["code"]) == (422, "unknown_kind")
    assert b.browser.put(f"{API}/step-savings", json={"minutes": {}}).status_code == 403
    worth = crm.api.put(f"{API}/step-savings", json={"minutes": {"create": 7.5, "notify": 2}}).json()["items"]
    assert {each["kind"]: each["minutes"] for each in worth if each["kind"] in ("create", "notify")} == {
        "create": 7.5, "notify": 2,
    }  # fmt: skip
    assert rows(boss, "$steps", minutes, rows=by("person")) == [["甲", "19"]], "of whoever started the flow"

    events = {action: int(n) for action, n in rows(boss, "$audit", rows=by("action"))}
    assert dict(rows(boss, "$audit", rows=by("area")))["流程"] == str(events["flow.create"] + events["flow.publish"])
    assert events["app.step_savings"] == 1 and "session.create" not in events, "events of this app"
    assert rows(boss, "$changes", {"key": "d", "fn": "distinct", "field": "person"}, where="form = 'lead'") == [["1"]]


def test_a_source_is_seen_through_a_grant_that_names_it_and_no_further_than_its_rows(crm: Crm) -> None:
    company = crm.company
    east = crm.api.post("/api/v1/departments", json={"name": "东区"}).json()["id"]
    west = crm.api.post("/api/v1/departments", json={"name": "西区"}).json()["id"]
    a, b = crm.hire("甲", "sales", department_id=east), crm.hire("乙", "sales", department_id=west)
    boss = crm.hire("老板", "boss", department_id=east)
    everything = crm.hire("全能", "sales")
    crm.grant({"id": "all", "to": ["role:sales"], "form": "*", "ops": ["read", "export"], "rows": "all",
               "read": ["*"], "aggregate": True})  # fmt: skip
    for person in (a, b):
        crm.add("lead", name="线索", by=person)
    for source in SOURCES:
        assert asked(everything, source)["state"] == "no_access", "«*» means the app's forms"
        assert asked(crm.admin, source)["state"] == "no_access", "running the platform gives no eyes"
    crm.grant(
        granted("$changes", rows="department"), granted("$sign_ins", rows="own"),
        granted("$todos", aggregate=False), granted("$audit", read=["person"]),
    )  # fmt: skip
    assert rows(boss, "$changes", rows=by("person"), where="form = 'lead'") == [["甲", "1"]]
    assert [row[0] for row in rows(boss, "$sign_ins", rows=by("person"))] == ["老板"]
    assert asked(boss, "$todos")["state"] == "no_access"
    assert rows(boss, "$todos", list=["person", "created_at"]) == []
    hidden = asked(boss, "$audit", where="action = 'app.roles'")
    assert hidden["state"] == "refused", "a hidden column is no name"
    assert rows(boss, "$changes", list=["person", "form"], where="form = 'lead'") == [["甲", "线索"]]
    assert asked(boss, "$nothing")["state"] == "refused"
    token = company.with_token(boss, "read", apps=["other"])
    assert token.post(f"{API}/dashboards:preview", json={}).status_code in (404, 422)

    fields = boss.browser.get(f"{API}/report-fields", params={"form": "$changes"}).json()
    assert {"person", "department", "form", "op", "door"} <= {each["path"] for each in fields["fields"]}
    for path in ("records", "records:aggregate"):
        answer = boss.browser.get(f"{API}/forms/$changes/{path}")
        assert answer.status_code in (404, 405), "no form: reports read it, nothing else does"


def test_a_grant_on_a_source_only_reads_and_isnt_given_by_whoever_doesnt_hold_it(crm: Crm) -> None:
    for more in ({"ops": ["read", "update"]}, {"write": ["*"]}, {"set": {"person": "user"}}):
        with pytest.raises(ValueError, match="nothing else"):
            Grant.model_validate({**granted("$changes"), **more})
    now = crm.api.get(f"{API}/roles").json()

    def put(person: Someone, *grants: dict[str, Any]) -> Any:
        body = {"roles": now["roles"], "grants": [*now["grants"], *grants], "revision": now["revision"]}
        return person.browser.put(f"{API}/roles", json=body)

    assert put(crm.admin, granted("$nothing")).json()["errors"][0]["code"] == "unknown_form"
    wrong = put(crm.admin, granted("$changes", rows="formula", formula="nothing = 1"))
    assert wrong.json()["errors"][0]["code"] == "formula"
    designer = crm.hire("设计师", "sales")
    crm.grant({"id": "all", "to": ["role:sales"], "form": "*", "ops": ["read"], "rows": "all", "read": ["*"],
               "aggregate": True})  # fmt: skip
    items = crm.api.get(f"{API}/builders").json()["items"]
    body = {"items": [*items, {"person_id": designer.id, "level": "designer"}]}
    assert crm.api.put(f"{API}/builders", json=body).status_code == 200
    now = crm.api.get(f"{API}/roles").json()
    refused = put(designer, granted("$changes", "role:sales"))
    assert (refused.status_code, refused.json()["code"]) == (403, "escalation")


def test_a_board_with_a_source_is_checked_drilled_and_never_stale(crm: Crm) -> None:
    a, boss = crm.hire("甲", "sales"), crm.hire("老板", "boss")
    crm.grant(granted("$changes"))
    tile = {"key": "t", "label": "变更", "chart": {"type": "bar", "x": "person", "y": ["n"]}, "drill": ["form"],
            "query": {"from": "$changes", "rows": by("person"), "measures": [N]}}  # fmt: skip
    board = {"schema_version": 1, "key": "use", "label": "采用", "tiles": [tile],
             "grid": [{"tile": "t", "x": 0, "y": 0, "w": 6, "h": 4}]}  # fmt: skip
    made = crm.api.post(f"{API}/dashboards", json={"key": "use", "label": "采用", "definition": board})
    assert made.status_code == 201, made.text
    wrong = {**board, "tiles": [{**tile, "query": {**tile["query"], "where": "nothing = 1"}}]}
    checked = crm.api.post(f"{API}/dashboards/use/draft:check", json={"definition": wrong}).json()
    assert [each["code"] for each in checked["problems"] if each["level"] == "error"] == ["query"]
    published = crm.api.post(f"{API}/dashboards/use/draft:publish", json={"revision": made.json()["revision"]})
    assert published.status_code == 200, published.text
    url = f"{API}/dashboards/use"
    crm.add("lead", name="一", by=a)
    first = boss.browser.post(f"{url}/data", json={}).json()
    crm.add("lead", name="二", by=a)
    second = boss.browser.post(f"{url}/data", json={"revision": first["revision"]}).json()
    assert not second["unchanged"]
    assert ["甲", "2"] in second["tiles"]["t"]["figure"]["table"]["rows"]
    down = boss.browser.post(f"{url}:drill", json={"tile": "t", "cell": {"person": a.id}}).json()
    assert (down["kind"], down["dimension"], down["figure"]["table"]["rows"]) == ("groups", "form", [["线索", "2"]])
    end = boss.browser.post(f"{url}:drill", json={"tile": "t", "cell": {"person": a.id}, "to": "records"}).json()
    assert (end["kind"], end["count"], len(end["figure"]["table"]["rows"])) == ("rows", 2, 2)
    file = boss.browser.post(f"{url}:export", json={"format": "xlsx"})
    assert file.status_code == 200
