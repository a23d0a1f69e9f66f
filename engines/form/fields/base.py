"""What every field has (`FieldModel`) and what every field type must answer (`FieldType`).

A field type is one file of this folder. It owns a pydantic model (what a designer may set) and one
stateless object that knows how values of this type are read, checked, written, compared and shown.
Canonical values: text → str, numbers → Decimal, boolean → bool, date → date, datetime → aware UTC
datetime, select → str, several choices → list[str], links and people → str or list[str], attachments →
list[dict], subform → list[dict] with "id"; empty is None, never "" or [].
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar
from zoneinfo import ZoneInfo

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
from engines.form.text import clean_block
from engines.formula.types import Type

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
    `{"formula": "TODAY()"}`; `hidden` and `readonly` are fixed, rules change them per record. `later`: the page doesn't
    ask for it in a new record; every other door is as it was."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True)
    key: Key
    type: str
    label: Label = ""
    help: Label | None = None
    placeholder: Label | None = None
    required: bool = False
    readonly: bool = False
    hidden: bool = False
    later: bool = False
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


SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading and writing a value may need to know beside the field.

    tz: the zone of a wall-clock time without one. title: the name of a linked record, person or
    department, for `format`. find: the id that a name stands for, for `parse`; None: no such name."""

    tz: tzinfo = SHANGHAI
    title: Callable[[FieldModel, str], str | None] = lambda _field, _id: None
    find: Callable[[FieldModel, str], str | None] = lambda _field, _name: None


PLAIN = Reading()


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
    holds: ClassVar[bool] = True  # a value: a button has none, so nothing reads, filters or exports it
    sortable: ClassVar[bool] = True
    searchable: ClassVar[bool] = False  # part of a form's full-text search

    @abstractmethod
    def storage(self, field: F) -> Storage:
        """How a value is kept."""

    @abstractmethod
    def formula_type(self, field: F) -> Type:
        """The type of a value in a formula."""

    @abstractmethod
    def schema(self, field: F) -> dict[str, Any]:
        """JSON Schema of a value that isn't null."""

    @abstractmethod
    def read(self, field: F, raw: Any) -> Any:
        """The strict half of `from_json`: `raw` is neither null nor empty."""

    @abstractmethod
    def guess(self, field: F, raw: Any, locale: str, reading: Reading) -> Any:
        """The lenient half of `parse`: `raw` is not empty; texts are cleaned."""

    @abstractmethod
    def example(self, field: F) -> Any:
        """A value the field takes (canonical), for documentation and tests; None: there is none."""

    def from_json(self, field: F, raw: Any) -> Any:
        """The canonical value of an API value; null, "" and [] are empty. Raises `ValueProblem`."""
        if raw is None or raw == "" or raw == []:
            return None
        return self.read(field, raw)

    def parse(self, field: F, raw: Any, locale: str = "zh-CN", reading: Reading = PLAIN) -> Any:
        """The canonical value of a cell: text as people write it, or a number, bool, date or datetime
        object. Rounds to the field's decimals. Raises `ValueProblem`."""
        if isinstance(raw, str):
            raw = clean_block(raw)
        if raw is None or raw == "" or raw == []:
            return None
        return self.guess(field, raw, locale, reading)

    def coerce(self, field: F, value: Any, reading: Reading = PLAIN) -> Any:
        """A canonical value of another source (formula, linked record, literal default) as one of this
        field; raises `ValueProblem` when it can't be one."""
        return self.read(field, value)

    def to_json(self, field: F, value: Any) -> Any:
        """The API value; None stays null."""
        return value

    def format(self, field: F, value: Any, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        """The value as a person reads it; "" for None."""
        return "" if value is None else str(value)

    def check(self, field: F, value: Any, old: Any = None) -> list[ValueProblem]:
        """What the field's own limits say to a non-empty value; `old` is what was there before."""
        return []

    def sort_key(self, field: F, value: Any) -> Any:
        """Orders non-empty values of one field as a person expects."""
        return value

    def search_text(self, field: F, value: Any, reading: Reading = PLAIN) -> str:
        """The words under which the value is found."""
        return "" if value is None else str(value)

    def is_empty(self, value: Any) -> bool:
        """None, "" and [] are empty; 0 and False are not."""
        return value is None or value == "" or value == []

    def equal(self, a: Any, b: Any) -> bool:
        """Same canonical value (both may be None)."""
        return bool(a == b)

    def problems(self, field: F) -> list[tuple[str, Sentence]]:
        """What is wrong with a field's own settings: (property, sentence)."""
        return []

    def value_schema(self, field: F) -> dict[str, Any]:
        """JSON Schema of the API value; every value may be null."""
        schema = dict(self.schema(field))
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
        if "type" in schema:
            schema["type"] = [schema["type"], "null"]
        else:
            schema = {"anyOf": [schema, {"type": "null"}]}
        return {"title": field.name("en"), **schema}

    def describe(self) -> dict[str, Any]:
        """The palette's entry of this type."""
        return {
            "type": self.key,
            "label": self.label,
            "icon": self.icon,
            "group": self.group,
            "widget": self.widget,
            "computed": self.computed,
            "holds": self.holds,
        }


def wrong_kind(zh: str, en: str) -> ValueProblem:
    """`raw` is not of the JSON type the field takes: zh/en name that type."""
    return ValueProblem("type", f"需要{zh}", f"must be {en}")


__all__ = [
    "GROUPS",
    "PLAIN",
    "FieldModel",
    "FieldType",
    "Group",
    "Key",
    "LabelText",
    "Number",
    "Option",
    "Options",
    "Reading",
    "ValueProblem",
    "number_to_json",
    "wrong_kind",
]
