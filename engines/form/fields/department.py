"""One department or several, by id."""

from typing import Literal

from engines.form.fields._ids import IdField, IdType
from engines.form.labels import sentence
from engines.form.storage import Column, Storage
from engines.formula.types import DEPARTMENT, Type


class DepartmentField(IdField):
    """部门 / Department. The default may be {"formula": "user.department"}."""

    type: Literal["department"]


class DepartmentType(IdType[DepartmentField]):
    """Behaviour of `department`."""

    key = "department"
    model = DepartmentField
    label = sentence("部门", "Department")
    icon = "team"
    group = "people"
    widget = "department"

    def element(self, field: DepartmentField) -> Type:
        return DEPARTMENT

    def storage(self, field: DepartmentField) -> Storage:
        return Column("json") if field.many else Column("id", references="department")
