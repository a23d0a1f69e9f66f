"""A formula of a definition, typed and ready to run. The only door of this engine to the compiler of
`engines.formula`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engines.calendar import WorkCalendar
from engines.form.environment import RecordEnv
from engines.form.problems import Path, Problem
from engines.form.scope import FormScope, Trace
from engines.formula import FormulaErrors, check, compile_closure, deps
from engines.formula.types import Type

VOLATILE = frozenset({"NOW", "TODAY"})
"""Functions whose answer changes without any field changing."""


@dataclass(frozen=True, slots=True)
class Program:
    """`ast` is the JSON envelope the browser runs; `run` the same as a Python closure (an error is an
    ErrorValue, never an exception); `nodes` the present fields and columns it reads."""

    text: str
    ast: dict[str, Any]
    run: Callable[[RecordEnv], Any]
    traces: tuple[Trace, ...]
    nodes: frozenset[str]
    volatile: bool


def compile_program(
    text: str,
    scope: FormScope,
    path: Path,
    problems: list[Problem],
    *,
    expect: Type | None,
    calendar: WorkCalendar | None = None,
) -> Program | None:
    """The program of a formula text; None, with problems at `path`, when it has mistakes."""
    try:
        formula = check(text, scope, expect=expect)
    except FormulaErrors as errors:
        problems += [
            Problem(path, error.code, dict(error.message), "error", error.pos, max(error.length, 1))
            for error in errors.problems
        ]
        return None
    traces = tuple(trace for ref in deps(formula) if (trace := scope.trace(ref)) is not None)
    return Program(
        text=text,
        ast=formula.ast,
        run=compile_closure(formula.ast, calendar=calendar),
        traces=traces,
        nodes=frozenset(trace.node for trace in traces if trace.node is not None),
        volatile=_calls(formula.ast["root"], VOLATILE),
    )


def _calls(node: dict[str, Any], names: frozenset[str]) -> bool:
    return node.get("f") in names or any(_calls(child, names) for child in node.get("a", ()))
