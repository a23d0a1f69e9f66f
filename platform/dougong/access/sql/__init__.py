"""Formulas as SQL. One tree, two databases, the answers of `engines.formula`'s closures.

On PostgreSQL a tree becomes an SQL expression over NUMERIC, text and dates (`postgres` and the `pg_*` modules, one per
function family; small helper functions stand in `pg_functions`). On SQLite, which has no decimals, the tree itself is
evaluated by the closures inside the database (`sqlite`). What PostgreSQL can't do exactly is `Unsupported` on both.
Plain comparisons of a field stay plain SQL on both, so that indexes work (`conditions`).
"""

from __future__ import annotations

from sqlalchemy.engine.interfaces import DBAPIConnection

from dougong.access.normal import register as register_normal
from dougong.access.sql.sqlite import register as register_formula
from dougong.access.words import register as register_words
from dougong.kit.db import ConnectHook


def register_functions(connection: DBAPIConnection) -> None:
    """For each new raw SQLite connection: the functions that statements of this room call. Others are left alone."""
    if hasattr(connection, "create_function"):
        register_formula(connection)
        register_normal(connection)
        register_words(connection)


ON_CONNECT: ConnectHook = register_functions
