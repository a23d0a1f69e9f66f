"""Dry run: the engine itself, on a real record or on sample values, with a clock that jumps, and nothing written.

`advance`, the conditions, the assignees, the searches are the real ones (whose turn it is in a round robin is asked,
not used up). What would be written, sent, called is noted and answered as if it had been done. What people decide comes
from `answers`; where there is none, they are kind: they approve, submit, tick off. Then timers come due, the earliest
first.
The caller gives a transaction that is never committed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from dougong.apps.catalog import AppCatalog
from dougong.flows import addresses, analysing, perform, writes
from dougong.flows.design_schemas import SimulationAnswer
from dougong.flows.hooks import hooks
from dougong.flows.programs import Loaded
from dougong.flows.row_values import with_rows
from dougong.flows.running import Running
from dougong.flows.sample import SampleEnv
from dougong.flows.seeing import SeenRecords
from dougong.flows.simulated import Told
from dougong.kit.db import Transaction
from dougong.kit.errors import Problem
from dougong.kit.types import iso_instant
from dougong.records.work import Work
from engines.flow import effects
from engines.flow.advance import advance, listens
from engines.flow.definition import Flow
from engines.flow.events import (
    Called,
    ChildDone,
    Decide,
    Event,
    Failed,
    Found,
    MessageArrived,
    RecordChanged,
    Refused,
    Resubmit,
    Return,
    Start,
    TimerFired,
    Written,
)
from engines.flow.nodes.analyse import AnalyseNode
from engines.flow.program import Program
from engines.flow.state import State

Values = Mapping[str, Any]
MADE = "00000000-0000-7000-8000-{:012x}"
"""Ids of records that were not really made."""
_VERBS: Mapping[str, Any] = {"approval": "approve", "fill": "submit", "todo": "done"}
_DO: Mapping[str, Any] = {"approve": "approve", "reject": "reject", "submit": "submit", "done": "done"}


@dataclass
class Open:
    """A task somebody would have."""

    token: str
    node: str
    person: str
    kind: str
    waiting: bool


@dataclass
class Rehearsal:
    """One dry run under way."""

    run: Running
    reader: Running
    """Searches are made with the eyes of who tries the flow out: a dry run must not tell them what they may not see,
    whoever they say has started it."""
    eyes: Work
    env: SampleEnv
    told: Told
    answers: deque[SimulationAnswer]
    limit: int
    tasks: dict[str, Open] = field(default_factory=dict)
    timers: dict[str, tuple[datetime, str | None]] = field(default_factory=dict)
    calls: deque[tuple[str, str, Event]] = field(default_factory=deque)
    made: int = 0
    changed: bool = False

    @property
    def tx(self) -> Transaction:
        return self.run.tx

    # the loop --------------------------------------------------------------------------------------------

    def play(self, start: Start) -> None:
        """From the start to the end, or to where nothing can happen any more."""
        event: Event | None = start
        while event is not None and len(self.told.steps) < self.limit:
            try:
                self._carry_out(event)
            except Refused as refusal:
                self.told.refused(event, refusal)
                return
            event = None if self.run.state.result else self._next()

    def _carry_out(self, event: Event) -> None:
        waiting: deque[Event] = deque([event])
        rounds = 0
        while waiting and rounds < self.limit * 10:
            rounds += 1
            found = advance(
                self.run.loaded.program, self.run.state, waiting.popleft(), now=self.tx.now, world=self.run.world
            )
            before, self.run.state = self.run.state, found.state
            self.told.facts(found.facts, before)
            for effect in found.effects:
                answer = self._perform(effect)
                if answer is not None:
                    waiting.append(answer)

    # effects ---------------------------------------------------------------------------------------------

    def _perform(self, effect: effects.Effect) -> Event | None:  # noqa: C901 - one line per effect
        match effect:
            case effects.Resolve():
                resolved = perform.resolve(self.run, effect, dry=True)
                self.told.assignees(effect, resolved)
                return resolved
            case effects.ListItems():
                return writes.list_items(self.run, effect)
            case effects.Find():
                return self._find(effect)
            case effects.MakeAddress():
                return addresses.make(self.run, effect)
            case effects.Write():
                return self._write(effect)
            case effects.OpenTask():
                self.tasks[effect.task] = Open(effect.token, effect.node, effect.person, effect.kind, effect.waiting)
                self.told.opened(effect)
            case effects.ChangeTask() if effect.task in self.tasks:
                task = self.tasks[effect.task]
                task.waiting = task.waiting if effect.waiting is None else effect.waiting
                task.person = effect.person or task.person
            case effects.CloseTask():
                self.tasks.pop(effect.task, None)
            case effects.SetTimer():
                self.timers[effect.timer] = (effect.due, effect.token)
                self.told.timer(effect)
            case effects.CancelTimer():
                self.timers.pop(effect.timer, None)
            case effects.CallHttp() | effects.RunScript():
                self.calls.append((effect.token, effect.node, Called(effect.token)))
                self.told.call(effect)
            case effects.Analyse():
                self._analyse(effect)
            case effects.StartChild():
                self.told.child(effect)
                if effect.wait:
                    self.calls.append((effect.token, effect.node, ChildDone(effect.token, effect.key, "approved")))
            case _:
                self.told.effect(effect)
        return None

    def _find(self, effect: effects.Find) -> Event:
        self.reader.state, self.reader._env = self.run.state, self.env
        found = writes.find(self.reader, effect)
        self.told.found(effect, found)
        return found if isinstance(found, Found) else Found(effect.token, ())

    def _analyse(self, effect: effects.Analyse) -> None:
        """Counted for real, on what who tries the flow out may read; nothing is kept."""
        node = self.run.node(effect.node)
        assert isinstance(node, AnalyseNode)
        try:
            figures, changes = analysing.tried(self.reader, node)
        except Problem as problem:
            detail = dict(problem.detail)
            failed = Failed(effect.token, problem.code or problem.default_code, detail)
            self.calls.append((effect.token, effect.node, failed))
            return
        self.calls.append((effect.token, effect.node, Called(effect.token, figures)))
        self.told.analysed(effect, node, figures, changes)

    def _write(self, effect: effects.Write) -> Event:
        try:
            effect = self._with_rows(effect)
        except Problem as problem:
            return Failed(effect.token, problem.code or problem.default_code, dict(problem.detail))
        if effect.records is not None or effect.delete:
            records = effect.records or ((self.run.row["record_id"],) if self.run.row["record_id"] else ())
            if (
                effect.form in (None, self.run.row["form"])
                and self.run.row["record_id"] in records
                and not effect.delete
            ):
                self.env.lay_over(effect.values)
                self._see_change()
        else:
            self.made += 1
            records = (MADE.format(self.made),)
        self.told.written(effect, records)
        return Written(effect.token, tuple(records))

    def _with_rows(self, effect: effects.Write) -> effects.Write:
        """The line items that would be written, of one record, as far as who tries the flow out may see what they are
        made of."""
        if not effect.rows or effect.app not in (None, self.run.app):
            return effect
        row = self.run.row
        form = effect.form or str(row["form"])
        own = effect.records is not None and not effect.records and effect.form is None
        there = self.env.values if own or row["record_id"] in (effect.records or ()) else {}
        self.run._env = self.env
        values = with_rows(self.run, self.eyes, form, effect, effect.values, there)
        for setting in effect.rows:
            held = {row["id"]: row for row in there.get(setting.field) or ()}
            values[setting.field] = [
                {**held.get(row.get("id", ""), {}), **row, "id": row.get("id") or MADE.format(number)}
                for number, row in enumerate(values[setting.field])
            ]
        return replace(effect, values=values, rows=())

    def _see_change(self) -> None:
        """The record is another now: what waits for something about it looks again, as it would after the commit."""
        self.run.forget_record()
        self.run._env = self.env
        self.changed = True

    # what happens next -----------------------------------------------------------------------------------

    def _next(self) -> Event | None:
        if self.changed:
            self.changed = False
            if listens(self.run.loaded.program, self.run.state).record:
                return RecordChanged()
        found = self._answered()
        if found is not None:
            return found
        if self.calls:
            return self.calls.popleft()[2]
        for name, task in self.tasks.items():
            if not task.waiting and task.kind != "cc" and task.token in self.run.state.tokens:
                return self._kindly(name, task)
        for name, task in self.tasks.items():
            if task.kind == "todo" and not task.waiting:
                return Decide(name, task.person, "done")
        if self.timers:
            return self._time(min(self.timers, key=lambda timer: (self.timers[timer][0], timer)))
        messages = listens(self.run.loaded.program, self.run.state).messages
        return MessageArrived(min(messages)) if messages else None

    def _kindly(self, name: str, task: Open) -> Event:
        if task.kind == "resubmit":
            return Resubmit(name, task.person)
        return Decide(name, task.person, _VERBS.get(task.kind, "done"))

    def _time(self, timer: str) -> Event:
        due, _token = self.timers.pop(timer)
        self.tx.now = max(self.tx.now, due)
        self.env.now = self.tx.now
        return TimerFired(timer)

    def _answered(self) -> Event | None:
        if not self.answers:
            return None
        answer = self.answers[0]
        found = self._as_event(answer)
        if found is not None:
            self.answers.popleft()
        return found

    def _as_event(self, answer: SimulationAnswer) -> Event | None:
        """The answer as an event, if its node is what something waits for now."""
        match answer.do:
            case "called" | "failed":
                return self._call_answer(answer)
            case "time":
                mine = [name for name, (_due, token) in self.timers.items() if self._node_of(token) == answer.node]
                return self._time(min(mine, key=lambda timer: self.timers[timer][0])) if mine else None
            case "message":
                known = listens(self.run.loaded.program, self.run.state).messages
                return MessageArrived(answer.message, answer.values) if answer.message in known else None
            case _:
                return self._task_answer(answer)

    def _task_answer(self, answer: SimulationAnswer) -> Event | None:
        for name, task in self.tasks.items():
            if task.node != answer.node or task.waiting or answer.person not in (None, task.person):
                continue
            if answer.values:
                self.env.lay_over_json(answer.values)
                self._see_change()
            if answer.do == "return":
                return Return(name, task.person, answer.to or "start", comment=answer.comment)
            if task.kind == "resubmit":
                return Resubmit(name, task.person, answer.comment)
            return Decide(name, task.person, _DO[answer.do], answer.comment)
        return None

    def _call_answer(self, answer: SimulationAnswer) -> Event | None:
        for place, (token, node, _event) in enumerate(self.calls):
            if node == answer.node:
                del self.calls[place]
                if answer.do == "called":
                    return Called(token, answer.values)
                return Failed(token, "simulated", {"zh-CN": "假设失败", "en": "assumed to fail"})
        return None

    def _node_of(self, token: str | None) -> str | None:
        found = self.run.state.tokens.get(token) if token else None
        return found.node if found else None


def simulate(
    tx: Transaction,
    app: AppCatalog,
    flow: Flow,
    program: Program,
    *,
    record_id: str | None,
    values: Values,
    old: Values | None,
    initiator: str | None,
    eyes: Work,
    start_at: datetime | None,
    answers: Sequence[SimulationAnswer],
    limit: int,
    language: str,
) -> dict[str, Any]:
    """Plays the flow. `values`: the record, canonical, system columns included; `old`: what it was before; `eyes`: of
    who tries it out, through which it searches and reads what the record links to."""
    if start_at is not None:
        tx.now = start_at
    loaded = Loaded("", 0, flow, program, app)
    row = _row(app, flow, record_id, initiator)
    run = Running(tx, row, loaded, State())
    env = SampleEnv(
        tx, app, flow.form, record_id, initiator, values, old or {},
        lambda: hooks.calendar(tx, app.key, flow.calendar), SeenRecords(eyes),
    )  # fmt: skip
    run._env = env
    told = Told(run, env.linked, language)
    theirs = Loaded("", 0, flow.model_copy(update={"acts_as": "initiator"}), program, app)
    reader = Running(tx, {**row, "initiator": eyes.actor.person_id}, theirs, State())
    rehearsal = Rehearsal(run, reader, eyes, env, told, deque(answers), limit)
    rehearsal.play(Start(initiator))
    return {
        "result": run.state.result,
        "ended": run.state.result is not None,
        "steps": told.steps,
        "path": list(told.path),
        "edges": sorted(told.edges),
        "waits_for": list(_waits(rehearsal, language)),
        "finished_at": iso_instant(tx.now),
    }


def _row(app: AppCatalog, flow: Flow, record_id: str | None, initiator: str | None) -> dict[str, Any]:
    return {
        "id": MADE.format(0),
        "app": app.key,
        "flow_id": MADE.format(0),
        "version": 0,
        "form": flow.form,
        "record_id": record_id,
        "title": None,
        "initiator": initiator,
        "before": None,
        "gate": False,
        "seq": 0,
        "parent_id": None,
        "parent_token": None,
        "parent_key": None,
    }


def _waits(rehearsal: Rehearsal, language: str) -> Iterator[dict[str, Any]]:
    """Where it stands when nothing can happen any more."""
    if rehearsal.run.state.result is not None:
        return
    for token in rehearsal.run.state.tokens.values():
        yield {"node": token.node, "label": rehearsal.told.label(token.node), "phase": token.phase}
