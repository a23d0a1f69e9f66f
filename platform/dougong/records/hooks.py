"""What the rooms above do in the middle of a write. `dougong.reactions` binds them at start-up; records knows none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.apps.catalog import AppCatalog
from dougong.kit.db import Transaction
from dougong.kit.web import Actor
from dougong.records.work import Item, Work
from engines.calendar import WorkCalendar

Hold = Callable[[Work, str, Sequence[Item]], None]
"""`(work, form key, items that are about to be written)`: sets `item.held` on changes that must wait (they are not
written), or `item.problem` on those that may not be made at all. It stands in the one pipeline, so no door is
without it."""


FlowSteps = Callable[[Transaction, Actor, AppCatalog, str, str, str], list[dict[str, Any]]]
"""`(tx, reader, app, form key, record id, language)` → `{"at", "by", "text", "comment", "flow", "instance"}` of what
flows did with the record, for who may read it."""


MoveFlows = Callable[[Transaction, str, str, str, str, Sequence[str] | None], list[str]]
"""`(tx, app key, form key, from record, to record, only these instances)` → ids of the instances that now belong to the
other record. A record whose change a flow holds is refused."""


StartFlow = Callable[[Work, str, str, str, Mapping[str, Sequence[str]]], str]
"""`(work, form key, record id, flow key, people chosen by step)` → the instance that a press of a button starts."""


Calendar = Callable[[Transaction], WorkCalendar]
"""The working calendar that `WORKDAY` and its kin count by in forms: the organisation's default one."""


RuleForms = Callable[[Transaction], set[tuple[str, str]]]
"""(app, form) whose history says who wrote a rule that others count by; it is never let go of."""


@dataclass
class RecordHooks:
    hold: Hold | None = None
    flow_steps: FlowSteps | None = None
    move_flows: MoveFlows | None = None
    start_flow: StartFlow | None = None
    calendar: Calendar | None = None
    rule_forms: RuleForms | None = None


hooks = RecordHooks()
"""The one of this process."""
