"""One record or several of another form (or of this one), by id."""

from typing import Literal

from pydantic import Field

from engines.form.fields._ids import IdField, IdType
from engines.form.labels import Sentence, sentence
from engines.form.rules import FormulaText, Key
from engines.form.storage import Column, LinkTable, Storage
from engines.formula.types import Type, record


class LinkField(IdField):
    """关联数据 / Linked record. `fill`: own field → the linked record's field that fills it when the
    link changes. `stamp`: an own date and time that says when that was; with it the filled values are a
    snapshot, which is compared with its source and taken again on request. `filter`: a formula over the
    linked form that says which records may be chosen."""

    type: Literal["link"]
    form: Key
    fill: dict[Key, Key] = Field(default_factory=dict, max_length=100)
    stamp: Key | None = None
    filter: FormulaText | None = None
    on_delete: Literal["restrict", "clear"] = "restrict"


class LinkType(IdType[LinkField]):
    """Behaviour of `link`."""

    key = "link"
    model = LinkField
    label = sentence("关联数据", "Linked record")
    icon = "database"
    group = "relation"
    widget = "link"

    def element(self, field: LinkField) -> Type:
        return record(field.form)

    def storage(self, field: LinkField) -> Storage:
        return LinkTable(field.form) if field.many else Column("id", references=f"form:{field.form}")

    def problems(self, field: LinkField) -> list[tuple[str, Sentence]]:
        if field.many and field.fill:
            return [
                (
                    "fill",
                    {
                        "zh-CN": "关联多条数据时不能带出字段。",
                        "en": "A link to several records can't fill fields.",
                    },
                )
            ]
        return []
