"""Text compared without case, outer blanks and full-width forms: what «unique, normalised» means, on both databases.

Unicode NFKC turns full-width letters and digits into plain ones; ASCII letters become small. PostgreSQL does it with
built-in immutable functions, SQLite with a deterministic Python function, so both can index it.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, Text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
SQLITE_FUNCTION = "dg_normal"


def normal(text: str | None) -> str | None:
    """The form in which two texts are compared."""
    return None if text is None else unicodedata.normalize("NFKC", text).strip(" ").translate(_ASCII_LOWER)


class normal_text(GenericFunction[str]):
    """`normal` of a text column, as an expression."""

    type = Text()
    inherit_cache = True


@compiles(normal_text, "postgresql")
def _postgresql(element: normal_text, compiler: SQLCompiler, **kw: Any) -> str:
    return f"""lower(btrim(normalize({compiler.process(element.clauses, **kw)}, NFKC), ' ') COLLATE "C")"""


@compiles(normal_text, "sqlite")
def _sqlite(element: normal_text, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{SQLITE_FUNCTION}({compiler.process(element.clauses, **kw)})"


def register(connection: DBAPIConnection) -> None:
    """Gives an SQLite connection the function behind `normal_text`."""
    connection.create_function(SQLITE_FUNCTION, 1, normal, deterministic=True)


def as_compared(column: ColumnElement[Any]) -> ColumnElement[str]:
    """The expression that a normalised unique index holds."""
    return normal_text(column)
