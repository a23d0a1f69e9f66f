"""The small shapes that nodes, triggers and SLA ladders share: keys, formulas, durations, field rights."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MAX_FORMULA = 4_000  # characters, as in forms

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
NodeId: TypeAlias = Key
FormulaText = Annotated[str, StringConstraints(min_length=1, max_length=MAX_FORMULA)]
FieldPath = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,3}$", max_length=160)]
LabelText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Label: TypeAlias = LabelText | Annotated[dict[Literal["zh-CN", "en"], LabelText], Field(min_length=1)]
LongText = Annotated[str, StringConstraints(max_length=20_000)]
LongLabel: TypeAlias = LongText | Annotated[dict[Literal["zh-CN", "en"], LongText], Field(min_length=1)]
Duration = Annotated[
    str,
    StringConstraints(pattern=r"^\d{1,6}(\.\d{1,2})? (business )?(minutes?|hours?|days?|weeks?)$"),
]
"""`30 minutes`, `8 business hours`, `2 business days`, `1 week`. A business day is a workday of the flow's calendar, a
business hour is an hour inside its slots; a week is seven calendar days and is never «business»."""
FieldRight = Literal["read", "write", "require", "hide"]


class Part(BaseModel):
    """What every part of a flow document is: strict and immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True)


class Setting(Part):
    """One field that a step writes: the value of a formula over the triggering record, `outcome`, `steps.…`,
    `flow.…`."""

    field: Key
    value: FormulaText


class RowsSetting(Part):
    """The rows of one subform that a step writes.

    `replace` and `add`: a row per element of `over` for which `where` holds; without `over` one row. `over` is a
    subform of the triggering record (`lines`), of a record it links to (`quote.lines`), the records of a step
    (`steps.found`) or their rows (`steps.found.lines`). `update` and `remove`: the rows that are there, those for which
    `where` holds. Formulas see the element's names; the triggering record is `flow.record.…`."""

    field: Key
    do: Literal["replace", "add", "update", "remove"] = "replace"
    over: FieldPath | None = None
    where: FormulaText | None = None
    set: Annotated[tuple[Setting, ...], Field(max_length=200)] = ()


Rows = Annotated[tuple[RowsSetting, ...], Field(max_length=10)]
