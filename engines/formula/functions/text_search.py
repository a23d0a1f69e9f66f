"""Searching and replacing in texts, regular expressions."""

from decimal import Decimal
from typing import Any

from engines.formula.errors import NA, VALUE, Fail
from engines.formula.functions.text import length_of
from engines.formula.limits import MAX_MATCHES, MAX_TEXT
from engines.formula.patterns import compile_pattern
from engines.formula.registry import Category
from engines.formula.values import ONE, bounded

declare = Category("text")


@declare(
    "REPLACE",
    "text: text, start: number, count: number, new_text: text -> text",
    polars=True,
    zh="从某位置起替换若干个字符。",
    en="Replaces characters by position.",
    examples=(("REPLACE('13812345678', 4, 4, '****')", "138****5678"), ("REPLACE('abc', 9, 1, 'x')", "abcx")),
)
def replace(text: str, start: Decimal, count: Decimal, new_text: str) -> str:
    first = length_of(start, 1) - 1
    return bounded(text[:first] + new_text + text[first + length_of(count) :])


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
    first = length_of(start, 1) - 1
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
    for order, found in enumerate(compile_pattern(pattern).finditer(text)):
        pieces += [text[last : found.start()], _expand(replacement, found)]
        size += len(pieces[-1]) + len(pieces[-2])
        last = found.end()
        if size > MAX_TEXT or order >= MAX_MATCHES:
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
