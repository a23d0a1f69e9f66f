"""Lists: positions, lookups, distinct values."""

from decimal import Decimal
from typing import Any

from engines.formula.errors import NA, REF, VALUE, ErrorValue, Fail
from engines.formula.functions.stats import items
from engines.formula.registry import Category

declare = Category("lookup")


def _clean(values: list[Any]) -> list[Any]:
    """The list with its blanks; an error inside fails."""
    for value in values:
        if value.__class__ is ErrorValue:
            raise Fail(value)
    return values


@declare(
    "INDEX",
    "list: [T], position: number -> T",
    nulls="own",
    zh="列表中第 n 个(从 1 起,负数从末尾数);超出范围得 #REF!。",
    en="The element at a position from 1 (negative: from the end); #REF! outside.",
    examples=(("INDEX(lines.kind, 2)", "b"), ("INDEX(lines.qty, -1)", 5), ("INDEX(lines.qty, 9)", "#REF!")),
)
def index(values: list[Any], position: Decimal | None) -> Any:
    place = 0 if position is None else int(position)
    if place == 0 or not -len(values) <= place <= len(values):
        raise Fail(REF)
    found = values[place - 1 if place > 0 else place]
    if found.__class__ is ErrorValue:
        raise Fail(found)
    return found


@declare(
    "FIRST",
    "list: [T] -> T",
    nulls="own",
    zh="第一个非空元素;没有得空。",
    en="The first element that is not blank; blank when none.",
    examples=(("FIRST(lines.qty)", 2),),
)
def first(values: list[Any]) -> Any:
    return next(items((values,)), None)


@declare(
    "LAST",
    "list: [T] -> T",
    nulls="own",
    zh="最后一个非空元素;没有得空。",
    en="The last element that is not blank; blank when none.",
    examples=(("LAST(lines.qty)", 5),),
)
def last(values: list[Any]) -> Any:
    found = list(items((values,)))
    return found[-1] if found else None


@declare(
    "MATCH",
    "value: T, list: [T] -> number",
    nulls="own",
    zh="值在列表中的位置(从 1 起,精确匹配);没有得 #N/A。",
    en="The position of a value in a list, from 1, exact; #N/A when it is not there.",
    examples=(("MATCH('b', lines.kind)", 2), ("MATCH('z', lines.kind)", "#N/A")),
)
def match(value: Any, values: list[Any]) -> Decimal:
    _clean(values)
    if value is None or value not in values:
        raise Fail(NA)
    return Decimal(values.index(value) + 1)


@declare(
    "XLOOKUP",
    "value: T, list: [T], results: [U], default?: U -> U",
    nulls="own",
    zh="在列表中找到值,取结果列表同一行;找不到取默认值,没有默认值得 #N/A。",
    en="Finds the value in a list and gives the same row of the results; else the default, else #N/A.",
    examples=(
        ("XLOOKUP('b', lines.kind, lines.price)", 20),
        ("XLOOKUP('z', lines.kind, lines.price, 0)", 0),
        ("XLOOKUP('z', lines.kind, lines.price)", "#N/A"),
    ),
)
def xlookup(value: Any, values: list[Any], results: list[Any], *default: Any) -> Any:
    _clean(values)
    if len(values) != len(results):
        raise Fail(VALUE)
    if value is not None and value in values:
        found = results[values.index(value)]
        if found.__class__ is ErrorValue:
            raise Fail(found)
        return found
    if not default:
        raise Fail(NA)
    return default[0]


@declare(
    "UNIQUE",
    "list: [T] -> [T]",
    nulls="own",
    zh="去掉重复与空值,保持先后次序。",
    en="The distinct values in their order, without blanks.",
    examples=(("UNIQUE(lines.kind)", ["a", "b"]),),
)
def unique(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(items((values,))))


@declare(
    "UNION",
    "lists: [T]... -> [T]",
    nulls="own",
    zh="合并多个列表并去重。",
    en="The distinct values of several lists.",
    examples=(("UNION(lines.kind, tags)", ["a", "b", "vip", "new"]),),
)
def union(*lists: list[Any]) -> list[Any]:
    return list(dict.fromkeys(items(lists)))


@declare(
    "COUNTUNIQUE",
    "list: list -> number",
    nulls="own",
    zh="不同值的个数(空不计)。",
    en="How many distinct values there are; blanks don't count.",
    examples=(("COUNTUNIQUE(lines.kind)", 2),),
)
def countunique(values: list[Any]) -> Decimal:
    return Decimal(len(set(items((values,)))))


@declare(
    "SORT",
    "list: [T], descending?: boolean -> [T]",
    nulls="own",
    zh="排序(文本按字符编码),空值去掉。",
    en="The list in order (texts by code point), without blanks.",
    examples=(("SORT(lines.price)", [4.5, 10, 20]), ("SORT(lines.kind, TRUE)", ["b", "a", "a"])),
)
def sort(values: list[Any], descending: bool | None = None) -> list[Any]:
    return sorted(items((values,)), reverse=bool(descending))


@declare(
    "SORTBY",
    "list: [T], by: [U], descending?: boolean -> [T]",
    nulls="own",
    zh="按另一列表的值排序(同值保持先后);依据为空的排最后。",
    en="The list in the order of another one; equal ones keep their order, blank keys come last.",
    examples=(("SORTBY(lines.kind, lines.qty)", ["b", "a", "a"]), ("SORTBY(lines.qty, lines.price, TRUE)", [1, 2, 5])),
)
def sortby(values: list[Any], keys: list[Any], descending: bool | None = None) -> list[Any]:
    if len(values) != len(keys):
        raise Fail(VALUE)
    _clean(keys)
    known = sorted((i for i, key in enumerate(keys) if key is not None), key=keys.__getitem__, reverse=bool(descending))
    return [values[i] for i in (*known, *(i for i, key in enumerate(keys) if key is None))]


@declare(
    "HASANY",
    "list: [T], values: T|[T]... -> boolean",
    nulls="own",
    zh="列表是否含有其中任意一个值。",
    en="Whether the list holds any of the values.",
    examples=(("HASANY(tags, 'vip', 'x')", True), ("HASANY(tags, 'x')", False)),
)
def hasany(values: list[Any], *wanted: Any) -> bool:
    have = set(items((values,)))
    return any(value in have for value in items(wanted))


@declare(
    "HASALL",
    "list: [T], values: T|[T]... -> boolean",
    nulls="own",
    zh="列表是否含有全部这些值。",
    en="Whether the list holds all of the values.",
    examples=(("HASALL(tags, 'vip', 'new')", True), ("HASALL(tags, 'vip', 'x')", False)),
)
def hasall(values: list[Any], *wanted: Any) -> bool:
    have = set(items((values,)))
    return all(value in have for value in items(wanted))
