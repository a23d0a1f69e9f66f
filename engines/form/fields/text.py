"""One line of text."""

from typing import Annotated, Literal

from pydantic import Field

from engines.form.fields.base import FieldModel, FieldType
from engines.form.storage import Column, Storage


class TextField(FieldModel):
    """单行文本 / Single line."""

    type: Literal["text"]
    max_length: Annotated[int, Field(ge=1, le=4_000)] = 255
    min_length: Annotated[int, Field(ge=0, le=4_000)] = 0
    pattern: Annotated[str, Field(max_length=500)] | None = None  # RE2, must match the whole text


class TextType(FieldType[TextField]):
    """Behaviour of `text`."""

    key = "text"
    model = TextField
    label = {"zh-CN": "单行文本", "en": "Single line"}  # noqa: RUF012
    icon = "text"
    group = "text"
    widget = "text"

    def storage(self, field: TextField) -> Storage:
        return Column("text")
