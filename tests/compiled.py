"""One cache of compiled SQL for all databases of a test process.

SQLAlchemy keeps what it compiled per engine, under a key that holds the engine's dialect object. Every test has a
database and so an engine of its own: an eighth of the rooms' CPU went into compiling the same statements again. Here
dialects of one class are the same key, and engines of one class of dialect have one cache.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.util import LRUCache

_STATEMENTS = 5_000
_CACHES: dict[type[Dialect], Any] = {
    SQLiteDialect_pysqlite: LRUCache(_STATEMENTS),
    PGDialect_psycopg: LRUCache(_STATEMENTS),
}


def share_compiled_statements() -> None:
    """From here on engines of one kind of database compile a statement once."""
    for dialect in _CACHES:
        vars_of: Any = dialect
        vars_of.__hash__ = lambda self: hash(type(self))
        vars_of.__eq__ = lambda self, other: type(self) is type(other)
    made: Callable[..., None] = Engine.__init__

    def make(engine: Any, *arguments: Any, **options: Any) -> None:
        made(engine, *arguments, **options)
        engine._compiled_cache = _CACHES.get(type(engine.dialect), engine._compiled_cache)

    engine_class: Any = Engine
    engine_class.__init__ = make
