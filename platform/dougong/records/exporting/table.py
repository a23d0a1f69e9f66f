"""The rows of an export: the fields a caller may export, links and people by name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.access.errors import holds_nothing, operation_refused, unknown_field
from dougong.records.reading.callers import Caller
from dougong.records.reading.executor import Executor
from dougong.records.reading.query import MAX_LIMIT, ListQuery, ViewQuery
from dougong.records.reading.reader import Reader
from engines.form.fields.base import FieldModel
from engines.form.fields.button import ButtonField
from engines.form.labels import label_text

SYSTEM_LABELS = {
    "owner": {"zh-CN": "负责人", "en": "Owner"},
    "created_at": {"zh-CN": "创建时间", "en": "Created at"},
    "created_by": {"zh-CN": "创建人", "en": "Created by"},
    "updated_at": {"zh-CN": "更新时间", "en": "Updated at"},
    "updated_by": {"zh-CN": "更新人", "en": "Updated by"},
}


@dataclass(frozen=True)
class Column:
    """One column of the file. `field` None: a system column."""

    key: str
    label: str
    field: FieldModel | None


def columns_for(caller: Caller, form_key: str, wanted: Sequence[str] | None, language: str) -> list[Column]:
    """The columns asked for, else every exportable field; others are refused like unknown ones."""
    if not caller.access.may(form_key, "export"):
        raise operation_refused("export")
    form = caller.app.forms[form_key]
    allowed = set(caller.access.readable_fields(form_key, "export"))
    if wanted is None:
        wanted = [field.key for field in form.fields if field.key in allowed and field.type != "subform"]
    found: list[Column] = []
    for key in wanted:
        field = form.field(key)
        if key in SYSTEM_LABELS:
            found.append(Column(key, label_text(SYSTEM_LABELS[key], language), None))
        elif field is None or key not in allowed:
            known = caller.access.field_rights(form_key).get(key, "none") != "none"
            raise holds_nothing(key) if known and isinstance(field, ButtonField) else unknown_field(key)
        elif field.type != "subform":
            found.append(Column(key, field.name(language), field))
    return found


async def pages(
    executor: Executor,
    caller: Caller,
    form_key: str,
    columns: Sequence[Column],
    query: ListQuery,
    view: ViewQuery | None,
    ids: Sequence[str] | None,
) -> AsyncIterator[list[dict[str, Any]]]:
    """Page after page of records, ids replaced by names. `ids`: only these among them."""
    reader = Reader(executor, caller.app, caller.access, op="export")
    names = ",".join(column.key for column in columns)
    named = ",".join(column.key for column in columns if column.field or not column.key.endswith("_at"))
    cursor: str | None = None
    while True:
        asked = query.model_copy(
            update={
                "fields": names,
                "expand": named or None,
                "limit": MAX_LIMIT,
                "cursor": cursor,
                "offset": None,
                "count": False,
            }
        )
        page = await reader.page(form_key, asked, view, ids)
        yield page["items"]
        cursor = page["next"]
        if cursor is None:
            return
