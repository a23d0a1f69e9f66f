"""Rows inside a record: line items, which may hold line items of their own (an order's deliveries, each with its
packages). Each row has an id of its own, which stays the same for ever.
"""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from engines.form.fields._ids import EXAMPLE_ID, one_id
from engines.form.fields._rows import MAX_ROWS, RowsField
from engines.form.fields.base import (
    PLAIN,
    FieldType,
    Reading,
    ValueProblem,
    wrong_kind,
)
from engines.form.fields.columns import ColumnField
from engines.form.fields.link import LinkField
from engines.form.labels import Sentence, sentence
from engines.form.storage import ChildTable, Storage
from engines.formula.types import Type, list_of, record


class InnerSubformField(RowsField):
    """Rows inside a row: the last level."""

    type: Literal["subform"]
    fields: Annotated[tuple[ColumnField, ...], Field(max_length=100)] = ()


LineField: TypeAlias = Annotated[ColumnField | InnerSubformField, Field(discriminator="type")]


class SubformField(RowsField):
    """子表单 / Subform."""

    type: Literal["subform"]
    fields: Annotated[tuple[LineField, ...], Field(max_length=100)] = ()


class SubformType(FieldType[RowsField]):
    """Behaviour of `subform`. A value is a list of rows {"id": …, <column>: value}.

    The methods here see only the shape (a list of objects with an id that may be missing in a new row);
    the columns are read, checked and computed row by row by the pipeline, which knows their types.
    """

    key = "subform"
    model = SubformField
    label = sentence("子表单", "Subform")
    icon = "table"
    group = "relation"
    widget = "subform"
    sortable = False

    def storage(self, field: RowsField) -> Storage:
        return ChildTable(field.fields)

    def formula_type(self, field: RowsField) -> Type:
        return list_of(record(field.key))

    def schema(self, field: RowsField) -> dict[str, Any]:
        """Only the outer shape; `engines.form.schema.record_schema` adds the columns."""
        return {"type": "array", "items": {"type": "object"}, "maxItems": field.max_rows or MAX_ROWS}

    def read(self, field: RowsField, raw: Any) -> list[dict[str, Any]]:
        if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
            raise wrong_kind("行的列表", "a list of rows")
        if len(raw) > MAX_ROWS:
            raise ValueProblem("max_rows", f"最多 {MAX_ROWS} 行", f"at most {MAX_ROWS} rows", {"max": MAX_ROWS})
        return [{**row, "id": one_id(row["id"])} if row.get("id") is not None else row for row in raw]

    def guess(self, field: RowsField, raw: Any, locale: str, reading: Reading) -> Any:
        if isinstance(raw, list):
            return self.read(field, raw)
        raise ValueProblem("not_importable", "子表单需要按行导入", "a subform is imported row by row")

    def check(self, field: RowsField, value: list[Any], old: Any = None) -> list[ValueProblem]:
        if field.min_rows is not None and len(value) < field.min_rows:
            low = field.min_rows
            return [ValueProblem("min_rows", f"至少 {low} 行", f"at least {low} rows", {"min": low})]
        if field.max_rows is not None and len(value) > field.max_rows:
            high = field.max_rows
            return [ValueProblem("max_rows", f"最多 {high} 行", f"at most {high} rows", {"max": high})]
        return []

    def format(self, field: RowsField, value: Any, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        count = len(value or ())
        return f"{count} 行" if locale == "zh-CN" else f"{count} rows"

    def search_text(self, field: RowsField, value: Any, reading: Reading = PLAIN) -> str:
        return ""

    def problems(self, field: RowsField) -> list[tuple[str, Sentence]]:
        if not field.fields:
            return [("fields", {"zh-CN": "子表单没有字段。", "en": "The subform has no fields."})]
        if field.min_rows is not None and field.max_rows is not None and field.min_rows > field.max_rows:
            return [("min_rows", {"zh-CN": "最少行数大于最多行数。", "en": "min_rows is above max_rows."})]
        # Pairs of links hang on records; a row has a place for one link only.
        return [
            (
                "fields",
                {
                    "zh-CN": f"子表单的列“{each.name('zh-CN')}”只能关联一条数据；要关联多条，请放在子表单外。",
                    "en": f"The column “{each.name('en')}” of a subform links to one record only; "
                    "put a link to several outside of the subform.",
                },
            )
            for each in field.fields
            if isinstance(each, LinkField) and each.many
        ]

    def example(self, field: RowsField) -> list[dict[str, Any]]:
        return [{"id": EXAMPLE_ID}]
