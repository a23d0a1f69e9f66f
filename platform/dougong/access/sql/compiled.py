"""The pair that SQL expressions of PostgreSQL travel in: a value, and the error that took its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Text, case, cast, false, func, literal, literal_column, null

from dougong.access.sql.references import Rows
from engines.formula import ast
from engines.formula.errors import DIV0, NA, NUM, VALUE, ErrorValue, Unsupported

if TYPE_CHECKING:
    from dougong.access.sql.postgres import PostgresCompiler

Error = ColumnElement[str] | None


@dataclass(frozen=True)
class Compiled:
    """`value` is NULL for a blank; where `error` is not NULL, `value` means nothing (but never raises).

    `definite`: the value is never blank, so nothing has to stand in for it.
    """

    value: ColumnElement[Any]
    error: Error
    kind: str
    definite: bool = False


@dataclass(frozen=True)
class CompiledList:
    """A list as rows: the value and the error of one row, and where the rows come from."""

    rows: Rows
    value: ColumnElement[Any]
    error: Error
    kind: str


Family = Callable[["PostgresCompiler", ast.Node], Compiled]
SQL_FUNCTIONS: dict[str, Family] = {}
"""The functions (and operators) that have an SQL form, by name. Everything else is Unsupported."""


def sql_function(*names: str) -> Callable[[Family], Family]:
    """Registers the compiler of one or several functions."""

    def register(family: Family) -> Family:
        for name in names:
            SQL_FUNCTIONS[name] = family
        return family

    return register


def code(error: ErrorValue) -> ColumnElement[str]:
    """An error's code as SQL text. Codes are constants of the language, never user input."""
    return cast(literal_column(f"'{error.code}'"), Text())


def first_error(*errors: Error) -> Error:
    """The first error from left to right."""
    found = [error for error in errors if error is not None]
    if len(found) < 2:
        return found[0] if found else None
    return func.coalesce(*found)


def when(condition: ColumnElement[bool], error: ErrorValue) -> ColumnElement[str]:
    """An error where the condition holds."""
    return case((condition, code(error)), else_=null())


def errors_of(parts: Iterable[Compiled]) -> Error:
    """The first error of several operands."""
    return first_error(*(part.error for part in parts))


def unsupported(what: str) -> Unsupported:
    """The refusal at compile time."""
    return Unsupported(what, "sql")


def truth(part: Compiled) -> ColumnElement[bool]:
    """A boolean operand where a blank counts as FALSE."""
    return part.value if part.definite else func.coalesce(part.value, false())


def zero(part: Compiled) -> ColumnElement[Any]:
    """A number operand where a blank counts as 0."""
    return part.value if part.definite else func.coalesce(part.value, literal_column("0::numeric"))


def text(part: Compiled) -> ColumnElement[Any]:
    """A text operand where a blank counts as the empty text."""
    return part.value if part.definite else func.coalesce(part.value, literal(""))


def blank_if_empty(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """There is one blank: an empty text is NULL."""
    return func.nullif(value, "")


__all__ = [
    "DIV0",
    "NA",
    "NUM",
    "SQL_FUNCTIONS",
    "VALUE",
    "Compiled",
    "CompiledList",
    "Error",
    "blank_if_empty",
    "code",
    "errors_of",
    "first_error",
    "sql_function",
    "text",
    "truth",
    "unsupported",
    "when",
    "zero",
]
