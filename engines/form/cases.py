"""Test cases of a form: what is given and what is expected, kept in the definition and run before it is published.

A case is judged by the same `pipeline.evaluate` as every save. Linked records it needs are written in the case, so
that it says the same on every day and with whatever data there is.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engines.form.case import Case, Expected
from engines.form.compiled import CompiledForm
from engines.form.fields import FieldModel, RowsField, type_of
from engines.form.fields.base import SHANGHAI
from engines.form.outcome import Outcome
from engines.form.pipeline import evaluate
from engines.form.problems import ValueProblem

NOON = dt.time(4)  # 12:00 in Shanghai


@dataclass(frozen=True, slots=True)
class Mismatch:
    """`aspect`: value, visible, required, readonly or problems."""

    path: str
    aspect: str
    expected: Any
    found: Any


def run_case(compiled: CompiledForm, case: Case) -> list[Mismatch]:
    """What is otherwise than expected; [] when the case passes."""
    return list(_compared(compiled, case.expect, outcome_of(compiled, case)))


def outcome_of(compiled: CompiledForm, case: Case) -> Outcome:
    """What becomes of the case's record."""
    user = {**case.user.model_dump(), "email": None, "roles": list(case.user.roles)}
    user["departments"] = [case.user.department] if case.user.department else None
    old = None if case.record is None else _stored(compiled.form.by_key, case.record, case)
    stored = {
        (form, record_id): _stored(compiled.forms[form].by_key, values, case, record_id)
        for form, records in case.linked.items()
        if form in compiled.forms
        for record_id, values in records.items()
    }
    return evaluate(
        compiled,
        old=old,
        changes=case.given,
        linked=lambda form, record_id: stored.get((form, record_id)),
        user=user,
        now=dt.datetime.combine(case.day, NOON, dt.UTC),
        tz=SHANGHAI,
    )


def _stored(
    fields: Mapping[str, FieldModel], values: Mapping[str, Any], case: Case, record_id: str = "record"
) -> dict[str, Any]:
    """A record in canonical values; what can't be read counts as empty."""
    owner = case.user.id
    system = {"id": record_id, "owner": owner, "created_by": owner, "updated_by": owner, "version": 1}
    found: dict[str, Any] = dict.fromkeys(fields)
    found |= {key: _canonical(field, values.get(key)) for key, field in fields.items() if key in values}
    return {**found, **system, "errors": None}


def _canonical(field: FieldModel, raw: Any) -> Any:
    if isinstance(field, RowsField):
        rows = [row for row in raw if isinstance(row, dict)] if isinstance(raw, list) else []
        return [
            {"id": str(row.get("id", index)), **{c.key: _canonical(c, row.get(c.key)) for c in field.fields}}
            for index, row in enumerate(rows)
        ] or None
    try:
        return type_of(field).from_json(field, raw)
    except ValueProblem:
        return None


def _compared(compiled: CompiledForm, expect: Expected, outcome: Outcome) -> Iterator[Mismatch]:
    for path, wanted in expect.values.items():
        found = _value(compiled, outcome, path)
        if found != wanted:
            yield Mismatch(path, "value", wanted, found)
    for aspect in ("visible", "required", "readonly"):
        for path, wanted in getattr(expect, aspect).items():
            state = outcome.states.get(path)
            told = None if state is None else getattr(state, aspect)
            if told is not wanted:
                yield Mismatch(path, aspect, wanted, told)
    if expect.problems is not None:
        blocking = [problem for problem in outcome.problems if problem.level == "block"]
        names = [(problem.code, f"{problem.field}:{problem.code}") for problem in blocking]
        missing = [wanted for wanted in expect.problems if not any(wanted in each for each in names)]
        stray = [full for code, full in names if code not in expect.problems and full not in expect.problems]
        if missing or stray:
            yield Mismatch("", "problems", list(expect.problems), [full for _code, full in names])


def _value(compiled: CompiledForm, outcome: Outcome, path: str) -> Any:
    """The API value at a path; {"error": code} for an error."""
    if path in outcome.errors:
        return {"error": outcome.errors[path]}
    parts = path.split(".")
    steps = compiled.form_steps if len(parts) == 1 else compiled.row_steps.get(".".join(parts[:-1:2]), {})
    step = steps.get(parts[-1])
    values: Any = outcome.values
    for key, number in zip(parts[:-1:2], parts[1::2], strict=False):
        rows = values.get(key) or []
        values = rows[int(number)] if int(number) < len(rows) else {}
    value = values.get(parts[-1])
    return None if step is None or value is None or step.rows else step.kind.to_json(step.field, value)
