"""Node and the page: Node of the machine when new enough, else the one from `.venv`; packages and build by stamp."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from . import stamps
from .console import execute, step
from .places import BIN, FRONTEND, check_space, preparing, tool_environment

LOWEST = (22, 22)
"""The lowest Node that all packages of the page accept (react-router 8)."""
OUTSIDE_THE_BUILD = {"node_modules", "dist", "coverage", ".chromium"}
DIST = FRONTEND / "dist"
STAMP = DIST / ".stamp"


def exists() -> bool:
    """False as long as a checkout has no page with locked packages."""
    return (FRONTEND / "package-lock.json").is_file()


def environment() -> dict[str, str]:
    """The environment in which `node` and `npm` are the right ones."""
    values = tool_environment()
    values["PATH"] = f"{_folder()}{os.pathsep}{values.get('PATH', '')}"
    return values


def _folder() -> Path:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        version = re.match(r"v(\d+)\.(\d+)", asked)
        if version and (int(version[1]), int(version[2])) >= LOWEST:
            return Path(node).parent
    return BIN


def ensure_packages() -> None:
    """`npm ci`, unless what is installed is what the lock file says."""
    if not exists() or _installed():
        return
    with preparing():
        if _installed():
            return
        check_space(FRONTEND, 800)
        with step("安装前端依赖", "installing the page's packages"):
            execute(
                ["npm", "ci", "--no-audit", "--no-fund"],
                what=("前端依赖", "npm packages"),
                cwd=FRONTEND,
                env=environment(),
            )


def _installed() -> bool:
    """Compares npm's record of what it installed with the lock; optional packages of other systems may lack."""
    record = FRONTEND / "node_modules" / ".package-lock.json"
    lock = FRONTEND / "package-lock.json"
    if not (record.is_file() and lock.is_file()):
        return False
    present = json.loads(record.read_text())["packages"]
    wanted = json.loads(lock.read_text())["packages"]
    return all(
        present[place].get("version") == package.get("version") if place in present else package.get("optional", False)
        for place, package in wanted.items()
        if place
    )


def _sources() -> Iterator[Path]:
    for folder, folders, files in os.walk(FRONTEND):
        folders[:] = [name for name in folders if name not in OUTSIDE_THE_BUILD]
        yield from (Path(folder) / name for name in files if ".test." not in name)


def ensure_build() -> None:
    """Builds `frontend/dist`, unless it was built from exactly these sources."""
    if not exists() or stamps.is_fresh(STAMP, stamps.digest_of(_sources())):
        return
    ensure_packages()
    with preparing():
        digest = stamps.digest_of(_sources())
        if stamps.is_fresh(STAMP, digest):
            return
        with step("构建页面", "building the page"):
            # without `tsc`, which `scripts/check` runs: starting must not wait for a judgement of types
            vite = FRONTEND / "node_modules" / ".bin" / "vite"
            execute([vite, "build"], what=("页面", "the page"), cwd=FRONTEND, env=environment())
        stamps.write(STAMP, digest)
