"""Engines are pure: data in, data out. No input, no output, no clock, no randomness (design: `now` is an argument)."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, python_files, syntax

IMPURE_MODULES = {
    *("asyncio", "builtins", "concurrent", "ctypes", "fcntl", "ftplib", "glob", "http", "importlib", "io"),
    *("multiprocessing", "os", "pathlib", "random", "secrets", "shutil", "signal", "smtplib", "socket", "sqlite3"),
    *("ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib.request", "uuid"),
}
ACCEPTED = {
    ("engines/formula/__init__.py", "importlib"): "loads polars for those only who use that back end",
    ("engines/formula/syntax.py", "pathlib"): "reads the grammar that stands beside it and is part of the program",
    ("engines/form/regions.py", "pathlib"): "reads the list of regions that is part of the program",
    ("engines/form/likeness/names.py", "importlib"): "pypinyin again: loaded with the first Chinese name",
    ("engines/form/keys.py", "importlib"): "pypinyin's dictionaries are loaded when the first Chinese label comes",
    (
        "engines/report/metrics/word_counts.py",
        "importlib",
    ): "the Chinese dictionary is loaded with the first text",
}
OTHERS_ALLOWED = {
    *("defusedxml", "email_validator", "google_re2", "holidays", "jsonschema", "lark", "nh3", "numpy", "orjson"),
    *("phonenumbers", "plotly", "polars", "pydantic", "pydantic_core", "pypinyin", "rapidfuzz", "re2", "rjieba"),
    *("scipy", "sklearn", "statsmodels", "wordcloud"),
}
CLOCK_CALLS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
DOORS = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}


def imports_of(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module


def impurities(tree: ast.AST) -> Iterator[str]:
    """What a pure module may not do, with its line."""
    for line, module in imports_of(tree):
        top = module.partition(".")[0]
        known = top in sys.stdlib_module_names or top in OTHERS_ALLOWED or top == "engines"
        if not known or module in IMPURE_MODULES or top in IMPURE_MODULES:
            yield f"{line}: imports {module}"
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id in DOORS:
            yield f"{node.lineno}: calls {called.id}()"
        if isinstance(called, ast.Attribute):
            owner = called.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            if (name, called.attr) in CLOCK_CALLS:
                yield f"{node.lineno}: reads the clock with {name}.{called.attr}()"


@pytest.mark.parametrize("path", python_files("engines"), ids=lambda path: str(path.relative_to(ROOT)))
def test_an_engine_module_is_pure(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    accepted = {f"imports {module}" for file, module in ACCEPTED if file == name}
    found = list(impurities(syntax(path)))
    assert [line for line in found if line.partition(": ")[2] not in accepted] == []


@pytest.mark.parametrize(
    "source",
    ["import os", "from time import time", "import sqlalchemy", "from dougong.kit import db", "open('x')",
     "datetime.datetime.now()", "date.today()", "from urllib.request import urlopen", "import random"],
)  # fmt: skip
def test_the_judge_of_purity_sees_what_is_impure(source: str) -> None:
    assert list(impurities(ast.parse(source))) != []
