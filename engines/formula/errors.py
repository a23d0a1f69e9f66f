"""What can go wrong: problems of the text (exceptions with a place) and problems of a value (error values).

`FormulaError` and `FormulaErrors` belong to parse and check. `ErrorValue` is data: the result of a formula
that divided by zero, say. Inside closures it travels as the exception `Fail`.
"""

from collections.abc import Iterable
from typing import Any

Message = dict[str, str]
"""A sentence for people: {"zh-CN": …, "en": …}."""


class FormulaError(Exception):
    """One problem of a formula's text. `pos` and `length` count characters of the text."""

    def __init__(self, code: str, message: Message, pos: int = 0, length: int = 0) -> None:
        super().__init__(message["en"])
        self.code = code
        self.message = message
        self.pos = pos
        self.length = length

    def to_json(self) -> dict[str, Any]:
        """{"code", "message", "pos", "length"}."""
        return {"code": self.code, "message": self.message, "pos": self.pos, "length": self.length}


class FormulaErrors(Exception):
    """Every problem that check found, in the order of the text."""

    def __init__(self, problems: Iterable[FormulaError]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.pos))
        super().__init__("; ".join(str(problem) for problem in self.problems))


class Unsupported(Exception):
    """A back end cannot compile this function (or this use of it). It never answers differently instead."""

    def __init__(self, function: str, backend: str) -> None:
        super().__init__(f"{function} is not supported by the back end {backend}")
        self.function = function
        self.backend = backend


class ErrorValue:
    """An error as a value. Only the instances below exist; compare with `is`."""

    __slots__ = ("code",)

    def __init__(self, code: str) -> None:
        self.code = code

    def __repr__(self) -> str:
        return self.code

    def __copy__(self) -> "ErrorValue":
        return self

    def __deepcopy__(self, memo: object) -> "ErrorValue":
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return error_value, (self.code,)


DIV0 = ErrorValue("#DIV/0!")
VALUE = ErrorValue("#VALUE!")
NA = ErrorValue("#N/A")
NUM = ErrorValue("#NUM!")
REF = ErrorValue("#REF!")
LIMIT = ErrorValue("#LIMIT!")
"""The budget of steps is used up. IFERROR does not hide it."""

ERROR_VALUES: dict[str, ErrorValue] = {error.code: error for error in (DIV0, VALUE, NA, NUM, REF, LIMIT)}


def error_value(code: str) -> ErrorValue:
    """The error value of a code; KeyError for an unknown one."""
    return ERROR_VALUES[code]


class Fail(Exception):
    """An error value on its way up through the closures."""

    def __init__(self, error: ErrorValue) -> None:
        self.error = error


class BudgetExceeded(Fail):
    """The budget of steps is used up; passes through IFERROR."""

    def __init__(self) -> None:
        super().__init__(LIMIT)
