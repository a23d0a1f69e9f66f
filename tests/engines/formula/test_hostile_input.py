"""Hostile formulas are refused or stopped: never a hang, never much memory, never an exception of Python's own."""

import gc
import sys
import time
import tracemalloc
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from engines.formula import (
    DictEnv,
    DictScope,
    ErrorValue,
    Formula,
    FormulaError,
    FormulaErrors,
    check,
    compile_closure,
)
from tests.engines.formula.hostile import BUDGETED, REFUSED

SCOPE = DictScope(
    {
        "amount": "number",
        "name": "text",
        "customer": {"record": "customer"},
        "rows.n": {"list": "number"},
        "rows.t": {"list": "text"},
        "user": "person",
    }
)
ROWS = 9_000
ENV = DictEnv(
    {
        "amount": Decimal(1),
        "name": "x" * 30_000,
        "rows.n": [Decimal(i) for i in range(ROWS)],
        "rows.t": ["text"] * ROWS,
    },
    now=datetime(2026, 3, 10, 2, 30, tzinfo=UTC),
)
LONGEST = 0.05
MOST_BYTES = 50_000_000


def _seconds(work: Any) -> float:
    """CPU seconds, the best of three runs: the machine is shared."""
    best = 1e9
    for _ in range(3):
        start = time.thread_time()
        work()
        best = min(best, time.thread_time() - start)
        if best < LONGEST:
            break
    return best


def _shown(text: str) -> str:
    return f"{len(text)}-{text[:40]!r}"


def test_the_corpus_is_large_enough() -> None:
    assert len(REFUSED) + len(BUDGETED) >= 300


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    check("REGEXMATCH('a', 'a')", SCOPE)


@pytest.mark.parametrize("text", REFUSED, ids=_shown)
def test_a_hostile_formula_is_refused_quickly_with_a_place(text: str) -> None:
    def attempt() -> None:
        with pytest.raises(FormulaErrors) as caught:
            check(text, SCOPE)
        for problem in caught.value.problems:
            assert problem.message["zh-CN"] and problem.message["en"]
            assert len(problem.message["en"]) < 2_000
            assert 0 <= problem.pos <= len(text)

    assert _seconds(attempt) < LONGEST


@pytest.mark.parametrize("text", BUDGETED, ids=_shown)
def test_a_costly_formula_ends_quickly_and_small(text: str) -> None:
    def attempt() -> None:
        value = compile_closure(check(text, SCOPE))(ENV)
        if isinstance(value, str):
            assert len(value) <= 32_767
        if isinstance(value, Decimal):
            assert value.is_finite()

    assert _seconds(attempt) < LONGEST


def test_no_hostile_formula_takes_much_memory() -> None:
    gc.collect()
    tracemalloc.start()
    try:
        for text in (*(text for text in REFUSED if len(text) > 1_000), *BUDGETED):
            try:
                compile_closure(check(text, SCOPE))(ENV)
            except FormulaErrors:
                continue
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST_BYTES


def test_a_list_beyond_the_budget_gives_limit_and_iferror_does_not_hide_it() -> None:
    many = DictEnv({"rows.n": [Decimal(1)] * 20_000}, now=ENV.now)
    value = compile_closure(check("IFERROR(SUM(rows.n), 0)", SCOPE))(many)
    assert isinstance(value, ErrorValue) and value.code == "#LIMIT!"
    assert compile_closure(check("SUM(rows.n)", SCOPE), steps=100_000)(many) == 20_000


def test_the_deepest_formula_allowed_needs_no_deep_stack() -> None:
    deepest = "IF(TRUE, " * 60 + "1" + ", 2)" * 60
    limit = sys.getrecursionlimit()
    depth = 0
    frame = sys._getframe()
    while frame.f_back is not None:
        frame, depth = frame.f_back, depth + 1
    sys.setrecursionlimit(depth + 400)
    try:
        formula = check(deepest, SCOPE)
        assert compile_closure(Formula.from_json(formula.ast))(ENV) == 1
        assert check(formula.text(), SCOPE).ast == formula.ast
    finally:
        sys.setrecursionlimit(limit)


def _nested(depth: int) -> Any:
    node: Any = {"k": "lit", "t": "number", "v": "1"}
    for _ in range(depth):
        node = {"k": "call", "f": "neg", "a": [node], "t": "number"}
    return {"v": 1, "type": "number", "root": node}


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        {},
        {"v": 1},
        {"v": 99, "type": "number", "root": {"k": "lit", "t": "number", "v": "1"}},
        {"v": True, "type": "number", "root": {"k": "lit", "t": "number", "v": "1"}},
        {"v": 1, "type": "text", "root": {"k": "lit", "t": "number", "v": "1"}},
        {"v": 1, "type": "number", "root": {"k": "lit", "t": "number", "v": 1}},
        {"v": 1, "type": "number", "root": {"k": "lit", "t": "number", "v": "abc"}},
        {"v": 1, "type": "number", "root": {"k": "lit", "t": "number", "v": "NaN"}},
        {"v": 1, "type": "date", "root": {"k": "lit", "t": "date", "v": "2024-02-30"}},
        {"v": 1, "type": "boolean", "root": {"k": "lit", "t": "boolean", "v": "x"}},
        {"v": 1, "type": "number", "root": {"k": "lit", "t": "number", "v": "1", "x": 1}},
        {"v": 1, "type": "text", "root": {"k": "ref", "t": "text", "path": ["a.b"]}},
        {"v": 1, "type": "text", "root": {"k": "ref", "t": "text", "path": []}},
        {"v": 1, "type": "text", "root": {"k": "ref", "t": "text", "path": ["a", "x y"]}},
        {"v": 1, "type": "text", "root": {"k": "ref", "t": "nonsense", "path": ["a"]}},
        {"v": 1, "type": "number", "root": {"k": "call", "t": "number", "f": "eval", "a": []}},
        {"v": 1, "type": "number", "root": {"k": "call", "t": "number", "f": "add", "a": []}},
        {"v": 1, "type": "number", "root": {"k": "call", "t": "number", "f": "ROUND", "a": []}},
        {"v": 1, "type": "number", "root": {"k": "lambda", "t": "number"}},
        _nested(500),
        _nested(5_000),
    ],
    ids=range(23),
)
def test_a_forged_tree_is_refused(tree: Any) -> None:
    with pytest.raises(FormulaError):
        Formula.from_json(tree)
