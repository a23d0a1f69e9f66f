"""Numbers and dates as text and back, characters by number."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from engines.formula.errors import VALUE, Fail
from engines.formula.formats import format_date, format_number, upper_case_amount
from engines.formula.functions.math import round_to
from engines.formula.limits import MAX_FORMAT
from engines.formula.registry import Category
from engines.formula.values import ZERO, bounded, local, number_text, parse_number

declare = Category("text")
TWO = Decimal(2)


@declare(
    "CHAR",
    "code: number -> text",
    aliases=("UNICHAR",),
    zh="编码对应的字符(Unicode)。",
    en="The character of a Unicode number.",
    examples=(("CHAR(65)", "A"), ("CHAR(20013)", "中"), ("CHAR(0)", "#VALUE!")),
)
def char(code: Decimal) -> str:
    number = int(code) if abs(code) < 0x110000 else 0
    if not 1 <= number < 0x110000 or 0xD800 <= number < 0xE000:
        raise Fail(VALUE)
    return chr(number)


@declare(
    "CODE",
    "text: text -> number",
    aliases=("UNICODE",),
    zh="第一个字符的编码(Unicode)。",
    en="The Unicode number of the first character.",
    examples=(("CODE('A')", 65), ("CODE('')", "#VALUE!")),
)
def code(text: str) -> Decimal:
    if not text:
        raise Fail(VALUE)
    return Decimal(ord(text[0]))


@declare(
    "VALUE",
    "text: text -> number",
    nulls="null",
    zh="把文本读成数字(可含千分位与 %);读不出得 #VALUE!。",
    en="Reads a number (thousands commas and % allowed); #VALUE! else.",
    examples=(("VALUE('1,234.5')", 1234.5), ("VALUE('25%')", 0.25), ("VALUE('abc')", "#VALUE!"), ("VALUE(NULL)", None)),
)
def value(text: str) -> Decimal:
    return parse_number(text)


@declare(
    "TEXT",
    "value: number, format: text -> text",
    "value: date, format: text -> text",
    "value: datetime, format: text -> text",
    nulls="null",
    needs_env=True,
    zh="按格式转成文本:0 # , . % 用于数字,yyyy mm dd hh mm ss aaaa 用于日期,引号中的文字照写。",
    en="As text in a format: 0 # , . % for numbers, yyyy mm dd hh mm ss ddd aaaa for dates, quoted text as it is.",
    examples=(
        ("TEXT(1234.5, '#,##0.00')", "1,234.50"),
        ("TEXT(0.256, '0.0%')", "25.6%"),
        ("TEXT(7, '000')", "007"),
        ("TEXT(due, 'yyyy年m月d日')", "2026年3月15日"),
        ("TEXT(due, 'yyyy-mm-dd')", "2026-03-15"),
        ("TEXT(1, 'x[y')", "#VALUE!"),
    ),
)
def text_(env: Any, value: Any, pattern: str) -> str:
    if len(pattern) > MAX_FORMAT:
        raise Fail(VALUE)
    if isinstance(value, Decimal):
        return bounded(format_number(value, pattern))
    moment = local(value, env.tz) if hasattr(value, "astimezone") else value
    return bounded(format_date(moment, pattern))


@declare(
    "FIXED",
    "number: number, decimals?: number, no_commas?: boolean -> text",
    zh="固定小数位的文本(默认 2 位,带千分位)。",
    en="A number as text with fixed decimals and thousands commas.",
    examples=(("FIXED(1234.567)", "1,234.57"), ("FIXED(1234.5, 0, TRUE)", "1235")),
)
def fixed(number: Decimal, decimals: Decimal = TWO, no_commas: bool = False) -> str:
    places = int(max(min(decimals, Decimal(127)), Decimal(-127)))
    rounded = round_to(number, Decimal(places), ROUND_HALF_UP)
    if not rounded:
        rounded = ZERO
    return format(rounded, f"{'' if no_commas else ','}.{max(places, 0)}f")


@declare(
    "CNYUPPER",
    "amount: number -> text",
    nulls="null",
    aliases=("RMBUPPER",),
    zh="人民币大写金额(四舍五入到分)。",
    en="An amount in Chinese capital numerals, rounded to 0.01.",
    examples=(
        ("CNYUPPER(12345.67)", "壹万贰仟叁佰肆拾伍元陆角柒分"),
        ("CNYUPPER(100)", "壹佰元整"),
        ("CNYUPPER(0)", "零元整"),
        ("CNYUPPER(-10050.05)", "负壹万零伍拾元零伍分"),
    ),
)
def cnyupper(amount: Decimal) -> str:
    return upper_case_amount(round_to(amount, TWO, ROUND_HALF_UP))


@declare(
    "NUMBERTEXT",
    "number: number -> text",
    nulls="null",
    zh="数字的普通文本,同 number & ''。",
    en="A number in plain digits, as number & ''.",
    examples=(("NUMBERTEXT(1200.50)", "1200.5"),),
)
def numbertext(number: Decimal) -> str:
    return number_text(number)
