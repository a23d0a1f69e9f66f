"""WeCom group robot (企业微信群机器人): the key in its address is its only secret.

<https://developer.work.weixin.qq.com/document/path/91770>
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dougong.kit.outbound import Outbound
from dougong.messaging.channels.base import Outgoing, as_markdown, post_json, robot_verdict

MOST_BYTES = 4_096
BUSY = frozenset({-1, 45009})


class WeCom:
    def __init__(self, out: Outbound) -> None:
        self._out = out

    def send(self, message: Outgoing, settings: Mapping[str, str], secrets: Mapping[str, str], now: datetime) -> None:
        document = {"msgtype": "markdown", "markdown": {"content": as_markdown(message, MOST_BYTES)}}
        robot_verdict(post_json(self._out, settings["url"], document), "errcode", BUSY)
