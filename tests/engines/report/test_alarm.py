"""Alerts ring once per crossing, whatever the values do between the two bounds."""

from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.formula import FormulaErrors
from engines.report.alarm import judge
from engines.report.definition import Alert
from engines.report.plan import Plan
from tests.engines.report.world import ask, opportunity, planned

DOCUMENT: dict[str, Any] = {
    "rows": [{"key": "stage", "field": "stage"}],
    "measures": [{"key": "sum", "fn": "sum", "field": "amount"}, {"key": "n", "fn": "count"}],
}
PLAN: Plan = planned(DOCUMENT)


@cache
def one_row() -> Any:
    """The answer over one opportunity."""
    return ask(DOCUMENT, {"opportunity": [opportunity("1", stage="won", amount=1)]})


def valued(*amounts: int) -> Any:
    """An answer with one group whose sum is the amounts' sum."""
    rows = [opportunity(str(place), stage="won", amount=amount) for place, amount in enumerate(amounts)]
    return ask(DOCUMENT, {"opportunity": rows})


def alert(**more: Any) -> Alert:
    return Alert.model_validate({"key": "a", "tile": "t", "when": "sum > 100", **more})


def rings(asked: Alert, values: list[int]) -> int:
    """How often it rings while the sum takes these values, one after the other."""
    ringing: set[str] = set()
    times = 0
    place = one_row().place("sum")
    for value in values:
        row = tuple(Decimal(value) if at == place else cell for at, cell in enumerate(one_row().rows[0]))
        answer = type(one_row())(columns=one_row().columns, rows=(row,))
        verdict = judge(asked, PLAN, answer, ringing)
        times += len(verdict.rings)
        ringing = (ringing - verdict.calmed) | set(verdict.rings)
    return times


@given(st.lists(st.integers(0, 150), max_size=60))
def test_R096_between_the_bounds_nothing_happens(values: list[int]) -> None:
    expected, on = 0, False
    for value in values:
        if not on and value > 100:
            expected, on = expected + 1, True
        elif on and value < 50:
            on = False
    assert rings(alert(calm="sum < 50"), values) == expected
    with_one_bound = sum(b > 100 and a <= 100 for a, b in zip([0, *values], values, strict=False))
    assert rings(alert(), values) == with_one_bound


def test_a_base_that_is_too_small_keeps_it_silent() -> None:
    asked = alert(minimum="n >= 2")
    assert not judge(asked, PLAN, valued(500), ()).rings
    assert len(judge(asked, PLAN, valued(500, 1), ()).rings) == 1


def test_a_group_that_is_gone_is_calm_unless_a_reset_bound_says_what_calm_is() -> None:
    (member,) = judge(alert(), PLAN, valued(500), ()).rings
    assert judge(alert(), PLAN, valued(), {member}).calmed == {member}
    assert judge(alert(calm="sum < 50"), PLAN, valued(), {member}).calmed == frozenset()


def test_a_condition_that_fits_no_longer_is_refused() -> None:
    with pytest.raises(FormulaErrors):
        judge(alert(when="gone > 1"), PLAN, valued(500), ())
