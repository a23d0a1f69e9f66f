"""Sums, counts, averages and ranks over lists and single values.

Blanks are skipped; an error in a list is the result.
"""

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from engines.formula.errors import DIV0, NA, NUM, VALUE, ErrorValue, Fail
from engines.formula.registry import Category
from engines.formula.values import ONE, WIDE, ZERO, number

declare = Category("stats")
NUMBERS_IN = "values: number|[number]... -> number"


def items(values: tuple[Any, ...]) -> Iterator[Any]:
    """The values that are not blank, lists opened. The first error inside a list fails."""
    for value in values:
        for element in value if value.__class__ is list else (value,):
            if element.__class__ is ErrorValue:
                raise Fail(element)
            if element is not None:
                yield element


def total(values: list[Decimal]) -> Decimal:
    total = ZERO
    for value in values:
        total = WIDE.add(total, value)
    return total


@declare(
    "SUM",
    NUMBERS_IN,
    nulls="own",
    polars=True,
    zh="求和;没有数字得 0。",
    en="The sum; 0 when there is none.",
    examples=(("SUM(1, 2, 3.5)", 6.5), ("SUM(lines.qty * lines.price)", 62.5), ("SUM(NULL)", 0)),
)
def sum_(*values: Any) -> Decimal:
    return number(total(list(items(values))))


@declare(
    "PRODUCT",
    NUMBERS_IN,
    nulls="own",
    zh="乘积;没有数字得 0。",
    en="The product; 0 when there is none.",
    examples=(("PRODUCT(2, 3, 4)", 24), ("PRODUCT(lines.qty)", 10), ("PRODUCT(NULL)", 0)),
)
def product(*values: Any) -> Decimal:
    found = list(items(values))
    result = ONE if found else ZERO
    for value in found:
        result = number(WIDE.multiply(result, value))
    return result


@declare(
    "SUMPRODUCT",
    "lists: [number]... -> number",
    nulls="own",
    zh="各行相乘再求和;空按 0 算。",
    en="The sum of the rows' products; a blank counts as 0.",
    examples=(("SUMPRODUCT(lines.qty, lines.price)", 62.5), ("SUMPRODUCT(lines.qty)", 8)),
)
def sumproduct(*lists: list[Any]) -> Decimal:
    if len({len(values) for values in lists}) > 1:
        raise Fail(VALUE)
    total = ZERO
    for row in zip(*lists, strict=True):
        result = ONE
        for cell in row:
            if cell.__class__ is ErrorValue:
                raise Fail(cell)
            result = number(WIDE.multiply(result, ZERO if cell is None else cell))
        total = WIDE.add(total, result)
    return number(total)


@declare(
    "COUNT",
    "values: number|date|datetime|record|[number]|[date]|[datetime]|[record]... -> number",
    nulls="own",
    polars=True,
    zh="数字、日期或数据的个数(空不计)。",
    en="How many numbers, dates or records there are; blanks don't count.",
    examples=(("COUNT(1, NULL, 3)", 2), ("COUNT(lines.qty)", 3)),
)
def count(*values: Any) -> Decimal:
    return Decimal(sum(1 for _ in items(values)))


@declare(
    "COUNTA",
    "values: any|list... -> number",
    nulls="own",
    polars=True,
    zh="非空值的个数。",
    en="How many values are not blank.",
    examples=(("COUNTA('a', NULL, 3)", 2), ("COUNTA(tags)", 2)),
)
def counta(*values: Any) -> Decimal:
    return Decimal(sum(1 for _ in items(values)))


@declare(
    "COUNTBLANK",
    "values: any|list... -> number",
    nulls="own",
    polars=True,
    zh="空值的个数。",
    en="How many values are blank.",
    examples=(("COUNTBLANK('a', NULL, '')", 2),),
)
def countblank(*values: Any) -> Decimal:
    total = 0
    for value in values:
        elements = value if value.__class__ is list else (value,)
        total += sum(1 for element in elements if element is None)
    return Decimal(total)


