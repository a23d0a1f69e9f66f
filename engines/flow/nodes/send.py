"""Send: a message to flows that wait for it (or are started by it)."""

from typing import Literal

from engines.flow import effects, moves
from engines.flow.behaviour import Behaviour
from engines.flow.nodes.base import NodeModel
from engines.flow.parts import Key, NodeId
from engines.flow.step import Step


class SendNode(NodeModel):
    """发送消息 / Send. Reaches the instances that run on the triggering record (or on the record of `record`) in this
    app, and starts flows whose trigger waits for it."""

    type: Literal["send"]
    message: Key
    record: NodeId | None = None


class SendBehaviour(Behaviour):
    """Hands the message to the outbox and goes on."""

    def enter(self, step: Step, token: str) -> None:
        here = step.state.tokens[token]
        node = step.node(here).model
        assert isinstance(node, SendNode)
        done = step.state.done(node.record, here.scope) if node.record else None
        record = done.records[0] if done and done.records else None
        step.wait(token, "called")
        step.effect(effects.SendMessage(f"{token}.send", token, node.id, node.message, record))
        moves.leave(step, token, "done")
