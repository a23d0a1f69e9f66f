"""When only the first groups of a query have to leave the back end: a list of customers, not all of them.

Asked for only where nothing after grouping could change which groups come first: no columns, no condition on measures,
no comparison, filling, top list or running sum, and an order that a back end can follow exactly.
"""

from __future__ import annotations

from engines.report.plan import First, Plan
from engines.report.query import Order

_EXACT = frozenset({"count", "distinct", "sum", "min", "max"})
_OWN_ORDER = frozenset({"weekday", "weekday_hour"})


def first_groups(plan: Plan) -> First | None:
    """The part of the detail that is enough; None when all of it is needed."""
    program, query = plan.program, plan.program.query
    if program.cols or not program.rows or program.having or plan.comparisons:
        return None
    if any(measure.running for measure in query.measures):
        return None
    for group in program.rows:
        if group.fill or group.top is not None or group.options is not None or group.grain in _OWN_ORDER:
            return None
    sortable = {group.key for group in program.rows}
    shared = {measure.key for measure in query.measures if measure.share}
    sortable |= {
        item.key for item in program.aggregates
        if item.fn in _EXACT and not item.entity and item.type.kind != "text" and item.key not in shared
    }  # fmt: skip
    orders = tuple(Order(by=order) if isinstance(order, str) else order for order in query.order)
    if any(order.by not in sortable for order in orders):
        return None
    return First(orders, query.limit)
