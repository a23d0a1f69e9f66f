"""What commands share: settings, an open database, words on the terminal, a job run here with a progress bar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from sqlalchemy import select

from dougong import reactions
from dougong.app import open_database
from dougong.identity.authentication import actor_of
from dougong.identity.models import person
from dougong.identity.people import id_of_email
from dougong.kit import jobs, schema
from dougong.kit.config import Settings
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import in_language
from dougong.kit.jobs_model import job as job_table
from dougong.kit.logs import set_up_logging
from dougong.kit.runner import Runner
from dougong.kit.web import Actor
from dougong.worker import resources

out = Console(highlight=False)
_errors = Console(stderr=True, highlight=False)


class Stop(Exception):
    """The command can't go on; both sentences say why. `code` 2 means: called wrongly."""

    def __init__(self, zh: str, en: str, code: int = 1) -> None:
        super().__init__(en)
        self.zh, self.en, self.code = zh, en, code


def complain(zh: str, en: str) -> None:
    _errors.print(f"[red]✗[/red] {escape(zh)}", soft_wrap=True)
    if en:
        _errors.print(f"  {escape(en)}", soft_wrap=True)


def say(zh: str, en: str) -> None:
    """One line in both languages."""
    out.print(f"{escape(zh)} [dim]· {escape(en)}[/dim]", soft_wrap=True)


def settings_with(data: Path | None = None) -> Settings:
    """The environment's settings, with the data folder of an option if one was given."""
    settings = Settings() if data is None else Settings(data=data)
    set_up_logging(settings)
    return settings


@contextmanager
def ready_database(settings: Settings) -> Iterator[Database]:
    """The database, when its schema is the one of this program; closed afterwards."""
    database = open_database(settings)
    try:
        schema.require_current(database)
        reactions.bind()
        yield database
    finally:
        database.close()


def owner(tx: Transaction, email: str | None) -> Actor:
    """Who a command acts for: the person of `--as`, else the first administrator."""
    c = person.c
    if email is not None:
        row = tx.execute(select(person).where(c.id == id_of_email(tx, email))).first()
    else:
        row = tx.execute(select(person).where(c.is_admin, c.active).order_by(c.created_at, c.id).limit(1)).first()
    if row is None:
        raise Stop("找不到这个用户。", f"There is no active person {email or 'who is an administrator'}.")
    return actor_of(row)


def run_job(database: Database, settings: Settings, kind: str, args: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Runs a job in this process, as workers would, and shows how far it is. → its result"""
    with database.transaction() as tx:
        job_id = jobs.enqueue(tx, kind, args, owner_id=actor.person_id)
    if job_id is None:
        raise Stop("任务已存在。", "There is such a job already.")
    runner = Runner(database, resources(settings))
    working = Thread(target=runner.run, args=(job_id,), daemon=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=out, transient=True) as progress:
        bar = progress.add_task("", total=None)
        working.start()
        while working.is_alive():
            working.join(0.25)
            found = _job(database, job_id)
            message = in_language(found["message"] or "", settings.language)
            progress.update(bar, completed=found["done"], total=found["total"], description=message)
    runner.close()
    found = _job(database, job_id)
    if found["state"] != "done":
        told: dict[str, str] = found["message"] or {}
        raise Stop(told.get("zh-CN", "任务没有完成。"), told.get("en", found["error"] or "The job did not end well."))
    result: dict[str, Any] = found["result"] or {}
    return result


def _job(database: Database, job_id: str) -> Mapping[Any, Any]:
    with database.snapshot() as tx:
        return tx.execute(select(job_table).where(job_table.c.id == job_id)).one()._mapping
