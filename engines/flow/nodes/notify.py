"""Notify: messages to people or to the outside. Nobody waits; a failed message is an operator's matter."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engines.flow.assignees import Assignees
from engines.flow.nodes.base import NodeModel
from engines.flow.parts import Key, Label, LongLabel

Channel = Literal["inbox", "mail", "dingtalk", "wecom", "feishu", "webhook"]


class NotifyNode(NodeModel):
    """通知 / Notify. `{customer.name}` in title and text is replaced by the value. `inbox` and `mail` go to `to` (mail
    also to the addresses in the e-mail field `address`); robots and webhooks go to the connection named
    `connection`."""

    type: Literal["notify"]
    channels: Annotated[tuple[Channel, ...], Field(min_length=1, max_length=6)] = ("inbox",)
    to: Assignees = ()
    address: Annotated[str, StringConstraints(max_length=160)] | None = None
    connection: Key | None = None
    title: Label
    text: LongLabel = ""
