"""`docs/asvs.md`: each line says where we stand, and the tests it names are really there."""

import re
from collections import Counter

from tests.house.test_compare import is_there
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "asvs.md"
STATES = {"tested", "untested", "operator", "no", "n/a"}
LINES = {"1": 70, "2": 183}
"""How many requirements of each level the standard has."""


def rows() -> list[list[str]]:
    """[number, level, what, state, proof] of every requirement."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d+\.\d+\.\d+ ", line)]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]


def test_the_sheet_has_every_requirement_once_and_its_sums_are_right() -> None:
    found = rows()
    assert len({number for number, *_ in found}) == len(found)
    assert Counter(level for _, level, *_ in found) == LINES
    assert {state for *_, state, _ in found} <= STATES
    order = ("tested", "untested", "operator", "no", "n/a")
    for level in LINES:
        of = Counter(state for _, its, _, state, _ in found if its == level)
        assert f"| {level} | " + " | ".join(str(of[state]) for state in order) + " |" in PAGE.read_text("utf-8")


def test_what_is_tested_names_a_test_and_every_other_line_a_reason() -> None:
    for number, _, _, state, proof in rows():
        named = re.findall(r"`(test_\w+)`", proof)
        assert proof and (named or state != "tested"), number
        assert [each for each in named if not is_there(each)] == [], number


def test_every_attack_names_tests_that_are_there() -> None:
    text = (ROOT / "docs" / "attacks.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.count("|") == 4 and "`test_" in line]
    assert len(lines) >= 23, "a line for each class of attack"
    assert [each for each in re.findall(r"`(test_\w+)`", text) if not is_there(each)] == []
