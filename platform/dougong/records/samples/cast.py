"""The invented people and departments that nobody uses any more go with the demo data, and come back with it.

Nobody uses somebody who can't sign in, owns no record that stays, is named in none, leads nobody who stays, and bears
no role in another app.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, select

from dougong.apps import marks, repository
from dougong.apps.catalog import app_catalog
from dougong.identity import brought
from dougong.kit.db import Transaction
from dougong.kit.web import Actor
from dougong.records.work import Work
from engines.form.fields import FieldModel
from engines.form.fields.department import DepartmentField
from engines.form.fields.member import MemberField


@dataclass
class Unused:
    """Ids of people and departments that can go, and how many stay."""

    people: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    people_kept: int = 0
    departments_kept: int = 0


def find(work: Work, going: Mapping[str, list[str]]) -> Unused:
    """What nobody would use once the records `going` are away."""
    tx, app_id = work.tx, work.app.app_id
    people = set(tx.execute(marks.ids_of(app_id, "person")).scalars())
    departments = set(tx.execute(marks.ids_of(app_id, "department")).scalars())
    away = {form: set(ids) for form, ids in going.items()}
    free_people = people - marks.elsewhere(tx, app_id, "person")
    free_departments = departments - marks.elsewhere(tx, app_id, "department")
    used = _named(work, free_people | free_departments, away) if free_people or free_departments else set()
    free_people = brought.unused_people(tx, free_people - used, work.app.key)
    free_departments = brought.unused_departments(tx, free_departments - used, free_people)
    there = brought.present(tx, people, departments)
    return Unused(
        sorted(free_people & there),
        sorted(free_departments & there),
        len(people & there) - len(free_people & there),
        len(departments & there) - len(free_departments & there),
    )


def _named(work: Work, wanted: set[str], away: Mapping[str, set[str]]) -> set[str]:
    """Which of these ids stand in live records of any app, as owner or in a field."""
    found: set[str] = set()
    for app in repository.list_apps(work.tx, deleted=False):
        catalog = work.app if app.id == work.app.app_id else app_catalog(work.tx, app.key)
        own = away if app.id == work.app.app_id else {}
        for key, form in catalog.forms.items():
            table = catalog.tables.table(key)
            gone = own.get(key, set())
            found |= _in_table(work.tx, table, table, "owner", wanted - found, gone)
            for each in form.fields:
                if isinstance(each, MemberField | DepartmentField):
                    found |= _in_table(work.tx, table, table, each.key, wanted - found, gone)
            for path, subform in form.subforms.items():
                rows = catalog.tables.child(key, path)
                for column in _naming(subform.fields):
                    found |= _in_table(work.tx, table, rows, column.key, wanted - found, gone)
    return found


def _naming(fields: Any) -> list[FieldModel]:
    return [each for each in fields if isinstance(each, MemberField | DepartmentField)]


def _in_table(tx: Transaction, table: Table, where: Table, column: str, wanted: set[str], gone: set[str]) -> set[str]:
    """Which of `wanted` stand in the column, in a live record that stays; several ids may stand in a list."""
    if not wanted:
        return set()
    named = where.c[column]
    holder = table.c.id if where is table else where.c.record_id
    source = table if where is table else where.join(table, table.c.id == where.c.record_id)
    rows = select(holder, named).select_from(source).where(table.c.deleted_at.is_(None), named.is_not(None)).distinct()
    found: set[str] = set()
    named_in: Sequence[Any] = tx.execute(rows).all()
    for record_id, value in named_in:
        if record_id not in gone:
            found |= wanted & ({value} if isinstance(value, str) else set(value))
    return found


def take_away(tx: Transaction, actor: Actor, app_key: str, unused: Unused) -> dict[str, Any]:
    """Switches the people off and hides the departments. → what `bring_back` needs"""
    roles = brought.roles_in(tx, app_key, unused.people)
    brought.take_away(tx, actor, app_key, unused.people, unused.departments)
    return {"people": unused.people, "departments": unused.departments, "roles": roles}


def bring_back(tx: Transaction, actor: Actor, app_key: str, content: Mapping[str, Any]) -> None:
    """They are there again, with the roles they had."""
    brought.bring_back(tx, actor, app_key, content["people"], content["departments"], content["roles"])
