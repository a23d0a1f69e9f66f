"""What every field has (`FieldModel`) and what every field type must answer (`FieldType`).

A field type is one file of this folder. It owns a pydantic model (what a designer may set) and one
stateless object that knows how values of this type are read, checked, written, compared and shown.
Canonical values: text → str, numbers → Decimal, boolean → bool, date → date, datetime → aware UTC
datetime, select → str, several choices → list[str], links and people → str or list[str], attachments →
list[dict], subform → list[dict] with "id"; empty is None, never "" or [].
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    PlainSerializer,
    WithJsonSchema,
)

from engines.form.labels import Label, LabelText, Sentence, label_text
from engines.form.problems import ValueProblem
from engines.form.rules import Key
from engines.form.storage import Storage

Group = Literal["text", "number", "choice", "time", "people", "relation", "advanced"]
GROUPS: dict[Group, Sentence] = {
    "text": {"zh-CN": "文字", "en": "Text"},
    "number": {"zh-CN": "数字", "en": "Numbers"},
    "choice": {"zh-CN": "选择", "en": "Choice"},
    "time": {"zh-CN": "时间", "en": "Time"},
    "people": {"zh-CN": "组织", "en": "People"},
    "relation": {"zh-CN": "关联", "en": "Relations"},
    "advanced": {"zh-CN": "高级", "en": "Advanced"},
}


def _decimal_from_json(raw: object) -> object:
    return Decimal(repr(raw)) if isinstance(raw, float) else raw


def number_to_json(value: Decimal) -> int | float:
    """A decimal of at most 15 significant digits as a plain JSON number, without loss."""
    return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)


Number = Annotated[
    Decimal,
    BeforeValidator(_decimal_from_json),
    Field(allow_inf_nan=False, max_digits=15),
    PlainSerializer(number_to_json, when_used="json"),
    WithJsonSchema({"type": "number"}),
]


class FieldModel(BaseModel):
    """The part of a definition all fields share. `default` is a literal in API form or
    `{"formula": "TODAY()"}`; `hidden` and `readonly` are fixed, rules change them per record."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True)
    key: Key
    type: str
    label: Label = ""
    help: Label | None = None
    placeholder: Label | None = None
    required: bool = False
    readonly: bool = False
    hidden: bool = False
    default: JsonValue = None
    unique: bool = False
    index: bool = False
    width: Annotated[int, Field(ge=20, le=2000)] | None = None

    @property
    def default_formula(self) -> str | None:
        """The text of a computed default, if it is one."""
        if isinstance(self.default, dict) and set(self.default) == {"formula"}:
            text = self.default["formula"]
            return text if isinstance(text, str) else None
        return None

    def name(self, lang: str = "zh-CN") -> str:
        """What a person calls the field: its label, or its key."""
        return label_text(self.label, lang) or self.key

    @property
    def names(self) -> Sentence:
        """`name` in both languages."""
        return {"zh-CN": self.name("zh-CN"), "en": self.name("en")}


class Option(BaseModel):
    """One choice of a select. A retired one stays readable where it is, but can't be chosen again."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    value: Annotated[str, Field(min_length=1, max_length=100)]
    label: Label = ""
    color: Annotated[str, Field(max_length=32)] | None = None
    retired: bool = False

    def name(self, lang: str = "zh-CN") -> str:
        return label_text(self.label, lang) or self.value


Options = Annotated[tuple[Option, ...], Field(max_length=2_000)]
F = TypeVar("F", bound=FieldModel)

__all__ = [
    "GROUPS",
    "FieldModel",
    "FieldType",
    "Group",
    "Key",
    "LabelText",
    "Number",
    "Option",
    "Options",
    "number_to_json",
]


class FieldType(ABC, Generic[F]):
    """The behaviour of one field type. Stateless; one instance per type in `FIELD_TYPES`.

    `raw` values come from outside. `from_json` is strict (API), `parse` lenient (import, paste): both
    raise `ValueProblem`. All other methods take canonical, non-empty values unless they say so.
    """

    key: ClassVar[str]
    model: ClassVar[type[FieldModel]]
    label: ClassVar[Sentence]
    icon: ClassVar[str]
    group: ClassVar[Group]
    widget: ClassVar[str]
    computed: ClassVar[bool] = False  # made by the server: no door may write it
    sortable: ClassVar[bool] = True
    filterable: ClassVar[bool] = True

    @abstractmethod
    def storage(self, field: F) -> Storage:
        """How a value is kept; None: it isn't."""

    def is_empty(self, value: Any) -> bool:
        """None, "" and [] are empty; 0 and False are not."""
        return value is None or value == "" or value == []

    def equal(self, a: Any, b: Any) -> bool:
        """Same canonical value (both may be None)."""
        return bool(a == b)

    def describe(self) -> Mapping[str, Any]:
        """The palette's entry of this type."""
        return {
            "type": self.key,
            "label": self.label,
            "icon": self.icon,
            "group": self.group,
            "widget": self.widget,
            "computed": self.computed,
        }


__all__ += ["ValueProblem"]
