"""`docs/compare.md` says what holds each promise: a test that is really there."""

import re
from functools import cache

import pytest

from tests.house.tree import ROOT, files

PAGE = ROOT / "docs" / "compare.md"
_FUNCTION = re.compile(r"^\s*(?:async )?def (test_\w+)", re.MULTILINE)
_IN_PAGE = re.compile(r"\b(?:it|test)(?:\.each\([^`]*?\))?\(\s*[\"'`](.+?)[\"'`],", re.DOTALL)


def rows() -> list[list[str]]:
    """[feature, ours, test] of every row: the last two columns are ours, those between are other products."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]
    return [[each[0], *each[-2:]] for each in cells if each[-1] != "test"]


@cache
def known() -> tuple[frozenset[str], frozenset[str]]:
    """(names of tests, names and paths of files with tests)."""
    tests: set[str] = set()
    names: set[str] = set()
    for path in [*files("tests"), *files("frontend/src"), *files("scripts")]:
        if path.suffix not in (".py", ".ts", ".tsx"):
            continue
        names |= {path.name, str(path.relative_to(ROOT))}
        source = path.read_text(encoding="utf-8")
        tests |= set(_FUNCTION.findall(source)) | set(_IN_PAGE.findall(source))
    return frozenset(tests), frozenset(names)


def is_there(reference: str) -> bool:
    """A test's name, or its file, or `file::name`; a file may be named by the end of its path."""
    tests, names = known()
    file, _, name = reference.rpartition("::")
    if file:
        return is_there(file) and name in tests
    return reference in tests or any(one == reference or one.endswith(f"/{reference}") for one in names)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:40])
def test_every_promise_of_the_comparison_names_its_test(row: list[str]) -> None:
    _feature, ours, named = row
    references = re.findall(r"`([^`]+)`", named)
    assert references or named.startswith("the same") or ours.startswith("–"), "neither a test nor a reason"
    assert [each for each in references if not is_there(each)] == []
