"""A telephone number, kept in E.164 form (+8613800138000)."""

from typing import Annotated, Literal

from pydantic import Field

from engines.form.fields.base import FieldModel, FieldType
from engines.form.storage import Column, Storage


class PhoneField(FieldModel):
    """手机号 / Phone."""

    type: Literal["phone"]
    region: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "CN"  # of numbers written without +
    mobile_only: bool = False


class PhoneType(FieldType[PhoneField]):
    """Behaviour of `phone`."""

    key = "phone"
    model = PhoneField
    label = {"zh-CN": "手机号", "en": "Phone"}  # noqa: RUF012
    icon = "phone"
    group = "text"
    widget = "phone"

    def storage(self, field: PhoneField) -> Storage:
        return Column("text")
