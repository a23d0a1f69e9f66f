"""Gives serial numbers to new records of a batch, counters in one step per scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from dougong.records.evaluation import evaluate_item
from dougong.records.linked import Linked
from dougong.records.series import take_numbers
from dougong.records.work import Item, Work
from engines.form.compile import CompiledForm
from engines.form.fields.series import SeriesField
from engines.form.series import series_scope


def give_numbers(work: Work, form_key: str, compiled: CompiledForm, items: Sequence[Item], linked: Linked) -> None:
    """Numbers for created records; those whose formulas use the number are evaluated once more."""
    fields = [field for field in compiled.form.fields if isinstance(field, SeriesField)]
    created = [item for item in items if item.op == "create" and item.outcome is not None]
    if not fields or not created:
        return
    zone = ZoneInfo(work.access.principal.tz)
    for field in fields:
        waiting: dict[str, list[tuple[Item, Callable[[int], str]]]] = defaultdict(list)
        for item in created:
            assert item.outcome is not None
            scope, render = series_scope(field, compiled.form, item.outcome.values, work.tx.now, zone)
            waiting[scope].append((item, render))
        for scope in sorted(waiting):  # one order for everybody: no deadlocks between batches
            pairs = waiting[scope]
            start = field.counter.start - 1
            numbers = take_numbers(work.tx, work.app.key, form_key, field.key, scope, len(pairs))
            for (item, render), number in zip(pairs, numbers, strict=True):
                item.series[field.key] = render(number + start)
    for item in created:
        if compiled.reads_series:
            item.outcome = evaluate_item(work, compiled, item, linked)
        elif item.outcome is not None:
            item.outcome.values.update(item.series)
            item.outcome.changed.update(item.series)
