"""A formula of a definition, typed and ready to run. The only door of this engine to the compiler of
`engines.formula`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engines.calendar import WorkCalendar
from engines.form.environment import RecordEnv
from engines.form.problems import Path, Problem
from engines.form.scope import FormScope, Names, Trace
from engines.formula import FormulaErrors, check, compile_closure, deps
from engines.formula.types import Type

VOLATILE = frozenset({"NOW", "TODAY"})
"""Functions whose answer changes without any field changing."""


@dataclass(frozen=True, slots=True)
class Program:
    """`ast` is the JSON envelope the browser runs; `run` the same as a Python closure (an error is an
    ErrorValue, never an exception); `traces` and `paths` what it reads, `nodes` the present fields and
    columns among that."""

    text: str
    ast: dict[str, Any]
    run: Callable[[RecordEnv], Any]
    traces: tuple[Trace, ...]
    paths: tuple[Names, ...]  # of the traces, as the tree writes them
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
    rewrite: Callable[[Names], Names] | None = None,
) -> Program | None:
    """The program of a formula text; None, with problems at `path`, when it has mistakes. `rewrite` gives the
    path that the running form knows for a name of `scope`."""
    try:
        formula = check(text, scope, expect=expect)
    except FormulaErrors as errors:
        problems += [
            Problem(path, error.code, dict(error.message), "error", error.pos, max(error.length, 1))
            for error in errors.problems
        ]
        return None
    tree = formula.ast if rewrite is None else {**formula.ast, "root": _rewritten(formula.ast["root"], rewrite)}
    read = [(path, trace) for path in deps(tree) if (trace := scope.trace(path)) is not None]
    traces = tuple(trace for _path, trace in read)
    return Program(
        text=text,
        ast=tree,
        run=compile_closure(tree, calendar=calendar),
        traces=traces,
        paths=tuple(path for path, _trace in read),
        nodes=frozenset(trace.node for trace in traces if trace.node is not None),
        volatile=_calls(tree["root"], VOLATILE),
    )


def _rewritten(node: dict[str, Any], rewrite: Callable[[Names], Names]) -> dict[str, Any]:
    if node["k"] == "ref":
        return {**node, "path": list(rewrite(tuple(node["path"])))}
    return {**node, "a": [_rewritten(child, rewrite) for child in node["a"]]} if "a" in node else node


def _calls(node: dict[str, Any], names: frozenset[str]) -> bool:
    return node.get("f") in names or any(_calls(child, names) for child in node.get("a", ()))
