"""A value computed from other fields; no door may write it."""

from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field

from engines.form.fields._decimals import DecimalField, DecimalType, digits, exact
from engines.form.fields._texts import cell_text
from engines.form.fields.base import PLAIN, FieldModel, FieldType, Reading
from engines.form.fields.boolean import BooleanField, BooleanType
from engines.form.fields.date import DateField, DateType
from engines.form.fields.datetime import DateTimeField, DateTimeType
from engines.form.fields.money import MoneyField, MoneyType
from engines.form.fields.number import NumberField, NumberType
from engines.form.fields.percent import PercentField, PercentType
from engines.form.fields.text import TextField, TextType
from engines.form.labels import Label, sentence
from engines.form.rules import FormulaText
from engines.form.storage import Storage
from engines.formula.types import Type

FormulaKind = Literal["text", "number", "money", "percent", "boolean", "date", "datetime"]
_DECIMALS: dict[str, DecimalType[Any]] = {kind.key: kind for kind in (NumberType(), MoneyType(), PercentType())}
_OTHERS: dict[str, FieldType[Any]] = {
    kind.key: kind for kind in (TextType(), BooleanType(), DateType(), DateTimeType())
}
_TYPES: dict[str, FieldType[Any]] = {**_DECIMALS, **_OTHERS}
_SHOWN = {"money": 2, "percent": 2, "number": 0}


class Shown(FieldModel):
    """What every computed field says of its result. With `decimals` the result is rounded before it is
    stored; without, all its digits are kept."""

    decimals: Annotated[int, Field(ge=0, le=8)] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CNY"
    unit: Label | None = None
    thousands: bool = False

    @property
    def source(self) -> tuple[object, ...]:
        """What its values follow from: when it differs, they are computed again."""
        return (self.type, self.decimals)


class ResultField(Shown):
    """A computed field whose result is of one of the plain types: `as`."""

    as_: FormulaKind = Field(default="number", alias="as")


class FormulaField(ResultField):
    """公式 / Formula. `as` is the type of the result."""

    type: Literal["formula"]
    formula: FormulaText

    @property
    def source(self) -> tuple[object, ...]:
        return (*super().source, self.formula)


F = TypeVar("F", bound=ResultField)


class ResultType(FieldType[F]):
    """Behaviour of a computed field: that of its result's type."""

    computed = True
    searchable = True

    def storage(self, field: F) -> Storage:
        return _TYPES[field.as_].storage(result(field))

    def formula_type(self, field: F) -> Type:
        return _TYPES[field.as_].formula_type(result(field))

    def schema(self, field: F) -> dict[str, Any]:
        return {**_TYPES[field.as_].schema(result(field)), "readOnly": True}

    def read(self, field: F, raw: Any) -> Any:
        return self.coerce(field, _TYPES[field.as_].read(result(field), raw))

    def guess(self, field: F, raw: Any, locale: str, reading: Reading) -> Any:
        return _TYPES[field.as_].guess(result(field), raw, locale, reading)

    def coerce(self, field: F, value: Any, reading: Reading = PLAIN) -> Any:
        """The formula's own result as a value of `as`."""
        shape = result(field)
        if isinstance(shape, DecimalField):
            number = exact(value)
            return number if field.decimals is None else _DECIMALS[field.as_].rounded(shape, number)
        if field.as_ == "text":
            return cell_text(value, reading) or None
        return _TYPES[field.as_].coerce(shape, value, reading)

    def to_json(self, field: F, value: Any) -> Any:
        return _TYPES[field.as_].to_json(result(field), value)

    def format(self, field: F, value: Any, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        shape = result(field)
        if value is not None and field.decimals is None and isinstance(shape, DecimalField):
            if isinstance(shape, NumberField):
                return f"{digits(value, 0, field.thousands)} {NumberType().units(shape)[0]}".strip()
            value = _DECIMALS[field.as_].rounded(shape, value)
        return _TYPES[field.as_].format(shape, value, locale, reading)

    def sort_key(self, field: F, value: Any) -> Any:
        return _TYPES[field.as_].sort_key(result(field), value)

    def search_text(self, field: F, value: Any, reading: Reading = PLAIN) -> str:
        return _TYPES[field.as_].search_text(result(field), value, reading)

    def example(self, field: F) -> Any:
        return _TYPES[field.as_].example(result(field))


class FormulaType(ResultType[FormulaField]):
    """Behaviour of `formula`."""

    key = "formula"
    model = FormulaField
    label = sentence("公式", "Formula")
    icon = "function"
    group = "advanced"
    widget = "formula"


@lru_cache(maxsize=4_096)
def _shape(key: str, kind: FormulaKind, decimals: int | None, currency: str, unit: str, thousands: bool) -> FieldModel:
    places = _SHOWN.get(kind, 0) if decimals is None else decimals
    match kind:
        case "text":
            return TextField(key=key, type="text", max_length=4_000)
        case "number":
            return NumberField(key=key, type="number", decimals=places, unit=unit or None, thousands=thousands)
        case "money":
            return MoneyField(key=key, type="money", decimals=places, currency=currency)
        case "percent":
            return PercentField(key=key, type="percent", decimals=places)
        case "boolean":
            return BooleanField(key=key, type="boolean")
        case "date":
            return DateField(key=key, type="date")
        case "datetime":
            return DateTimeField(key=key, type="datetime")


def result(field: ResultField) -> FieldModel:
    """The plain field that a formula's result would be: what `as` says."""
    unit = field.unit if isinstance(field.unit, str) else (field.unit or {}).get("zh-CN", "")
    return _shape(field.key, field.as_, field.decimals, field.currency, unit or "", field.thousands)
