"""Fill: a person completes fields of the record (or of a record the flow made). The outcome is `submitted`."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from engines.flow import events, ladder, moves, people
from engines.flow.assignees import Assignees
from engines.flow.behaviour import Behaviour, FormulaSpec
from engines.flow.nodes.approval import Empty
from engines.flow.nodes.base import Each, NodeModel, Sla, pause_formula
from engines.flow.parts import FieldRight, FormulaText, Key, NodeId
from engines.flow.refusals import refused
from engines.flow.state import unpack
from engines.flow.step import Step


class FillNode(NodeModel):
    """填写 / Fill. `mode` any: the first to submit is enough; all: everybody submits. `record` names a create or find
    step whose record is filled instead of the triggering one. While `sla_pause` holds (it asks the triggering record),
    the ladder stands still."""

    type: Literal["fill"]
    assignees: Assignees
    mode: Literal["any", "all"] = "any"
    fields: Annotated[dict[Key, FieldRight], Field(max_length=500)] = Field(default_factory=dict)
    record: NodeId | None = None
    empty: Empty = "administrator"
    fallback: Assignees = ()
    each: Each | None = None
    sla: Sla = ()
    sla_pause: FormulaText | None = None


class FillBehaviour(Behaviour):
    """Tasks for the people found; goes on with the first submission, or with the last (`mode` all)."""

    waits = True
    scoped = True
    reworked = True

    def outcomes(self, node: FillNode) -> tuple[str, ...]:
        return ("submitted", "rejected") if node.empty == "reject" else ("submitted",)

    def formulas(self, node: FillNode) -> Iterable[FormulaSpec]:
        return pause_formula(node.sla_pause)

    def enter(self, step: Step, token: str) -> None:
        here = step.state.tokens[token]
        node = step.node(here).model
        assert isinstance(node, FillNode)
        step.wait(token, "people")
        if here.data is not None and here.data.get("ask"):
            people.again(step, token, here.data["ask"])
        else:
            people.ask(step, token, node.assignees)

    def resolved(self, step: Step, token: str, event: events.Resolved) -> None:
        here = step.state.tokens[token]
        node = step.node(here).model
        assert isinstance(node, FillNode)
        if event.people:
            self._open(step, token, node, event)
        elif event.request == people.AGAIN:
            people.ask(step, token, node.assignees)
        elif node.empty == "administrator" and event.request != people.FALLBACK:
            people.ask(step, token, node.fallback or step.program.flow.administrators, people.FALLBACK)
        elif node.empty in ("approve", "reject"):
            moves.leave(step, token, "submitted" if node.empty == "approve" else "rejected")
        else:
            people.nobody(step, token, waiting=node.empty == "wait")

    def _open(self, step: Step, token: str, node: FillNode, event: events.Resolved) -> None:
        here = step.state.tokens[token]
        run = step.state.scopes.get(here.scope)
        item = unpack(run.item) if run is not None and run.node == node.id else None
        done = step.state.done(node.record, here.scope) if node.record else None
        record = done.records[0] if done and done.records else None
        step.wait(token, "fill")
        for person in event.people:
            step.open_task(token, person, "fill", standing_in=event.standing_in.get(person), item=item, record=record)
        step.tell(event.people, "task", token=token)
        ladder.begin(step, token)

    def decide(self, step: Step, token: str, event: events.Decide) -> None:
        if event.verb != "submit":
            super().decide(step, token, event)
        node = step.node(step.state.tokens[token]).model
        assert isinstance(node, FillNode)
        step.fact("decided", token=token, node=node.id, task=event.task, by=event.by, verb="submit",
                  comment=event.comment)  # fmt: skip
        step.close_task(event.task, "submitted", event.by, event.comment)
        if node.mode == "any" or not step.tasks_of(token):
            moves.leave(step, token, "submitted", by=event.by, chosen=event.chosen)

    def transfer(self, step: Step, token: str, event: events.Transfer) -> None:
        if event.delegate:
            raise refused("verb_not_allowed")
        self._give(step, token, event.task, event.to, event.by)
        step.tell([event.to], "task", token=token, by=event.by, comment=event.comment)

    def _give(self, step: Step, token: str, task: str, to: str, by: str | None) -> None:
        step.close_task(task, "transferred", by)
        step.open_task(token, to, "fill", of=task)

    def escalate(self, step: Step, token: str, people: tuple[str, ...], *, instead: bool) -> None:
        tasks = step.tasks_of(token)
        holders = {task.person for _, task in tasks}
        if instead:
            for name, _ in tasks:
                self._give(step, token, name, people[0], None)
            return
        for person in people:
            if person not in holders:
                step.open_task(token, person, "fill", of=tasks[0][0] if tasks else None)

    def conclude(self, step: Step, token: str, verb: str) -> None:
        for name, _ in step.tasks_of(token):
            step.close_task(name, "submitted")
        moves.leave(step, token, "submitted")

    def timer(self, step: Step, token: str, purpose: str) -> None:
        ladder.fire(step, token, purpose)

    def record_changed(self, step: Step, token: str) -> None:
        if step.state.tokens[token].phase == "nobody":
            self.enter(step, token)
        else:
            ladder.look(step, token)
