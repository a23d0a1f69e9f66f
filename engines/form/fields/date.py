"""A calendar day, without time and zone."""

import datetime as dt
from typing import Literal

from engines.form.fields.base import FieldModel, FieldType
from engines.form.storage import Column, Storage


class DateField(FieldModel):
    """日期 / Date."""

    type: Literal["date"]
    min: dt.date | None = None
    max: dt.date | None = None


class DateType(FieldType[DateField]):
    """Behaviour of `date`."""

    key = "date"
    model = DateField
    label = {"zh-CN": "日期", "en": "Date"}  # noqa: RUF012
    icon = "calendar"
    group = "time"
    widget = "date"

    def storage(self, field: DateField) -> Storage:
        return Column("date")
