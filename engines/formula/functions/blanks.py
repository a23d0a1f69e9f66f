"""Blanks, errors and kinds of values."""

from collections.abc import Callable
from decimal import Decimal, Overflow
from typing import Any

from engines.formula.errors import NA, NUM, BudgetExceeded, ErrorValue, Fail
from engines.formula.operators import is_blank
from engines.formula.registry import Category
from engines.formula.values import ONE, ZERO

declare = Category("logic")
Closure = Callable[[Any], Any]


@declare("BLANK", "-> null", zh="空值,同 NULL。", en="The blank, as NULL.", examples=(("BLANK()", None),), polars=True)
def blank() -> None:
    return None


@declare("NA", "-> null", zh="错误值 #N/A。", en="The error value #N/A.", examples=(("NA()", "#N/A"),), polars=True)
def na() -> None:
    raise Fail(NA)


@declare(
    "IFERROR",
    "value: T, fallback: T -> T",
    nulls="own",
    lazy=True,
    polars=True,
    zh="出错时取第二个参数。",
    en="The fallback when the value is an error.",
    examples=(("IFERROR(1/0, 0)", 0), ("IFERROR(5, 0)", 5)),
)
def iferror(value: Closure, fallback: Closure) -> Closure:
    def run(env: Any) -> Any:
        try:
            return value(env)
        except BudgetExceeded:
            raise
        except (Fail, Overflow):
            return fallback(env)

    return run


@declare(
    "IFNA",
    "value: T, fallback: T -> T",
    nulls="own",
    lazy=True,
    polars=True,
    zh="结果为 #N/A 时取第二个参数。",
    en="The fallback when the value is #N/A.",
    examples=(("IFNA(NA(), 'none')", "none"), ("IFNA(1/0, 2)", "#DIV/0!")),
)
def ifna(value: Closure, fallback: Closure) -> Closure:
    def run(env: Any) -> Any:
        try:
            return value(env)
        except Fail as failure:
            if failure.error is NA:
                return fallback(env)
            raise

    return run


def _error_of(value: Closure, env: Any) -> ErrorValue | None:
    try:
        value(env)
    except BudgetExceeded:
        raise
    except Fail as failure:
        return failure.error
    except Overflow:
        return NUM
    return None


@declare(
    "ISERROR",
    "value: any -> boolean",
    nulls="own",
    lazy=True,
    polars=True,
    zh="是否为错误值。",
    en="Whether the value is an error.",
    examples=(("ISERROR(1/0)", True), ("ISERROR(1)", False)),
)
def iserror(value: Closure) -> Closure:
    return lambda env: _error_of(value, env) is not None


@declare(
    "ISNA",
    "value: any -> boolean",
    nulls="own",
    lazy=True,
    polars=True,
    zh="是否为 #N/A。",
    en="Whether the value is #N/A.",
    examples=(("ISNA(NA())", True), ("ISNA(1/0)", False)),
)
def isna(value: Closure) -> Closure:
    return lambda env: _error_of(value, env) is NA


@declare(
    "ISBLANK",
    "value: any|list -> boolean",
    nulls="own",
    aliases=("ISEMPTY",),
    polars=True,
    zh="是否为空(空文本、空列表都算空)。",
    en="Whether the value is blank (an empty text or list is blank).",
    examples=(("ISBLANK(NULL)", True), ("ISBLANK('')", True), ("ISBLANK(0)", False)),
)
def isblank(value: Any) -> bool:
    return is_blank(value)


@declare(
    "ISNUMBER",
    "value: any -> boolean",
    nulls="own",
    polars=True,
    zh="是否为数字;空得 FALSE。",
    en="Whether the value is a number; FALSE for a blank.",
    examples=(("ISNUMBER(1)", True), ("ISNUMBER('1')", False), ("ISNUMBER(NULL)", False)),
)
def isnumber(value: Any) -> bool:
    return isinstance(value, Decimal)


@declare(
    "ISTEXT",
    "value: any -> boolean",
    nulls="own",
    polars=True,
    zh="是否为文本;空得 FALSE。",
    en="Whether the value is a text; FALSE for a blank.",
    examples=(("ISTEXT('a')", True), ("ISTEXT(1)", False), ("ISTEXT('')", False)),
)
def istext(value: Any) -> bool:
    return isinstance(value, str)


@declare(
    "ISLOGICAL",
    "value: any -> boolean",
    nulls="own",
    polars=True,
    zh="是否为真假值;空得 FALSE。",
    en="Whether the value is TRUE or FALSE.",
    examples=(("ISLOGICAL(TRUE)", True), ("ISLOGICAL(1)", False)),
)
def islogical(value: Any) -> bool:
    return isinstance(value, bool)


@declare(
    "COALESCE",
    "values: T... -> T",
    nulls="own",
    lazy=True,
    polars=True,
    zh="第一个非空的值。",
    en="The first value that is not blank.",
    examples=(("COALESCE(NULL, '', 'x')", "x"), ("COALESCE(NULL, 0, 5)", 0)),
)
def coalesce(*values: Closure) -> Closure:
    def run(env: Any) -> Any:
        for value in values:
            result = value(env)
            if result is not None:
                return result
        return None

    return run


@declare(
    "N",
    "value: boolean -> number",
    "value: number -> number",
    polars=True,
    zh="把真假值变成 1 或 0。",
    en="TRUE as 1, FALSE as 0.",
    examples=(("N(TRUE)", 1), ("N(5)", 5), ("N(2 > 3)", 0)),
)
def n(value: Any) -> Decimal:
    if isinstance(value, bool):
        return ONE if value else ZERO
    return Decimal(value)
