"""JSON as files for people and for git: one layout for every document, so that equal content is equal bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

WIDTH = 120


def file_text(value: Any) -> str:
    """The file of a JSON document: two blanks a level, a container on one line when it fits, keys in given order.

    >>> print(file_text({"key": "a", "fields": [{"key": "n", "type": "text"}]}), end="")
    {"key": "a", "fields": [{"key": "n", "type": "text"}]}
    """
    return _layout(value, indent=0, used=0) + "\n"


def rows_text(rows: Sequence[Any]) -> str:
    """The file of demo records: one line each, so that a diff shows which ones changed.

    >>> print(rows_text([{"name": "a"}, {"name": "b"}]), end="")
    [
    {"name":"a"},
    {"name":"b"}
    ]
    """
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return f"[\n{lines}\n]\n"


def _layout(value: Any, indent: int, used: int) -> str:
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or indent + used + len(line) <= WIDTH:
        return line
    inner = " " * (indent + 2)
    if isinstance(value, list):
        items = [inner + _layout(item, indent + 2, 1) for item in value]
        return "[\n" + ",\n".join(items) + "\n" + " " * indent + "]"
    members: list[str] = []
    for key, member in value.items():
        name = json.dumps(key, ensure_ascii=False) + ": "
        members.append(inner + name + _layout(member, indent + 2, len(name) + 1))
    return "{\n" + ",\n".join(members) + "\n" + " " * indent + "}"


def depth_of(value: Any) -> int:
    """How deep a document is nested; without recursion, since it may be deep on purpose."""
    depth, level = 0, [value]
    while level:
        depth += 1
        inner = [item.values() if isinstance(item, dict) else item for item in level if isinstance(item, dict | list)]
        level = [member for members in inner for member in members]
    return depth
