"""One choice of a list; the option's value is stored, its label is shown."""

from typing import Literal

from engines.form.fields.base import FieldModel, FieldType, Options
from engines.form.storage import Column, Storage


class SelectField(FieldModel):
    """下拉单选 / Select."""

    type: Literal["select"]
    options: Options = ()
    display: Literal["dropdown", "radio"] = "dropdown"


class SelectType(FieldType[SelectField]):
    """Behaviour of `select`."""

    key = "select"
    model = SelectField
    label = {"zh-CN": "下拉单选", "en": "Select"}  # noqa: RUF012
    icon = "chevron-down"
    group = "choice"
    widget = "select"

    def storage(self, field: SelectField) -> Storage:
        return Column("text")
