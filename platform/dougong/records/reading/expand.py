"""Names for ids: linked records, people and departments, under the caller's rights on each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from dougong.access.compiler import Access
from dougong.access.errors import unknown_field
from dougong.access.lists import AnyOf, IdList
from dougong.identity.models import department, person
from dougong.records.reading.executor import Executor
from engines.form.definition import Form
from engines.form.fields._rows import RowsField
from engines.form.fields.base import FieldModel
from engines.form.fields.link import LinkField
from engines.form.fields.lookup import LookupField

_PEOPLE = ("owner", "created_by", "updated_by")
Place = tuple[dict[str, Any], str, str]
"""A container, the key in it, and what its ids name: `person`, `department` or `form:<key>`."""


async def expand(
    executor: Executor, access: Access, form: Form, records: Sequence[dict[str, Any]], names: Sequence[str]
) -> None:
    """Replaces ids by `{"id", "title"}` in place. What the caller may not see keeps its id and has no title."""
    readable = access.readable_fields(form.key)
    for name in names:
        if name != "*" and name not in _PEOPLE and name not in readable:
            raise unknown_field(name)
    await expand_all(executor, access, [Asked(form, records, names)])


@dataclass(frozen=True)
class Asked:
    """Records of one form, and the names whose ids are to become titles; names the caller knows."""

    form: Form
    records: Sequence[dict[str, Any]]
    names: Sequence[str]


async def expand_all(executor: Executor, access: Access, asked: Sequence[Asked]) -> None:
    """The same for records of several forms: one statement per kind of name, however many forms name it."""
    places = [place for each in asked for record in each.records for place in _places(each.form, record, each.names)]
    wanted: dict[str, set[str]] = defaultdict(set)
    for container, key, kind in places:
        value = container[key]
        wanted[kind] |= {value} if isinstance(value, str) else set(value)
    titles = {kind: await _titles(executor, access, kind, sorted(ids)) for kind, ids in wanted.items()}
    for container, key, kind in places:
        known = titles[kind]
        value = container[key]
        if isinstance(value, str):
            container[key] = {"id": value, "title": known.get(value)}
        else:
            container[key] = [{"id": each, "title": known.get(each)} for each in value]


def _places(form: Form, record: dict[str, Any], names: Sequence[str]) -> Iterator[Place]:
    everything = "*" in names
    for key in _PEOPLE:
        if (everything or key in names) and record.get(key):
            yield record, key, "person"
    for field in form.fields:
        if not (everything or field.key in names) or not record.get(field.key):
            continue
        yield from _below(field, record)


def _below(field: FieldModel, holder: dict[str, Any]) -> Iterator[Place]:
    """Where ids stand in the field, or in its rows."""
    if isinstance(field, RowsField):
        for row in holder.get(field.key) or ():
            for column in field.fields:
                yield from _below(column, row)
    elif (kind := kind_of(field)) and holder.get(field.key):
        yield holder, field.key, kind


def kind_of(field: FieldModel) -> str | None:
    if isinstance(field, LookupField):
        return kind_of(field.target) if field.target is not None else None
    if isinstance(field, LinkField):
        return f"form:{field.form}"
    return {"member": "person", "department": "department"}.get(field.type)


async def _titles(executor: Executor, access: Access, kind: str, ids: Sequence[str]) -> dict[str, Any]:
    given = {**access.params, "ids": ids}
    if kind in ("person", "department"):
        table = person if kind == "person" else department
        rows = await executor.fetch(
            ("names", kind),
            lambda: select(table.c["id"], table.c["name"]).where(
                AnyOf(table.c["id"], bindparam("ids", ids, type_=IdList()))
            ),
            given,
        )
    else:
        target = kind.removeprefix("form:")
        if not access.may(target, "read"):
            return {}
        rows = await executor.fetch((access.shape, "titles", target), lambda: access.titles(target, ids), given)
    return {row[0]: row[1] for row in rows.rows}
