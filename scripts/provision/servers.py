"""Throw-away servers: a private folder, a free port, a guard; shared by all processes of one test session.

A *session* is a name. Whoever asks first starts the server, everybody else of the session gets the same URL.
"""

import fcntl
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .errors import Trouble
from .guard import LOCK
from .places import is_root

PREFIX = "dougong-tests-"
GUARD = Path(__file__).with_name("guard.py")
START_SECONDS = 60.0
ABANDONED_SECONDS = 600.0


@dataclass(frozen=True)
class Session:
    """One test run: its name, and the process with whose end its servers end."""

    name: str
    owner: int

    @property
    def folder(self) -> Path:
        return _ground() / f"{PREFIX}{os.geteuid()}-{self.name}"


@dataclass(frozen=True)
class Launch:
    """How to start one server: its command, the user it runs as, the signal that stops it, how to know it is up."""

    command: Sequence[str]
    url: str
    ready: Callable[[], bool]
    stop: signal.Signals
    environment: dict[str, str]
    drop_rights: bool


def shared(session: Session, name: str, prepare: Callable[[Path, int], Launch]) -> str:
    """The URL of the session's server of this name; starts it when nobody has. `prepare(folder, port)` says how."""
    _sweep()
    session.folder.mkdir(mode=0o755, exist_ok=True)
    session.folder.chmod(0o755)
    with (session.folder / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        address = session.folder / f"{name}.url"
        if address.is_file():
            return address.read_text()
        url = _start(session, name, prepare)
        address.write_text(url)
        return url


def end(session: Session) -> None:
    """Stops the servers of a session and waits until their folders are gone."""
    for record in session.folder.glob("*.guard"):
        with suppress(ProcessLookupError, FileNotFoundError, ValueError):
            os.kill(int(record.read_text()), signal.SIGTERM)
    deadline = time.monotonic() + 20
    while session.folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    shutil.rmtree(session.folder, ignore_errors=True)


def unprivileged() -> pwd.struct_passwd | None:
    """The user to run as when we are root: PostgreSQL refuses root."""
    return pwd.getpwnam("nobody") if is_root() else None


def run_unprivileged(command: Sequence[str], environment: dict[str, str]) -> None:
    user = unprivileged()
    done = subprocess.run(
        command,
        env=environment,
        cwd="/",
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Trouble(f"{command[0]} 运行失败。", f"{command[0]} failed.", done.stdout)


def readable_by_all(path: Path) -> bool:
    """True when an unprivileged user can walk to `path` and read it."""
    return all(place.stat().st_mode & 0o005 == 0o005 for place in [path, *path.parents] if place.is_dir())


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.5):
        return True
    return False


def _ground() -> Path:
    """A folder for temporary files that an unprivileged user can reach, too."""
    wished = Path(tempfile.gettempdir())
    return wished if not is_root() or readable_by_all(wished) else Path("/tmp")  # noqa: S108 - private folders below


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _start(session: Session, name: str, prepare: Callable[[Path, int], Launch]) -> str:
    folder = session.folder / name
    folder.mkdir(mode=0o755)
    try:
        launch = prepare(folder, _free_port())
        user = unprivileged() if launch.drop_rights else None
        order = {
            "owner": session.owner,
            "folder": str(folder),
            "command": [str(part) for part in launch.command],
            "uid": user.pw_uid if user else None,
            "gid": user.pw_gid if user else None,
            "stop": int(launch.stop),
            "environment": launch.environment,
        }
        guard = subprocess.Popen(
            [sys.executable, str(GUARD), json.dumps(order)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,  # a Ctrl-C in the terminal is for the owner, not for the server
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    (session.folder / f"{name}.guard").write_text(str(guard.pid))
    _wait(name, folder, guard, launch)
    guard.returncode = 0  # it outlives this call on purpose: nobody waits for it here
    return launch.url


def _wait(name: str, folder: Path, guard: subprocess.Popen[bytes], launch: Launch) -> None:
    deadline = time.monotonic() + START_SECONDS
    log = folder / "log"
    said = ""
    while time.monotonic() < deadline:
        if guard.poll() is not None:
            break
        if launch.ready():
            return
        with suppress(OSError):
            said = log.read_text(errors="replace")
        time.sleep(0.03)
    with suppress(ProcessLookupError):
        guard.terminate()
    raise Trouble(f"测试用的 {name} 没有启动。", f"The throw-away {name} for the tests did not start.", said[-3000:])


def _sweep() -> None:
    """Removes what killed guards left behind: folders whose lock nobody holds any more."""
    for session in _ground().glob(f"{PREFIX}{os.geteuid()}-*"):
        with suppress(OSError):
            if time.time() - session.stat().st_mtime > ABANDONED_SECONDS and not _guarded(session):
                shutil.rmtree(session, ignore_errors=True)


def _guarded(session: Path) -> bool:
    for lock in session.glob(f"*/{LOCK}"):
        with lock.open("a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
    return False
