"""A serial number made of parts: text, date, another field, a counter. Given once, never changed."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from engines.form.fields._texts import TextLike, line
from engines.form.fields.base import FieldModel, Key
from engines.form.labels import sentence


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextPart(_Part):
    """Fixed text."""

    text: Annotated[str, Field(min_length=1, max_length=30)]


class DatePart(_Part):
    """The day of creation in the form's zone: yyyy, yy, MM, dd, HH, mm, ss and - / . between them."""

    date: Annotated[str, Field(pattern=r"^(yyyy|yy|MM|dd|HH|mm|ss|[-/._])+$", max_length=30)]


class FieldPart(_Part):
    """The value of another field, as it is at creation."""

    field: Key


class CounterPart(_Part):
    """A counter of at least `counter` digits (more when it overflows), starting again per period and
    per value of the fields in `group_by`."""

    counter: Annotated[int, Field(ge=1, le=12)]
    reset: Literal["never", "year", "month", "day"] = "never"
    group_by: Annotated[tuple[Key, ...], Field(max_length=4)] = ()
    start: Annotated[int, Field(ge=0, le=10**12)] = 1


def _kind(raw: Any) -> str | None:
    keys = set(raw) if isinstance(raw, dict) else set(type(raw).model_fields)
    return next((kind for kind in ("counter", "text", "date", "field") if kind in keys), None)


Part = Annotated[
    Annotated[TextPart, Tag("text")]
    | Annotated[DatePart, Tag("date")]
    | Annotated[FieldPart, Tag("field")]
    | Annotated[CounterPart, Tag("counter")],
    Discriminator(_kind),
]


class SeriesField(FieldModel):
    """流水号 / Serial number."""

    type: Literal["series"]
    parts: Annotated[tuple[Part, ...], Field(min_length=1, max_length=12)] = (CounterPart(counter=6),)

    @property
    def counter(self) -> CounterPart:
        return next(part for part in self.parts if isinstance(part, CounterPart))

    @model_validator(mode="after")
    def _one_counter(self) -> Self:
        if sum(isinstance(part, CounterPart) for part in self.parts) != 1:
            raise ValueError("a series needs exactly one counter")
        return self


class SeriesType(TextLike[SeriesField]):
    """Behaviour of `series`: written once by the server when a record is created (`engines.form.series`)."""

    key = "series"
    model = SeriesField
    label = sentence("流水号", "Serial number")
    icon = "barcode"
    group = "advanced"
    widget = "series"
    computed = True

    def schema(self, field: SeriesField) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.limit, "readOnly": True}

    def accept(self, field: SeriesField, text: str) -> str | None:
        return line(text)

    def example(self, field: SeriesField) -> str:
        return "".join(
            part.text if isinstance(part, TextPart) else "1".zfill(part.counter)
            for part in field.parts
            if isinstance(part, TextPart | CounterPart)
        )
