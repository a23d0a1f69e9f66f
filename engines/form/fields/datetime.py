"""An instant: kept in UTC with milliseconds, shown in the reader's zone."""

import datetime as dt
from typing import Any, Literal

from pydantic import AwareDatetime

from engines.form.fields._days import to_instant, written
from engines.form.fields.base import PLAIN, FieldModel, FieldType, Reading, ValueProblem, wrong_kind
from engines.form.labels import Sentence, sentence
from engines.form.storage import Column, Storage
from engines.formula.types import DATETIME, Type


class DateTimeField(FieldModel):
    """日期时间 / Date and time."""

    type: Literal["datetime"]
    min: AwareDatetime | None = None
    max: AwareDatetime | None = None


class DateTimeType(FieldType[DateTimeField]):
    """Behaviour of `datetime`: through the API an instant with its offset, never a wall-clock time."""

    key = "datetime"
    model = DateTimeField
    label = sentence("日期时间", "Date and time")
    icon = "clock"
    group = "time"
    widget = "datetime"

    def storage(self, field: DateTimeField) -> Storage:
        return Column("datetime")

    def formula_type(self, field: DateTimeField) -> Type:
        return DATETIME

    def schema(self, field: DateTimeField) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}

    def read(self, field: DateTimeField, raw: Any) -> dt.datetime:
        moment = raw
        if isinstance(raw, str) and len(raw) >= 16 and raw[10] in "Tt ":
            try:
                moment = dt.datetime.fromisoformat(raw)
            except ValueError:
                moment = None
        if not isinstance(moment, dt.datetime) or moment.tzinfo is None:
            raise wrong_kind(
                "带时区的日期时间，如 2026-03-05T08:30:00Z",
                "a date and time with a zone such as 2026-03-05T08:30:00Z",
            )
        return to_instant(moment, dt.UTC)

    def guess(self, field: DateTimeField, raw: Any, locale: str, reading: Reading) -> dt.datetime:
        return to_instant(written(raw), reading.tz)

    def coerce(self, field: DateTimeField, value: Any, reading: Reading = PLAIN) -> dt.datetime:
        return to_instant(value, reading.tz) if isinstance(value, dt.date) else self.read(field, value)

    def to_json(self, field: DateTimeField, value: dt.datetime | None) -> str | None:
        return None if value is None else instant_text(value)

    def format(
        self,
        field: DateTimeField,
        value: dt.datetime | None,
        locale: str = "zh-CN",
        reading: Reading = PLAIN,
    ) -> str:
        """Wall-clock time of the reader's zone; seconds only where there are some."""
        if value is None:
            return ""
        local = value.astimezone(reading.tz)
        if local.microsecond:
            return local.strftime("%Y-%m-%d %H:%M:%S.") + f"{local.microsecond // 1000:03d}"
        return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")

    def check(self, field: DateTimeField, value: dt.datetime, old: Any = None) -> list[ValueProblem]:
        if field.min is not None and value < field.min:
            low = self.format(field, field.min)
            return [ValueProblem("min", f"不能早于 {low}", f"must not be before {low}", {"min": low})]
        if field.max is not None and value > field.max:
            high = self.format(field, field.max)
            return [ValueProblem("max", f"不能晚于 {high}", f"must not be after {high}", {"max": high})]
        return []

    def problems(self, field: DateTimeField) -> list[tuple[str, Sentence]]:
        if field.min is not None and field.max is not None and field.min > field.max:
            return [("min", {"zh-CN": "最早时间晚于最晚时间。", "en": "min is after max."})]
        return []

    def example(self, field: DateTimeField) -> dt.datetime:
        return field.min or field.max or dt.datetime(2026, 3, 5, 8, 30, tzinfo=dt.UTC)


def instant_text(value: dt.datetime) -> str:
    """2026-11-22T08:30:00.000Z"""
    return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
