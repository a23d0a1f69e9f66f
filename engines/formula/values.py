"""Values at run time: numbers of 15 significant digits, text forms, and the environment of an evaluation.

Canonical values: number → Decimal, text → str (never ""), boolean → bool, date → date, datetime → aware UTC
datetime of millisecond precision, person/department/record → str id, lists → list. Blank is None.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from engines.calendar import WorkCalendar
from engines.formula.errors import DIV0, NUM, VALUE, Fail
from engines.formula.limits import MAX_TEXT

Value = Any
"""A canonical value, None, or an ErrorValue."""

NUMBERS = Context(
    prec=15, rounding=ROUND_HALF_UP, Emin=-307, Emax=307, traps=[InvalidOperation, DivisionByZero, Overflow]
)
"""Excel's precision. Results beyond 9.99999999999999E+307 are #NUM!."""
WIDE = Context(
    prec=34, rounding=ROUND_HALF_UP, Emin=-6000, Emax=6000, traps=[InvalidOperation, DivisionByZero, Overflow]
)
"""For steps inside one function; its result is rounded by `number`."""
ZERO = Decimal(0)
ONE = Decimal(1)
_HUGE_EXPONENT = 307


_SHANGHAI = ZoneInfo("Asia/Shanghai")


class Env(Protocol):
    """What a formula sees while it runs."""

    def get(self, path: tuple[str, ...]) -> Value:
        """The value of a path that check resolved; None when blank; may be an ErrorValue."""
        ...

    @property
    def now(self) -> datetime:
        """The aware instant that NOW() answers."""
        ...

    @property
    def today(self) -> date:
        """The date of `now` in `tz`."""
        ...

    @property
    def tz(self) -> tzinfo:
        """The zone in which an instant becomes a date or a text."""
        ...

    @property
    def calendar(self) -> WorkCalendar | None:
        """The working calendar of WORKDAY and NETWORKDAYS, if the caller has one."""
        ...


@dataclass(frozen=True, slots=True)
class DictEnv:
    """An environment over a mapping of dotted paths, e.g. {"amount": Decimal(5), "user.department": "…"}."""

    values: Mapping[str, Value]
    now: datetime
    tz: tzinfo = _SHANGHAI
    calendar: WorkCalendar | None = None
    user: str | None = None
    get: Callable[[tuple[str, ...]], Value] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        paths = {tuple(name.split(".")): value for name, value in self.values.items()}
        if self.user is not None:
            paths.setdefault(("user",), self.user)
        object.__setattr__(self, "get", paths.get)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.tz).date()


def number(value: Decimal) -> Decimal:
    """Rounded to 15 significant digits; #NUM! when too large."""
    try:
        return NUMBERS.plus(value)
    except (Overflow, InvalidOperation):
        raise Fail(NUM) from None


def number_from_float(value: float) -> Decimal:
    """A double as a number; #NUM! for infinities and NaN."""
    if value != value or value in (float("inf"), float("-inf")):
        raise Fail(NUM)
    return number(Decimal(repr(value)))


def parse_number(text: str) -> Decimal:
    """VALUE's reading: blanks around, sign, thousands commas, decimals, exponent, a final %. Else #VALUE!."""
    cleaned = text.strip()
    percent = cleaned.endswith("%")
    digits = cleaned.removesuffix("%").rstrip().replace(",", "")
    if (
        not digits.isascii()
        or "_" in digits
        or len(digits) > 400
        or digits.lstrip("+-")[:1] not in "0123456789."
        or not digits.lstrip("+-")
    ):
        raise Fail(VALUE)
    try:
        result = NUMBERS.create_decimal(digits)
        return NUMBERS.divide(result, Decimal(100)) if percent else result
    except (InvalidOperation, Overflow):
        raise Fail(VALUE) from None


def number_text(value: Decimal) -> str:
    """Plain decimal digits, no exponent, no trailing zeros: 1200.50 → "1200.5"."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def local(value: datetime, zone: tzinfo) -> datetime:
    """An instant as wall-clock time of the zone."""
    return value.astimezone(zone)


def to_text(value: Value, zone: tzinfo) -> str:
    """The text of a scalar: numbers plain, dates ISO, instants "YYYY-MM-DD HH:MM:SS" of the zone, TRUE/FALSE."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, datetime):
        return local(value, zone).strftime("%Y-%m-%d %H:%M:%S").rjust(19, "0")
    if isinstance(value, date):
        return value.isoformat()
    raise Fail(VALUE)


def to_date(value: datetime, zone: tzinfo) -> date:
    """The date of an instant in the zone."""
    try:
        return value.astimezone(zone).date()
    except OverflowError:
        raise Fail(NUM) from None


def to_datetime(value: date, zone: tzinfo) -> datetime:
    """Midnight of the zone's day, as an instant."""
    return instant(datetime(value.year, value.month, value.day, tzinfo=zone))


def instant(value: datetime) -> datetime:
    """An aware wall-clock time as UTC; #NUM! outside the years 1 to 9999."""
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise Fail(NUM) from None


def add_days(value: date, days: Decimal) -> date:
    """date + number: whole days, the fraction is cut off. #NUM! outside the years 1 to 9999."""
    try:
        return value + timedelta(days=int(days))
    except OverflowError:
        raise Fail(NUM) from None


_MS_PER_DAY = Decimal(86_400_000)


def shift_instant(value: datetime, days: Decimal) -> datetime:
    """datetime + number of days, to the millisecond."""
    try:
        milliseconds = NUMBERS.multiply(days, _MS_PER_DAY).to_integral_value(ROUND_HALF_UP)
        return value + timedelta(milliseconds=int(milliseconds))
    except (OverflowError, Overflow):
        raise Fail(NUM) from None


def days_between(later: datetime, earlier: datetime) -> Decimal:
    """later - earlier of two instants, in days with a fraction."""
    difference = (later - earlier) // timedelta(milliseconds=1)
    return NUMBERS.divide(Decimal(difference), _MS_PER_DAY)


def bounded(text: str) -> str:
    """The text, or #VALUE! when it is longer than a cell may be."""
    if len(text) > MAX_TEXT:
        raise Fail(VALUE)
    return text


def divide(left: Decimal, right: Decimal) -> Decimal:
    """left / right; #DIV/0! for zero."""
    if not right:
        raise Fail(DIV0)
    try:
        return NUMBERS.divide(left, right)
    except Overflow:
        raise Fail(NUM) from None


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """base ^ exponent. 0^0 and roots of negative numbers are #NUM!, 0 to a negative power #DIV/0!, as in Excel."""
    if not base:
        if not exponent:
            raise Fail(NUM)
        if exponent < 0:
            raise Fail(DIV0)
        return ZERO
    if base < 0 and exponent != exponent.to_integral_value():
        raise Fail(NUM)
    # Bounded before it is computed: the size of the result is exponent × log10(base).
    if abs(exponent) > 1 and float(abs(exponent)) * abs(float(abs(base).log10(WIDE))) > _HUGE_EXPONENT:
        if (exponent > 0) == (abs(base) > 1):
            raise Fail(NUM)
        return ZERO
    try:
        return NUMBERS.plus(WIDE.power(base, exponent))
    except (Overflow, InvalidOperation):
        raise Fail(NUM) from None
