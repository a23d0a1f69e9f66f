"""Feishu group robot (飞书自定义机器人): signed by `base64(HMAC-SHA256(key="<s>\\n<secret>", message=""))` in the body.

<https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot>
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dougong.kit.outbound import Outbound
from dougong.messaging.channels.base import Outgoing, as_markdown, post_json, robot_verdict

MOST_BYTES = 18_000
BUSY = frozenset({9499, 11232})


class Feishu:
    def __init__(self, out: Outbound) -> None:
        self._out = out

    def send(self, message: Outgoing, settings: Mapping[str, str], secrets: Mapping[str, str], now: datetime) -> None:
        card = {
            "header": {"title": {"tag": "plain_text", "content": message.title[:100]}},
            "elements": [{"tag": "markdown", "content": as_markdown(message, MOST_BYTES)}],
        }
        document: dict[str, Any] = {"msg_type": "interactive", "card": card}
        if secrets.get("secret"):
            seconds = int(now.timestamp())
            document |= {"timestamp": str(seconds), "sign": sign(secrets["secret"], seconds)}
        robot_verdict(post_json(self._out, settings["url"], document), "code", BUSY)


def sign(secret: str, seconds: int) -> str:
    return base64.b64encode(hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()).decode()
