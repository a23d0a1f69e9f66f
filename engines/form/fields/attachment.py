"""Files of any kind."""

from typing import Literal

from engines.form.fields._files import FileField, FileType
from engines.form.labels import sentence


class AttachmentField(FileField):
    """附件 / Attachment."""

    type: Literal["attachment"]


class AttachmentType(FileType[AttachmentField]):
    """Behaviour of `attachment`."""

    key = "attachment"
    model = AttachmentField
    label = sentence("附件", "Attachment")
    icon = "paperclip"
    group = "advanced"
    widget = "attachment"
