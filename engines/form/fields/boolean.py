"""Yes or no."""

from typing import Literal

from engines.form.fields.base import FieldModel, FieldType
from engines.form.storage import Column, Storage


class BooleanField(FieldModel):
    """是否 / Yes / no."""

    type: Literal["boolean"]


class BooleanType(FieldType[BooleanField]):
    """Behaviour of `boolean`."""

    key = "boolean"
    model = BooleanField
    label = {"zh-CN": "是否", "en": "Yes / no"}  # noqa: RUF012
    icon = "check-square"
    group = "choice"
    widget = "boolean"

    def storage(self, field: BooleanField) -> Storage:
        return Column("boolean")
