"""Texts. Lengths and positions count characters (code points); a result above 32,767 characters is #VALUE!."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from engines.formula.errors import VALUE, Fail
from engines.formula.functions.stats import items
from engines.formula.limits import MAX_TEXT
from engines.formula.registry import Category
from engines.formula.values import ONE, bounded

declare = Category("text")
TWO = Decimal(2)


def length_of(value: Decimal, least: int = 0) -> int:
    """A length or a position; #VALUE! below `least`. Anything beyond the longest text means the longest."""
    if value < least:
        raise Fail(VALUE)
    return int(min(value, Decimal(MAX_TEXT + 1)))


@declare(
    "LEN",
    "text: text -> number",
    polars=True,
    zh="字符个数。",
    en="How many characters.",
    examples=(("LEN('中文ab')", 4), ("LEN(NULL)", 0)),
)
def len_(text: str) -> Decimal:
    return Decimal(len(text))


@declare(
    "LEFT",
    "text: text, count?: number -> text",
    polars=True,
    zh="左边若干个字符(省略为 1)。",
    en="The first characters (1 when left out).",
    examples=(("LEFT('abcdef', 3)", "abc"), ("LEFT('abc')", "a"), ("LEFT('abc', -1)", "#VALUE!")),
)
def left(text: str, count: Decimal = ONE) -> str:
    return text[: length_of(count)]


@declare(
    "RIGHT",
    "text: text, count?: number -> text",
    polars=True,
    zh="右边若干个字符(省略为 1)。",
    en="The last characters (1 when left out).",
    examples=(("RIGHT('abcdef', 2)", "ef"), ("RIGHT('abc', 9)", "abc"), ("RIGHT('abc', 0)", None)),
)
def right(text: str, count: Decimal = ONE) -> str:
    return text[max(len(text) - length_of(count), 0) :]


@declare(
    "MID",
    "text: text, start: number, count: number -> text",
    polars=True,
    zh="从第几个字符起取若干个字符。",
    en="Characters from a position, counted from 1.",
    examples=(("MID('abcdef', 2, 3)", "bcd"), ("MID('abc', 5, 2)", None), ("MID('abc', 0, 2)", "#VALUE!")),
)
def mid(text: str, start: Decimal, count: Decimal) -> str:
    first = length_of(start, 1) - 1
    return text[first : first + length_of(count)]


@declare(
    "TRIM",
    "text: text -> text",
    polars=True,
    zh="去掉首尾空格,中间连续空格并为一个。",
    en="Without leading, trailing and doubled spaces.",
    examples=(("TRIM('  a   b ')", "a b"), ("TRIM('   ')", None)),
)
def trim(text: str) -> str:
    return " ".join(part for part in text.split(" ") if part)


@declare(
    "CLEAN",
    "text: text -> text",
    polars=True,
    zh="去掉不可打印字符(编码小于 32)。",
    en="Without control characters (code below 32).",
    examples=(("CLEAN('a' & CHAR(10) & 'b')", "ab"),),
)
def clean(text: str) -> str:
    return "".join(char for char in text if char >= " ")


@declare(
    "UPPER",
    "text: text -> text",
    zh="转大写。",
    en="In capitals.",
    examples=(("UPPER('aBc中')", "ABC中"),),
    polars=True,
)
def upper(text: str) -> str:
    return bounded(text.upper())


@declare(
    "LOWER",
    "text: text -> text",
    zh="转小写。",
    en="In small letters.",
    examples=(("LOWER('ABc')", "abc"),),
    polars=True,
)
def lower(text: str) -> str:
    return bounded(text.lower())


@declare(
    "PROPER",
    "text: text -> text",
    zh="每个单词首字母大写,其余小写。",
    en="Each word with a capital.",
    examples=(("PROPER('hELLO wORLD-x')", "Hello World-X"),),
)
def proper(text: str) -> str:
    result, in_word = [], False
    for char in text:
        result.append(char.lower() if in_word else char.upper())
        in_word = char.isalpha()
    return bounded("".join(result))


