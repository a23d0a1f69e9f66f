"""Stored trees of older language versions become trees of the current one, step by step.

To change the language: raise LANGUAGE_VERSION and add the function that lifts a tree of the version before.
"""

from collections.abc import Callable
from typing import Any

from engines.formula.errors import FormulaError
from engines.formula.limits import LANGUAGE_VERSION

STEPS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""version → the function that makes a tree of version + 1 of it."""


def upgrade(tree: Any) -> Any:
    """The tree in the current language version. Raises FormulaError for a version from the future."""
    version = tree.get("v") if isinstance(tree, dict) else None
    if not isinstance(version, int) or isinstance(version, bool) or version > LANGUAGE_VERSION:
        raise _unknown(version)
    while version < LANGUAGE_VERSION:
        step = STEPS.get(version)
        if step is None:
            raise _unknown(version)
        tree = step(tree)
        version += 1
    return tree


def _unknown(version: object) -> FormulaError:
    shown = repr(version)[:20]
    return FormulaError(
        "language_version",
        {
            "zh-CN": f"不认识的公式语言版本 {shown};请升级本软件",
            "en": f"Unknown version {shown} of the formula language; a newer program is needed",
        },
    )
