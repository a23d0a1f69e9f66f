"""Untrusted files are parsed in a disposable child process with hard limits (design §10.5).

`run_limited("dougong.apps.package_reader:read_zip", ["/tmp/x.zip"], …)` starts a fresh interpreter, limits its CPU
time, memory, open files and file sizes, cuts it off from the network and from starting programs, calls the function
with the given arguments and hands back its result. Arguments and result are JSON; files are passed by path. A `Problem`
raised by the function is raised here; any other end (crash, limit, time) becomes `ChildFailed`. Linux and macOS.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from dougong.kit import errors
from dougong.kit.errors import FieldError, Invalid, Problem, say

_FORBIDDEN = ("socket.connect", "socket.bind", "socket.sendto", "subprocess.", "os.exec", "os.system", "os.posix_spawn")
_FORBIDDEN_EXACT = frozenset({"os.fork", "os.forkpty", "os.kill", "pty.spawn"})
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


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
        {"func": func_path, "args": list(args), "cpu": cpu_s, "memory": memory_mb << 20, "file": file_mb << 20}
    )
    try:
        done = subprocess.run(
            [sys.executable, "-m", "dougong.kit.childproc"],
            input=request,
            capture_output=True,
            timeout=wall_s,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired as late:
        raise _too_slow() from late
    if done.returncode != 0 or not done.stdout:
        raise _died(done.returncode, done.stderr[-2000:].decode(errors="replace"))
    answer = orjson.loads(done.stdout)
    if "problem" in answer:
        raise _problem(answer["problem"])
    if answer.get("memory"):
        raise _too_big()
    return answer["result"]


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


def _died(code: int, stderr: str) -> ChildFailed:
    if code == -24:  # SIGXCPU
        return _too_slow()
    if "MemoryError" in stderr or code == -9:
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


def _main() -> None:
    request = orjson.loads(sys.stdin.buffer.read())
    # What the function prints must not mix with the answer: the real stdout is kept aside.
    answer_fd = os.dup(1)
    os.dup2(2, 1)
    module, _, name = request["func"].partition(":")
    function = getattr(importlib.import_module(module), name)
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
    _main()
