"""What the server writes into a new record by itself, because the grants say so (`set`): plain values, `"user"` for the
person, and `{"where": "<condition>"}` for a link: the one record of the linked form for which the condition holds, over
its fields and `user`, if the person may see exactly one. Where there are several the person chooses among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dougong.access.compiler import Access
from dougong.access.grants import Grant
from dougong.access.paths import raw_tree
from engines.form.fields.link import LinkField
from engines.formula import FormulaErrors, Unsupported

WHERE = "where"


def condition_of(value: object) -> str | None:
    """The condition of a link that is looked up; None for any other value."""
    if isinstance(value, Mapping) and set(value) == {WHERE} and isinstance(value[WHERE], str):
        return str(value[WHERE])
    return None


def given_values(connection: Any, access: Access, form: str, grants: Sequence[Grant]) -> dict[str, Any]:
    """By field, for a new record of this person. `connection`: anything with `execute`."""
    plain = {key: value for key, value in access.presets(grants).items() if condition_of(value) is None}
    return plain | looked_up(connection, access, form, grants)


def looked_up(connection: Any, access: Access, form: str, grants: Sequence[Grant]) -> dict[str, Any]:
    """The links among them: written where they were left empty."""
    texts = {key: text for key, value in access.presets(grants).items() if (text := condition_of(value)) is not None}
    found = {key: _only_one(connection, access, form, key, text) for key, text in texts.items()}
    return {key: value for key, value in found.items() if value is not None}


def _only_one(connection: Any, access: Access, form: str, key: str, text: str) -> str | None:
    field = access.catalog.form(form).field(key)
    if not isinstance(field, LinkField) or not access.may(field.form, "read"):
        return None
    try:
        tree = raw_tree(access.catalog, field.form, text)
        rows = connection.execute(access.choices(field.form, filter_ast=tree, limit=2)).all()
    except (FormulaErrors, Unsupported):  # the form has changed since the grant was saved
        return None
    return str(rows[0].id) if len(rows) == 1 else None
