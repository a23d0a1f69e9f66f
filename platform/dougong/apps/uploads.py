"""A package that somebody uploads, read by a limited child process before any transaction begins."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fastapi import UploadFile

from dougong.apps.package_reader import MAX_TOTAL, Package
from dougong.apps.problems import package_too_large
from dougong.kit.childproc import run_limited


def parsed(file: UploadFile) -> Package:
    """The package in it. Raises `Invalid` with what is wrong where."""
    if file.size is None or file.size > MAX_TOTAL:
        raise package_too_large()
    with tempfile.TemporaryDirectory(prefix="dougong-package-") as folder:
        path = Path(folder) / "package.zip"
        path.write_bytes(file.file.read())
        found: Package = run_limited(
            "dougong.apps.package_reader:read_zip", [str(path)], cpu_s=20, memory_mb=512, wall_s=40
        )
    return found
