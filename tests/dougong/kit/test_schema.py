"""Migrations: the same tables as the code's, safe to repeat and to race, refused when they are from the future."""

import itertools
import threading
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, inspect, select, update

from dougong import paths
from dougong.app import metadata, open_database
from dougong.apps.models import app, app_grant, form
from dougong.audit.models import audit_log
from dougong.kit import schema
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.ids import new_id
from dougong.kit.processes_model import lease, process_seen
from dougong.kit.schema import SchemaError

version = Table("alembic_version", MetaData(), Column("version_num", String(32)))


def opened(url: str) -> Database:
    return open_database(Settings(database_url=url))


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    assert {lease, process_seen} <= set(metadata.tables.values()), "the application itself imports them nowhere"
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


def test_a_database_of_the_state_before_is_upgraded_with_what_is_in_it(database: Database) -> None:
    everything = ["create", "read", "update", "delete", "export", "import"]
    who, numbers = new_id(), itertools.count(100)
    config = Config()
    config.set_main_option("script_location", str(paths.migrations()))
    with database.transaction() as tx:
        config.attributes["connection"] = tx.connection
        command.downgrade(config, "0017")
        assert "deleted_by" not in {column["name"] for column in inspect(tx.connection).get_columns("app")}
        for key, ops in (("whole", everything), ("narrowed", ["read"])):
            made: dict[str, Any] = {"id": new_id(), "key": key, "label": {}, "navigation": [], "version": 1, "stamp": 1}
            tx.execute(insert(app).values(**made, grants_revision=1, created_at=tx.now, updated_at=tx.now))
            body = {"to": ["role:manager"], "form": "*", "ops": ops}
            tx.execute(insert(app_grant).values(app_id=made["id"], id="manager", position=0, body=body))
            thing = {"id": new_id(), "app_id": made["id"], "key": "deal", "published_version": 1, "deleted_at": tx.now}
            tx.execute(insert(form).values(**thing, tombstones=[], created_at=tx.now))
            for actor_id in (None, who):
                entry = {"seq": next(numbers), "at": tx.now, "actor_id": actor_id, "action": "form.delete"}
                rest = dict.fromkeys(("ip", "user_agent", "detail", "prev_hash", "hash"), "")
                tx.execute(insert(audit_log).values(**entry, **rest, target=f"{key}/deal"))
    assert schema.upgrade(database)[0] == "0017"
    grants = select(app.c.key, app_grant.c.body).join(app_grant, app_grant.c.app_id == app.c.id)
    with database.snapshot() as tx:
        found = {row.key: row.body["ops"] for row in tx.execute(grants)}
        assert [(row.key, row.deleted_by) for row in tx.execute(select(form))] == [("deal", who)] * 2
        context = MigrationContext.configure(tx.connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    # managers of apps from before may lock records, where nobody has narrowed their grant
    assert found == {"whole": [*everything, "lock"], "narrowed": ["read"]}
