"""What runs in the child process that reads a BPMN file; imports little, since the child starts for each file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engines.flow.bpmn import read_bpmn


def read_file(path: str, process: str | None) -> dict[str, Any]:
    """`{flow, problems, processes}` of the file."""
    reading = read_bpmn(Path(path).read_bytes(), process)
    return {
        "flow": reading.flow.to_json() if reading.flow is not None else None,
        "problems": [each.to_json() for each in reading.problems],
        "processes": reading.processes,
    }
