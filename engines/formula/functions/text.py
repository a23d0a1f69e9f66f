"""Texts. Lengths and positions count characters (code points); a result above 32,767 characters is #VALUE!."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from engines.formula.errors import NA, VALUE, Fail
from engines.formula.formats import format_date, format_number, upper_case_amount
from engines.formula.functions.math import round_to
from engines.formula.functions.stats import items
from engines.formula.limits import MAX_TEXT
from engines.formula.patterns import compile_pattern
from engines.formula.registry import Category
from engines.formula.values import ONE, ZERO, bounded, local, number_text, parse_number

declare = Category("text")
TWO = Decimal(2)


def _count(value: Decimal, least: int = 0) -> int:
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
    return text[: _count(count)]


@declare(
    "RIGHT",
    "text: text, count?: number -> text",
    polars=True,
    zh="右边若干个字符(省略为 1)。",
    en="The last characters (1 when left out).",
    examples=(("RIGHT('abcdef', 2)", "ef"), ("RIGHT('abc', 9)", "abc"), ("RIGHT('abc', 0)", None)),
)
def right(text: str, count: Decimal = ONE) -> str:
    return text[max(len(text) - _count(count), 0) :]


@declare(
    "MID",
    "text: text, start: number, count: number -> text",
    polars=True,
    zh="从第几个字符起取若干个字符。",
    en="Characters from a position, counted from 1.",
    examples=(("MID('abcdef', 2, 3)", "bcd"), ("MID('abc', 5, 2)", None), ("MID('abc', 0, 2)", "#VALUE!")),
)
def mid(text: str, start: Decimal, count: Decimal) -> str:
    first = _count(start, 1) - 1
    return text[first : first + _count(count)]


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
    "REPLACE",
    "text: text, start: number, count: number, new_text: text -> text",
    polars=True,
    zh="从某位置起替换若干个字符。",
    en="Replaces characters by position.",
    examples=(("REPLACE('13812345678', 4, 4, '****')", "138****5678"), ("REPLACE('abc', 9, 1, 'x')", "abcx")),
)
def replace(text: str, start: Decimal, count: Decimal, new_text: str) -> str:
    first = _count(start, 1) - 1
    return bounded(text[:first] + new_text + text[first + _count(count) :])


@declare(
    "SUBSTITUTE",
    "text: text, old_text: text, new_text: text, instance?: number -> text",
    zh="替换文本中的内容;给出序号时只替换第几处。",
    en="Replaces a text by another; with instance, only that occurrence.",
    examples=(
        ("SUBSTITUTE('a-b-c', '-', '/')", "a/b/c"),
        ("SUBSTITUTE('a-b-c', '-', '/', 2)", "a-b/c"),
        ("SUBSTITUTE('abc', '', 'x')", "abc"),
    ),
)
def substitute(text: str, old_text: str, new_text: str, instance: Decimal | None = None) -> str:
    if instance is not None and instance < 1:
        raise Fail(VALUE)
    if not old_text:
        return text
    if len(text) + text.count(old_text) * (len(new_text) - len(old_text)) > MAX_TEXT and instance is None:
        raise Fail(VALUE)
    if instance is None:
        return text.replace(old_text, new_text)
    place = -1
    for _ in range(min(int(instance), MAX_TEXT)):
        place = text.find(old_text, place + 1 if place < 0 else place + len(old_text))
        if place < 0:
            return text
    return bounded(text[:place] + new_text + text[place + len(old_text) :])


def _find(part: str, text: str, start: Decimal) -> Decimal:
    first = _count(start, 1) - 1
    place = text.find(part, first) if first <= len(text) else -1
    if place < 0:
        raise Fail(VALUE)
    return Decimal(place + 1)


@declare(
    "FIND",
    "part: text, text: text, start?: number -> number",
    polars=True,
    zh="查找位置,区分大小写;没有得 #VALUE!。",
    en="The position of a part, case-sensitive; #VALUE! when it is not there.",
    examples=(("FIND('b', 'abcb')", 2), ("FIND('b', 'abcb', 3)", 4), ("FIND('B', 'abc')", "#VALUE!")),
)
def find(part: str, text: str, start: Decimal = ONE) -> Decimal:
    return _find(part, text, start)


@declare(
    "SEARCH",
    "part: text, text: text, start?: number -> number",
    polars=True,
    zh="查找位置,不区分大小写,不支持通配符;没有得 #VALUE!。",
    en="The position of a part, ignoring case, without wildcards; #VALUE! when it is not there.",
    examples=(("SEARCH('B', 'abc')", 2), ("SEARCH('x', 'abc')", "#VALUE!")),
)
def search(part: str, text: str, start: Decimal = ONE) -> Decimal:
    return _find(part.lower(), text.lower(), start)


@declare(
    "CONTAINS",
    "text: text, part: text -> boolean",
    nulls="own",
    polars=True,
    zh="是否包含某段文本(区分大小写);有空值得 FALSE。",
    en="Whether the text holds a part (case-sensitive); FALSE for blanks.",
    examples=(("CONTAINS('北京朝阳', '朝阳')", True), ("CONTAINS('abc', 'B')", False)),
)
def contains(text: str | None, part: str | None) -> bool:
    return text is not None and part is not None and part in text


@declare(
    "STARTSWITH",
    "text: text, part: text -> boolean",
    nulls="own",
    polars=True,
    zh="是否以某段文本开头;有空值得 FALSE。",
    en="Whether the text begins with a part; FALSE for blanks.",
    examples=(("STARTSWITH('OP2026', 'OP')", True),),
)
def startswith(text: str | None, part: str | None) -> bool:
    return text is not None and part is not None and text.startswith(part)


@declare(
    "ENDSWITH",
    "text: text, part: text -> boolean",
    nulls="own",
    polars=True,
    zh="是否以某段文本结尾;有空值得 FALSE。",
    en="Whether the text ends with a part; FALSE for blanks.",
    examples=(("ENDSWITH('a.pdf', '.pdf')", True),),
)
def endswith(text: str | None, part: str | None) -> bool:
    return text is not None and part is not None and text.endswith(part)


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
    count = _count(times)
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
    wanted = _count(length)
    if wanted > MAX_TEXT:
        raise Fail(VALUE)
    missing = max(wanted - len(text), 0)
    return (fill * (missing // len(fill) + 1))[:missing] if fill else ""


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


@declare(
    "REGEXMATCH",
    "text: text, pattern: text -> boolean",
    zh="是否匹配正则表达式(RE2,部分匹配即可)。",
    en="Whether a regular expression (RE2) matches somewhere.",
    examples=(("REGEXMATCH('A-2026', '^[A-Z]-[0-9]{4}$')", True), ("REGEXMATCH('x', '(?=x)' & '')", "#VALUE!")),
)
def regexmatch(text: str, pattern: str) -> bool:
    return compile_pattern(pattern).search(text) is not None


@declare(
    "REGEXEXTRACT",
    "text: text, pattern: text -> text",
    zh="取出第一处匹配(有分组则取第一组);不匹配得 #N/A。",
    en="The first match, or its first group; #N/A when nothing matches.",
    examples=(("REGEXEXTRACT('订单 2026-001', '[0-9]{4}-([0-9]+)')", "001"), ("REGEXEXTRACT('abc', '[0-9]')", "#N/A")),
)
def regexextract(text: str, pattern: str) -> str | None:
    compiled = compile_pattern(pattern)
    found = compiled.search(text)
    if found is None:
        raise Fail(NA)
    group: str | None = found.group(1 if compiled.groups else 0)
    return group


@declare(
    "REGEXREPLACE",
    "text: text, pattern: text, replacement: text -> text",
    zh="替换所有匹配;替换文本中 $1 为第一组,$$ 为 $。",
    en="Replaces every match; $1 is the first group, $$ a dollar.",
    examples=(
        ("REGEXREPLACE('a1b22', '[0-9]+', '#')", "a#b#"),
        ("REGEXREPLACE('2026-03', '([0-9]+)-([0-9]+)', '$2/$1')", "03/2026"),
    ),
)
def regexreplace(text: str, pattern: str, replacement: str) -> str:
    pieces: list[str] = []
    last, size = 0, 0
    for found in compile_pattern(pattern).finditer(text):
        pieces += [text[last : found.start()], _expand(replacement, found)]
        size += len(pieces[-1]) + len(pieces[-2])
        last = found.end()
        if size > MAX_TEXT:
            raise Fail(VALUE)
    return bounded("".join(pieces) + text[last:])


def _expand(replacement: str, found: Any) -> str:
    if "$" not in replacement:
        return replacement
    pieces, place = [], 0
    while place < len(replacement):
        following = replacement[place + 1 : place + 2]
        if replacement[place] != "$" or not (following == "$" or (following in "123456789" and following)):
            pieces.append(replacement[place])
            place += 1
            continue
        if following == "$":
            pieces.append("$")
        elif int(following) <= len(found.groups()):
            pieces.append(found.group(int(following)) or "")
        else:
            raise Fail(VALUE)
        place += 2
    return "".join(pieces)


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
