"""`scripts/check`: everything that can be judged without running the product. All checks run, even if one fails."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from . import node, python_env
from .console import troubles_in_words
from .places import BIN, FRONTEND, ROOT

LONGEST_FILE = 400
LINES_OF = {".py", ".ts", ".tsx", ".css"}
PAGE = FRONTEND / "src"
HOST = re.compile(r"https?://|--(?:extra-)?index-url|--find-links", re.IGNORECASE)


@dataclass(frozen=True)
class Outcome:
    name: str
    ok: bool
    output: str
    seconds: float


def tool(*command: str, cwd: Path = ROOT, environment: dict[str, str] | None = None) -> Callable[[], tuple[bool, str]]:
    """A check that is a command: it passes when the command exits with 0."""

    def run() -> tuple[bool, str]:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=environment if environment is not None else dict(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        return done.returncode == 0, done.stdout.strip()

    return run


def tracked_files() -> list[Path]:
    """What git knows; in an unpacked archive without git, everything outside of generated folders."""
    listed = (
        subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if (ROOT / ".git").exists()
        else None
    )
    if listed is not None and listed.returncode == 0:
        paths = (ROOT / name for name in listed.stdout.split("\0") if name)
        return sorted(path for path in paths if path.is_file())
    hidden = {".venv", "node_modules", "dist", "var", ".git", "__pycache__"}
    return sorted(p for p in ROOT.rglob("*") if p.is_file() and not hidden.intersection(p.relative_to(ROOT).parts))


def hosts_in(lock: Path) -> list[str]:
    """Places to download from that a lock file or `.npmrc` names. Comments and npm's `funding` are for people."""
    if lock.suffix == ".json":
        packages = json.loads(lock.read_text())["packages"]
        return [f"{place}: {package['resolved']}" for place, package in packages.items() if "resolved" in package]
    lines = (line.strip() for line in lock.read_text().splitlines())
    return [line for line in lines if HOST.search(line) and not line.startswith("#")]


def lock_files_without_hosts() -> tuple[bool, str]:
    """A lock file that names a registry or mirror breaks for everybody who reaches another one."""
    locks = [*ROOT.glob("requirements*.lock"), FRONTEND / "package-lock.json", FRONTEND / ".npmrc"]
    found = [f"{lock.relative_to(ROOT)}: {host}" for lock in locks if lock.is_file() for host in hosts_in(lock)]
    return not found, "\n".join(found[:20])


def file_lengths() -> tuple[bool, str]:
    """A report: what is over the limit is named. `tests/house` decides, with the list of accepted ones."""
    longest = []
    for path in tracked_files():
        relative = path.relative_to(ROOT)
        counted = path.suffix in LINES_OF or PAGE in path.parents
        if counted and "generated" not in relative.name:
            lines = path.read_bytes().count(b"\n")
            if lines > LONGEST_FILE:
                longest.append(f"{lines:6} {relative}")
    return True, "\n".join(sorted(longest, reverse=True))


def _of_page(name: str) -> Callable[[], tuple[bool, str]]:
    return tool("npm", "run", f"check:{name}", "--silent", cwd=FRONTEND, environment=node.environment())


Check = tuple[str, Callable[[], tuple[bool, str]]]


def of_python() -> list[Check]:
    """What can be judged before the page's packages are there; the longest first."""
    command = {name: str(BIN / name) for name in ("ruff", "mypy", "lint-imports")}
    return [
        ("mypy", tool(command["mypy"])),
        ("ruff", tool(command["ruff"], "check", "--quiet", "--output-format=concise", ".")),
        ("ruff format", tool(command["ruff"], "format", "--check", ".")),
        ("import contracts", tool(command["lint-imports"], "--no-logo")),
        ("locks without hosts", lock_files_without_hosts),
        ("file lengths", file_lengths),
    ]


def of_page() -> list[Check]:
    """What needs the page's packages; the longest first."""
    return [(f"page: {name}", _of_page(name)) for name in ("lint", "types", "format")] if node.exists() else []


def _tell(outcome: Outcome) -> None:
    print(f"{'✓' if outcome.ok else '✗'} {outcome.name} ({outcome.seconds:.1f} s)", flush=True)
    if outcome.output and (not outcome.ok or outcome.name == "file lengths"):
        print("    " + outcome.output.replace("\n", "\n    "), flush=True)


def run_one(check: Check) -> Outcome:
    began = time.monotonic()
    ok, output = check[1]()
    return Outcome(check[0], ok, output, time.monotonic() - began)


def main() -> None:
    with troubles_in_words(ROOT):
        python_env.ensure("dev")
        began = time.monotonic()
        with ThreadPoolExecutor(max_workers=2) as pool:
            running = [pool.submit(run_one, check) for check in of_python()]
            node.ensure_packages()  # mostly waiting for the network: the checks of Python run meanwhile
            running += [pool.submit(run_one, check) for check in of_page()]
            failed = []
            for each in as_completed(running):
                outcome = each.result()
                _tell(outcome)
                failed += [] if outcome.ok else [outcome.name]
        seconds = time.monotonic() - began
        if failed:
            print(f"\n✗ 检查未通过 · checks failed: {', '.join(failed)} ({seconds:.1f} s)", flush=True)
            sys.exit(1)
        print(f"\n✓ 检查全部通过 · all checks passed ({seconds:.1f} s)", flush=True)
