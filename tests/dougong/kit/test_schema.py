"""Migrations: the same tables as the code's, safe to repeat and to race, refused when they are from the future."""

import threading
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, inspect, select, update

from dougong.app import metadata, open_database
from dougong.apps.models import app, app_grant
from dougong.kit import schema
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.ids import new_id
from dougong.kit.schema import SchemaError

version = Table("alembic_version", MetaData(), Column("version_num", String(32)))


def opened(url: str) -> Database:
    return open_database(Settings(database_url=url))


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    with database.snapshot() as tx:
        context = MigrationContext.configure(tx.connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_an_upgrade_can_be_repeated(database_url: str) -> None:
    database = opened(database_url)
    before, wanted = schema.upgrade(database)
    assert before is None
    assert schema.upgrade(database) == (wanted, wanted)
    schema.require_current(database)
    database.close()


def test_processes_that_start_at_once_upgrade_once(database_url: str) -> None:
    databases = [opened(database_url) for _ in range(4)]
    found: list[str | None] = []
    threads = [threading.Thread(target=lambda d=each: found.append(schema.upgrade(d)[0])) for each in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(None) == 1
    assert len(found) == 4
    for each in databases:
        each.close()


def test_a_newer_schema_is_refused_with_one_sentence(database: Database) -> None:
    with database.transaction() as tx:
        tx.execute(update(version).values(version_num="9999_from_the_future"))
    for refused in (schema.require_current, schema.upgrade):
        with pytest.raises(SchemaError, match=r"9999_from_the_future.*newer version") as told:
            refused(database)
        assert "\n" not in str(told.value)


def test_an_old_schema_is_refused_with_the_command_that_helps(database_url: str) -> None:
    database = opened(database_url)
    with pytest.raises(SchemaError, match="dougong db upgrade"):
        schema.require_current(database)
    database.close()


def test_a_failing_upgrade_leaves_nothing_behind(database_url: str) -> None:
    database = opened(database_url)
    in_the_way = Table("job", MetaData(), Column("id", Integer))
    with database.transaction() as tx:
        in_the_way.create(tx.connection)
        tx.execute(insert(in_the_way).values(id=1))
    with pytest.raises(Exception, match="job"):
        schema.upgrade(database)
    with database.snapshot() as tx:
        assert inspect(tx.connection).get_table_names() == ["job"]
    database.close()


def test_managers_of_apps_from_before_may_lock_records(database: Database) -> None:
    everything = ["create", "read", "update", "delete", "export", "import"]
    with database.transaction() as tx:
        for key, ops in (("whole", everything), ("narrowed", ["read"])):
            made: dict[str, Any] = {"id": new_id(), "key": key, "label": {}, "navigation": [], "version": 1, "stamp": 1}
            tx.execute(insert(app).values(**made, grants_revision=1, created_at=tx.now, updated_at=tx.now))
            body = {"to": ["role:manager"], "form": "*", "ops": ops}
            tx.execute(insert(app_grant).values(app_id=made["id"], id="manager", position=0, body=body))
        tx.execute(update(version).values(version_num="0020"))
    schema.upgrade(database)
    grants = select(app.c.key, app_grant.c.body).join(app_grant, app_grant.c.app_id == app.c.id)
    with database.snapshot() as tx:
        found = {key: body["ops"] for key, body in tx.execute(grants)}
    assert found == {"whole": [*everything, "lock"], "narrowed": ["read"]}
