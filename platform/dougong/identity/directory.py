"""Looking up people, departments and groups: names for chips and pickers, the tree, who belongs where."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Table, or_, select

from dougong.identity.models import department, person, person_group, person_group_member
from dougong.kit.db import Transaction
from dougong.kit.ids import is_id
from dougong.kit.pinyin import sound_of

_CHUNK = 500  # SQLite takes 32,766 parameters; small statements stay in every cache


@dataclass(frozen=True)
class Membership:
    """Where a person belongs. A member of a department belongs to the departments above it too."""

    department_id: str | None
    above: frozenset[str]
    """The person's department and all above it: `role_member` and groups of departments are matched with these."""
    below: frozenset[str]
    """The person's department and all below it: the row scope `department_tree`."""
    groups: frozenset[str]


def membership(tx: Transaction, person_id: str) -> Membership:
    """Where the person belongs; all empty for somebody without a department."""
    own = tx.execute(select(person.c.department_id).where(person.c.id == person_id)).scalar_one_or_none()
    m = person_group_member.c
    groups = frozenset(tx.execute(select(m.group_id).where(m.person_id == person_id)).scalars())
    if own is None:
        return Membership(None, frozenset(), frozenset(), groups)
    above = frozenset(tx.execute(select(departments_above(department.c.id == own))).scalars())
    return Membership(own, above, department_tree(tx, own), groups)


def department_tree(tx: Transaction, department_id: str) -> frozenset[str]:
    """The department and all below it."""
    d = department.c
    tree = select(d.id).where(d.id == department_id).cte("tree", recursive=True)
    tree = tree.union(select(d.id).join(tree, d.parent_id == tree.c.id))
    return frozenset(tx.execute(select(tree.c.id)).scalars())


def departments_above(start: ColumnElement[bool]) -> CTE:
    """A recursive table (column `id` first) of the departments that `start` names and all above them."""
    d = department.c
    above = select(d.id, d.parent_id).where(start).cte("above", recursive=True)
    return above.union(select(d.id, d.parent_id).join(above, d.id == above.c.parent_id))


def supervisor_of(tx: Transaction, person_id: str) -> str | None:
    """The person's own supervisor, else the head of the nearest department above them who is somebody else."""
    row = tx.execute(select(person).where(person.c.id == person_id)).first()
    if row is None or row.supervisor_id:
        return row.supervisor_id if row else None
    department_id, seen = row.department_id, set()
    while department_id and department_id not in seen:
        seen.add(department_id)
        found = tx.execute(select(department).where(department.c.id == department_id)).one()
        if found.head_id and found.head_id != person_id:
            head: str = found.head_id
            return head
        department_id = found.parent_id
    return None


def existing_people(tx: Transaction, ids: Iterable[str]) -> set[str]:
    """Those ids that are active people."""
    return _existing(tx, person, ids, person.c.active)


def existing_departments(tx: Transaction, ids: Iterable[str]) -> set[str]:
    """Those ids that are departments."""
    return _existing(tx, department, ids, department.c.gone_at.is_(None))


def existing_groups(tx: Transaction, ids: Iterable[str]) -> set[str]:
    """Those ids that are groups."""
    return _existing(tx, person_group, ids)


def names_of_people(tx: Transaction, ids: Iterable[str]) -> dict[str, str]:
    """Names by id, of people who left too."""
    return _names(tx, person, ids)


def names_of_departments(tx: Transaction, ids: Iterable[str]) -> dict[str, str]:
    return _names(tx, department, ids)


def names_of_groups(tx: Transaction, ids: Iterable[str]) -> dict[str, str]:
    return _names(tx, person_group, ids)


def people_by_email(tx: Transaction, emails: Collection[str]) -> dict[str, str]:
    """Ids of active people by lower-case e-mail: how imports name people."""
    found: dict[str, str] = {}
    for chunk in _chunks(sorted({email.lower() for email in emails})):
        c = person.c
        found |= {r.email: r.id for r in tx.execute(select(c.email, c.id).where(c.email.in_(chunk), c.active))}
    return found


def search_people(tx: Transaction, search: str, ids: Collection[str], limit: int) -> list[dict[str, Any]]:
    """`{id, name, department, outside}`: the named ids (also of people who left), else active people that match."""
    c = person.c
    statement = select(c.id, c.name, c.outside, department.c.name.label("department")).outerjoin(
        department, department.c.id == c.department_id
    )
    statement = statement.where(c.id.in_(ids)) if ids else statement.where(c.active, *matches(search))
    return _documents(tx, statement.order_by(c.name_key, c.id).limit(limit))


def search_departments(tx: Transaction, search: str, ids: Collection[str], limit: int) -> list[dict[str, Any]]:
    """`{id, name, parent_id}`."""
    d = department.c
    statement = select(d.id, d.name, d.parent_id)
    found = d.gone_at.is_(None) & d.name.contains(search, autoescape=True)
    statement = statement.where(d.id.in_(ids) if ids else found)
    return _documents(tx, statement.order_by(d.position, d.name, d.id).limit(limit))


def search_groups(tx: Transaction, search: str, ids: Collection[str], limit: int) -> list[dict[str, Any]]:
    """`{id, name}`."""
    g = person_group.c
    statement = select(g.id, g.name)
    statement = statement.where(g.id.in_(ids)) if ids else statement.where(g.name.contains(search, autoescape=True))
    return _documents(tx, statement.order_by(g.name, g.id).limit(limit))


def matches(search: str) -> list[ColumnElement[bool]]:
    """Conditions that find people by a piece of name, e-mail or pinyin (`zhang`, `zs`)."""
    text = search.strip()
    if not text:
        return []
    c = person.c
    return [
        or_(
            c.name.contains(text, autoescape=True),
            c.email.contains(text.lower(), autoescape=True),
            c.name_key.contains(sound_of(text) if text.isascii() else text, autoescape=True),
        )
    ]


def _documents(tx: Transaction, statement: Select[Any]) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in tx.execute(statement)]


def _existing(tx: Transaction, table: Table, ids: Iterable[str], *conditions: ColumnElement[bool]) -> set[str]:
    found: set[str] = set()
    for chunk in _chunks(sorted({each for each in ids if is_id(each)})):
        found.update(tx.execute(select(table.c.id).where(table.c.id.in_(chunk), *conditions)).scalars())
    return found


def _names(tx: Transaction, table: Table, ids: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for chunk in _chunks(sorted({each for each in ids if is_id(each)})):
        rows = tx.execute(select(table.c.id, table.c.name).where(table.c.id.in_(chunk)))
        found |= {row.id: row.name for row in rows}
    return found


def _chunks(values: list[str]) -> Iterable[list[str]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
