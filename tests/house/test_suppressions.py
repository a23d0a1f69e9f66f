"""Where a tool is told to look away, the reason stands beside it on the same line; nothing is switched off in silence.

| in | written as |
|---|---|
| Python | `# noqa: CODE - why`, `# type: ignore[code]  # why` |
| pytest | `pytest.skip("why")`, `@pytest.mark.skipif(…, reason="why")` |
| TypeScript | `// oxlint-disable-next-line rule -- why`, `// @ts-expect-error why`, `it.skip(…) // why` |
| CSS | `/* stylelint-disable-line rule -- why */` |

Prettier's `prettier-ignore` can't carry a reason, so there is none.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

import pytest

from tests.house.tree import ROOT, files

PAGE = {".ts", ".tsx", ".css"}
WORD = r"\w[^\s*/]*"
EXPLAINED_NOQA = re.compile(rf"# noqa: [A-Z]+\d+(, [A-Z]+\d+)* - {WORD}")
EXPLAINED_IGNORE = re.compile(rf"# type: ignore\[[a-z-]+(, [a-z-]+)*\]  # {WORD}")
SUPPRESSED_IN_PAGE = re.compile(
    r"(?:eslint|oxlint|stylelint)-disable|@ts-(?:ignore|nocheck|expect-error)|\bprettier-ignore"
    r"|\b(?:it|test|describe)\.(?:skip|todo|only|fails|skipIf|runIf)\b"
)
EXPLAINED_IN_PAGE = re.compile(
    rf"(?:eslint|oxlint|stylelint)-disable[\w-]* [@\w/, -]+? -- {WORD}"
    rf"|@ts-expect-error {WORD}|\b(?:it|test|describe)\.(?:skip|todo|fails|skipIf|runIf)\b.*// {WORD}"
)
SKIPPING = {"skip", "skipif", "xfail", "importorskip"}


def unexplained_comments(source: str) -> Iterator[int]:
    """Lines of Python whose comment silences a tool without saying why."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            for mark, explained in (("noqa", EXPLAINED_NOQA), (r"type:\s*ignore", EXPLAINED_IGNORE)):
                if re.search(rf"#\s*{mark}", token.string) and not explained.search(token.string):
                    yield token.start[0]


def unexplained_skips(source: str) -> Iterator[int]:
    """Lines that skip a test, or expect it to fail, without saying why."""
    tree = ast.parse(source)
    called = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or node.attr not in SKIPPING:
            continue
        if ast.unparse(node.value) not in ("pytest", "pytest.mark"):
            continue
        call = called.get(id(node))
        said = [word.value for word in call.keywords if word.arg == "reason"] if call else []
        if call and ast.unparse(node.value) == "pytest" and node.attr != "importorskip":
            said += call.args[:1]
        if not any(not isinstance(one, ast.Constant) or str(one.value or "").strip() for one in said):
            yield node.lineno


def unexplained_in_python(source: str) -> list[int]:
    comments = unexplained_comments(source) if "noqa" in source or "ignore" in source else ()
    skips = unexplained_skips(source) if any(word in source for word in SKIPPING) else ()
    return sorted({*comments, *skips})


def unexplained_in_page(source: str) -> list[int]:
    """Lines of TypeScript or CSS that silence a tool, or skip a test, without saying why."""
    return [
        number
        for number, line in enumerate(source.splitlines(), start=1)
        if SUPPRESSED_IN_PAGE.search(line) and not EXPLAINED_IN_PAGE.search(line)
    ]


def test_whatever_is_silenced_says_why() -> None:
    found = []
    for path in files():
        judge = unexplained_in_python if path.suffix == ".py" else unexplained_in_page if path.suffix in PAGE else None
        if judge is not None:
            found += [f"{path.relative_to(ROOT)}:{line}" for line in judge(path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "import os  # noqa",
        "import os  # noqa: F401",
        "import os  # noqa: F401 -",
        "import os  # noqa: F401, E402",
        "import os  # noqa F401 - used by others",
        "x = f()  # type: ignore",
        "x = f()  # type: ignore  # f has no types",
        "x = f()  # type: ignore[no-any-return]",
        "x = f()  # type: ignore[no-any-return]  #",
        "pytest.skip()",
        "pytest.skip('')",
        "pytest.importorskip('numpy')",
        "@pytest.mark.skip\ndef test_x(): ...",
        "@pytest.mark.skipif(True)\ndef test_x(): ...",
        "@pytest.mark.xfail\ndef test_x(): ...",
    ],
)
def test_a_line_of_python_without_a_reason_is_found(line: str) -> None:
    assert unexplained_in_python(line) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "// eslint-disable-next-line react-hooks/exhaustive-deps",
        "// eslint-disable-next-line react-hooks/exhaustive-deps --",
        "{/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}",
        "{/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- */}",
        "const x = 1; // eslint-disable-line",
        "/* eslint-disable */",
        "// @ts-ignore the types are wrong",
        "// @ts-expect-error",
        "// prettier-ignore",
        "it.skip('does something', () => undefined);",
        "describe.only('one', () => undefined); // quick",
        "/* stylelint-disable-line color-no-hex */",
    ],
)
def test_a_line_of_the_page_without_a_reason_is_found(line: str) -> None:
    assert unexplained_in_page(line) == [1]


def test_what_is_explained_may_stand() -> None:
    python = (
        "import os  # noqa: F401, E402 - others import it from here\n"
        "x = f()  # type: ignore[misc, no-any-return]  # f carries no types\n"
        "note = '# noqa'\n"
        "@pytest.mark.skipif(NODE is None, reason='needs Node')\n"
        "def test_x(): pytest.skip('not written as text')\n"
    )
    page = (
        "// eslint-disable-next-line react-hooks/exhaustive-deps, @typescript-eslint/no-explicit-any -- made once\n"
        "{/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}\n"
        "// @ts-expect-error the library's types lag behind\n"
        "it.skip('asks the server', () => undefined); // needs a network\n"
    )
    assert (unexplained_in_python(python), unexplained_in_page(page)) == ([], [])
