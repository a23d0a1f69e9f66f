"""Writes docs/promises.md: each promise of the source documents, the tests that prove it, where to click.

`scripts/promises.json` holds the promises by R-number: what is promised, who says so, where it is seen, and for one
that no test can prove, or that isn't kept yet, the reason. A test belongs to the promises that its name begins with
(`test_R051_…`, `test_R87_R91_…`).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROMISES = ROOT / "scripts" / "promises.json"
TARGET = ROOT / "docs" / "promises.md"
_TEST = re.compile(r"^\s*(?:async )?def (test_((?:R\d+_)+)\w+)", re.MULTILINE)
_HEAD = """# Promises

<!-- Made by `python -m scripts.promises`; edit scripts/promises.json or the tests instead. -->

Each promise of the source documents (S0 to S4), the tests that prove it, and where to see it in the product. {proven}
of {all} are proven by tests; the others say why not.
"""


@dataclass(frozen=True)
class Promise:
    """One line of the page."""

    r: int
    part: str
    promise: str
    source: str
    where: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Proof:
    """A test, and the file it stands in, from the root."""

    name: str
    file: str


def promises() -> list[Promise]:
    """All of them, by R-number."""
    return [Promise(**each) for each in json.loads(PROMISES.read_text("utf-8"))]


def proofs() -> dict[int, list[Proof]]:
    """The tests of each R-number."""
    found: dict[int, list[Proof]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, numbers in _TEST.findall(file.read_text("utf-8")):
            for number in re.findall(r"\d+", numbers):
                found[int(number)].append(Proof(name, file.relative_to(ROOT).as_posix()))
    return dict(found)


def page(listed: Sequence[Promise], tests: Mapping[int, Sequence[Proof]]) -> str:
    """The whole of docs/promises.md."""
    proven = sum(each.r in tests for each in listed)
    return "\n".join([_HEAD.format(proven=proven, all=len(listed)), *_parts(listed, tests)]) + "\n"


def _parts(listed: Sequence[Promise], tests: Mapping[int, Sequence[Proof]]) -> Iterator[str]:
    part = None
    for each in listed:
        if each.part != part:
            part = each.part
            yield f"\n## {part}\n\n| R | promise | said in | proven by | where |\n|---|---|---|---|---|"
        cells = (f"R{each.r}", each.promise, each.source, _proven(each, tests.get(each.r, ())), each.where)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _proven(each: Promise, tests: Sequence[Proof]) -> str:
    links = [f"[{test.name.removeprefix('test_')}](../{test.file})" for test in tests]
    return "<br>".join([*links, *([each.reason] if each.reason else [])])


if __name__ == "__main__":
    TARGET.write_text(page(promises(), proofs()), encoding="utf-8")
