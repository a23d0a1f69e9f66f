"""Processes that tests start, and kill: each is forked from a clean template that has imported the product already.

Starting an interpreter and importing everything takes seconds of CPU, a fork some milliseconds, and a process that is
killed is as dead either way. The real `dougong` program is started by the trips and by the tests of `scripts/run`.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import TextIO

TEMPLATE = multiprocessing.get_context("forkserver")
TEMPLATE.set_forkserver_preload(
    ["dougong.cli", "dougong.worker", "tests.dougong.flows.chaos_processes", "tests.dougong.operations.scale_job"]
)
PATIENCE = 90.0
"""Seconds: on a busy machine everything takes its time."""


def start(function: Callable[..., object], *arguments: object) -> ForkServerProcess:
    """`function(*arguments)` in a process of its own; the function belongs to a module, the arguments are pickled."""
    process = TEMPLATE.Process(target=function, args=arguments, daemon=True)
    process.start()
    return process


def exit_code(process: ForkServerProcess) -> int:
    """Waits for its end: its exit code, or the signal that killed it, negative."""
    process.join(PATIENCE)
    assert process.exitcode is not None, "it does not end"
    return process.exitcode


def until_the_test_ends() -> None:
    """In such a process: waits as long as there is somebody it works for."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()


@contextmanager
def heard(function: Callable[..., object], *arguments: object) -> Iterator[tuple[ForkServerProcess, TextIO]]:
    """As `start`, with what the process prints. Afterwards it is interrupted, as by Ctrl-C."""
    ours, theirs = TEMPLATE.Pipe(duplex=False)
    process = start(_print_into, theirs, function, arguments)
    theirs.close()
    with os.fdopen(os.dup(ours.fileno()), encoding="utf-8") as said:
        ours.close()
        try:
            yield process, said
        finally:
            if process.pid is not None and process.is_alive():
                os.kill(process.pid, signal.SIGINT)
            exit_code(process)


def _print_into(pipe: Connection, function: Callable[..., object], arguments: tuple[object, ...]) -> None:
    for standard in (1, 2):
        os.dup2(pipe.fileno(), standard)
    pipe.close()
    with open(1, "w", encoding="utf-8", buffering=1, closefd=False) as out:
        sys.stdout = sys.stderr = out
        function(*arguments)
