"""The record that the functions' examples speak of: names, types and values (in the JSON form of the API).

`now` is 2026-03-10 10:30 in Asia/Shanghai.
"""

from typing import Any

NOW = "2026-03-10T02:30:00.000Z"
TZ = "Asia/Shanghai"
FIELDS: dict[str, tuple[Any, Any]] = {
    "amount": ("number", 1200.5),
    "qty": ("number", 3),
    "name": ("text", "张三"),
    "stage": ("text", "won"),
    "due": ("date", "2026-03-15"),
    "created": ("datetime", "2026-03-01T23:45:30.000Z"),
    "tags": ({"list": "text"}, ["vip", "new"]),
    "lines.qty": ({"list": "number"}, [2, 1, 5]),
    "lines.price": ({"list": "number"}, [10, 20, 4.5]),
    "lines.kind": ({"list": "text"}, ["a", "b", "a"]),
}
"""Dotted path → (type, value)."""
