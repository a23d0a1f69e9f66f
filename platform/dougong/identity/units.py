"""Departments (a tree with heads) and groups: the units that people belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, and_, delete, func, insert, select, update

from dougong.audit import service as audit
from dougong.identity.authentication import TOPIC
from dougong.identity.directory import department_tree, existing_people
from dougong.identity.models import department, person, person_group, person_group_member, role_member
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, FieldError, Invalid, NotFound, Text, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.web import Actor


def list_departments(tx: Transaction) -> list[dict[str, Any]]:
    """The whole tree as a flat list in the order of siblings; `members` counts active people directly in it."""
    d = department.c
    counted = and_(person.c.department_id == d.id, person.c.active)
    statement = (
        select(d.id, d.name, d.parent_id, d.head_id, d.position, func.count(person.c.id).label("members"))
        .outerjoin(person, counted)
        .where(d.gone_at.is_(None))
        .group_by(d.id, d.name, d.parent_id, d.head_id, d.position)
        .order_by(d.position, d.name, d.id)
    )
    return [dict(row._mapping) for row in tx.execute(statement)]


def create_department(
    tx: Transaction,
    actor: Actor | None,
    name: str,
    parent_id: str | None = None,
    head_id: str | None = None,
    demo_of: str | None = None,
) -> str:
    """Adds a department after its siblings. `demo_of`: its key in the package whose demo data bring it. → its id"""
    tx.lock("departments")
    department_id = new_id()
    _require_parent(tx, department_id, parent_id)
    _require_people(tx, "head_id", [head_id] if head_id else [])
    d = department.c
    siblings = d.parent_id.is_(None) if parent_id is None else d.parent_id == parent_id
    position = tx.execute(select(func.coalesce(func.max(d.position), 0) + 1).where(siblings)).scalar_one()
    tx.execute(
        insert(department).values(
            id=department_id, name=name, parent_id=parent_id, head_id=head_id, position=position, demo_of=demo_of
        )
    )
    _changed(tx, actor, "department.create", f"department:{department_id}", {"name": name})
    return department_id


def update_department(tx: Transaction, actor: Actor | None, department_id: str, changes: Mapping[str, Any]) -> None:
    """Renames, moves or re-heads a department; a move below itself is refused."""
    tx.lock("departments")
    _require(tx, department, department_id)
    _require_parent(tx, department_id, changes.get("parent_id"))
    _require_people(tx, "head_id", [changes["head_id"]] if changes.get("head_id") else [])
    if changes:
        tx.execute(update(department).where(department.c.id == department_id).values(**changes))
        if "position" in changes or "parent_id" in changes:
            _make_room(tx, department_id, changes.get("position"))
        _changed(tx, actor, "department.update", f"department:{department_id}", changes)


def _make_room(tx: Transaction, department_id: str, position: int | None) -> None:
    """Numbers the siblings 0, 1, … with the department at `position` among them (None: behind them)."""
    d = department.c
    parent_id = tx.execute(select(d.parent_id).where(d.id == department_id)).scalar_one()
    siblings = d.parent_id.is_(None) if parent_id is None else d.parent_id == parent_id
    others = select(d.id).where(siblings, d.id != department_id).order_by(d.position, d.name, d.id)
    order = list(tx.execute(others).scalars())
    order.insert(len(order) if position is None else position, department_id)
    for number, each in enumerate(order):
        tx.execute(update(department).where(d.id == each, d.position != number).values(position=number))


def delete_department(tx: Transaction, actor: Actor | None, department_id: str) -> None:
    """Deletes an empty department; 409 while anybody or any department is in it."""
    tx.lock("departments")
    _require(tx, department, department_id)
    inside = tx.execute(select(person.c.id).where(person.c.department_id == department_id).limit(1)).first()
    below = tx.execute(select(department.c.id).where(department.c.parent_id == department_id).limit(1)).first()
    if inside or below:
        raise Conflict(
            say(
                "部门下还有人员或子部门，请先移走。",
                "There are still people or departments in it; move them first.",
            ),
            "department_not_empty",
        )
    tx.execute(delete(department).where(department.c.id == department_id))
    _forget_member(tx, "department", department_id)
    _changed(tx, actor, "department.delete", f"department:{department_id}", {})


def list_groups(tx: Transaction) -> list[dict[str, Any]]:
    """`{id, name, members: [{id, name}]}`, by name."""
    m = person_group_member.c
    members: dict[str, list[dict[str, str]]] = {}
    rows = tx.execute(select(m.group_id, person.c.id, person.c.name).join(person).order_by(person.c.name_key))
    for row in rows:
        members.setdefault(row.group_id, []).append({"id": row.id, "name": row.name})
    g = person_group.c
    found = tx.execute(select(g.id, g.name).order_by(g.name, g.id))
    return [{"id": row.id, "name": row.name, "members": members.get(row.id, [])} for row in found]


def create_group(tx: Transaction, actor: Actor | None, name: str, members: Sequence[str]) -> str:
    """Adds a group. → its id"""
    group_id = new_id()
    _require_free_group_name(tx, name)
    tx.execute(insert(person_group).values(id=group_id, name=name))
    _set_members(tx, group_id, members)
    _changed(tx, actor, "group.create", f"group:{group_id}", {"name": name, "members": len(members)})
    return group_id


def update_group(
    tx: Transaction, actor: Actor | None, group_id: str, name: str | None, members: Sequence[str] | None
) -> None:
    """Renames a group, or sets its members to exactly these."""
    _require(tx, person_group, group_id)
    if name is not None:
        _require_free_group_name(tx, name, but=group_id)
        tx.execute(update(person_group).where(person_group.c.id == group_id).values(name=name))
    if members is not None:
        tx.execute(delete(person_group_member).where(person_group_member.c.group_id == group_id))
        _set_members(tx, group_id, members)
    detail = {"name": name, "members": None if members is None else len(members)}
    _changed(tx, actor, "group.update", f"group:{group_id}", detail)


def delete_group(tx: Transaction, actor: Actor | None, group_id: str) -> None:
    """Deletes a group; roles given to it are given to nobody by that."""
    _require(tx, person_group, group_id)
    tx.execute(delete(person_group).where(person_group.c.id == group_id))
    _forget_member(tx, "group", group_id)
    _changed(tx, actor, "group.delete", f"group:{group_id}", {})


def _set_members(tx: Transaction, group_id: str, members: Sequence[str]) -> None:
    _require_people(tx, "members", members)
    rows = [{"group_id": group_id, "person_id": each} for each in sorted(set(members))]
    if rows:
        tx.execute(insert(person_group_member), rows)


def _changed(tx: Transaction, actor: Actor | None, action: str, target: str, detail: Mapping[str, Any]) -> None:
    audit.record(tx, actor, action, target, detail)
    tx.announce(TOPIC)


def _forget_member(tx: Transaction, kind: str, unit_id: str) -> None:
    m = role_member.c
    tx.execute(delete(role_member).where(m.kind == kind, m.member_id == unit_id))


def _require(tx: Transaction, table: Table, identifier: str) -> None:
    found = is_id(identifier) and tx.execute(select(table.c.id).where(table.c.id == identifier)).first()
    if not found:
        raise NotFound(say("找不到它，可能已被删除。", "It is not there; perhaps it was deleted."))


def _require_parent(tx: Transaction, department_id: str, parent_id: str | None) -> None:
    if parent_id is None:
        return
    if not is_id(parent_id) or not tx.execute(select(department.c.id).where(department.c.id == parent_id)).first():
        raise _wrong("parent_id", "unknown", say("上级部门不存在。", "There is no such parent department."))
    if parent_id in department_tree(tx, department_id) | {department_id}:
        raise _wrong("parent_id", "cycle", say("部门不能移到自己下面。", "A department can't be moved below itself."))


def _require_people(tx: Transaction, field: str, ids: Sequence[str]) -> None:
    if existing_people(tx, ids) != set(ids):
        raise _wrong(field, "unknown", say("有的人员不存在或已停用。", "Some people do not exist or are not active."))


def _require_free_group_name(tx: Transaction, name: str, but: str | None = None) -> None:
    g = person_group.c
    found = tx.execute(select(g.id).where(g.name == name)).scalar_one_or_none()
    if found is not None and found != but:
        raise _wrong("name", "taken", say("已有同名用户组。", "There is a group of this name already."))


def _wrong(field: str, code: str, message: Text) -> Invalid:
    return Invalid(message, f"{field}_{code}", [FieldError(field, code, message)])
