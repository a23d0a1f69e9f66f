"""Files of a test run go into memory only where there is plenty of it."""

import os
import tempfile
from pathlib import Path

import pytest

from scripts.provision import memory

PLENTY = "MemTotal: 24000000 kB\nMemAvailable:   16000000 kB\n"
SCARCE = "MemTotal: 24000000 kB\nMemAvailable:   1000000 kB\n"


@pytest.mark.parametrize(
    ("meminfo", "free", "flags", "roomy"),
    [
        (PLENTY, 8 << 30, 0, True),
        (SCARCE, 8 << 30, 0, False),
        ("", 8 << 30, 0, False),
        (PLENTY, 64 << 20, 0, False),  # a container's own /dev/shm
        (PLENTY, 8 << 30, os.ST_NOEXEC, False),
    ],
)
def test_memory_is_used_when_there_is_plenty(
    meminfo: str, free: int, flags: int, roomy: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "meminfo").write_text(meminfo)
    real = os.statvfs(tmp_path)
    facts = list(real)
    facts[1], facts[4], facts[8] = 4096, free // 4096, flags
    monkeypatch.setattr(os, "statvfs", lambda _folder: os.statvfs_result(facts))
    assert memory.is_roomy(tmp_path, tmp_path / "meminfo") is roomy


def test_a_place_that_somebody_named_is_kept() -> None:
    before = tempfile.gettempdir()
    assert memory.use({"TMPDIR": "/somewhere"}) is False
    assert tempfile.gettempdir() == before


def test_a_folder_that_is_not_there_is_no_memory(tmp_path: Path) -> None:
    assert memory.is_roomy(tmp_path / "none") is False
