"""One record, or one row of it, while it is being evaluated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engines.form.compiled import CompiledRule
from engines.form.environment import RecordEnv
from engines.form.problems import Path

Value = Any


@dataclass(slots=True)
class Place:
    """The state of the evaluation in one set of values. Each row has its own, so that a rule that holds
    in one row says nothing about another."""

    values: dict[str, Value]
    old: Mapping[str, Value]
    creating: bool
    sent: dict[str, Value]
    claimed: dict[str, Value]
    failed: set[str]
    env: RecordEnv
    path: Path = ()
    around: "Place | None" = None  # the row that an inner row stands in
    fills: dict[str, Value] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    unsent: dict[str, Value] = field(default_factory=dict)  # of lockable fields: the value without the client
    verdicts: dict[int, bool] = field(default_factory=dict)

    def holds(self, rule: CompiledRule) -> bool:
        """Whether the rule's condition is true here. A blank or an error is not true."""
        verdict = self.verdicts.get(rule.index)
        if verdict is None:
            verdict = self.verdicts[rule.index] = rule.when.run(self.env) is True
        return verdict
