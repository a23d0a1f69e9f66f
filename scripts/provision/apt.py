"""Debian's packages, when we are root and apt exists; everything has another way for those who are not."""

import os
import shutil
import subprocess
from pathlib import Path

from .console import step
from .places import is_root

CLUSTER_CONFIGURATION = Path("/etc/postgresql-common/createcluster.conf")


def available() -> bool:
    """True when packages can be installed here. `DOUGONG_NO_APT=1` forbids it."""
    return is_root() and shutil.which("apt-get") is not None and not os.environ.get("DOUGONG_NO_APT")


def install(*packages: str) -> bool:
    """Installs packages; False (never an error) when that is impossible, so that the caller takes its other way."""
    if not packages or not available():
        return False
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    if "postgresql" in packages and not CLUSTER_CONFIGURATION.exists():
        # Without this Debian makes and starts a cluster of its own, on port 5432 and at every boot.
        CLUSTER_CONFIGURATION.parent.mkdir(parents=True, exist_ok=True)
        CLUSTER_CONFIGURATION.write_text("create_main_cluster = false\n")
    with step(f"apt 安装 {' '.join(packages)}", "installing with apt"):
        update = subprocess.run(["apt-get", "update", "-q"], env=environment, capture_output=True, check=False)
        if update.returncode != 0:
            return False
        done = subprocess.run(
            ["apt-get", "install", "-y", "-q", "--no-install-recommends",
             "-o", "Dpkg::Options::=--force-confold", *packages],
            env=environment,
            capture_output=True,
            check=False,
        )  # fmt: skip
    return done.returncode == 0
