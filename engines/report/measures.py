"""Values of measures: completing what a back end left out, formulas over measures, shares and sums, in decimals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal, Overflow
from typing import Any

from engines.calendar import WorkCalendar
from engines.formula import ErrorValue, Formula, compile_closure
from engines.formula.values import NUMBERS
from engines.report.columns import label_in
from engines.report.errors import Message, sentence
from engines.report.parts import Label
from engines.report.plan import RECORDS, Cells, Member, Plan
from engines.report.program import Derived
from engines.report.scope import Path

Table = dict[tuple[Member, ...], dict[str, Any]]
_ZERO = Decimal(0)
_COUNTS = frozenset({"count", "distinct", "sum"})


@dataclass(slots=True)
class MeasureEnv:
    """What a formula over measures sees."""

    plan: Plan
    values: Mapping[str, Any]
    calendar: WorkCalendar | None = None

    def get(self, path: Path) -> Any:
        return self.values.get(".".join(path))

    @property
    def now(self) -> datetime:
        return self.plan.now

    @property
    def today(self) -> date:
        return self.plan.now.astimezone(self.plan.zone).date()

    @property
    def tz(self) -> tzinfo:
        return self.plan.zone


class Measures:
    """The measures of one plan. Errors of formulas become blanks, counted for a note."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        program = plan.program
        self.empty: dict[str, Any] = {item.key: _ZERO if item.fn in _COUNTS else None for item in program.aggregates}
        self._comparisons = [compare.key for compare in program.query.compare]
        self._compiled = [(item, compile_closure(item.formula)) for item in program.derived]
        self._fixed = program.uncompared
        self._errors: dict[str, dict[str, int]] = {}
        self.columns = [key for measure in program.query.measures for key in self.with_comparisons(measure.key)]

    def with_comparisons(self, key: str) -> list[str]:
        """The columns of a measure: its own, then each comparison. A formula over comparisons has none."""
        return [key] if key in self._fixed else [key, *(f"{key}__{compare}" for compare in self._comparisons)]

    def complete(self, cells: Cells) -> Table:
        """The cells with every aggregate, numbers of 15 digits; a copy."""
        return {
            members: {**self.empty, **{key: _number(value) for key, value in cell.items()}}
            for members, cell in cells.items()
        }

    def blank_cell(self) -> dict[str, Any]:
        """A cell of which there is no record."""
        return {**self.empty, RECORDS: 0}

    def derive(self, table: Table) -> None:
        """Computes the measures over measures of every cell, and their comparisons."""
        for item, evaluate in self._compiled:
            compares = ["", *(f"__{key}" for key in self._comparisons)] if item.key not in self._fixed else [""]
            for cell in table.values():
                for suffix in compares:
                    cell[item.key + suffix] = self._value(item, evaluate, cell, suffix)

    def _value(self, item: Derived, evaluate: Callable[..., Any], cell: Mapping[str, Any], suffix: str) -> Any:
        values = {name: cell.get(name + suffix) for name in item.reads}
        if suffix and not any(name + suffix in cell for name in item.reads):
            return None
        value = evaluate(MeasureEnv(self._plan, values))
        if isinstance(value, ErrorValue):
            counts = self._errors.setdefault(item.key, {})
            counts[value.code] = counts.get(value.code, 0) + 1
            return None
        return value

    def condition(self, formula: Formula) -> Callable[[MeasureEnv], bool]:
        """Whether a condition over measures holds (an error does not)."""
        evaluate = compile_closure(formula)
        return lambda env: evaluate(env) is True

    def share(self, part: Any, whole: Any) -> Any:
        """part / whole; blank when there is no whole."""
        return NUMBERS.divide(part, whole) if part is not None and whole else None

    def sum(self, total: Any, added: Any) -> Any:
        """A running sum; blanks add nothing."""
        if added is None:
            return total
        return added if total is None else NUMBERS.add(total, added)

    def notes(self, labels: Mapping[str, Label]) -> list[Message]:
        """Which formulas had errors, by the labels of their columns."""
        return [
            sentence(
                f"“{label_in(labels[key], 'zh-CN')}”有 {count} 格因 {code} 为空",
                f"“{label_in(labels[key], 'en')}” is blank in {count} cells because of {code}",
            )
            for key, counts in self._errors.items()
            for code, count in counts.items()
        ]


def _number(value: Any) -> Any:
    """A number as the formula language has it: 15 digits, blank beyond the largest."""
    if not isinstance(value, Decimal):
        return value
    try:
        return NUMBERS.plus(value)
    except Overflow:
        return None
