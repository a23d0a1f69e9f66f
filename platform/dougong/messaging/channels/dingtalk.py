"""DingTalk group robot (自定义机器人): signed by `base64(HMAC-SHA256(secret, "<ms>\\n<secret>"))` in the address.

<https://open.dingtalk.com/document/robots/custom-robot-access>
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote_plus

from dougong.kit.outbound import Outbound
from dougong.messaging.channels.base import Outgoing, as_markdown, post_json, robot_verdict

MOST_BYTES = 18_000
BUSY = frozenset({-1, 130101, 410100})
"""Codes that a later try can cure: system busy, sending too fast."""


class DingTalk:
    def __init__(self, out: Outbound) -> None:
        self._out = out

    def send(self, message: Outgoing, settings: Mapping[str, str], secrets: Mapping[str, str], now: datetime) -> None:
        url = settings["url"]
        if secrets.get("secret"):
            milliseconds = int(now.timestamp() * 1000)
            url += f"&timestamp={milliseconds}&sign={quote_plus(sign(secrets['secret'], milliseconds))}"
        content = {"title": message.title[:100], "text": as_markdown(message, MOST_BYTES)}
        answer = post_json(self._out, url, {"msgtype": "markdown", "markdown": content})
        robot_verdict(answer, "errcode", BUSY)


def sign(secret: str, milliseconds: int) -> str:
    """The signature, not yet escaped for the address."""
    text = f"{milliseconds}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()
