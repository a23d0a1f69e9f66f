"""House rules about code that no general linter knows, judged on the syntax tree."""

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, python_files, syntax

PRODUCT = python_files("platform", "engines")
LONGEST = 400
LONGER_WITH_REASON: dict[str, str] = {
    "tests/engines/formula/hostile.py": "a list of attacks, read from top to bottom",
}
"""Files over the limit, each with the reason why splitting it would make it harder to read."""
COUNTED = {".py", ".ts", ".tsx", ".css"}
PAGE = ROOT / "frontend/src"
Judge = Callable[[ast.AST], Iterator[int]]


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _found(judge: Judge, paths: Iterable[Path]) -> list[str]:
    """Where the judge finds something, as `file:line`."""
    return [f"{_short(path)}:{line}" for path in paths for line in judge(syntax(path))]


def local_imports(tree: ast.AST, inside: bool = False) -> Iterator[int]:
    """Lines of imports inside of functions: each usually hides a cycle."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from [node.lineno] if inside else []
        elif isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            yield from local_imports(node, inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def calls_of(tree: ast.AST, names: set[str]) -> Iterator[int]:
    """Lines that call a function or method of one of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if name in names:
                yield node.lineno


def raw_sql(tree: ast.AST) -> Iterator[int]:
    """Lines that use SQLAlchemy's `text`, by whatever name it was imported."""
    aliases = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sqlalchemy"
        for alias in node.names
        if alias.name == "text"
    }
    modules = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name.split(".")[0] == "sqlalchemy"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name) and called.id in aliases:
                yield node.lineno
            owner = called.value if isinstance(called, ast.Attribute) and called.attr == "text" else None
            if isinstance(owner, ast.Name) and owner.id in modules:
                yield node.lineno


def commits(tree: ast.AST) -> Iterator[int]:
    return calls_of(tree, {"commit"})


def test_no_import_inside_a_function() -> None:
    assert _found(local_imports, PRODUCT) == []


def test_nobody_commits_outside_of_the_kit() -> None:
    outside = [path for path in PRODUCT if ROOT / "platform/dougong/kit" not in path.parents]
    assert _found(commits, outside) == []


def test_no_raw_sql_outside_of_migrations() -> None:
    assert _found(raw_sql, PRODUCT) == []


@pytest.mark.parametrize(
    ("judge", "source"),
    [
        (local_imports, "def f():\n    import os"),
        (local_imports, "async def f():\n    if x:\n        from a import b"),
        (raw_sql, "from sqlalchemy import text as t\nt('SELECT 1')"),
        (raw_sql, "import sqlalchemy as sa\nsa.text('SELECT 1')"),
        (commits, "session.commit()"),
    ],
)
def test_the_judges_see_what_is_forbidden(judge: Judge, source: str) -> None:
    assert list(judge(ast.parse(source))) != []


def test_no_file_is_longer_than_the_limit_without_a_reason() -> None:
    folders = ("platform", "engines", "frontend", "migrations", "scripts", "tests")
    counted = [path for path in files(*folders) if path.suffix in COUNTED or PAGE in path.parents]
    lengths = {_short(path): path.read_bytes().count(b"\n") for path in counted if "generated" not in path.name}
    too_long = {name: lines for name, lines in lengths.items() if lines > LONGEST}
    assert {name: lines for name, lines in too_long.items() if name not in LONGER_WITH_REASON} == {}
    assert set(LONGER_WITH_REASON) <= set(too_long), "a reason is no longer needed: remove it"
    assert all(LONGER_WITH_REASON.values())


def test_every_module_of_the_product_says_what_it_is() -> None:
    silent = [path for path in PRODUCT if syntax(path).body and not ast.get_docstring(syntax(path))]
    assert [_short(path) for path in silent] == []
