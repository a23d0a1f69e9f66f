"""What a box offers: for a link the records of its target that the caller may see, by title; for tags the words that
were used before, where the caller may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dougong.access.errors import unknown_field
from dougong.access.used import words_used
from dougong.records.reading.callers import Caller
from dougong.records.reading.executor import Executor
from engines.form.fields.link import LinkField
from engines.form.fields.tags import TagsField


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
    field = field_at(caller, form_key, path)
    if isinstance(field, TagsField):
        return await _used(executor, caller, form_key, path, search, limit)
    access = caller.access
    if not access.may(field.form, "read"):
        return []
    choosing = caller.app.compiled[form_key].choosing.get(path)
    if choosing is not None and choosing.asks:
        choosing = None  # it reads a record that wasn't named: everything is offered, the save decides
    key = (access.shape, "choices", form_key, path, search, ids is not None, limit)
    given = dict(access.params) | ({"ids": list(ids)} if ids is not None else {})
    rows = await executor.fetch(
        key,
        lambda: access.choices(
            field.form,
            search_text=search,
            filter_ast=None if choosing is None or ids is not None else choosing.program.ast,
            ids=ids,
            limit=limit,
        ),
        given,
        bounded=False,
    )
    return [{"id": row[0], "title": row[1]} for row in rows.rows]


async def _used(
    executor: Executor, caller: Caller, form_key: str, path: str, search: str | None, limit: int
) -> list[dict[str, Any]]:
    """The words as choices, the most used first; none for a caller who may fill the field but not read it."""
    access = caller.access
    if access.field_rights(form_key).get(path, "none") == "none" or not access.may(form_key, "read"):
        return []
    keys = tuple(path.split("."))
    if not access.sight(form_key).gives(*keys):
        return []
    rows = await executor.fetch(
        (access.shape, "used", form_key, path, search, limit),
        lambda: words_used(access, form_key, keys, search, limit),
        dict(access.params),
        bounded=False,
    )
    return [{"id": row[0], "title": row[0]} for row in rows.rows]


def depends(caller: Caller, form_key: str, path: str) -> bool:
    """Whether what the link offers hangs on what stands in other fields."""
    choosing = caller.app.compiled[form_key].choosing.get(path)
    return choosing is not None and bool(choosing.asks)


def field_at(caller: Caller, form_key: str, path: str) -> LinkField | TagsField:
    """The link or tags field at `customer` or `lines.product`, if the caller may see or fill it."""
    rights = caller.access.field_rights(form_key)
    around, _, key = path.rpartition(".")
    form = caller.app.forms[form_key]
    owner = form.subform(around) if around else form
    field = None if owner is None else owner.field(key)
    if not isinstance(field, LinkField | TagsField) or rights.get(path, "none") == "none":
        raise unknown_field(path)
    return field
