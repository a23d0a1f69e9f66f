"""K11: the next version of the product is deployed while `scripts/chaos product` runs.

The next version is this one with one more schema version: a table, a column of `job` with an index, rows that are
filled. `dougong db upgrade` is killed at each of its steps, then run to its end; processes of the old version go on
beside the newer schema for a while; then workers and web processes are replaced one by one.
"""

from __future__ import annotations

import random
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from dougong import paths
from dougong.app import open_database
from dougong.kit import failpoint, schema
from dougong.kit.config import Settings
from tests.fleet import MIGRATIONS, Fleet, command, until
from tests.processes import PATIENCE, exit_code, start

STEPS = ("begun", "table", "column", "index", "filled")
_VERSION = '''"""A version of the future."""
import sqlalchemy as sa
from alembic import op
from dougong.kit.failpoint import failpoint

revision, down_revision = "{revision}", "{before}"

def upgrade() -> None:
    failpoint("migration.begun")
    op.create_table("of_the_future_{revision}", sa.Column("id", sa.Integer, primary_key=True))
    failpoint("migration.table")
    op.add_column("job", sa.Column("future_{revision}", sa.Integer, nullable=True))
    failpoint("migration.column")
    op.create_index("ix_job_future_{revision}", "job", ["future_{revision}"])
    failpoint("migration.index")
    op.execute("UPDATE job SET future_{revision} = attempts")
    failpoint("migration.filled")
'''


@dataclass
class Deployments:
    """`folder`: of the versions that are deployed by now; processes that are started have them."""

    fleet: Fleet
    settings: Settings
    random: random.Random
    webs: Sequence[str]
    workers: Sequence[str]
    fault: Callable[[str], None]
    folder: Path = field(default_factory=paths.migrations)
    number: int = 0

    def deploy(self) -> None:
        """One version more; each step of it is killed once."""
        self.number += 1
        made, revision = self._next(), f"9{self.number:03}"
        for step in STEPS:
            code = self._upgrade(made, {failpoint.VARIABLE: f"migration.{step}=kill"})
            assert code == -signal.SIGKILL, f"K11: the upgrade ended with {code} at {step}"
            self.fault(f"upgrade killed: {step}")
            assert self._stands_at() != revision, f"K11: killed at {step}, and yet the schema is the new one"
            time.sleep(self.random.uniform(0, 1))
        for _ in range(2):  # once more changes nothing
            code = self._upgrade(made, {})
            assert code == 0, f"K11: the upgrade ended with {code}"
        assert self._stands_at() == revision
        time.sleep(self.random.uniform(1, 5))  # all of the old version, beside the newer schema
        self.folder = made
        for name in (*self.workers, *self.webs):
            self._replace(name)

    def _next(self) -> Path:
        made = self.settings.data.parent / f"migrations-{self.number}"
        shutil.copytree(self.folder, made)
        found = schema.state(database := open_database(self.settings))
        database.close()
        revision = f"9{self.number:03}"
        text = _VERSION.format(revision=revision, before=found.current)
        (made / "versions" / f"{revision}_of_the_future.py").write_text(text, encoding="utf-8")
        return made

    def _upgrade(self, folder: Path, more: dict[str, str]) -> int:
        environment = self.fleet.environment | {MIGRATIONS: str(folder)} | more
        return exit_code(start(command, ("db", "upgrade"), environment, 0.0))

    def _stands_at(self) -> str:
        database = open_database(self.settings)
        try:
            while True:
                with suppress(SQLAlchemyError):
                    return schema.state(database).current or ""
                time.sleep(0.2)
        finally:
            database.close()

    def _replace(self, name: str) -> None:
        """Asked to end; whoever keeps it starts the new version. The next one waits until it answers."""
        before = self.fleet.running[name]
        with suppress(ProcessLookupError):
            self.fleet.signal(name, signal.SIGTERM)
        until(lambda: not before.process.is_alive() and self._is_back(name, before), PATIENCE)
        self.fault("replaced by a newer version")

    def _is_back(self, name: str, before: object) -> bool:
        running = self.fleet.running[name]
        if running is before or not running.process.is_alive():
            return False
        if name in self.workers:
            return any("worked on" in line for line in running.said)
        with suppress(OSError, HTTPException, ValueError):
            return bool(running.address) and self.fleet.ask(name, "GET", "/api/ready")[0] == 200
        return False
