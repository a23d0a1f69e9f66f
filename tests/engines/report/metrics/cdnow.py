"""The CDNOW data set, as the PyPI package `lifetimes` (MIT) carries it: 2,357 customers who first bought in early 1997.

Only data files are read; the package itself, and the numpy of its time, are not imported.
"""

import csv
import importlib.util
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import polars as pl

from engines.report.metrics.base import Scene

CUT = date(1997, 9, 30)
"""End of the calibration period; 39 weeks of holdout follow."""
SCENE = Scene(now=datetime(1997, 9, 30, 12, tzinfo=UTC))


def _folder() -> Path:
    found = importlib.util.find_spec("lifetimes")
    assert found is not None and found.origin is not None, "the test data is in the package lifetimes"
    return Path(found.origin).parent / "datasets"


@cache
def orders() -> pl.DataFrame:
    """Every order: customer, day, amount."""
    rows = [line.split() for line in (_folder() / "CDNOW_sample.txt").read_text().splitlines()]
    return pl.DataFrame(
        {
            "customer": [row[1] for row in rows],
            "day": [date(int(row[2][:4]), int(row[2][4:6]), int(row[2][6:])) for row in rows],
            "amount": [float(row[4]) for row in rows],
        }
    )


@cache
def summary() -> list[tuple[int, float, float, float]]:
    """x, t_x, T (weeks) and mean repeat value per customer, as published by the authors."""
    with (_folder() / "cdnow_customers_summary_with_transactions.csv").open() as lines:
        return [
            (int(row["x"]), float(row["t_x"]), float(row["T"]), float(row["zbar"])) for row in csv.DictReader(lines)
        ]
