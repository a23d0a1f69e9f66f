"""`app archives | bring-back`."""

from __future__ import annotations

from rich.table import Table

from dougong.cli.console import out, owner, ready_database, run_job, say
from dougong.kit.config import Settings
from dougong.operations.uninstalling import service
from dougong.operations.uninstalling.tasks import BRING_BACK
from engines.form.labels import label_text


def listed(settings: Settings) -> None:
    """Shows the archives, the newest first."""
    table = Table("id", "标识 · key", "应用 · app", "数据 · records", "附件 · files", "MB", "时间 · when", box=None)
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
