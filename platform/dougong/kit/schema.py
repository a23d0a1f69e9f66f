"""The platform's own tables through alembic: upgraded under a lock, in one transaction, or refused with a sentence.

The tables of an app's forms are not migrations: the apps room changes them when a form is published.
"""

from __future__ import annotations

from dataclasses import dataclass

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from dougong import paths
from dougong.kit.db import Database, Transaction


class SchemaError(Exception):
    """The database can't be used by this program as it is; the sentences say why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh


@dataclass(frozen=True)
class SchemaState:
    """Where the database stands (None: empty) and where this program wants it."""

    current: str | None
    wanted: str
    known: frozenset[str]

    @property
    def is_current(self) -> bool:
        return self.current == self.wanted

    @property
    def is_unknown(self) -> bool:
        """True when a newer (or another) program has made this schema."""
        return self.current is not None and self.current not in self.known


def upgrade(database: Database) -> tuple[str | None, str]:
    """Brings the platform's tables to the newest version; nothing happens when they are. → (before, after)

    Two processes that start at once queue: SQLite by BEGIN IMMEDIATE, PostgreSQL by an advisory lock. All steps are
    one transaction, so a crash half-way leaves the old schema.
    """
    with database.transaction() as tx:
        before = upgrade_in(tx)
    return before.current, before.wanted


def upgrade_in(tx: Transaction, revision: str | None = None) -> SchemaState:
    """The same within the caller's transaction, perhaps only up to an older version. → how it stood before"""
    tx.lock("schema")
    before = _state(tx)
    _refuse_unknown(before)
    wanted = revision or before.wanted
    if wanted not in before.known:
        _refuse_unknown(SchemaState(wanted, before.wanted, before.known))
    if before.current != wanted:
        config = _config()
        config.attributes["connection"] = tx.connection
        command.upgrade(config, wanted)
    return before


def state(database: Database) -> SchemaState:
    """Reads where the database stands; changes nothing."""
    with database.snapshot() as tx:
        return _state(tx)


def version_in(tx: Transaction) -> str:
    """The version the database stands at; empty when there are no tables yet."""
    return _state(tx).current or ""


def require_current(database: Database) -> None:
    """Refuses to start on a schema this program doesn't know, or on one that still has to be upgraded."""
    found = state(database)
    _refuse_unknown(found)
    if not found.is_current:
        raise SchemaError(
            f"数据库的表结构版本是 {found.current or '空'}，本程序需要 {found.wanted}。请先运行 `dougong db upgrade`。",
            f"The database is at schema version {found.current or 'none'}, this program needs {found.wanted}. "
            "Run `dougong db upgrade` first.",
        )


def _refuse_unknown(found: SchemaState) -> None:
    if found.is_unknown:
        raise SchemaError(
            f"数据库的表结构版本是 {found.current}，本版本不认识：更新的版本用过它。请启动那个版本，或恢复之前的备份。",
            f"The database has schema version {found.current}, which this version of Dougong does not know: "
            "a newer version has used it. Start that version, or restore a backup made before it.",
        )


def _state(tx: Transaction) -> SchemaState:
    script = ScriptDirectory.from_config(_config())
    wanted = script.get_current_head()
    if wanted is None:
        raise SchemaError("找不到表结构的版本。", f"No schema versions found in {paths.migrations()}.")
    known = frozenset(each.revision for each in script.walk_revisions())
    return SchemaState(MigrationContext.configure(tx.connection).get_current_revision(), wanted, known)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(paths.migrations()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
