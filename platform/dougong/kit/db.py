"""The database: one engine, and transactions that commit at the edge. The only module that says `commit`.

Writers take one transaction a request or job (`Database.transaction`): on SQLite it begins IMMEDIATE, so that two
writers queue instead of failing half-way; on PostgreSQL it is READ COMMITTED with row locks where a room asks.
What must happen only after the commit (waking a worker, telling a browser) is handed to `Transaction.after_commit`;
what must be the last thing written before it (the audit chain, which takes a lock) to `Transaction.before_commit`.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Annotated, Any

import structlog
from fastapi import Depends, Request
from sqlalchemy import (
    BigInteger,
    Connection,
    CursorResult,
    Engine,
    Executable,
    MetaData,
    bindparam,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from dougong.kit import unfit
from dougong.kit.clock import Clock, system_clock
from dougong.kit.fixed import Fixed
from dougong.kit.pipelining import Waiting, attached, commit_with, send_before
from dougong.kit.retry import note_commit
from dougong.kit.timing import TIMING
from dougong.kit.types import dump_json, load_json
from dougong.kit.vault import Vault

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""The platform's own tables; forms have a MetaData of their own per app."""

_LOCK = Fixed(select(func.pg_advisory_xact_lock(bindparam("number", type_=BigInteger()))))
_BUSY_SECONDS = 30
"""How long a statement of SQLite waits for another process's write."""
_POOL_SECONDS = 10
"""How long somebody waits for one of the connections; then the answer is 503."""
_PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
"""Of libpq: a server that was cut off is given up after 25 s; the system's own patience is two hours."""
_HANGING_SECONDS = 60
_IDLE_SECONDS = 1.0
"""A connection that rested longer is asked whether it still lives before it is used; one in steady use is not."""

_log = structlog.get_logger(__name__)

ConnectHook = Callable[[DBAPIConnection], None]
Listener = Callable[[Any], object]


@dataclass
class Transaction:
    """One unit of work: a connection, the instant it began, and what follows its commit."""

    connection: Connection
    now: datetime
    scratch: dict[str, Any] = field(default_factory=dict)
    """What a room wants to remember until the transaction ends; keys begin with the room's name."""
    waiting: Waiting = field(default_factory=list)
    """What goes with the next statement or the commit (`Fixed.later`)."""
    _before: list[Callable[[], None]] = field(default_factory=list)
    _after: list[Callable[[], None]] = field(default_factory=list)
    _listeners: Mapping[str, Sequence[Listener]] = field(default_factory=dict)
    _vault: Vault | None = None
    public_url: str = ""
    """Where people reach the product, without a slash at its end; empty when nobody said so."""

    @property
    def vault(self) -> Vault:
        """Seals and opens the secrets that are stored."""
        if self._vault is None:
            raise RuntimeError("this database was opened without a vault")
        return self._vault

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.connection.dialect.name

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        return self.connection.execute(statement, parameters)

    def lock(self, name: str) -> None:
        """Only one transaction at a time goes on from here, for each `name`, until it ends.

        An advisory lock on PostgreSQL, had by the next statement; SQLite has one writer anyway. For rules over many
        rows (no cycles, one administrator must remain), which row locks can't hold.
        """
        if self.dialect == "postgresql":
            number = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)
            _LOCK.later(self, {"number": number})

    def defer_references(self) -> None:
        """SQLite: foreign keys are looked at when the transaction ends, so rows may come in any order. Nothing on
        PostgreSQL, where they have to be taken off and put on again."""
        if self.dialect == "sqlite":
            self.connection.connection.cursor().execute("PRAGMA defer_foreign_keys=ON").close()

    def after_commit(self, action: Callable[[], None]) -> None:
        """Runs `action` once the commit is done; never after a rollback. Its failure is logged and undoes nothing."""
        self._after.append(action)

    def before_commit(self, action: Callable[[], None]) -> None:
        """Runs `action` inside the transaction, after everything else and just before the commit."""
        self._before.append(action)

    def announce(self, topic: str, value: Any = None) -> None:
        """Tells this process's listeners of `topic` (`Database.listen`) about a change, once it is committed."""
        for listener in self._listeners.get(topic, ()):
            self.after_commit(partial(_tell, listener, value))


