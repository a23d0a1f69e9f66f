"""People and departments that came with an app's demo data. `demo_of` is their key in the package that brought them.

They are in the directory like everybody, may be chosen and bear roles, but have no password: nobody signs in as them
until an administrator resets it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from dougong.identity.authentication import TOPIC
from dougong.identity.models import department, person, role, role_member
from dougong.identity.passwords import NO_PASSWORD
from dougong.identity.people import NewPerson, create_person, update_person
from dougong.identity.service import RoleMember, add_to_role
from dougong.identity.service import roles as roles_of_app
from dougong.identity.units import update_department
from dougong.kit.db import Transaction
from dougong.kit.web import Actor


@dataclass(frozen=True)
class NewDemoPerson:
    """Somebody invented."""

    key: str
    name: str
    email: str
    locale: str
    timezone: str
    department_id: str | None
    supervisor_id: str | None
    outside: bool = False


def bring_person(tx: Transaction, actor: Actor, wanted: NewDemoPerson) -> str:
    """Who has this key and name already, back at work; else somebody new. → their id"""
    c = person.c
    same = select(c.id, c.active, c.department_id).where(c.demo_of == wanted.key, c.name == wanted.name)
    same = same.where(c.outside == wanted.outside)
    found = tx.execute(same.order_by(c.active.desc(), c.created_at)).first()
    if found is not None:
        changes: dict[str, Any] = {} if found.active else {"active": True}
        changes |= {"department_id": wanted.department_id} if found.department_id is None else {}
        update_person(tx, actor, found.id, changes)
        return str(found.id)
    new = NewPerson(
        email=_free(tx, wanted.email),
        name=wanted.name,
        password_hash=NO_PASSWORD,
        locale=wanted.locale,
        timezone=wanted.timezone,
        department_id=wanted.department_id,
        supervisor_id=wanted.supervisor_id,
        demo_of=wanted.key,
        outside=wanted.outside,
    )
    return str(create_person(tx, actor, new)["id"])


def _free(tx: Transaction, email: str) -> str:
    """The address, or the first numbered one that nobody has."""
    name, _, domain = email.partition("@")
    pattern = f"{name}%@{domain}"
    taken = set(tx.execute(select(person.c.email).where(person.c.email.like(pattern))).scalars())
    number, free = 1, email
    while free in taken:
        number += 1
        free = f"{name}.{number}@{domain}"
    return free


def find_department(tx: Transaction, key: str, name: str) -> str | None:
    """The department that demo data brought under this key and name, in the directory again."""
    d = department.c
    found: str | None = tx.execute(select(d.id).where(d.demo_of == key, d.name == name).limit(1)).scalar()
    if found is not None:
        tx.execute(update(department).where(d.id == found).values(gone_at=None))
    return found


def give_head(tx: Transaction, actor: Actor, department_id: str, person_id: str) -> None:
    """Its head, unless it has one."""
    d = department.c
    if tx.execute(select(d.head_id).where(d.id == department_id)).scalar_one() is None:
        update_department(tx, actor, department_id, {"head_id": person_id})


# -- taken away again, and brought back -----------------------------------------------------------------------------
def present(tx: Transaction, people: set[str], departments: set[str]) -> set[str]:
    """Which of them are in the directory now: active, not taken away."""
    c, d = person.c, department.c
    found = set(tx.execute(select(c.id).where(c.id.in_(people), c.active)).scalars())
    return found | set(tx.execute(select(d.id).where(d.id.in_(departments), d.gone_at.is_(None))).scalars())


def unused_people(tx: Transaction, people: set[str], app: str) -> set[str]:
    """Those who can't sign in, bear no role in another app, and lead neither a person nor a department that stays."""
    c, d = person.c, department.c
    free = set(tx.execute(select(c.id).where(c.id.in_(people), c.password_hash == NO_PASSWORD)).scalars())
    m = role_member.c
    elsewhere = select(m.member_id).join(role).where(role.c.app != app, m.kind == "person", m.member_id.in_(free))
    free -= set(tx.execute(elsewhere).scalars())
    heads = select(d.head_id).where(d.head_id.in_(free), d.demo_of.is_(None), d.gone_at.is_(None))
    free -= set(tx.execute(heads).scalars())
    led = tx.execute(select(c.id, c.supervisor_id).where(c.supervisor_id.in_(free), c.active)).all()
    while True:
        leading = {row.supervisor_id for row in led if row.id not in free} & free
        if not leading:
            return free
        free -= leading


def unused_departments(tx: Transaction, departments: set[str], going: set[str]) -> set[str]:
    """Those without people, but the ones `going`, without departments that stay, and that bear no role."""
    c, d, m = person.c, department.c, role_member.c
    inside = tx.execute(select(c.id, c.department_id).where(c.department_id.in_(departments), c.active)).all()
    free = departments - {row.department_id for row in inside if row.id not in going}
    bearing = select(m.member_id).where(m.kind == "department", m.member_id.in_(free))
    free -= set(tx.execute(bearing).scalars())
    below = tx.execute(select(d.id, d.parent_id).where(d.parent_id.in_(departments), d.gone_at.is_(None))).all()
    while True:
        holding = {row.parent_id for row in below if row.id not in free} & free
        if not holding:
            return free
        free -= holding


def roles_in(tx: Transaction, app: str, people: Sequence[str]) -> dict[str, list[str]]:
    """The keys of the roles that each of them bears in the app."""
    m = role_member.c
    borne = select(m.member_id, role.c.key).join(role).where(role.c.app == app, m.kind == "person")
    found: dict[str, list[str]] = {}
    for row in tx.execute(borne.where(m.member_id.in_(people)).order_by(role.c.key)):
        found.setdefault(row.member_id, []).append(row.key)
    return found


def take_away(tx: Transaction, actor: Actor, app: str, people: Sequence[str], departments: Sequence[str]) -> None:
    """Switches people off, without the roles of the app, and hides departments. Records still name them."""
    m = role_member.c
    mine = select(role.c.id).where(role.c.app == app)
    tx.execute(delete(role_member).where(m.kind == "person", m.member_id.in_(people), m.role_id.in_(mine)))
    for person_id in people:
        update_person(tx, actor, person_id, {"active": False})
    tx.execute(update(department).where(department.c.id.in_(departments)).values(gone_at=tx.now))
    tx.announce(TOPIC)


def bring_back(
    tx: Transaction,
    actor: Actor,
    app: str,
    people: Sequence[str],
    departments: Sequence[str],
    roles: Mapping[str, Sequence[str]],
) -> None:
    """Undoes `take_away`."""
    tx.execute(update(department).where(department.c.id.in_(departments)).values(gone_at=None))
    for person_id in people:
        update_person(tx, actor, person_id, {"active": True})
    known = {each.key for each in roles_of_app(tx, app)}
    for person_id, keys in roles.items():
        for key in keys:
            if key in known:
                add_to_role(tx, app, key, RoleMember("person", person_id))
    tx.announce(TOPIC)
