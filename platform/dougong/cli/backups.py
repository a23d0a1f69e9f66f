"""`backup`, `verify`, `restore`, `drill`, `backup-key`, `db move`: keeping an installation, and moving it."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from dougong.app import open_database
from dougong.audit.service import Verdict, record
from dougong.cli.console import Stop, out, ready_database, say, settings_with
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.operations import backup as backups
from dougong.operations.archive import Manifest, Reader, new_identity, reading
from dougong.operations.backup import Progress as Told
from dougong.operations.moving import move as move_rows
from dougong.operations.moving import with_url
from dougong.operations.restore import Open
from dougong.operations.restore import restore as restore_into

File = Annotated[Path, typer.Argument(help="备份文件 · the backup")]
Data = Annotated[Path | None, typer.Option(help="数据文件夹 · folder for the data (DOUGONG_DATA, var/)")]
Identity = Annotated[Path | None, typer.Option(help="私钥文件（加密的备份）· file with the secret key of age")]
Recipients = Annotated[
    list[str] | None,
    typer.Option("--recipient", help="用 age1… 公钥加密，可重复 · encrypt for this public key of age; repeatable"),
]


def register(program: typer.Typer, db: typer.Typer) -> None:
    """Adds the commands of this module."""
    program.command("backup")(backup)
    program.command("verify")(verify)
    program.command("restore")(restore)
    program.command("drill")(drill)
    program.command("backup-key")(backup_key)
    db.command("move")(move)


def backup(
    file: File,
    recipient: Recipients = None,
    keep: Annotated[int | None, typer.Option(min=1, help="同名前缀只保留最近几份 · keep so many beside it")] = None,
    data: Data = None,
) -> None:
    """在线备份：数据、文件、密钥 · Back up everything while people work."""
    settings = settings_with(data)
    target = _named(file)
    with ready_database(settings) as database, _progress() as told:
        manifest = backups.make(settings, database, target, recipient or (), told)
    _describe(manifest)
    say(f"已备份到 {target}（{target.stat().st_size / 1e6:.1f} MB）", "backed up")
    if not recipient:
        say("未加密，也不含密钥 secret.key：请另行保管", "not encrypted, so without secret.key: keep that elsewhere")
    if keep is not None:
        _drop_older(file, keep)


def verify(file: File, identity: Identity = None) -> None:
    """检查备份是否完整 · Read a backup through and compare every member with its sum."""
    with reading(file, identity) as reader:
        reader.check()
        _describe(reader.manifest)
    say("备份完整", "the backup is whole")


def restore(file: File, identity: Identity = None, data: Data = None) -> None:
    """恢复到一个空的位置（任一种数据库）· Restore into an empty place, on either database."""
    settings = settings_with(data)
    with reading(file, identity) as reader:
        verdict = _restored(reader, settings)
    say(f"已恢复；审计日志 {verdict.checked} 条，链完整", f"restored; audit head {verdict.head}")


def drill(file: File, identity: Identity = None, data: Data = None) -> None:
    """演练：恢复到临时位置并逐表核对 · Restore into a temporary place, compare every table, tell the time."""
    settings = settings_with(data)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dougong-drill-") as folder, reading(file, identity) as reader:
        place = Settings(data=Path(folder), database_url="", files_url="", secret_key=None)
        verdict = _restored(reader, place)
        manifest = reader.manifest
    seconds = time.monotonic() - began
    _describe(manifest)
    detail = {"made_at": manifest.made_at, "rows": manifest.rows, "seconds": round(seconds, 1)}
    _note_drill(settings, file.name, detail)
    say(f"演练成功：{seconds:.1f} 秒，审计日志 {verdict.checked} 条", f"drilled: every table equal, {seconds:.1f} s")


def backup_key(
    file: Annotated[Path, typer.Argument(help="私钥写到哪里（请离开本机保管）· where the secret key goes")],
) -> None:
    """生成备份用的密钥对 · Make a pair of keys for encrypted backups."""
    secret, public = new_identity()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Stop(f"无法写入 {file}。", f"{file} can't be written: {error.strerror}.") from error
    with os.fdopen(handle, "w") as out_file:
        out_file.write(f"# public key: {public}\n{secret}\n")
    say(f"私钥在 {file}：请保存到别处，恢复时需要它", "the secret key: keep it somewhere else, restoring needs it")
    out.print(public)


def move(
    url: Annotated[str, typer.Argument(help="目标数据库 postgresql://… · the empty target")], data: Data = None
) -> None:
    """搬到另一个数据库，并逐表核对 · Move to another database and compare every table."""
    settings = settings_with(data)
    with (
        ready_database(settings) as source,
        closing(open_database(with_url(settings, url))) as target,
        _progress() as told,
    ):
        if source.engine.url == target.engine.url:
            raise Stop("源与目标是同一个数据库。", "Source and target are the same database.")
        manifest, verdict = move_rows(source, target, settings.data, told)
    _describe(manifest)
    say(f"已搬迁，逐表一致；审计日志 {verdict.checked} 条", "moved; every table is equal")
    say("请设置 DOUGONG_DATABASE_URL 后启动", "set DOUGONG_DATABASE_URL to the new address and start")


def _note_drill(settings: Settings, name: str, detail: dict[str, Any]) -> None:
    """In the audit log of the installation; there is none on the machine that keeps the secret key."""
    if not settings.database_url and not settings.sqlite_file.exists():
        say("本机没有安装斗拱，演练未记入审计日志", "no installation here: the drill stands in no audit log")
        return
    with ready_database(settings) as database, database.transaction() as tx:
        record(tx, None, backups.DRILLED, f"backup:{name}", detail)


def _restored(reader: Reader, settings: Settings) -> Verdict:
    with _progress() as told:
        return restore_into(reader, settings, _opener(settings), told)


def _opener(settings: Settings) -> Open:
    def opened(url: str) -> Database:
        return open_database(with_url(settings, url))

    return opened


def _named(file: Path) -> Path:
    """`backups/` → a file in it named by the moment; anything else is the file itself, which must be new."""
    target = file / time.strftime("dougong-%Y%m%d-%H%M%S.backup", time.gmtime()) if file.is_dir() else file
    if target.exists():
        raise Stop(f"{target} 已存在。", f"{target} exists already.")
    return target


def _drop_older(folder: Path, keep: int) -> None:
    if not folder.is_dir():
        raise Stop("--keep 需要一个文件夹。", "--keep wants a folder.", 2)
    for old in sorted(folder.glob("dougong-*.backup"))[:-keep]:
        old.unlink()
        say(f"已删除旧备份 {old.name}", "an older backup was deleted")


def _describe(manifest: Manifest) -> None:
    say(
        f"{manifest.made_at}，{manifest.database}：{len(manifest.tables)} 张表，{manifest.rows} 行，"
        f"{manifest.files} 个文件",
        f"tables, rows, files; Dougong {manifest.product}, schema {manifest.schema_version}",
    )


@contextmanager
def _progress() -> Iterator[Told]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=out, transient=True) as progress:
        bar = progress.add_task("", total=None)

        def told(what: str, done: int, total: int) -> None:
            progress.update(bar, description=what, completed=done, total=total)

        yield told
