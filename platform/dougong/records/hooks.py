"""What the rooms above do in the middle of a write. `dougong.reactions` binds them at start-up; records knows none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dougong.records.work import Item, Work

Hold = Callable[[Work, str, Sequence[Item]], None]
"""`(work, form key, items that are about to be written)`: sets `item.held` on changes that must wait (they are not
written), or `item.problem` on those that may not be made at all. It stands in the one pipeline, so no door is
without it."""


@dataclass
class RecordHooks:
    hold: Hold | None = None


hooks = RecordHooks()
"""The one of this process."""
