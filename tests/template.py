"""Workers of pytest-xdist are forked from a template that has imported everything.

Usually each is a new interpreter and imports pytest, the product with its libraries and every module with tests: 14 s
of CPU before its first test. Here pytest's first process forks a template, which does so once; xdist is told to start
`tests/worker.py` instead of an interpreter.
"""

import gc
import importlib
import logging
import multiprocessing.forkserver
import os
import shlex
import signal
import socket
import sys
import traceback
import types
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import pytest

from scripts.provision.processes import die_with_parent

WORKER = Path(__file__).with_name("worker.py")
_HARMLESS = ("jemalloc", "polars-ooc")


def fork_workers(config: pytest.Config, specs: Sequence[Any]) -> None:
    """From here on xdist's workers come from a template. Elsewhere than on Linux they stay what they were."""
    if sys.platform != "linux":
        return
    address = f"dougong-tests-{os.getpid()}-{os.urandom(4).hex()}"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"\0{address}")
    listener.listen()
    if os.fork() == 0:
        _serve(listener, [*_modules(config)])
    listener.close()
    for spec in specs:
        spec.python = shlex.join([sys.executable, "-S", "-I", str(WORKER), address])


def _modules(config: pytest.Config) -> Iterator[str]:
    """Names of the modules that are going to be collected."""
    for argument in config.args:
        place = config.invocation_params.dir / argument.split("::")[0]
        for file in sorted(place.rglob("test_*.py")) if place.is_dir() else [place]:
            yield ".".join(file.relative_to(config.rootpath).with_suffix("").parts)


def _serve(listener: socket.socket, modules: list[str]) -> NoReturn:
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # a worker's own pytest tells where its logs go
    logging.getLogger().handlers.clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for module in modules:
            # whoever collects it meets the same, and tells
            with suppress(BaseException):
                importlib.import_module(module)
            _refuse_threads(module)
    if (product := sys.modules.get("dougong.app")) is not None:
        product.described()  # reads the signatures of all routes, which the first test of each worker would do
    if "tests.processes" in sys.modules:
        _start_forkserver()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    while True:
        connection, _ = listener.accept()
        _, pipes, _, _ = socket.recv_fds(connection, 1, 3)
        if os.fork() == 0:
            listener.close()
            _become_worker(pipes)
        connection.close()
        for pipe in pipes:
            os.close(pipe)


def _refuse_threads(module: str) -> None:
    """Threads don't live on in a fork: whoever waits for one there waits for ever. What polars keeps for itself isn't
    waited for; its pool begins with the first question."""
    names = {thread.read_text().strip() for thread in Path("/proc/self/task").glob("*/comm")}
    threads = {name for name in names if not name.startswith(_HARMLESS)} - {Path("/proc/self/comm").read_text().strip()}
    if threads:
        sys.stderr.write(f"{module} starts threads when it is imported ({', '.join(sorted(threads))}): do that later\n")
        sys.stderr.flush()
        os._exit(1)


def _start_forkserver() -> None:
    """One for all workers: what they kill is forked from it, see `tests/processes.py`."""
    server = multiprocessing.forkserver._forkserver
    server.ensure_running()
    server.ensure_running = lambda: None  # it would ask its own child; to a worker it is nobody's


def _become_worker(pipes: list[int]) -> NoReturn:
    """In the fork: what `python -u -c …` does, which is what execnet wants to start."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, pipe in enumerate(pipes):
        os.dup2(pipe, number)
        os.close(pipe)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode, 1, closefd=False) for number, mode in enumerate("rww"))
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        exec(eval(sys.stdin.readline()), main.__dict__)  # noqa: S102, S307 - execnet's own words to a worker
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
