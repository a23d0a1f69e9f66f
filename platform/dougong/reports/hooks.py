"""What this room asks of rooms it doesn't know. Bound once by `dougong.reactions`; unbound hooks do nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dougong.kit.db import Transaction


@dataclass(frozen=True)
class Rang:
    """An alert rang for a group: flows whose trigger waits for `message` start. `firing` is the same at every try."""

    app: str
    message: str
    firing: str
    payload: Mapping[str, Any]


@dataclass
class ReportHooks:
    """`rang`: starts the flows that wait for an alert's message, in the transaction that notes the firing."""

    rang: Callable[[Transaction, Rang], None] | None = None


hooks = ReportHooks()
"""The one of this process."""
