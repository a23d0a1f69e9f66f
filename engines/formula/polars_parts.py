"""Building blocks of the polars back end: a value with its error, and Excel's 15 digits on doubles.

Numbers are Float64, rounded to 15 significant digits after every step, so that 0.1 + 0.2 = 0.3 holds here too.
A step whose exact result has more than 15 digits may differ from the closures (Decimal) by one unit of the
15th digit; magnitudes below 1e-7 and above 1e15 by one unit in the last place of a double.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from engines.formula.errors import Unsupported

LARGEST = 9.99999999999999e307
NUMBER = pl.Float64
INSTANT = pl.Datetime("ms", "UTC")


@dataclass(frozen=True, slots=True)
class Part:
    """A compiled node. `error` holds the error's code where there is one; None means that there can be none."""

    value: pl.Expr
    kind: str = "any"
    error: pl.Expr | None = None
    literal: Any = None


@dataclass(frozen=True, slots=True)
class Context:
    """What the whole tree shares. Columns by path; `now`, `today` and `tz` as in Env."""

    columns: Mapping[tuple[str, ...], pl.Expr]
    now: datetime | None
    today: date | None
    tz: str


Builder = Callable[[Context, list[Part]], Part]
BUILDERS: dict[str, Builder] = {}
"""Function name → how to build it. Functions declare `polars=True` exactly when they stand here (a test)."""


def builder(*names: str) -> Callable[[Builder], Builder]:
    """Registers the builder of one or several functions."""

    def register(build: Builder) -> Builder:
        for name in names:
            BUILDERS[name] = build
        return build

    return register


def literal_of(name: str, part: Part) -> Any:
    """The literal value of an argument that this back end needs to know beforehand."""
    if part.literal is None:
        raise Unsupported(name, "polars")
    return part.literal


def first_error(*errors: pl.Expr | None) -> pl.Expr | None:
    """The first error from left to right."""
    present = [error for error in errors if error is not None]
    if not present:
        return None
    return present[0] if len(present) == 1 else pl.coalesce(present)


def errors_of(parts: list[Part]) -> pl.Expr | None:
    """The first error of the operands."""
    return first_error(*(part.error for part in parts))


def error_if(condition: pl.Expr, code: str) -> pl.Expr:
    """The error's code where the condition holds."""
    return pl.when(condition).then(pl.lit(code)).otherwise(pl.lit(None, dtype=pl.String))


def fifteen(value: pl.Expr) -> pl.Expr:
    """Rounded to 15 significant digits."""
    return value.round_sig_figs(15)


def checked(value: pl.Expr, *errors: pl.Expr | None) -> Part:
    """A number result: rounded; #NUM! when it left the range of numbers."""
    too_large = error_if(value.is_nan() | (value.abs() > LARGEST), "#NUM!")
    return Part(fifteen(value), "number", first_error(*errors, too_large))


def half_up(value: pl.Expr, places: int = 0) -> pl.Expr:
    """Rounded half away from zero, as decimal digits see it: 1.005 at two places is 1.01."""
    if places == 0:
        return fifteen(value).round(0, mode="half_away_from_zero")
    scaled = shifted(value, places)
    return shifted(scaled.round(0, mode="half_away_from_zero"), -places)


def shifted(value: pl.Expr, places: int) -> pl.Expr:
    """value × 10^places, dividing for negative places so that the result is the nearest double."""
    return fifteen(value * float(10**places) if places >= 0 else value / float(10**-places))


def blank_text(value: pl.Expr) -> pl.Expr:
    """There is one blank: "" is null."""
    return pl.when(value == "").then(pl.lit(None, dtype=pl.String)).otherwise(value)


def truth(part: Part) -> pl.Expr:
    """A condition: blank does not hold."""
    return part.value.fill_null(False)


def zero(part: Part) -> pl.Expr:
    """A number: blank is 0."""
    return part.value.cast(NUMBER).fill_null(0.0)


def text(part: Part) -> pl.Expr:
    """A text: blank is ""."""
    return part.value.cast(pl.String).fill_null("")
