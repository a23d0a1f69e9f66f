"""Formatted text as its words: what formulas, filters and search see of a rich text field, on both databases.

PostgreSQL takes the tags away with a pattern (cleaned HTML has no `>` outside of them), SQLite calls the engine's own
`html_text`; `engines.form.html` says what the words are.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from dougong.kit.types import CodePointText
from engines.form.fields.base import FieldModel
from engines.form.html import ENTITIES, html_text

SQLITE_FUNCTION = "dg_words"


class words_of(GenericFunction[str]):
    """`html_text` of a column, as an expression."""

    type = CodePointText()
    inherit_cache = True


@compiles(words_of, "postgresql")
def _postgresql(element: words_of, compiler: SQLCompiler, **kw: Any) -> str:
    text = f"regexp_replace({compiler.process(element.clauses, **kw)}, '<[^>]*>', '', 'g')"
    for entity, char in ENTITIES:
        text = f"replace({text}, '{entity}', '{char}')"
    return f"""btrim({text}, E' \\n\\t') COLLATE "C\""""


@compiles(words_of, "sqlite")
def _sqlite(element: words_of, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{SQLITE_FUNCTION}({compiler.process(element.clauses, **kw)})"


def _words(value: str | None) -> str | None:
    return None if value is None else html_text(value)


def register(connection: DBAPIConnection) -> None:
    """Gives an SQLite connection the function behind `words_of`."""
    connection.create_function(SQLITE_FUNCTION, 1, _words, deterministic=True)


def as_read(field: FieldModel | None, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column as people read it: the words of formatted text, anything else as it is."""
    return words_of(column) if field is not None and field.type == "rich_text" else column
