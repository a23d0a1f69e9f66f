"""Sub-process: a scope of its own inside the flow; boundaries can be set on it, and it can be repeated."""

from typing import Literal

from engines.flow import moves
from engines.flow.behaviour import Behaviour
from engines.flow.nodes.base import Each, NodeModel
from engines.flow.state import ROOT
from engines.flow.step import Step


class SubprocessNode(NodeModel):
    """子过程 / Sub-process. Its nodes name it as `parent`."""

    type: Literal["subprocess"]
    each: Each | None = None


class SubprocessBehaviour(Behaviour):
    """Opens a scope and waits until its last token has died."""

    waits = True
    scoped = True

    def outcomes(self, node: SubprocessNode) -> tuple[str, ...]:
        return ("done", "approved", "rejected")

    def enter(self, step: Step, token: str) -> None:
        here = step.state.tokens[token]
        scope = here.scope
        if scope == ROOT or step.state.scopes[scope].node != here.node:
            step.wait(token, "scope")
            scope = step.new_id("s")
            step.fact("opened", scope=scope, node=here.node, owner=token)
            moves.enter(step, step.program.starts[here.node], scope, like=here)
            return
        # one element of a repeated sub-process: the scope is there already
        step.fact("dropped", token=token, node=here.node, why="inside")
        moves.enter(step, step.program.starts[here.node], scope, like=here)
