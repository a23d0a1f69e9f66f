"""An e-mail address."""

from typing import Literal

from engines.form.fields.base import FieldModel, FieldType
from engines.form.storage import Column, Storage


class EmailField(FieldModel):
    """邮箱 / E-mail."""

    type: Literal["email"]


class EmailType(FieldType[EmailField]):
    """Behaviour of `email`."""

    key = "email"
    model = EmailField
    label = {"zh-CN": "邮箱", "en": "E-mail"}  # noqa: RUF012
    icon = "mail"
    group = "text"
    widget = "email"

    def storage(self, field: EmailField) -> Storage:
        return Column("text")
