"""The page's evaluator (frontend/src/lib/formula) answers as the closures do, over vectors and random trees."""

import json
import subprocess
from pathlib import Path

from engines.formula.jsonvalues import to_json
from scripts.provision import node
from tests.engines.formula import trees
from tests.engines.formula.typescript import DECLARED, FRONTEND, ZONE, as_text, random_cases

VITEST = FRONTEND / "node_modules" / ".bin" / "vitest"


def test_the_page_knows_the_signatures_and_null_rules_of_the_registry() -> None:
    assert json.loads(DECLARED.read_text(encoding="utf-8")) == json.loads(as_text()), (
        "run python -m tests.engines.formula.typescript declare"
    )


def test_typescript_answers_as_the_closures_do(tmp_path: Path) -> None:
    node.ensure_packages()
    cases = random_cases(600, start=7)
    assert len(cases) > 400
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"now": to_json(trees.NOW), "zone": ZONE, "cases": cases}), encoding="utf-8")
    run = subprocess.run(
        [VITEST, "run", "src/lib/formula/same-answers.test.ts"],
        cwd=FRONTEND,
        env=node.environment() | {"FORMULA_CASES": str(file), "CI": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-6_000:] + run.stderr[-2_000:]
