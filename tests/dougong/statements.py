"""Which statements a piece of work sends to its database, by `Fixed` or by SQLAlchemy.

with sent(database) as statements: …   →   statements: their texts, an `executemany` as one
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import event

from dougong.kit import fixed, pipelining
from dougong.kit.db import Database


@contextmanager
def sent(database: Database) -> Iterator[list[str]]:
    """The list grows while the block runs."""
    found: list[str] = []
    driver, sending = fixed._execute, pipelining.send

    def straight(tx: Any, sql: str, parameters: Any, *, many: bool = False) -> Any:
        if tx.connection.engine.url == database.engine.url:
            found.append(sql)
        return driver(tx, sql, parameters, many=many)

    def waited(connection: Any, waiting: list[tuple[str, Any]]) -> None:
        if connection.engine.url == database.engine.url:
            found.extend(sql for sql, _values in waiting)
        sending(connection, waiting)

    def through_sqlalchemy(_c: object, _cursor: object, statement: str, _p: object, _x: object, _many: bool) -> None:
        found.append(statement)

    event.listen(database.engine, "before_cursor_execute", through_sqlalchemy)
    try:
        with (
            patch.object(fixed, "_execute", straight),
            patch.object(fixed, "send", waited),
            patch.object(pipelining, "send", waited),
        ):
            yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", through_sqlalchemy)
