"""A value of a linked record, shown and kept here: `customer.level`, over one link or two.

It is the formula that its path says, so it is live in the form, stored, refreshed when the other record
changes, and seen under the rights of this field (docs/access.md). Over a link to several records, and of a
field that holds several values, it is a list; numbers and dates in a list are kept as their texts.
"""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, PrivateAttr, StringConstraints

from engines.form.fields._ids import EXAMPLE_ID
from engines.form.fields._texts import cell_text
from engines.form.fields.base import PLAIN, FieldModel, FieldType, Reading, wrong_kind
from engines.form.fields.formula import FormulaKind, FormulaType, Shown
from engines.form.labels import sentence
from engines.form.rules import Key
from engines.form.storage import Column, Storage
from engines.formula.types import BOOLEAN, DATE, DATETIME, DEPARTMENT, NUMBER, PERSON, TEXT, Type, list_of

LookupKind: TypeAlias = FormulaKind | Literal["select", "member", "department", "link"]
LinkPath = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47}){0,2}$")]
_NAMES = frozenset({"select", "member", "department", "link"})
_ELEMENTS: dict[str, Type] = {"member": PERSON, "department": DEPARTMENT}
_FITS: dict[str, frozenset[str]] = {
    NUMBER.kind: frozenset({"number", "money", "percent"}),
    TEXT.kind: frozenset({"text", "select"}),
    BOOLEAN.kind: frozenset({"boolean"}),
    DATE.kind: frozenset({"date"}),
    DATETIME.kind: frozenset({"datetime"}),
    PERSON.kind: frozenset({"member"}),
    DEPARTMENT.kind: frozenset({"department"}),
    "record": frozenset({"link"}),
}
MAX_VALUES = 1_000


class LookupField(Shown):
    """引用 / Lookup. `link`: the own link field, perhaps a link of its target behind it, or a subform's link
    column (`customer`, `customer.region`, `lines.product`); `field`: what is read there. `as`, `many`: the
    type of that field, as the designer found it; publishing refuses when they no longer agree."""

    type: Literal["lookup"]
    link: LinkPath
    field: Key
    as_: LookupKind = Field(default="text", alias="as")
    many: bool = False
    _of: FieldModel | None = PrivateAttr(default=None)

    @property
    def formula(self) -> str:
        """The formula that it is."""
        return f"{self.link}.{self.field}"

    @property
    def source(self) -> tuple[object, ...]:
        return (*super().source, self.formula)

    @property
    def target(self) -> FieldModel | None:
        """The field that is read, once `aim` has found it: its options and its look are needed for showing."""
        return self._of

    def aim(self, target: FieldModel | None) -> None:
        """Remembers the field that is read."""
        self._of = target


class LookupType(FieldType[LookupField]):
    """Behaviour of `lookup`: that of the looked-up field, read-only."""

    key = "lookup"
    model = LookupField
    label = sentence("引用", "Lookup")
    icon = "scan-search"
    group = "relation"
    widget = "formula"
    computed = True
    searchable = True

    def storage(self, field: LookupField) -> Storage:
        if field.many:
            return Column("json")
        if field.as_ in _NAMES:
            return Column("text" if field.as_ == "select" else "id")
        return _PLAIN.storage(field)

    def formula_type(self, field: LookupField) -> Type:
        if not field.many and field.as_ not in _NAMES:
            return _PLAIN.formula_type(field)
        element = _ELEMENTS.get(field.as_, TEXT)
        return list_of(element) if field.many else element

    def schema(self, field: LookupField) -> dict[str, Any]:
        if field.many:
            return {"type": "array", "items": {"type": "string"}, "maxItems": MAX_VALUES, "readOnly": True}
        if field.as_ in _NAMES:
            return {"type": "string", "readOnly": True}
        return _PLAIN.schema(field)

    def read(self, field: LookupField, raw: Any) -> Any:
        if not field.many and field.as_ not in _NAMES:
            return _PLAIN.read(field, raw)
        values = raw if isinstance(raw, list) else [raw]
        if isinstance(raw, list) != field.many or not all(isinstance(value, str) for value in values):
            raise wrong_kind("文本" if not field.many else "文本的列表", "a list of texts" if field.many else "a text")
        return raw

    def guess(self, field: LookupField, raw: Any, locale: str, reading: Reading) -> Any:
        if not field.many and field.as_ not in _NAMES:
            return _PLAIN.guess(field, raw, locale, reading)
        return self.coerce(field, raw, reading)

    def coerce(self, field: LookupField, value: Any, reading: Reading = PLAIN) -> Any:
        """What the path gave as a value of this field; blanks of a list are left out."""
        if field.many:
            values = value if isinstance(value, list) else [value]
            return [cell_text(each, reading) for each in values[:MAX_VALUES] if each is not None] or None
        if field.as_ in _NAMES:
            return cell_text(value, reading) or None
        return _PLAIN.coerce(field, value, reading)

    def to_json(self, field: LookupField, value: Any) -> Any:
        return value if field.many or field.as_ in _NAMES else _PLAIN.to_json(field, value)

    def format(self, field: LookupField, value: Any, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        if value is None:
            return ""
        if field.many or field.as_ in _NAMES:
            return "、".join(self._word(field, each, locale, reading) for each in _all(value))
        return _PLAIN.format(field, value, locale, reading)

    def _word(self, field: LookupField, value: str, locale: str, reading: Reading) -> str:
        target = field.target
        if target is None:
            return value
        if field.as_ == "select":
            option = getattr(target, "by_value", {}).get(value)
            return str(option.name(locale)) if option else value
        return (reading.title(target, value) if field.as_ in _NAMES else None) or value

    def sort_key(self, field: LookupField, value: Any) -> Any:
        return value if field.many or field.as_ in _NAMES else _PLAIN.sort_key(field, value)

    def search_text(self, field: LookupField, value: Any, reading: Reading = PLAIN) -> str:
        if field.many or field.as_ in _NAMES:
            return " ".join(self._word(field, each, "zh-CN", reading) for each in _all(value))
        return _PLAIN.search_text(field, value, reading)

    def equal(self, a: Any, b: Any) -> bool:
        return bool(a == b)

    def example(self, field: LookupField) -> Any:
        one = "a" if field.as_ in ("select", "text") else EXAMPLE_ID
        if field.many:
            return [one]
        return one if field.as_ in _NAMES else _PLAIN.example(field)


_PLAIN: FieldType[Any] = FormulaType()  # of a plain value: it asks a field only for `as` and its look


def fits(field: LookupField, found: Type) -> bool:
    """Whether `as` and `many` are those of what the path leads to."""
    return field.many == found.is_list and field.as_ in _FITS.get(found.element.kind, frozenset())


def _all(value: Any) -> list[str]:
    return list(value) if isinstance(value, list) else [] if value is None else [value]
