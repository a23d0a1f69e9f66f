"""Choices, conditions, blanks and errors. Most of these are lazy: they get closures and evaluate what they need."""

from collections.abc import Callable
from typing import Any

from engines.formula.errors import NA, VALUE, ErrorValue, Fail
from engines.formula.registry import Category

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
