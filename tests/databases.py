"""Databases for tests, SQLite and PostgreSQL: empty ones, and cheap copies of one that was prepared once.

`prepare` is a function that gets the URL of an empty database and fills it (migrations, tables). It runs once per
run and kind of database, whichever of pytest's processes needs it first; every test then gets a copy: a copied file, or
`CREATE DATABASE … TEMPLATE`.
"""

import fcntl
import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

Kind = Literal["sqlite", "postgresql"]
Prepare = Callable[[str], None]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")


class Databases:
    """Makes and drops databases. `server` gives the URL of PostgreSQL and is asked only when one is needed; `shared`
    is a folder in which the processes of a run tell each other of prepared ones."""

    def __init__(self, folder: Path, server: Callable[[], str], shared: Path | None = None) -> None:
        self._folder = folder
        self._shared = shared or folder
        self._server = server
        self._numbers = itertools.count(1)
        self._templates: dict[tuple[Kind, Prepare], str] = {}
        self._prefix = f"dougong_{os.getpid()}_{os.urandom(3).hex()}"

    def fresh(self, kind: Kind, prepare: Prepare | None = None) -> str:
        """The URL of a new database: empty, or a copy of the one that `prepare` filled."""
        template = self._template(kind, prepare) if prepare else None
        return self._sqlite(template) if kind == "sqlite" else self._postgresql(template)

    def drop(self, url: str) -> None:
        """Removes a database, connected or not."""
        if url.startswith("sqlite"):
            file = _file_of(url)
            for path in (file, *(file.with_name(file.name + suffix) for suffix in ("-wal", "-shm"))):
                path.unlink(missing_ok=True)
            return
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(_name_of(url))))

    def close(self) -> None:
        """Drops the templates that nobody else uses; throw-away servers vanish anyway, a named one is left clean."""
        for (kind, prepare), url in self._templates.items():
            with self._told(kind, prepare) as told:
                told["users"] -= 1
                if told["users"] == 0:
                    self.drop(url)
                    told.clear()
        self._templates.clear()

    def _template(self, kind: Kind, prepare: Prepare) -> str:
        known = self._templates.get((kind, prepare))
        if known is None:
            with self._told(kind, prepare) as told:
                if not told:
                    url = self.fresh(kind)
                    prepare(url)
                    told.update(url=url, users=0)
                told["users"] += 1
                known = self._templates[kind, prepare] = str(told["url"])
        return known

    @contextmanager
    def _told(self, kind: Kind, prepare: Prepare) -> Iterator[dict[str, Any]]:
        """What the processes know of a template, `{url, users}` or nothing yet; one process at a time."""
        path = self._shared / f"{kind}-{prepare.__module__}.{prepare.__qualname__}.json"
        with path.open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            told: dict[str, Any] = json.loads(file.read() or "{}")
            yield told
            file.seek(0)
            file.truncate()
            file.write(json.dumps(told))

    def _sqlite(self, template: str | None) -> str:
        file = self._folder / f"{self._prefix}_{next(self._numbers)}.db"
        if template:
            original = _file_of(template)
            if original.with_name(original.name + "-wal").exists():
                raise RuntimeError("close every connection of the prepared SQLite database before it is copied")
            shutil.copyfile(original, file)
        return f"sqlite:///{file}"

    def _postgresql(self, template: str | None) -> str:
        name = f"{self._prefix}_{next(self._numbers)}"
        source = _name_of(template) if template else "template0"
        self._execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(source)
            )
        )
        parts = urlsplit(self._server())
        return urlunsplit(parts._replace(path=f"/{name}"))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._server(), autocommit=True) as connection:
            connection.execute(statement)


def _name_of(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


def _file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))
