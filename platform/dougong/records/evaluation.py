"""`engines.form.evaluate` with a transaction's user, instant and zone; rows of subforms get their ids here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from dougong.kit.ids import new_id
from dougong.records.hooks import hooks
from dougong.records.linked import Linked
from dougong.records.work import Item, Work
from engines.form.compile import CompiledForm
from engines.form.outcome import Outcome
from engines.form.pipeline import finish
from engines.form.run import Run


def evaluate_item(
    work: Work, compiled: CompiledForm, item: Item, linked: Linked, *, recompute: bool = False
) -> Outcome:
    """What the record becomes. New rows of subforms leave with an id, so that nobody has to look for them later."""
    outcome = finish(begin_run(work, compiled, item, linked, recompute=recompute))
    for key, step in compiled.form_steps.items():
        if step.rows:
            outcome.values[key] = _with_ids(compiled, key, outcome.values.get(key))
    return outcome


def begin_run(work: Work, compiled: CompiledForm, item: Item, linked: Linked, *, recompute: bool = False) -> Run:
    """The evaluation of one item, ready to be carried out."""
    return Run(
        compiled,
        old=item.before,
        changes=item.values,
        linked=linked,
        user=work.user,
        now=work.tx.now,
        tz=ZoneInfo(work.access.principal.tz),
        source="parsed" if work.parsed or work.door == "import" else "json",
        series=item.series,
        recompute=recompute,
        refill=item.refill,
        taken=item.taken,
        carried=item.created_at,
        calendar=partial(hooks.calendar, work.tx) if hooks.calendar is not None else None,
    )


def _with_ids(
    compiled: CompiledForm, subform: str, rows: Sequence[Mapping[str, Any]] | None
) -> list[dict[str, Any]] | None:
    if rows is None:
        return None
    lists = [(key, step.node) for key, step in compiled.row_steps[subform].items() if step.rows]
    return [
        {
            **row,
            **{key: _with_ids(compiled, node, row.get(key)) for key, node in lists},
            "id": row.get("id") or new_id(),
        }
        for row in rows
    ]
