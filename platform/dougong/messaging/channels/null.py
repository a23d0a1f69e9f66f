"""The twin of every channel: takes what it is given, sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dougong.messaging.channels.base import Outgoing

MOST_KEPT = 1_000


@dataclass
class NullChannel:
    """Keeps the last messages in `sent`."""

    sent: list[Outgoing] = field(default_factory=list)

    def send(self, message: Outgoing, settings: Mapping[str, str], secrets: Mapping[str, str], now: datetime) -> None:
        self.sent.append(message)
        del self.sent[:-MOST_KEPT]
