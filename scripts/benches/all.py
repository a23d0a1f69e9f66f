"""`scripts/bench all [--check] [--write] [--slow] [bench …]`: one table of work, ours, bare limit, ratio, budget.

`--check` ends with 1 when a ratio is more than a fifth worse than in `figures.jsonl`: ratios of one run
hold on any machine, absolute times do not. `--write` commits this run's figures to that file.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from scripts.benches.figures import FILE, Figure, told, write

COMMITTED = Path(__file__).with_name("figures.jsonl")
WORSE = 1.2
QUICK = ("formula", "form", "records", "flow", "report", "latency", "keystroke", "page", "imports")
SLOW = ("grid", "schema", "crowd")


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench all", description=__doc__)
    parser.add_argument("bench", nargs="*", choices=[*QUICK, *SLOW], metavar="bench", default=[])
    parser.add_argument("--check", action="store_true", help="1 when something is a fifth worse than committed")
    parser.add_argument("--write", action="store_true", help="these are the figures to compare with from now on")
    parser.add_argument("--slow", action="store_true", help="with a million records too")
    given = parser.parse_args()
    found = gather(given.bench or [*QUICK, *(SLOW if given.slow else ())])
    show(found)
    committed = told(COMMITTED)
    if given.write:
        kept = {each.work: each for each in committed} | {each.work: each for each in found}
        write(COMMITTED, kept.values())
    elif given.check:
        lines = regressions(committed, found)
        print("\n".join(lines) or "✓ nothing is more than a fifth worse than committed")
        sys.exit(1 if lines else 0)


def gather(benches: Sequence[str]) -> list[Figure]:
    """Runs benches one after the other, each in a process of its own; one that fails is named and left out."""
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in benches:
            path = Path(folder) / name
            path.touch()
            print(f"—— {name}", flush=True)
            done = subprocess.run(
                [sys.executable, "-m", f"scripts.benches.{name}"], env=os.environ | {FILE: str(path)}, check=False
            )
            if done.returncode:
                print(f"✗ {name} ended with {done.returncode}", file=sys.stderr)
            found += told(path)
    return found


def regressions(committed: Sequence[Figure], found: Sequence[Figure]) -> list[str]:
    """A line for each work whose ratio to its limit is more than a fifth worse than committed."""
    before = {each.work: each.ratio for each in committed}
    return [
        f"✗ {each.work}: {each.ratio:.2f} × the bare limit, {known:.2f} committed"
        for each in found
        if each.ratio and (known := before.get(each.work)) and each.ratio > known * WORSE
    ]


def show(figures: Sequence[Figure]) -> None:
    table = Table()
    table.add_column("work")
    for name in ("ours", "bare", "ratio", "budget", ""):
        table.add_column(name, justify="right")
    for each in figures:
        share = each.of_budget
        verdict = "" if share is None else "✓" if share <= 1 else f"{share:.2f} × missed"
        table.add_row(
            each.work,
            f"{_short(each.ours)} {each.unit}",
            _short(each.bare),
            _short(each.ratio),
            _short(each.budget),
            verdict,
        )
    Console(width=140).print(table)


def _short(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


if __name__ == "__main__":
    main()
