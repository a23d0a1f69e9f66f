"""Untrusted files are parsed in a disposable child process with hard limits (design §10.5).

`run_limited("dougong.apps.package_reader:read_zip", ["/tmp/x.zip"], …)` has a child forked from a clean template
(`dougong.kit.childserver`), which limits its CPU time, memory, open files and file sizes, cuts itself off from the
network and from starting programs, calls the function with the given arguments and hands back its result. Arguments and
result are JSON; files are passed by path. A `Problem` raised by the function is raised here; any other end (crash,
limit, time) becomes `ChildFailed`. Linux and macOS.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any

import orjson

from dougong.kit import errors
from dougong.kit.errors import FieldError, Invalid, Problem, say

_GRACE_SECONDS = 30
"""How much longer than the wall time we wait: on a busy machine the template may still be importing."""


_NO_ANSWER = 255


class ChildFailed(Invalid):
    """The child did not answer. `code`: `child_timeout`, `child_memory`, `child_died`. The file is to blame, so 422."""

    default_code = "child_died"
    title = say("文件无法处理", "The file can't be processed")


def run_limited(
    func_path: str, args: Sequence[Any], *, cpu_s: int = 20, memory_mb: int = 512, wall_s: float = 60, file_mb: int = 0
) -> Any:
    """Calls `module:function` with `args` in a limited child and gives back its result.

    `memory_mb` limits the address space beyond what the interpreter has at the start; `file_mb` is the largest file the
    child may write (0: none). Raises the function's own `Problem`, or `ChildFailed`.
    """
    request = orjson.dumps(
        {
            "func": func_path,
            "args": list(args),
            "cpu": cpu_s,
            "memory": memory_mb << 20,
            "file": file_mb << 20,
            "wall": wall_s,
        }
    )
    head, _, said = _ask(request, wall_s + _GRACE_SECONDS).partition(b"\n")
    code = orjson.loads(head)["exit"] if head else _NO_ANSWER
    if code != 0 or not said:
        raise _died(code)
    answer = orjson.loads(said)
    if "problem" in answer:
        raise _problem(answer["problem"])
    if answer.get("memory"):
        raise _too_big()
    return answer["result"]


class Template:
    """This process's template of children, started when first needed and again when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def line(self) -> socket.socket:
        """One end of a new line, whose other end is with the template."""
        here, there = socket.socketpair()
        with there, self._lock:
            try:
                socket.send_fds(self._running(), [b"!"], [there.fileno()])
            except OSError:  # it had rested and ended
                self._end()
                socket.send_fds(self._running(), [b"!"], [there.fileno()])
        return here

    def _running(self) -> socket.socket:
        if self._control is None or self._owner != os.getpid():
            self._control, there = socket.socketpair()
            self._owner = os.getpid()
            with there:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "dougong.kit.childserver"],
                    stdin=there.fileno(),
                    env=_environment(),
                    start_new_session=True,  # Ctrl-C is for us; it ends when we do
                )
        return self._control

    @property
    def pid(self) -> int | None:
        """The process that is forked from, when there is one."""
        return self._process.pid if self._process else None

    def end(self) -> None:
        """Ends it; the next call of a child starts another."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None and self._owner == os.getpid():
            self._process.wait()
        self._control = self._process = None


TEMPLATE = Template()
atexit.register(TEMPLATE.end)


def _ask(request: bytes, patience: float) -> bytes:
    """What the supervisor says, or nothing. A template that ended just as it was asked is asked anew."""
    for _ in range(2):
        with TEMPLATE.line() as line, contextlib.suppress(OSError):
            line.settimeout(patience)
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            parts = []
            while part := line.recv(1 << 16):
                parts.append(part)
            if parts:
                return b"".join(parts)
    return b""


def _environment() -> dict[str, str]:
    """Only what an interpreter needs: no secrets of ours reach the child."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "TMPDIR", "HOME")}
    return kept | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}


def _too_slow() -> ChildFailed:
    return ChildFailed(
        say("文件处理超时，请检查文件内容。", "The file took too long to process; please check it."), "child_timeout"
    )


def _too_big() -> ChildFailed:
    return ChildFailed(say("文件展开后过大，无法处理。", "The file is too large once unpacked."), "child_memory")


def _died(code: int) -> ChildFailed:
    if code == -signal.SIGXCPU:
        return _too_slow()
    if code == -signal.SIGKILL:
        return _too_big()
    return ChildFailed(
        say("文件已损坏或格式不受支持。", "The file is damaged or of an unsupported format."),
        extra={"exit": code},
    )


def _problem(document: dict[str, Any]) -> Problem:
    kind: type[Problem] = getattr(errors, document["kind"], Invalid)
    return kind(
        document["detail"],
        document["code"],
        [FieldError(e["field"], e["code"], e["message"], tuple(e["path"])) for e in document["errors"]],
    )
