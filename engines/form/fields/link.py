"""One record or several of another form (or of this one), by id."""

from typing import Literal

from pydantic import Field

from engines.form.fields.base import FieldModel, FieldType, Key
from engines.form.rules import FormulaText
from engines.form.storage import Column, LinkTable, Storage


class LinkField(FieldModel):
    """关联数据 / Linked record."""

    type: Literal["link"]
    form: Key
    many: bool = False
    # own field: field of the linked record that fills it when the link changes
    fill: dict[Key, Key] = Field(default_factory=dict, max_length=100)
    filter: FormulaText | None = None  # over the target's fields: which records may be chosen
    on_delete: Literal["restrict", "clear"] = "restrict"


class LinkType(FieldType[LinkField]):
    """Behaviour of `link`."""

    key = "link"
    model = LinkField
    label = {"zh-CN": "关联数据", "en": "Linked record"}  # noqa: RUF012
    icon = "database"
    group = "relation"
    widget = "link"

    def storage(self, field: LinkField) -> Storage:
        return LinkTable(field.form) if field.many else Column("id", references=f"form:{field.form}")
