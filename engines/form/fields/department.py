"""One department or several, by id."""

from typing import Literal

from engines.form.fields.base import FieldModel, FieldType
from engines.form.storage import Column, Storage


class DepartmentField(FieldModel):
    """部门 / Department."""

    type: Literal["department"]
    many: bool = False


class DepartmentType(FieldType[DepartmentField]):
    """Behaviour of `department`."""

    key = "department"
    model = DepartmentField
    label = {"zh-CN": "部门", "en": "Department"}  # noqa: RUF012
    icon = "team"
    group = "people"
    widget = "department"

    def storage(self, field: DepartmentField) -> Storage:
        return Column("json") if field.many else Column("id", references="department")
