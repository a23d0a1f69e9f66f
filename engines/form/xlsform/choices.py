"""The choices sheet: options by the name of their list."""

from collections.abc import Sequence
from typing import Any

from engines.form.xlsform.sheet import Line, labelled


def choices_by_list(lines: Sequence[Line]) -> dict[str, list[dict[str, Any]]]:
    """List name → options, each name once."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for line in lines:
        listed = line.text("list_name") or line.text("list name")
        name = line.text("name") or line.text("value")
        if listed and name:
            found.setdefault(listed, {}).setdefault(
                name, {"value": name[:100], "label": labelled(line, "label") or name[:100]}
            )
    return {listed: list(options.values()) for listed, options in found.items()}
