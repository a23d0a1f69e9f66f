"""A signed call to another system (standard webhooks); the message's key is its `webhook-id` at every try."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import orjson

from dougong.kit.outbound import Outbound
from dougong.kit.types import iso_instant
from dougong.messaging.channels.base import Outgoing, accepted
from dougong.messaging.signing import signed_headers


class Webhook:
    def __init__(self, out: Outbound) -> None:
        self._out = out

    def send(self, message: Outgoing, settings: Mapping[str, str], secrets: Mapping[str, str], now: datetime) -> None:
        document = {
            "type": "message",
            "timestamp": iso_instant(now),
            "data": {"title": message.title, "text": message.text, "link": message.link, **message.data},
        }
        body = orjson.dumps(document)
        headers = {"Content-Type": "application/json", **signed_headers(secrets["secret"], message.key, now, body)}
        accepted(self._out.call("POST", settings["url"], headers=headers, body=body))
