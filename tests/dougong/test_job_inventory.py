"""Every job of the product is known to each of its doors."""

import re
import subprocess
import sys
from pathlib import Path

import dougong

ROOT = Path(dougong.__file__).parent


def test_every_job_is_known_wherever_the_reactions_are_bound() -> None:
    """A kind whose module nobody imports is never run: asked of a process in which no test has imported anything."""
    written = {
        name
        for file in ROOT.rglob("*.py")
        for name in re.findall(r'^@job\(\s*"([a-z_.]+)"', file.read_text(), re.MULTILINE)
    }
    code = "import dougong.reactions, dougong.worker; from dougong.kit.jobs import KINDS; print(*KINDS)"
    known = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert "records.webhooks" in written and written - set(known) == set()
