"""Gives serial numbers to new records of a batch, counters in one step per scope.

A series of random signs alone takes no number, but the counter's row is its lock all the same: whoever holds it sees
what all others have committed, so drawing until nobody has the result is enough.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select

from dougong.records.evaluation import evaluate_item
from dougong.records.linked import Linked
from dougong.records.repository import chunks
from dougong.records.series import take_numbers
from dougong.records.work import Item, Work
from engines.form.compile import CompiledForm
from engines.form.fields.series import SeriesField
from engines.form.series import first_number, series_scope

_MOST_DRAWS = 50  # a series has at least 100 million values, so the second draw is rare


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
            made = item.created_at or work.tx.now  # a record with a past has the number of its day
            scope, render = series_scope(field, compiled.form, item.outcome.values, made, zone, _draw)
            waiting[scope].append((item, render))
        for scope in sorted(waiting):  # one order for everybody: no deadlocks between batches
            pairs = waiting[scope]
            start = first_number(field) - 1
            numbers = take_numbers(work.tx, work.app.key, form_key, field.key, scope, len(pairs))
            if field.counter is None:
                _give_free(work, form_key, field.key, pairs)
                continue
            for (item, render), number in zip(pairs, numbers, strict=True):
                item.series[field.key] = render(number + start)
    for item in created:
        if compiled.reads_series:
            item.outcome = evaluate_item(work, compiled, item, linked)
        elif item.outcome is not None:
            item.outcome.values.update(item.series)
            item.outcome.changed.update(item.series)


def _give_free(work: Work, form_key: str, key: str, pairs: Sequence[tuple[Item, Callable[[int], str]]]) -> None:
    """Draws for each record until its text is nobody else's, deleted records included."""
    column = work.app.tables.table(form_key).c[key]
    given: set[str] = set()
    waiting = list(pairs)
    for _ in range(_MOST_DRAWS):
        drawn = [(item, render, render(0)) for item, render in waiting]
        texts = sorted({text for *_, text in drawn})
        taken = {
            text
            for chunk in chunks(texts)
            for text in work.tx.execute(select(column).where(column.in_(chunk))).scalars()
        }
        waiting = []
        for item, render, text in drawn:
            if text in taken or text in given:
                waiting.append((item, render))
            else:
                given.add(text)
                item.series[key] = text
        if not waiting:
            return
    raise RuntimeError(f"no free value for the series {form_key}.{key}")


def _draw(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))
