"""Opens the lean executor that fits a database."""

from __future__ import annotations

from dougong.access.sql import register_functions
from dougong.records.reading.postgresql import PostgresqlExecutor
from dougong.records.reading.sqlite import SqliteExecutor


def open_executor(url: str, connections: int = 10) -> SqliteExecutor | PostgresqlExecutor:
    """`url` as SQLAlchemy takes it: `sqlite:///file` or `postgresql+psycopg://…`; at most so many connections."""
    if url.startswith("sqlite"):
        return SqliteExecutor(url.partition("///")[2], register_functions)
    return PostgresqlExecutor(url.replace("postgresql+psycopg://", "postgresql://"), max(connections, 1))
