"""The page's evaluator (frontend/src/lib/formula) answers as the closures do, over vectors and random trees."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from engines.formula.jsonvalues import to_json
from tests.engines.formula import trees
from tests.engines.formula.typescript import DECLARED, FRONTEND, ZONE, as_text, random_cases

NODE = shutil.which("node")
VITEST = FRONTEND / "node_modules" / "vitest" / "vitest.mjs"


def test_the_page_knows_the_signatures_and_null_rules_of_the_registry() -> None:
    assert json.loads(DECLARED.read_text(encoding="utf-8")) == json.loads(as_text()), (
        "run python -m tests.engines.formula.typescript declare"
    )


@pytest.mark.skipif(NODE is None or not VITEST.exists(), reason="needs Node and frontend/node_modules")
def test_typescript_answers_as_the_closures_do(tmp_path: Path) -> None:
    cases = random_cases(600, start=7)
    assert len(cases) > 400
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"now": to_json(trees.NOW), "zone": ZONE, "cases": cases}), encoding="utf-8")
    run = subprocess.run(
        [str(NODE), str(VITEST), "run", "src/lib/formula/same-answers.test.ts"],
        cwd=FRONTEND,
        env={"FORMULA_CASES": str(file), "PATH": str(Path(str(NODE)).parent), "CI": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-6_000:] + run.stderr[-2_000:]