@declare(
    "CONCATENATE",
    "values: text|[text]... -> text",
    nulls="own",
    aliases=("CONCAT",),
    polars=True,
    zh="连接文本,同 &;空按空文本算。",
    en="Joins texts, as &; a blank adds nothing.",
    examples=(("CONCATENATE('a', 1, NULL, TRUE)", "a1TRUE"), ("CONCAT(lines.kind)", "aba")),
)
def concatenate(*values: Any) -> str:
    return _join("", items(values))


def _join(delimiter: str, parts: Iterator[str] | list[str]) -> str:
    pieces = list(parts)
    if sum(map(len, pieces)) + len(delimiter) * max(len(pieces) - 1, 0) > MAX_TEXT:
        raise Fail(VALUE)
    return delimiter.join(pieces)


@declare(
    "TEXTJOIN",
    "delimiter: text, skip_blanks: boolean, values: text|[text]... -> text",
    nulls="own",
    zh="用分隔符连接文本,可跳过空值。",
    en="Joins texts with a delimiter, with or without the blanks.",
    examples=(
        ("TEXTJOIN('、', TRUE, lines.kind)", "a、b、a"),
        ("TEXTJOIN('-', FALSE, 'a', NULL, 'b')", "a--b"),
        ("TEXTJOIN('-', TRUE, 'a', NULL, 'b')", "a-b"),
    ),
)
def textjoin(delimiter: str | None, skip_blanks: bool | None, *values: Any) -> str:
    if skip_blanks:
        return _join(delimiter or "", items(values))
    list(items(values))  # an error inside a list is the result
    flat = [element for value in values for element in (value if value.__class__ is list else (value,))]
    return _join(delimiter or "", [element or "" for element in flat])


@declare(
    "EXACT",
    "text: text, other: text -> boolean",
    polars=True,
    zh="两段文本是否完全相同(空与空相同)。",
    en="Whether two texts are the same (blank equals blank).",
    examples=(("EXACT('a', 'a')", True), ("EXACT('a', 'A')", False), ("EXACT(NULL, '')", True)),
)
def exact(text: str, other: str) -> bool:
    return text == other


@declare(
    "REPT",
    "text: text, times: number -> text",
    zh="重复文本若干次。",
    en="The text several times over.",
    examples=(("REPT('*', 3)", "***"), ("REPT('a', 0)", None), ("REPT('a', 99999)", "#VALUE!")),
)
def rept(text: str, times: Decimal) -> str:
    count = length_of(times)
    if len(text) * count > MAX_TEXT:
        raise Fail(VALUE)
    return text * count


@declare(
    "LPAD",
    "text: text, length: number, fill?: text -> text",
    zh="在左边补足到指定长度。",
    en="Filled up on the left to a length.",
    examples=(("LPAD(7, 3, '0')", "007"), ("LPAD('abcd', 2)", "abcd")),
)
def lpad(text: str, length: Decimal, fill: str = " ") -> str:
    return _fill(text, length, fill) + text


@declare(
    "RPAD",
    "text: text, length: number, fill?: text -> text",
    zh="在右边补足到指定长度。",
    en="Filled up on the right to a length.",
    examples=(("RPAD('a', 3, '.')", "a.."),),
)
def rpad(text: str, length: Decimal, fill: str = " ") -> str:
    return text + _fill(text, length, fill)


def _fill(text: str, length: Decimal, fill: str) -> str:
    wanted = length_of(length)
    if wanted > MAX_TEXT:
        raise Fail(VALUE)
    missing = max(wanted - len(text), 0)
    return (fill * (missing // len(fill) + 1))[:missing] if fill else ""


@declare(
    "SPLIT",
    "text: text, delimiter: text -> [text]",
    nulls="own",
    zh="按分隔符拆成列表。",
    en="The parts between delimiters, as a list.",
    examples=(("INDEX(SPLIT('a,b,c', ','), 2)", "b"), ("COUNTA(SPLIT(NULL, ','))", 0)),
)
def split(text: str | None, delimiter: str | None) -> list[str | None]:
    if text is None:
        return []
    parts = [text] if delimiter is None else text.split(delimiter)
    if len(parts) > 10_000:
        raise Fail(VALUE)
    return [part or None for part in parts]
