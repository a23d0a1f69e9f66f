"""Alembic's door. The product calls it with an open connection (`dougong.kit.schema`), which also holds the lock."""

import importlib

from alembic import context
from sqlalchemy import Connection

from dougong.kit.config import Settings
from dougong.kit.db import Database, metadata


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:  # `alembic revision --autogenerate` of a developer: every room's tables are wanted
    importlib.import_module("dougong.app")
    with Database(Settings().sqlalchemy_url).transaction() as unit:
        run(unit.connection)
