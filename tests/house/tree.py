"""The files of the repository, as the house tests see them."""

import ast
from functools import cache
from pathlib import Path

from scripts.provision.check import tracked_files

ROOT = Path(__file__).resolve().parents[2]


def files(*folders: str) -> list[Path]:
    """What git knows (or would add) below the folders, or in the whole tree."""
    roots = [ROOT / folder for folder in folders]
    return [path for path in tracked_files() if not roots or any(root in path.parents for root in roots)]


def python_files(*folders: str) -> list[Path]:
    return [path for path in files(*folders) if path.suffix == ".py"]


@cache
def syntax(path: Path) -> ast.Module:
    """The syntax tree of a Python file, parsed once for all that judge it."""
    return ast.parse(path.read_text(encoding="utf-8"))
