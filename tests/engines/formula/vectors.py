"""The vectors as data, for every back end. `python -m tests.engines.formula.vectors` writes vectors.json.

A row of vectors.json:
    {"text": "amount * 0.9", "scope": {"amount": "number"}, "values": {"amount": 1000.25},
     "now": "…Z", "tz": "Asia/Shanghai", "ast": {envelope}, "type": T, "result": 900.225}
or, instead of "result", "error": "#DIV/0!"; a text that check refuses has "refused": "<code>" and no ast.
"approx": true allows a relative difference of 1e-12 (functions declared approximate). Numbers are JSON numbers,
dates and datetimes texts. A back end skips a row only when it does not support one of the row's functions.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from engines.formula import FUNCTIONS, DictScope, FormulaErrors, check
from engines.formula.ast import functions_of
from engines.formula.examples import FIELDS, NOW, TZ
from tests.engines.formula.vector_rows import GROUPS

FILE = Path(__file__).with_name("vectors.json")
_APPROXIMATE_OPERATORS = {"pow"}


def load() -> list[dict[str, Any]]:
    """The rows, numbers as Decimal."""
    rows: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"), parse_float=Decimal)
    return rows


def build() -> list[dict[str, Any]]:
    """The rows from the hand-written lines and the functions' examples."""
    rows = []
    for fields, lines in GROUPS:
        for line in lines.strip().splitlines():
            text, _, expected = line.rpartition(" ⇒ ")
            if expected.startswith("!"):
                rows.append(_refused(text, fields, expected[1:]))
            else:
                rows.append(_row(text, fields, json.loads(expected)))
    for function in dict.fromkeys(FUNCTIONS.values()):
        rows += [_row(text, FIELDS, expected) for text, expected in function.examples]
    return rows


def dump(rows: list[dict[str, Any]]) -> str:
    """One row per line, so that differences can be read."""
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


def _refused(text: str, fields: dict[str, tuple[Any, Any]], code: str) -> dict[str, Any]:
    return {"text": text, "scope": {name: type_ for name, (type_, _) in fields.items()}, "refused": code}


def _row(text: str, fields: dict[str, tuple[Any, Any]], expected: Any) -> dict[str, Any]:
    try:
        formula = check(text, DictScope({name: type_ for name, (type_, _) in fields.items()}))
    except FormulaErrors as error:
        raise ValueError(f"{text}: {error}") from error
    row: dict[str, Any] = {
        "text": text,
        "scope": {name: fields[name][0] for name in formula.refs},
        "values": {name: fields[name][1] for name in formula.refs},
        "now": NOW,
        "tz": TZ,
        "ast": formula.ast,
        "type": formula.ast["type"],
    }
    is_error = isinstance(expected, str) and expected.startswith("#") and expected[-1] in "!A"
    row["error" if is_error else "result"] = expected
    if any(name in _APPROXIMATE_OPERATORS or _approximate(name) for name in functions_of(formula.ast)):
        row["approx"] = True
    return row


def _approximate(name: str) -> bool:
    return name in FUNCTIONS and FUNCTIONS[name].approximate


if __name__ == "__main__":
    FILE.write_text(dump(build()), encoding="utf-8")
