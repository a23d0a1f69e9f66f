"""Forms that the tests share, and a short way to evaluate them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engines.form.compile import CompiledForm, compile_form
from engines.form.definition import Form, load_form
from engines.form.outcome import Outcome
from engines.form.pipeline import evaluate

NOW = dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)
ME = "01890a5d-ac96-774b-bcce-b302099a0001"
ACME = "01890a5d-ac96-774b-bcce-b302099a8057"
HOLDING = "01890a5d-ac96-774b-bcce-b302099a8058"
ROW_1 = "01890a5d-ac96-774b-bcce-b302099a9001"
ROW_2 = "01890a5d-ac96-774b-bcce-b302099a9002"

CUSTOMER: dict[str, Any] = {
    "key": "customer",
    "label": {"zh-CN": "客户", "en": "Customer"},
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "客户名称", "required": True},
        {"key": "region", "type": "select", "options": [{"value": "east"}, {"value": "west"}]},
        {"key": "level", "type": "text"},
        {"key": "holding", "type": "link", "form": "customer"},
        {"key": "credit", "type": "money"},
    ],
}
OPPORTUNITY: dict[str, Any] = {
    "key": "opportunity",
    "label": {"zh-CN": "商机", "en": "Opportunity"},
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "商机名称", "required": True},
        {"key": "customer", "type": "link", "form": "customer", "fill": {"region": "region"}},
        {"key": "region", "type": "select", "options": [{"value": "east"}, {"value": "west"}]},
        {
            "key": "stage",
            "type": "select",
            "label": "阶段",
            "options": [{"value": "new"}, {"value": "won"}, {"value": "lost"}],
            "default": "new",
        },
        {"key": "lost_reason", "type": "text", "label": "丢单原因"},
        {"key": "amount", "type": "money", "label": "金额"},
        {"key": "probability", "type": "percent", "label": "赢率"},
        {"key": "weighted", "type": "formula", "formula": "amount * probability", "as": "money"},
        {
            "key": "lines",
            "type": "subform",
            "label": "明细",
            "fields": [
                {"key": "qty", "type": "number", "label": "数量", "required": True},
                {"key": "price", "type": "money"},
                {"key": "total", "type": "formula", "formula": "qty * price", "as": "money"},
                {"key": "share", "type": "formula", "formula": "total / parent.sum", "as": "percent"},
                {"key": "note", "type": "text", "label": "备注"},
            ],
            "rules": [{"id": "many", "when": "qty > 10", "require": ["note"]}],
        },
        {"key": "sum", "type": "formula", "formula": "SUM(lines.total)", "as": "money"},
        {"key": "close_date", "type": "date", "default": {"formula": "TODAY()"}},
        {"key": "levels", "type": "formula", "formula": "customer.level & customer.holding.level", "as": "text"},
        {
            "key": "no",
            "type": "series",
            "parts": [{"text": "OP"}, {"date": "yyyyMM"}, {"counter": 4, "reset": "month"}],
        },
    ],
    "rules": [
        {
            "id": "lost",
            "when": "stage = 'lost'",
            "show": ["lost_reason"],
            "require": ["lost_reason"],
            "set": {"probability": "0"},
        },
        {"id": "won", "when": "stage = 'won'", "readonly": ["amount"], "set": {"probability": "1"}},
    ],
    "checks": [
        {
            "id": "future",
            "assert": "ISBLANK(close_date) or close_date >= TODAY()",
            "message": {"zh-CN": "日期不能早于今天", "en": "The date must not be in the past"},
            "fields": ["close_date"],
        }
    ],
}
RECORDS: dict[tuple[str, str], Mapping[str, Any]] = {
    ("customer", ACME): {
        "name": "Acme",
        "region": "east",
        "level": "A",
        "holding": HOLDING,
        "credit": Decimal(100),
    },
    ("customer", HOLDING): {"name": "Holding", "region": "west", "level": "B", "holding": None, "credit": None},
}


def form(key: str = "f", **parts: Any) -> Form:
    """A form from its parts; `fields` as lists of dicts."""
    return load_form({"key": key, **parts})


def compiled(definition: Any, *others: Any) -> CompiledForm:
    """Compiled, and free of errors."""
    own = load_form(definition)
    result = compile_form(own, {other.key: other for other in map(load_form, others)})
    assert result.ok, result.problems
    return result


def run(target: CompiledForm, old: Mapping[str, Any] | None, changes: Mapping[str, Any], **more: Any) -> Outcome:
    """`evaluate` with the shared records, user and clock."""
    return evaluate(
        target,
        old=old,
        changes=changes,
        linked=lambda key, record_id: RECORDS.get((key, record_id)),
        user={"id": ME, "name": "王芳", "roles": ["sales"], "department": None},
        now=NOW,
        **more,
    )


def stored(outcome: Outcome, ids: tuple[str, ...] = (ROW_1, ROW_2)) -> dict[str, Any]:
    """The record as it would be read again: system columns, ids for new rows, error codes."""
    record: dict[str, Any] = {
        **outcome.values,
        "id": "01890a5d-ac96-774b-bcce-b302099a7777",
        "owner": outcome.owner,
        "created_at": NOW,
        "created_by": ME,
        "updated_at": NOW,
        "updated_by": ME,
        "version": 1,
        "errors": dict(outcome.errors),
    }
    for key, rows in record.items():
        if key in outcome.subforms:
            fresh = iter(ids)
            record[key] = [{**row, "id": row["id"] or next(fresh)} for row in rows or []]
    return record


def codes(outcome: Outcome) -> list[tuple[tuple[str | int, ...], str]]:
    """(path, code) of every problem."""
    return [(problem.path, problem.code) for problem in outcome.problems]
