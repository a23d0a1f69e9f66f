"""Where things are in a checkout, and one lock so that two commands never prepare the same checkout at once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import disk_full, unusable

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
FRONTEND = ROOT / "frontend"
VAR = ROOT / "var"


def is_root() -> bool:
    return os.geteuid() == 0


def site_packages() -> Path:
    """The folder of installed packages; found without starting Python."""
    found = sorted(VENV.glob("lib/python3.*/site-packages"))
    return found[-1] if found else VENV / "lib"


def make_folder(folder: Path) -> Path:
    """Creates a folder; a full disk or a read-only place becomes a sentence."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unusable(str(folder), error) from error
    return folder


def check_space(folder: Path, megabytes: int) -> None:
    """Refuses early when the disk of `folder` has less than `megabytes` left."""
    status = os.statvfs(folder)
    if status.f_bavail * status.f_frsize < megabytes * 1024 * 1024:
        raise disk_full(str(folder))


@contextmanager
def preparing() -> Iterator[None]:
    """Held while `.venv` or `frontend/` changes; a second command waits here instead of breaking the first."""
    lock = make_folder(VAR) / "prepare.lock"
    try:
        handle = lock.open("a")
    except OSError as error:
        raise unusable(str(lock), error) from error
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def tool_environment() -> dict[str, str]:
    """The environment for pip, uv and npm: caches go to `var/cache` when there is no writable home."""
    environment = dict(os.environ)
    home = Path(environment.get("HOME") or "/nonexistent")
    if not (home.is_dir() and os.access(home, os.W_OK)):
        cache = VAR / "cache"
        environment["UV_CACHE_DIR"] = str(cache / "uv")
        environment["PIP_CACHE_DIR"] = str(cache / "pip")
        environment["npm_config_cache"] = str(cache / "npm")
        environment["HOME"] = str(make_folder(cache / "home"))
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    environment.pop("VIRTUAL_ENV", None)
    return environment
