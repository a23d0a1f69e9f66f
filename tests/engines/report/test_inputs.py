"""What if: a number that the viewer moves is a measure like any other."""

from typing import Any

import pytest
from pydantic import ValidationError

from engines.report.compute import compute
from engines.report.definition import Filter
from engines.report.errors import ReportError
from engines.report.inputs import with_inputs
from engines.report.query import Query
from tests.engines.report.test_figures import DATA
from tests.engines.report.world import frames, planned

POINTS = Filter(key="points", type="input", min=-5, max=20, default=5, step=0.5)
MEASURES: list[dict[str, Any]] = [
    {"key": "n", "fn": "count"}, {"key": "up", "input": "points"}, {"key": "then", "formula": "n * (1 + up / 100)"},
]  # fmt: skip


def answered(values: dict[str, Any], **more: Any) -> list[list[float]]:
    query = with_inputs(Query.model_validate({"from": "opportunity", "measures": MEASURES, **more}), [POINTS], values)
    answer = compute(planned(query.to_json()), frames(DATA), as_of="now")
    return [[float(value) for value in row[-3:]] for row in answer.rows]


def test_the_number_stands_in_formulas_of_every_group_and_begins_at_its_default() -> None:
    assert answered({}) == [[50, 5, 52.5]]
    assert answered({"points": 20}) == [[50, 20, 60]]
    assert answered({"points": -2.5}) == [[50, -2.5, 48.75]]
    assert answered({"points": 0}) == [[50, 0, 50]]
    assert answered({"points": 10}, rows=[{"key": "s", "field": "stage"}]) == [[30, 10, 33], [20, 10, 22]]


def test_an_input_that_isnt_there_and_one_without_bounds_are_refused() -> None:
    with pytest.raises(ReportError):
        with_inputs(Query.model_validate({"from": "opportunity", "measures": MEASURES}), [], {})
    for wrong in (
        {"min": 1}, {"min": 3, "max": 2, "default": 2}, {"min": 0, "max": 1}, {"min": 0, "max": 1, "default": 2},
        {"min": 0, "max": 1, "default": True}, {"min": 0, "max": 1, "default": 0, "field": "name"},
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            Filter.model_validate({"key": "x", "type": "input", **wrong})
    with pytest.raises(ValidationError):
        Filter.model_validate({"key": "x", "type": "number", "form": "opportunity", "field": "amount", "min": 1})
    with pytest.raises(ValidationError):
        Query.model_validate({"from": "opportunity", "measures": [{"key": "a", "input": "x", "fn": "count"}]})