@declare(
    "AVERAGE",
    NUMBERS_IN,
    nulls="own",
    polars=True,
    zh="平均值(空不计);没有数字得 #DIV/0!。",
    en="The average, blanks left out; #DIV/0! when there is no number.",
    examples=(("AVERAGE(1, 2, 6)", 3), ("AVERAGE(4, NULL)", 4), ("AVERAGE(NULL)", "#DIV/0!")),
)
def average(*values: Any) -> Decimal:
    found = list(items(values))
    if not found:
        raise Fail(DIV0)
    return number(WIDE.divide(total(found), Decimal(len(found))))


_ORDERED = (
    NUMBERS_IN,
    "values: date|[date]... -> date",
    "values: datetime|[datetime]... -> datetime",
)


@declare(
    "MAX",
    *_ORDERED,
    nulls="own",
    polars=True,
    zh="最大的数字或最晚的日期;全空得空。",
    en="The largest number or the latest date; blank when all are blank.",
    examples=(("MAX(3, 7, NULL)", 7), ("MAX(lines.price)", 20), ("MAX(DATE(2026,1,1), DATE(2026,2,1))", "2026-02-01")),
)
def max_(*values: Any) -> Any:
    return max(items(values), default=None)


@declare(
    "MIN",
    *_ORDERED,
    nulls="own",
    polars=True,
    zh="最小的数字或最早的日期;全空得空。",
    en="The smallest number or the earliest date; blank when all are blank.",
    examples=(("MIN(3, 7, NULL)", 3), ("MIN(NULL)", None)),
)
def min_(*values: Any) -> Any:
    return min(items(values), default=None)


@declare(
    "MEDIAN",
    NUMBERS_IN,
    nulls="own",
    zh="中位数;没有数字得 #NUM!。",
    en="The median; #NUM! when there is no number.",
    examples=(("MEDIAN(1, 9, 5)", 5), ("MEDIAN(1, 2, 3, 10)", 2.5), ("MEDIAN(NULL)", "#NUM!")),
)
def median(*values: Any) -> Decimal:
    return _percentile(list(items(values)), Decimal("0.5"))


@declare(
    "MODE",
    NUMBERS_IN,
    nulls="own",
    zh="出现最多的数字(并列取先出现者);没有重复得 #N/A。",
    en="The most frequent number (the first of several); #N/A when none repeats.",
    examples=(("MODE(1, 2, 2, 3)", 2), ("MODE(1, 2)", "#N/A")),
)
def mode(*values: Any) -> Decimal:
    counts: dict[Decimal, int] = {}
    for value in items(values):
        counts[value] = counts.get(value, 0) + 1
    best = max(counts, key=lambda value: counts[value], default=None)
    if best is None or counts[best] < 2:
        raise Fail(NA)
    return best


def _variance(found: list[Decimal], degrees: int) -> Decimal:
    if len(found) - degrees < 1:
        raise Fail(DIV0)
    mean = WIDE.divide(total(found), Decimal(len(found)))
    squares = [WIDE.power(WIDE.subtract(value, mean), 2) for value in found]
    return WIDE.divide(total(squares), Decimal(len(found) - degrees))


@declare(
    "VAR",
    NUMBERS_IN,
    nulls="own",
    approximate=True,
    zh="样本方差;少于两个数字得 #DIV/0!。",
    en="The sample variance; #DIV/0! below two numbers.",
    examples=(("VAR(2, 4, 6)", 4), ("VAR(1)", "#DIV/0!")),
)
def var(*values: Any) -> Decimal:
    return number(_variance(list(items(values)), 1))


@declare(
    "VARP",
    NUMBERS_IN,
    nulls="own",
    approximate=True,
    zh="总体方差。",
    en="The variance of the whole population.",
    examples=(("VARP(1, 3)", 1),),
)
def varp(*values: Any) -> Decimal:
    return number(_variance(list(items(values)), 0))


@declare(
    "STDEV",
    NUMBERS_IN,
    nulls="own",
    approximate=True,
    zh="样本标准差;少于两个数字得 #DIV/0!。",
    en="The sample standard deviation; #DIV/0! below two numbers.",
    examples=(("STDEV(2, 4, 6)", 2), ("STDEV(1)", "#DIV/0!")),
)
def stdev(*values: Any) -> Decimal:
    return number(WIDE.sqrt(_variance(list(items(values)), 1)))


