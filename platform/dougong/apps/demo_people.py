"""The people and departments of a package's demo data: made with it, marked, and without a way to sign in.

Two installed apps of the same cast share it: an invented person of the same key and name is there once. Their e-mail
addresses end in `.example`, so that nothing ever reaches a stranger's mailbox.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong.apps import marks
from dougong.apps.people_file import DemoPerson, PeopleFile, ordered
from dougong.apps.repository import AppRow
from dougong.identity import brought, units
from dougong.identity.brought import NewDemoPerson
from dougong.identity.service import RoleMember, add_to_role
from dougong.identity.service import roles as roles_of_app
from dougong.kit.db import Transaction
from dougong.kit.web import Actor
from engines.form.labels import label_text


@dataclass(frozen=True)
class Cast:
    """Ids by key."""

    people: Mapping[str, str] = field(default_factory=dict)
    departments: Mapping[str, str] = field(default_factory=dict)


def bring(tx: Transaction, actor: Actor, app: AppRow, document: Mapping[str, Any] | None, language: str) -> Cast:
    """Makes the people of `people.json`, or finds those that are there; they bear the roles the file gives them."""
    if not document:
        return Cast()
    file = PeopleFile.model_validate(document)
    departments = _departments(tx, actor, file, language)
    people = _people(tx, actor, app, file, departments, language)
    for unit in file.departments:
        if unit.head is not None:
            brought.give_head(tx, actor, departments[unit.key], people[unit.head])
    known = {role.key for role in roles_of_app(tx, app.key)}
    for person in file.people:
        for role in person.roles:
            if role in known:
                add_to_role(tx, app.key, role, RoleMember("person", people[person.key]))
    marks.add(tx, app.id, "person", people.values())
    marks.add(tx, app.id, "department", departments.values())
    return Cast(people, departments)


def _departments(tx: Transaction, actor: Actor, file: PeopleFile, language: str) -> dict[str, str]:
    by_key = {each.key: each for each in file.departments}
    made: dict[str, str] = {}
    for key in ordered({each.key: each.parent for each in file.departments}):
        unit = by_key[key]
        name = label_text(unit.label, language)
        found = brought.find_department(tx, key, name)
        if found is None:
            parent = made.get(unit.parent) if unit.parent else None
            found = units.create_department(tx, actor, name, parent, demo_of=key)
        made[key] = found
    return made


def _people(
    tx: Transaction, actor: Actor, app: AppRow, file: PeopleFile, departments: Mapping[str, str], language: str
) -> dict[str, str]:
    by_key = {each.key: each for each in file.people}
    made: dict[str, str] = {}
    for key in ordered({each.key: each.supervisor for each in file.people}):
        person = by_key[key]
        wanted = NewDemoPerson(
            key=key,
            name=person.name,
            email=person.email or _address(person, app.key),
            locale=person.locale or language,
            timezone=actor.timezone,
            department_id=departments.get(person.department or ""),
            supervisor_id=made.get(person.supervisor or ""),
            outside=person.outside,
        )
        made[key] = brought.bring_person(tx, actor, wanted)
    return made


def _address(person: DemoPerson, app_key: str) -> str:
    return f"{person.key.replace('_', '.')}@{app_key.replace('_', '-')}.example"
