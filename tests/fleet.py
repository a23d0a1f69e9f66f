"""The product as many processes: `dougong serve` and `dougong worker`, as an operator starts them, on one database.

Each is the real command, forked from the template of `tests.processes`. They are killed, stopped and started again by
name: `fleet.serve("web1")`, `fleet.kill("web1")`.
"""

from __future__ import annotations

import ctypes
import http.client
import json
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from dougong import paths
from dougong.cli import main
from dougong.kit import failpoint, lease, presence, runner
from dougong.kit.clock import system_clock
from dougong.kit.db import Database
from tests.processes import PATIENCE, exit_code, heard

Answer = tuple[int, Any]
CLOCK_AHEAD = "FLEET_CLOCK_AHEAD"
"""Seconds by which the clock of a process is wrong."""
MIGRATIONS = "FLEET_MIGRATIONS"
"""The folder of schema versions that a process has instead of ours: it is another version of the program."""
NETWORK_OF = "FLEET_NETWORK_OF"
"""The process on whose network a process runs: it is on another host."""
_NETWORK = 0x40000000


def command(arguments: tuple[str, ...], given: Mapping[str, str], quick: float) -> None:
    """`dougong …` in this process. `quick` > 0: leases and heartbeats run out after so many seconds."""
    for key in [key for key in os.environ if key.startswith("DOUGONG_")]:
        del os.environ[key]
    os.environ.update({"COLUMNS": "200", **given})
    failpoint.activate(given.get(failpoint.VARIABLE, ""))  # the template has read the environment long ago
    if MIGRATIONS in given:
        paths.migrations = lambda: Path(given[MIGRATIONS])
    if NETWORK_OF in given:
        _move_to(given[NETWORK_OF])
    ahead = timedelta(seconds=float(given.get(CLOCK_AHEAD, 0)))
    if ahead:
        defaults = Database.__init__.__kwdefaults__
        assert defaults is not None and defaults["clock"] is system_clock
        defaults["clock"] = lambda: system_clock() + ahead
    if quick:
        lease.TERM = timedelta(seconds=quick)
        runner.LOST_AFTER = runner.WAKE_AGAIN_AFTER = timedelta(seconds=quick)
        runner.HEARTBEAT_EVERY = quick / 4
        presence.EVERY = quick / 4
    sys.argv = ["dougong", *arguments]
    main()


def _move_to(network_of: str) -> None:
    with Path(f"/proc/{network_of}/ns/net").open() as network:
        if ctypes.CDLL(None, use_errno=True).setns(network.fileno(), _NETWORK):
            raise OSError(ctypes.get_errno(), "this network can't be entered")


@dataclass
class Running:
    """One process: what it is called, where it listens (a worker nowhere)."""

    process: ForkServerProcess
    address: str = ""
    said: list[str] = field(default_factory=list)

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid


@dataclass
class Fleet:
    """Processes by name, with the environment they all get."""

    environment: dict[str, str]
    cookie: str
    quick: float = 2.0
    running: dict[str, Running] = field(default_factory=dict)
    _ending: ExitStack = field(default_factory=ExitStack)

    def serve(self, name: str, port: int = 0, host: str = "127.0.0.1", **more: str) -> Running:
        return self._start(name, ("serve", "--host", host, "--port", str(port)), more)

    def work(self, name: str, **more: str) -> Running:
        return self._start(name, ("worker", "--threads", "2"), more)

    def signal(self, name: str, number: int) -> Running:
        found = self.running[name]
        os.kill(found.pid, number)
        return found

    def kill(self, name: str) -> None:
        """SIGKILL, and gone."""
        self.signal(name, signal.SIGKILL).process.join(PATIENCE)

    def end(self, name: str) -> int:
        """SIGTERM. → its exit code"""
        return exit_code(self.signal(name, signal.SIGTERM).process)

    def ask(self, name: str, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """One request with the session's cookie, on a connection of its own."""
        connection = http.client.HTTPConnection(self.running[name].address, timeout=20)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), self.headers() | headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        return answer.status, json.loads(text) if text else None

    def headers(self) -> dict[str, str]:
        return {"cookie": self.cookie, "sec-fetch-site": "same-origin", "content-type": "application/json"}

    def close(self) -> None:
        for each in self.running.values():
            if each.process.is_alive():
                each.process.kill()
        self._ending.close()

    def _start(self, name: str, arguments: tuple[str, ...], more: Mapping[str, str]) -> Running:
        process, out = self._ending.enter_context(heard(command, arguments, self.environment | dict(more), self.quick))
        made = self.running[name] = Running(process)
        while not any(sign in line for line in made.said for sign in ("listening", "worked on")):
            line = out.readline()
            assert line, f"{name} ended: {''.join(made.said)}"
            made.said.append(line)
        found = re.search(r"http://([\d.]+:\d+)", made.said[-1])
        made.address = found[1] if found else ""
        threading.Thread(target=made.said.extend, args=(out,), daemon=True).start()
        return made


class Stream:
    """Server-sent events of one address, heard in a thread."""

    def __init__(self, fleet: Fleet, name: str, path: str) -> None:
        self.events: list[dict[str, Any]] = []
        self._connection = http.client.HTTPConnection(fleet.running[name].address, timeout=60)
        self._connection.request("GET", path, headers=fleet.headers())
        self._answer = self._connection.getresponse()
        assert self._answer.status == 200, self._answer.read()
        self._thread = threading.Thread(target=self._hear, daemon=True)
        self._thread.start()

    def _hear(self) -> None:
        try:
            for line in self._answer:
                if line.startswith(b"data: {"):
                    self.events.append(json.loads(line[6:]))
        except (OSError, http.client.HTTPException):
            pass  # whoever told it has been killed
        self._answer.close()
        self._connection.close()

    def ended(self, seconds: float) -> bool:
        self._thread.join(seconds)
        return not self._thread.is_alive()


def until(what: Any, seconds: float = PATIENCE, every: float = 0.05) -> float:
    """Waits until `what()` is true. → after how many seconds"""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        time.sleep(every)
    return time.monotonic() - began


@contextmanager
def fleet_of(environment: Mapping[str, str], cookie: str, quick: float = 2.0) -> Iterator[Fleet]:
    made = Fleet(dict(environment), cookie, quick)
    try:
        yield made
    finally:
        made.close()
