"""Filling in: periods, options and bins that have no record, beside every combination of the other dimensions."""

from __future__ import annotations

from itertools import product

from engines.report.measures import Measures, Table
from engines.report.members import domain
from engines.report.plan import Plan
from engines.report.query import MAX_CELLS
from engines.report.totals import Keys


def filled(plan: Plan, measures: Measures, keys: Keys, table: Table) -> bool:
    """Adds what is missing to the cells of a grouping set. FALSE: that would be too many, nothing is added."""
    places = [place for place, key in enumerate(keys) if plan.program.group(key).fill]
    if not places:
        return True
    domains = [domain(plan.program.group(keys[place]), plan, {members[place] for members in table}) for place in places]
    rest = [place for place in range(len(keys)) if place not in places]
    combinations = {tuple(members[place] for place in rest) for members in table} or ({()} if not rest else set())
    size = len(combinations)
    for choices in domains:
        size *= len(choices)
    if size > MAX_CELLS:
        return False
    for combination in combinations:
        for chosen in product(*domains):
            by_place = dict(zip([*rest, *places], [*combination, *chosen], strict=True))
            members = tuple(by_place[place] for place in range(len(keys)))
            table.setdefault(members, measures.blank_cell())
    return True
