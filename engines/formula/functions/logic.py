"""Choices, conditions, blanks and errors. Most of these are lazy: they get closures and evaluate what they need."""

from collections.abc import Callable
from decimal import Decimal, Overflow
from typing import Any

from engines.formula.errors import NA, NUM, VALUE, BudgetExceeded, ErrorValue, Fail
from engines.formula.operators import is_blank
from engines.formula.registry import Category
from engines.formula.values import ONE, ZERO

declare = Category("logic")
Closure = Callable[[Any], Any]


@declare(
    "IF",
    "condition: boolean, then: T, otherwise?: T -> T",
    nulls="own",
    lazy=True,
    polars=True,
    zh="条件成立取第二个参数,否则取第三个(省略为空)。空条件按不成立算;只计算取到的一支。",
    en="The second argument when the condition holds, else the third (blank when left out). A blank condition"
    " does not hold; only the branch taken is evaluated.",
    examples=(
        ("IF(3 > 2, 'yes', 'no')", "yes"),
        ("IF(NULL, 1, 2)", 2),
        ("IF(FALSE, 1)", None),
        ("IF(TRUE, 1, 1/0)", 1),
    ),
)
def if_(condition: Closure, then: Closure, otherwise: Closure | None = None) -> Closure:
    if otherwise is None:
        return lambda env: then(env) if condition(env) else None
    return lambda env: then(env) if condition(env) else otherwise(env)


@declare(
    "IFS",
    "condition: boolean, value: T ...2 -> T",
    nulls="own",
    lazy=True,
    polars=True,
    zh="依次判断,取第一个成立的条件对应的值;都不成立得 #N/A。",
    en="The value of the first condition that holds; #N/A when none does.",
    examples=(("IFS(1 > 2, 'a', 2 > 1, 'b')", "b"), ("IFS(FALSE, 1)", "#N/A")),
)
def ifs(*arguments: Closure) -> Closure:
    pairs = list(zip(arguments[::2], arguments[1::2], strict=True))

    def run(env: Any) -> Any:
        for condition, value in pairs:
            if condition(env):
                return value(env)
        raise Fail(NA)

    return run


@declare(
    "SWITCH",
    "value: U, case: U, result: T ...2, default?: T -> T",
    nulls="own",
    lazy=True,
    polars=True,
    zh="与各情形逐一比较,取相等者的结果;都不等取默认值,没有默认值得 #N/A。空值不等于任何情形。",
    en="The result of the case that equals the value, else the default, else #N/A. A blank equals no case.",
    examples=(("SWITCH(2, 1, 'one', 2, 'two')", "two"), ("SWITCH('x', 'a', 1, 9)", 9), ("SWITCH(5, 1, 2)", "#N/A")),
)
def switch(value: Closure, *arguments: Closure) -> Closure:
    default = arguments[-1] if len(arguments) % 2 else None
    cases = arguments[:-1] if default is not None else arguments
    pairs = list(zip(cases[::2], cases[1::2], strict=True))

    def run(env: Any) -> Any:
        subject = value(env)
        if subject is not None:
            for case, result in pairs:
                if case(env) == subject:
                    return result(env)
        if default is None:
            raise Fail(NA)
        return default(env)

    return run


def _truths(closures: tuple[Closure, ...], env: Any) -> Any:
    """The booleans of arguments and lists, one by one, so that the caller can stop early."""
    for closure in closures:
        value = closure(env)
        if value.__class__ is not list:
            yield bool(value)
            continue
        for element in value:
            if element.__class__ is ErrorValue:
                raise Fail(element)
            yield bool(element)


@declare(
    "AND",
    "conditions: boolean|[boolean]... -> boolean",
    nulls="own",
    lazy=True,
    polars=True,
    zh="全部成立。从左到右,遇到不成立即停;空按不成立算。",
    en="Whether all hold. Stops at the first that doesn't; a blank does not hold.",
    examples=(("AND(TRUE, 2 > 1)", True), ("AND(FALSE, 1/0 > 1)", False), ("AND(TRUE, NULL)", False)),
)
def and_(*conditions: Closure) -> Closure:
    return lambda env: all(_truths(conditions, env))


@declare(
    "OR",
    "conditions: boolean|[boolean]... -> boolean",
    nulls="own",
    lazy=True,
    polars=True,
    zh="任一成立。从左到右,遇到成立即停。",
    en="Whether any holds. Stops at the first that does.",
    examples=(("OR(FALSE, 2 > 1)", True), ("OR(TRUE, 1/0 > 1)", True), ("OR(FALSE, NULL)", False)),
)
def or_(*conditions: Closure) -> Closure:
    return lambda env: any(_truths(conditions, env))


@declare(
    "XOR",
    "conditions: boolean|[boolean]... -> boolean",
    nulls="own",
    lazy=True,
    polars=True,
    zh="成立的个数为奇数。",
    en="Whether an odd number of conditions holds.",
    examples=(("XOR(TRUE, FALSE)", True), ("XOR(TRUE, TRUE)", False)),
)
def xor(*conditions: Closure) -> Closure:
    return lambda env: sum(_truths(conditions, env)) % 2 == 1


@declare(
    "NOT",
    "condition: boolean -> boolean",
    nulls="default",
    polars=True,
    zh="取反;空得 TRUE。",
    en="The opposite; TRUE for a blank.",
    examples=(("NOT(FALSE)", True), ("NOT(NULL)", True)),
)
def not_(condition: bool) -> bool:
    return not condition


@declare("TRUE", "-> boolean", zh="真。", en="The value TRUE.", examples=(("TRUE()", True),), polars=True)
def true() -> bool:
    return True


@declare("FALSE", "-> boolean", zh="假。", en="The value FALSE.", examples=(("FALSE()", False),), polars=True)
def false() -> bool:
    return False


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
    "CHOOSE",
    "index: number, values: T... -> T",
    nulls="own",
    lazy=True,
    polars=True,
    zh="按序号(从 1 起)取值;超出范围得 #VALUE!。",
    en="The value at a position from 1; #VALUE! outside.",
    examples=(("CHOOSE(2, 'a', 'b', 'c')", "b"), ("CHOOSE(4, 'a')", "#VALUE!")),
)
def choose(index: Closure, *values: Closure) -> Closure:
    def run(env: Any) -> Any:
        wanted = index(env)
        if wanted is None or not 1 <= wanted < len(values) + 1:
            raise Fail(VALUE)
        return values[int(wanted) - 1](env)

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
