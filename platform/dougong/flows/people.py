"""Looking people up for flows: who bears a role, who is in a group or department, who heads it, who stands in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, or_, select

from dougong.access.lists import AnyOf, IdList
from dougong.apps.models import app, app_builder
from dougong.flows.models import flow_substitute
from dougong.identity.directory import department_tree, supervisor_of
from dougong.identity.models import department, person, person_group, person_group_member, role, role_member
from dougong.kit.db import Transaction
from dougong.kit.fixed import Fixed
from dougong.kit.ids import is_id
from dougong.kit.types import UtcDateTime

_IDS = bindparam("ids", type_=IdList())
_NOW = bindparam("now", type_=UtcDateTime())
_s = flow_substitute.c
_ACTIVE = Fixed(select(person.c.id).where(AnyOf(person.c.id, _IDS), person.c.active).order_by(person.c.id))
_ABSENT = Fixed(
    select(_s.person, _s.substitute)
    .where(AnyOf(_s.person, _IDS), _s.from_at <= _NOW, or_(_s.until_at.is_(None), _s.until_at > _NOW))
    .order_by(_s.from_at, _s.id)
)
_HERE = Fixed(
    select(person.c.id, _s.person, _s.substitute)
    .select_from(
        person.outerjoin(
            flow_substitute,
            (_s.person == person.c.id) & (_s.from_at <= _NOW) & or_(_s.until_at.is_(None), _s.until_at > _NOW),
        )
    )
    .where(AnyOf(person.c.id, _IDS), person.c.active)
    .order_by(_s.from_at, _s.id)
)
_CHAIN = 5
"""A stand-in may be away too; longer chains end at the last one found."""


class Absence(NamedTuple):
    """Whether somebody is away, and who stands in for them (None: nobody)."""

    away: bool
    substitute: str | None = None


def bearers(tx: Transaction, app: str, key: str) -> list[str]:
    """Active people who bear the role: directly, by department (sub-departments included), by group."""
    m = role_member.c
    wanted = select(role.c.id).where(role.c.app == app, role.c.key == key).scalar_subquery()
    members = tx.execute(select(m.kind, m.member_id).where(m.role_id == wanted)).all()
    people = {row.member_id for row in members if row.kind == "person"}
    for row in members:
        if row.kind == "department":
            people |= set(in_departments(tx, department_tree(tx, row.member_id)))
        elif row.kind == "group":
            people |= set(in_group(tx, row.member_id))
    return active(tx, people)


def in_group(tx: Transaction, group: str) -> list[str]:
    """Members of a group, named by id or by name."""
    wanted = person_group.c.id == group if is_id(group) else person_group.c.name == group
    m = person_group_member.c
    statement = select(m.person_id).join(person_group).where(wanted).order_by(m.person_id)
    return list(tx.execute(statement).scalars())


def in_departments(tx: Transaction, ids: Collection[str]) -> list[str]:
    """People whose own department is one of these."""
    statement = select(person.c.id).where(person.c.department_id.in_(ids), person.c.active)
    return list(tx.execute(statement.order_by(person.c.id)).scalars())


def departments_named(tx: Transaction, named: str) -> list[str]:
    """The department of this id, or those of this name."""
    wanted = department.c.id == named if is_id(named) else department.c.name == named
    return list(tx.execute(select(department.c.id).where(wanted).order_by(department.c.id)).scalars())


def in_department(tx: Transaction, named: str, *, tree: bool) -> list[str]:
    """Members of a department, with `tree` of those below it too."""
    ids: set[str] = set()
    for each in departments_named(tx, named):
        ids |= department_tree(tx, each) if tree else {each}
    return in_departments(tx, ids) if ids else []


def head_of(tx: Transaction, person_or_department: str, up: int) -> str | None:
    """The head of a department, or of a person's department; `up` departments higher."""
    d = department.c
    found = tx.execute(select(d.id).where(d.id == person_or_department)).scalar_one_or_none()
    if found is None:
        own = select(person.c.department_id).where(person.c.id == person_or_department)
        found = tx.execute(own).scalar_one_or_none()
    for _ in range(up):
        if found is None:
            return None
        found = tx.execute(select(d.parent_id).where(d.id == found)).scalar_one_or_none()
    if found is None:
        return None
    return tx.execute(select(d.head_id).where(d.id == found)).scalar_one_or_none()


def supervisors(tx: Transaction, of: str, levels: int) -> list[str]:
    """The supervisor, theirs, and so on: at most `levels`, none twice."""
    found: list[str] = []
    at: str | None = of
    for _ in range(levels):
        at = supervisor_of(tx, at) if at else None
        if at is None or at in found or at == of:
            break
        found.append(at)
    return found


def active(tx: Transaction, ids: Iterable[str]) -> list[str]:
    """Those among `ids` who have not left, by id."""
    wanted = sorted({each for each in ids if is_id(each)})
    return [row[0] for row in _ACTIVE.rows(tx, {"ids": wanted})] if wanted else []


def living(tx: Transaction, ids: Iterable[str], now: datetime) -> dict[str, Absence]:
    """Those among `ids` who have not left, and how each is away at `now`, if at all."""
    wanted = sorted({each for each in ids if is_id(each)})
    rows = _HERE.rows(tx, {"ids": wanted, "now": now}) if wanted else []
    return {row[0]: Absence(row[1] is not None, row[2]) for row in rows}


def builders(tx: Transaction, app_key: str) -> list[str]:
    """Who looks after an app when nobody else is named: those who design it, else the platform's administrators."""
    designing = select(app_builder.c.person_id).join(app, app.c.id == app_builder.c.app_id).where(app.c.key == app_key)
    found = active(tx, tx.execute(designing).scalars())
    if found:
        return found
    return list(
        tx.execute(select(person.c.id).where(person.c.is_admin, person.c.active).order_by(person.c.id)).scalars()
    )


def absences(tx: Transaction, ids: Collection[str], now: datetime) -> Mapping[str, str | None]:
    """Who among `ids` is away at `now`, and who stands in for them (None: nobody)."""
    if not ids:
        return {}
    return {row[0]: row[1] for row in _ABSENT.rows(tx, {"ids": sorted(ids), "now": now})}


def stand_in(tx: Transaction, away: str, now: datetime) -> str:
    """Who acts for somebody: the end of the chain of stand-ins, or themselves when there is none who is here."""
    at, seen = away, [away]
    for _ in range(_CHAIN):
        following = absences(tx, [at], now).get(at)
        if following is None or following in seen or not active(tx, [following]):
            break
        seen.append(following)
        at = following
    return at