class Database:
    """Engine, clock and vault. `on_connect` hooks get each new raw connection (functions of SQLite go there);
    `connections`: the most that are open at once, on PostgreSQL."""

    def __init__(
        self,
        url: str,
        *,
        clock: Clock = system_clock,
        on_connect: Sequence[ConnectHook] = (),
        vault: Vault | None = None,
        public_url: str = "",
        connections: int = 20,
    ) -> None:
        self.clock = clock
        self.vault = vault
        self.public_url = public_url.rstrip("/")
        self.engine = _engine(url, connections)
        self._writing = self.engine.execution_options(dougong_write=True)
        self._listeners: dict[str, list[Listener]] = {}
        event.listen(self.engine, "before_cursor_execute", _timed_from_here)
        if self.dialect == "postgresql":
            event.listen(self.engine, "before_cursor_execute", send_before)
        event.listen(self.engine, "after_cursor_execute", _timed_until_here)
        for hook in on_connect:
            event.listen(self.engine, "connect", _as_listener(hook))

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Commits on a normal exit, rolls back on any exception, then runs what waits for the commit."""
        with self._writing.connect() as connection:
            unit = Transaction(
                connection, self.clock(), _listeners=self._listeners, _vault=self.vault, public_url=self.public_url
            )
            with attached(connection, unit.waiting), connection.begin():
                yield unit
                for action in unit._before:
                    action()
                commit_with(connection, unit.waiting)
        note_commit()
        for action in unit._after:
            _run_after(action)

    @contextmanager
    def snapshot(self, *, consistent: bool = False) -> Iterator[Transaction]:
        """For readers: nothing is ever committed; on SQLite no write lock is taken. `consistent`: all statements see
        one state of the database (SQLite's readers always do)."""
        with self.engine.connect() as connection:
            if consistent and self.dialect == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            unit = Transaction(connection, self.clock(), _vault=self.vault, public_url=self.public_url)
            with attached(connection, unit.waiting):
                yield unit

    @contextmanager
    def outside(self) -> Iterator[Connection]:
        """A connection without a transaction: each statement stands for itself. For the few that can't be part of one
        (building an index beside writers)."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

    def listen(self, topic: str, listener: Listener) -> None:
        """Calls `listener(value)` after each committed `Transaction.announce(topic, value)` of this process."""
        self._listeners.setdefault(topic, []).append(listener)

    def close(self) -> None:
        self.engine.dispose()


def _timed_from_here(_c: object, _cursor: object, _sql: str, _values: object, context: Any, _many: bool) -> None:
    context.dougong_began = time.perf_counter()


def _timed_until_here(_c: object, _cursor: object, sql: str, _values: object, context: Any, _many: bool) -> None:
    TIMING.done("sql", sql, time.perf_counter() - context.dougong_began)


def _tell(listener: Listener, value: Any) -> None:
    listener(value)


def _run_after(action: Callable[[], None]) -> None:
    """The change is committed: whatever fails now must not tell the caller otherwise."""
    try:
        action()
    except Exception:
        _log.exception("after_commit_failed")


def _engine(url: str, connections: int) -> Engine:
    if not url.startswith("sqlite"):
        kept = (connections + 1) // 2
        made = create_engine(
            url,
            pool_size=kept,
            max_overflow=connections - kept,
            pool_timeout=_POOL_SECONDS,
            json_serializer=dump_json,
            json_deserializer=load_json,
            connect_args=_PATIENCE,
        )
        event.listen(made, "connect", _configure_postgresql)
        unfit.guard(made)
        return _ping_when_rested(made)
    engine = create_engine(
        url,
        json_serializer=dump_json,
        json_deserializer=load_json,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    unfit.guard(engine)
    return engine


def _ping_when_rested(engine: Engine) -> Engine:
    """Instead of `pool_pre_ping`, which costs every request a round trip."""

    def rests(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = time.monotonic()

    def leaves(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        since = record.info.get("rests_since")
        if since is None or time.monotonic() - since < _IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error  # the pool drops it and opens another

    event.listen(engine, "checkin", rests)
    event.listen(engine, "checkout", leaves)
    return engine


def _configure_postgresql(connection: DBAPIConnection, _record: object) -> None:
    """A process that hangs in the middle of a transaction keeps its locks no longer than this."""
    cursor = connection.cursor()
    cursor.execute(f"SET idle_in_transaction_session_timeout = '{_HANGING_SECONDS}s'")
    cursor.close()
    connection.commit()


def _configure_sqlite(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    cursor = connection.cursor()
    # WAL lets readers go on beside a writer; FULL keeps every acknowledged commit through a power loss.
    write_ahead(cursor.execute)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def write_ahead(execute: Callable[[str], object]) -> None:
    """Turns WAL on. Processes that open a new file at once are in each other's way for a moment, and of all
    statements this one may fail at once instead of waiting for the busy timeout."""
    patience = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY  # the other bits tell why
            if not is_busy or time.monotonic() > patience:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("dougong_write", False)
    # on the driver: at every request, and nothing of SQLAlchemy's has to know
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if write else "BEGIN").close()


def _as_listener(hook: ConnectHook) -> Callable[[DBAPIConnection, object], None]:
    def listener(connection: DBAPIConnection, _record: object) -> None:
        hook(connection)

    return listener


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


def _write(database: Annotated[Database, Depends(_database)]) -> Iterator[Transaction]:
    with database.transaction() as unit:
        yield unit


def _read(database: Annotated[Database, Depends(_database)]) -> Iterator[Transaction]:
    with database.snapshot() as unit:
        yield unit


# scope="function": FastAPI's default ends a dependency after the answer is sent, so a failed commit would answer 201.
Db = Annotated[Database, Depends(_database)]
"""For routes that do slow work (hashing, reading files) outside any transaction."""
Write = Annotated[Transaction, Depends(_write, scope="function")]
Read = Annotated[Transaction, Depends(_read, scope="function")]
