"""Which grouping sets a query needs: what it shows, its totals, and what shares and orders are measured against.

A set is the tuple of dimension keys that is grouped by. `row` totals roll the columns up, `col` totals roll the rows
up, one dimension after the other (so a pivot gets its subtotals), `all` is everything in one. Each set is computed
over the records anew; none is ever added up from another.
"""

from __future__ import annotations

from engines.report.program import Program

Keys = tuple[str, ...]


def detail(program: Program) -> Keys:
    """The finest set: all dimensions."""
    return tuple(group.key for group in program.groups)


def shown_totals(program: Program) -> tuple[Keys, ...]:
    """The sets that `totals` asks for, finest first."""
    rows, cols = _keys(program)
    asked = program.query.totals
    row_levels = [len(rows), *(range(len(rows) - 1, -1, -1) if "col" in asked else ())]
    col_levels = [len(cols), *(range(len(cols) - 1, -1, -1) if "row" in asked else ())]
    sets = [rows[:row] + cols[:col] for row in row_levels for col in col_levels]
    if "all" in asked:
        sets.append(())
    unique = dict.fromkeys(sets)
    unique.pop(rows + cols, None)
    return tuple(sorted(unique, key=len, reverse=True))


def share_base(program: Program, keys: Keys, share: str) -> Keys:
    """The set that holds the whole of which a cell of `keys` is a share."""
    rows, cols = _keys(program)
    if share == "row":
        return tuple(key for key in keys if key in rows)
    return tuple(key for key in keys if key in cols) if share == "col" else ()


def needed_sets(program: Program) -> tuple[Keys, ...]:
    """Every set that has to be computed, the detail first."""
    rows, cols = _keys(program)
    sets = [detail(program), *shown_totals(program)]
    for measure in program.query.measures:
        if measure.share:
            sets += [share_base(program, keys, measure.share) for keys in tuple(sets)]
    if cols and _orders_by_measure(program):
        sets.append(rows)
    return tuple(dict.fromkeys(sets))


def _orders_by_measure(program: Program) -> bool:
    dimensions = set(detail(program))
    return any((order if isinstance(order, str) else order.by) not in dimensions for order in program.query.order)


def _keys(program: Program) -> tuple[Keys, Keys]:
    return tuple(group.key for group in program.rows), tuple(group.key for group in program.cols)
