"""Branch: the gateways of BPMN, splitting and joining alike."""

from typing import Literal

from engines.flow import moves
from engines.flow.behaviour import Behaviour
from engines.flow.nodes.base import NodeModel
from engines.flow.step import Step


class BranchNode(NodeModel):
    """分支 / Branch.

    `exclusive`: out by the first edge whose condition holds, else the default; each arriving token passes by itself.
    `parallel`: waits for all incoming edges, leaves by all. `inclusive`: leaves by every edge whose condition holds
    (else the default); waits until no token that can still reach it is left, looked at again whenever a token dies, is
    moved or migrated. `event`: waits before the wait nodes and boundary-less receivers behind it; the first to happen
    wins and the others are withdrawn."""

    type: Literal["branch"]
    mode: Literal["exclusive", "parallel", "inclusive", "event"] = "exclusive"


class BranchBehaviour(Behaviour):
    """Splits; joining is done by `joins`, when nothing else moves any more."""

    passing = True

    def outcomes(self, node: BranchNode) -> tuple[str, ...]:
        return ()

    def enter(self, step: Step, token: str) -> None:
        node = step.node(step.state.tokens[token])
        assert isinstance(node.model, BranchNode)
        if node.joins:
            step.wait(token, "join")
        elif node.model.mode == "event":
            moves.move(step, token, node.out, passing=True, race=token)
        else:
            moves.pass_on(step, token)
