"""Notify: messages to people or to the outside. Nobody waits; a failed message is an operator's matter."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engines.flow import effects, events, moves, people
from engines.flow.assignees import Assignees
from engines.flow.behaviour import Behaviour
from engines.flow.nodes.base import NodeModel
from engines.flow.parts import Key, Label, LongLabel
from engines.flow.step import Step

Channel = Literal["inbox", "mail", "dingtalk", "wecom", "feishu", "webhook"]


class NotifyNode(NodeModel):
    """通知 / Notify. `{customer.name}` in title and text is replaced by the value. `inbox` and `mail` go to `to` (mail
    also to the addresses in the e-mail field `address`); robots and webhooks go to the connection named
    `connection`. `attach`: print templates of the record's form (`standard`: the standard one) whose papers go with the
    mails."""

    type: Literal["notify"]
    channels: Annotated[tuple[Channel, ...], Field(min_length=1, max_length=6)] = ("inbox",)
    to: Assignees = ()
    address: Annotated[str, StringConstraints(max_length=160)] | None = None
    connection: Key | None = None
    attach: Annotated[tuple[Key, ...], Field(max_length=3)] = ()
    title: Label
    text: LongLabel = ""


class NotifyBehaviour(Behaviour):
    """Hands the message to the outbox and goes on."""

    def enter(self, step: Step, token: str) -> None:
        node = step.node(step.state.tokens[token]).model
        assert isinstance(node, NotifyNode)
        if node.to:
            step.wait(token, "people")
            people.ask(step, token, node.to)
        else:
            self._send(step, token, ())

    def resolved(self, step: Step, token: str, event: events.Resolved) -> None:
        self._send(step, token, event.people)

    def _send(self, step: Step, token: str, to: tuple[str, ...]) -> None:
        node = step.state.tokens[token].node
        step.wait(token, "called")  # said, so no decision before it can be taken back
        step.effect(effects.Send(f"{token}.send", token, node, to))
        moves.leave(step, token, "done")
