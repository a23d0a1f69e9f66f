"""People and units: who may edit them, and the rules that keep the whole sound."""

from typing import Any

import pytest

from dougong.identity import directory, service
from dougong.identity.service import Role, RoleMember
from dougong.kit.db import Database
from dougong.kit.errors import Invalid
from dougong.kit.ids import new_id
from tests.dougong.people import PASSWORD, Company


def department(company: Company, name: str, parent: str | None = None) -> str:
    body = {"name": name, "parent_id": parent}
    identifier: str = company.admin.browser.post("/api/v1/departments", json=body).json()["id"]
    return identifier


def change(company: Company, person_id: str, **facts: Any) -> Any:
    return company.admin.browser.patch(f"/api/v1/people/{person_id}", json=facts)


def test_a_new_person_gets_a_password_shown_once_and_must_change_it(company: Company) -> None:
    body = {"email": " Zhang.San@Example.com ", "name": "张三", "phone": "138 0013 8000"}
    made = company.admin.browser.post("/api/v1/people", json=body).json()
    assert made["person"]["email"] == "zhang.san@example.com"
    sign_in = {"email": "ZHANG.SAN@example.com", "password": made["password"]}
    me = company.browser().post("/api/v1/session", json=sign_in).json()
    assert me["person"]["must_change_password"] is True
    again = company.admin.browser.post("/api/v1/people", json=body)
    assert again.status_code == 422
    assert again.json()["errors"][0] == {
        "field": "email",
        "path": ["email"],
        "code": "taken",
        "message": "这个邮箱已被使用。",
    }


