"""Alerts as a pure question: which groups of an answer ring, which have calmed down.

An alert's `when` sees the measures of a row and their comparisons (`n > 100`, `n / n__before - 1 > 0.3`). A group rings
when `when` holds and `minimum` (if any) does too. It has calmed when `calm` holds; without `calm` as soon as `when`
does not, and also when the group is no longer in the answer. Between the two nothing happens: a value that swings
around one bound rings once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from engines.formula import check
from engines.report.answer import Answer, Row, value_json
from engines.report.definition import Alert
from engines.report.measures import MeasureEnv, Measures
from engines.report.plan import OTHERS, Plan
from engines.report.program import measure_scope


@dataclass(frozen=True)
class Verdict:
    """Rows that begin to ring, by member; members that have calmed down."""

    rings: Mapping[str, Row]
    calmed: frozenset[str]


def judge(alert: Alert, plan: Plan, answer: Answer, ringing: Collection[str]) -> Verdict:
    """What changes, given who rings already. Raises FormulaError(s) when a condition no longer fits the tile."""
    scope, measures = measure_scope(plan.program), Measures(plan)
    when, calm, enough = (
        None if text is None else measures.condition(check(text, scope, expect="boolean"))
        for text in (alert.when, alert.calm, alert.minimum)
    )
    rings: dict[str, Row] = {}
    calmed = set(ringing) if calm is None else set()
    for row in answer.rows:
        member, env = member_of(answer, row), MeasureEnv(plan, _values(answer, row))
        holds = when is not None and when(env)
        if member not in ringing:
            if holds and (enough is None or enough(env)):
                rings[member] = row
        elif calm is None:
            if holds:
                calmed.discard(member)
        elif calm(env):
            calmed.add(member)
    return Verdict(rings, frozenset(calmed))


def member_of(answer: Answer, row: Row) -> str:
    """A short name of the row's group."""
    members = [value_json(row[place]) for place in _places(answer)]
    return hashlib.blake2b(json.dumps(members, ensure_ascii=False).encode(), digest_size=16).hexdigest()


def _places(answer: Answer) -> list[int]:
    return [place for place, column in enumerate(answer.columns) if column.role in ("row", "col")]


def _values(answer: Answer, row: Row) -> dict[str, Any]:
    """The row as formulas see it: the others of a top list are nobody."""
    pairs = zip(answer.columns, row, strict=True)
    return {column.key: None if value is OTHERS else value for column, value in pairs}
