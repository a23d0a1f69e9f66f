"""What people call the members of an answer: labels of options, names of people, departments and linked records.

Names of records are those the viewer may read; a record that they may not see is called so, never by its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dougong.access.compiler import Access
from dougong.identity.directory import names_of_departments, names_of_people
from dougong.kit.db import Transaction
from dougong.kit.errors import in_language, say
from dougong.reports.scope import ViewerScope
from engines.form.fields._choices import ChoiceField
from engines.form.labels import label_text
from engines.report.answer import Answer, Column

Names = dict[str, Mapping[Any, str]]
_HIDDEN = say("（不可见）", "(not visible)")
_CHUNK = 5_000


def member_names(tx: Transaction, scope: ViewerScope, answer: Answer, language: str) -> Names:
    """Column key → member → its name, for every column whose members have names."""
    names: Names = {}
    for column in answer.columns:
        if column.path is None or column.grain is not None or column.bins is not None:
            continue
        members = _members(answer, column)
        if column.top:
            members |= {member for member in column.top if isinstance(member, str)}
        found = names_of(tx, scope, column.path, members, language)
        if found:
            names[column.key] = found
    return names


def names_of(
    tx: Transaction, scope: ViewerScope, path: str, members: Iterable[str], language: str
) -> Mapping[Any, str]:
    """Names of members of one field."""
    parts = tuple(path.split("."))
    route = scope.route(parts)
    if route is None:
        return {}
    field = scope.field(parts)
    if isinstance(field, ChoiceField):
        return option_labels(field, language)
    asked = sorted(set(members))
    match route.type.kind:
        case "person":
            return names_of_people(tx, asked)
        case "department":
            return names_of_departments(tx, asked)
        case "record" if route.type.form in scope.access.catalog.forms:
            return _titles(tx, scope.access, str(route.type.form), asked, language)
    return {}


def option_labels(field: ChoiceField, language: str) -> dict[Any, str]:
    """Value → label of a field with choices."""
    return {value: label_text(option.label or value, language) for value, option in field.by_value.items()}


def _titles(tx: Transaction, access: Access, form: str, ids: list[str], language: str) -> dict[Any, str]:
    names: dict[Any, str] = dict.fromkeys(ids, in_language(_HIDDEN, language))
    if not access.may(form, "read"):
        return names
    for start in range(0, len(ids), _CHUNK):
        rows = tx.execute(access.titles(form, ids[start : start + _CHUNK]))
        names |= {row.id: row.title if row.title is not None else row.id[-6:] for row in rows}
    return names


def _members(answer: Answer, column: Column) -> set[str]:
    place, found = answer.place(column.key), set()
    rows = [*answer.rows, *(row for total in answer.totals for row in total.rows)]
    for row in rows:
        value = row[place]
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str):
                found.add(item)
    return found
