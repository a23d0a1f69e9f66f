"""A serial number made of parts: text, date, another field, a counter, random signs. Given once, never changed."""

from math import prod
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from engines.form.fields._texts import TextLike, line
from engines.form.fields.base import FieldModel, Key
from engines.form.labels import sentence

_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_FEWEST = 10**8  # values of a series without a counter: below, finding a free one takes too many draws


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextPart(_Part):
    """Fixed text."""

    text: Annotated[str, Field(min_length=1, max_length=30)]


class DatePart(_Part):
    """The moment of creation in the form's zone: yyyy, yy, MM, dd, HH, mm, ss, Q (quarter), ww (ISO week) and GGGG (its
    year), DDD (day of the year) and - / . _ between them."""

    date: Annotated[str, Field(pattern=r"^(yyyy|yy|GGGG|MM|DDD|dd|HH|mm|ss|Q|ww|[-/._])+$", max_length=30)]


class FieldPart(_Part):
    """The value of another field, as it is at creation."""

    field: Key


class CounterPart(_Part):
    """A counter of at least `counter` digits (more when it overflows), starting again per period and
    per value of the fields in `group_by`."""

    counter: Annotated[int, Field(ge=1, le=12)]
    reset: Literal["never", "year", "quarter", "month", "week", "day"] = "never"
    group_by: Annotated[tuple[Key, ...], Field(max_length=4)] = ()
    start: Annotated[int, Field(ge=0, le=10**12)] = 1


class RandomPart(_Part):
    """That many random signs, so that nobody guesses the next number. Letters that look like digits are left out."""

    random: Annotated[int, Field(ge=2, le=16)]
    of: Literal["digits", "letters", "mixed"] = "mixed"

    @property
    def alphabet(self) -> str:
        return {"digits": _DIGITS, "letters": _LETTERS, "mixed": _DIGITS[2:] + _LETTERS}[self.of]


def _kind(raw: Any) -> str | None:
    keys = set(raw) if isinstance(raw, dict) else set(type(raw).model_fields)
    return next((kind for kind in ("counter", "text", "date", "field", "random") if kind in keys), None)


Part = Annotated[
    Annotated[TextPart, Tag("text")]
    | Annotated[DatePart, Tag("date")]
    | Annotated[FieldPart, Tag("field")]
    | Annotated[CounterPart, Tag("counter")]
    | Annotated[RandomPart, Tag("random")],
    Discriminator(_kind),
]


class SeriesField(FieldModel):
    """流水号 / Serial number."""

    type: Literal["series"]
    parts: Annotated[tuple[Part, ...], Field(min_length=1, max_length=12)] = (CounterPart(counter=6),)

    @property
    def counter(self) -> CounterPart | None:
        """None: random signs alone tell records apart."""
        return next((part for part in self.parts if isinstance(part, CounterPart)), None)

    @model_validator(mode="after")
    def _tells_apart(self) -> Self:
        counters = sum(isinstance(part, CounterPart) for part in self.parts)
        choices = prod(len(part.alphabet) ** part.random for part in self.parts if isinstance(part, RandomPart))
        if counters > 1 or (counters == 0 and choices < _FEWEST):
            raise ValueError("a series needs exactly one counter, or random parts with at least 100 million values")
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
            part.text
            if isinstance(part, TextPart)
            else "7" * part.random
            if isinstance(part, RandomPart)
            else _first(part)
            for part in field.parts
            if isinstance(part, TextPart | CounterPart | RandomPart)
        )


def _first(part: CounterPart) -> str:
    return "1".zfill(part.counter)
