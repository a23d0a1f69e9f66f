"""The job that makes a backup which an administrator has asked for."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from dougong.kit.config import Settings
from dougong.kit.errors import Conflict, say
from dougong.kit.jobs import JobContext, job
from dougong.operations import backup
from dougong.operations.keeping.service import BACKUP_JOB


@job(BACKUP_JOB, attempts=1)
def run_backup(context: JobContext) -> dict[str, Any]:
    """A new file in the operator's folder, encrypted for the operator's keys. → `{name, rows, files}`"""
    settings = context.resource(Settings)
    folder = Path(settings.backup_folder)
    if not folder.is_dir():
        raise Conflict(say("备份文件夹不存在。", "The folder for backups is not there."), "no_backup_folder")
    name = time.strftime("dougong-%Y%m%d-%H%M%S.backup", time.gmtime())
    made = backup.make(settings, context.database, folder / name, settings.backup_keys)
    return {"name": name, "rows": made.rows, "files": made.files}
