"""What a publish would do to every value of the fields whose type changes: counted, and told one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain

from dougong.access.tables import Catalog
from dougong.apps.conversion import Counts, Told, fates
from dougong.apps.plan import Plan
from dougong.apps.retired import Path
from dougong.apps.schema_change import Change
from dougong.apps.undoing import kept_before, untouched
from dougong.apps.values import Pair, aside_values, is_recomputed, read_values, stored_fields
from dougong.kit.db import Transaction
from engines.form.fields import FieldModel
from engines.form.fields.base import Reading


def count_losses(
    tx: Transaction,
    planned: Plan,
    catalog: Catalog,
    reading: Reading,
    language: str,
    but: Collection[tuple[str, Path]] = (),
) -> dict[Path, Counts]:
    """The figures by field, with the first examples; `but`: fields (form, path) that were counted already."""
    found: dict[Path, Counts] = {}
    for change, old in converted(planned):
        if (planned.form.key, change.path) in but:
            continue
        restored, values = _open(tx, planned, catalog, reading, change, old)
        counts = Counts(kept=restored or 0, restored=restored)
        for told in fates(values, old, change.field, reading, language):
            counts.add(told)
        found[change.path] = counts
    return found


def told_losses(
    tx: Transaction, planned: Plan, catalog: Catalog, reading: Reading, change: Change, old: FieldModel, language: str
) -> Iterator[Told]:
    """Every value of one field that doesn't stay what it is; of a change that is taken back, those entered since."""
    _restored, values = _open(tx, planned, catalog, reading, change, old)
    return (told for told in fates(values, old, change.field, reading, language) if told.fate != "kept")


def _open(
    tx: Transaction, planned: Plan, catalog: Catalog, reading: Reading, change: Change, old: FieldModel
) -> tuple[int | None, Iterator[Pair]]:
    """(how many come back exactly as they were before an earlier change, the values that have to be converted)."""
    values = chain.from_iterable(values_of(tx, planned, catalog, change.path))
    kept = kept_before(planned.aside, change.path, change.field)
    if kept is None:
        return None, values
    now, restored = dict(values), 0
    for batch in untouched(tx, kept, old, dict(now), reading):
        restored += len(batch)
        for row, _value in batch:
            now.pop(row, None)
    return restored, iter(now.items())


def converted(planned: Plan) -> Iterator[tuple[Change, FieldModel]]:
    """The changes of type, each with the field as it was; values that are computed anew aren't converted."""
    for change in planned.changes:
        if change.op == "convert" and change.old is not None and not is_recomputed(change.field):
            yield change, change.old


def values_of(tx: Transaction, planned: Plan, catalog: Catalog, path: Path) -> Iterator[list[Pair]]:
    """The values as they are, those of a hidden field that comes back among them."""
    if path in stored_fields(planned.old):
        return read_values(tx, catalog, planned.form.key, path)
    source = next((each for each in planned.aside if each.path == path and each.kind == "hidden"), None)
    return aside_values(tx, source) if source else iter(())
