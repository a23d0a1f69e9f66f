"""What happens around the product while `scripts/chaos product` runs: a disk that is full, power that fails while
SQLite writes, a backup under load that is restored elsewhere."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tests.fleet import command
from tests.processes import exit_code, start

DISK = "800m"
_FRAME_HEADER, _WAL_HEADER = 24, 32
_WRITTEN_AT, _COPIED_AT = 16, 128
"""Places in the `-shm` file: the last frame that is committed, the last one a checkpoint may have begun to copy."""


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Mounts one of `DISK` bytes on the folder, where that is permitted. → whether it is"""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "tmpfs", str(folder)], capture_output=True, check=False
    )
    is_small = mounted.returncode == 0
    try:
        yield is_small
    finally:
        if is_small:
            subprocess.run(["umount", "-l", str(folder)], check=False)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Inside, not a byte is left."""
    ballast = folder / "ballast"
    with ballast.open("wb") as file, suppress(OSError):
        while True:
            left = shutil.disk_usage(folder).free
            os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), max(left, 4096))
            file.seek(0, os.SEEK_END)
    try:
        yield
    finally:
        ballast.unlink()


def torn_copy(database: Path, pids: Iterable[int], place: Path, chance: random.Random) -> Path:
    """The files as the power leaves them that fails now: what was not yet synced is cut off, or is noise. All
    processes stand still while they are copied; what a checkpoint may have copied already was synced before."""
    halted = [pid for pid in pids if _signal(pid, signal.SIGSTOP)]
    try:
        place.mkdir(exist_ok=True)
        copies = {}
        for end in ("", "-wal", "-shm"):
            source = database.with_name(database.name + end)
            copies[end] = source.read_bytes() if source.exists() else b""
    finally:
        for pid in halted:
            _signal(pid, signal.SIGCONT)
    main, log, index = copies.values()
    copy = place / "torn.db"
    copy.write_bytes(main)
    copy.with_name("torn.db-wal").write_bytes(_cut(main, log, index, chance))
    return copy


def _cut(main: bytes, log: bytes, index: bytes, chance: random.Random) -> bytes:
    if not log or len(index) < _COPIED_AT + 4:
        return log
    page = int.from_bytes(main[16:18], "big")
    frame = (65_536 if page == 1 else page) + _FRAME_HEADER
    synced = int.from_bytes(index[_COPIED_AT : _COPIED_AT + 4], "little")
    written = int.from_bytes(index[_WRITTEN_AT : _WRITTEN_AT + 4], "little")
    first, last = _WAL_HEADER + synced * frame, min(_WAL_HEADER + written * frame, len(log))
    cut = chance.randint(min(first, last), last)
    return log[:cut] + (chance.randbytes(last - cut) if chance.random() < 0.5 else b"")


def is_whole(copy: Path, balance: str, expected: int) -> str:
    """What is wrong with a copy; nothing when it opens, is whole and the statement `balance` gives `expected`."""
    with closing(sqlite3.connect(copy)) as connection:
        state = connection.execute("PRAGMA integrity_check").fetchall()
        if state != [("ok",)]:
            return f"K10: {state[:3]}"
        found = connection.execute(balance).fetchone()[0]
    return "" if found == expected else f"K10: the accounts hold {found} instead of {expected}"


def back_up_and_drill(environment: dict[str, str], file: Path) -> None:
    """`dougong backup` while people work, then `dougong drill`: restored elsewhere, tables equal, the chain whole."""
    for arguments in (("backup", str(file)), ("drill", str(file))):
        code = exit_code(start(command, arguments, environment, 0.0))
        assert code == 0, f"K12: dougong {arguments[0]} ended with {code}"
    file.unlink()


def _signal(pid: int, number: int) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True
