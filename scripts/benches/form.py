"""What the form engine costs: CPU per call (process time, best of several rounds; the machine may be busy).

`python -m scripts.benches.form`.
"""

import datetime as dt
import json
import time
from collections.abc import Callable
from typing import Any

from engines.form.compile import CompiledForm, compile_form
from engines.form.definition import load_form
from engines.form.pipeline import evaluate
from scripts.benches.figures import Figure, bare_python, tell

NOW = dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)
USER = {"id": "01890a5d-ac96-774b-bcce-b302099a0001", "name": "王芳", "roles": ["sales"]}


def _compiled(fields: list[dict[str, Any]], **parts: Any) -> CompiledForm:
    return compile_form(load_form({"key": "f", "fields": fields, **parts}), {})


def typical_form() -> CompiledForm:
    """15 fields, 3 rules, 2 formulas."""
    stages = [{"value": value} for value in ("new", "talk", "quote", "won", "lost")]
    fields: list[dict[str, Any]] = [
        {"key": "name", "type": "text", "required": True},
        {"key": "stage", "type": "select", "options": stages, "default": "new"},
        {"key": "amount", "type": "money"},
        {"key": "probability", "type": "percent"},
        {"key": "weighted", "type": "formula", "formula": "amount * probability", "as": "money"},
        {"key": "close_date", "type": "date"},
        {"key": "days", "type": "formula", "formula": "DAYS(close_date, DATE(2026, 1, 1))"},
        {"key": "lost_reason", "type": "text"},
        {"key": "email", "type": "text"},
        {"key": "vip", "type": "boolean"},
        {"key": "note", "type": "long_text"},
        {"key": "sales", "type": "member"},
        {"key": "visits", "type": "number"},
        {"key": "city", "type": "text"},
        {"key": "source", "type": "text"},
    ]
    rules = [
        {"when": "stage = 'lost'", "show": ["lost_reason"], "require": ["lost_reason"]},
        {"when": "amount > 100000", "require": ["note"]},
        {"when": "stage = 'won'", "readonly": ["amount"], "set": {"probability": "1"}},
    ]
    return _compiled(fields, rules=rules)


def large_form() -> CompiledForm:
    """300 fields (60 formulas), 200 rules."""
    fields: list[dict[str, Any]] = [{"key": f"n{i}", "type": "number"} for i in range(240)]
    fields += [{"key": f"c{i}", "type": "formula", "formula": f"n{i} * 2 + n{i + 1}"} for i in range(60)]
    rules = [{"when": f"n{i} > 5", "show": [f"n{i + 20}"], "require": [f"n{i + 21}"]} for i in range(200)]
    return _compiled(fields, rules=rules)


CREATED = {
    "name": "上海设备采购",
    "stage": "talk",
    "amount": 120000.5,
    "probability": 0.35,
    "close_date": "2026-12-31",
    "email": "a@b.cn",
    "vip": True,
    "note": "第一次拜访\n很顺利",
    "visits": 3,
    "city": "上海",
}


def _cost(call: Callable[[], Any], number: int, rounds: int = 5) -> float:
    """Microseconds of CPU per call."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(number):
            call()
        best = min(best, time.process_time() - start)
    return best / number * 1e6


def bench() -> list[dict[str, Any]]:
    """[{name, us, goal_us}]."""

    def save(form: CompiledForm, old: Any, changes: dict[str, Any]) -> Any:
        return evaluate(form, old=old, changes=changes, linked=lambda _form, _id: None, user=USER, now=NOW)

    typical, large = typical_form(), large_form()
    first = save(typical, None, CREATED)
    if not first.ok:
        raise RuntimeError(first.problems)
    record = {**first.values, "id": "x", "owner": USER["id"], "version": 1}
    wide = {**save(large, None, {f"n{i}": 6 for i in range(240)}).values, "id": "x", "version": 1}
    return [
        {"name": "create, 15 fields", "us": _cost(lambda: save(typical, None, CREATED), 1000), "goal_us": 150},
        {"name": "update one of 15", "us": _cost(lambda: save(typical, record, {"amount": 5}), 1000), "goal_us": 150},
        {
            "name": "update one of 300, 200 rules",
            "us": _cost(lambda: save(large, wide, {"n0": 7}), 50),
            "goal_us": 16000,
        },
        {"name": "compile 15 fields", "us": _cost(typical_form, 20), "goal_us": None},
    ]


if __name__ == "__main__":
    for row in bench():
        print(json.dumps(row, ensure_ascii=False))
        tell(Figure(f"evaluate: {row['name']}", row["us"], "µs CPU", bare_python(), row["goal_us"]))
