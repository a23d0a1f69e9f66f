"""Rows inside a record: line items. Each row has an id of its own, which stays the same for ever."""

from typing import Annotated, Literal

from pydantic import Field

from engines.form.fields.base import FieldModel, FieldType
from engines.form.fields.columns import ColumnField
from engines.form.rules import Check, Rule
from engines.form.storage import ChildTable, Storage

MAX_ROWS = 1_000


class SubformField(FieldModel):
    """子表单 / Subform. No subform inside a subform."""

    type: Literal["subform"]
    fields: Annotated[tuple[ColumnField, ...], Field(max_length=100)] = ()
    min_rows: Annotated[int, Field(ge=0, le=MAX_ROWS)] | None = None
    max_rows: Annotated[int, Field(ge=1, le=MAX_ROWS)] | None = None
    rules: Annotated[tuple[Rule, ...], Field(max_length=100)] = ()
    checks: Annotated[tuple[Check, ...], Field(max_length=100)] = ()

    def field(self, key: str) -> ColumnField | None:
        """The column `key`, or None."""
        return next((field for field in self.fields if field.key == key), None)


class SubformType(FieldType[SubformField]):
    """Behaviour of `subform`."""

    key = "subform"
    model = SubformField
    label = {"zh-CN": "子表单", "en": "Subform"}  # noqa: RUF012
    icon = "table"
    group = "relation"
    widget = "subform"
    sortable = False

    def storage(self, field: SubformField) -> Storage:
        return ChildTable(field.fields)
