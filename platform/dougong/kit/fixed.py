"""Statements that are built once and run at every request, on the driver's own cursor.

SQLAlchemy builds them and compiles them for each database (types, casts, placeholders stay its business), once. What is
left of a run is what the driver costs: measured on SQLite, 10 µs instead of the 150–400 µs that building, looking up
and running the same statement through `Connection.execute` takes. It happens in the transaction like everything else;
what the driver refuses arrives as SQLAlchemy's errors, so callers catch the same classes either way.

```
_HEAD = Fixed(select(t.c.seq).where(t.c.id == bindparam("id")))
rows = _HEAD.rows(tx, {"id": record_id})
```
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import ClauseElement, Dialect, Executable
from sqlalchemy.sql.compiler import SQLCompiler

from dougong.kit.pipelining import as_sqlalchemy, one_trip, send
from dougong.kit.timing import TIMING

if TYPE_CHECKING:
    from dougong.kit.db import Transaction

Convert = Callable[[Any], Any]
Row = tuple[Any, ...]
T = TypeVar("T")


@dataclass(slots=True)
class _Compiled:
    """The text for one kind of database, how parameters get in and values out."""

    sql: str
    slots: tuple[tuple[str, Any, Convert | None], ...]
    positional: bool
    types: tuple[Any, ...]
    converters: list[tuple[int, Convert]] | None = None
    """Known after the first run: the driver then says what it delivers."""

    def bind(self, given: Mapping[str, Any]) -> Any:
        if self.positional:
            return [
                value if convert is None else convert(value)
                for name, own, convert in self.slots
                for value in (given.get(name, own),)
            ]
        return {
            name: value if convert is None else convert(value)
            for name, own, convert in self.slots
            for value in (given.get(name, own),)
        }


class Fixed:
    """One statement whose text never depends on its values.

    `keys`: the columns an INSERT or UPDATE writes; their values are parameters of the same names. Literals inside the
    statement keep their values. Where the databases need different statements, a function of the dialect's name gives
    them.
    """

    __slots__ = ("_compiled", "_keys", "_statement")

    def __init__(
        self,
        statement: Executable | Callable[[str], Executable],
        *,
        keys: Sequence[str] | None = None,
    ) -> None:
        self._statement = statement
        self._keys = None if keys is None else list(keys)
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, tx: Transaction, params: Mapping[str, Any] | None = None) -> list[Row]:
        """All rows, values as SQLAlchemy's types give them."""
        compiled = self._for(tx)
        cursor = _execute(tx, compiled.sql, compiled.bind(params or {}))
        try:
            found: list[Row] = cursor.fetchall()
            if compiled.converters is None:
                compiled.converters = _converters(compiled.types, tx.connection.dialect, cursor.description)
        finally:
            cursor.close()
        if not compiled.converters or not found:
            return found
        return [_converted(row, compiled.converters) for row in found]

    def first(self, tx: Transaction, params: Mapping[str, Any] | None = None) -> Row | None:
        """The first row, or None."""
        found = self.rows(tx, params)
        return found[0] if found else None

    def run(self, tx: Transaction, params: Mapping[str, Any] | None = None) -> int:
        """For changes. → how many rows they touched"""
        compiled = self._for(tx)
        cursor = _execute(tx, compiled.sql, compiled.bind(params or {}))
        touched: int = cursor.rowcount
        cursor.close()
        return touched

    def run_many(self, tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
        """The same change with each of `rows`, in one go."""
        if len(rows) == 1:
            self.run(tx, rows[0])
        elif rows:
            compiled = self._for(tx)
            _execute(tx, compiled.sql, [compiled.bind(row) for row in rows], many=True).close()

    def later(self, tx: Transaction, params: Mapping[str, Any] | None = None) -> None:
        """For changes and locks whose answer nobody looks at. On PostgreSQL they are sent with the next statement of
        the transaction or with its commit, and raise there what they are refused for; on SQLite at once."""
        if tx.dialect != "postgresql":
            self.run(tx, params)
            return
        compiled = self._for(tx)
        tx.waiting.append((compiled.sql, compiled.bind(params or {})))

    def _for(self, tx: Transaction) -> _Compiled:
        name = tx.dialect
        found = self._compiled.get(name)
        if found is None:
            found = self._compiled[name] = _compile(self._built(name), tx.connection.dialect, self._keys)
        return found

    def _built(self, dialect: str) -> Executable:
        return self._statement if isinstance(self._statement, Executable) else self._statement(dialect)


class Kept(Generic[T]):
    """What was made under a key; the oldest go first. For any number of threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._making: dict[Hashable, threading.RLock] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """As `get`, for what takes long: one thread makes it, the others wait. `make` must not ask the database: who
        waits here may hold what it would wait for there."""
        found = self._kept.get(key)
        if found is None:
            try:
                with self._making.setdefault(key, threading.RLock()):
                    found = self.get(key, make)
            finally:
                self._making.pop(key, None)  # whoever comes now finds what was made
        return found

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Made twice when two threads come at once; both are right, one is kept."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = make()
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found

    def clear(self) -> None:
        """Forgets everything: what the keys mean has changed."""
        self._kept.clear()


def _compile(statement: Executable, dialect: Dialect, keys: list[str] | None) -> _Compiled:
    if not isinstance(statement, ClauseElement):
        raise TypeError("only statements that can be compiled are kept")
    compiled = statement.compile(dialect=dialect, column_keys=keys, compile_kwargs={"render_postcompile": True})
    if not isinstance(compiled, SQLCompiler):
        raise TypeError("only statements over tables are kept")
    values = compiled.params
    names = compiled.positiontup if compiled.positional else list(values)
    processors = compiled._bind_processors
    slots = tuple((name, values[name], _callable(processors.get(name))) for name in names or ())
    types = tuple(entry.type for entry in compiled._result_columns)
    return _Compiled(compiled.string, slots, compiled.positional, types)


def _callable(found: Any) -> Convert | None:
    return found if callable(found) else None


def _converters(types: Sequence[Any], dialect: Dialect, description: Any) -> list[tuple[int, Convert]]:
    found = []
    for index, (kind, column) in enumerate(zip(types, description, strict=True)):
        convert = kind._cached_result_processor(dialect, column[1])
        if convert is not None:
            found.append((index, convert))
    return found


def _converted(row: Sequence[Any], converters: Sequence[tuple[int, Convert]]) -> Row:
    values = list(row)
    for index, convert in converters:
        values[index] = convert(values[index])
    return tuple(values)


def _execute(tx: Transaction, sql: str, parameters: Any, *, many: bool = False) -> Any:
    connection = tx.connection
    if not connection.in_transaction():
        connection.begin()
    cursor = connection.connection.cursor()
    began = time.perf_counter()
    try:
        if tx.waiting:
            with one_trip(connection):
                send(connection, tx.waiting)
                (cursor.executemany if many else cursor.execute)(sql, parameters)
        else:
            (cursor.executemany if many else cursor.execute)(sql, parameters)
    except connection.dialect.loaded_dbapi.Error as error:
        cursor.close()
        raise as_sqlalchemy(connection, sql, error) from error
    TIMING.done("sql", sql, time.perf_counter() - began)
    return cursor
