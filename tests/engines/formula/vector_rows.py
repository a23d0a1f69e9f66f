"""The hand-written vectors: vectors_plain.txt (literals only) and vectors_record.txt (fields of RECORD).

One per line: formula ⇒ expected result as JSON, an error's code as "#DIV/0!", or !code for a text that check
refuses. `python -m tests.engines.formula.vectors` writes vectors.json from these and the functions' examples.
Every expected result was written by hand from Excel's behaviour or from docs/formula.md.
"""

from pathlib import Path
from typing import Any

RECORD: dict[str, tuple[Any, Any]] = {
    "amount": ("number", 1000.25),
    "discount": ("number", None),
    "qty": ("number", 4),
    "price": ("number", 19.99),
    "rate": ("number", 0.07),
    "none": ("number", 0),
    "name": ("text", "Ann Lee"),
    "city": ("text", "北京市朝阳区"),
    "note": ("text", None),
    "stage": ("text", "won"),
    "active": ("boolean", True),
    "paid": ("boolean", None),
    "due": ("date", "2024-02-29"),
    "closed": ("date", None),
    "created": ("datetime", "2024-02-28T17:30:00.000Z"),
    "seen": ("datetime", None),
    "owner": ("person", "0190a000-0000-7000-8000-000000000001"),
    "user": ("person", "0190a000-0000-7000-8000-000000000001"),
    "user.department": ("department", None),
    "department": ("department", None),
    "old.stage": ("text", "new"),
    "old.note": ("text", None),
    "tags": ({"list": "text"}, ["vip", "east"]),
    "empty_tags": ({"list": "text"}, None),
    "lines.qty": ({"list": "number"}, [2, None, 5, 1]),
    "lines.price": ({"list": "number"}, [10, 3.5, 0.2, 100]),
    "lines.kind": ({"list": "text"}, ["a", "b", None, "a"]),
    "lines.day": ({"list": "date"}, ["2024-01-31", "2024-02-29", None, "2024-03-01"]),
    "lines.done": ({"list": "boolean"}, [True, False, None, True]),
    "items.x": ({"list": "number"}, []),
}

_HERE = Path(__file__).parent
GROUPS: list[tuple[dict[str, tuple[Any, Any]], str]] = [
    ({}, (_HERE / "vectors_plain.txt").read_text(encoding="utf-8")),
    (RECORD, (_HERE / "vectors_record.txt").read_text(encoding="utf-8")),
]
"""(fields as path → (type, value in JSON), lines)."""
