"""CC: people are shown the record and it is noted when they read it. Nobody waits."""

from typing import Literal

from engines.flow import events, moves, people
from engines.flow.assignees import Assignees
from engines.flow.behaviour import Behaviour
from engines.flow.nodes.base import NodeModel
from engines.flow.step import Step


class CcNode(NodeModel):
    """抄送 / CC."""

    type: Literal["cc"]
    assignees: Assignees


class CcBehaviour(Behaviour):
    """Shows the record to people and goes on."""

    def enter(self, step: Step, token: str) -> None:
        node = step.node(step.state.tokens[token]).model
        assert isinstance(node, CcNode)
        step.wait(token, "people")
        people.ask(step, token, node.assignees)

    def resolved(self, step: Step, token: str, event: events.Resolved) -> None:
        for person in event.people:
            step.open_task(token, person, "cc", held=False)
        step.tell(event.people, "cc", token=token)
        moves.leave(step, token, "done")
