"""Child processes that do not outlive us: a group of their own, ended with us in whatever way we end."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
PATIENCE_SECONDS = 15.0
_LIBC = ctypes.CDLL(None)


def die_with_parent() -> None:
    """The kernel ends this process when its parent ends, in whatever way."""
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def running_group(
    command: Sequence[str], cwd: Path, environment: Mapping[str, str], output: IO[bytes] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A command in its own process group, output to the terminal or a file; it ends with us, however we do."""
    child = subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        process_group=0,
        preexec_fn=die_with_parent,
    )
    try:
        yield child
    finally:
        _end_group(child)


def run_group(command: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> int:
    """As `running_group`, to its end. → its exit code"""
    with running_group(command, cwd, environment) as child:
        return child.wait()


def _end_group(child: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        if child.poll() is not None:
            break
        with suppress(ProcessLookupError):
            os.killpg(child.pid, number)
        with suppress(subprocess.TimeoutExpired):
            child.wait(PATIENCE_SECONDS)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)  # what it left behind
