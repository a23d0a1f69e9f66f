"""The template of limited children: a clean process that has the modules loaded and forks one child per request.

Starting an interpreter and importing what reads a package takes a second of CPU; a fork takes some milliseconds. The
template never touches untrusted data: it imports our own modules and forks. Three processes a request:

    template ── fork ──> supervisor ── fork ──> worker
    imports              waits, kills at the    limits itself, calls the function,
                         wall time, tells       writes the answer into a pipe
                         how it ended

Started by `dougong.kit.childproc` with a control socket as standard input; each message on it carries one end of a
socket pair, over which one request comes and one answer goes. The template ends with its parent or when it rested.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
import importlib
import os
import resource
import select
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

import orjson

from dougong.kit.errors import Problem

REST_SECONDS = 300
_REQUEST_SECONDS = 10
_FORBIDDEN = ("socket.connect", "socket.bind", "socket.sendto", "subprocess.", "os.exec", "os.system", "os.posix_spawn")
_FORBIDDEN_EXACT = frozenset({"os.fork", "os.forkpty", "os.kill", "pty.spawn"})
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_TIMED_OUT = -int(signal.SIGXCPU)


def main() -> None:
    """Serves requests one after the other until the parent is gone or nothing came for a while."""
    gc.disable()  # what is imported stays, and memory that isn't looked through is shared with the children
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for supervisors
    control = socket.socket(fileno=os.dup(0))
    control.settimeout(REST_SECONDS)
    while True:
        try:
            message, handles, _, _ = socket.recv_fds(control, 1, 1)
        except TimeoutError:
            return
        if not message:
            return
        with socket.socket(fileno=handles[0]) as line:
            _fork_for(line)


def _fork_for(line: socket.socket) -> None:
    try:
        request = orjson.loads(_read_all(line))
    except (TimeoutError, orjson.JSONDecodeError):
        return  # the one who asked is gone
    with contextlib.suppress(Exception):  # told by the child, which tries again
        _load(request["func"].partition(":")[0])
    if os.fork() == 0:
        try:
            _supervise(line, request)
        finally:
            os._exit(0)


@functools.cache
def _load(module: str) -> None:
    """Imports the module. What it makes once and keeps (its `prepare_child`) is made here, for all children."""
    prepare = getattr(importlib.import_module(module), "prepare_child", None)
    if prepare is not None:
        prepare()


def _read_all(line: socket.socket) -> bytes:
    line.settimeout(_REQUEST_SECONDS)
    parts = []
    while part := line.recv(1 << 16):
        parts.append(part)
    line.settimeout(None)
    return b"".join(parts)


def _supervise(line: socket.socket, request: dict[str, Any]) -> None:
    """Waits for the worker and sends `{"exit": code}`, a line end, and what the worker wrote."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    reading, writing = os.pipe()
    worker = os.fork()
    if worker == 0:
        _work(writing, request)
    os.close(writing)
    answer, in_time = _read_until(reading, time.monotonic() + request["wall"])
    if not in_time:
        os.kill(worker, signal.SIGKILL)
    _, status = os.waitpid(worker, 0)
    code = os.waitstatus_to_exitcode(status) if in_time else _TIMED_OUT
    with contextlib.suppress(OSError):  # the one who asked is gone
        line.sendall(orjson.dumps({"exit": code}) + b"\n" + answer)


def _read_until(reading: int, deadline: float) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([reading], [], [], left)[0]:
            continue
        part = os.read(reading, 1 << 16)
        if not part:
            return b"".join(parts), True
        parts.append(part)
    return b"", False


def _work(answer_fd: int, request: dict[str, Any]) -> None:
    """In the worker: from here on nothing is trusted. Never returns."""
    code = 1
    try:
        _close_all_but(answer_fd)
        _answer(answer_fd, request)
        code = 0
    finally:
        os._exit(code)


def _close_all_but(kept: int) -> None:
    """Neither the socket of the one who asked nor the control socket reaches the function; what it prints is lost."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.closerange(3, kept)
    os.closerange(kept + 1, max(nothing, kept) + 256)


def _answer(answer_fd: int, request: dict[str, Any]) -> None:
    module, _, name = request["func"].partition(":")
    function = getattr(importlib.import_module(module), name)
    gc.freeze()
    gc.enable()
    _cut_network()
    _limit(request["cpu"], request["memory"], request["file"])
    sys.addaudithook(_refuse)
    try:
        answer: dict[str, Any] = {"result": function(*request["args"])}
    except Problem as problem:
        answer = {"problem": _document(problem)}
    except MemoryError:
        answer = {"memory": True}
    with os.fdopen(answer_fd, "wb") as out:
        out.write(orjson.dumps(answer))


def _limit(cpu_s: int, memory: int, file_size: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS does not enforce RLIMIT_AS
        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + memory, used + memory))


def _cut_network() -> None:
    """An empty network namespace where the kernel allows it; the audit hook below holds everywhere."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _refuse(event: str, _args: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN_EXACT or event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not allowed here")


def _document(problem: Problem) -> dict[str, Any]:
    return {
        "kind": type(problem).__name__,
        "detail": dict(problem.detail),
        "code": problem.code,
        "errors": [
            {"field": e.field, "code": e.code, "message": dict(e.message), "path": list(e.path)} for e in problem.errors
        ],
    }


if __name__ == "__main__":
    main()
