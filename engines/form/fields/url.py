"""A web address, http or https."""

from typing import Literal

from engines.form.fields.base import FieldModel, FieldType
from engines.form.storage import Column, Storage


class UrlField(FieldModel):
    """网址 / Web address."""

    type: Literal["url"]


class UrlType(FieldType[UrlField]):
    """Behaviour of `url`."""

    key = "url"
    model = UrlField
    label = {"zh-CN": "网址", "en": "Web address"}  # noqa: RUF012
    icon = "link"
    group = "text"
    widget = "url"

    def storage(self, field: UrlField) -> Storage:
        return Column("text")
