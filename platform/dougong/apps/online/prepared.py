"""What was made ready beside people's work, and is only swapped in by the publish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dougong.apps.retired import Path, Retired
from dougong.kit.db import Transaction


def _nothing(_tx: Transaction) -> int:
    return 0


@dataclass(frozen=True)
class Prepared:
    """`columns`: where the values of a field (form, path) stand already; `indexes`: names for now by those they get;
    `finish`: brings in what was written since, under the lock. → how many values are lost in all"""

    columns: Mapping[tuple[str, Path], Retired] = field(default_factory=dict)
    indexes: Mapping[str, str] = field(default_factory=dict)
    finish: Callable[[Transaction], int] = _nothing


NOTHING = Prepared()
