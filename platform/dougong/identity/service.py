"""Roles: the names an app's grants are given to, and who bears them.

A role belongs to an app and is borne by people directly, by all of a department (its sub-departments included) or by
a group. The apps room edits roles through here; the access room asks `roles_of`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update

from dougong.identity.authentication import TOPIC
from dougong.identity.directory import (
    departments_above,
    existing_departments,
    existing_groups,
    names_of_departments,
    names_of_groups,
    names_of_people,
)
from dougong.identity.models import department, person, person_group_member, role, role_member
from dougong.kit.db import Transaction
from dougong.kit.errors import FieldError, Invalid, say
from dougong.kit.ids import new_id

MemberKind = Literal["person", "department", "group"]


@dataclass(frozen=True)
class RoleMember:
    """Somebody or some unit that bears a role. `name` is for showing and ignored when roles are set."""

    kind: MemberKind
    id: str
    name: str = ""


@dataclass(frozen=True)
class Role:
    """A role of an app. `label`: text, or text per language."""

    key: str
    label: str | Mapping[str, str]
    builtin: bool = False
    members: Sequence[RoleMember] = ()


def roles(tx: Transaction, app: str) -> list[Role]:
    """The app's roles with members and their names, in the order they were given."""
    rows = tx.execute(select(role).where(role.c.app == app).order_by(role.c.position, role.c.key)).all()
    m = role_member.c
    members = tx.execute(select(role_member).where(m.role_id.in_([row.id for row in rows]))).all()
    by_kind: dict[str, list[str]] = defaultdict(list)
    for each in members:
        by_kind[each.kind].append(each.member_id)
    names = (
        names_of_people(tx, by_kind["person"])
        | names_of_departments(tx, by_kind["department"])
        | names_of_groups(tx, by_kind["group"])
    )
    return [
        Role(
            row.key,
            row.label,
            row.builtin,
            tuple(
                sorted(
                    (
                        RoleMember(each.kind, each.member_id, names[each.member_id])
                        for each in members
                        if each.role_id == row.id and each.member_id in names
                    ),
                    key=lambda member: (member.kind, member.name, member.id),
                )
            ),
        )
        for row in rows
    ]


def forget_app(tx: Transaction, app: str) -> None:
    """The app is gone for good: so are its roles, built-in ones too."""
    tx.execute(delete(role).where(role.c.app == app))
    tx.announce(TOPIC)


def set_roles(tx: Transaction, app: str, wanted: Sequence[Role]) -> None:
    """Makes the app's roles exactly `wanted`. Built-in roles keep being there and built in; members must exist."""
    _require_members(tx, wanted)
    present = {row.key: row for row in tx.execute(select(role).where(role.c.app == app))}
    keys = [each.key for each in wanted]
    if len(set(keys)) != len(keys):
        raise _invalid("roles", "duplicate", "角色标识重复。", "Two roles have the same key.")
    missing = [row.key for row in present.values() if row.builtin and row.key not in keys]
    if missing:
        raise _invalid("roles", "builtin", f"内置角色不能删除：{missing[0]}。", f"A built-in role stays: {missing[0]}.")
    for key, row in present.items():
        if key not in keys:
            tx.execute(delete(role).where(role.c.id == row.id))
    for position, each in enumerate(wanted):
        stored = present.get(each.key)
        values = {"label": each.label, "position": position}
        if stored is None:
            role_id = new_id()
            tx.execute(insert(role).values(id=role_id, app=app, key=each.key, builtin=each.builtin, **values))
        else:
            role_id = stored.id
            tx.execute(update(role).where(role.c.id == role_id).values(**values))
            tx.execute(delete(role_member).where(role_member.c.role_id == role_id))
        rows = [
            {"role_id": role_id, "kind": kind, "member_id": i} for kind, i in {(m.kind, m.id) for m in each.members}
        ]
        if rows:
            tx.execute(insert(role_member), rows)
    tx.announce(TOPIC)


def add_to_role(tx: Transaction, app: str, key: str, member: RoleMember) -> None:
    """Gives the role to one more; nothing happens when they have it."""
    role_id = tx.execute(select(role.c.id).where(role.c.app == app, role.c.key == key)).scalar_one()
    m = role_member.c
    values = {"role_id": role_id, "kind": member.kind, "member_id": member.id}
    here = and_(m.role_id == role_id, m.kind == member.kind, m.member_id == member.id)
    if tx.execute(select(m.role_id).where(here)).first() is None:
        tx.execute(insert(role_member).values(**values))
        tx.announce(TOPIC)


def drop_roles(tx: Transaction, app: str) -> None:
    """All roles of an app that is deleted for good."""
    tx.execute(delete(role).where(role.c.app == app))
    tx.announce(TOPIC)


def roles_of(tx: Transaction, person_id: str, app: str) -> frozenset[str]:
    """Keys of the person's roles in `app`: direct, by department (of any level above) or by group. One statement."""
    statement = select(role.c.key).join(role_member).where(role.c.app == app, _borne_by(person_id))
    return frozenset(tx.execute(statement).scalars())


def roles_by_app(tx: Transaction, person_id: str) -> dict[str, frozenset[str]]:
    """The person's roles in every app: what the list of apps is filtered by."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in tx.execute(select(role.c.app, role.c.key).join(role_member).where(_borne_by(person_id))):
        found[row.app].add(row.key)
    return {app: frozenset(keys) for app, keys in found.items()}


def _borne_by(person_id: str) -> ColumnElement[bool]:
    m, own = role_member.c, select(person.c.department_id).where(person.c.id == person_id).scalar_subquery()
    above = departments_above(department.c.id == own)
    groups = select(person_group_member.c.group_id).where(person_group_member.c.person_id == person_id)
    return or_(
        and_(m.kind == "person", m.member_id == person_id),
        and_(m.kind == "department", m.member_id.in_(select(above.c.id))),
        and_(m.kind == "group", m.member_id.in_(groups)),
    )


def _require_members(tx: Transaction, wanted: Sequence[Role]) -> None:
    by_kind: dict[str, set[str]] = defaultdict(set)
    for each in wanted:
        for member in each.members:
            by_kind[member.kind].add(member.id)
    known = (
        names_of_people(tx, by_kind["person"]).keys()
        | existing_departments(tx, by_kind["department"])
        | existing_groups(tx, by_kind["group"])
    )
    unknown = set().union(*by_kind.values()) - known
    if unknown:
        raise _invalid("roles", "unknown_member", "有的成员不存在。", "Some members do not exist.")


def _invalid(field: str, code: str, zh: str, en: str) -> Invalid:
    message: Mapping[str, Any] = say(zh, en)
    return Invalid(message, code, [FieldError(field, code, message)])
