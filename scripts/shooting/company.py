"""The people of the pictured company: so that lists, trees and pickers show what they are for."""

from scripts.shooting.product import Client

DEPARTMENTS = (
    ("销售部", None),
    ("华东销售组", "销售部"),
    ("华南销售组", "销售部"),
    ("市场部", None),
    ("客户服务部", None),
)
PEOPLE = (
    ("王芳", "wang.fang@example.com", "销售部"),
    ("李强", "li.qiang@example.com", "华东销售组"),
    ("张伟", "zhang.wei@example.com", "华东销售组"),
    ("刘洋", "liu.yang@example.com", "华南销售组"),
    ("陈静", "chen.jing@example.com", "市场部"),
    ("赵敏", "zhao.min@example.com", "客户服务部"),
)


def settle(admin: Client, app: str) -> None:
    """Departments with heads, people, a group, roles with members, a token."""
    departments: dict[str, str] = {}
    for name, parent in DEPARTMENTS:
        body = {"name": name, "parent_id": departments[parent] if parent else None}
        departments[name] = admin.post("/departments", body)["id"]
    people = {
        name: admin.post("/people", {"email": email, "name": name, "department_id": departments[department]})["person"]
        for name, email, department in PEOPLE
    }
    admin.post("/groups", {"name": "大客户小组", "members": [people["李强"]["id"], people["刘洋"]["id"]]})
    roles = admin.get(f"/apps/{app}/roles")
    members = {
        "sales": [{"kind": "department", "id": departments["销售部"], "name": "销售部"}],
        "sales_manager": [{"kind": "person", "id": people["王芳"]["id"], "name": "王芳"}],
    }
    for role in roles["roles"]:
        role["members"] += members.get(role["key"], [])
    admin.call("PUT", f"/apps/{app}/roles", json=roles)
    admin.post("/tokens", {"name": "财务系统", "apps": [app], "ops": ["read"]})
