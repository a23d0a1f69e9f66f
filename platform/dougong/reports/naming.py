"""What people call the members of an answer: labels of options, names of people, departments and linked records.

Names of records are those the viewer may read; a record that they may not see is called so, never by its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from dougong.access.compiler import Access
from dougong.identity.directory import names_of_departments, names_of_people
from dougong.kit.db import Transaction
from dougong.kit.errors import in_language, say
from dougong.kit.ids import is_id
from dougong.reports.scope import ViewerScope
from engines.form.fields._choices import ChoiceField
from engines.form.fields.percent import PercentField
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


def names_in_results(
    tx: Transaction, scopes: Mapping[ViewerScope, Iterable[str]], ids: Iterable[str], language: str
) -> dict[Any, str]:
    """Names of ids that the parts of a metric's result bear: records, people and departments that a column of the
    metric may hold (`scopes`: its fields, by table). An id that none of them names is not shown either."""
    asked = sorted(set(ids))
    names: dict[Any, str] = dict.fromkeys(asked, in_language(_HIDDEN, language))
    for scope, paths in scopes.items():
        for path in paths if asked else ():
            route = scope.route(tuple(path.split(".")))
            form = scope.form if path == "id" else route.type.form if route is not None else None
            if form in scope.access.catalog.forms:
                names |= _seen(_titles(tx, scope.access, str(form), asked, language), language)
            elif route is not None:
                names |= names_of(tx, scope, path, asked, language)
    return names


def ids_in(document: Any) -> set[str]:
    """Every id that a result names, however deep."""
    if isinstance(document, str):
        return {document} if is_id(document) else set()
    inside = document.values() if isinstance(document, Mapping) else document if isinstance(document, list) else ()
    return {found for part in inside for found in ids_in(part)}


def _seen(names: dict[Any, str], language: str) -> dict[Any, str]:
    hidden = in_language(_HIDDEN, language)
    return {member: name for member, name in names.items() if name != hidden}


def options_of(scope: ViewerScope, path: str) -> Iterable[Any]:
    """The values of a field with options, as these are listed."""
    field = scope.field(tuple(path.split(".")))
    return field.by_value if isinstance(field, ChoiceField) else ()


def dressed(answer: Answer, scope: ViewerScope) -> Answer:
    """The columns of a list with the look of their fields: shares as 96 %, not 0.96."""
    columns = tuple(
        replace(column, format="percent") if column.role == "field" and _is_share(scope, column) else column
        for column in answer.columns
    )
    return replace(answer, columns=columns)


def _is_share(scope: ViewerScope, column: Column) -> bool:
    field = scope.field(tuple(column.path.split("."))) if column.path else None
    return isinstance(field, PercentField) or getattr(field, "as_", None) == "percent"


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
