"""What is kept for how long, and how it goes: one registry, one job (`dougong.operations.retention`).

    @kept("deliveries", days=30, least=7, label=say("Webhook 投递", "Webhook deliveries"), text=say(…, …))
    def forget_deliveries(tx: Transaction, before: datetime, most: int) -> Forgotten: …

A room says what it lets go of and within which bounds an administrator may choose; the function drops at most `most`
things from before an instant, in a transaction that holds locks no longer than a moment, and says how many went and
whether that was all. Asked again it goes on with the rest, so a run that is killed loses nothing and does nothing
twice. It must leave alone what is still needed: what is not told yet, what a running flow stands on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Table, delete, select, tuple_

from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import Text

MOST_DAYS = 3650


class Forgotten(NamedTuple):
    """What one step dropped, and whether there is more to drop."""

    gone: int
    more: bool


Forget = Callable[[Transaction, datetime, int], Forgotten]
F = TypeVar("F", bound=Forget)


@dataclass(frozen=True)
class Kept:
    """One kind of thing that grows old. `days` None: kept as long as the installation, unless somebody chooses."""

    key: str
    forget: Forget
    days: int | None
    least: int
    most: int
    always: bool
    """Whether it may be kept for ever."""
    label: Text
    text: Text
    batch: int
    setting: Callable[[Settings], int] | None

    @property
    def fixed(self) -> bool:
        """Nobody chooses: other promises hang on it."""
        return self.least == self.most

    def default(self, settings: Settings) -> int | None:
        """Days when nobody has chosen."""
        return self.days if self.setting is None else self.setting(settings)


KINDS: dict[str, Kept] = {}
"""All kinds of this program; filled by the decorator when the rooms' modules are imported."""


def kept(
    key: str,
    *,
    days: int | None,
    least: int,
    most: int = MOST_DAYS,
    always: bool = True,
    label: Text,
    text: Text,
    batch: int = 1000,
    setting: Callable[[Settings], int] | None = None,
) -> Callable[[F], F]:
    """Registers what drops things of a kind. `setting`: the environment's word for the default."""

    def register(forget: F) -> F:
        if key in KINDS:
            raise ValueError(f"two kinds of {key}")
        KINDS[key] = Kept(key, forget, days, least, most, always and least != most, label, text, batch, setting)
        return forget

    return register


def drop_some(tx: Transaction, table: Table, most: int, *where: ColumnElement[bool]) -> Forgotten:
    """Deletes at most `most` rows."""
    key: Any = list(table.primary_key.columns)
    own = key[0] if len(key) == 1 else tuple_(*key)
    gone = int(tx.execute(delete(table).where(own.in_(select(*key).where(*where).limit(most)))).rowcount)
    return Forgotten(gone, gone >= most)
