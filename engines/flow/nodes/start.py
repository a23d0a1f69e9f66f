"""Start: where an instance begins. Exactly one at top level, and one in each sub-process."""

from typing import Literal

from engines.flow import events, moves
from engines.flow.behaviour import Behaviour
from engines.flow.nodes.base import NodeModel
from engines.flow.refusals import refused
from engines.flow.step import Step


class StartNode(NodeModel):
    """开始 / Start."""

    type: Literal["start"]


class StartBehaviour(Behaviour):
    """Passes at once; after a return to the start it waits for who started the flow to send it on again."""

    reworked = True
    passing = True

    def outcomes(self, node: StartNode) -> tuple[str, ...]:
        return ()

    def enter(self, step: Step, token: str) -> None:
        here = step.state.tokens[token]
        if here.data is None:
            moves.pass_on(step, token)
            return
        step.wait(token, "resubmit", here.data)
        step.open_task(token, here.data["person"], "resubmit")

    def decide(self, step: Step, token: str, event: events.Decide) -> None:
        raise refused("verb_not_allowed")

    def resubmit(self, step: Step, token: str, event: events.Resubmit) -> None:
        """The initiator sends it on."""
        step.task_for(event.task, event.by)
        step.fact("resubmitted", token=token, task=event.task, by=event.by, comment=event.comment)
        step.close_task(event.task, "submitted", event.by, event.comment)
        here = step.state.tokens[token]
        if here.back:
            moves.go_on(step, token)
        else:
            moves.pass_on(step, token)

    def transfer(self, step: Step, token: str, event: events.Transfer) -> None:
        if event.delegate:
            raise refused("verb_not_allowed")
        step.change_task(event.task, person=event.to)
