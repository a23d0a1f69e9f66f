"""What this room asks of rooms it doesn't know. Bound once by `dougong.reactions`; unbound hooks do nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong.access.sources import Measured
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
    """`rang`: starts the flows that wait for an alert's message, in the transaction that notes the firing. `sources`:
    rows of sources of the system that other rooms know, by name; asked with the app's key."""

    rang: Callable[[Transaction, Rang], None] | None = None
    sources: Mapping[str, Callable[[Transaction, str], Measured]] = field(default_factory=dict)


hooks = ReportHooks()
"""The one of this process."""
