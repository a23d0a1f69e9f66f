"""Assign: puts a person into a member field, by turn, load or rule table (R50, R59, R60)."""

from typing import Literal

from engines.flow import effects, events, moves, people
from engines.flow.assignees import Assignees
from engines.flow.behaviour import Behaviour
from engines.flow.nodes.approval import Empty
from engines.flow.nodes.base import NodeModel
from engines.flow.parts import Key
from engines.flow.step import Step


class AssignNode(NodeModel):
    """分配 / Assign. Writes the first person found into `field` of the triggering record; with `task` the person also
    gets a to-do that is done when they open or tick it off."""

    type: Literal["assign"]
    assignees: Assignees
    field: Key = "owner"
    task: bool = True
    empty: Empty = "administrator"


class AssignBehaviour(Behaviour):
    """Finds the person, writes the field, opens the to-do and goes on: nobody waits for the to-do."""

    def enter(self, step: Step, token: str) -> None:
        node = step.node(step.state.tokens[token]).model
        assert isinstance(node, AssignNode)
        step.wait(token, "people")
        people.ask(step, token, node.assignees)

    def resolved(self, step: Step, token: str, event: events.Resolved) -> None:
        node = step.node(step.state.tokens[token]).model
        assert isinstance(node, AssignNode)
        if event.people:
            step.wait(token, "writing", {"person": event.people[0]})
            values = {node.field: event.people[0]}
            step.effect(effects.Write(token, node.id, None, None, (), values, ()))
        elif node.empty == "administrator" and event.request != people.FALLBACK:
            people.ask(step, token, step.program.flow.administrators, people.FALLBACK)
        elif node.empty in ("approve", "reject"):
            moves.leave(step, token, "done")
        else:
            people.nobody(step, token, waiting=node.empty == "wait")

    def written(self, step: Step, token: str, event: events.Written) -> None:
        node = step.node(step.state.tokens[token]).model
        assert isinstance(node, AssignNode)
        person = step.state.tokens[token].data["person"]
        if node.task:
            step.open_task(token, person, "todo", held=False)
            step.tell([person], "task", token=token)
        moves.leave(step, token, "done", deciders=[person])

    def record_changed(self, step: Step, token: str) -> None:
        if step.state.tokens[token].phase == "nobody":
            self.enter(step, token)
