"""What the page's evaluator (frontend/src/lib/formula) is told of the registry, and what it is tested with.

    python -m tests.engines.formula.typescript declare       writes declared.json anew
    python -m tests.engines.formula.typescript cases [n]     prints cases with the answers of the closures

The page knows signatures and null rules only from declared.json, so they are declared once.
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from engines.formula import FUNCTIONS, DictEnv, DictScope, ErrorValue, FormulaErrors, Ref, check, compile_closure
from engines.formula.types import as_type

FRONTEND = Path(__file__).parents[3] / "frontend"
DECLARED = FRONTEND / "src" / "lib" / "formula" / "declared.json"
ZONE = "Asia/Shanghai"
NOW = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)

TYPES: dict[str, Any] = {
    "amount": "number",
    "rate": "number",
    "name": "text",
    "code": "text",
    "vip": "boolean",
    "due": "date",
    "start": "date",
    "created": "datetime",
    "closed": "datetime",
    "owner": "person",
    "tags": {"list": "text"},
    "lines.kind": {"list": "text"},
    "lines.qty": {"list": "number"},
    "lines.price": {"list": "number"},
    "lines.day": {"list": "date"},
}
VALUES: dict[str, Any] = {
    "amount": Decimal("1234.5"),
    "rate": Decimal("0.08"),
    "name": "张三 Zhang",
    "vip": True,
    "due": date(2026, 3, 15),
    "start": date(2024, 2, 29),
    "created": datetime(2026, 3, 1, 23, 45, 30, tzinfo=UTC),
    "owner": "0190",
    "tags": ["vip", "new"],
    "lines.kind": ["a", "b", "a"],
    "lines.qty": [Decimal(2), Decimal(1), Decimal(5)],
    "lines.price": [Decimal(10), Decimal(20), Decimal("4.5")],
    "lines.day": [date(2026, 1, 31), None, date(2025, 12, 1)],
}


def declarations() -> dict[str, Any]:
    """Name → null rule and signatures in their text form; aliases are resolved when a formula is checked."""
    return {
        name: {"nulls": function.nulls, "signatures": [signature.text for signature in function.signatures]}
        for name, function in sorted(FUNCTIONS.items())
        if name == function.name
    }


def as_text() -> str:
    """The content of declared.json."""
    return json.dumps(declarations(), indent=2, ensure_ascii=False) + "\n"


def to_json(value: Any) -> Any:
    """A canonical value as the API writes it; numbers as text, so that none of their digits gets lost."""
    match value:
        case ErrorValue():
            return {"error": value.code}
        case bool() | None | str():
            return value
        case Decimal():
            return float(value) if abs(value) < Decimal("1e300") else str(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case list():
            return [to_json(item) for item in value]
    return str(value)


def case(text: str, types: dict[str, Any], values: dict[str, Any], name: str = "") -> dict[str, Any] | None:
    """One case; None when the formula doesn't type (hand-written and random texts may not)."""
    try:
        formula = check(text, DictScope({path: Ref(as_type(kind)) for path, kind in types.items()}))
    except FormulaErrors:
        return None
    env = DictEnv(values, NOW, ZoneInfo(ZONE))
    return {
        "name": name or text,
        "ast": formula.ast,
        "env": {path: to_json(value) for path, value in values.items()},
        "expected": to_json(compile_closure(formula)(env)),
    }


def examples() -> Iterator[dict[str, Any]]:
    """The examples of every function, aliases left out."""
    for name, function in sorted(FUNCTIONS.items()):
        for text, _ in function.examples if name == function.name else ():
            made = case(text, TYPES, VALUES)
            if made is not None:
                yield made


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["declare"]:
        DECLARED.write_text(as_text(), encoding="utf-8")
        return
    cases = list(examples())
    print(json.dumps({"now": NOW.isoformat(), "zone": ZONE, "cases": cases}))


if __name__ == "__main__":
    main(sys.argv[1:])
