"""From SQLite to PostgreSQL (or back): everything in one command, and compared."""

from __future__ import annotations

import tempfile
from pathlib import Path

from dougong.audit.service import Verdict
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.errors import Conflict, say
from dougong.operations.archive import Manifest, reading, writing
from dougong.operations.backup import Progress, copy_rows, differences, quietly
from dougong.operations.restore import fill, require_empty


def move(source: Database, target: Database, folder: Path, progress: Progress = quietly) -> tuple[Manifest, Verdict]:
    """Copies every row into the empty `target`, and looks afterwards whether anybody has written in `source`
    meanwhile: then the copy is old, and a `Conflict` says so. `folder`: where the rows lie in between. Files stay
    where they are."""
    require_empty(target)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".moving-") as between:
        path = Path(between) / "rows.zip"
        with writing(path, ()) as writer:
            copy_rows(source, writer, progress)
        with reading(path) as reader:
            verdict = fill(target, reader, progress)
            manifest = reader.manifest
    with source.snapshot(consistent=True) as tx:
        changed = differences(tx, manifest, list(manifest.tables))
    if changed:
        raise Conflict(
            say(
                f"搬迁时有人修改了数据（{'、'.join(changed[:5])}）。请先停止所有进程，清空目标数据库后重试。",
                f"Somebody has written ({', '.join(changed[:5])}). Stop all processes, empty the target, try again.",
            ),
            "changed_meanwhile",
        )
    return manifest, verdict


def with_url(settings: Settings, url: str) -> Settings:
    """The same installation on another database."""
    return settings.model_copy(update={"database_url": url})