@pytest.mark.parametrize(
    "body",
    [
        {"email": "no-at-sign", "name": "x"},
        {"email": "a@b", "name": ""},
        {"email": "a@b", "name": "x", "is_owner": True},
        {"email": "a@b", "name": "x", "id": "1"},
        {"email": "a@b", "name": "x", "phone": "<script>"},
        {"email": "a@b", "name": "x", "timezone": "Mars/Olympus"},
        {"email": "a@b", "name": "x", "locale": "fr"},
        {"email": "a@b", "name": "x", "department_id": "' or 1=1"},
        {"email": "a@b", "name": "x", "department_id": "01a201fa-41d8-7244-8a56-012885d1607e"},
        {"email": ["a@b"], "name": {"zh": "x"}},
        [],
    ],
)
def test_what_is_not_a_person_is_refused(company: Company, body: Any) -> None:
    answer = company.admin.browser.post("/api/v1/people", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_only_administrators_manage_people(company: Company) -> None:
    other = company.hire("张三")
    program = company.with_token(company.admin, "read", "create", "update", "delete", "design")
    for method, path in [
        ("GET", "/api/v1/people"),
        ("POST", "/api/v1/people"),
        ("PATCH", f"/api/v1/people/{other.id}"),
        ("POST", f"/api/v1/people/{other.id}/password"),
        ("DELETE", f"/api/v1/people/{other.id}/sessions"),
        ("POST", "/api/v1/departments"),
        ("GET", "/api/v1/groups"),
        ("POST", "/api/v1/groups"),
    ]:
        assert other.browser.request(method, path, json={}).status_code == 403, path
        assert program.request(method, path, json={}).status_code == 403, path
        assert company.browser().request(method, path, json={}).status_code == 401, path
    assert company.with_token(company.admin, "admin").get("/api/v1/people").status_code == 200


def test_nobody_makes_themselves_an_administrator(company: Company) -> None:
    other = company.hire("张三")
    assert other.browser.patch("/api/v1/me", json={"is_admin": True}).status_code == 422
    assert other.browser.post("/api/v1/tokens", json={"name": "x", "ops": ["admin"]}).status_code == 403


def test_a_page_of_people_sorts_by_sound_and_finds_by_pinyin(company: Company) -> None:
    for name in ("周五", "安琪", "Bob", "陈一", "张三", "章四"):
        company.hire(name, signed_in=False)
    names, cursor = [], None
    while True:
        query = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = company.admin.browser.get("/api/v1/people", params=query).json()
        names += [item["name"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert names == ["安琪", "Bob", "陈一", "管理员", "张三", "章四", "周五"]
    for search, found in [("zhang", {"张三", "章四"}), ("zs", {"张三", "章四"}), ("三", {"张三"}), ("BOB", {"Bob"})]:
        page = company.admin.browser.get("/api/v1/people", params={"search": search}).json()
        assert {item["name"] for item in page["items"]} == found, search
    assert company.admin.browser.get("/api/v1/people", params={"search": "%"}).json()["items"] == []


def test_switching_somebody_off_ends_sessions_and_tokens_at_once(company: Company) -> None:
    other = company.hire("张三")
    program = company.with_token(other, "read")
    assert other.browser.get("/api/v1/directory").status_code == 200
    assert program.get("/api/v1/directory").status_code == 200
    assert change(company, other.id, active=False).json()["active"] is False
    assert other.browser.get("/api/v1/directory").status_code == 401
    assert program.get("/api/v1/directory").status_code == 401
    assert change(company, other.id, active=True).status_code == 200
    assert program.get("/api/v1/directory").status_code == 401, "a token does not come back"


def test_the_last_administrator_stays(company: Company) -> None:
    for facts in ({"active": False}, {"is_admin": False}):
        refused = change(company, company.admin.id, **facts)
        assert (refused.status_code, refused.json()["code"]) == (409, "last_admin")
    second = company.hire("李四", is_admin=True)
    assert change(company, company.admin.id, is_admin=False).status_code == 200
    assert company.admin.browser.get("/api/v1/people").status_code == 403
    last = second.browser.patch(f"/api/v1/people/{second.id}", json={"active": False})
    assert last.status_code == 409


def test_two_changes_of_one_person_meet(company: Company) -> None:
    other = company.hire("张三", signed_in=False)
    assert change(company, other.id, name="张叁", version=1).json()["version"] == 2
    refused = change(company, other.id, name="张仨", version=1)
    assert refused.status_code == 409
    assert refused.json()["current"]["name"] == "张叁"


def test_supervisors_form_no_circle(company: Company) -> None:
    a, b, c = (company.hire(name, signed_in=False).id for name in "甲乙丙")
    assert change(company, b, supervisor_id=a).status_code == 200
    assert change(company, c, supervisor_id=b).json()["supervisor"] == {"id": b, "name": "乙"}
    for boss in (a, b, c):
        refused = change(company, a, supervisor_id=boss)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["code"] == "cycle"
    assert change(company, c, supervisor_id=None).json()["supervisor"] is None


def test_a_department_stands_where_it_was_put_among_its_siblings(company: Company) -> None:
    north, east, south = (department(company, name) for name in ("华北", "华东", "华南"))
    inside = department(company, "杭州", east)

    def put(moved: str, **place: Any) -> list[tuple[str, int]]:
        answer = company.admin.browser.patch(f"/api/v1/departments/{moved}", json=place)
        assert answer.status_code == 200, answer.text
        items = company.admin.browser.get("/api/v1/departments").json()["items"]
        return [(item["name"], item["position"]) for item in items if item["parent_id"] is None]

    assert put(south, position=0) == [("华南", 0), ("华北", 1), ("华东", 2)]
    assert put(south, position=1) == [("华北", 0), ("华南", 1), ("华东", 2)]
    assert put(inside, parent_id=None, position=1) == [("华北", 0), ("杭州", 1), ("华南", 2), ("华东", 3)]
    assert put(north, parent_id=east) == [("杭州", 1), ("华南", 2), ("华东", 3)]


def test_departments_form_a_tree(company: Company) -> None:
    head = department(company, "总部")
    sales = department(company, "销售部", head)
    east = department(company, "华东", sales)
    refused = company.admin.browser.patch(f"/api/v1/departments/{head}", json={"parent_id": east})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "cycle")
    itself = company.admin.browser.patch(f"/api/v1/departments/{sales}", json={"parent_id": sales})
    assert itself.status_code == 422
    moved = company.admin.browser.patch(f"/api/v1/departments/{east}", json={"parent_id": head}).json()
    assert moved["parent_id"] == head


def test_only_an_empty_department_is_deleted(company: Company) -> None:
    head = department(company, "总部")
    sales = department(company, "销售部", head)
    member = company.hire("张三", signed_in=False, department_id=sales)
    for each in (head, sales):
        assert company.admin.browser.delete(f"/api/v1/departments/{each}").status_code == 409
    (_, row) = company.admin.browser.get("/api/v1/departments").json()["items"]
    assert row["members"] == 1
    change(company, member.id, department_id=None)
    assert company.admin.browser.delete(f"/api/v1/departments/{sales}").status_code == 204
    assert company.admin.browser.delete(f"/api/v1/departments/{head}").status_code == 204


def test_groups_have_the_members_they_are_given(company: Company) -> None:
    a, b = company.hire("甲", signed_in=False).id, company.hire("乙", signed_in=False).id
    made = company.admin.browser.post("/api/v1/groups", json={"name": "项目组", "members": [a, b, a]}).json()
    assert [member["name"] for member in made["members"]] == ["甲", "乙"]
    path = f"/api/v1/groups/{made['id']}"
    changed = company.admin.browser.patch(path, json={"members": [b]}).json()
    assert [member["id"] for member in changed["members"]] == [b]
    assert company.admin.browser.patch(path, json={"members": [new_id()]}).status_code == 422
    assert company.admin.browser.post("/api/v1/groups", json={"name": "项目组"}).status_code == 422
    assert company.admin.browser.delete(path).status_code == 204
    assert company.admin.browser.delete(path).status_code == 404


def test_the_directory_shows_names_and_nothing_else(company: Company) -> None:
    sales = department(company, "销售部")
    other = company.hire("张三", department_id=sales, phone="13800138000")
    gone = company.hire("离职", signed_in=False)
    change(company, gone.id, active=False)
    found = other.browser.get("/api/v1/directory", params={"search": ""}).json()
    assert {"id": other.id, "name": "张三", "department": "销售部", "outside": False} in found["people"]
    assert "离职" not in str(found)
    assert "13800138000" not in str(found)
    assert "@" not in str(found)
    named = other.browser.get("/api/v1/directory", params={"ids": f"{gone.id},{sales}"}).json()
    assert [each["name"] for each in named["people"]] == ["离职"], "old records still name people who left"
    assert [each["name"] for each in named["departments"]] == ["销售部"]
    nothing = other.browser.get("/api/v1/directory", params={"ids": "nonsense"}).json()
    assert nothing == {"people": [], "departments": [], "groups": []}


def test_roles_come_directly_by_department_of_any_level_and_by_group(company: Company, database: Database) -> None:
    head = department(company, "总部")
    east = department(company, "华东", head)
    direct, below, grouped, stranger = (
        company.hire("直接", signed_in=False).id,
        company.hire("下级部门", signed_in=False, department_id=east).id,
        company.hire("组员", signed_in=False).id,
        company.hire("外人", signed_in=False).id,
    )
    group = company.admin.browser.post("/api/v1/groups", json={"name": "组", "members": [grouped]}).json()["id"]
    members = (RoleMember("person", direct), RoleMember("department", head), RoleMember("group", group))
    with database.transaction() as tx:
        service.set_roles(tx, "crm", [Role("sales", "销售", members=members), Role("boss", {"zh-CN": "经理"})])
        service.set_roles(tx, "other", [Role("sales", "销售")])
    with database.snapshot() as tx:
        for person_id in (direct, below, grouped):
            assert service.roles_of(tx, person_id, "crm") == {"sales"}
            assert service.roles_by_app(tx, person_id) == {"crm": {"sales"}}
            assert service.roles_of(tx, person_id, "other") == set()
        assert service.roles_of(tx, stranger, "crm") == set()
        named = [(member.kind, member.name) for member in service.roles(tx, "crm")[0].members]
        assert named == [("department", "总部"), ("group", "组"), ("person", "直接")]
        there = directory.membership(tx, below)
        assert (there.department_id, there.above, there.below) == (east, {east, head}, {east})
        assert directory.department_tree(tx, head) == {head, east}


def test_a_built_in_role_stays_and_members_must_exist(database: Database) -> None:
    with database.transaction() as tx:
        service.set_roles(tx, "crm", [Role("manager", "管理者", builtin=True)])
    for wanted in (
        [Role("sales", "销售")],
        [Role("manager", "管理者"), Role("manager", "二")],
        [Role("manager", "管理者", members=(RoleMember("person", new_id()),))],
        [Role("manager", "管理者", members=(RoleMember("department", "' or 1=1"),))],
    ):
        with pytest.raises(Invalid), database.transaction() as tx:
            service.set_roles(tx, "crm", wanted)
    with database.snapshot() as tx:
        assert [(role.key, role.builtin) for role in service.roles(tx, "crm")] == [("manager", True)]


def test_the_supervisor_is_ones_own_else_the_nearest_head(company: Company, database: Database) -> None:
    boss, chief = company.hire("老板", signed_in=False).id, company.hire("主管", signed_in=False).id
    head = department(company, "总部")
    company.admin.browser.patch(f"/api/v1/departments/{head}", json={"head_id": boss})
    east = department(company, "华东", head)
    company.admin.browser.patch(f"/api/v1/departments/{east}", json={"head_id": chief})
    member = company.hire("成员", signed_in=False, department_id=east).id
    change(company, chief, department_id=east)
    with database.snapshot() as tx:
        assert directory.supervisor_of(tx, member) == chief
        assert directory.supervisor_of(tx, chief) == boss, "nobody supervises themselves"
        assert directory.supervisor_of(tx, boss) is None
    change(company, member, supervisor_id=boss)
    with database.snapshot() as tx:
        assert directory.supervisor_of(tx, member) == boss


def test_people_change_their_own_name_language_and_zone(company: Company) -> None:
    mine = {"name": "张三丰", "locale": "en", "timezone": "Europe/Berlin", "phone": None}
    me = company.admin.browser.patch("/api/v1/me", json=mine).json()["person"]
    assert {key: me[key] for key in mine} == mine


def test_tokens_are_shown_once_limited_and_expire(company: Company, database: Database) -> None:
    browser = company.admin.browser
    body = {"name": "同步", "apps": ["crm"], "ops": ["create", "read"], "expires_at": "2099-01-01T00:00:00+08:00"}
    made = browser.post("/api/v1/tokens", json=body)
    assert made.status_code == 201
    secret = made.json()["token"]
    assert secret.startswith("dg_")
    (listed,) = browser.get("/api/v1/tokens").json()["items"]
    assert listed["ops"] == ["read", "create"]
    assert listed["prefix"] == secret[:8]
    assert secret not in browser.get("/api/v1/tokens").text + browser.get("/api/v1/audit").text
    program = company.browser()
    program.headers = {"authorization": f"Bearer {secret}"}
    assert program.get("/api/v1/session").json()["person"]["id"] == company.admin.id
    for path in ("/api/v1/tokens", "/api/v1/sessions"):
        assert program.get(path).status_code == 403, "a token does not manage the account"
    clock = database.clock
    database.clock = lambda: clock().replace(year=2100)
    company.app.state.authenticator._forget(None)
    assert program.get("/api/v1/session").status_code == 401
    database.clock = clock
    assert browser.delete(f"/api/v1/tokens/{listed['id']}").status_code == 204
    assert program.get("/api/v1/session").status_code == 401
    assert browser.delete(f"/api/v1/tokens/{listed['id']}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x", "ops": []},
        {"name": "x", "ops": ["everything"]},
        {"name": "x", "ops": ["read"], "apps": ["../x"]},
        {"name": "x", "ops": ["read"], "expires_at": "2001-01-01T00:00:00Z"},
        {"name": "x", "ops": ["read"], "expires_at": "2099-01-01T00:00:00"},
    ],
)
def test_a_token_that_makes_no_sense_is_refused(company: Company, body: dict[str, Any]) -> None:
    assert company.admin.browser.post("/api/v1/tokens", json=body).status_code == 422


def test_a_person_hired_by_the_shell_signs_in(company: Company) -> None:
    assert company.hire("李四").browser.get("/api/v1/session").json()["person"]["name"] == "李四"
    assert PASSWORD not in company.admin.browser.get("/api/v1/audit").text
