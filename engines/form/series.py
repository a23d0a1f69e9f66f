"""The pure half of serial numbers: which counter to ask, and how its answer is written.

The caller keeps one counter per (form, field, scope key), takes the next number under a lock in the same
transaction as the record, and writes `render(number)`. Numbers may have gaps (a save that fails after the
number was taken); they never repeat.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from engines.form.definition import Form
from engines.form.fields import type_of
from engines.form.fields.base import SHANGHAI, Reading
from engines.form.fields.series import CounterPart, DatePart, FieldPart, RandomPart, SeriesField, TextPart

_TOKENS = {
    "yyyy": "%Y", "yy": "%y", "GGGG": "%G", "MM": "%m", "DDD": "%j", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S",
    "ww": "%V",
}  # fmt: skip
_TOKEN = re.compile("yyyy|yy|GGGG|MM|DDD|dd|HH|mm|ss|ww|Q")
_PERIODS = {"never": "", "year": "yyyy", "quarter": "yyyyQ", "month": "yyyyMM", "week": "GGGGww", "day": "yyyyMMdd"}
_RANDOM_SCOPE = "random"

Draw = Callable[[str, int], str]
"""(alphabet, length) → that many signs of it, which nobody can foretell: the caller's source of randomness."""


def series_scope(
    field: SeriesField,
    form: Form,
    values: Mapping[str, Any],
    now: dt.datetime,
    tz: dt.tzinfo = SHANGHAI,
    draw: Draw | None = None,
) -> tuple[str, Callable[[int], str]]:
    """(scope key of the counter, writer of its number) for a record with `values`, created `now`. A series of random
    signs alone has one scope, under whose lock the caller draws until nobody has the result."""
    local = now.astimezone(tz)
    counter = field.counter
    reading = Reading(tz=tz)

    def text_of(key: str) -> str:
        own = form.field(key)
        return "" if own is None else type_of(own).format(own, values.get(key), "zh-CN", reading)

    if counter is None:
        scope = _RANDOM_SCOPE
    else:
        period = _date(_PERIODS[counter.reset], local)
        groups = "\x1f".join(text_of(key).replace("\x1f", " ") for key in counter.group_by)
        scope = "\x1e".join((period, groups)) if counter.group_by else period

    def render(number: int) -> str:
        pieces = []
        for part in field.parts:
            match part:
                case TextPart():
                    pieces.append(part.text)
                case DatePart():
                    pieces.append(_date(part.date, local))
                case FieldPart():
                    pieces.append(text_of(part.field))
                case CounterPart():
                    pieces.append(str(number).zfill(part.counter))
                case RandomPart():
                    if draw is None:
                        raise ValueError("a series with random signs needs a source of randomness")
                    pieces.append(draw(part.alphabet, part.random))
        return "".join(pieces)

    return scope, render


def first_number(field: SeriesField) -> int:
    """The number a new scope starts with."""
    return 1 if field.counter is None else field.counter.start


def _date(pattern: str, local: dt.datetime) -> str:
    def written(token: re.Match[str]) -> str:
        return str((local.month + 2) // 3) if token.group() == "Q" else local.strftime(_TOKENS[token.group()])

    return _TOKEN.sub(written, pattern)
