"""What the numeric types share: decimals of at most 15 significant digits, as in Excel."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, Overflow
from typing import Any, TypeVar

from engines.form.fields.base import (
    PLAIN,
    FieldModel,
    FieldType,
    Number,
    Reading,
    ValueProblem,
    number_to_json,
    wrong_kind,
)
from engines.form.labels import Sentence
from engines.form.storage import Column, Storage
from engines.form.text import halfwidth
from engines.formula.types import NUMBER, Type
from engines.formula.values import NUMBERS, number_text


class DecimalField(FieldModel):
    """Settings all have. `min` and `max` are inclusive."""

    decimals: int
    min: Number | None = None
    max: Number | None = None


F = TypeVar("F", bound=DecimalField)
_SIGNS = "¥$€£₩₽฿"
_WORDS = ("人民币", "RMB", "CNY", "USD", "EUR", "HKD", "JPY", "GBP", "美元", "欧元", "港元", "元整", "元", "圆", "块")
_FACTORS = {"万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3}
_PLAIN = re.compile(r"[+-]?((\d{1,3}(,\d{3})+|\d+)(\.\d+)?|\.\d+)([eE][+-]?\d{1,3})?")


class DecimalType(FieldType[F]):
    """A type whose canonical value is a Decimal."""

    def places(self, field: F) -> int:
        """Decimals of the canonical value."""
        return field.decimals

    def storage(self, field: F) -> Storage:
        return Column("number")

    def formula_type(self, field: F) -> Type:
        return NUMBER

    def schema(self, field: F) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "number"}
        if field.min is not None:
            schema["minimum"] = number_to_json(field.min)
        if field.max is not None:
            schema["maximum"] = number_to_json(field.max)
        return schema

    def read(self, field: F, raw: Any) -> Decimal:
        value = exact(raw)
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.places(field) and value != self.rounded(field, value):
            raise ValueProblem(
                "decimals",
                f"最多 {field.decimals} 位小数" if field.decimals else "只能是整数",
                f"at most {field.decimals} decimals" if field.decimals else "must be a whole number",
                {"decimals": field.decimals},
            )
        return value

    def rounded(self, field: F, value: Decimal) -> Decimal:
        """Half away from zero to the field's decimals."""
        return round_to(value, self.places(field))

    def guess(self, field: F, raw: Any, locale: str, reading: Reading) -> Decimal:
        value = written_number(raw, self.units(field)) if isinstance(raw, str) else exact(raw)
        return self.rounded(field, value)

    def units(self, field: F) -> tuple[str, ...]:
        """Words that may stand around the number."""
        return ()

    def coerce(self, field: F, value: Any, reading: Reading = PLAIN) -> Decimal:
        return self.rounded(field, exact(value))

    def to_json(self, field: F, value: Decimal | None) -> int | float | None:
        return None if value is None else number_to_json(value)

    def check(self, field: F, value: Decimal, old: Any = None) -> list[ValueProblem]:
        if field.min is not None and value < field.min:
            low = self.format(field, field.min)
            return [ValueProblem("min", f"不能小于 {low}", f"must be at least {low}", {"min": low})]
        if field.max is not None and value > field.max:
            high = self.format(field, field.max)
            return [ValueProblem("max", f"不能大于 {high}", f"must be at most {high}", {"max": high})]
        return []

    def search_text(self, field: F, value: Decimal | None, reading: Reading = PLAIN) -> str:
        return "" if value is None else number_text(value)

    def problems(self, field: F) -> list[tuple[str, Sentence]]:
        if field.min is not None and field.max is not None and field.min > field.max:
            return [("min", {"zh-CN": "最小值大于最大值。", "en": "min is above max."})]
        return []

    def example(self, field: F) -> Decimal:
        low = field.min if field.min is not None else min(field.max or Decimal(0), Decimal(0))
        value = Decimal(12) if field.max is None or field.max >= 12 else field.max
        return max(value, low)


def in_range(kind: DecimalType[F], field: F, value: Decimal) -> Decimal:
    """The value, refused when it lies outside the field's own ends (for types that can't show such a one)."""
    outside = DecimalType.check(kind, field, value)
    if outside:
        raise outside[0]
    return value


