"""What a link field may be set to: records of its target that the caller may see, by title."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dougong.access.errors import unknown_field
from dougong.records.reading.callers import Caller
from dougong.records.reading.executor import Executor
from dougong.records.reading.filters import typed_filter
from engines.form.fields.link import LinkField
from engines.form.fields.subform import SubformField


async def choices(
    executor: Executor,
    caller: Caller,
    form_key: str,
    path: str,
    search: str | None,
    ids: Sequence[str] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """`{"id", "title"}` in the order of titles. `ids`: only these (names for values that are there)."""
    field = _link(caller, form_key, path)
    access = caller.access
    if not access.may(field.form, "read"):
        return []
    key = (access.shape, "choices", form_key, path, search, ids is not None, limit)
    given = dict(access.params) | ({"ids": list(ids)} if ids is not None else {})
    rows = await executor.fetch(
        key,
        lambda: access.choices(
            field.form,
            search_text=search,
            filter_ast=typed_filter(access, field.form, [field.filter]) if field.filter and ids is None else None,
            ids=ids,
            limit=limit,
        ),
        given,
        bounded=False,
    )
    return [{"id": row[0], "title": row[1]} for row in rows.rows]


def _link(caller: Caller, form_key: str, path: str) -> LinkField:
    """The link field at `customer` or `lines.product`, if the caller may see or fill it."""
    rights = caller.access.field_rights(form_key)
    key, _, column = path.partition(".")
    field: Any = caller.app.forms[form_key].field(key)
    if isinstance(field, SubformField) and column:
        field = field.field(column)
    if not isinstance(field, LinkField) or rights.get(path, "none") == "none":
        raise unknown_field(path)
    return field
