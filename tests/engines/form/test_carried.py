"""A record that comes with a past is taken over as it was: when it was made, and what people may not change by hand."""

import datetime as dt
from typing import Any

from engines.form.outcome import Outcome
from tests.engines.form.forms import NOW, compiled, run

FORM = compiled(
    {
        "key": "bill",
        "fields": [
            {"key": "status", "type": "select", "options": [{"value": "open"}, {"value": "closed"}]},
            {"key": "amount", "type": "money"},
            {"key": "sent_on", "type": "date", "readonly": True},
            {"key": "opened", "type": "formula", "formula": "TODATE(created_at)", "as": "date"},
            {
                "key": "lines",
                "type": "subform",
                "fields": [{"key": "paid", "type": "number", "readonly": True, "default": 0}],
            },
        ],
        "rules": [{"when": "status = 'closed'", "readonly": ["amount", "lines"]}],
        "checks": [{"assert": "sent_on >= TODATE(created_at)", "message": {"zh-CN": "早于创建", "en": "too early"}}],
    }
)
MADE = NOW - dt.timedelta(days=90)
WHOLE = {
    "status": "closed",
    "amount": 5,
    "sent_on": (MADE + dt.timedelta(days=1)).date().isoformat(),
    "lines": [{"paid": 3}],
}


def created(changes: dict[str, Any], **more: Any) -> Outcome:
    return run(FORM, None, changes, **more)


def test_read_only_fields_hold_what_a_record_with_a_past_brings() -> None:
    refused = [problem.path for problem in created(WHOLE).problems if problem.code == "readonly"]
    assert refused == [("amount",), ("sent_on",), ("lines",), ("lines", 0, "paid")]
    taken_over = created(WHOLE, carried=MADE)
    assert taken_over.problems == []
    assert (taken_over.values["amount"], taken_over.values["lines"][0]["paid"]) == (5, 3)
    assert taken_over.values["sent_on"] == (MADE + dt.timedelta(days=1)).date()


def test_formulas_and_checks_see_when_it_was_made() -> None:
    assert created(WHOLE, carried=MADE).values["opened"] == MADE.date()
    assert created({}).values["opened"] == NOW.date()
    too_early = {**WHOLE, "sent_on": (MADE - dt.timedelta(days=1)).date().isoformat()}
    assert [problem.code for problem in created(too_early, carried=MADE).problems] == ["check"]