@declare(
    "STDEVP",
    NUMBERS_IN,
    nulls="own",
    approximate=True,
    zh="总体标准差。",
    en="The standard deviation of the whole population.",
    examples=(("STDEVP(1, 3)", 1),),
)
def stdevp(*values: Any) -> Decimal:
    return number(WIDE.sqrt(_variance(list(items(values)), 0)))


def _kth(values: list[Any], k: Decimal | None, *, largest: bool) -> Decimal:
    found: list[Decimal] = sorted(items((values,)), reverse=largest)
    if k is None or not 1 <= k < len(found) + 1:
        raise Fail(NUM)
    return found[int(k) - 1]


@declare(
    "LARGE",
    "values: [number], k: number -> number",
    nulls="own",
    zh="第 k 大的数字;超出范围得 #NUM!。",
    en="The k-th largest number; #NUM! outside.",
    examples=(("LARGE(lines.price, 2)", 10), ("LARGE(lines.price, 4)", "#NUM!")),
)
def large(values: list[Any], k: Decimal | None) -> Decimal:
    return _kth(values, k, largest=True)


@declare(
    "SMALL",
    "values: [number], k: number -> number",
    nulls="own",
    zh="第 k 小的数字;超出范围得 #NUM!。",
    en="The k-th smallest number; #NUM! outside.",
    examples=(("SMALL(lines.price, 1)", 4.5),),
)
def small(values: list[Any], k: Decimal | None) -> Decimal:
    return _kth(values, k, largest=False)


@declare(
    "RANK",
    "number: number, values: [number], ascending?: boolean -> number",
    nulls="own",
    zh="在列表中的名次(默认从大到小,并列同名次);不在列表中得 #N/A。",
    en="The rank in a list (largest first unless ascending; equals share a rank); #N/A when not in it.",
    examples=(("RANK(10, lines.price)", 2), ("RANK(10, lines.price, TRUE)", 2), ("RANK(1, lines.price)", "#N/A")),
)
def rank(value: Decimal | None, values: list[Any], ascending: bool | None = None) -> Decimal:
    found = list(items((values,)))
    if value is None or value not in found:
        raise Fail(NA)
    better = sum(1 for other in found if (other < value if ascending else other > value))
    return Decimal(better + 1)


def _percentile(found: list[Decimal], share: Decimal) -> Decimal:
    """Linear interpolation between the ranks, ends included (Excel's PERCENTILE.INC)."""
    if not found or not 0 <= share <= 1:
        raise Fail(NUM)
    found.sort()
    place = WIDE.multiply(share, Decimal(len(found) - 1))
    low = int(place.to_integral_value(ROUND_FLOOR))
    high = min(low + 1, len(found) - 1)
    step = WIDE.multiply(WIDE.subtract(found[high], found[low]), WIDE.subtract(place, Decimal(low)))
    return number(WIDE.add(found[low], step))


@declare(
    "PERCENTILE",
    "values: [number], share: number -> number",
    nulls="own",
    zh="百分位数(含两端,线性插值)。",
    en="The percentile, ends included, interpolated.",
    examples=(("PERCENTILE(lines.qty, 0.5)", 2), ("PERCENTILE(lines.qty, 2)", "#NUM!")),
)
def percentile(values: list[Any], share: Decimal | None) -> Decimal:
    return _percentile(list(items((values,))), ZERO if share is None else share)


@declare(
    "QUARTILE",
    "values: [number], quarter: number -> number",
    nulls="own",
    zh="四分位数,第二个参数 0–4。",
    en="The quartile 0 to 4.",
    examples=(("QUARTILE(lines.qty, 4)", 5),),
)
def quartile(values: list[Any], quarter: Decimal | None) -> Decimal:
    whole = ZERO if quarter is None else Decimal(int(quarter))
    return _percentile(list(items((values,))), WIDE.divide(whole, Decimal(4)))
