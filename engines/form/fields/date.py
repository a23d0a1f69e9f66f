"""A calendar day, without time and zone."""

import datetime as dt
import re
from typing import Any, Literal

from engines.form.fields._days import to_day, written
from engines.form.fields.base import PLAIN, FieldModel, FieldType, Reading, ValueProblem, wrong_kind
from engines.form.labels import Sentence, sentence
from engines.form.storage import Column, Storage
from engines.formula.types import DATE, Type

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


class DateField(FieldModel):
    """日期 / Date."""

    type: Literal["date"]
    min: dt.date | None = None
    max: dt.date | None = None


class DateType(FieldType[DateField]):
    """Behaviour of `date`."""

    key = "date"
    model = DateField
    label = sentence("日期", "Date")
    icon = "calendar"
    group = "time"
    widget = "date"

    def storage(self, field: DateField) -> Storage:
        return Column("date")

    def formula_type(self, field: DateField) -> Type:
        return DATE

    def schema(self, field: DateField) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def read(self, field: DateField, raw: Any) -> dt.date:
        if isinstance(raw, dt.date) and not isinstance(raw, dt.datetime):
            return raw
        if isinstance(raw, str) and _ISO.fullmatch(raw):
            try:
                return dt.date.fromisoformat(raw)
            except ValueError:  # 2026-02-30
                pass
        raise wrong_kind("日期，如 2026-03-05", "a date such as 2026-03-05")

    def guess(self, field: DateField, raw: Any, locale: str, reading: Reading) -> dt.date:
        return to_day(written(raw), reading.tz)

    def coerce(self, field: DateField, value: Any, reading: Reading = PLAIN) -> dt.date:
        return to_day(value, reading.tz) if isinstance(value, dt.datetime) else self.read(field, value)

    def to_json(self, field: DateField, value: dt.date | None) -> str | None:
        return None if value is None else value.isoformat()

    def format(self, field: DateField, value: dt.date | None, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        return "" if value is None else value.isoformat()

    def check(self, field: DateField, value: dt.date, old: Any = None) -> list[ValueProblem]:
        if field.min is not None and value < field.min:
            low = field.min.isoformat()
            return [ValueProblem("min", f"不能早于 {low}", f"must not be before {low}", {"min": low})]
        if field.max is not None and value > field.max:
            high = field.max.isoformat()
            return [ValueProblem("max", f"不能晚于 {high}", f"must not be after {high}", {"max": high})]
        return []

    def problems(self, field: DateField) -> list[tuple[str, Sentence]]:
        if field.min is not None and field.max is not None and field.min > field.max:
            return [("min", {"zh-CN": "最早日期晚于最晚日期。", "en": "min is after max."})]
        return []

    def example(self, field: DateField) -> dt.date:
        return field.min or field.max or dt.date(2026, 3, 5)
