"""COUNTIF and its family over boolean lists; criteria.py turns Excel's criteria into those."""

from decimal import Decimal
from typing import Any

from engines.formula.errors import VALUE, ErrorValue, Fail
from engines.formula.functions.stats import average, items, total
from engines.formula.registry import Category
from engines.formula.values import number

declare = Category("stats")
CONDITIONS = "conditions: [boolean]... -> number"
VALUES_AND_CONDITIONS = "values: [number], conditions: [boolean]... -> number"


def _matching(conditions: tuple[list[Any], ...]) -> list[bool]:
    """Per row, whether all conditions hold."""
    if len({len(condition) for condition in conditions}) > 1:
        raise Fail(VALUE)
    rows = []
    for row in zip(*conditions, strict=True):
        for cell in row:
            if cell.__class__ is ErrorValue:
                raise Fail(cell)
        rows.append(all(row))
    return rows


def _chosen(values: list[Any], conditions: tuple[list[Any], ...]) -> list[Any]:
    keep = _matching(conditions)
    if len(keep) != len(values):
        raise Fail(VALUE)
    return list(items(tuple(value for value, wanted in zip(values, keep, strict=True) if wanted)))


def countifs(*conditions: list[Any]) -> Decimal:
    return Decimal(sum(_matching(conditions)))


def sumifs(values: list[Any], *conditions: list[Any]) -> Decimal:
    return number(total(_chosen(values, conditions)))


def averageifs(values: list[Any], *conditions: list[Any]) -> Decimal:
    return average(_chosen(values, conditions))


def maxifs(values: list[Any], *conditions: list[Any]) -> Any:
    return max(_chosen(values, conditions), default=None)


def minifs(values: list[Any], *conditions: list[Any]) -> Any:
    return min(_chosen(values, conditions), default=None)


_CRITERIA_ZH = "条件可写成值、'>100'、'<>x'、'a*',或直接写比较(如 lines.qty > 2)。"
_CRITERIA_EN = "A criterion is a value, '>100', '<>x', 'a*', or the comparison itself (lines.qty > 2)."
declare(
    "COUNTIF",
    CONDITIONS,
    nulls="own",
    usage=("COUNTIF(range, criterion)", "COUNTIF(condition)"),
    zh="符合条件的个数。" + _CRITERIA_ZH,
    en="How many rows meet the criterion. " + _CRITERIA_EN,
    examples=(
        ("COUNTIF(lines.kind, 'a')", 2),
        ("COUNTIF(lines.qty, '>1')", 2),
        ("COUNTIF(lines.qty > 2)", 1),
        ("COUNTIF(lines.kind, '<>a')", 1),
    ),
)(countifs)
declare(
    "COUNTIFS",
    CONDITIONS,
    nulls="own",
    usage=("COUNTIFS(range, criterion, …)", "COUNTIFS(condition, …)"),
    zh="同时符合各条件的个数。" + _CRITERIA_ZH,
    en="How many rows meet all criteria. " + _CRITERIA_EN,
    examples=(("COUNTIFS(lines.kind, 'a', lines.qty, '>2')", 1), ("COUNTIFS(lines.kind = 'a', lines.qty > 2)", 1)),
)(countifs)
declare(
    "SUMIF",
    VALUES_AND_CONDITIONS,
    nulls="own",
    usage=("SUMIF(range, criterion, [values])", "SUMIF(condition, values)"),
    zh="对符合条件的行求和。" + _CRITERIA_ZH,
    en="The sum over the rows that meet the criterion. " + _CRITERIA_EN,
    examples=(
        ("SUMIF(lines.kind, 'a', lines.qty)", 7),
        ("SUMIF(lines.qty, '>=2')", 7),
        ("SUMIF(lines.qty > 2, lines.price)", 4.5),
    ),
)(sumifs)
declare(
    "SUMIFS",
    VALUES_AND_CONDITIONS,
    nulls="own",
    usage=("SUMIFS(values, range, criterion, …)", "SUMIFS(values, condition, …)"),
    zh="对同时符合各条件的行求和。" + _CRITERIA_ZH,
    en="The sum over the rows that meet all criteria. " + _CRITERIA_EN,
    examples=(
        ("SUMIFS(lines.price, lines.kind, 'a', lines.qty, '>2')", 4.5),
        ("SUMIFS(lines.price, lines.kind = 'z')", 0),
    ),
)(sumifs)
declare(
    "AVERAGEIF",
    VALUES_AND_CONDITIONS,
    nulls="own",
    usage=("AVERAGEIF(range, criterion, [values])", "AVERAGEIF(condition, values)"),
    zh="符合条件的行的平均值;没有得 #DIV/0!。" + _CRITERIA_ZH,
    en="The average over the rows that meet the criterion. " + _CRITERIA_EN,
    examples=(("AVERAGEIF(lines.kind, 'a', lines.qty)", 3.5), ("AVERAGEIF(lines.qty, '>99')", "#DIV/0!")),
)(averageifs)
declare(
    "AVERAGEIFS",
    VALUES_AND_CONDITIONS,
    nulls="own",
    usage=("AVERAGEIFS(values, range, criterion, …)", "AVERAGEIFS(values, condition, …)"),
    zh="同时符合各条件的行的平均值。" + _CRITERIA_ZH,
    en="The average over the rows that meet all criteria. " + _CRITERIA_EN,
    examples=(("AVERAGEIFS(lines.qty, lines.kind, 'a')", 3.5),),
)(averageifs)
declare(
    "MAXIFS",
    VALUES_AND_CONDITIONS,
    nulls="own",
    usage=("MAXIFS(values, range, criterion, …)", "MAXIFS(values, condition, …)"),
    zh="符合条件的最大值;没有得空。" + _CRITERIA_ZH,
    en="The largest value that meets all criteria; blank when none. " + _CRITERIA_EN,
    examples=(("MAXIFS(lines.price, lines.kind, 'a')", 10),),
)(maxifs)
declare(
    "MINIFS",
    VALUES_AND_CONDITIONS,
    nulls="own",
    usage=("MINIFS(values, range, criterion, …)", "MINIFS(values, condition, …)"),
    zh="符合条件的最小值;没有得空。" + _CRITERIA_ZH,
    en="The smallest value that meets all criteria; blank when none. " + _CRITERIA_EN,
    examples=(("MINIFS(lines.price, lines.kind, 'a')", 4.5),),
)(minifs)
