"""K9: a second host for `scripts/chaos product`, and the cable between both.

The suite moves to a network of its own (a network namespace), where PostgreSQL, Redis and most of the product live; one
web process and one worker live in a second namespace. Both hang on one bridge: a host is cut off by taking its port
from the bridge, so that packets vanish without a word, as when a switch dies.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

OURS, OTHERS = "10.231.0.1", "10.231.0.2"
NETWORK = "10.231.0.0/24"
_CLONE_NEWNET = 0x40000000
_PORT, _BRIDGE = "host2", "switch"


@dataclass(frozen=True)
class SecondHost:
    """`pid`: a process whose network is that of the host."""

    pid: int

    def cut_off(self, seconds: float) -> None:
        """For so long nothing goes to the host or comes from it."""
        _ip("link", "set", _PORT, "nomaster")
        try:
            time.sleep(seconds)
        finally:
            _ip("link", "set", _PORT, "master", _BRIDGE)


def why_not() -> str:
    """Why there can be no second host here; empty when there can."""
    if os.geteuid() != 0:
        return "only root may make network namespaces"
    missing = [each for each in ("ip", "nsenter", "unshare") if shutil.which(each) is None]
    if missing:
        return f"these programs are not here: {', '.join(missing)}"
    tried = subprocess.run(
        ["unshare", "-n", "ip", "link", "add", _BRIDGE, "type", "bridge"], capture_output=True, text=True, check=False
    )
    return tried.stderr.strip()


@contextmanager
def second_host() -> Iterator[SecondHost]:
    """Moves this process (the threads it starts and its children) to a network of its own, with a second host."""
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "no network of one's own")
    _ip("link", "set", "lo", "up")
    _ip("link", "add", _BRIDGE, "type", "bridge")
    _ip("addr", "add", f"{OURS}/24", "dev", _BRIDGE)
    _ip("link", "set", _BRIDGE, "up")
    there = subprocess.Popen(["unshare", "-n", "sleep", "infinity"])
    try:
        _wait_for_its_own(there.pid)
        _ip("link", "add", _PORT, "type", "veth", "peer", "name", "cable")
        _ip("link", "set", "cable", "netns", str(there.pid))
        _ip("link", "set", _PORT, "master", _BRIDGE)
        _ip("link", "set", _PORT, "up")
        inside = ("nsenter", "-t", str(there.pid), "-n")
        _ip("addr", "add", f"{OTHERS}/24", "dev", "cable", before=inside)
        for name in ("cable", "lo"):
            _ip("link", "set", name, "up", before=inside)
        yield SecondHost(there.pid)
    finally:
        there.kill()
        there.wait()


def _wait_for_its_own(pid: int) -> None:
    ours = Path("/proc/thread-self/ns/net").readlink()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}/ns/net").readlink() == ours:
        assert time.monotonic() < deadline, "the second host has no network of its own"
        time.sleep(0.02)


def _ip(*arguments: str, before: tuple[str, ...] = ()) -> None:
    subprocess.run([*before, "ip", *arguments], check=True)
