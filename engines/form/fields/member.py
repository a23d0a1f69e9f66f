"""One person or several people of the organisation, by id."""

from typing import Literal

from engines.form.fields._ids import IdField, IdType
from engines.form.labels import sentence
from engines.form.storage import Column, Storage
from engines.formula.types import PERSON, Type


class MemberField(IdField):
    """成员 / Member. The default may be {"formula": "user"}."""

    type: Literal["member"]


class MemberType(IdType[MemberField]):
    """Behaviour of `member`."""

    key = "member"
    model = MemberField
    label = sentence("成员", "Member")
    icon = "user"
    group = "people"
    widget = "member"

    def element(self, field: MemberField) -> Type:
        return PERSON

    def storage(self, field: MemberField) -> Storage:
        return Column("json") if field.many else Column("id", references="person")
