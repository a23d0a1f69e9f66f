"""Formula speed: closures against asteval with a cached tree, in the same run, and polars over a million rows.

`python -m scripts.benches.formula`. Absolute times are noise on a shared machine; the ratio is what counts.
"""

import timeit
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import polars as pl
from asteval import Interpreter
from rich.console import Console
from rich.table import Table

from engines.formula import DictEnv, DictScope, check, compile_closure, to_polars
from scripts.benches.figures import Figure, tell

TEXT = "IF(amount > 1000 and level = 'VIP', ROUND(amount * 0.9, 2), amount)"
PYTHON_TEXT = TEXT.replace("level = ", "level == ")
SCOPE = DictScope({"amount": "number", "level": "text"})
ROWS = 1_000_000


def best(work: Callable[[], Any], number: int, repeat: int = 7) -> float:
    """Microseconds per call, the best of several rounds."""
    return min(timeit.repeat(work, number=number, repeat=repeat)) / number * 1e6


def measure() -> dict[str, float]:
    """Microseconds per evaluation (or per call of check and compile) by name."""
    formula = check(TEXT, SCOPE)
    closure = compile_closure(formula)
    env = DictEnv({"amount": Decimal("1234.56"), "level": "VIP"}, now=datetime.now(UTC))
    interpreter = Interpreter(minimal=True)
    interpreter.symtable.update(
        {"IF": lambda condition, a, b: a if condition else b, "ROUND": round, "amount": 1234.56, "level": "VIP"}
    )
    tree = interpreter.parse(PYTHON_TEXT)
    frame = pl.DataFrame({"amount": [i / 100 for i in range(ROWS)], "level": ["VIP", "A"] * (ROWS // 2)})
    expression = to_polars(formula, {("amount",): pl.col("amount"), ("level",): pl.col("level")})
    return {
        "closure": best(lambda: closure(env), 50_000),
        "asteval, cached tree": best(lambda: interpreter.run(tree), 5_000),
        "polars, per row of 1,000,000": best(lambda: frame.select(expression), 1, 3) / ROWS,
        "check (parse, resolve, type)": best(lambda: check(TEXT, SCOPE), 100),
        "compile the closure": best(lambda: compile_closure(formula), 500),
    }


def main() -> None:
    """Prints the table."""
    results = measure()
    table = Table(title=TEXT)
    table.add_column("way")
    table.add_column("µs", justify="right")
    table.add_column("against asteval", justify="right")
    for name, microseconds in results.items():
        per_evaluation = not name.startswith(("check", "compile"))
        ratio = f"{results['asteval, cached tree'] / microseconds:.1f} ×" if per_evaluation else ""
        table.add_row(name, f"{microseconds:.3f}", ratio)
    Console().print(table)
    tell(Figure("closure of a formula against asteval", results["closure"], "µs", results["asteval, cached tree"]))


if __name__ == "__main__":
    main()
