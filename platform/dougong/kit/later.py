"""Libraries that most processes never need, imported when they are first used.

`pypinyin = later("pypinyin")` stands for the module. What is known to be heavy and rare belongs here and nowhere else:
a start of the product is as quick as what it imports.
"""

from __future__ import annotations

import importlib
from typing import Any


class Later:
    """Stands for a module; the first attribute asked of it imports it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(importlib.import_module(self._name), attribute)
        setattr(self, attribute, found)
        return found


def later(name: str) -> Any:
    """The module of this name, not imported yet."""
    return Later(name)
