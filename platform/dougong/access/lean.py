"""Statements for the bare drivers: compiled once, then only bound.

Reads take nine requests of ten; building and compiling a statement costs more than running it. `prepare` compiles a
`Select` of `Access` to the text asyncpg (`$1`) or sqlite3 (`?`) want; `Prepared.bind` fills in the parameters, those
of the caller (`access.params`, by name) and of the question (`id`, `ids`). All literals are parameters, so the text is
the same for every caller of one shape: `Statements` keeps it under `(access.shape, the question)`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Select, make_url
from sqlalchemy.sql.compiler import SQLCompiler

POSTGRESQL: Dialect = make_url("postgresql+asyncpg://").get_dialect()()
SQLITE: Dialect = make_url("sqlite://").get_dialect()()  # its own style of parameters is `?`


@dataclass(frozen=True)
class Prepared:
    """`sql` with placeholders, and how to fill them. `columns` are the names of the result, in order."""

    sql: str
    columns: tuple[str, ...]
    _slots: tuple[tuple[str, Any, Callable[[Any], Any] | None], ...]

    def bind(self, params: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
        """The arguments of one execution: `params` by name, the statement's own values for the rest."""
        given = params or {}
        return tuple(
            [
                value if convert is None else convert(value)
                for value, convert in ((given.get(name, own), convert) for name, own, convert in self._slots)
            ]
        )


def dialect_of(name: str) -> Dialect:
    """The dialect of a bare driver: `postgresql` is asyncpg, `sqlite` is sqlite3."""
    return POSTGRESQL if name == "postgresql" else SQLITE


def prepare(select: Select[Any], dialect: Dialect) -> Prepared:
    """The statement's text and parameters. Costs about a millisecond: keep the answer."""
    compiled = select.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    if not isinstance(compiled, SQLCompiler):
        raise TypeError("only SELECT statements are prepared")
    values = compiled.params
    processors = compiled._bind_processors
    slots = tuple((name, values[name], _processor(processors.get(name))) for name in compiled.positiontup or ())
    columns = tuple(column.name for column in select.selected_columns)
    return Prepared(compiled.string, columns, slots)


def _processor(found: Any) -> Callable[[Any], Any] | None:
    # a tuple belongs to a list parameter of several types, which statements of this room don't have
    return found if callable(found) else None


class Statements:
    """A cache of prepared statements, the least recently used leaves first. For one event loop or one thread."""

    def __init__(self, dialect: Dialect, size: int = 2_000) -> None:
        self._dialect = dialect
        self._size = size
        self._kept: OrderedDict[Hashable, Prepared] = OrderedDict()

    def get(self, key: Hashable, build: Callable[[], Select[Any]]) -> Prepared:
        """What was prepared under `key`, or `build()` prepared now."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = prepare(build(), self._dialect)
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found
