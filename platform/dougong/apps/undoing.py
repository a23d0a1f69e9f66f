"""A change of type is taken back: values nobody touched since come back exactly as they were before it.

The preview counts with the same functions by which the publish then writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dougong.apps.conversion import converter
from dougong.apps.retired import Path, Retired
from dougong.apps.values import Pair, aside_values, storage
from dougong.kit.db import Transaction
from engines.form.fields import FIELD_TYPES, FieldModel
from engines.form.fields.base import Reading


def kept_before(aside: Iterable[Retired], path: Path, field: FieldModel) -> Retired | None:
    """Values from before an earlier change of type, when `field` goes back to that type. `aside`: newest first."""
    wanted = field.type, storage(field)
    kept = (each for each in aside if each.kind == "converted" and each.path == path and each.column is not None)
    return next((each for each in kept if (each.field.type, storage(each.field)) == wanted), None)


def untouched(
    tx: Transaction, kept: Retired, between: FieldModel, now: Mapping[str, Any], reading: Reading
) -> Iterator[list[Pair]]:
    """Batches of (row, value before the change) whose present value, in `now`, is what the change made of it."""
    there = converter(kept.field, between, reading)
    same = FIELD_TYPES[between.type].equal
    for batch in aside_values(tx, kept):
        yield [(row, value) for row, value in batch if same(there(value).value, now.get(row))]
