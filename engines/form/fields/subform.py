"""Rows inside a record: line items. Each row has an id of its own, which stays the same for ever."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from engines.form.fields._ids import EXAMPLE_ID, one_id
from engines.form.fields.base import (
    PLAIN,
    FieldModel,
    FieldType,
    Reading,
    ValueProblem,
    wrong_kind,
)
from engines.form.fields.columns import ColumnField
from engines.form.labels import Sentence, sentence
from engines.form.rules import Check, Rule
from engines.form.storage import ChildTable, Storage
from engines.formula.types import Type, list_of, record

MAX_ROWS = 1_000


class SubformField(FieldModel):
    """子表单 / Subform. No subform inside a subform."""

    model_config = ConfigDict(ignored_types=(cached_property,))

    type: Literal["subform"]
    fields: Annotated[tuple[ColumnField, ...], Field(max_length=100)] = ()
    min_rows: Annotated[int, Field(ge=0, le=MAX_ROWS)] | None = None
    max_rows: Annotated[int, Field(ge=1, le=MAX_ROWS)] | None = None
    rules: Annotated[tuple[Rule, ...], Field(max_length=100)] = ()
    checks: Annotated[tuple[Check, ...], Field(max_length=100)] = ()

    @cached_property
    def by_key(self) -> Mapping[str, ColumnField]:
        """Columns by key."""
        return {field.key: field for field in self.fields}

    def field(self, key: str) -> ColumnField | None:
        """The column `key`, or None."""
        return self.by_key.get(key)


class SubformType(FieldType[SubformField]):
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

    def storage(self, field: SubformField) -> Storage:
        return ChildTable(field.fields)

    def formula_type(self, field: SubformField) -> Type:
        return list_of(record(field.key))

    def schema(self, field: SubformField) -> dict[str, Any]:
        """Only the outer shape; `engines.form.schema.record_schema` adds the columns."""
        return {"type": "array", "items": {"type": "object"}, "maxItems": field.max_rows or MAX_ROWS}

    def read(self, field: SubformField, raw: Any) -> list[dict[str, Any]]:
        if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
            raise wrong_kind("行的列表", "a list of rows")
        if len(raw) > MAX_ROWS:
            raise ValueProblem("max_rows", f"最多 {MAX_ROWS} 行", f"at most {MAX_ROWS} rows", {"max": MAX_ROWS})
        return [{**row, "id": one_id(row["id"])} if row.get("id") is not None else row for row in raw]

    def guess(self, field: SubformField, raw: Any, locale: str, reading: Reading) -> Any:
        if isinstance(raw, list):
            return self.read(field, raw)
        raise ValueProblem("not_importable", "子表单需要按行导入", "a subform is imported row by row")

    def check(self, field: SubformField, value: list[Any], old: Any = None) -> list[ValueProblem]:
        if field.min_rows is not None and len(value) < field.min_rows:
            low = field.min_rows
            return [ValueProblem("min_rows", f"至少 {low} 行", f"at least {low} rows", {"min": low})]
        if field.max_rows is not None and len(value) > field.max_rows:
            high = field.max_rows
            return [ValueProblem("max_rows", f"最多 {high} 行", f"at most {high} rows", {"max": high})]
        return []

    def format(self, field: SubformField, value: Any, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        count = len(value or ())
        return f"{count} 行" if locale == "zh-CN" else f"{count} rows"

    def search_text(self, field: SubformField, value: Any, reading: Reading = PLAIN) -> str:
        return ""

    def problems(self, field: SubformField) -> list[tuple[str, Sentence]]:
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
            if each.type == "link" and each.many
        ]

    def example(self, field: SubformField) -> list[dict[str, Any]]:
        return [{"id": EXAMPLE_ID}]
