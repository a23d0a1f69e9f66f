"""What if: numbers that a viewer moves, and measures that are such a number.

A query with inputs is no query yet: `with_inputs` puts the numbers in, each as the formula of a constant measure, so
that every formula over measures, every total and every road sees it like any other measure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from engines.report.definition import Filter
from engines.report.errors import refuse
from engines.report.query import Query


def with_inputs(query: Query, filters: Iterable[Filter], values: Mapping[str, Any]) -> Query:
    """The query with the viewer's numbers; where nothing was said, the inputs' own. Raises ReportError for a measure
    that names an input that isn't there."""
    if not any(measure.input for measure in query.measures):
        return query
    known = {item.key: item for item in filters if item.type == "input"}
    measures = []
    for measure in query.measures:
        if measure.input is None:
            measures.append(measure)
            continue
        item = known.get(measure.input)
        if item is None:
            place, key = f"measures.{measure.key}.input", measure.input
            raise refuse(place, f"没有可调数值“{key}”", f"There is no input “{key}”")
        value = values.get(item.key)
        number = Decimal(repr(float(item.default if value is None else value)))
        measures.append(measure.model_copy(update={"input": None, "formula": f"({number:f})"}))
    return query.model_copy(update={"measures": tuple(measures)})
