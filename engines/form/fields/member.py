"""One person or several people of the organisation, by id."""

from typing import Literal

from engines.form.fields.base import FieldModel, FieldType
from engines.form.storage import Column, Storage


class MemberField(FieldModel):
    """成员 / Member."""

    type: Literal["member"]
    many: bool = False


class MemberType(FieldType[MemberField]):
    """Behaviour of `member`."""

    key = "member"
    model = MemberField
    label = {"zh-CN": "成员", "en": "Member"}  # noqa: RUF012
    icon = "user"
    group = "people"
    widget = "member"

    def storage(self, field: MemberField) -> Storage:
        return Column("json") if field.many else Column("id", references="person")
