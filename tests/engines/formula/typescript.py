"""What the page's evaluator (frontend/src/lib/formula) is told of the registry, and what it is tested with.

    python -m tests.engines.formula.typescript declare       writes declared.json anew
    python -m tests.engines.formula.typescript cases n       prints n random formulas with their answers

The page knows signatures and null rules only from declared.json, so they are declared once.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from engines.formula import FUNCTIONS, DictEnv, FormulaErrors, Scope, check, compile_closure
from engines.formula.jsonvalues import to_json
from tests.engines.formula import trees

FRONTEND = Path(__file__).parents[3] / "frontend"
DECLARED = FRONTEND / "src" / "lib" / "formula" / "declared.json"
ZONE = "Asia/Shanghai"


def declarations() -> dict[str, Any]:
    """Name → null rule and signatures in their text form; aliases are resolved when a formula is checked."""
    return {
        name: {"nulls": function.nulls, "signatures": [signature.text for signature in function.signatures]}
        for name, function in sorted(FUNCTIONS.items())
        if name == function.name
    }


def as_text() -> str:
    """The content of declared.json: a line per function."""
    lines = [f"  {json.dumps(name)}: {json.dumps(what, ensure_ascii=False)}" for name, what in declarations().items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def case(text: str, scope: Scope, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """A formula, a record and the closures' answer; None when the formula doesn't type."""
    try:
        formula = check(text, scope)
    except FormulaErrors:
        return None
    return {
        "name": text,
        "ast": formula.ast,
        "env": {path: to_json(value) for path, value in values.items()},
        "expected": to_json(compile_closure(formula)(DictEnv(values, trees.NOW))),
    }


def random_cases(count: int, start: int = 0) -> list[dict[str, Any]]:
    """Random well-typed formulas with random records (trees.py)."""
    found: list[dict[str, Any]] = []

    @seed(start)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(trees.cases())
    def collect(drawn: trees.Case) -> None:
        made = case(drawn.text, trees.SCOPE, drawn.values)
        if made is not None:
            found.append(made)

    collect()
    return found


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["declare"]:
        DECLARED.write_text(as_text(), encoding="utf-8")
        return
    cases = random_cases(int(arguments[1]))
    print(json.dumps({"now": to_json(trees.NOW), "zone": ZONE, "cases": cases}))


if __name__ == "__main__":
    main(sys.argv[1:])
