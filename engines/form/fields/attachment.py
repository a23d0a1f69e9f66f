"""Files, by the id the upload gave them."""

from typing import Annotated, Literal

from pydantic import Field

from engines.form.fields.base import FieldModel, FieldType
from engines.form.storage import Column, Storage


class AttachmentField(FieldModel):
    """附件 / Attachment."""

    type: Literal["attachment"]
    max_files: Annotated[int, Field(ge=1, le=100)] = 9
    max_mb: Annotated[int, Field(ge=1, le=2_000)] = 20
    accept: Annotated[tuple[Annotated[str, Field(max_length=100)], ...], Field(max_length=50)] = ()


class AttachmentType(FieldType[AttachmentField]):
    """Behaviour of `attachment`."""

    key = "attachment"
    model = AttachmentField
    label = {"zh-CN": "附件", "en": "Attachment"}  # noqa: RUF012
    icon = "paperclip"
    group = "advanced"
    widget = "attachment"

    def storage(self, field: AttachmentField) -> Storage:
        return Column("json")
