"""`up`, `serve`, `worker`: the long-running commands."""

from __future__ import annotations

import errno
import gc
import os
import signal
import socket
import sys
import threading
from contextlib import closing
from pathlib import Path
from types import FrameType

import uvicorn
from fastapi import FastAPI

from dougong import reactions
from dougong.app import create_app, open_database, open_snapshots
from dougong.apps import templates
from dougong.apps.tasks import INSTALL
from dougong.cli.console import Stop, complain, out, owner, ready_database, run_job, say
from dougong.cli.sealing import HOLDERS
from dougong.identity import passwords
from dougong.identity.people import NewPerson, create_person, has_people
from dougong.kit import schema
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.errors import Problem
from dougong.kit.presence import Presence
from dougong.kit.sealing import reseal
from dougong.kit.tracing import close_tracing, open_tracing
from dougong.kit.vault import Unreadable
from dougong.worker import Worker, resources

DEMO = "crm"


def up(settings: Settings, host: str, port: int, demo: bool) -> None:
    """Everything in one process: schema, first administrator, demo app, jobs, web."""
    require_writable(settings.data)
    with listen(host, port) as listening, closing(open_database(settings)) as database:
        schema.upgrade(database)
        seal_secrets(database)
        reactions.bind()
        password, is_new = first_administrator(database, settings)
        if is_new and demo:
            install_demo(database, settings)
        app = create_app(settings, database)
        worker = Worker(settings, database, resources(settings, app.state.snapshots), kind="up")
        worker.start()
        open_tracing(settings)
        _greet(settings, listening, password, is_new)
        try:
            _run(app, settings, listening)
        finally:
            worker.stop()
            close_tracing()


def seal_secrets(database: Database) -> int:
    """Secrets that lie open (from before there was a vault), or under an older key, are sealed with the newest one.
    → how many rows; 0 when they can't be opened, which `doctor` tells"""
    try:
        with database.transaction() as tx:
            return reseal(tx, HOLDERS)
    except Unreadable as problem:
        complain(problem.detail["zh-CN"], problem.detail["en"])
        return 0


def serve(settings: Settings, host: str, port: int) -> None:
    """The web alone; jobs are done by `dougong worker`."""
    require_writable(settings.data)
    with listen(host, port) as listening, ready_database(settings) as database:
        app = create_app(settings, database)
        presence = Presence(database, "web")
        presence.start()
        say(f"正在监听 {address(settings, listening)}", "listening")
        try:
            _run(app, settings, listening)
        finally:
            presence.stop()
            close_tracing()


def work(settings: Settings, threads: int) -> None:
    """Jobs alone, until SIGTERM or Ctrl-C; running ones go back to the queue."""
    require_writable(settings.data)
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    with ready_database(settings) as database:
        snapshots = open_snapshots(settings, database)
        worker = Worker(settings, database, resources(settings, snapshots), threads=threads)
        open_tracing(settings)
        worker.start()
        say(f"后台任务已启动（{threads} 个线程）", "jobs are being worked on")
        ending.wait()
        worker.stop()
        close_tracing()
        snapshots.save()
        snapshots.reading.close()


def first_administrator(database: Database, settings: Settings) -> tuple[str | None, bool]:
    """Makes the first administrator on a fresh database. → (the generated password or None, whether one was made)"""
    with database.snapshot() as tx:
        if has_people(tx):
            return None, False
    given = settings.admin_password.get_secret_value() if settings.admin_password else None
    if given is not None:
        passwords.require_good_password(given, email=settings.admin_email)
    password = given or passwords.generate_password()
    new = NewPerson(
        email=settings.admin_email,
        name="管理员" if settings.language == "zh-CN" else "Administrator",
        password_hash=passwords.hash_password(password),
        locale=settings.language,
        timezone=settings.timezone,
        is_admin=True,
        must_change_password=False,
    )
    with database.transaction() as tx:
        tx.lock("people")
        if has_people(tx):  # another process was quicker
            return None, False
        create_person(tx, None, new)
    return (None if given else password), True


def install_demo(database: Database, settings: Settings) -> None:
    """The CRM template with demo data. When it fails the product starts all the same, and says so."""
    if DEMO not in {item["key"] for item in templates.list_templates()["items"]}:
        return
    say("正在安装 CRM 演示应用", "installing the CRM demo app")
    with database.snapshot() as tx:
        actor = owner(tx, None)
    args = {"template": DEMO, "demo": True, "key": None, "language": settings.language}
    try:
        result = run_job(database, settings, INSTALL, args, actor)
    except (Stop, Problem) as error:
        complain("演示应用没有装好，其他功能不受影响。", f"The demo app was not installed; all else works: {error}")
        return
    say(f"已安装，{result.get('records', 0)} 条示例数据", "installed with demo data")


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, or one sentence why there is none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(1024)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise Stop(
                f"端口 {port} 已被占用，请用 --port 换一个。", f"Port {port} is in use; choose another with --port."
            ) from error
        raise Stop(
            f"无法监听 {host}:{port}。", f"Cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}."
        ) from error
    listening.setblocking(False)
    return listening


def require_writable(folder: Path) -> None:
    """Makes the data folder, or says why it can't be used."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        raise Stop(
            f"数据文件夹 {folder} 不可写：{error.strerror}。",
            f"The data folder {folder} can't be written: {error.strerror}.",
        ) from error


def address(settings: Settings, listening: socket.socket) -> str:
    """What to type into a browser."""
    if settings.public_url:
        return settings.public_url
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - shown, not bound
    return f"http://{shown}:{port}"


def _greet(settings: Settings, listening: socket.socket, password: str | None, is_new: bool) -> None:
    out.print()
    out.print(f"  斗拱 Dougong   [bold]{address(settings, listening)}[/bold]")
    if is_new:
        out.print(f"  登录 [dim]· sign in[/dim]  {settings.admin_email}")
    if password is not None:
        out.print(f"  密码 [dim]· password[/dim] [bold]{password}[/bold]")
        out.print("  [dim]密码只显示这一次，请现在记下 · shown this once: note it now[/dim]")
    out.print("  [dim]按 Ctrl-C 停止 · Ctrl-C stops it[/dim]")
    out.print()
    out.file.flush()  # into a log file or a pipe too: the password must not wait in a buffer


def _run(app: FastAPI, settings: Settings, listening: socket.socket) -> None:
    config = uvicorn.Config(
        app,
        http="httptools",
        loop="auto",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_graceful_shutdown=10,
    )
    gc.freeze()  # routes, models and statements stay as long as the process: the collector need not visit them
    # uvicorn sends itself the signal again once it has ended: that must not kill what is still to be tidied up
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    _Server(config, app, settings.drain_seconds).run(sockets=[listening])


class _Server(uvicorn.Server):
    """Ends in two steps: for some seconds it serves on while `/api/ready` says no, so that whoever stands before it
    sends nobody here any more; then it takes no new calls and answers those it has. A second signal skips the first."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, drain_seconds: float) -> None:
        super().__init__(config)
        self._app = app
        self._drain_seconds = drain_seconds

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        first, self._app.state.draining = not self._app.state.draining, True
        if first and self._drain_seconds:
            timer = threading.Timer(self._drain_seconds, super().handle_exit, (sig, frame))
            timer.daemon = True
            timer.start()
        else:
            super().handle_exit(sig, frame)
