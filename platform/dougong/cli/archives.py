"""`app archives | bring-back | take-archive`."""

from __future__ import annotations

import os
from pathlib import Path

from rich.table import Column, Table

from dougong.audit.service import record
from dougong.cli.console import Stop, out, owner, ready_database, run_job, say
from dougong.files import service as files
from dougong.files.store import FileStore
from dougong.kit.config import Settings
from dougong.operations.uninstalling import service
from dougong.operations.uninstalling.tasks import BRING_BACK
from engines.form.labels import label_text


def listed(settings: Settings) -> None:
    """Shows the archives, the newest first."""
    whole = Column("id", min_width=36)  # on a narrow screen too: the other commands want it
    table = Table(whole, "标识 · key", "应用 · app", "数据 · records", "附件 · files", "MB", "时间 · when", box=None)
    with ready_database(settings) as database, database.snapshot() as tx:
        found = service.shown(tx)
    for each in found:
        label = label_text(each["label"], settings.language)
        size = f"{each['size'] / 1e6:.1f}"
        table.add_row(each["id"], each["app"], label, str(each["records"]), str(each["files"]), size, each["made_at"])
    out.print(table)


def bring_back(settings: Settings, archive: str, *, email: str | None) -> None:
    """Carries the job out here and now."""
    with ready_database(settings) as database:
        with database.snapshot() as tx:
            actor = owner(tx, email)
        result = run_job(database, settings, BRING_BACK, {"archive": archive}, actor)
    say(f"应用 {result['app']} 已恢复", "the app is back")


def take(settings: Settings, archive: str, target: Path) -> None:
    """Writes the file of an archive where only this account of the system reads it. The audit log tells of it."""
    with ready_database(settings) as database, database.transaction() as tx:
        row = service.found(tx, archive)
        held = files.get(tx, row.file_id)
        try:
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise Stop(f"{target} 已存在。", f"{target} exists already.") from error
        with os.fdopen(handle, "wb") as written:
            written.writelines(FileStore(settings).read(held.path))
        record(tx, None, "archive.take", f"app:{row.app_key}", {"archive": row.id}, app=row.app_key)
    say(f"存档已写入 {target}（{held.size / 1e6:.1f} MB）", "the archive is written")
