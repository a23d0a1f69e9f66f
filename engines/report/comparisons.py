"""Comparisons: which cell of the other time stands beside each cell."""

from __future__ import annotations

from datetime import date, datetime

from engines.report.measures import Measures, Table
from engines.report.members import span_periods
from engines.report.periods import counterpart
from engines.report.plan import Comparison, Member, Plan
from engines.report.totals import Keys


class Pairing:
    """One comparison within one grouping set: which members of the other time stand beside which of now."""

    def __init__(self, plan: Plan, keys: Keys, comparison: Comparison, there: Table) -> None:
        self._plan, self._comparison = plan, comparison
        along = comparison.along if comparison.along in keys else None
        self._place = keys.index(along) if along is not None else None
        self._nothing = comparison.span is None and along is None
        self._there = {members: dict(cell) for members, cell in there.items()}

    def add_missing(self, measures: Measures, table: Table) -> None:
        """Adds the groups that only the other time has (blank or 0 now), but never new periods."""
        if self._nothing:
            return
        back: dict[Member, list[Member]] = {}
        for member, other in self._counterparts(table).items():
            back.setdefault(other, []).append(member)
        for members in self._there:
            if self._place is None:
                table.setdefault(members, measures.blank_cell())
                continue
            for member in back.get(members[self._place], ()):
                table.setdefault(_replaced(members, self._place, member), measures.blank_cell())

    def write(self, measures: Measures, table: Table) -> None:
        """Writes `<measure>__<key>` into every cell. Without a period, a grouping set without the dimension of time has
        nothing to compare with: its comparisons stay blank."""
        suffix = f"__{self._comparison.key}"
        if self._nothing:
            for cell in table.values():
                cell.update({f"{key}{suffix}": None for key in measures.empty})
            return
        to = self._counterparts(table)
        for members, cell in table.items():
            other = measures.empty
            if self._place is None:
                other = self._there.get(members, other)
            elif members[self._place] in to:
                other = self._there.get(_replaced(members, self._place, to[members[self._place]]), other)
            cell.update({f"{key}{suffix}": other.get(key) for key in measures.empty})

    def _counterparts(self, table: Table) -> dict[Member, Member]:
        """member now → member of the other time. A blank time has none."""
        place, shift, plan = self._place, self._comparison.shift, self._plan
        if place is None:
            return {}
        group, span = plan.program.group(self._comparison.along or ""), self._comparison.span
        now = span_periods(group, plan.span, plan) if plan.span is not None else None
        if shift is None:
            then = span_periods(group, span, plan) if span is not None else None
            return dict(zip(now or (), then or (), strict=False))
        present = (members[place] for members in table if isinstance(members[place], date | datetime))
        everyone: set[date | datetime] = {*(now or ()), *present}
        return {member: counterpart(group.grain or "day", member, shift, plan.calendar) for member in everyone}


def _replaced(members: tuple[Member, ...], place: int, member: Member) -> tuple[Member, ...]:
    return (*members[:place], member, *members[place + 1 :])