def exact(raw: Any) -> Decimal:
    """A JSON number as Decimal. Whole numbers beyond 15 digits are refused, not rounded in silence; a
    double's digits beyond the 15th are noise of its binary form (0.1 + 0.2) and go."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal)):
        raise wrong_kind("数字", "a number")
    if isinstance(raw, int) and -(10**15) < raw < 10**15:
        return Decimal(raw)
    if isinstance(raw, float):
        if not math.isfinite(raw):
            raise wrong_kind("数字", "a number")
        text = repr(raw)
        return Decimal(text) if len(text) <= 16 else _rounded(Decimal(text))
    value = Decimal(raw)
    if not value.is_finite():
        raise wrong_kind("数字", "a number")
    if value != _rounded(value):
        raise _too_many_digits()
    return value


def _rounded(value: Decimal) -> Decimal:
    """To 15 digits; what is too large for any number of ours is refused."""
    try:
        return NUMBERS.plus(value)
    except Overflow as error:
        raise _too_many_digits() from error


def _too_many_digits() -> ValueProblem:
    return ValueProblem("digits", "最多 15 位有效数字", "at most 15 significant digits", {"digits": 15})


def round_to(value: Decimal, places: int) -> Decimal:
    """Half away from zero; numbers too large for the decimals stay as they are."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places:
        return value
    try:
        return NUMBERS.plus(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    except InvalidOperation:
        return value


def written_number(text: str, units: tuple[str, ...] = ()) -> Decimal:
    """A number as people write it: ¥1,234.50元, (1,234), １２, 1.2万, 12%, 5 台 with unit 台."""
    rest = halfwidth(text).strip()
    negative = rest.startswith("(") and rest.endswith(")")
    rest = rest[1:-1].strip() if negative else rest
    rest = rest.replace("−", "-").replace("，", ",")
    sign = rest[:1] if rest[:1] in "+-" else ""
    rest = rest[len(sign) :].strip().lstrip(_SIGNS).strip()
    for word in sorted((*units, *_WORDS), key=len, reverse=True):
        folded = halfwidth(word)
        if folded and rest.casefold().endswith(folded.casefold()):
            rest = rest[: -len(folded)].strip()
            break
        if folded and rest.casefold().startswith(folded.casefold()):
            rest = rest[len(folded) :].strip().lstrip(_SIGNS).strip()
            break
    factor = Decimal(1)
    for word, size in _FACTORS.items():
        if rest.endswith(word):
            rest, factor = rest.removesuffix(word).strip(), Decimal(size)
            break
    if rest.endswith("%"):
        rest, factor = rest[:-1].strip(), Decimal("0.01")
    if not sign and rest[:1] in "+-":  # ¥-5
        sign, rest = rest[:1], rest[1:].strip()
    rest = rest.replace(" ", "") if re.fullmatch(r"\d{1,3}( \d{3})+(\.\d+)?", rest) else rest
    if not rest or not _PLAIN.fullmatch(rest) or not any(char.isdigit() for char in rest):
        raise ValueProblem("number_invalid", f"“{text[:40]}”不是数字", f"“{text[:40]}” is not a number")
    written = Decimal(rest.replace(",", ""))
    # «853.1007099999998» is a double that some program wrote out: digits of a fraction beyond the 15th are noise
    value = NUMBERS.plus(written) if "." in rest and abs(written) < 10**15 else exact(written)
    try:
        return NUMBERS.multiply(-value if negative != (sign == "-") else value, factor)
    except Overflow as error:
        raise _too_many_digits() from error


def digits(value: Decimal, places: int, thousands: bool) -> str:
    """The digits with at least `places` decimals, and all the value has: nothing is hidden."""
    exponent = value.as_tuple().exponent
    shown = max(places, -exponent) if isinstance(exponent, int) else places
    text = f"{value:,.{shown}f}" if thousands else f"{value:.{shown}f}"
    extra = shown - places
    if extra > 0:  # decimals beyond the field's own: without their zeros
        whole, _, fraction = text.partition(".")
        fraction = fraction[:places] + fraction[places:].rstrip("0")
        text = f"{whole}.{fraction}" if fraction else whole
    return text
