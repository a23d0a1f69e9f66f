"""Who gets a mail or an alert, and with which rights; who may share one rendering.

A receiver is `role:<key>` (of the app), `group:<id or name>`, `department:<id or name>` (with those below it),
`person:<id>`, or `email:<address>` of somebody here: an address of nobody has no rights, so nothing is sent to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, Select, or_, select

from dougong.access.compiler import Access
from dougong.apps.catalog import AppCatalog
from dougong.apps.rights import access_of, open_app
from dougong.identity.directory import department_tree, people_by_email
from dougong.identity.models import department, person, person_group, person_group_member, role, role_member
from dougong.kit.db import Transaction
from dougong.kit.errors import NotFound
from dougong.kit.ids import is_id
from dougong.kit.types import dump_json
from dougong.kit.web import Actor
from dougong.messaging.service import Addressee
from engines.form.definition import Form
from engines.report.definition import Dashboard

KINDS = ("role", "group", "department", "person", "email")
_SHARED_ROWS = ("all", "none")
"""Row scopes that mean the same rows for whoever has the grant."""
_p, _m, _g = person.c, role_member.c, person_group_member.c


def people_of(tx: Transaction, app: str, receivers: Collection[str]) -> list[Actor]:
    """The active people meant, each once, by id."""
    wanted: set[str] = set()
    for receiver in receivers:
        kind, _, name = receiver.partition(":")
        if kind == "role":
            wanted |= set(_bearers(tx, app, name))
        elif kind == "group":
            named = person_group.c.id == name if is_id(name) else person_group.c.name == name
            wanted |= _ids(tx, select(_g.person_id).join(person_group).where(named))
        elif kind == "department":
            wanted |= _staff(tx, name)
        elif kind == "email":
            wanted |= set(people_by_email(tx, [name]).values())
        elif kind == "person" and is_id(name):
            wanted.add(name)
    found = (actor_of(tx, each) for each in sorted(wanted))
    return [actor for actor in found if actor is not None]


def actor_of(tx: Transaction, person_id: str | None, door: str = "system") -> Actor | None:
    """The person as they are now; None when they have left."""
    if person_id is None:
        return None
    row = tx.execute(select(person).where(_p.id == person_id, _p.active.is_(True))).first()
    return None if row is None else _actor(row, door)


def may_open(tx: Transaction, actor: Actor, app: str) -> bool:
    """Whether the app is (still) there for this person."""
    try:
        open_app(tx, actor, app)
    except NotFound:
        return False
    return True


def addressee_of(actor: Actor) -> Addressee:
    return Addressee(actor.person_id, actor.email, actor.locale, actor.timezone)


def rights_of(tx: Transaction, actor: Actor, catalog: AppCatalog, dashboard: Dashboard) -> tuple[str, Access]:
    """A name of what the dashboard shows this person, and the eyes to show it with: equal names, equal files.

    People share a rendering when their grants, language and zone are equal and neither a grant nor a formula asks who
    is looking. In every other case the name holds the person, and what can be asked of them.
    """
    access = access_of(tx, actor, catalog)
    who = access.principal
    parts: list[Any] = [catalog.stamp, access.shape[1], actor.locale, actor.timezone]
    if _is_personal(access, catalog, dashboard):
        parts += [who.person_id, who.name, who.email, who.department_id, who.department_ids, who.department_tree]
        parts += [sorted(who.roles)]
    else:  # the files name nobody: they are several people's
        shared = replace(who, name=None, email=None)
        access = Access(catalog.tables, catalog.grants, shared, tx.now)
    return hashlib.blake2b(repr(parts).encode(), digest_size=24).hexdigest(), access


def _is_personal(access: Access, catalog: AppCatalog, dashboard: Dashboard) -> bool:
    grants = [grant for grant in access.grants if not grant.ops.isdisjoint({"read", "export"})]
    if any(grant.rows not in _SHARED_ROWS for grant in grants):
        return True
    texts = [dump_json(dashboard.to_json()), *_formulas(catalog.forms.values())]
    return any("user" in text for text in texts)


def _formulas(forms: Collection[Form]) -> Iterator[str]:
    """The texts of computed fields, those of subforms too."""
    for form in forms:
        for field in form.fields:
            for each in (field, *getattr(field, "fields", ())):
                text = getattr(each, "formula", None)
                if isinstance(text, str):
                    yield text


def _bearers(tx: Transaction, app: str, key: str) -> Sequence[str]:
    """People who bear a role of the app: directly, by department (with those below it), by group."""
    wanted = select(role.c.id).where(role.c.app == app, role.c.key == key).scalar_subquery()
    found: set[str] = set()
    for row in tx.execute(select(_m.kind, _m.member_id).where(_m.role_id == wanted)).all():
        if row.kind == "person":
            found.add(row.member_id)
        elif row.kind == "group":
            found |= _ids(tx, select(_g.person_id).where(_g.group_id == row.member_id))
        else:
            tree = [_p.department_id == each for each in department_tree(tx, row.member_id)]
            found |= _ids(tx, select(_p.id).where(or_(*tree)))
    return sorted(found)


def _staff(tx: Transaction, name: str) -> set[str]:
    """The people of a department (by id or name) and of those below it."""
    named = department.c.id == name if is_id(name) else department.c.name == name
    found: set[str] = set()
    for each in _ids(tx, select(department.c.id).where(named)):
        found |= _ids(tx, select(_p.id).where(or_(*(_p.department_id == one for one in department_tree(tx, each)))))
    return found


def _ids(tx: Transaction, statement: Select[Any]) -> set[str]:
    return set(tx.execute(statement).scalars())


def _actor(row: Row[Any], door: str) -> Actor:
    return Actor(
        person_id=row.id, name=row.name, email=row.email, is_admin=row.is_admin, department_id=row.department_id,
        locale=row.locale, timezone=row.timezone, outside=row.outside, door=door,
    )  # fmt: skip
