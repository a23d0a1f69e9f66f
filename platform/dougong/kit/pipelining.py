"""Several statements in one round trip (the pipeline mode of PostgreSQL's protocol).

A change whose answer nobody looks at need not be waited for: it *waits* in the transaction (`Fixed.later`) and is sent
together with the next statement that asks for something, or with the commit. The order stays that of the calls. What
the database refuses is raised by what it was sent with.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from dougong.kit.timing import TIMING

Waiting = list[tuple[str, Any]]
"""Texts and bound values of statements that were not sent yet."""
_KEY = "dougong.waiting"


@contextmanager
def attached(connection: Connection, waiting: Waiting) -> Iterator[None]:
    """Inside, statements that go through SQLAlchemy send first what waits here, see `send_before`. What still waits at
    the end is forgotten with its transaction: the connection goes on to somebody else."""
    if connection.dialect.name != "postgresql":
        yield
        return
    connection.info[_KEY] = waiting
    try:
        yield
    finally:
        waiting.clear()


def send_before(connection: Connection, *_statement: object) -> None:
    """Sends what waits: a listener of `before_cursor_execute`."""
    waiting: Waiting | None = connection.info.get(_KEY)
    if waiting:
        with one_trip(connection):
            send(connection, waiting)


def send(connection: Connection, waiting: Waiting) -> None:
    """Hands the driver what waits; inside `one_trip`."""
    sending, waiting[:] = list(waiting), []
    for sql, parameters in sending:
        connection.connection.cursor().execute(sql, parameters)


@contextmanager
def one_trip(connection: Connection) -> Iterator[None]:
    """What is sent inside is answered when the block ends; only on PostgreSQL.

    How many rows a statement touched and what it found is not known before. What is refused is raised at the end."""
    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline():
            yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise as_sqlalchemy(connection, "(several statements)", error) from error


def commit_with(connection: Connection, waiting: Waiting) -> None:
    """The commit, in one round trip with what waits."""
    transaction = connection.get_transaction()
    if not waiting or transaction is None:
        return
    last, began = waiting[-1][0], time.perf_counter()
    try:
        with one_trip(connection):
            send(connection, waiting)
            transaction.commit()
    except DBAPIError as error:
        # A commit that fails has ended its transaction, SQLAlchemy knows; one that was never carried out has not.
        if not error.connection_invalidated:
            connection.connection.rollback()
        raise
    except BaseException:
        connection.invalidate()  # whoever comes next must not find half a transaction
        raise
    TIMING.done("sql", last, time.perf_counter() - began)


def as_sqlalchemy(connection: Connection, sql: str, error: Any) -> Exception:
    """What the driver refused, as SQLAlchemy would have raised it."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection, None)
    if lost:
        connection.invalidate(error)
    # values stay out of messages and logs: they are people's data
    found: Exception = DBAPIError.instance(
        sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, connection_invalidated=lost, dialect=dialect
    )
    return found
