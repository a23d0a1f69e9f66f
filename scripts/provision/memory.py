"""Where tests put their files: into memory where there is plenty of it.

A run makes and drops a thousand databases. On a disk the kernel spends six times as long on one as in memory, for files
that nobody will ever read again.
"""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

SHARED = Path("/dev/shm")  # noqa: S108 - everything below it has a private folder
FREE_BYTES = 4 << 30
AVAILABLE_BYTES = 8 << 30


def _available(meminfo: str) -> int:
    """Bytes that may be taken without pushing anybody out, from the text of /proc/meminfo; 0 when it doesn't say."""
    facts = dict(line.split(":", 1) for line in meminfo.splitlines() if ":" in line)
    return int(facts.get("MemAvailable", "0 kB").split()[0]) << 10


def is_roomy(folder: Path = SHARED, meminfo: Path = Path("/proc/meminfo")) -> bool:
    """Whether files of a run fit into `folder`, which lies in memory, and programs may be started there."""
    if not folder.is_dir() or not os.access(folder, os.W_OK) or not meminfo.is_file():
        return False
    facts = os.statvfs(folder)
    if facts.f_flag & os.ST_NOEXEC or facts.f_bavail * facts.f_frsize < FREE_BYTES:
        return False
    return _available(meminfo.read_text(encoding="ascii")) >= AVAILABLE_BYTES


def use(environment: Mapping[str, str] = os.environ) -> bool:
    """Temporary files of this process and its children go into memory, unless TMPDIR says where they shall go."""
    if "TMPDIR" in environment or not is_roomy():
        return False
    os.environ["TMPDIR"] = str(SHARED)
    tempfile.tempdir = None  # it is remembered
    return True
