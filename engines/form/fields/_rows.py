"""What the two levels of line items share: columns, limits, rules and checks of their rows."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

from pydantic import ConfigDict, Field

from engines.form.fields.base import FieldModel
from engines.form.rules import Check, Rule

MAX_ROWS = 1_000


class RowsField(FieldModel):
    """A field that holds rows: a subform of the form, or one inside its rows."""

    model_config = ConfigDict(ignored_types=(cached_property,))

    fields: tuple[FieldModel, ...] = ()
    min_rows: Annotated[int, Field(ge=0, le=MAX_ROWS)] | None = None
    max_rows: Annotated[int, Field(ge=1, le=MAX_ROWS)] | None = None
    rules: Annotated[tuple[Rule, ...], Field(max_length=100)] = ()
    checks: Annotated[tuple[Check, ...], Field(max_length=100)] = ()

    @cached_property
    def by_key(self) -> Mapping[str, FieldModel]:
        """Columns by key."""
        return {field.key: field for field in self.fields}

    def field(self, key: str) -> FieldModel | None:
        """The column `key`, or None."""
        return self.by_key.get(key)
