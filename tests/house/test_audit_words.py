"""Every act the audit log can hold is said in words on its page, in both languages."""

import ast
import json
from collections.abc import Iterator
from functools import cache

import pytest

from tests.house.tree import ROOT, python_files, syntax

RECORDERS = {"record": 2, "record_audit": 2, "audit": 2, "_changed": 2, "_noted": 3}
"""Functions that note an act, and where among their arguments it stands."""
VERBS = {
    "draft_comment": ("create", "update", "delete", "resolve", "reopen"),
    "comment": ("create", "update", "delete", "resolve", "reopen"),
    "flow_instance": ("retry", "skip", "jump", "cancel", "transfer", "withdraw", "urge", "comment", "cc"),
    "task": ("approve", "reject", "submit", "done", "return", "transfer", "delegate", "urge", "comment", "cc", "read"),
    "record": ("create", "update", "delete", "restore"),
    "record_template": ("create", "update", "delete"),
    "scheduled_export": ("create", "update", "delete"),
    "sweep": ("form", "flow", "page", "dashboard"),
}
"""What stands for the braces where an act is put together: `f"task.{verb}"`."""


@cache
def acts() -> frozenset[str]:
    """What the product notes, read from its code."""
    calls = (call for path in python_files("platform") for call in ast.walk(syntax(path)) if isinstance(call, ast.Call))
    return frozenset(act for call in calls for act in _noted(call))


def _noted(call: ast.Call) -> Iterator[str]:
    at = RECORDERS.get(getattr(call.func, "id", getattr(call.func, "attr", "")))
    for argument in call.args[at : at + 1] if at else ():
        yield from _named(argument)


def _named(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.IfExp):
        yield from (*_named(argument.body), *_named(argument.orelse))
    elif isinstance(argument, ast.Constant) and isinstance(argument.value, str) and "." in argument.value:
        yield argument.value
    elif isinstance(argument, ast.JoinedStr):
        fixed = "".join(str(part.value) for part in argument.values if isinstance(part, ast.Constant)).strip(".")
        yield from (
            (f"{noun}.sweep" for noun in VERBS["sweep"])
            if fixed == "sweep"
            else (f"{fixed}.{verb}" for verb in VERBS[fixed])
        )


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_act_has_words(language: str) -> None:
    texts = json.loads((ROOT / "frontend" / "src" / "locales" / language / "audit.json").read_text("utf-8"))["act"]
    known = acts()
    assert len(known) > 120
    assert sorted(act for act in known if act.replace(".", "_", 1) not in texts) == []
