"""An instant: kept in UTC with milliseconds, shown in the reader's zone."""

import datetime as dt
from typing import Literal

from engines.form.fields.base import FieldModel, FieldType
from engines.form.storage import Column, Storage


class DateTimeField(FieldModel):
    """日期时间 / Date and time."""

    type: Literal["datetime"]
    min: dt.datetime | None = None
    max: dt.datetime | None = None


class DateTimeType(FieldType[DateTimeField]):
    """Behaviour of `datetime`."""

    key = "datetime"
    model = DateTimeField
    label = {"zh-CN": "日期时间", "en": "Date and time"}  # noqa: RUF012
    icon = "clock"
    group = "time"
    widget = "datetime"

    def storage(self, field: DateTimeField) -> Storage:
        return Column("datetime")
