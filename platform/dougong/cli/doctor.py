"""`doctor`: what an operator wants to know before calling for help. Each check answers, none changes anything."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import redis
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from dougong import paths
from dougong.app import open_database, open_snapshots
from dougong.apps.catalog import app_catalog
from dougong.apps.models import app
from dougong.audit.models import audit_log
from dougong.cli.sealing import HOLDERS
from dougong.files.store import FileStore
from dougong.flows.dependents import unfit_flows
from dougong.kit import presence, schema
from dougong.kit.broker import RABBIT, rabbit
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.ids import new_id
from dougong.kit.jobs import database_now
from dougong.kit.sealing import examine as examine_secrets
from dougong.kit.vault import FILE
from dougong.operations.backup import DRILLED, MADE
from dougong.operations.watching.counts import count
from dougong.operations.watching.service import slow

_ENOUGH_DISK = 1024**3
_MOST_SKEW = timedelta(seconds=5)
_MOST_TOLD = 5
_BACKUP_EVERY = timedelta(days=2)


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    ok: bool
    what: str
    detail: str


def examine(settings: Settings) -> list[Finding]:
    """All findings, in the order one would look."""
    findings = [_attempt("文件 · files", lambda: _files(settings)), _attempt("磁盘 · disk", lambda: _disk(settings))]
    database = open_database(settings)
    try:
        findings += _database(database)
        if settings.reports_url:
            findings.append(_attempt("报表副本 · replica", lambda: _replica(settings, database)))
    finally:
        database.close()
    if settings.redis_url:
        findings.append(_attempt("Redis", lambda: _redis(settings)))
    elif database.dialect == "postgresql" and not settings.wake_url:
        findings.append(Finding(True, "Redis", "未设置：任务由 worker 轮询 · not set: workers poll for jobs"))
    if settings.broker_url.startswith(RABBIT):
        findings.append(_attempt("RabbitMQ", lambda: (True, rabbit().version(settings.broker_url))))
    findings.append(_mail(settings))
    findings.append(_attempt("页面 · page", _page))
    return findings


def _attempt(what: str, check: Callable[[], tuple[bool, str]]) -> Finding:
    try:
        ok, detail = check()
    except Exception as error:  # a doctor reports what goes wrong, whatever it is
        return Finding(False, what, f"{type(error).__name__}: {error}".splitlines()[0])
    return Finding(ok, what, detail)


def _files(settings: Settings) -> tuple[bool, str]:
    store, path = FileStore(settings), f"doctor/{new_id()}"
    store.put(path, io.BytesIO(b"dougong"))
    good = b"".join(store.read(path)) == b"dougong"
    store.delete([path])
    return good, settings.files_url or str(settings.data / "files")


def _disk(settings: Settings) -> tuple[bool, str]:
    free = shutil.disk_usage(settings.data).free
    return free >= _ENOUGH_DISK, f"{free / 1024**3:.1f} GB 可用 · free in {settings.data}"


def _database(database: Database) -> Iterator[Finding]:
    try:
        with database.snapshot() as tx:
            now = database_now(tx)
    except SQLAlchemyError as error:
        yield Finding(False, "数据库 · database", str(error.__cause__ or error).splitlines()[0])
        return
    version = sqlite3.sqlite_version if database.dialect == "sqlite" else _server_version(database)
    yield Finding(True, "数据库 · database", f"{database.dialect} {version}")
    found = schema.state(database)
    yield Finding(found.is_current, "数据表 · schema", f"{found.current or '—'} / {found.wanted}")
    skew = abs(datetime.now(UTC) - now)
    yield Finding(skew <= _MOST_SKEW, "时钟 · clock", f"与数据库相差 {skew.total_seconds():.1f} s · off the database's")
    if found.is_current:
        yield _attempt("进程 · processes", lambda: _processes(database))
        yield _attempt("任务 · jobs", lambda: _jobs(database))
        yield _attempt("慢 · slow", lambda: _slow(database))
        yield _attempt("机密 · secrets", lambda: _secrets(database))
        yield _attempt("流程 · flows", lambda: _flows(database))
        yield _attempt("备份 · backup", lambda: _backups(database))


def _server_version(database: Database) -> str:
    with database.snapshot() as tx:
        text: str = tx.execute(select(func.current_setting("server_version"))).scalar_one()
    return text


def _processes(database: Database) -> tuple[bool, str]:
    """Those that are heard of; who was killed is silent for a day. Different versions are a finding: an upgrade that
    was not finished."""
    with database.snapshot() as tx:
        found = presence.seen(tx)
    living = [each for each in found if not each["silent"]]
    kinds = Counter(each["kind"] for each in living)
    versions = sorted({each["version"] for each in living})
    told = ", ".join(f"{count} × {kind}" for kind, count in sorted(kinds.items())) or "没有运行 · none runs"
    silent = len(found) - len(living)
    return len(versions) <= 1, f"{told} ({', '.join(versions) or '—'}); {silent} 个没有消息 · silent"


def _jobs(database: Database) -> tuple[bool, str]:
    """What the page «System» lists as stuck; something that waits too long is a finding, what failed is told."""
    with database.snapshot() as tx:
        now = count(tx)
    told = [
        f"{now.late} 个等待超过 5 分钟 · waiting too long",
        f"{now.failed} 个一周内失败 · failed within a week",
        f"{now.deliveries.get('failed', 0)} 次投递失败 · deliveries failed",
        f"{now.outbox.get('failed', 0) + now.outbox.get('unknown', 0)} 条流程消息未送达 · of flows not sent",
    ]
    return not now.late, "; ".join(told)


def _slow(database: Database) -> tuple[bool, str]:
    """Nothing of it is an error; who wonders what takes so long finds it here."""
    with database.snapshot() as tx:
        worst = slow(tx)[:_MOST_TOLD]
    if not worst:
        return True, "没有 · none"
    return True, "; ".join(f"{each['count']} × {each['text'][:60]} ({each['worst']:.1f} s)" for each in worst)


def _secrets(database: Database) -> tuple[bool, str]:
    with database.snapshot() as tx:
        stored, lost, older = examine_secrets(tx, HOLDERS)
        key = tx.vault.where()
    if not stored:
        return True, f"没有机密 · none stored; {key or '尚无密钥 · no key yet'}"
    if key is None:
        return False, f"缺少密钥 · the key is missing: DOUGONG_SECRET_KEY, {FILE} ({lost}/{stored})"
    if lost:
        return False, f"{lost}/{stored} 无法解密 · can't be opened with {key}"
    if older:
        return False, f"{older}/{stored} 未用当前密钥加密 · not sealed with the present key: dougong db upgrade"
    return True, f"{stored}, {key}"


def _flows(database: Database) -> tuple[bool, str]:
    """Flows that may start, or still run, and no longer fit the forms they are about."""
    found = []
    with database.snapshot() as tx:
        apps = tx.execute(select(app.c.key).where(app.c.deleted_at.is_(None)).order_by(app.c.key)).scalars().all()
        for key in apps:
            for each in unfit_flows(tx, app_catalog(tx, key), "zh-CN"):
                found.append(f"{key}/{each.key} v{each.version}: {each.message['zh-CN']} {each.message['en']}")
    if not found:
        return True, f"{len(apps)} 个应用的流程与表单相符 · apps whose flows fit their forms"
    return False, f"{len(found)} 个与表单不再相符 · no longer fit: {'; '.join(found[:_MOST_TOLD])}"


def _backups(database: Database) -> tuple[bool, str]:
    """An installation that people use and nobody backs up is a finding."""
    c = audit_log.c
    with database.snapshot() as tx:
        first = tx.execute(select(func.min(c.at))).scalar()
        made = tx.execute(select(func.max(c.at)).where(c.action == MADE)).scalar()
        drilled = tx.execute(select(func.max(c.at)).where(c.action == DRILLED)).scalar()
        now = tx.now
    told = ", ".join(
        f"{zh} · {en} {at:%Y-%m-%d %H:%M}" if at else f"{zh} · {en} —"
        for zh, en, at in (("最近", "last", made), ("演练", "drilled", drilled))
    )
    since = made or first
    return since is None or now - since < _BACKUP_EVERY, told


def _redis(settings: Settings) -> tuple[bool, str]:
    client = redis.Redis.from_url(settings.redis_url, socket_timeout=3, socket_connect_timeout=3)
    version = client.info("server")["redis_version"]
    policy = client.config_get("maxmemory-policy").get("maxmemory-policy", "?")
    client.close()
    return policy == "noeviction", f"{version}, maxmemory-policy {policy}"


def _replica(settings: Settings, database: Database) -> tuple[bool, str]:
    reading = open_snapshots(settings, database).reading
    try:
        behind = reading.behind()
    finally:
        reading.close()
    if behind is None:
        return False, "不是流复制副本，报表仍查询主库 · no streaming replica: dashboards ask the primary"
    return True, f"落后 {max(behind, 0)} 字节 · {max(behind, 0)} bytes behind"


def _mail(settings: Settings) -> Finding:
    """Mails with links need a server that takes them and the address people come to: a request's own word for it is not
    believed. Without any mail letters wait in the outbox, which is fine."""
    if not settings.smtp_url:
        return Finding(True, "邮件 · mail", "未设置，邮件留在“账号邮件” · not set: letters wait for an administrator")
    if not settings.public_url:
        return Finding(
            False, "邮件 · mail", "缺少访问地址，邮件无链接 · DOUGONG_PUBLIC_URL is not set: no mail has a link"
        )
    return Finding(True, "邮件 · mail", f"{urlsplit(settings.smtp_url).hostname}, {settings.public_url}")


def _page() -> tuple[bool, str]:
    index = paths.page() / "index.html"
    return index.is_file() and os.access(index, os.R_OK), str(paths.page())
