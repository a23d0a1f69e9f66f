"""What benches measured, one shape for all: `scripts/bench all` gathers it, prints one table and compares."""

import json
import os
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "DOUGONG_BENCH_FIGURES"
"""Names the file that a bench started by `scripts/bench all` tells its figures to."""


@dataclass(frozen=True)
class Figure:
    """`bare`: the limit measured in the same run, in the same unit (bare driver, another library, plain SQL).
    `budget`: design §11. `more`: the larger the better (commands a second); else the smaller."""

    work: str
    ours: float
    unit: str
    bare: float | None = None
    budget: float | None = None
    more: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times the limit's cost ours is; comparable between machines."""
        if not self.bare or not self.ours:
            return None
        return self.bare / self.ours if self.more else self.ours / self.bare

    @property
    def of_budget(self) -> float | None:
        """Above 1: missed."""
        if not self.budget:
            return None
        return self.budget / self.ours if self.more else self.ours / self.budget


def tell(*figures: Figure) -> None:
    """Hands figures on when somebody gathers them."""
    path = os.environ.get(FILE)
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.writelines(_lines(figures))


def write(path: Path, figures: Iterable[Figure]) -> None:
    """A file for `told`."""
    path.write_text("".join(_lines(figures)), encoding="utf-8")


def _lines(figures: Iterable[Figure]) -> list[str]:
    return [json.dumps(asdict(figure), ensure_ascii=False) + "\n" for figure in figures]


def told(path: Path) -> list[Figure]:
    """What `tell` or `write` wrote."""
    return [Figure(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def bare_python() -> float:
    """µs of CPU in which this Python adds up ten thousand numbers: the yardstick of work that has no other."""
    best = float("inf")
    for _ in range(20):
        start = time.process_time()
        total = 0
        for number in range(10_000):
            total += number
        best = min(best, time.process_time() - start)
    return best * 1e6
