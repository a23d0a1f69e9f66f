"""The Python environment `.venv`: a venv, a pinned uv inside it, the locked packages with hashes, then ourselves.

Two profiles: `run` takes `requirements.lock`, `dev` takes `requirements-dev.lock`, which holds all of the former.
Packages are added, never removed, so `scripts/run` does not shrink an environment that `scripts/test` made.
"""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

from . import apt, stamps
from .console import execute, step
from .errors import Trouble
from .places import BIN, PYTHON, ROOT, VENV, check_space, preparing, tool_environment

Profile = Literal["run", "dev"]
LOCKS: dict[Profile, Path] = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
PROJECT = ROOT / "pyproject.toml"
NEEDED_MEGABYTES: dict[Profile, int] = {"run": 1200, "dev": 2000}


def keep_compiled() -> None:
    """Lets Python keep what it compiles, whatever the shell says: compiling everything anew at each start took longer
    than the start itself (measured: 7.1 s of CPU against 3.6 s)."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def ensure(profile: Profile) -> None:
    """Makes `.venv` hold everything of the profile's lock and an editable install of this checkout."""
    if _ready(profile):
        return
    with preparing():
        if _ready(profile):  # another command did it while we waited
            return
        check_space(ROOT, NEEDED_MEGABYTES[profile])
        _make_venv()
        _install_packages(profile)
        _install_project()


def _package_digest(profile: Profile) -> str:
    # The place is part of it: a copied or moved venv has commands that point to where it was.
    return stamps.digest_of([LOCKS[profile]], str(VENV))


def _stamp(profile: Profile) -> Path:
    return VENV / f".stamp-{profile}"


def _packages_ready(profile: Profile) -> bool:
    if stamps.is_fresh(_stamp(profile), _package_digest(profile)):
        return True
    return profile == "run" and _packages_ready("dev")


def _project_ready() -> bool:
    return (BIN / "dougong").exists() and stamps.is_fresh(VENV / ".stamp-project", _project_digest())


def _project_digest() -> str:
    return stamps.digest_of([PROJECT], str(ROOT))


def _ready(profile: Profile) -> bool:
    return PYTHON.exists() and _packages_ready(profile) and _project_ready()


def _works() -> bool:
    """False for a venv whose Python is gone, or that was copied here from elsewhere."""
    if not PYTHON.exists():
        return False
    probe = subprocess.run([PYTHON, "-c", "import sys; print(sys.prefix)"], capture_output=True, text=True, check=False)
    pip = BIN / "pip"
    at_home = pip.is_file() and pip.read_text(errors="replace").startswith(f"#!{VENV}/")
    return probe.returncode == 0 and probe.stdout.strip() == str(VENV) and at_home


def _make_venv() -> None:
    if _works():
        return
    if importlib.util.find_spec("ensurepip") is None and not apt.install("python3-venv"):
        raise Trouble(
            "这台机器的 Python 缺少 venv 模块。请执行：sudo apt install python3-venv",
            "This Python has no venv module. Please run: sudo apt install python3-venv",
        )
    with step("创建 Python 环境", "creating the Python environment"):
        execute(
            [sys.executable, "-m", "venv", "--clear", VENV],
            what=("Python 环境", "venv"),
            cwd=ROOT,
            env=tool_environment(),
        )


def _install_packages(profile: Profile) -> None:
    if _packages_ready(profile):
        return
    environment = tool_environment() | _index_of_pip()
    with step("安装 Python 依赖（按锁定文件校验）", "installing the locked Python packages"):
        _install_uv(environment)
        execute(
            [BIN / "uv", "pip", "install", "--python", PYTHON, "--require-hashes", "-r", LOCKS[profile]],
            what=("Python 依赖", "Python packages"),
            cwd=ROOT,
            env=environment,
        )
    stamps.write(_stamp(profile), _package_digest(profile))


def _install_uv(environment: dict[str, str]) -> None:
    """The uv that the lock names, checked by its hashes like everything else."""
    block = re.search(r"^uv==(?P<version>[^ ]+)(?: \\\n +--hash=\S+)+", LOCKS["run"].read_text(), re.MULTILINE)
    if block is None:
        raise Trouble("requirements.lock 里没有 uv。", "requirements.lock does not name uv.")
    installed = (
        subprocess.run([BIN / "uv", "--version"], capture_output=True, text=True, check=False)
        if (BIN / "uv").exists()
        else None
    )
    if installed is not None and f" {block['version']}" in installed.stdout:
        return
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as wanted:
        wanted.write(block.group(0) + "\n")
        wanted.flush()
        execute(
            [PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", wanted.name],
            what=("uv", "uv"),
            cwd=ROOT,
            env=environment,
        )


def _index_of_pip() -> dict[str, str]:
    """uv does not read pip's settings; a mirror configured for pip is taken over. Hashes make that harmless."""
    environment = tool_environment()
    if environment.get("UV_DEFAULT_INDEX") or environment.get("UV_INDEX_URL"):
        return {}
    asked = subprocess.run(
        [PYTHON, "-m", "pip", "config", "get", "global.index-url"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    index = environment.get("PIP_INDEX_URL") or (asked.stdout.strip() if asked.returncode == 0 else "")
    return {"UV_DEFAULT_INDEX": index} if index else {}


def _install_project() -> None:
    if _project_ready():
        return
    with step("安装斗拱本身", "installing Dougong itself"):
        execute(
            [BIN / "uv", "pip", "install", "--python", PYTHON, "--no-deps", "--no-build-isolation", "-e", ROOT],
            what=("斗拱", "Dougong"),
            cwd=ROOT,
            env=tool_environment(),
        )
    stamps.write(VENV / ".stamp-project", _project_digest())
