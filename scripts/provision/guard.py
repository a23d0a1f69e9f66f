"""Keeps one throw-away server alive exactly as long as its owner lives. Started as a process of its own.

The owner (`scripts/test` or pytest) may end in any way, SIGKILL included: the guard watches it through a pidfd,
then stops the server and removes its folder. Should the guard itself be killed, the kernel signals the server
(PR_SET_PDEATHSIG) and the folder is swept by the next start, which finds its lock free.

argv[1] is JSON: {"owner": pid, "folder": path, "command": [...], "uid": int|null, "gid": int|null,
"stop": signal number, "environment": {...}}. The log is `<folder>/log`.
"""

import ctypes
import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOOK_EVERY_SECONDS = 0.2
PATIENCE_SECONDS = 5.0
LOCK = "guard.lock"


class Owner:
    """Tells whether a process still lives; by pidfd, or by signal 0 where the kernel has no pidfd."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.handle: int | None = None
        with suppress(OSError):
            self.handle = os.pidfd_open(pid)

    def gone(self) -> bool:
        if self.handle is not None:
            return bool(select.select([self.handle], [], [], 0)[0])
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        return False


def main() -> None:
    order = json.loads(sys.argv[1])
    folder = Path(order["folder"])
    stopping = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    owner = Owner(order["owner"])
    libc = ctypes.CDLL(None)
    with (folder / LOCK).open("w") as lock, (folder / "log").open("wb") as log:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = subprocess.Popen(
            order["command"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=order["environment"],
            user=order["uid"],
            group=order["gid"],
            extra_groups=None if order["uid"] is None else [],
            # After the change of user, which would clear it. This process has one thread, so it is safe here.
            preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, order["stop"]),
        )
        wake = select.poll()
        while not stopping and server.poll() is None and not owner.gone():
            wake.poll(LOOK_EVERY_SECONDS * 1000)
        end(server, order["stop"])
        shutil.rmtree(folder, ignore_errors=True)
    for leftover in folder.parent.glob(f"{folder.name}.*"):
        leftover.unlink(missing_ok=True)
    with suppress(OSError):  # others of the same session may still use it
        folder.parent.rmdir()


def end(server: subprocess.Popen[bytes], first: int) -> None:
    """Asks politely, then less so."""
    for number in (first, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is not None:
            return
        server.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            server.wait(PATIENCE_SECONDS)


if __name__ == "__main__":
    main()
