"""The small shapes of report documents: keys, paths, formulas, grains, labels."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MAX_FORMULA = 4_000  # characters, as in forms

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
Source = Annotated[str, StringConstraints(pattern=r"^\$?[a-z][a-z0-9_]{0,47}$")]
"""A form, or with `$` a source of the system (`$sign_ins`)."""
FieldPath = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,3}$", max_length=160)]
"""A field of the form, or one reached along links or in a subform: `amount`, `customer.level`, `lines.product`."""
FormulaText = Annotated[str, StringConstraints(min_length=1, max_length=MAX_FORMULA)]
LabelText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Label: TypeAlias = LabelText | Annotated[dict[Literal["zh-CN", "en"], LabelText], Field(min_length=1)]
Shift = Annotated[str, StringConstraints(pattern=r"^[+-]?\d{1,4} (day|week|month|quarter|year)s?$")]
TimeGrain = Literal[
    "year", "fiscal_year", "quarter", "fiscal_quarter", "month", "iso_week", "week", "day", "hour",
    "month_of_year", "day_of_month", "weekday", "hour_of_day", "weekday_hour",
]  # fmt: skip
"""`week` begins on the calendar's `week_start`, `iso_week` on Monday. The last five are cyclic: `weekday_hour` is
weekday × 24 + hour (R97)."""
Format = Literal["number", "integer", "percent", "money", "duration", "days"]


class Part(BaseModel):
    """What every part of a report document is: strict and immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True)


class Calendar(Part):
    """How days are told apart: zone, first day of the week (1 = Monday … 7), first month of the fiscal year."""

    tz: Annotated[str, StringConstraints(max_length=64)] = "Asia/Shanghai"
    week_start: Annotated[int, Field(ge=1, le=7)] = 1
    fiscal_month: Annotated[int, Field(ge=1, le=12)] = 1
